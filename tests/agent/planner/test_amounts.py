"""Numbers in words: money, percentages and the assumptions they are for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.planner.amounts import is_relative, money_at_least, rates, years_in
from assistant.agent.planner.reading import folded

RATES = (
    ("at 97% retention", {"retention": 0.97}),
    ("retention from 94 to 97 %", {"retention": 0.97}),
    ("an 8 discount", {"discount_rate": 0.08}),
    ("an 8 % discount", {"discount_rate": 0.08}),
    ("tasso di sconto 10%", {"discount_rate": 0.1}),
    ("retention al 95% e tasso di sconto 10%", {"retention": 0.95, "discount_rate": 0.1}),
    ("4% growth and a 30% margin", {"growth": 0.04, "margin": 0.3}),
    ("growth of 3.5 % and retention of 96.5%", {"growth": 0.035, "retention": 0.965}),
    ("fidelizzazione al 96,5 %", {"retention": 0.965}),
    ("heirs stay at 70%", {"heir_retention": 0.7}),
    ("heir retention of 40 percent", {"heir_retention": 0.4}),
    ("at 97%", {"retention": 0.97}),
    ("at 12%", {"discount_rate": 0.12}),
    ("retention 0.94", {"retention": 0.94}),
    ("what if growth is zero", {"growth": 0.0}),
    ("crescita zero", {"growth": 0.0}),
    ("a growth of -5%", {"growth": -0.05}),
    ("con una retención del 96%", {"retention": 0.96}),
)


class TestRates:
    @pytest.mark.parametrize(
        "text", ["what is my book worth", "lose my top 5", "over 10 years", "at least 50k", "Q3 2025"]
    )
    def test_are_none_when_none_is_given(self, text: str) -> None:
        assert rates(folded(text)) == {}

    @pytest.mark.parametrize(("text", "found"), RATES)
    def test_go_to_the_assumption_named_nearest(self, text: str, found: dict[str, float]) -> None:
        assert rates(folded(text)) == found

    @given(st.integers(1, 100), st.integers(1, 40))
    def test_are_decimals_whatever_the_number(self, kept: int, discount: int) -> None:
        assert rates(f"{kept}% retention and a {discount}% discount") == {
            "retention": round(kept / 100, 6),
            "discount_rate": round(discount / 100, 6),
        }

    def test_a_change_in_points_is_no_rate(self) -> None:
        assert is_relative("retention two points better")
        assert not is_relative("retention of 95 percent")


class TestMoney:
    @pytest.mark.parametrize(
        ("text", "least"),
        [
            ("silent erosion", None),
            ("over 10 clients", None),
            ("more than 8%", None),
            ("at least 50k", 50_000),
            ("more than $100,000", 100_000),
            ("over 1.5 million", 1_500_000),
            ("almeno 50 mila euro", 50_000),
            ("oltre 50.000 euro", 50_000),
            ("más de 20 mil", 20_000),
            ("$75,000 or more", 75_000),
        ],
    )
    def test_is_whole_units_and_only_a_least_amount(self, text: str, least: int | None) -> None:
        assert money_at_least(folded(text)) == least


class TestYears:
    @pytest.mark.parametrize(
        ("text", "years"),
        [("last 3 years", None), ("over 10 years", 10), ("a 15-year horizon", 15), ("orizzonte di 10 anni", 10)],
    )
    def test_are_a_horizon_only_when_called_one(self, text: str, years: int | None) -> None:
        assert years_in(text) == years
