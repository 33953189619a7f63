"""The period grammar: every form, counted from a date, and what is no period."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.book.periods import Period, parse_period
from assistant.errors import BadArguments, NotEnoughData

AS_OF = "2026-10-31"
DAY = dt.date.fromisoformat


def span(word: str, as_of: str = AS_OF, earliest: str | None = "2024-09-01") -> tuple[str, str]:
    period = parse_period(word, DAY(as_of), earliest=DAY(earliest) if earliest else None)
    return period.start.isoformat(), period.end.isoformat()


class TestParsePeriod:
    @pytest.mark.parametrize("word", ["", " "])
    def test_no_word_is_no_period(self, word: str) -> None:
        with pytest.raises(BadArguments, match="I do not know the period"):
            parse_period(word, DAY(AS_OF))

    @pytest.mark.parametrize(
        ("word", "start", "end"),
        [
            ("wtd", "2026-10-26", AS_OF),  # Monday; 31 October 2026 is a Saturday
            ("mtd", "2026-10-01", AS_OF),
            ("qtd", "2026-10-01", AS_OF),
            ("ytd", "2026-01-01", AS_OF),
            ("1y", "2025-11-01", AS_OF),
            ("3y", "2023-11-01", AS_OF),
            ("5y", "2021-11-01", AS_OF),
            ("all", "2024-09-01", AS_OF),
            ("2025", "2025-01-01", "2025-12-31"),
            ("2026", "2026-01-01", AS_OF),
            ("2026-H1", "2026-01-01", "2026-06-30"),
            ("2025-H2", "2025-07-01", "2025-12-31"),
            ("2026-H2", "2026-07-01", AS_OF),
            ("2026-Q1", "2026-01-01", "2026-03-31"),
            ("2026-Q2", "2026-04-01", "2026-06-30"),
            ("2026-Q3", "2026-07-01", "2026-09-30"),
            ("2025-Q4", "2025-10-01", "2025-12-31"),
            ("2026-09", "2026-09-01", "2026-09-30"),
            ("2025-12", "2025-12-01", "2025-12-31"),
            ("2026-09-15", "2026-09-15", "2026-09-15"),
            ("2026-01-15..2026-03-31", "2026-01-15", "2026-03-31"),
            ("2026-01..2026-Q2", "2026-01-01", "2026-06-30"),
            ("2026-10-31..2026-10-31", AS_OF, AS_OF),
        ],
    )
    def test_each_form_has_its_first_and_last_day(self, word: str, start: str, end: str) -> None:
        assert span(word) == (start, end)

    @pytest.mark.parametrize(
        ("word", "start", "end"),
        [
            ("2026-01-15..", "2026-01-15", AS_OF),
            ("..2026-03-31", "2024-09-01", "2026-03-31"),
            ("2026-Q3..", "2026-07-01", AS_OF),
            ("..2025", "2024-09-01", "2025-12-31"),
            ("..9999", "2024-09-01", AS_OF),
        ],
    )
    def test_a_range_may_be_open_at_either_end(self, word: str, start: str, end: str) -> None:
        assert span(word) == (start, end)

    def test_letters_and_blanks_around_do_not_matter(self) -> None:
        assert span(" YTD ") == span("ytd")
        assert span("2026-q3") == span("2026-Q3")

    @pytest.mark.parametrize(
        ("word", "as_of", "start", "end"),
        [
            ("mtd", "2024-02-29", "2024-02-01", "2024-02-29"),
            ("1y", "2024-02-29", "2023-03-01", "2024-02-29"),  # the twelve months March to February
            ("1y", "2025-02-28", "2024-03-01", "2025-02-28"),
            ("1y", "2024-02-28", "2023-02-28", "2024-02-28"),
            ("1y", "2024-12-31", "2024-01-01", "2024-12-31"),
            ("1y", "2026-04-30", "2025-05-01", "2026-04-30"),
            ("qtd", "2026-03-31", "2026-01-01", "2026-03-31"),
            ("wtd", "2026-01-01", "2025-12-29", "2026-01-01"),  # a week that began in the year before
            ("wtd", "2026-01-05", "2026-01-05", "2026-01-05"),
            ("2024-02", "2026-10-31", "2024-02-01", "2024-02-29"),
            ("2023-02", "2026-10-31", "2023-02-01", "2023-02-28"),
            ("2024-02-29", "2026-10-31", "2024-02-29", "2024-02-29"),
        ],
    )
    def test_month_ends_and_leap_days_count_from_the_calendar(
        self, word: str, as_of: str, start: str, end: str
    ) -> None:
        assert span(word, as_of) == (start, end)

    @pytest.mark.parametrize("word", ["2023-02-29", "2026-13", "2026-00", "2026-04-31", "0000"])
    def test_a_day_that_the_calendar_lacks_is_refused(self, word: str) -> None:
        with pytest.raises(BadArguments, match="is not a date of the calendar"):
            parse_period(word, DAY(AS_OF))

    @pytest.mark.parametrize(
        "word", ["lately", "2y", "2026-Q5", "2026-H3", "26", "2026/09", "2026-9", "2020..2021..2022", "ytd..2026"]
    )
    def test_what_is_no_form_is_refused_with_the_forms(self, word: str) -> None:
        with pytest.raises(BadArguments, match="write one of wtd, mtd, qtd, ytd, 1y"):
            parse_period(word, DAY(AS_OF))

    def test_a_range_that_ends_before_it_begins_is_refused(self) -> None:
        with pytest.raises(BadArguments, match="ends before it begins"):
            parse_period("2026-03-31..2026-01-15", DAY(AS_OF))

    @pytest.mark.parametrize(
        "word", ["2027", "2026-11", "2026-11-01", "2027-01-01..", "2026-Q4..2026-Q3", "9999", "9999-12"]
    )
    def test_a_period_after_the_data_has_no_answer(self, word: str) -> None:
        as_of = DAY("2026-09-30")
        with pytest.raises(NotEnoughData, match="begins after 2026-09-30, where the data ends"):
            parse_period(word, as_of)

    def test_it_is_called_as_it_was_asked_for(self) -> None:
        assert str(parse_period(" 2026-Q3", DAY(AS_OF))) == "2026-Q3"
        assert str(Period(DAY("2026-01-15"), DAY("2026-03-31"), "")) == "2026-01-15..2026-03-31"


DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2200, 12, 31))
CALENDAR = st.one_of(
    st.builds(lambda d: f"{d:%Y}", DAYS),
    st.builds(lambda d, h: f"{d:%Y}-H{h}", DAYS, st.integers(1, 2)),
    st.builds(lambda d, q: f"{d:%Y}-Q{q}", DAYS, st.integers(1, 4)),
    st.builds(lambda d: f"{d:%Y-%m}", DAYS),
    st.builds(lambda d: d.isoformat(), DAYS),
)
OPEN = st.one_of(CALENDAR, st.just(""))
WORDS = st.one_of(
    st.sampled_from(["wtd", "mtd", "qtd", "ytd", "1y", "3y", "5y", "all"]),
    CALENDAR,
    st.builds("{}..{}".format, OPEN, OPEN),
)


class TestLaws:
    def test_a_day_alone_is_its_own_period(self) -> None:
        assert span(AS_OF) == (AS_OF, AS_OF)

    @given(WORDS, DAYS)
    def test_a_period_begins_before_it_ends_and_never_ends_after_the_date(self, word: str, as_of: dt.date) -> None:
        try:
            period = parse_period(word, as_of, earliest=dt.date(1940, 1, 1))
        except (BadArguments, NotEnoughData):
            return  # reversed, or wholly in the future
        assert period.start <= period.end <= as_of

    @given(DAYS, st.sampled_from([("1y", 12), ("3y", 36), ("5y", 60)]))
    def test_trailing_years_counted_from_a_month_end_are_whole_months(
        self, day: dt.date, trailing: tuple[str, int]
    ) -> None:
        month_end = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
        word, months = trailing
        period = parse_period(word, month_end)
        first, last = period.months(pd.Timestamp(month_end.replace(day=1)))
        assert period.start.day == 1
        assert (last.year - first.year) * 12 + last.month - first.month + 1 == months


class TestMonths:
    CLOSED = pd.Timestamp("2026-10-01")

    def test_a_period_without_a_closed_month_says_so(self) -> None:
        period = parse_period("2026-11", DAY("2026-11-20"))
        with pytest.raises(NotEnoughData, match=r"No month of 2026-11 has closed yet; .*October 2026"):
            period.months(self.CLOSED)

    def test_a_day_inside_a_month_closes_none(self) -> None:
        with pytest.raises(NotEnoughData, match="No month of 2026-09-15"):
            parse_period("2026-09-15", DAY(AS_OF)).months(self.CLOSED)

    @pytest.mark.parametrize(
        ("word", "as_of", "first", "last"),
        [
            ("ytd", "2026-10-31", "2026-01-01", "2026-10-01"),
            ("ytd", "2026-10-30", "2026-01-01", "2026-09-01"),  # October has a day to go
            ("ytd", "2026-12-31", "2026-01-01", "2026-10-01"),  # the book is closed to October only
            ("2026-Q3", "2026-10-31", "2026-07-01", "2026-09-01"),
            ("2026-01-15..2026-03-31", "2026-10-31", "2026-01-01", "2026-03-01"),  # a month begun inside counts whole
            ("2026-01-15..2026-03-30", "2026-10-31", "2026-01-01", "2026-02-01"),
            ("2024-02", "2026-10-31", "2024-02-01", "2024-02-01"),
        ],
    )
    def test_the_closed_months_of_a_period(self, word: str, as_of: str, first: str, last: str) -> None:
        months = parse_period(word, DAY(as_of)).months(self.CLOSED)
        assert months == (pd.Timestamp(first), pd.Timestamp(last))
