"""An advisor's own place among all peers of the firm: nobody else is named, listed or told apart (F42).

Others appear as a distribution only, and only when there are enough of them that a quartile is nobody's own figure. No
row stands for a peer, so two answers cannot be laid over each other to find one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.ranking import Ties
from assistant.analytics.standing.figures import Inputs, exact, group_figures, inputs_of, place_figures, window_figures
from assistant.analytics.standing.gathering import Part, gather
from assistant.analytics.standing.growing import COASTS, GROWS, growth_rows
from assistant.analytics.standing.metrics import Metric, metric_called
from assistant.analytics.standing.places import F42, TIES, Standing, standing
from assistant.analytics.standing.report import MANY, Level, caveats_of, nothing_to_rank
from assistant.analytics.standing.tables import rank_columns, ranking_table
from assistant.analytics.standing.words import window_line
from assistant.blocks import Block, Chart, Column, Result, Table
from assistant.errors import NotEnoughData
from assistant.figures import Figure, Line, Method, Rows

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

LEAST_OTHERS = 5
"""Others it takes before anything is said of them: with fewer, quartiles give single figures away."""
DISTRIBUTION = Method(
    "F42 distribution",
    "quartiles and best of the others that are ranked, rates after shrinkage; no other is named, and with fewer than "
    f"{LEAST_OTHERS} others nothing is said of them",
)
TOO_FEW_OTHERS = f"with fewer than {LEAST_OTHERS} others the figure would tell whose it is"
NOT_OWN = "it is made of books beyond yours; your place among them is shown, the amount is not"
MARKS: tuple[tuple[str, str, float], ...] = (
    ("best", "Best of the others", 1.0),
    ("upper", "Upper quartile", 0.75),
    ("median", "Median", 0.5),
    ("lower", "Lower quartile", 0.25),
)
ALSO = "The others are not named, and no row stands for one of them."


def stack_rank_among_peers(
    book: Book,
    peers: Iterable[Book],
    *,
    metric: str,
    level: Level,
    period: Period,
    ties: Ties = "competition",
) -> Result:
    """Where the advisors of `book` (or their team, branch or region) stand among all of that level in the firm.

    `peers`: one Book a part of the whole firm, the own one among them, at the same date. Shown are the own place,
    percentile, interval and change, and of the others how many there are and their quartiles. Raises BadArguments for
    another metric, NotEnoughData when nobody can be ranked. Source: F42.
    """
    chosen = metric_called(metric)
    found = gather(peers, chosen, period)
    placed = standing(found, chosen, ties)
    mine = [part for part in found.parts if set(part.advisor_ids) & set(book.scope.advisor_ids)]
    others = placed.ranked.drop(index=[part.key for part in mine], errors="ignore")
    if placed.ranked.empty:
        raise NotEnoughData(nothing_to_rank(placed, chosen, MANY[level], "the firm"))
    inputs = inputs_of(chosen, period, ties, len(placed.ranked))
    figures = _figures(placed, others, mine, chosen, level, book, inputs)
    figures += window_figures(period)
    growth = growth_rows(found.bridges, {part.key: part.label for part in found.parts})
    figures += _growth_figures(growth, mine, len(others))
    by = {figure.key: figure for figure in figures}
    ranked = [part for part in mine if part.key in placed.ranked.index]
    return Result(
        title=f"{book.scope.label} among the {MANY[level]} of the firm by {chosen.label}, {period}",
        as_of=book.as_of,
        figures=tuple(figures),
        blocks=_blocks(placed, ranked, others, chosen, level, book),
        summary=(
            *(line for part in ranked for line in _own_lines(placed, part, chosen, level, book, by)),
            *(_apart_line(placed, part, by) for part in mine if part.key in placed.apart.index),
            *_others_lines(others, chosen, by),
            *_growth_lines(growth, mine, book, by),
            *_ties_line(placed, ranked, ties),
            window_line(chosen, by),
        ),
        caveats=(*caveats_of(chosen, ties), ALSO),
        data_version=book.data_version,
    )


def _figures(
    placed: Standing,
    others: pd.DataFrame,
    mine: Sequence[Part],
    metric: Metric,
    level: str,
    book: Book,
    inputs: Inputs,
) -> list[Figure]:
    enough = len(others) >= LEAST_OTHERS
    behind = Rows.of("advisors", book.scope.advisor_ids)
    peers, *group = group_figures(placed, metric, MANY[level], inputs)
    figures = [peers, *(group if enough else ())]
    for part in mine:
        if part.key in placed.ranked.index:
            own = place_figures(placed, part.key, part.label, metric, behind, inputs)
            figures += own if _is_own(part, book) else [f for f in own if _tells_place(f)]
        else:
            figures += _apart_figures(placed, part, metric, behind, inputs) if _is_own(part, book) else ()
    for key, label, share in MARKS:
        value = exact(others["mean"].quantile(share), metric.unit) if enough else None
        reason = "" if enough else TOO_FEW_OTHERS
        figures.append(
            Figure(f"others_{key}", f"{label}: {metric.label}", value, metric.unit, DISTRIBUTION, Rows("advisors"),
                   inputs, reason)
        )  # fmt: skip
    return figures


def _apart_figures(placed: Standing, part: Part, metric: Metric, rows: Rows, inputs: Inputs) -> tuple[Figure, ...]:
    """What was measured of an own book that is not ranked, and its place, which there is none of."""
    row = placed.apart.loc[part.key]
    value = exact(row["value"], metric.unit)
    why = "" if value is not None else str(row["reason"])
    return (
        Figure(
            f"value_{part.key}", f"{part.label}: {metric.label}", value, metric.unit, metric.method, rows, inputs, why
        ),
        Figure(f"place_{part.key}", f"{part.label}: place", None, "count", F42, rows, inputs, str(row["reason"])),
    )


def _is_own(part: Part, book: Book) -> bool:
    """Whether the part is made of the reader's own books alone."""
    return set(part.advisor_ids) <= set(book.scope.advisor_ids)


