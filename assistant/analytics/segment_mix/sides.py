"""The book at two dates, client by client and class by class, and what moved its revenue and value in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.segment_mix.classing import Classing
from assistant.analytics.segments import mix_effects
from assistant.analytics.valuation.two_values import market_value
from assistant.analytics.whole_cents import exact_parts

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

REVENUE_EFFECTS = ("volume", "mix", "rate")
VALUE_EFFECTS = (*REVENUE_EFFECTS, "multiple")
CENTS = ("ttm_cents", "value_cents")
Effects = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class, or all, at a date: clients, revenue of twelve months and value in cents, and its least revenue."""

    clients: int = 0
    revenue: int = 0
    value: int = 0
    cut: int | None = None

    @property
    def average(self) -> float | None:
        """Revenue a client in cents; None without a client."""
        return self.revenue / self.clients if self.clients else None

    @property
    def multiple(self) -> float | None:
        """Value ÷ revenue; None without revenue."""
        return self.value / self.revenue if self.revenue > 0 else None

    def __add__(self, other: ClassRow) -> ClassRow:
        return ClassRow(self.clients + other.clients, self.revenue + other.revenue, self.value + other.value)


ClassRows = Mapping[str, ClassRow]


@dataclass(frozen=True, slots=True)
class Sides:
    """The clients open at a start and now (index household_id: `class`, `ttm_cents`, `value_cents`), and the names of
    the classes in order. `start` is None, with its `reason`, where the data do not reach back so far."""

    names: tuple[str, ...]
    now: pd.DataFrame
    start: pd.DataFrame | None = None
    reason: str = ""


def sides_of(book: Book, before: Book | None, between: Sequence[Book], classing: Classing) -> Sides:
    """Both dates under one way of classing. `between`: quarter ends from one to the other, for S2 and S3 alone."""
    reason = _why_not(book, before)
    if before is None or reason:
        return Sides(classing.names, _side(book, classing.of(book)), None, reason)
    opening, closing = classing.along((before, *between, book))
    return Sides(classing.names, _side(book, closing), _side(before, opening))


def _why_not(book: Book, before: Book | None) -> str:
    """Why there are no classes at the start, empty where there are."""
    if before is None:
        return "no earlier date was opened to compare with"
    months = book.revenue["month"]
    if months.empty:
        return "there is no revenue on record"
    begins, needed = months.min(), before.last_month - pd.DateOffset(months=11)
    if begins > needed:
        return (
            f"classes at the start need revenue from {needed:%B %Y} on, and it is on record since {begins:%B %Y}; "
            f"ask for a period that begins in {begins + pd.DateOffset(months=12):%B %Y} or later"
        )
    return "" if len(before.open_households) else "nobody was a client when the period began"


def _side(book: Book, classed: pd.DataFrame) -> pd.DataFrame:
    value = market_value(book).groupby("household_id").sum()
    return classed[["class", "ttm_cents"]].assign(value_cents=value.reindex(classed.index, fill_value=0))


def class_rows(side: pd.DataFrame, names: tuple[str, ...]) -> dict[str, ClassRow]:
    """Each class in order, those without a client too."""
    found = {}
    for name in names:
        revenue, value = (side[column].to_numpy()[(side["class"] == name).to_numpy()] for column in CENTS)
        least = int(revenue.min()) if len(revenue) else None
        found[name] = ClassRow(len(revenue), int(revenue.sum()), int(value.sum()), least)
    return found


def together(rows: ClassRows) -> ClassRow:
    """All classes as one."""
    return sum(rows.values(), ClassRow())


def revenue_effects(start: ClassRows, now: ClassRows) -> Effects:
    """F29 in whole cents by class: `volume`, `mix`, `rate` and `change`, their sum and the class's own change."""
    found = mix_effects(_averages(start), _averages(now))
    return _whole(found, REVENUE_EFFECTS, {name: now[name].revenue - start[name].revenue for name in now})


def value_effects(start: ClassRows, now: ClassRows) -> Effects:
    """F30 in whole cents by class: as revenue_effects, with `multiple`: of a class, its value ÷ its revenue."""
    found = mix_effects(_averages(start, valued=True), _averages(now, valued=True))
    return _whole(found, VALUE_EFFECTS, {name: now[name].value - start[name].value for name in now})


def _averages(rows: ClassRows, *, valued: bool = False) -> pd.DataFrame:
    """The classes with clients in the shape of mix_effects. A class without revenue has no multiple: there its value a
    client stands for the revenue, times one, so that nothing is lost."""
    earning = {name: row for name, row in rows.items() if row.clients}
    if not valued:
        found = [(name, row.clients, row.revenue / row.clients) for name, row in earning.items()]
        return pd.DataFrame(found, columns=["segment", "count", "per_client"])
    worth = [
        (name, row.clients, (row.value if row.multiple is None else row.revenue) / row.clients, row.multiple or 1.0)
        for name, row in earning.items()
    ]
    return pd.DataFrame(worth, columns=["segment", "count", "per_client", "multiple"])


def _whole(found: pd.DataFrame, effects: tuple[str, ...], change: Mapping[str, int]) -> Effects:
    """By class, those without a client at either date too; each row adds up to its change to the cent."""
    rows = {row["segment"]: [row[name] for name in effects] for row in found.to_dict("records")}
    cents = {name: exact_parts(rows.get(name, [0.0] * len(effects)), step) for name, step in change.items()}
    return {name: {**dict(zip(effects, parts, strict=True)), "change": change[name]} for name, parts in cents.items()}


def effect(effects: Effects, name: str) -> int:
    """One effect over all classes, in cents."""
    return sum(row[name] for row in effects.values())
