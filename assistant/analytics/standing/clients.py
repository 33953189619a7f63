"""A stack rank of the clients of one book (F42)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.earlier import earlier
from assistant.analytics.labels import client_labels
from assistant.analytics.ranking import Ties
from assistant.analytics.segments import S1, book_classes
from assistant.analytics.standing.figures import exact, group_figures, inputs_of, place_figures, window_figures
from assistant.analytics.standing.gathering import rows_before
from assistant.analytics.standing.metrics import Metric, metric_called
from assistant.analytics.standing.places import Standing, standing_of_clients
from assistant.analytics.standing.report import Order, listed, named_parts
from assistant.analytics.standing.tables import SHARE, rank_columns, ranking_chart, ranking_table
from assistant.analytics.standing.windows import first_month
from assistant.analytics.standing.words import moves_line, ties_line, window_line
from assistant.blocks import Column, Result
from assistant.errors import BadArguments, NotEnoughData
from assistant.figures import Figure, Line, Rows

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

NOT_SHRUNK = "A client is one case, so nothing is shrunk here but a share of requests, and no interval is given."


def stack_rank_clients(
    book: Book,
    *,
    metric: str,
    period: Period,
    ties: Ties = "competition",
    order: Order = "top",
    limit: int = 10,
) -> Result:
    """The open clients of a book in order of a metric at the end of the period: place with ties, class, share of the
    book, percentile, and change of place since the period before of equal length.

    Every client with a value is ranked, however new. Raises BadArguments for a metric that has no meaning for one
    client, NotEnoughData when no client has a value. Source: F42.
    """
    chosen = metric_called(metric)
    if chosen.not_of_clients:
        raise BadArguments(chosen.not_of_clients)
    present = earlier(book, period.end)
    if first_month(present) is None and (first := first_month(book)) is not None:
        raise NotEnoughData(f"The data of {book.scope.label} begin in {first:%B %Y}; ask for a period after that.")
    labels = client_labels(present).to_dict()
    now, before = chosen.rows(chosen.book(book, period), period), rows_before(book, chosen, period)
    placed = standing_of_clients(now, before, _open(present), chosen, ties)
    if placed.ranked.empty:
        raise NotEnoughData(f"No client of {book.scope.label} can be ranked on {chosen.label}: {chosen.missing}.")
    shown = _with_shares(listed(placed, order, limit), placed, present).assign(
        label=lambda rows: rows.index.map(labels)
    )
    inputs = inputs_of(chosen, period, ties, len(placed.ranked))
    figures = [*group_figures(placed, chosen, "clients", inputs), *window_figures(period)]
    for client in named_parts(placed, shown):
        figures += place_figures(placed, client, labels[client], chosen, Rows.of("households", [client]), inputs)
    figures += _share_figures(placed, shown, order)
    figures += _unranked(placed)
    head = Column("client", "Client")
    return Result(
        title=f"Clients of {book.scope.label} by {chosen.label}, {period}",
        as_of=book.as_of,
        figures=tuple(figures),
        blocks=(
            ranking_table(f"Clients by {chosen.label}", head, shown, _columns(placed, shown, chosen)),
            ranking_chart(chosen, shown, "clients"),
        ),
        summary=_summary(placed, chosen, ties, labels, {figure.key: figure for figure in figures}),
        caveats=(NOT_SHRUNK,) if chosen.is_rate else (),
        data_version=book.data_version,
    )


def _open(book: Book) -> pd.Index:
    return pd.Index(sorted(book.open_households["household_id"]), name="part", dtype="str")


def _with_shares(shown: pd.DataFrame, placed: Standing, book: Book) -> pd.DataFrame:
    """With the class of each client in this book, and its share of all ranked where that means something."""
    amounts = placed.ranked["value"]
    adds_up = not placed.ranked["denominator"].any() and float(amounts.min()) >= 0 and float(amounts.sum()) > 0
    share = shown["value"] / float(amounts.sum()) if adds_up else np.nan
    return shown.assign(share=share, **{"class": shown.index.map(book_classes(book))})


def _columns(placed: Standing, shown: pd.DataFrame, metric: Metric) -> tuple[Column, ...]:
    place, *others = rank_columns(metric, with_range=bool(placed.ranked["best"].notna().all()))
    share = [Column("share", "Share of all ranked", "rate", SHARE)] if shown["share"].notna().all() else []
    return place, Column("class", "Class", method=S1), others[0], *share, *others[1:]


def _share_figures(placed: Standing, shown: pd.DataFrame, order: Order) -> tuple[Figure, ...]:
    if order != "top" or len(shown) == len(placed.ranked) or shown["share"].isna().any():
        return ()
    behind = Rows.of("households", shown.index)
    return (
        Figure("shown", "Clients shown", len(shown), "count", SHARE, behind),
        Figure("top_share", "Their share of all ranked", exact(shown["share"].sum(), "rate"), "rate", SHARE, behind),
    )


def _unranked(placed: Standing) -> tuple[Figure, ...]:
    if placed.apart.empty:
        return ()
    behind = Rows.of("households", placed.apart.index)
    return (Figure("unranked", "Clients without a value", len(placed.apart), "count", SHARE, behind),)


def _summary(
    placed: Standing, metric: Metric, ties: Ties, labels: Mapping[str, str], by: Mapping[str, Figure]
) -> tuple[Line, ...]:
    lines = [_leader(placed, metric, labels, by)]
    if "top_share" in by:
        words = "The first {shown} have {share} of the {metric} of all {peers}."
        places: dict[str, Figure | str] = {
            "shown": by["shown"],
            "share": by["top_share"],
            "peers": by["peers"],
            "metric": metric.label,
        }
        lines.append(Line(words, places))
    lines += [line] if (line := ties_line(placed, ties, labels)) is not None else []
    lines += [moves_line(placed, labels, by)] if len(placed.ranked) > 1 else []
    if "unranked" in by:
        lines.append(Line("Without a place for want of a value: {unranked}.", {"unranked": by["unranked"]}))
    return (*lines, window_line(metric, by))


def _leader(placed: Standing, metric: Metric, labels: Mapping[str, str], by: Mapping[str, Figure]) -> Line:
    first, last = str(placed.ranked.index[0]), str(placed.ranked.index[-1])
    values: dict[str, Figure | str] = {
        "peers": by["peers"],
        "metric": metric.label,
        "who": labels[first],
        "value": by[f"value_{first}"],
    }
    if first == last:
        return Line("{who} has {value} of {metric}; there is no other client to be ranked against.", values)
    values |= {"last": labels[last], "least": by[f"value_{last}"]}
    words = "{who} comes first of {peers} clients on {metric}, with {value}; {last} comes last with {least}."
    return Line(words, values)