def _tells_place(figure: Figure) -> bool:
    return figure.key.split("_", 1)[0] in ("place", "percentile", "best", "worst", "before", "change")


def _own_lines(
    placed: Standing, part: Part, metric: Metric, level: str, book: Book, by: Mapping[str, Figure]
) -> tuple[Line, ...]:
    key = part.key
    values: dict[str, Figure | str] = {"who": part.label, "metric": metric.label, "many": MANY[level]}
    if len(placed.ranked) == 1:
        return (Line("{who} is the only one of the {many} ranked on {metric}: there are no peers.", values),)
    values |= {"place": by[f"place_{key}"], "peers": by["peers"], "percentile": by[f"percentile_{key}"]}
    amount = ""
    if _is_own(part, book):
        amount, values["value"] = ", with {value}", by[f"value_{key}"]
        if metric.is_rate:
            amount += " measured on {cases} {of} and {shrunken} after shrinkage"
            values |= {"cases": by[f"cases_{key}"], "of": metric.cases, "shrunken": by[f"shrunken_{key}"]}
    template = f"{{who}} is at place {{place}} of {{peers}} {{many}} on {{metric}}{amount}; percentile {{percentile}}."
    first = Line(template, values)
    return (first, *_how_sure(key, metric, by), _moved(part, by))


def _how_sure(key: str, metric: Metric, by: Mapping[str, Figure]) -> tuple[Line, ...]:
    best, worst = (by.get(f"{end}_{key}") for end in ("best", "worst"))
    if not metric.is_rate or best is None or worst is None or best.value is None:
        return ()
    if best.value == worst.value:
        return (Line("That place is clear of its neighbours at the usual confidence."),)
    words = "It may be any place from {best} to {worst}: those cannot be told apart."
    return (Line(words, {"best": best, "worst": worst}),)


def _moved(part: Part, by: Mapping[str, Figure]) -> Line:
    before, change = by[f"before_{part.key}"], by[f"change_{part.key}"]
    if before.value is None:
        return Line("The change of place is unknown: {reason}.", {"reason": before.reason})
    if change.value == 0:
        return Line("The place is the same as in the period before.")
    return Line("In the period before it was {before} among those ranked in both.", {"before": before})


def _apart_line(placed: Standing, part: Part, by: Mapping[str, Figure]) -> Line:
    values: dict[str, Figure | str] = {"who": part.label, "reason": str(placed.apart["reason"][part.key])}
    value = by.get(f"value_{part.key}")
    if value is None or value.value is None:
        return Line("{who} is not ranked: {reason}.", values)
    return Line("{who} is not ranked: {reason}; measured was {value}.", values | {"value": value})


