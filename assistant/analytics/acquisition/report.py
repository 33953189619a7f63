"""What a new client costs with time in it, what it is worth, how soon it pays back, and the wrong clients (F34–F36)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from assistant.analytics.acquisition.costs import added, few_cases, ratios, sums_by_source, whole
from assistant.analytics.acquisition.regret import regrets
from assistant.analytics.acquisition.tables import (
    cost_chart,
    cost_figures,
    cost_table,
    regret_figures,
    regret_table,
    worth_table,
)
from assistant.analytics.acquisition.words import caveats, summary
from assistant.analytics.lifetime import client_values, values_by_advisor
from assistant.analytics.referrals.economics import NO_SOURCE, cost_lines, leads_of
from assistant.analytics.referrals.report import source_names
from assistant.analytics.spans import span_names, spans_between
from assistant.blocks import Result
from assistant.errors import BadArguments, NotEnoughData

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

By = Literal["source", "advisor", "team", "branch", "region", "quarter", "year"]
TOTAL = "total"
COSTS = ["cash_cents", "hours", "time_cents"]
UNSOURCED, FIRM_WIDE = "No source on file", "The whole firm, no advisor"


def acquisition_cost(
    book: Book, *, period: Period, by: By = "source", parts: Sequence[Book] = (), limit: int = 10
) -> Result:
    """What the clients won in the period cost, cash and time, by source, by part of the firm or by span; lifetime value
    and payback beside it; and who of the last two years' clients is worth less than it cost.

    `parts`: for `by` advisor, team, branch or region, one Book a part at the same date; their costs sum to the book's
    to the cent. `limit`: how many of the wrong clients are shown. Raises BadArguments when parts are needed and there
    are none, NotEnoughData when nothing was spent and nobody won in the period. Sources: F34, F35, F36.
    """
    by_advisor = values_by_advisor(book)
    values = client_values(book, by_advisor)
    by_source, wins = sums_by_source(book, period, values)
    if not by_source[["leads", "won", "cash_cents", "hours"]].to_numpy().any():
        raise NotEnoughData(
            f"No lead was created, none was won and nothing was spent on winning clients in {period} in the book of "
            f"{book.scope.label}; ask for a longer period."
        )
    total = ratios(whole(by_source, TOTAL), wins.assign(key=TOTAL)).assign(name="All")
    rows, keyed = _rows(book, period, by, parts, by_source, wins, by_advisor)
    judged = regrets(book, values)
    figures = (*cost_figures(rows, total, keyed), *regret_figures(judged))
    by_key = {figure.key: figure for figure in figures}
    return Result(
        title=f"What a new client costs, {book.scope.label}, {period}",
        as_of=book.as_of,
        figures=figures,
        blocks=(
            cost_table(rows, total, by),
            worth_table(rows, total, by),
            cost_chart(rows, by),
            *regret_table(judged, source_names(book), limit),
        ),
        summary=summary(rows, by_key, judged, by),
        caveats=caveats(book, total, wins, by),
        data_version=book.data_version,
    )


def _rows(
    book: Book,
    period: Period,
    by: By,
    parts: Sequence[Book],
    by_source: pd.DataFrame,
    wins: pd.DataFrame,
    by_advisor: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The ratios by what is asked for, index `key`, with `name`, and the wins with that `key`. `wins`: with their
    values, `key` the source."""
    if by == "source":
        names = source_names(book).to_dict() | {NO_SOURCE: UNSOURCED}
        rows = ratios(by_source, wins)
        rows["name"] = [names.get(key, key) for key in rows.index]
        order = rows.assign(few=few_cases(rows), order=rows["cac_cents"].fillna(np.inf))
        return rows.loc[order.sort_values(["few", "order", "key"], kind="stable").index], wins
    leads = leads_of(book, period)
    lines = cost_lines(book, leads, period)
    if by in ("quarter", "year"):
        return _by_span(period, by, leads, lines, wins)
    if not parts:
        raise BadArguments(f"Costs by {by} need one book for each {by}; none was opened.")
    return _by_part(parts, leads, lines, wins, by_advisor)


def _by_span(
    period: Period, by: Literal["quarter", "year"], leads: pd.DataFrame, lines: pd.DataFrame, wins: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row a quarter or year of the period, in order, also where nothing happened."""
    first, last = period.first_month, pd.Timestamp(period.end).to_period("M").to_timestamp()
    names = [name for name, _, _ in spans_between(first, last, by)]
    costs = lines.groupby(span_names(lines["on"], by))[COSTS].sum(skipna=False)
    wins = wins.assign(key=span_names(wins["won_on"], by))
    sums = added(costs, span_names(leads["created_on"], by), wins).reindex(names, fill_value=0).rename_axis("key")
    return ratios(sums, wins).assign(name=names), wins


def _by_part(
    parts: Sequence[Book], leads: pd.DataFrame, lines: pd.DataFrame, wins: pd.DataFrame, by_advisor: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row a part, in order of name; at the firm, what belongs to no advisor stands by itself, last. A shared client
    counts in each part by that part's share of it."""
    part_of = {advisor: name for name, part in _named(parts) for advisor in part.scope.advisor_ids}
    costs = lines.groupby(lines["advisor_id"].map(part_of).fillna(FIRM_WIDE))[COSTS].sum(skipna=False)
    shares = by_advisor.assign(key=by_advisor["advisor_id"].map(part_of)).drop(columns="advisor_id")
    shares = shares.groupby(["household_id", "key"]).sum()
    mine = wins[["lead_id", "household_id"]].assign(key=wins["advisor_id"].map(part_of))
    mine = mine.join(shares, on=["household_id", "key"])
    names = [name for name, _ in _named(parts)]
    order = names + [FIRM_WIDE] * (FIRM_WIDE in costs.index)
    sums = added(costs, leads["advisor_id"].map(part_of), mine).reindex(order, fill_value=0).rename_axis("key")
    return ratios(sums, mine).assign(name=order), mine


def _named(parts: Sequence[Book]) -> list[tuple[str, Book]]:
    """The parts by name, in order; where two are called the same, with the first advisor's id."""
    labels = [part.scope.label for part in parts]
    named = [
        (label if labels.count(label) == 1 else f"{label} ({part.scope.advisor_ids[0]})", part)
        for label, part in zip(labels, parts, strict=True)
    ]
    return sorted(named, key=lambda pair: pair[0])
