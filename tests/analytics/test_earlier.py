"""A book cut from a later one is the book opened at that day."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from assistant.analytics.earlier import earlier
from assistant.book.snapshot import STARTS
from tests.analytics.conftest import OpenBook

DAYS = ("2025-12-31", "2026-03-15", "2026-06-30")


class TestEarlier:
    def test_a_day_that_is_not_earlier_gives_the_book_itself(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        assert earlier(book, book.as_of) is book
        assert earlier(book, dt.date(2030, 1, 1)) is book

    @pytest.mark.sampled(4)
    @pytest.mark.parametrize("scope", ["A1", "A3", "FIRM", "NOBODY"])
    @pytest.mark.parametrize("day", DAYS)
    def test_every_frame_equals_that_of_the_book_opened_then(self, open_book: OpenBook, scope: str, day: str) -> None:
        cut, opened = earlier(open_book(scope), dt.date.fromisoformat(day)), open_book(scope, day)
        assert cut.last_month == opened.last_month
        assert cut.scope == opened.scope
        for name in (*STARTS, "clients", "campaign_sends", "advisors", "expected_flows"):
            pd.testing.assert_frame_equal(cut.frame(name), opened.frame(name), obj=name)
        pd.testing.assert_frame_equal(cut.household_months, opened.household_months)
        pd.testing.assert_frame_equal(cut.open_households, opened.open_households)

    def test_cutting_twice_is_cutting_once(self, open_book: OpenBook) -> None:
        day = dt.date(2026, 2, 28)
        once, twice = earlier(open_book("A2"), day), earlier(earlier(open_book("A2"), dt.date(2026, 6, 30)), day)
        pd.testing.assert_frame_equal(once.households, twice.households)
        pd.testing.assert_frame_equal(once.balances, twice.balances)