def _others_lines(others: pd.DataFrame, metric: Metric, by: Mapping[str, Figure]) -> tuple[Line, ...]:
    if len(others) < LEAST_OTHERS:
        return (Line("Of the others nothing is shown: {reason}.", {"reason": TOO_FEW_OTHERS}),)
    marks = {key: by[f"others_{key}"] for key, _, _ in MARKS}
    after = " after shrinkage" if metric.is_rate else ""
    words = f"Half of the others lie between {{lower}} and {{upper}}{after}; their median is {{median}}, "
    return (Line(words + "their best {best}.", marks),)


def _growth_figures(growth: pd.DataFrame, mine: Sequence[Part], others: int) -> tuple[Figure, ...]:
    """How many of the others grow and coast; nothing where there are too few of them."""
    if others < LEAST_OTHERS or growth.empty:
        return ()
    rest = growth.drop(index=[part.key for part in mine], errors="ignore")["verdict"]
    return tuple(
        Figure(f"others_{key}", f"Others: {verdict}", int((rest == verdict).sum()), "count", DISTRIBUTION)
        for key, verdict in (("growing", GROWS), ("coasting", COASTS))
    )


def _growth_lines(growth: pd.DataFrame, mine: Sequence[Part], book: Book, by: Mapping[str, Figure]) -> tuple[Line, ...]:
    """What the own book does, and of the others how many grow and coast."""
    own = [part for part in mine if part.key in growth.index and growth["verdict"][part.key] and _is_own(part, book)]
    does = [f"{part.label} {growth['verdict'][part.key]}" for part in own]
    if "others_growing" not in by:
        return tuple(Line("{does}.", {"does": words}) for words in does)
    counts: dict[str, Figure | str] = {"growing": by["others_growing"], "coasting": by["others_coasting"]}
    words = (
        f"{'o' if does else 'O'}f the others {{growing}} grow by net new money and {{coasting}} coast on the market."
    )
    return (Line("; ".join(["{does}"] * bool(does) + [words]), counts | {"does": "; ".join(does)}),)


def _ties_line(placed: Standing, ranked: Sequence[Part], ties: Ties) -> tuple[Line, ...]:
    mine = {part.key for part in ranked}
    shared = any(mine & set(group) for group in placed.ties)
    return (Line("That place is shared. Ties: {rule}.", {"rule": TIES[ties]}),) if shared else ()


def _blocks(
    placed: Standing, ranked: Sequence[Part], others: pd.DataFrame, metric: Metric, level: str, book: Book
) -> tuple[Block, ...]:
    own = [part for part in ranked if _is_own(part, book)]
    blocks: list[Block] = []
    if ranked:
        columns = rank_columns(metric, with_range=bool(placed.ranked["best"].notna().all()))
        withheld = {"value", "mean", "low", "high", "cases"} if len(own) < len(ranked) else set[str]()
        shown = placed.ranked.loc[[part.key for part in ranked]].assign(label=[part.label for part in ranked])
        columns = tuple(column for column in columns if column.key not in withheld)
        blocks.append(ranking_table("The own place", Column(level, level.capitalize()), shown, columns))
    if len(others) >= LEAST_OTHERS:
        blocks += [*_distribution(others, placed, own, metric)]
    return tuple(blocks)


def _distribution(others: pd.DataFrame, placed: Standing, own: Sequence[Part], metric: Metric) -> tuple[Table, Chart]:
    marks = [(label, exact(others["mean"].quantile(share), metric.unit)) for _, label, share in MARKS]
    marks += [(part.label, exact(placed.ranked["mean"][part.key], metric.unit)) for part in own]
    columns = Column("where", "Among peers"), Column("value", metric.heading, metric.unit, DISTRIBUTION)
    alt = f"The quartiles and the best of the others on {metric.label}, and the own value beside them."
    labels, values = (tuple(column) for column in zip(*marks, strict=True))
    return (
        Table("How the others lie", columns, tuple(marks)),
        Chart(f"{metric.heading} among peers", "bar", metric.unit, labels, (("Value", values),), alt),
    )
