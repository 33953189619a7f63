"""The coaching report of one advisor: a strength, the gaps in money, needs served, and what to look at next (F46)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.coaching.gaps import GAP, LIKE, MEDIAN, NO_PEERS, PEERS, SURE, Gap, needs_table
from assistant.analytics.coaching.observing import observe
from assistant.analytics.coaching.review import Review, review
from assistant.analytics.coaching.worth import Worth
from assistant.analytics.frame_tables import cell, table_from
from assistant.analytics.needs import NEEDS
from assistant.analytics.standing.figures import Inputs, window_figures
from assistant.analytics.standing.shrinkage import SHRUNKEN
from assistant.blocks import Block, Chart, Column, Listing, Result, Table
from assistant.errors import BadArguments
from assistant.figures import Figure, Line, Method, Rows, Unit, rate

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

CHANCE = 0.8
"""A gap that is less probable than this is said to be possibly chance."""
WORTH = Method("F46 worth", "what raising the measure to the peers' median adds, by the formula that goes with it")
NEED_SHARE = Method(
    "F46 needs", "open clients who have the need met ÷ open clients; of the peers, all their clients together"
)
OVERLAP = "The amounts overlap (money that stays is also money that grows) and do not add up."
ASSOCIATION = "What a gap is worth holds if the association holds; nothing here proves that one causes the other."
NOTHING_SHARED = "no measure has a value here and at two peers with enough cases"
UNNAMED = (
    "Peers are advisors of the firm with like clients; none of them is named, and no figure here is one of theirs."
)


def coaching(book: Book, peers: Iterable[Book], *, period: Period) -> Result:
    """One advisor against the median of peers with like clients: every measure after shrinkage, one strength, at most
    three gaps valued through the valuation's what-if or a stated formula, needs served, and reports to look at next.

    `book`: the advisor's own; `peers`: one Book an advisor of the firm, the own one among them, all at one date. No
    other advisor is named. Without peers the advisor's own measures are shown, and why nothing can be compared. Raises
    BadArguments when the book is not that of one advisor. Source: F46.
    """
    if len(book.scope.advisor_ids) != 1:
        raise BadArguments(
            f"Coaching is for one advisor; {book.scope.label} has {len(book.scope.advisor_ids)}. Name one."
        )
    found = observe(peers, period)
    done = review(found, book, period)
    figures = (*coaching_figures(done, period), *window_figures(period)[:2])
    by = {figure.key: figure for figure in figures}
    needs = needs_table(found, done.advisor)
    return Result(
        title=f"Coaching for {book.scope.label}, {period}",
        as_of=book.as_of,
        figures=figures,
        blocks=_blocks(done, needs),
        summary=_summary(done, book.scope.label, by),
        caveats=(UNNAMED, ASSOCIATION, OVERLAP),
        data_version=book.data_version,
    )


def coaching_figures(done: Review, period: Period) -> tuple[Figure, ...]:
    """Each measure as measured, after shrinkage, the peers' median and the gap; and what each of the gaps is worth."""
    behind = Rows.of("advisors", [done.advisor])
    inputs: Inputs = (("period", str(period)), ("peers", str(len(done.peers))))
    figures = [Figure("peers", "Peers with like clients", len(done.peers), "count", PEERS, behind, inputs)]
    for gap in done.measures:
        metric = gap.measure.metric
        parts: tuple[tuple[str, str, float, Method], ...] = (
            ("own", "as measured", gap.value, metric.method),
            ("shrunken", "after shrinkage", gap.own, SHRUNKEN),
            ("median", "median of the peers", gap.median, MEDIAN),
            ("gap", "gap to the median", gap.gap, GAP),
            ("behind", "probability of being behind", gap.behind, SURE),
        )
        for key, words, value, method in parts:
            unit: Unit = "rate" if key == "behind" else metric.unit
            shown = cell(value, unit)
            reason = "" if shown is not None else gap.reason or "every peer rests on one case"
            figures.append(
                Figure(
                    f"{key}_{gap.measure.key}",
                    f"{metric.heading}: {words}",
                    shown,
                    unit,
                    method,
                    behind,
                    inputs,
                    reason,
                )
            )
    figures += [_worth_figure(gap, worth, behind, inputs) for gap, worth in done.gaps]
    return tuple(figures)


def _worth_figure(gap: Gap, worth: Worth, rows: Rows, inputs: Inputs) -> Figure:
    label = f"{gap.measure.metric.heading}: worth of closing the gap"
    value = cell(worth.cents, "money")
    return Figure(
        f"worth_{gap.measure.key}", label, value, "money", worth.method, rows, (*inputs, *worth.inputs), worth.reason
    )


def _blocks(done: Review, needs: pd.DataFrame) -> tuple[Block, ...]:
    asked = [gap for gap, _ in done.gaps] or ([done.strength] if done.strength else [])
    links = Listing("Reports to look at next", tuple(gap.measure.next_report for gap in asked))
    return (_measures_table(done), _chart(done), _needs(needs), *((links,) if asked else ()))


