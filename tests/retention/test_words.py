"""Words as a search knows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retention.words import phrases_of, rules_of, says, texts_of, tokens_asked, tokens_of, words_of


class TestWords:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", []),
            ("…!? —", []),
            ("How is my Book?", ["how", "is", "my", "book"]),
            ("Straße STRASSE", ["strasse", "strasse"]),
            ("Café, cafe\u0301", ["cafe", "cafe"]),
            ("İstanbul", ["istanbul"]),
            ("$1,234.50 at 7%", ["1", "234", "50", "at", "7"]),
            ("value_book", ["value", "book"]),
            ("田中さん", ["田", "中", "さ", "ん"]),
            ("김철수", ["김", "철", "수"]),
            ("Σίσυφος", ["σισυφοσ"]),
        ],
    )
    def test_are_folded_alike_in_every_script(self, text: str, words: list[str]) -> None:
        assert words_of(text) == words

    def test_of_a_payload_are_its_values_and_not_the_names_of_its_fields(self) -> None:
        payload = {"text": "hello", "rows": [{"id": "C1", "cents": 5, "new": True}], "raw": b"abc\xff", "none": None}
        assert list(texts_of(payload)) == ["hello", "C1", "5", "abc\ufffd"]

    def test_of_rules_are_found_wherever_they_are(self) -> None:
        verdict = {"flags": [{"rule": "promise.guarantee"}, {"rule": "fees"}], "pass": 1, "note": "rule"}
        assert list(rules_of(verdict)) == ["promise.guarantee", "fees"]
        assert list(rules_of(None)) == []


class TestPhrases:
    @pytest.mark.parametrize(
        ("asked", "phrases"),
        [
            ("", []),
            ("  ", []),
            ("hedge fund", [["hedge"], ["fund"]]),
            ('"hedge fund" fee', [["hedge", "fund"], ["fee"]]),
            ("«fondo comune»", [["fondo", "comune"]]),
            ('"unclosed words', [["unclosed"], ["words"]]),
        ],
    )
    def test_words_in_quotation_marks_belong_together(self, asked: str, phrases: list[list[str]]) -> None:
        assert phrases_of(asked) == phrases

    @pytest.mark.parametrize(
        ("text", "asked", "found"),
        [
            ("", "fund", False),
            ("hedge funds", "fund", True),
            ("refund", "fund", False),
            ("it is done", "it", True),
            ("items", "it", False),  # two letters match a whole word only
            ("a hedge fund here", '"hedge fund"', True),
            ("a hedge or fund", '"hedge fund"', False),
            ("a hedge fundraiser", '"hedge fund"', True),
            ("hedges fund", '"hedge fund"', False),
        ],
    )
    def test_are_found_from_the_beginning_of_a_word(self, text: str, asked: str, found: bool) -> None:
        assert all(says(words_of(text), phrase) for phrase in phrases_of(asked)) is found


class TestTokens:
    def test_no_word_has_none(self) -> None:
        assert tokens_of([]) == tokens_asked([]) == set()

    @given(st.lists(st.text(max_size=12), max_size=6).map(lambda texts: words_of(" ".join(texts))), st.data())
    def test_whatever_is_found_has_the_tokens_that_are_asked_for(self, words: list[str], data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(words)))
        phrase = words[start : data.draw(st.integers(start, len(words)))]
        if phrase:
            cut = data.draw(st.integers(1, len(phrase[-1])))
            phrase = [*phrase[:-1], phrase[-1][:cut]]
        if phrase and says(words, phrase):
            assert tokens_asked(phrase) <= tokens_of(words)
