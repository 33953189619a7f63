"""Structure that puts a claim in order, whatever the classifier makes of a sentence."""

from __future__ import annotations

import pytest

from assistant.guardrails.balanced import net_stands_beside_gross, options_are_named, periods_are_there
from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage

NOTHING = Facts({}, "email")


@pytest.mark.parametrize("check", [net_stands_beside_gross, periods_are_there, options_are_named])
def test_an_empty_text_holds_nothing(check) -> None:  # type: ignore[no-untyped-def]
    assert not check(Passage(""), NOTHING)


class TestNetBesideGross:
    @pytest.mark.parametrize(
        "text",
        [
            "Gross: 9.8%, 10.7% and 11.9%. Net: 8.9%, 9.8% and 11.0%.",
            "It made 9.8% before fees and 8.9% after fees.",
            "Al lordo 9,8%, al netto 8,9%.",
            "Bruto 9,8%. Neto 8,9%.",
        ],
    )
    def test_as_many_net_figures_as_gross_ones_are_enough(self, text: str) -> None:
        assert net_stands_beside_gross(Passage(text), NOTHING)

    @pytest.mark.parametrize(
        "text",
        [
            "It made 9.8% last year.",
            "Gross: 9.8%, 10.7% and 11.9%. Net returns are sent on request.",
            "Gross: 9.8%, 10.7% and 11.9%. Net: 8.9%.",
        ],
    )
    def test_net_on_request_or_for_some_of_them_is_not(self, text: str) -> None:
        assert not net_stands_beside_gross(Passage(text), NOTHING)


class TestPeriods:
    @pytest.mark.parametrize(
        "text",
        [
            "1 year 15.2%, 5 years 11.9%, 10 years 12.4%.",
            "For one, five and ten years: 9, 8 and 7 percent.",
            "1/5/10 year: 9/8/7.",
            "One year 9%, since inception in March 2019 7%.",
            "A 1 anno 9%, a 5 anni 8%, a 10 anni 7%.",
            "A 1 año 9%, a 5 años 8%, a 10 años 7%.",
        ],
    )
    def test_one_five_and_ten_years_or_since_inception_are_enough(self, text: str) -> None:
        assert periods_are_there(Passage(text), NOTHING)

    @pytest.mark.parametrize("text", ["It made 22% in 2025.", "Five years: 11%.", "1 year 15.2% and 3 years 9%."])
    def test_less_is_not(self, text: str) -> None:
        assert not periods_are_there(Passage(text), NOTHING)


class TestOptions:
    def test_three_ways_with_their_costs_are_enough(self) -> None:
        text = "You can leave it in the plan, roll it over to an IRA or take it in cash; fees and taxes differ."
        assert options_are_named(Passage(text), NOTHING)

    @pytest.mark.parametrize(
        "text", ["Roll it over to our IRA.", "Leave it in the plan or roll it to an IRA; fees differ."]
    )
    def test_one_side_is_not(self, text: str) -> None:
        assert not options_are_named(Passage(text), NOTHING)
