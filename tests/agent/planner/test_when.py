"""Spans of time in words. The day is Saturday 31 October 2026 unless a test says otherwise."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.planner.reading import folded
from assistant.agent.planner.when import date_in, day_ahead, period_in, periods_in
from assistant.book.periods import parse_period
from assistant.errors import NotEnoughData

AS_OF = dt.date(2026, 10, 31)
PERIODS = (
    ("year to date", "ytd"), ("YTD", "ytd"), ("so far this year", "ytd"), ("since January", "ytd"),
    ("since New Year", "ytd"), ("da inizio anno", "ytd"), ("quest'anno", "ytd"), ("da gennaio", "ytd"),
    ("este año", "ytd"), ("desde enero", "ytd"), ("this quarter", "qtd"), ("questo trimestre", "qtd"),
    ("this month", "mtd"), ("wtd", "wtd"), ("esta semana", "wtd"), ("T12", "1y"), ("trailing twelve months", "1y"),
    ("last 12 months", "1y"), ("over the past year", "1y"), ("negli ultimi dodici mesi", "1y"),
    ("last three years", "3y"), ("negli ultimi tre anni", "3y"), ("5y", "5y"), ("since inception", "all"),
    ("all time", "all"), ("last quarter", "2026-Q3"), ("lo scorso trimestre", "2026-Q3"),
    ("el último trimestre", "2026-Q3"), ("prior year", "2025"), ("the full prior year", "2025"),
    ("l'anno scorso", "2025"), ("el año pasado", "2025"), ("last month", "2026-09"),
    ("last week", "2026-10-19..2026-10-25"), ("yesterday", "2026-10-30"), ("Q3", "2026-Q3"), ("Q4", "2026-Q4"),
    ("Q1 2025", "2025-Q1"), ("the second quarter of last year", "2025-Q2"), ("H1", "2026-H1"), ("H2", "2026-H2"),
    ("the first half of 2025", "2025-H1"), ("primo trimestre", "2026-Q1"), ("in September", "2026-09"),
    ("settembre", "2026-09"), ("December", "2025-12"), ("in March 2025", "2025-03"), ("agosto", "2026-08"),
    ("in 2024", "2024"), ("FY 2025", "2025"), ("since Friday", "2026-10-30.."), ("da venerdì", "2026-10-30.."),
    ("since March", "2026-03-01.."), ("since last month", "2026-09-01.."), ("since the 12th", "2026-10-12.."),
    ("since 15 June", "2026-06-15.."), ("since 2024", "2024-01-01.."), ("desde marzo", "2026-03-01.."),
    ("since last year", "2025-01-01.."), ("from January to March", "2026-01..2026-03"),
    ("between 1 June and 15 July", "2026-06-01..2026-07-15"), ("2023-2025", "2023..2025"),
    ("tra marzo e giugno", "2026-03..2026-06"), ("from 2026-01-15 to 2026-03-31", "2026-01-15..2026-03-31"),
    ("past 90 days", "2026-08-03.."), ("last six months", "2026-05-01.."), ("ultimi sei mesi", "2026-05-01.."),
    ("last two quarters", "2026-05-01.."), ("the same period last year", "2025-01-01..2025-10-31"),
    ("on 15 March", "2026-03-15"),
)  # fmt: skip
NONE = ("what is my book worth", "who may leave", "the three biggest clients", "at 97%", "call 2000 people")
POINTS = (
    "year to date", "last quarter", "Q2", "since {month}", "in {month}", "last {n} months", "past {n} weeks",
    "since the {n}th", "{n} {month}", "from {month} to now", "{year}", "Q1 {year}", "last year", "yesterday",
    "since Friday",
)  # fmt: skip


class TestASpanOfTime:
    @pytest.mark.parametrize("text", NONE)
    def test_is_none_when_none_is_named(self, text: str) -> None:
        assert period_in(folded(text), AS_OF) is None

    @pytest.mark.parametrize(("text", "word"), PERIODS)
    def test_becomes_a_word_of_the_grammar(self, text: str, word: str) -> None:
        assert period_in(folded(text), AS_OF) == word
        assert period_in(folded(f"what changed {text} in my book?"), AS_OF) == word

    @given(
        shape=st.sampled_from(POINTS),
        month=st.sampled_from(["January", "maggio", "septiembre", "Dec"]),
        n=st.integers(1, 28),
        year=st.integers(2001, 2026),
        as_of=st.dates(dt.date(2015, 1, 1), dt.date(2032, 12, 31)),
    )
    def test_is_always_one_that_the_tools_can_read(
        self, shape: str, month: str, n: int, year: int, as_of: dt.date
    ) -> None:
        word = period_in(folded(shape.format(month=month, n=n, year=year)), as_of)
        if word is None:
            return
        try:
            assert parse_period(word, as_of).start <= as_of
        except NotEnoughData:
            assert year >= as_of.year


class TestSeveralSpans:
    def test_are_none_of_nothing(self) -> None:
        assert periods_in("what is my book worth", AS_OF) == []

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("since friday and year to date", ["2026-10-30..", "ytd"]),
            ("2025 vs 2024", ["2025", "2024"]),
            ("between march and june", ["2026-03..2026-06"]),
            ("the last three years and the risks", ["3y"]),
            ("this quarter compared to last quarter", ["qtd", "2026-Q3"]),
        ],
    )
    def test_are_read_apart(self, text: str, words: list[str]) -> None:
        assert periods_in(text, AS_OF) == words


class TestTheDayTheBookStandsAt:
    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("what is it worth", None),
            ("as of June 30", "2026-06-30"),
            ("as of 2025-12-31", "2025-12-31"),
            ("as of March", "2026-03-31"),
            ("at the end of last quarter", "2026-09-30"),
            ("at the end of 2025", "2025-12-31"),
            ("at year end", "2025-12-31"),
            ("al 30 giugno 2026", "2026-06-30"),
            ("a fine 2025", "2025-12-31"),
            ("a finales de junio", "2026-06-30"),
        ],
    )
    def test_is_a_day_or_the_last_of_what_is_named(self, text: str, day: str | None) -> None:
        found = date_in(folded(text), AS_OF)
        assert (found.isoformat() if found else None) == day


class TestTheDayAMessageLeaves:
    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("soon", None),
            ("tomorrow", "2026-11-23"),
            ("on monday", "2026-11-23"),
            ("on December 3", "2026-12-03"),
            ("on 5 January", "2027-01-05"),
        ],
    )
    def test_lies_ahead(self, text: str, day: str | None) -> None:
        found = day_ahead(text.lower(), dt.date(2026, 11, 22))  # a Sunday
        assert (found.isoformat() if found else None) == day
