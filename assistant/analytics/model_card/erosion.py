"""The card of the erosion detector: what it says now, and whether alike for every age."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.analytics.erosion.report import E8, erosion_verdicts
from assistant.analytics.model_card.scores import by_age
from assistant.blocks import Column, Result, Table
from assistant.errors import NotEnoughData
from assistant.figures import Figure, Line, Method, Rows, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

P4 = Method("P4", "AUC, Brier score and its skill over the base rate, expected against happened, by age band")


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
