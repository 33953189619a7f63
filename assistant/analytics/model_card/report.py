"""The card of each model, as a person reads it: how well its chances fit what happened, and whether for every age."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.clients_at_risk import LOSS, risk_rows
from assistant.analytics.erosion.report import E8, erosion_verdicts
from assistant.analytics.model_card.scores import Measured, by_age, measured
from assistant.blocks import Chart, Column, Result, Table
from assistant.errors import NotEnoughData
from assistant.figures import Figure, Line, Method, Rows, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

P4 = Method("P4", "AUC, Brier score and its skill over the base rate, expected against happened, by age band")
NO_CHOICE = ("death", "merged", "firm_exit")
WORDS = "Age bands whose expected number lies outside the interval of what happened deserve a look by a person."


def retention_card(before: Book, now: Book) -> Result:
    """The chances of loss as they were worked out on `before`, against who had left by `now` (the later book).

    Deaths, mergers and exits the firm chose are left out. Raises NotEnoughData when nobody could be scored then.
    """
    chances = risk_rows(before)["loss"].astype("float64")
    closed = now.households.set_index("household_id")
    chosen_out = closed.index[closed["close_reason"].isin(NO_CHOICE)]
    chances = chances[chances.index.isin(closed.index.difference(chosen_out))]
    if chances.empty:
        raise NotEnoughData(f"There was no client to score at {before.as_of}, so there is nothing to compare.")
    left = closed["closed_on"].notna().reindex(chances.index)
    caveats = (
        "The chances are planning figures, not a fitted model: this card says how well they would have done.",
        WORDS,
    )
    inputs = (("scored at", before.as_of.isoformat()), ("observed until", now.as_of.isoformat()))
    return _card("Retention: chances of loss", now, before, chances, left, LOSS, inputs, caveats)


def erosion_card(book: Book) -> Result:
    """What the detector says now, by age; how often it is right a book cannot tell, as no outcome is labelled."""
    verdicts = erosion_verdicts(book).set_index("household_id")
    if verdicts.empty:
        raise NotEnoughData(
            "No client of this book has the history that the detector needs, so there is nothing to show."
        )
    flagged = (verdicts["verdict"] == "eroding").astype("float64")
    bands = by_age(book, flagged, flagged)
    behind = Rows.of("households", verdicts.index)
    count = Figure("flagged", "Clients said to be eroding", int(flagged.sum()), "count", E8, behind)
    judged = Figure("judged", "Clients judged", len(verdicts), "count", E8, behind)
    share = Figure("share", "Share said to be eroding", rate(float(flagged.mean())), "rate", E8, behind)
    columns = (
        Column("band", "Age"), Column("rows", "Clients", "count", E8), Column("flagged", "Eroding", "count", E8),
        Column("low", "Share, lower bound", "rate", P4), Column("high", "Share, upper bound", "rate", P4),
    )  # fmt: skip
    cells = tuple((r.band, r.rows, r.happened, rate(r.low), rate(r.high)) for r in bands.itertuples(index=False))
    line = Line(
        "The detector says that {flagged} of {judged} clients judged ({share}) are eroding.",
        {"flagged": count, "judged": judged, "share": share},
    )
    caveats = (
        "Precision and recall cannot be told from a book: nobody has recorded which verdicts proved right.",
        "They are measured on planted cases of the demo firm, in the tests.",
    )
    return Result(
        "Erosion: what the detector says",
        book.as_of,
        (count, judged, share),
        (Table("By age", columns, cells),),
        (line,),
        caveats,
    )


def _card(
    title: str,
    now: Book,
    before: Book,
    chances: pd.Series,
    happened: pd.Series,
    method: Method,
    inputs: tuple[tuple[str, str], ...],
    caveats: tuple[str, ...],
) -> Result:
    found = measured(chances, happened)
    figures = _figures(found, Rows.of("households", chances.index), inputs)
    value = {figure.key: figure for figure in figures}
    bands = by_age(before, chances, happened)
    columns = (
        Column("band", "Age"), Column("rows", "Clients", "count", method),
        Column("expected", "Expected", "score", method), Column("happened", "Happened", "count", P4),
        Column("low", "Share, lower bound", "rate", P4), Column("high", "Share, upper bound", "rate", P4),
    )  # fmt: skip
    cells = tuple(
        (r.band, r.rows, rate(r.expected, 2), r.happened, rate(r.low), rate(r.high))
        for r in bands.itertuples(index=False)
    )
    series = ("Expected", tuple(c[2] for c in cells)), ("Happened", tuple(c[3] for c in cells))
    alt = "Expected beside what happened, by age."
    chart = Chart("Expected and happened by age", "bar", "count", tuple(c[0] for c in cells), series, alt)
    lines = [Line("{expected} losses were expected among {rows} clients, {happened} happened.", value)]
    if value["skill"].value is not None:
        lines.append(Line("Against giving everybody the base rate the skill is {skill} (1 perfect, 0 none).", value))
    return Result(title, now.as_of, figures, (Table("By age", columns, cells), chart), tuple(lines), caveats)


def _figures(found: Measured, behind: Rows, inputs: tuple[tuple[str, str], ...]) -> tuple[Figure, ...]:
    few = "too few clients left, or stayed, to say anything about discrimination"
    none = "nobody left, so there is no base rate to compare with"
    return (
        Figure("rows", "Clients scored", found.rows, "count", P4, behind, inputs),
        Figure("expected", "Losses expected", rate(found.expected, 2), "score", P4, behind, inputs),
        Figure("happened", "Losses that happened", found.happened, "count", P4, behind, inputs),
        Figure("auc", "AUC", rate(found.auc, 4), "score", P4, behind, inputs, "" if found.auc is not None else few),
        Figure("brier", "Brier score", rate(found.brier, 4), "score", P4, behind, inputs),
        Figure(
            "skill",
            "Brier skill",
            rate(found.skill, 4),
            "score",
            P4,
            behind,
            inputs,
            "" if found.skill is not None else none,
        ),
    )
