"""Conditions on an amount or a number of years: age, income, net worth, assets, revenue, tenure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from assistant.analytics.earned import REVENUE, earned
from assistant.analytics.finding.amounts import Interval, intervals, money_cents, years
from assistant.analytics.finding.met import ASKED, Met, told
from assistant.analytics.finding.wording import comparisons
from assistant.analytics.people import household_ages
from assistant.analytics.wallet import assets_today
from assistant.blocks import Column
from assistant.figures import Figure, Line, Method, Unit, Value, money, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

AGE = Method("age", "completed years of the primary client, else of the oldest adult alive, at the date of the book")
INCOME = Method("income", "the household's yearly income on record")
NET_WORTH = Method("net worth", "the latest investable net worth that the client declared, whatever its age")
TOTAL_NET_WORTH = Method("total net worth", "the latest total net worth that the client declared, whatever its age")
TODAY = Method("AUM", "value at the last closed month")
TENURE = Method("tenure", "completed months since the first day as a client ÷ 12")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One measure of a household. `plain` is what a value without a comparison means; `missing` follows “have”."""

    key: str
    label: str
    unit: Unit
    method: Method
    of: Callable[[Book], pd.Series]
    plain: str
    missing: str
    suffix: str = ""


def incomes(book: Book) -> pd.Series:
    """Yearly income in cents by household_id; NA where it is not on record."""
    return book.households.set_index("household_id")["annual_income_cents"]


def declared(book: Book, column: str) -> pd.Series:
    """The latest declared net worth of a kind in cents by household_id, where any was declared."""
    rows = book.net_worth.dropna(subset=column).sort_values(["household_id", "as_of"])
    return rows.drop_duplicates("household_id", keep="last").set_index("household_id")[column]


def revenue_of_year(book: Book) -> pd.Series:
    """Revenue of the twelve months to the last closed one in cents by household_id; who brought none has 0."""
    sums = earned(book, book.last_month - pd.DateOffset(months=11), book.last_month)["total_cents"]
    return sums.reindex(sorted(book.households["household_id"]), fill_value=0)


def assets_of_all(book: Book) -> pd.Series:
    """Assets at the last closed month in cents by household_id; who closed has 0."""
    return assets_today(book).reindex(sorted(book.households["household_id"]), fill_value=0)


def tenures(book: Book) -> pd.Series:
    """Completed months as a client ÷ 12 by household_id; NaN where the first day is not on record."""
    since = book.households.set_index("household_id")["since"]
    months = (book.as_of.year - since.dt.year) * 12 + book.as_of.month - since.dt.month
    return (months - (since.dt.day > book.as_of.day).astype("int64")).astype("float64") / 12


QUANTITIES = (
    Quantity("age", "age", "years", AGE, household_ages, "=", "no birth date on record"),
    Quantity("income", "income", "money", INCOME, incomes, ">=", "no income on record"),
    Quantity(
        "net_worth", "investable net worth", "money", NET_WORTH,
        lambda book: declared(book, "investable_net_worth_cents"), ">=", "never declared an investable net worth",
    ),
    Quantity(
        "total_net_worth", "total net worth", "money", TOTAL_NET_WORTH,
        lambda book: declared(book, "total_net_worth_cents"), ">=", "never declared a total net worth",
    ),
    Quantity("aum", "assets", "money", TODAY, assets_of_all, ">=", "no assets on record"),
    Quantity("revenue", "revenue over twelve months", "money", REVENUE, revenue_of_year, ">=", "no revenue on record"),
    Quantity("tenure", "tenure", "years", TENURE, tenures, ">=", "no first day as a client on record", " years"),
)  # fmt: skip


def quantity_called(key: str) -> Quantity:
    return next(quantity for quantity in QUANTITIES if quantity.key == key)


def meet_quantity(quantity: Quantity, book: Book, ids: pd.Index, given: Any) -> Met:
    """Who of the households has the quantity within the bounds given. Raises BadArguments for unreadable bounds."""
    read = money_cents if quantity.unit == "money" else years
    spans = intervals(comparisons(given), read, plain=quantity.plain)
    values = quantity.of(book).reindex(ids)
    holds = pd.concat([span.holds(values) for span in spans], axis=1).any(axis=1)
    pieces = list(_words(quantity, spans))
    return Met(
        quantity.key,
        told(holds, values.notna()),
        Line(
            f"{quantity.label} {' or '.join(template for template, _ in pieces)}",
            {figure.key: figure for _, figures in pieces for figure in figures},
        ),
        Column(quantity.key, quantity.label.capitalize(), quantity.unit, quantity.method),
        values,
        quantity.missing,
    )


def _words(quantity: Quantity, spans: tuple[Interval, ...]) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    """Each interval in words, with the bounds as figures in their places."""
    for place, span in enumerate(spans):
        mark = f"_{place + 1}" if place else ""
        low = _bound(quantity, f"from{mark}", span.low)
        high = _bound(quantity, f"to{mark}", span.high)
        ends = (low,) if span.low == span.high else (low, high)
        yield _template(quantity, span, mark), tuple(end for end in ends if end is not None)


def _bound(quantity: Quantity, end: str, value: Any) -> Figure | None:
    if value is None:
        return None
    label = f"{quantity.label.capitalize()}, {end.split('_', maxsplit=1)[0]}"
    return Figure(f"{quantity.key}_{end}", label, quantity_cell(value, quantity.unit), quantity.unit, ASKED)


def _template(quantity: Quantity, span: Interval, mark: str) -> str:
    low = f"{{{quantity.key}_from{mark}}}{quantity.suffix}"
    high = f"{{{quantity.key}_to{mark}}}{quantity.suffix}"
    if span.low is not None and span.low == span.high:
        return f"of {low}"
    if span.low is not None and span.high is not None and not span.low_open and not span.high_open:
        return f"from {low} to {high}"
    parts = [] if span.low is None else [f"{'over' if span.low_open else 'of at least'} {low}"]
    parts += [] if span.high is None else [f"{'under' if span.high_open else 'of at most'} {high}"]
    return " and ".join(parts)


def quantity_cell(value: Any, unit: Unit) -> Value:
    """A value of a quantity that is on record as a table shows it."""
    if unit == "money":
        return money(int(value))
    return rate(float(value), 1)
