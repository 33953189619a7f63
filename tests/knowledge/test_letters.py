"""Likeness by letters: what counts as a code, and that a code of the question finds the passage that names it."""

from __future__ import annotations

import pytest

from knowledge.letters import CODE_BONUS, Letters, codes

TEXTS = {
    "records": "Communications are kept three years under Rule 17a-4(b)(4).",
    "complaints": "FINRA Rule 4513: complaint files, four years.",
    "praise": "Disclosures stand beside a testimonial, Rule 206(4)-1(b)(1).",
    "bridge": "Ending assets are explained by formula F20.",
}


class TestCodes:
    def test_plain_words_are_no_codes(self) -> None:
        assert codes("how long do we keep records") == set()

    @pytest.mark.parametrize(
        "code", ["17a-4", "206(4)-1", "2210(d)(6)", "4513", "24-09", "F31", "R2", "401(k)", "SR-FINRA-2026-004"]
    )
    def test_numbers_of_rules_notices_and_formulas_are_codes(self, code: str) -> None:
        assert codes(f"what does {code} say?") == {code}

    @pytest.mark.parametrize("number", ["3", "24", "529", "2022", "1999"])
    def test_counts_and_years_are_not(self, number: str) -> None:
        assert codes(f"who won in {number}?") == set()


class TestLikeness:
    def test_nothing_shared_adds_nothing(self) -> None:
        assert set(Letters(TEXTS).likeness("zzz").values()) == {0.0}

    @pytest.mark.parametrize(
        ("query", "passage"),
        [("17a-4", "records"), ("rule 4513", "complaints"), ("206(4)-1", "praise"), ("what is f20", "bridge")],
    )
    def test_the_passage_that_names_the_code_comes_first(self, query: str, passage: str) -> None:
        likeness = Letters(TEXTS).likeness(query)
        assert max(likeness, key=lambda id: likeness[id]) == passage
        assert likeness[passage] > CODE_BONUS

    def test_a_code_inside_a_longer_number_is_another_code(self) -> None:
        likeness = Letters({"other": "Form 14513 is green."}).likeness("4513")
        assert likeness["other"] < CODE_BONUS
