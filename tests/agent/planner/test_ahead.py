"""Times that lie ahead."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.agent.planner.ahead import period_ahead

TODAY = dt.date(2026, 11, 22)  # a Sunday


class TestPeriodAhead:
    def test_nothing_is_said_of_a_time(self) -> None:
        assert period_ahead("birthdays", TODAY) is None

    @pytest.mark.parametrize(
        ("text", "period"),
        [
            ("birthdays next month", "2026-12"),
            ("this month", "2026-11"),
            ("in december", "2026-12"),
            ("in november", "2026-11"),
            ("in march", "2027-03"),
            ("in march 2028", "2028-03"),
            ("compleanni di gennaio", "2027-01"),
            ("next year", "2027"),
            ("this week", "2026-11-16..2026-11-22"),
            ("next week", "2026-11-23..2026-11-29"),
            ("in the next 30 days", "2026-11-23..2026-12-22"),
            ("the next two weeks", "2026-11-23..2026-12-06"),
            ("nei prossimi 3 mesi", "2026-11-23..2027-02-22"),
        ],
    )
    def test_is_counted_from_the_calendars_day(self, text: str, period: str) -> None:
        assert period_ahead(text, TODAY) == period
