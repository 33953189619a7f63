"""A stack rank of advisors, teams, branches or regions whose names the reader may see (F42)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import pandas as pd

from assistant.analytics.ranking import Ties
from assistant.analytics.standing.figures import (
    group_figures,
    inputs_of,
    place_figures,
    run_figures,
    window_figures,
)
from assistant.analytics.standing.gathering import Gathered, Part, gather
from assistant.analytics.standing.growing import growth_chart, growth_figures, growth_lines, growth_rows, growth_table
from assistant.analytics.standing.metrics import Metric, metric_called
from assistant.analytics.standing.places import LEAST_CASES, LEAST_MONTHS, TIES, Standing, standing
from assistant.analytics.standing.tables import apart_table, rank_columns, ranking_chart, ranking_table
from assistant.analytics.standing.words import (
    apart_words,
    leading_line,
    moved_most,
    moves_line,
    overlap_line,
    ties_line,
    window_line,
)
from assistant.blocks import Block, Column, Result
from assistant.errors import NotEnoughData
from assistant.figures import Figure, Line, Rows

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.rollups import RollUp
    from assistant.book.snapshot import Book

Level = Literal["advisor", "team", "branch", "region"]
Order = Literal["top", "bottom"]
MOST_ROWS = 100
"""Rows of the growth table: the question is about everybody, so the limit of the ranking does not cut it."""
MANY: Mapping[str, str] = {"advisor": "advisors", "team": "teams", "branch": "branches", "region": "regions"}

SHRINKAGE = (
    "A rate is pulled towards the group by how few cases it rests on before it is ranked, so a small book neither "
    "leads nor trails by luck."
)
INORGANIC = "Transfers inside the firm and recruited books are not organic; the chained rate allows for them."


def stack_rank(
    parts: Sequence[Book],
    *,
    metric: str,
    level: Level,
    period: Period,
    ties: Ties = "competition",
    order: Order = "top",
    limit: int = 10,
    whose: str = "",
    advisors: Iterable[Book] = (),
) -> Result:
    """The parts of a scope in order of a metric: place with ties, percentile, change of place since the period before
    of equal length; of a rate, its value after shrinkage with interval and the places that cannot be told apart.

    `parts`: one Book a part, all at one date; `advisors`: one Book an advisor of them, from whose rows the parts' are
    then summed (a metric that does not roll up is measured on the parts themselves, F43). `whose`: what the whole is
    called. Names are shown, so only parts within the reader's reach may be handed in. Who has less than twelve months
    of history, or too few cases behind a rate, is listed apart. Raises BadArguments for another metric, NotEnoughData
    when no part can be measured. Source: F42, F43.
    """
    chosen = metric_called(metric)
    found = gathered(parts, advisors, chosen, period)
    return ranked(found, chosen, parts[0], level=level, period=period, ties=ties, order=order, limit=limit, whose=whose)


def ranked(
    found: Gathered,
    chosen: Metric,
    dated: Book | RollUp,
    *,
    level: Level,
    period: Period,
    ties: Ties = "competition",
    order: Order = "top",
    limit: int = 10,
    whose: str = "",
) -> Result:
    """The answer from what was gathered of the parts; `dated` says the date and data version. Errors: stack_rank."""
    placed = standing(found, chosen, ties)
    if placed.ranked.empty:
        raise NotEnoughData(nothing_to_rank(placed, chosen, MANY[level], whose))
    labels = {part.key: part.label for part in found.parts}
    shown = listed(placed, order, limit).assign(label=lambda rows: rows.index.map(labels))
    inputs = inputs_of(chosen, period, ties, len(placed.ranked))
    behind = {part.key: Rows.of("advisors", part.advisor_ids) for part in found.parts}
    figures = [*group_figures(placed, chosen, MANY[level], inputs), *window_figures(period), *run_figures(placed)]
    for part in named_parts(placed, shown):
        figures += place_figures(placed, part, labels[part], chosen, behind[part], inputs)
    growth = growth_rows(found.bridges, labels)
    growth = growth if order == "top" else growth.iloc[::-1]
    figures += growth_figures(growth)
    by = {figure.key: figure for figure in figures}
    return Result(
        title=f"{MANY[level].capitalize()} of {whose or 'the firm'} by {chosen.label}, {period}",
        as_of=dated.as_of,
        figures=tuple(figures),
        blocks=_blocks(placed, shown, growth, chosen, labels, level),
        summary=_summary(placed, growth, chosen, level, ties, labels, by),
        caveats=(*apart_words(placed, labels), *caveats_of(chosen, ties)),
        data_version=dated.data_version,
    )


def gathered(parts: Iterable[Book], advisors: Iterable[Book], metric: Metric, period: Period) -> Gathered:
    """The rows of each part: summed from the advisors' where they are given and the metric rolls up."""
    singles = list(advisors) if metric.rolls.how != "recompute" else []
    if not singles:
        return gather(parts, metric, period)
    return gather(singles, metric, period).rolled_up([Part.of(book) for book in parts], metric)


