"""How conditions are written: one meaning for an object, a sentence, a list; amounts, years, spans; what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.finding.amounts import Interval, intervals, money_cents, span_of_time, years
from assistant.analytics.finding.wording import Choice, choice, comparisons, read_where
from assistant.errors import BadArguments


class TestWhere:
    @pytest.mark.parametrize("nothing", [None, {}, [], "", {"age": None}])
    def test_nothing_is_no_condition(self, nothing: Any) -> None:
        assert read_where(nothing) == ()

    @pytest.mark.parametrize(
        ("where", "pairs"),
        [
            ({"age": ">=70", "location": "Boston"}, [("age", ">=70"), ("location", "Boston")]),
            ("age >= 70 and location = Boston", [("age", ">= 70"), ("location", "= Boston")]),
            ("Age>=70, city is Boston", [("age", ">=70"), ("location", "is Boston")]),
            ("location = Boston, MA; tier A", [("location", "= Boston, MA"), ("segment", "A")]),
            ("age between 60 and 70 and aum > 1m", [("age", "between 60 and 70"), ("aum", "> 1m")]),
            ({"account kind": "roth", "net-worth": 5}, [("account", "roth"), ("net_worth", 5)]),
            ({"age_min": 60, "max_age": 70}, [("age", {">=": 60}), ("age", {"<=": 70})]),
            ([{"field": "age", "op": ">", "value": 70}, "segment A"], [("age", {">": 70}), ("segment", "A")]),
            ({"city": "Portland", "state": "OR"}, [("location", "Portland"), ("location", "OR")]),
        ],
    )
    def test_is_read_to_the_same_pairs(self, where: Any, pairs: list[tuple[str, Any]]) -> None:
        assert list(read_where(where)) == pairs

    @pytest.mark.parametrize("wrong", [{"colour": "red"}, "colour red", "over 70", 7, {"min_colour": 3}])
    def test_an_unknown_condition_lists_the_known_ones(self, wrong: Any) -> None:
        with pytest.raises(BadArguments, match=r"age, income, net_worth.*birthday"):
            read_where(wrong)

    def test_a_condition_without_a_value_is_a_sentence(self) -> None:
        with pytest.raises(BadArguments, match="has no value"):
            read_where("age")

    def test_or_between_conditions_is_refused_rather_than_misread(self) -> None:
        with pytest.raises(BadArguments, match="only be joined by “and”"):
            read_where("age > 70 or location = Boston")


class TestComparisons:
    @pytest.mark.parametrize(
        ("given_", "read"),
        [
            (70, (("", "70"),)),
            (">=70", ((">=", "70"),)),
            ("over 70", ((">", "70"),)),
            ("older than 70", ((">", "70"),)),
            ("at least 70", ((">=", "70"),)),
            ("70+", ((">=", "70"),)),
            ("70 or older", ((">=", "70"),)),
            ("70 and under", (("<=", "70"),)),
            ("under 70", (("<", "70"),)),
            ("più di 70", ((">", "70"),)),
            ("menos de 70", (("<", "70"),)),
            ("between 60 and 70", ((">=", "60"), ("<=", "70"))),
            ("tra 60 e 70", ((">=", "60"), ("<=", "70"))),
            ("60-70", ((">=", "60"), ("<=", "70"))),
            ("250k to 1m", ((">=", "250k"), ("<=", "1m"))),
            (">=60 and <70", ((">=", "60"), ("<", "70"))),
            (">=60, <70", ((">=", "60"), ("<", "70"))),
            ({"min": 60, "max": 70}, ((">=", "60"), ("<=", "70"))),
            ({"between": [60, 70]}, ((">=", "60"), ("<=", "70"))),
            ([60, 70], ((">=", "60"), ("<=", "70"))),
            ([">=60", "<70"], ((">=", "60"), ("<", "70"))),
            ("2026-01-01..2026-03-31", ((">=", "2026-01-01"), ("<=", "2026-03-31"))),
            ("2026-01", (("", "2026-01"),)),
        ],
    )
    def test_are_one_alternative(self, given_: Any, read: Any) -> None:
        assert comparisons(given_) == (read,)

    def test_a_longer_list_of_plain_values_is_any_of_them(self) -> None:
        assert comparisons([70, 72, 73]) == ((("=", "70"),), (("=", "72"),), (("=", "73"),))

    @pytest.mark.parametrize("wrong", [{"roughly": 60}, {"min": [60]}])
    def test_an_unknown_bound_is_a_sentence(self, wrong: Any) -> None:
        with pytest.raises(BadArguments, match="as a bound"):
            comparisons(wrong)


class TestChoice:
    @pytest.mark.parametrize(
        ("given_", "read"),
        [
            ("Boston", Choice(("Boston",))),
            ("= Boston", Choice(("Boston",))),
            ("=MA", Choice(("MA",))),
            ("in Boston or Chicago", Choice(("Boston", "Chicago"))),
            (["Boston", "Chicago"], Choice(("Boston", "Chicago"))),
            ("A, B", Choice(("A", "B"))),
            ("not Boston", Choice(("Boston",), negative=True)),
            ("= not Boston", Choice(("Boston",), negative=True)),
            ("!=Boston", Choice(("Boston",), negative=True)),
            ({"not": ["Boston", "Chicago"]}, Choice(("Boston", "Chicago"), negative=True)),
            ("Indianapolis", Choice(("Indianapolis",))),  # begins like “in”
        ],
    )
    def test_is_words_affirmed_or_denied(self, given_: Any, read: Choice) -> None:
        assert choice(given_) == read

    def test_a_comma_belongs_to_a_place(self) -> None:
        assert choice("Boston, MA", commas=False) == Choice(("Boston, MA",))

    @pytest.mark.parametrize("wrong", ["", [], ["Boston", "not Chicago"]])
    def test_nothing_or_both_is_a_sentence(self, wrong: Any) -> None:
        with pytest.raises(BadArguments, match="write a word"):
            choice(wrong)


class TestAmounts:
    @pytest.mark.parametrize(
        ("text", "dollars"),
        [
            ("1000000", 1_000_000), ("$1,000,000", 1_000_000), ("1m", 1_000_000), ("1.5 million", 1_500_000),
            ("1,5 milioni", 1_500_000), ("250k", 250_000), ("250 thousand", 250_000), ("250.000", 250_000),
            ("1.250.000", 1_250_000), ("1.250m", 1_250_000), ("1.250.000,50", 1_250_000.50), ("2bn", 2_000_000_000),
            ("100 mila euro", 100_000), ("99.5", 99.5), ("1 000 000", 1_000_000),
        ],
    )  # fmt: skip
    def test_are_read_as_people_write_them(self, text: str, dollars: float) -> None:
        assert money_cents(text) == round(dollars * 100)

    @given(st.integers(0, 10**12))
    def test_commas_change_nothing(self, dollars: int) -> None:
        assert money_cents(f"{dollars:,}") == money_cents(str(dollars)) == dollars * 100

    @pytest.mark.parametrize("wrong", ["blue", "1.2.3", "12,34,5", "-5", ""])
    def test_what_is_no_amount_is_a_sentence(self, wrong: str) -> None:
        with pytest.raises(BadArguments, match="I cannot read"):
            money_cents(wrong)

    @pytest.mark.parametrize(
        ("text", "number"), [("70", 70), ("70 years old", 70), ("18 months", 1.5), ("10 anni", 10)]
    )
    def test_years(self, text: str, number: float) -> None:
        assert years(text) == number

    def test_what_is_no_number_of_years_is_a_sentence(self) -> None:
        with pytest.raises(BadArguments, match="number of years"):
            years("old")


class TestSpans:
    @pytest.mark.parametrize(
        ("text", "before"),
        [("180d", "2026-05-04"), ("6 months", "2026-04-30"), ("2 weeks ago", "2026-10-17"), ("1y", "2025-10-31"),
         ("30", "2026-10-01")],
    )  # fmt: skip
    def test_count_back_from_a_day(self, text: str, before: str) -> None:
        span = span_of_time(text)
        assert span is not None
        assert (pd.Timestamp(2026, 10, 31) - span).date() == dt.date.fromisoformat(before)

    @pytest.mark.parametrize("text", ["2026-01-01", "2026", "soon", "99999d", "6 parsecs"])
    def test_a_date_is_no_span(self, text: str) -> None:
        assert span_of_time(text) is None


class TestIntervals:
    def test_no_bound_holds_whatever_is_known(self) -> None:
        assert list(Interval().holds(pd.Series([1.0, None]))) == [True, False]

    def test_ends_belong_unless_they_are_open(self) -> None:
        values = pd.Series([60, 65, 70])
        assert list(Interval(60, 70).holds(values)) == [True, True, True]
        assert list(Interval(60, 70, low_open=True, high_open=True).holds(values)) == [False, True, False]

    def test_of_two_bounds_the_tighter_counts(self) -> None:
        (found,) = intervals([[(">=", "60"), (">", "60"), ("<", "70"), ("<=", "80")]], years, plain="=")
        assert found == Interval(60, 70, low_open=True, high_open=True)

    def test_a_denied_number_is_refused(self) -> None:
        with pytest.raises(BadArguments, match="everything but 70"):
            intervals([[("!=", "70")]], years, plain="=")
