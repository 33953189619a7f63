"""The figures of a revenue report: what came in, what of it recurs, and how it compares with the months before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.earned import REVENUE
from assistant.analytics.revenue.rows import AMOUNTS, TYPES, between
from assistant.analytics.revenue.window import Months, Window, spoken
from assistant.figures import Figure, Method, Rows, money, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

SHARE = Method("revenue share", "revenue of the part ÷ revenue of all of it, in the same months")
CHANGE = Method("revenue change", "revenue of the months ÷ revenue of the same months a year before − 1")
CHANGE_JUST_BEFORE = Method(
    "revenue change just before", "revenue of the months ÷ revenue of as many months just before them − 1"
)
ONE_OFF = Method("revenue one-off", "revenue marked as not to be repeated; it counts here and not in a valuation")
CLOSED_CLIENTS = Method("revenue closed clients", "revenue of the months from clients who are no longer clients")
RANK = Method(
    "F42", "place by revenue of the months, the largest first; equal ones share the better place (1, 2, 2, 4)"
)


def revenue_figures(book: Book, rows: pd.DataFrame, window: Window) -> tuple[Figure, ...]:
    """Totals of the months, by kind and by type, one-offs and closed clients, and the two comparisons."""
    now = between(rows, (window.first, window.last))
    closed = now[~now["household_id"].isin(book.open_households["household_id"])]["total_cents"].sum()
    return figures_of(rows, window, int(closed))


def figures_of(rows: pd.DataFrame, window: Window, closed: int, cited: Rows | None = None) -> tuple[Figure, ...]:
    """The same, `closed` being the cents of closed clients; `cited`: what to name behind each figure instead of the
    households of the rows."""
    now = between(rows, (window.first, window.last))
    sums = now[AMOUNTS].sum()
    behind = cited or Rows.of("households", now["household_id"].unique())
    inputs = (("months", window.words),)

    def amount(key: str, label: str, cents: int, method: Method = REVENUE) -> Figure:
        return Figure(key, label, money(int(cents)), "money", method, behind, inputs)

    total = int(sums["total_cents"])
    share = rate(int(sums["recurring_cents"]) / total) if total > 0 else None
    no_share = "" if total > 0 else "no revenue came in to take a share of"
    types = now.groupby("type")["total_cents"].sum()
    return (
        amount("revenue", f"Revenue, {window.words}", total),
        amount("recurring", "of it recurring", sums["recurring_cents"]),
        amount("transactional", "of it transactional", sums["transactional_cents"]),
        Figure("recurring_share", "Recurring share of revenue", share, "rate", SHARE, behind, inputs, no_share),
        amount("one_off", "of it not to be repeated", sums["one_off_cents"], ONE_OFF),
        amount("closed_clients", "of it from clients who have left", closed, CLOSED_CLIENTS),
        *(amount(key, label, types.get(key, 0)) for key, label in TYPES),
        *_compared(rows, window, total, window.year_before, "before", "a year before", CHANGE, cited),
        *_compared(rows, window, total, window.just_before, "just_before", "just before", CHANGE_JUST_BEFORE, cited),
    )


def _compared(
    rows: pd.DataFrame,
    window: Window,
    total: int,
    months: Months | None,
    key: str,
    label: str,
    method: Method,
    cited: Rows | None,
) -> tuple[Figure, Figure]:
    """Revenue of the months compared with, and the change; undefined where the data do not reach back."""
    earlier = between(rows, months)
    cents = int(earlier["total_cents"].sum()) if months else None
    change = rate(total / cents - 1) if cents is not None and cents > 0 else None
    behind = cited or Rows.of("households", earlier["household_id"].unique())
    inputs = (("months", spoken(*months)),) if months else ()
    none_then = window.too_short if months is None else "no revenue came in then"
    return (
        Figure(f"revenue_{key}", f"Revenue {label}", money(cents), "money", REVENUE, behind, inputs,
               "" if months else window.too_short),
        Figure(f"change_{key}", f"Change of revenue against {label}", change, "rate", method, behind,
               (("months", window.words), *((("against", inputs[0][1]),) if inputs else ())),
               "" if change is not None else none_then),
    )  # fmt: skip
