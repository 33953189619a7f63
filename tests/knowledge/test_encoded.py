"""The vectors that come with the documents are those of the documents as they are, and of nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assistant.encoder import encoder
from knowledge.encoded import FILE, Encoded, key, write
from knowledge.library import texts_of


class TestShippedVectors:
    def test_each_text_of_the_shipped_documents_is_there_and_no_other(self) -> None:
        wanted = {key(encoder(), text) for text in texts_of()}
        with np.load(FILE) as kept:
            found = set(map(bytes, kept["keys"]))
        assert found == wanted, "a document was changed: run `python -m knowledge`"

    def test_they_are_what_the_encoder_gives(self) -> None:
        texts = texts_of()[::120]
        assert np.allclose(Encoded(encoder()).passages(texts), encoder().passages(texts), atol=0.005)


class TestEncoded:
    def test_without_a_file_all_is_encoded(self, tmp_path: Path) -> None:
        text = ["Quanto vale il portafoglio?"]
        found = Encoded(encoder(), tmp_path / "none.npz").passages(text)
        assert np.array_equal(found, encoder().passages(text))
        assert Encoded(encoder(), tmp_path / "none.npz").passages([]).shape == (0, encoder().dimension)

    def test_a_text_that_is_not_in_the_file_is_encoded_in_its_place(self) -> None:
        known = texts_of()[0]
        found = Encoded(encoder()).passages(["a new text", known, "another"])
        assert np.allclose(found, encoder().passages(["a new text", known, "another"]), atol=0.005)

    def test_the_same_texts_in_any_order_give_the_same_bytes(self, tmp_path: Path) -> None:
        texts = ["one", "two", "three"]
        assert write(encoder(), texts, tmp_path / "a.npz") == write(encoder(), texts[::-1], tmp_path / "b.npz") == 3
        assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
