"""A question read once: folded, masked, mended; and its language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.planner import detect_language
from assistant.agent.planner.reading import Named, folded, read
from assistant.agent.planner.spelling import mended


class TestAReading:
    def test_of_nothing_is_nothing(self) -> None:
        assert read("").text == ""
        assert read("").typed() == ""

    def test_masks_names_and_quotes_them_as_typed(self) -> None:
        reading = read("Note to the García Márquezes", (Named(12, 28, "client", "García Márquez"),))
        assert reading.text == "note to the @client_a"
        assert reading.typed() == "Note to the García Márquezes"
        assert [named.words for named in reading.named("client")] == ["García Márquez"]

    @given(st.text(max_size=120))
    def test_every_character_knows_where_it_was_typed(self, raw: str) -> None:
        reading = read(raw)
        assert len(folded(raw)) == len(raw)
        assert len(reading.text) == len(reading.origin)
        assert reading.typed() == raw.strip()

    @given(st.text(max_size=60), st.text(max_size=60))
    def test_a_part_quotes_its_own_words(self, left: str, right: str) -> None:
        reading = read(f"{left} | {right}")
        at = reading.text.index("|")
        assert reading.typed(at) == reading.raw[reading.origin[at][0] :].strip()


class TestTyping:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("retension", "retention"),
            ("portfoilo", "portfolio"),
            ("porfolio", "portfolio"),
            ("snaphot", "snapshot"),
            ("errosion", "erosion"),
            ("fidelizazione", "fidelizzazione"),
            ("yr", "year"),
            ("hh", "households"),
        ],
    )
    def test_one_slip_in_a_word_of_the_trade_is_mended(self, typed: str, meant: str) -> None:
        assert mended(typed) == meant

    @pytest.mark.parametrize(
        "word", ["state", "clienti", "profiles", "marked", "lindqvist", "quarto", "relations", "it", ""]
    )
    def test_any_other_word_stands(self, word: str) -> None:
        assert mended(word) == word


class TestLanguage:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("", "en"),
            ("Okafor", "en"),
            ("what is my book worth?", "en"),
            ("T12 rev", "en"),
            ("quanto vale il mio portafoglio?", "it"),
            ("chi sto perdendo?", "it"),
            ("bozza di ringraziamento per i Lindqvist", "it"),
            ("e lo scorso trimestre?", "it"),
            ("ciao", "it"),
            ("¿cuánto vale mi cartera?", "es"),
            ("ingresos de septiembre", "es"),
            ("quién necesita un seguro", "es"),
            ("hola", "es"),
            ("book value con retention al 95% e tasso di sconto 10%, grazie", "it"),
        ],
    )
    def test_is_that_of_its_small_words(self, text: str, language: str) -> None:
        assert detect_language(text) == language
