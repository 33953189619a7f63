"""Fees and commissions of a book: what came in, how it compares, what recurs, who brings it, and where it heads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from assistant.analytics.bridge import data_month
from assistant.analytics.earned import REVENUE
from assistant.analytics.labels import client_labels
from assistant.analytics.revenue.blocks import (
    bar_chart,
    client_table,
    part_table,
    segment_table,
    span_chart,
    span_table,
    type_table,
)
from assistant.analytics.revenue.figures import SHARE, revenue_figures
from assistant.analytics.revenue.rows import (
    TYPES,
    by_client,
    by_part,
    by_segment,
    by_span,
    by_type,
    revenue_rows,
)
from assistant.analytics.revenue.trend import Trend, trend_figures, trend_of
from assistant.analytics.revenue.window import Window, window_of
from assistant.analytics.revenue.words import caveats, summary_lines
from assistant.analytics.segments import CLASSES, S1, book_classes
from assistant.analytics.spans import SpanBy
from assistant.blocks import Block, Result
from assistant.errors import BadArguments, NotEnoughData, NotFound
from assistant.figures import Figure, Rows, money, rate

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.rollups import RollUp
    from assistant.book.snapshot import Book

By = Literal["month", "quarter", "year", "type", "client", "segment", "advisor", "team", "branch", "region"]
MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
PARTLY = "only the months that the column Months counts, compared with the same ones a year before."
FEW_MONTHS = 18
"""Without a word about how to cut it, a longer history is shown by quarter."""


def revenue_report(
    book: Book,
    *,
    period: Period,
    client: str | None = None,
    segment: str | None = None,
    by: By | None = None,
    parts: Sequence[Book] = (),
    limit: int = 10,
) -> Result:
    """Revenue of the period's closed months, all of it: by type, recurring and transactional, against the same months a
    year before and as many just before; its history and trend (F4b); and the same by `by`.

    `client` (household id) or `segment` (A, B, C of S1 today) restricts it. `parts`: for `by` advisor, team, branch or
    region, one Book a part; their rows sum to the book's to the cent. `limit` is how many clients are ranked (F42).
    Raises NotFound, BadArguments, and NotEnoughData when no revenue is on record in the period.
    """
    classes = book_classes(book) if segment is not None or by == "segment" else None
    chosen, subject = _chosen(book, client, segment, classes)
    rows, window = revenue_rows(book, chosen), window_of(book, period)
    if rows.empty:
        raise NotEnoughData(f"There is no revenue on record of {subject}.")
    trend = trend_of(book, rows, chosen)
    cut = by or ("month" if window.months <= FEW_MONTHS else "quarter")
    types = by_type(rows, window)
    if cut in ("month", "quarter", "year"):
        split = by_spans(rows, window, cut, trend)
    elif cut == "type":
        split = by_types(types, window)
    elif cut == "client":
        split = _by_client(book, rows, window, limit)
    elif cut == "segment":
        split = _by_segment(rows, window, classes if classes is not None else book_classes(book))
    else:
        split = _by_part(cut, parts, window, chosen)
    behind = Rows.of("households", rows["household_id"].unique())
    figures = (*revenue_figures(book, rows, window), *split.figures, *trend_figures(trend, behind), data_month(book))
    return reported(book, subject, (window, period), figures, split, () if cut == "type" else (type_table(types),))


def reported(
    book: Book | RollUp,
    subject: str,
    spans: tuple[Window, Period],
    figures: tuple[Figure, ...],
    split: Split,
    more: tuple[Block, ...],
) -> Result:
    """The answer from its figures and the split that was asked for; `spans`: the closed months and the period."""
    window, period = spans
    by_key = {figure.key: figure for figure in figures}
    return Result(
        title=f"Revenue of {subject}, {window.words}",
        as_of=book.as_of,
        figures=figures,
        blocks=(*split.blocks, *more),
        summary=summary_lines(by_key, window, subject),
        caveats=(*caveats(by_key, window, period), *split.caveats),
        data_version=book.data_version,
    )


def _chosen(
    book: Book, client: str | None, segment: str | None, classes: pd.Series | None
) -> tuple[Collection[str] | None, str]:
    """The households asked about, None for all of them, and what they are called."""
    if client is not None:
        if client not in set(book.households["household_id"]):
            raise NotFound("There is no such client in this book.")
        return {client}, str(client_labels(book)[client])
    if segment is not None and classes is not None:
        if segment not in CLASSES:
            raise BadArguments(f"A segment is A, B or C, not “{segment}”.")
        return set(classes.index[classes == segment]), f"the {segment} clients of {book.scope.label}"
    return None, book.scope.label


@dataclass(frozen=True, slots=True)
class Split:
    """What a report adds when it is cut by something: table and chart, figures, and what to be careful with."""

    blocks: tuple[Block, ...]
    figures: tuple[Figure, ...] = ()
    caveats: tuple[str, ...] = ()


def by_spans(rows: pd.DataFrame, window: Window, by: SpanBy, trend: Trend) -> Split:
    """`rows`: of rows.revenue_rows."""
    spans = by_span(rows, window, by)
    cut_short = spans["months"] < MONTHS_IN[by]
    found = (f"{', '.join(spans.index[cut_short])}: {PARTLY}",) if cut_short.any() else ()
    return Split((span_table(spans, by), span_chart(spans, by, trend)), (), found)


def by_types(types: pd.DataFrame, window: Window) -> Split:
    """`types`: of rows.by_type."""
    named = types.assign(label=dict(TYPES)).reset_index(drop=True)
    return Split((type_table(types), bar_chart(named, "Revenue by type", window)), _largest(named, window))


def _by_client(book: Book, rows: pd.DataFrame, window: Window, limit: int) -> Split:
    clients = by_client(rows, window, book)
    blocks = client_table(clients, limit), bar_chart(clients.head(limit), "Clients by revenue", window)
    return Split(blocks, (*_largest(clients, window), *_head(clients, limit, window)))


def _by_segment(rows: pd.DataFrame, window: Window, classes: pd.Series) -> Split:
    segments = by_segment(rows, window, classes)
    blocks = segment_table(segments), bar_chart(segments.reset_index(), "Revenue by class", window)
    return Split(blocks, (), (f"Classes are those of today, {S1.id}: {S1.definition}.",))


def _by_part(by: str, parts: Sequence[Book], window: Window, chosen: Collection[str] | None) -> Split:
    if not parts:
        raise BadArguments(f"Rows by {by} need one book for each {by}; none was opened.")
    return by_parts(by_part(parts, window, chosen), by, window)


def by_parts(split: pd.DataFrame, by: str, window: Window) -> Split:
    """`split`: of rows.by_part."""
    return Split((part_table(split, by), bar_chart(split, f"Revenue by {by}", window)), _largest(split, window))


def _largest(frame: pd.DataFrame, window: Window) -> tuple[Figure, ...]:
    """Who or what brings the most, how much, and its share."""
    whole = int(frame["total_cents"].sum())
    if frame.empty or whole <= 0:
        return ()
    top = frame.loc[frame["total_cents"].idxmax()]
    cents, inputs = int(top["total_cents"]), (("months", window.words),)
    return (
        Figure("largest", "Brings the most", str(top["label"]), "text", REVENUE, inputs=inputs),
        Figure("largest_revenue", "Revenue of the largest", money(cents), "money", REVENUE, inputs=inputs),
        Figure("largest_share", "Share of the largest", rate(cents / whole), "rate", SHARE, inputs=inputs),
    )


def _head(clients: pd.DataFrame, limit: int, window: Window) -> tuple[Figure, ...]:
    """How many clients there are, and what those bring who are not listed."""
    rest = clients.iloc[limit:]
    inputs = (("months", window.words), ("listed", str(min(limit, len(clients)))))
    everyone, others = Rows.of("households", clients.index), Rows.of("households", rest.index)
    cents = int(rest["total_cents"].sum())
    return (
        Figure("clients", "Clients with revenue in either year", len(clients), "count", REVENUE, everyone, inputs),
        Figure("others", "Revenue of the clients not listed", money(cents), "money", REVENUE, others, inputs),
    )
