"""Revenue summed by span, type, client, segment or part of the firm, each row beside the same months a year before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.earned import RECURRING
from assistant.analytics.labels import client_labels
from assistant.analytics.ranking import rank
from assistant.analytics.revenue.window import YEAR, Months, Window
from assistant.analytics.segments import CLASSES
from assistant.analytics.spans import SpanBy, span_names, spans_between

if TYPE_CHECKING:
    from assistant.book.snapshot import Book
    from assistant.callers import Scope

TYPES = (
    ("advisory_fee", "Advisory fees"),
    ("trail", "Trails"),
    ("commission", "Commissions"),
    ("insurance", "Insurance"),
    ("planning", "Planning"),
)
"""Every type of revenue in the order of the report; the first two recur."""
CLOSED = "no longer clients"
AMOUNTS = ["total_cents", "recurring_cents", "transactional_cents", "one_off_cents"]


def revenue_rows(book: Book, households: Collection[str] | None = None) -> pd.DataFrame:
    """Every row of revenue, all types, one-offs and closed clients too, or those of some households alone:
    `household_id`, `month`, `type` and the cents of AMOUNTS (in all, recurring, transactional, not to be repeated)."""
    rows = book.revenue
    if households is not None:
        rows = rows[rows["household_id"].isin(households)]
    cents, recurring = rows["amount_cents"], rows["type"].isin(RECURRING)
    return rows[["household_id", "month", "type"]].assign(
        total_cents=cents,
        recurring_cents=cents.where(recurring, 0),
        transactional_cents=cents.where(~recurring, 0),
        one_off_cents=cents.where(rows["non_repeatable"].fillna(False).astype(bool), 0),
    )


def between(rows: pd.DataFrame, months: Months | None) -> pd.DataFrame:
    """The rows of the months, both inside; none where there are no months."""
    return rows[rows["month"].between(*months)] if months else rows.iloc[:0]


def by_span(rows: pd.DataFrame, window: Window, by: SpanBy) -> pd.DataFrame:
    """Index: span in order; `months` closed in it, AMOUNTS, and `before_cents` of the very same months a year before,
    NA where the data do not reach back to the first of them."""
    spans = spans_between(window.first, window.last, by)
    names = pd.Index([name for name, _, _ in spans], name="label")
    now = between(rows, (window.first, window.last))
    earlier = between(rows, (window.first - YEAR, window.last - YEAR))
    sums = _sums(now, span_names(now["month"], by)).reindex(names, fill_value=0)
    before = _sums(earlier, span_names(earlier["month"] + YEAR, by))["total_cents"].reindex(names, fill_value=0)
    reached = [first - YEAR >= window.begins for _, first, _ in spans]
    months = [12 * (last.year - first.year) + last.month - first.month + 1 for _, first, last in spans]
    return sums.assign(months=months, before_cents=before.astype("Int64").where(reached, pd.NA))


def by_type(rows: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Index: each type in the order of TYPES, those without revenue too."""
    keys = pd.Index([key for key, _ in TYPES], name="type")
    return _beside(rows, window, "type").reindex(keys).pipe(_filled, window)


def by_client(rows: pd.DataFrame, window: Window, book: Book) -> pd.DataFrame:
    """Index household_id, most revenue first and equal ones by id: AMOUNTS, `before_cents`, `label`, `place` and
    `place_before` (competition ranks, F42), and `cumulative_cents` down to that client."""
    found = _beside(rows, window, "household_id").rename_axis("household_id").sort_index()
    found = found.sort_values("total_cents", ascending=False, kind="stable")
    return found.assign(
        label=client_labels(book).reindex(found.index),
        place=rank(found["total_cents"]),
        place_before=rank(found["before_cents"].where(found["before_cents"] > 0)),
        cumulative_cents=found["total_cents"].cumsum(),
    )


def by_segment(rows: pd.DataFrame, window: Window, classes: pd.Series) -> pd.DataFrame:
    """Index: present class (S1, index household_id) in order, then who is no longer a client; with `clients` in it."""
    named = rows["household_id"].map(classes).fillna(CLOSED)
    found = _beside(rows.assign(segment=named), window, "segment")
    counts = classes.value_counts()
    order = [*CLASSES, *([CLOSED] if CLOSED in found.index else [])]
    found = found.reindex(order).pipe(_filled, window)
    return found.assign(clients=pd.Series(order, index=order).map(counts).astype("Int64")).rename_axis("label")


def by_part(parts: Sequence[Book], window: Window, households: Collection[str] | None) -> pd.DataFrame:
    """One row a part of the firm (one Book each), in the order given: AMOUNTS, `before_cents`, `label`, and `id` of the
    advisor where the part is one; the rows sum to the whole's to the cent."""
    return rows_of_parts(((part.scope, revenue_rows(part, households)) for part in parts), window)


def rows_of_parts(parts: Iterable[tuple[Scope, pd.DataFrame]], window: Window) -> pd.DataFrame:
    """The same of each part's scope and its rows of revenue, however they were read."""
    found = []
    for scope, rows in parts:
        now = between(rows, (window.first, window.last))[AMOUNTS].sum()
        before = int(between(rows, window.year_before)["total_cents"].sum()) if window.year_before else pd.NA
        one = scope.advisor_ids[0] if len(scope.advisor_ids) == 1 else scope.label
        found.append({"id": one, "label": scope.label, **now.to_dict(), "before_cents": before})
    frame = pd.DataFrame(found, columns=["id", "label", *AMOUNTS, "before_cents"])
    return frame.astype({**dict.fromkeys(AMOUNTS, "int64"), "before_cents": "Int64"})


def _sums(rows: pd.DataFrame, key: pd.Series) -> pd.DataFrame:
    return rows.groupby(key, sort=True)[AMOUNTS].sum().astype("int64")


def _beside(rows: pd.DataFrame, window: Window, key: str) -> pd.DataFrame:
    """AMOUNTS of the window by a column of the rows, and `before_cents` of the same months a year before; whoever
    brought anything in either stands there."""
    now = between(rows, (window.first, window.last))
    earlier = between(rows, window.year_before)
    before = earlier.groupby(earlier[key])["total_cents"].sum()
    sums = _sums(now, now[key])
    everyone = sums.index.union(before.index)
    return _filled(sums.assign(before_cents=0).reindex(everyone).assign(before_cents=before), window)


def _filled(frame: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Whole cents, 0 where nothing came in; `before_cents` is NA where the data do not reach back."""
    whole = frame[AMOUNTS].fillna(0).astype("int64")
    before = frame["before_cents"].astype("Int64").fillna(0)
    return whole.assign(before_cents=before if window.year_before else pd.array([pd.NA] * len(frame), "Int64"))
