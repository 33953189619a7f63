"""Periods that may lie ahead: the same grammar, for dates that are known before they come."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.book.periods import parse_ahead
from assistant.errors import BadArguments

AS_OF = dt.date(2026, 10, 31)


def span(word: str, **more: dt.date) -> tuple[str, str]:
    period = parse_ahead(word, AS_OF, **more)
    return period.start.isoformat(), period.end.isoformat()


class TestParseAhead:
    def test_no_word_is_no_period(self) -> None:
        with pytest.raises(BadArguments, match="I do not know the period"):
            parse_ahead("", AS_OF)

    @pytest.mark.parametrize(
        ("word", "start", "end"),
        [
            ("2026-12", "2026-12-01", "2026-12-31"),
            ("2027", "2027-01-01", "2027-12-31"),
            ("2027-Q1", "2027-01-01", "2027-03-31"),
            ("2026-12-24", "2026-12-24", "2026-12-24"),
            ("2026-11-15..2026-12", "2026-11-15", "2026-12-31"),
            ("..2026-12-31", "2026-11-01", "2026-12-31"),  # open at the left: from tomorrow
            ("2027-01-01..", "2027-01-01", "2027-12-31"),  # open at the right: a year
            ("9999-06..", "9999-06-01", "9999-12-31"),
            ("wtd", "2026-10-26", "2026-11-01"),  # Monday to Sunday
            ("mtd", "2026-10-01", "2026-10-31"),
            ("qtd", "2026-10-01", "2026-12-31"),
            ("ytd", "2026-01-01", "2026-12-31"),
            ("1y", "2025-11-01", "2026-10-31"),  # trailing spans look back, as ever
            ("2025", "2025-01-01", "2025-12-31"),
        ],
    )
    def test_each_form_has_its_first_and_last_day(self, word: str, start: str, end: str) -> None:
        assert span(word) == (start, end)

    def test_all_is_what_the_data_hold(self) -> None:
        assert span("all", earliest=dt.date(2024, 9, 1)) == ("2024-09-01", "2026-10-31")

    def test_a_range_that_ends_before_it_begins_is_refused(self) -> None:
        with pytest.raises(BadArguments, match="ends before it begins"):
            parse_ahead("2027-03..2027-01", AS_OF)

    @given(st.dates(dt.date(1950, 1, 1), dt.date(2200, 12, 31)), st.sampled_from(["wtd", "mtd", "qtd", "ytd"]))
    def test_what_runs_to_date_holds_the_date(self, as_of: dt.date, word: str) -> None:
        period = parse_ahead(word, as_of)
        assert period.start <= as_of <= period.end