def _measures_table(done: Review) -> Table:
    """Rates and the depth index (a score out of a hundred) in one table: all as rates of one."""
    worth = {gap.measure.key: amount for gap, amount in done.gaps}
    columns = (
        Column("measure", "Measure"),
        Column("own", "As measured", "rate"),
        Column("cases", "Cases", "count"),
        Column("shrunken", "After shrinkage", "rate", SHRUNKEN),
        Column("median", "Median of the peers", "rate", MEDIAN),
        Column("gap", "Behind by", "rate", GAP),
        Column("behind", "Probability of being behind", "rate", SURE),
        Column("worth", "Worth of closing it", "money", WORTH),
    )
    rows = tuple(
        (
            gap.measure.metric.heading,
            cell(gap.value / _scale(gap), "rate"),
            gap.cases,
            *(cell(value / _scale(gap), "rate") for value in (gap.own, gap.median, gap.gap)),
            cell(gap.behind, "rate"),
            cell(worth[gap.measure.key].cents, "money") if gap.measure.key in worth else None,
        )
        for gap in done.measures
    )
    return Table("Against peers with like clients", columns, rows)


def _scale(gap: Gap) -> float:
    return 100.0 if gap.measure.metric.unit == "score" else 1.0


def _chart(done: Review) -> Chart:
    labels = tuple(gap.measure.metric.heading for gap in done.measures)
    own, median = (tuple(rate(getattr(gap, name) / _scale(gap)) for gap in done.measures) for name in ("own", "median"))
    alt = "The advisor and the median of the peers side by side, after shrinkage; a shorter first bar is a gap."
    return Chart("The advisor beside the peers", "bar", "rate", labels, (("Advisor", own), ("Peers", median)), alt)


def _needs(needs: pd.DataFrame) -> Table:
    columns = (
        Column("need", "Need"),
        Column("own", "Own clients served", "rate", NEED_SHARE),
        Column("peers", "Peers' clients served", "rate", NEED_SHARE),
        Column("gap", "Behind by", "rate", NEED_SHARE),
    )
    labels = {need.key: need.label for need in NEEDS}
    frame = needs.assign(need=[labels[str(key)] for key in needs.index])
    return table_from("Needs served, beside peers with like clients", columns, frame)


def _summary(done: Review, who: str, by: Mapping[str, Figure]) -> tuple[Line, ...]:
    window = Line("Measured over {from} to {to}.", {"from": by["from"], "to": by["to"]})
    if done.strength is None:
        why = why_not(done)
        words = "Nothing can be said of {who} against peers: {why}. The own measures are shown."
        return Line(words, {"who": who, "why": why}), window
    lines = [_strength_line(done.strength, who, by)]
    lines += [_gap_line(gap, worth, by) for gap, worth in done.gaps]
    if not done.gaps:
        lines.append(Line("No other measure is behind the median of the peers."))
    return (*lines, _group_line(done, by), window)


def why_not(done: Review) -> str:
    """Why nothing can be compared."""
    return NOTHING_SHARED if done.peers else NO_PEERS


def _strength_line(strength: Gap, who: str, by: Mapping[str, Figure]) -> Line:
    key = strength.measure.key
    words = "The strength of {who} is {measure}: {own} after shrinkage against a median of {median}."
    if strength.gap > 0:
        words = (
            "Nearest to the peers, {who} is strongest on {measure}: {own} after shrinkage, their median is {median}."
        )
    places: dict[str, Figure | str] = {
        "who": who,
        "measure": strength.measure.metric.label,
        "own": by[f"shrunken_{key}"],
        "median": by[f"median_{key}"],
    }
    return Line(words, places)


def _gap_line(gap: Gap, worth: Worth, by: Mapping[str, Figure]) -> Line:
    """“Raising … to the peers' median is worth about X of NPV if the association holds.”"""
    key = gap.measure.key
    places: dict[str, Figure | str] = {
        "measure": gap.measure.metric.label,
        "own": by[f"shrunken_{key}"],
        "median": by[f"median_{key}"],
    }
    chance = "" if np.isnan(gap.behind) or gap.behind >= CHANCE else " It may be chance."
    if worth.cents is None:
        words = "Behind on {measure}: {own} against {median}; no amount, because {reason}." + chance
        return Line(words, places | {"reason": worth.reason})
    words = (
        "Raising {measure} from {own} to the peers' median of {median} is worth about {worth} of {of} if the "
        "association holds."
    )
    return Line(words + chance, places | {"worth": by[f"worth_{key}"], "of": worth.of})


def _group_line(done: Review, by: Mapping[str, Figure]) -> Line:
    if len(done.peers) < LIKE:
        return Line(
            "The peers are the {peers} other advisors of the firm with twelve months of history.",
            {"peers": by["peers"]},
        )
    words = "The peers are the {peers} advisors of the firm whose clients are most alike by age, assets and income."
    return Line(words, {"peers": by["peers"]})
