"""Disguises are folded away, and every span finds its way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.guardrails.passage import LONGEST_SENTENCE, Passage


class TestFolding:
    def test_nothing_stays_nothing(self) -> None:
        passage = Passage("")
        assert (passage.text, passage.low, passage.own, passage.span(0, 5)) == ("", "", "", (0, 0))

    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("guar\u200banteed", "guaranteed"),  # zero-width space
            ("\u202eguaranteed\u202c", "guaranteed"),  # direction override
            ("gu\u00adaranteed", "guaranteed"),  # soft hyphen
            ("\u0433uarant\u0435ed", "\u0433uaranteed"),  # Cyrillic e; a letter without a look-alike stays
            ("\uff11\uff12\uff13-\uff14\uff15", "123-45"),  # full-width digits
            ("\u0661\u0662\u0663", "123"),  # Arabic-Indic digits
            ("\U0001d7d9\U0001d7da", "12"),  # double-struck digits
            ("perch\u00e9 garantit\u00e0", "perche garantita"),
            ("pe\u0301rdida", "perdida"),  # combining accent
            ("don\u2019t \u201cguarantee\u201d", 'don\'t "guarantee"'),
            ("1\u00a0234\u202f567", "1 234 567"),
            ("\u22125\u2013\u20147", "-5--7"),
            ("59\u00bd", "59.5"),
            ("a\r\nb\u2028c", "a \nb\nc"),
            ("\ufb01rm", "firm"),  # ligature
            ("\u2460", "1"),
            ("a\x00b\x1bc", "a b c"),
        ],
    )
    def test_a_disguise_does_not_help(self, written: str, read: str) -> None:
        assert Passage(written).text == read

    def test_lower_case_keeps_its_place(self) -> None:
        passage = Passage("\u0130stanbul \u1e9e A")
        assert len(passage.low) == len(passage.text)

    def test_a_span_of_the_folded_text_is_the_span_of_what_was_written(self) -> None:
        passage = Passage("w\u200be g\u0435t \ufb01ve")
        start = passage.low.index("five")
        assert passage.original[slice(*passage.span(start, start + 4))] == "\ufb01ve"

    @given(st.text(max_size=200))
    def test_every_span_lies_inside_the_text(self, text: str) -> None:
        passage = Passage(text)
        assert len(passage.low) == len(passage.text) == len(passage.own)
        for start in range(0, len(passage.text), 7):
            low, high = passage.span(start, start + 5)
            assert 0 <= low <= high <= len(text)

    @given(st.text(max_size=100), st.integers(0, 100), st.integers(0, 100))
    def test_a_span_of_the_original_finds_its_folded_place(self, text: str, one: int, two: int) -> None:
        passage = Passage(text)
        start, end = sorted((min(one, len(text)), min(two, len(text))))
        low, high = passage.folded_span(start, end)
        assert 0 <= low <= high <= len(passage.text)


class TestSentences:
    def sentence(self, text: str, word: str) -> str:
        passage = Passage(text)
        start, end = passage.sentence(passage.low.index(word))
        return passage.low[start:end].strip()

    @pytest.mark.parametrize(
        ("text", "word", "sentence"),
        [
            ("One. Two three! Four?", "three", "two three!"),
            ("Mr. Smith paid 3.5 percent. Fine.", "paid", "mr. smith paid 3.5 percent."),
            ("A line\nthat goes on. End", "goes", "a line\nthat goes on."),
            ("First\n\nSecond", "second", "second"),
            ("Points:\n- one\n- two", "two", "- two"),
            ('He said "no." Then left.', "left", "then left."),
        ],
    )
    def test_a_sentence_ends_where_a_reader_ends_it(self, text: str, word: str, sentence: str) -> None:
        assert self.sentence(text, word) == sentence

    def test_of_a_sentence_without_end_the_part_near_the_place_is_taken(self) -> None:
        start, end = Passage("word " * 5000).sentence(10_000)
        assert end - start == 2 * LONGEST_SENTENCE

    def test_lines_of_an_earlier_mail_are_not_the_senders_own(self) -> None:
        passage = Passage("Mine.\nOn Tuesday Ann wrote:\n> theirs\nMine too.")
        assert "theirs" not in passage.own
        assert "mine too" in passage.own

    def test_a_mark_alone_quotes_nobody(self) -> None:
        assert "theirs" in Passage("Mine.\n> theirs").own

    def test_a_first_line_may_be_the_subject(self) -> None:
        assert Passage("Subject: Hello\n\nText").subject == (0, 15)
        assert Passage("Oggetto: Ciao").subject == (0, 13)
        assert Passage("Text").subject == (0, 0)
