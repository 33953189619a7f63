"""Text that a spreadsheet might run: recognised, made harmless in a file, and read back unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.book.cells import amount, guarded, is_formula, without_guard


class TestIsFormula:
    def test_nothing_and_a_lone_sign_are_none(self) -> None:
        assert not any(is_formula(text, prose=prose) for text in ("", "=", "-", "@") for prose in (True, False))

    @pytest.mark.parametrize(
        "text",
        [
            "=1+1", "=A1", "=-A1", '=HYPERLINK("http://evil.example")', "=cmd|' /C calc'!A0", "@SUM(1+1)", "+SUM(A1)",
            "-2+3+cmd|' /C calc'!A0", "+Sheet1!A1", "\t=1+1", "  =A1",
        ],
    )  # fmt: skip
    def test_what_runs_is_one_in_names_and_in_prose(self, text: str) -> None:
        assert is_formula(text)
        assert is_formula(text, prose=True)

    @pytest.mark.parametrize("text", ["- called, no answer", "-2% since (spring)", "@anna asked", "=> agreed", "+ one"])
    def test_a_sentence_may_begin_with_a_sign_but_a_name_may_not(self, text: str) -> None:
        assert not is_formula(text, prose=True)
        assert is_formula(text)

    @pytest.mark.parametrize("text", ["+1 555 0100", "+1 (555) 010-0100", "+39 02 123 ext. 12", "-12.50", "+44/20"])
    def test_phones_and_numbers_are_none(self, text: str) -> None:
        assert not is_formula(text)
        assert guarded(text) == text


class TestTheGuard:
    @given(st.text())
    def test_comes_off_as_it_went_on(self, text: str) -> None:
        assert without_guard(guarded(text)) == text

    @given(st.sampled_from("=+-@"), st.text(alphabet="=+-@'ab(|!1 \t\n"))
    def test_leaves_nothing_that_runs(self, sign: str, rest: str) -> None:
        assert not is_formula(guarded(sign + rest), prose=True)
        assert not is_formula(guarded(sign + rest))


class TestAmount:
    @pytest.mark.parametrize(("cents", "text"), [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123456, "1234.56")])
    def test_is_written_with_a_dot_and_two_decimals(self, cents: int, text: str) -> None:
        assert amount(cents) == text