def listed(found: Standing, order: Order, limit: int) -> pd.DataFrame:
    """The first rows from the top, or the last ones with the last first."""
    return found.ranked.head(limit) if order == "top" else found.ranked.iloc[::-1].head(limit)


def named_parts(found: Standing, shown: pd.DataFrame) -> list[str]:
    """Who needs figures: those shown, the first and the last, and who moved most."""
    ends = (found.ranked.index[0], found.ranked.index[-1])
    return list(dict.fromkeys(str(part) for part in (*shown.index, *ends, *moved_most(found))))


def nothing_to_rank(found: Standing, metric: Metric, many: str, whose: str) -> str:
    reasons = "; ".join(sorted(set(found.apart["reason"]))) or metric.missing
    return (
        f"None of the {many} of {whose or 'the firm'} can be ranked on {metric.label}: {reasons.rstrip('.')}. Ask for "
        f"a longer period or another metric; a ranking needs {LEAST_MONTHS} months of history."
    )


def caveats_of(metric: Metric, ties: Ties) -> tuple[str, ...]:
    ranked = f"Ranked is who has {LEAST_MONTHS} months of history"
    few = f" and, on a rate, {LEAST_CASES} {metric.cases} where two or more have them" if metric.is_rate else ""
    found = [f"Ties: {TIES[ties]}.", f"{ranked}{few}; the others stand apart."]
    found += [SHRINKAGE] if metric.is_rate else []
    found += [INORGANIC] if metric.key in ("organic_growth", "net_flows") else []
    if metric.key == "new_clients":
        found.append("Clients who came with a recruited book count as new; organic growth leaves their money out.")
    return tuple(found)


def _blocks(
    found: Standing, shown: pd.DataFrame, growth: pd.DataFrame, metric: Metric, labels: Mapping[str, str], level: str
) -> tuple[Block, ...]:
    head = Column(level, level.capitalize())
    columns = rank_columns(metric, with_range=bool(found.ranked["best"].notna().all()))
    blocks: list[Block] = [ranking_table(f"Ranking by {metric.label}", head, shown, columns)]
    blocks += [growth_table(growth.head(MOST_ROWS), level)] if len(growth) else []
    blocks += [apart_table(found, metric, labels, level)] if len(found.apart) else []
    blocks.append(growth_chart(growth) if len(growth) else ranking_chart(metric, shown, MANY[level]))
    return tuple(blocks)


def _summary(
    found: Standing,
    growth: pd.DataFrame,
    metric: Metric,
    level: str,
    ties: Ties,
    labels: Mapping[str, str],
    by: Mapping[str, Figure],
) -> tuple[Line, ...]:
    lines = (
        leading_line(found, metric, MANY[level], labels, by),
        *growth_lines(growth, MANY[level], by),
        overlap_line(found, metric, by),
        ties_line(found, ties, labels),
        moves_line(found, labels, by) if len(found.ranked) > 1 and growth.empty else None,
        window_line(metric, by),
    )
    return tuple(line for line in lines if line is not None)
