"""Coaching for each advisor below a manager: one line each, with the strength and the gaps in money (F46)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.analytics.coaching.gaps import PEERS
from assistant.analytics.coaching.observing import observe
from assistant.analytics.coaching.report import ASSOCIATION, OVERLAP, WORTH, why_not
from assistant.analytics.coaching.review import MOST_GAPS, Review, review
from assistant.analytics.frame_tables import cell
from assistant.analytics.standing.figures import window_figures
from assistant.blocks import Chart, Column, Listing, Result, Table
from assistant.errors import NotEnoughData
from assistant.figures import Figure, Line, Rows, Value, money

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

ORDINALS = ("first", "second", "third")


def coaching_below(
    books: Sequence[Book], peers: Iterable[Book], *, period: Period, whose: str, limit: int = 10
) -> Result:
    """The strength and the gaps of each advisor, the dearest gap first; at most `limit` advisors, in order of name.

    `books`: one Book an advisor within the reader's reach; `peers`: one Book an advisor of the firm, at the same date.
    Raises NotEnoughData when there is no advisor. Source: F46.
    """
    if not books:
        raise NotEnoughData(f"There is no advisor in {whose} to coach.")
    found = observe(peers, period)
    chosen = sorted(books, key=lambda book: (book.scope.label, book.scope.advisor_ids))[:limit]
    done = [review(found, book, period) for book in chosen]
    done.sort(key=lambda one: (-_dearest(one), one.advisor))
    figures = [figure for one in done for figure in _figures(one, found.labels[one.advisor])]
    figures += window_figures(period)[:2]
    figures.append(Figure("advisors", "Advisors coached", len(done), "count", PEERS))
    by = {figure.key: figure for figure in figures}
    left_out = len(books) - len(chosen)
    return Result(
        title=f"Coaching for the advisors of {whose}, {period}",
        as_of=books[0].as_of,
        figures=tuple(figures),
        blocks=(_table(done, found.labels), _chart(done, found.labels), _next(done)),
        summary=_summary(done, found.labels, by),
        caveats=(
            ASSOCIATION,
            OVERLAP,
            *((f"{left_out} more advisors are not shown; ask for one by name.",) * (left_out > 0)),
        ),
        data_version=books[0].data_version,
    )


def _dearest(one: Review) -> float:
    return max((worth.cents or 0.0 for _, worth in one.gaps), default=0.0)


def _figures(one: Review, label: str) -> list[Figure]:
    """What each gap of the advisor is worth."""
    return [
        Figure(
            f"worth_{gap.measure.key}_{one.advisor}",
            f"{label}: worth of closing the gap in {gap.measure.metric.label}",
            cell(worth.cents, "money"),
            "money",
            worth.method,
            Rows.of("advisors", [one.advisor]),
            worth.inputs,
            worth.reason,
        )
        for gap, worth in one.gaps
    ]


def _table(done: Sequence[Review], labels: Mapping[str, str]) -> Table:
    columns = [Column("advisor", "Advisor"), Column("strength", "Strength")]
    for ordinal in ORDINALS:
        columns += [Column(f"{ordinal}_gap", f"{ordinal.capitalize()} gap"), Column(ordinal, "Worth", "money", WORTH)]
    rows = []
    for one in done:
        row: list[Value] = [labels[one.advisor], one.strength.measure.metric.label if one.strength else None]
        for gap, worth in one.gaps:
            row += [gap.measure.metric.label, cell(worth.cents, "money")]
        rows.append((*row, *[None] * (2 * (MOST_GAPS - len(one.gaps)))))
    return Table("Strength and gaps by advisor", tuple(columns), tuple(rows), tuple(one.advisor for one in done))


def _chart(done: Sequence[Review], labels: Mapping[str, str]) -> Chart:
    values = tuple(money(_dearest(one)) for one in done)
    alt = "What the dearest gap of each advisor is worth; the longest bar is where an hour of coaching may bring most."
    names = tuple(labels[one.advisor] for one in done)
    return Chart("Dearest gap by advisor", "bar", "money", names, (("Worth", values),), alt)


def _next(done: Sequence[Review]) -> Listing:
    asked = {gap.measure.next_report: None for one in done for gap, _ in one.gaps[:1]}
    return Listing("Reports to look at next", tuple(asked) or ("stack_rank by any metric: who stands where",))


def _summary(done: Sequence[Review], labels: Mapping[str, str], by: Mapping[str, Figure]) -> tuple[Line, ...]:
    window = Line(
        "Measured over {from} to {to}; peers are advisors with like clients.", {"from": by["from"], "to": by["to"]}
    )
    first = done[0]
    if all(one.strength is None for one in done):
        return Line("Nothing can be compared: {why}.", {"why": why_not(first)}), window
    lines = []
    priced = [(gap, worth) for gap, worth in first.gaps if worth.cents is not None]
    if priced:
        gap, worth = priced[0]
        words = (
            "The dearest gap among {advisors} advisors is {who}'s, on {measure}: closing it to the median of the peers "
        )
        lines.append(
            Line(
                words + "is worth about {worth} of {of} if the association holds.",
                {
                    "advisors": by["advisors"],
                    "who": labels[first.advisor],
                    "measure": gap.measure.metric.label,
                    "worth": by[f"worth_{gap.measure.key}_{first.advisor}"],
                    "of": worth.of,
                },
            )
        )
    else:
        lines.append(Line("No advisor has a gap that can be valued."))
    lines += [
        Line(
            "{who} is strongest on {measure}.",
            {"who": labels[one.advisor], "measure": one.strength.measure.metric.label},
        )
        for one in done[:3]
        if one.strength is not None
    ]
    return (*lines, window)
