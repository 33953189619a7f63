"""The return of a bridge: the golden value, one way for a whole and for each account, months linked, breaks (F22)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.bridge import bridge_months
from assistant.analytics.bridge_return import (
    bridge_return,
    broken_months,
    broken_return,
    dietz,
    linked_return,
    monthly_returns,
)
from assistant.analytics.investments.performance import account_months
from assistant.analytics.returns import modified_dietz
from assistant.book.periods import parse_period
from tests.analytics.conftest import OpenBook

FLOWS = ("new_client_money", "existing_client_money", "withdrawals", "losses", "transfers_in", "transfers_out", "fees")


def rows(*months: tuple[str, int, int, int], **more: Any) -> pd.DataFrame:
    """Rows of one household: (month, begin, contribution or negative withdrawal, end)."""
    frame = pd.DataFrame([dict.fromkeys(FLOWS, 0) for _ in months], columns=list(FLOWS))
    frame["household_id"] = "H1"
    frame["month"] = pd.to_datetime([m for m, *_ in months])
    frame["begin"] = [begin for _, begin, _, _ in months]
    frame["existing_client_money"] = [max(flow, 0) for _, _, flow, _ in months]
    frame["withdrawals"] = [max(-flow, 0) for _, _, flow, _ in months]
    frame["end"] = [end for *_, end in months]
    return frame.assign(**more)


class TestWithoutRows:
    def test_there_is_no_return_and_nothing_is_broken(self) -> None:
        nothing = rows()
        assert bridge_return(nothing) is None
        assert linked_return(nothing) is None
        assert broken_return(nothing) is None
        assert broken_months(nothing) == []


class TestGolden:
    def test_a_piece_with_dated_flows_gives_the_published_return(self) -> None:
        # Domain F22: V0 1,000,000, V1 1,085,000, 90 days, +50,000 on day 30, −20,000 on day 60: 5.3571 %
        piece = rows(("2026-01-01", 1_000_000, 30_000, 1_085_000), days=90, remaining=50_000 * 60 - 20_000 * 30)
        assert bridge_return(piece) == pytest.approx(0.053571, abs=5e-7)
        one = dietz(piece, "household_id").loc["H1"]
        assert (one["gain"], round(one["base"])) == (55_000, 1_026_667)


class TestLinked:
    def test_months_multiply(self) -> None:
        # 10 % in January and −5 % in February: 1.10 × 0.95 − 1
        both = rows(("2026-01-01", 100, 0, 110), ("2026-02-01", 200, 0, 190))
        assert list(monthly_returns(both)) == pytest.approx([0.10, -0.05])
        assert linked_return(both) == pytest.approx(0.045)

    def test_a_month_in_which_nothing_was_invested_adds_nothing(self) -> None:
        empty = rows(("2026-01-01", 100, 0, 110), ("2026-02-01", 0, 0, 0))
        assert linked_return(empty) == pytest.approx(0.10)

    def test_a_month_without_a_base_leaves_it_undefined(self) -> None:
        assert linked_return(rows(("2026-01-01", 100, -200, 0))) is None

    def test_the_whole_is_weighed_by_what_each_held(self) -> None:
        # 900 at 10 % and 100 at −10 %: 80 on 1,000
        both = pd.concat([rows(("2026-01-01", 900, 0, 990)), rows(("2026-01-01", 100, 0, 90))])
        assert linked_return(both) == pytest.approx(0.08)


class TestBreaks:
    def test_a_flow_of_a_tenth_is_no_break_and_one_above_is(self) -> None:
        # domain F22: break at flows above 10 % of value
        assert broken_months(rows(("2026-01-01", 1_000, -100, 900))) == []
        assert broken_months(rows(("2026-01-01", 1_000, 101, 1_101))) == [pd.Timestamp(2026, 1, 1)]

    def test_money_into_nothing_breaks_nothing(self) -> None:
        assert broken_months(rows(("2026-01-01", 0, 500, 505))) == []

    def test_the_spans_around_a_break_are_multiplied(self) -> None:
        three = rows(("2026-01-01", 100, 0, 110), ("2026-02-01", 110, 110, 231), ("2026-03-01", 231, 0, 231))
        # January 10 %; February 11 on 110 + half of 110 = 6.6667 %; March nothing
        assert broken_return(three) == pytest.approx(1.10 * (1 + 11 / 165) - 1)

    def test_without_a_break_it_is_the_plain_return(self) -> None:
        two = rows(("2026-01-01", 100, 5, 110), ("2026-02-01", 110, 0, 108))
        assert broken_return(two) == pytest.approx(bridge_return(two))


class TestOneWay:
    @given(st.integers(100, 10**8), st.lists(st.tuples(st.integers(-50, 10**6), st.integers(-10, 10**6)), min_size=1,
                                              max_size=5))  # fmt: skip
    def test_agrees_with_modified_dietz_flow_by_flow(self, begin: int, moves: list[tuple[int, int]]) -> None:
        months, flows, day, value = [], [], 0.0, begin
        for place, (flow, gain) in enumerate(moves):
            month = pd.Timestamp(2026, 1 + place, 1)
            end = max(value + flow + gain, 0)
            months.append((f"{month:%Y-%m-%d}", value, flow, end))
            flows.append((day + month.days_in_month / 2, float(flow)))
            day, value = day + month.days_in_month, end
        expected = modified_dietz(begin, value, flows, day)
        assert bridge_return(rows(*months)) == (None if expected is None else pytest.approx(expected, abs=1e-9))

    @pytest.mark.parametrize("gross", [False, True])
    def test_each_account_alone_is_what_it_is_in_the_table_of_all(self, open_book: OpenBook, gross: bool) -> None:
        book = open_book("FIRM")
        months = account_months(book, parse_period("1y", book.as_of))
        together = dietz(months, "account_id", gross=gross)["rate"]
        for account, part in months.groupby("account_id"):
            alone = bridge_return(part, gross=gross)
            assert (None if pd.isna(together[account]) else together[account]) == (alone and pytest.approx(alone))

    def test_accounts_together_are_the_household(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        span = parse_period("ytd", book.as_of)
        by_account, by_household = account_months(book, span, "H01"), bridge_months(book, span, household_id="H01")
        assert bridge_return(by_account) == pytest.approx(bridge_return(by_household))

    def test_before_fees_is_more_than_after(self, open_book: OpenBook) -> None:
        months = account_months(open_book("A1"), parse_period("1y", dt.date(2026, 10, 31)))
        net, gross = linked_return(months), linked_return(months, gross=True)
        assert net is not None
        assert gross is not None
        assert net < gross
