"""Who is credited with a win: journeys, the rules, their totals, and the removal effect (F33, attribution)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.analytics.referrals import referral_sources
from assistant.analytics.referrals.attribution import (
    RULES,
    Journey,
    credit,
    journeys_not_won,
    journeys_of_wins,
    removal_credit,
)
from assistant.analytics.referrals.economics import NO_SOURCE, funnel, leads_of
from assistant.blocks import Table
from assistant.book.periods import parse_period
from assistant.book.snapshot import Book
from assistant.errors import BadArguments
from tests.analytics.changed_books import changed, leads_with
from tests.analytics.conftest import OpenBook

JOURNEYS = st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=6).map(tuple), max_size=12)


class TestCredit:
    def test_no_journey_has_no_credit(self) -> None:
        assert [credit((), rule) for rule in RULES] == [{}] * 4

    def test_one_touch_has_it_all_whatever_the_rule(self) -> None:
        assert [credit((("a",),), rule) for rule in RULES] == [{"a": 1}] * 4

    # Domain 3.10: first touch, last touch, linear, position-based 40/20/40
    @pytest.mark.parametrize(
        ("rule", "expected"),
        [
            ("first", {"a": 1, "b": 0, "c": 0, "d": 0}),
            ("last", {"a": 0, "b": 0, "c": 0, "d": 1}),
            ("linear", dict.fromkeys("abcd", Fraction(1, 4))),
            ("position", {"a": Fraction(2, 5), "b": Fraction(1, 10), "c": Fraction(1, 10), "d": Fraction(2, 5)}),
        ],
    )
    def test_four_touches(self, rule: str, expected: dict[str, Fraction]) -> None:
        assert credit((("a", "b", "c", "d"),), rule) == expected  # type: ignore[arg-type]

    def test_two_touches_by_position_have_half_each(self) -> None:
        assert credit((("a", "b"),), "position") == {"a": Fraction(1, 2), "b": Fraction(1, 2)}

    def test_a_source_met_twice_is_credited_twice(self) -> None:
        assert credit((("a", "b", "a"),), "linear") == {"a": Fraction(2, 3), "b": Fraction(1, 3)}

    @given(JOURNEYS)
    def test_under_every_rule_the_credit_sums_to_the_wins_exactly(self, journeys: list[Journey]) -> None:
        for rule in RULES:
            assert sum(credit(journeys, rule).values(), Fraction(0)) == len(journeys)

    @given(JOURNEYS, st.randoms(use_true_random=False))
    def test_the_order_of_the_clients_changes_nothing(self, journeys: list[Journey], random: object) -> None:
        shuffled = list(journeys)
        random.shuffle(shuffled)  # type: ignore[attr-defined]
        assert [credit(shuffled, rule) for rule in RULES] == [credit(journeys, rule) for rule in RULES]


class TestRemovalEffect:
    def test_nothing_won_is_nothing_credited(self) -> None:
        assert removal_credit((), (("a",),)) == {}

    def test_single_touches_keep_their_own_wins(self) -> None:
        won, lost = [("a",)] * 3 + [("b",)], [("a",)] * 2 + [("c",)] * 5
        assert {k: float(v) for k, v in removal_credit(won, lost).items()} == pytest.approx({"a": 3, "b": 1, "c": 0})

    def test_a_chain_worked_out_by_hand(self) -> None:
        # Won a→b, won b; lost a. Start: a 2/3, b 1/3; from a to b 1/2, else out; from b always to a win.
        # P = 2/3·1/2 + 1/3 = 2/3. Without a: 1/3, effect 1/2. Without b: 0, effect 1. Two wins by 1/2 : 1.
        found = removal_credit([("a", "b"), ("b",)], [("a",)])
        assert {k: float(v) for k, v in found.items()} == pytest.approx({"a": 2 / 3, "b": 4 / 3})

    @settings(deadline=None)
    @given(JOURNEYS, JOURNEYS)
    def test_it_sums_to_the_wins_exactly(self, won: list[Journey], lost: list[Journey]) -> None:
        found = removal_credit(won, lost)
        assert sum(found.values(), Fraction(0)) == len(won)
        assert all(part >= 0 for part in found.values())


class TestJourneys:
    def journeys(self, book: Book, period: str = "2026") -> dict[str, Journey]:
        return journeys_of_wins(book, leads_of(book, parse_period(period, book.as_of)))

    def test_a_book_without_leads_has_none(self, open_book: OpenBook) -> None:
        book = open_book("A3")
        leads = leads_of(book, parse_period("2026", book.as_of))
        assert journeys_of_wins(book, leads) == {}
        assert journeys_not_won(leads) == ()

    def test_a_win_that_is_linked_to_nobody_is_its_own_lead(self, open_book: OpenBook) -> None:
        found = self.journeys(open_book("A1"))
        assert found["L0003"] == ("S1",)
        assert len(found) == 46  # the wins of the golden table

    def test_earlier_leads_of_the_household_are_touches_also_from_before_the_period(self, open_book: OpenBook) -> None:
        # H06 was won by L0014 (S1, 2026-04-01); L0341 (S5, 2025-03-03) and L0181 (S6) are made leads of it too
        book = open_book("A1")
        leads = leads_with(book, household_id={"L0341": "H06", "L0181": "H06"}, created_on={"L0181": "2026-02-01"})
        leads["source_id"] = leads["source_id"].mask(leads["lead_id"] == "L0181", "S6")
        assert self.journeys(changed(book, leads=leads))["L0014"] == ("S5", "S6", "S1")

    def test_what_came_after_the_win_is_no_touch(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        leads = leads_with(book, household_id={"L0338": "H06"}, won_on={"L0338": "2026-10-30"})
        found = self.journeys(changed(book, leads=leads))
        assert found["L0014"] == ("S1",)
        assert found["L0338"] == ("S1", "S7")  # the household's second win has the first as a touch

    def test_the_households_own_source_is_a_touch_where_it_is_another(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        households = book.households
        households["referral_source_id"] = households["referral_source_id"].mask(
            households["household_id"] == "H06", "S2"
        )
        other = changed(book, households=households)
        assert self.journeys(other)["L0014"] == ("S1", "S2")  # a client since 2026-06-03, the day it was won
        households["since"] = households["since"].mask(households["household_id"] == "H06", pd.Timestamp("2026-01-05"))
        assert self.journeys(changed(book, households=households))["L0014"] == ("S2", "S1")
        households["since"] = households["since"].mask(households["household_id"] == "H06", pd.NaT)
        assert self.journeys(changed(book, households=households))["L0014"] == ("S1", "S2")

    def test_a_win_without_any_source_stands_under_none(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        leads = book.leads
        leads["source_id"] = leads["source_id"].mask(leads["lead_id"] == "L0003")
        assert self.journeys(changed(book, leads=leads))["L0003"] == (NO_SOURCE,)

    def test_leads_not_won_are_journeys_by_household(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        leads = leads_with(book, household_id={"L0001": "H99", "L0043": "H99", "L0002": "H06"})
        found = journeys_not_won(leads_of(changed(book, leads=leads), parse_period("2026", book.as_of)))
        # 338 − 46 not won; L0001 and L0043 are one journey, L0002 belongs to a household that was won
        assert len(found) == 338 - 46 - 1 - 1
        assert ("S1", "S2") in found


class TestAttributionInTheReport:
    @pytest.fixture
    def report(self, open_book: OpenBook) -> Callable[..., Table]:
        def one(book: Book, **arguments: object) -> Table:
            result = referral_sources(book, period=parse_period("ytd", book.as_of), **arguments)  # type: ignore[arg-type]
            (table,) = (b for b in result.blocks if isinstance(b, Table) and b.title.startswith("Clients won"))
            return table

        return one

    @pytest.mark.parametrize("rule", RULES)
    def test_every_column_sums_to_the_clients_won(
        self, open_book: OpenBook, report: Callable[..., Table], rule: str
    ) -> None:
        book = open_book("FIRM")
        table = report(book, attribution=rule)
        won = funnel(leads_of(book, parse_period("ytd", book.as_of)))["won"].sum()
        assert table.columns[1].key == rule
        for column in range(1, len(table.columns)):
            assert sum(row[column] for row in table.rows[:-1]) == table.rows[-1][column] == won  # type: ignore[misc]

    def test_first_touch_is_the_funnels_reading_where_each_client_has_one_lead(
        self, open_book: OpenBook, report: Callable[..., Table]
    ) -> None:
        book = open_book("A1")
        won = funnel(leads_of(book, parse_period("ytd", book.as_of)))["won"]
        assert sorted(row[1] for row in report(book).rows[:-1]) == sorted(won)  # type: ignore[type-var]

    def test_the_rule_is_stated_and_parts_are_figures(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        leads = leads_with(book, household_id={"L0341": "H06"})
        result = referral_sources(
            changed(book, leads=leads), period=parse_period("ytd", book.as_of), attribution="linear"
        )
        assert result.words()[-1] == (
            "By linear attribution, Client referral is credited with 17.5 of 46 clients won; 1 of them came by several "
            "sources, and the other rules stand beside it."
        )
        assert result.figure("credit_S5").method.id == "F33 linear"
        assert float(result.figure("credit_S5").value) == 6.5  # type: ignore[arg-type]

    def test_the_removal_effect_needs_more_than_three_hundred_journeys(
        self, open_book: OpenBook, report: Callable[..., Table]
    ) -> None:
        assert report(open_book("A1")).columns[-1].key == "markov"  # 338 journeys
        book = open_book("A2")  # six
        assert report(book).columns[-1].key != "markov"
        caveats = referral_sources(book, period=parse_period("ytd", book.as_of)).caveats
        assert any("more than 300 journeys" in caveat for caveat in caveats)

    def test_another_rule_is_refused_and_no_win_is_said(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        period = parse_period("ytd", book.as_of)
        with pytest.raises(BadArguments, match="first, last, linear, position"):
            referral_sources(book, period=period, attribution="best")  # type: ignore[arg-type]
        leads = book.leads.assign(won_on=pd.NaT)
        leads["won_on"] = pd.to_datetime(leads["won_on"])
        words = referral_sources(changed(book, leads=leads), period=period).words()
        assert words[-1] == "No lead of the period was won, so there is no win to credit."

    def test_payback_in_months_and_return_stand_in_the_report(self, open_book: OpenBook) -> None:
        # F33: 12 c ÷ (p × margin × first-year revenue). Client referral, A1: 73.5 h × 150 + 42 of marketing over 42
        # leads = 263.50; p = 0.289 (golden lower bound); 山田 brought 300.00 in five months, 720.00 a year; margin 35 %
        book = open_book("A1")
        result = referral_sources(book, period=parse_period("ytd", book.as_of))
        payback = float(result.figure("payback_S1").value)  # type: ignore[arg-type]
        assert payback == pytest.approx(12 * 263.50 / (0.289 * 0.35 * 720), rel=0.01)
        assert result.figure("payback_S2").value is None
        assert result.figure("roi_S1").value is not None
