"""A book read for retention: its households and months, the whole and its parts, each with every measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from assistant.analytics.bridge import MERGED, closed_months
from assistant.analytics.monthly import Monthly, monthly
from assistant.analytics.retention_rates.cohort import Lives, lives
from assistant.analytics.retention_rates.measures import MEASURES, Rate, rate_of
from assistant.analytics.retention_rates.rows import SUMS, Columns, cohort_columns, cohort_rows, missing_measures
from assistant.analytics.retention_rates.tenure import tenure_bands, tenure_order
from assistant.analytics.retention_rates.windows import YEAR, Window, windows_by
from assistant.analytics.segments import classes
from assistant.errors import BadArguments, NotEnoughData

if TYPE_CHECKING:
    from assistant.analytics.spans import SpanBy
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

By = Literal["month", "quarter", "year", "segment", "advisor", "team", "branch", "tenure"]
OVER_TIME: Mapping[str, SpanBy] = {"month": "month", "quarter": "quarter", "year": "year"}
OF_PARTS = ("advisor", "team", "branch")
NO_CLASS = "no class"
MONEY = tuple(measure.key for measure in MEASURES if not measure.counted)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What of a book retention is read from: `months` None where it has no month to read, and `trouble` says so."""

    book: Book
    known: Lives
    months: Monthly | None
    trouble: str = ""

    def columns_of(self, window: Window) -> Columns:
        return cohort_columns(self.months, self.known, window)

    def whole(self, window: Window) -> Mapping[str, Rate]:
        """Every measure over all clients."""
        return self.rates_of({name: int(cents.sum()) for name, cents in self.columns_of(window).items()}, window)

    def rates_of(self, sums: Mapping[str, int], window: Window) -> Mapping[str, Rate]:
        """Every measure over these sums of `cohort_columns`."""
        missing = dict.fromkeys(MONEY, self.trouble) if self.months is None else missing_measures(self.months, window)
        return {measure.key: rate_of(measure, sums, window, missing) for measure in MEASURES}

    def reaches(self, window: Window) -> str:
        """Empty where the records reach back to a window, else why not: who left before them would not be on file."""
        if self.months is None:
            return self.trouble
        return (
            ""
            if window.first >= self.months.begins
            else f"balances begin in {self.months.month(self.months.begins):%B %Y}"
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """A book over one period: one row a household, every measure of the whole, and the same a year before."""

    ledger: Ledger
    window: Window
    rows: pd.DataFrame
    rates: Mapping[str, Rate]
    earlier: Mapping[str, Rate]

    @property
    def book(self) -> Book:
        return self.ledger.book

    @property
    def known(self) -> Lives:
        return self.ledger.known

    @property
    def months(self) -> Monthly | None:
        return self.ledger.months

    def split(self, labels: pd.Series) -> tuple[Group, ...]:
        """One group a label of the households that were there at the start; labels in order of their name."""
        sums = self.rows[list(SUMS)].groupby(labels.reindex(self.rows.index).to_numpy(), sort=True).sum()
        there = sums[sums["at_start"] > 0]
        found = there.to_dict("index").items()
        return tuple(Group(str(name), self.ledger.rates_of(row, self.window)) for name, row in found)

    def over_time(self, period: Period, by: SpanBy) -> tuple[Group, ...]:
        """One group a month, quarter or year. Raises NotEnoughData when no month of the period has closed."""
        if self.months is None:
            raise NotEnoughData(f"{self.ledger.trouble[:1].upper()}{self.ledger.trouble[1:]}.")
        windows = windows_by(self.book, period, self.months, by)
        return tuple(Group(w.name, self.ledger.whole(w)) for w in windows)


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a table `by` something: its name and its measures."""

    name: str
    rates: Mapping[str, Rate]


def read(book: Book, period: Period) -> Reading:
    """The book of the period, with money where a month of it has closed."""
    ledger, window = _open(book, period)
    rows, before = cohort_rows(ledger.columns_of(window), ledger.known), window.earlier()
    short = ledger.reaches(before)
    earlier: Mapping[str, Rate] = (
        {measure.key: Rate(0, 0, 0, None, reason=short) for measure in MEASURES} if short else ledger.whole(before)
    )
    sums = {name: int(rows[name].sum()) for name in SUMS}
    return Reading(ledger, window, rows, ledger.rates_of(sums, window), earlier)


def _open(book: Book, period: Period) -> tuple[Ledger, Window]:
    known = lives(book.households.sort_values("household_id"))
    try:
        first, last = closed_months(book, period)
    except NotEnoughData as missing:
        trouble = missing.sentence.rstrip(".")
        window = Window(str(period), period.start, period.end, 0, 0)
        return Ledger(book, known, None, trouble), window
    months = monthly(book)
    window = Window(str(period), period.start, period.end, months.column(first), months.column(last))
    return Ledger(book, known, months), window


def groups_by(reading: Reading, period: Period, by: By, parts: Sequence[Book]) -> tuple[Group, ...]:
    """The same measures by span of time, class, tenure or part of the firm. Rows over time follow the calendar, classes
    and tenures their order; parts of the firm are ranked elsewhere.

    Raises NotEnoughData when no month has closed (time) or no revenue came before the period (segment), BadArguments
    when the parts were not opened.
    """
    if by in OVER_TIME:
        return reading.over_time(period, OVER_TIME[by])
    if by == "segment":
        return reading.split(start_classes(reading))
    if by == "tenure":
        bands = tenure_bands(reading.known, reading.window.start)
        return tuple(sorted(reading.split(bands), key=lambda group: tenure_order(group.name)))
    if not parts:
        raise BadArguments(f"Rows by {by} need one book for each {by}; none was opened.")
    return tuple(Group(part.scope.label, _whole(part, period)) for part in parts)


def _whole(book: Book, period: Period) -> Mapping[str, Rate]:
    ledger, window = _open(book, period)
    return ledger.whole(window)


def start_classes(reading: Reading) -> pd.Series:
    """The S1 class of each client of the beginning, by revenue of the twelve months before the period (or as many as
    there are). Raises NotEnoughData when there are none."""
    months, first = reading.months, reading.window.first
    if months is None or first <= months.earns:
        raise NotEnoughData(
            f"Classes at the beginning need revenue of the months before {reading.window.start:%B %Y}, and there is "
            "none. Ask for a later period."
        )
    ttm = pd.Series(months.revenue[:, max(0, first - YEAR) : first].sum(axis=1), index=months.households)
    return classes(ttm[reading.rows["at_start"].to_numpy() == 1]).reindex(ttm.index, fill_value=NO_CLASS)


def exits(reading: Reading) -> pd.DataFrame:
    """One row a reason (index): `gone` clients of the beginning, `assets_before`, `taken` and `revenue_before` of them;
    most clients first. Those merged are among them, under their own reason, though they are no loss."""
    rows = reading.rows
    out = rows[(rows["gone"] == 1) | (rows["merged"] == 1)]
    out = out.assign(clients=1, reason=out["reason"].where(out["merged"] == 0, MERGED))
    sums = out.groupby("reason")[["clients", "assets_before", "taken", "revenue_before"]].sum()
    return sums.sort_index().sort_values("clients", ascending=False, kind="stable")
