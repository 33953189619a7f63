"""How the mix of classes moved between two dates, and what that did to revenue and to book value (S1–S3, F29, F30)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.bridge import MERGED, data_month
from assistant.analytics.labels import client_labels
from assistant.analytics.segment_mix.blocks import mix_blocks
from assistant.analytics.segment_mix.classing import Classing, ClassMethod
from assistant.analytics.segment_mix.figures import mix_figures
from assistant.analytics.segment_mix.mix import Mix, mix_of
from assistant.analytics.segment_mix.words import mix_caveats, mix_summary
from assistant.blocks import Result
from assistant.errors import NotEnoughData

if TYPE_CHECKING:
    from assistant.book.snapshot import Book


def segment_mix(
    book: Book,
    *,
    before: Book | None,
    method: ClassMethod = "S1",
    bands: Sequence[int] = (),
    between: Sequence[Book] = (),
    limit: int = 10,
) -> Result:
    """Classes at the start (`before`, the same scope the day before the period) and now, each by the revenue of the
    twelve months to its own date within the scope; how clients migrated; and what volume, mix and rate did to revenue
    (F29) and, with the multiples, to book value (F30), to the cent and with nothing left over.

    `method`: S1, or a firm's setting: S2 with `bands` in cents (what A and B begin at), S3 by present value and money
    held away. `between`: books at the quarter ends in between, which S2 and S3 need to keep noise out. Without a start
    (or where revenue does not reach back to it) the present mix is told, and why there is no more. Raises BadArguments
    for bands that make no sense, NotEnoughData when there is no open client.
    """
    if book.open_households.empty:
        raise NotEnoughData(f"There is no open client in the book of {book.scope.label}, so there are no classes.")
    classing = Classing(method, tuple(bands))
    mix = mix_of(book, before, between, classing)
    overridden = _overridden(book, mix)
    figures = (*mix_figures(mix, overridden, book.scope.label), data_month(book))
    by = {figure.key: figure for figure in figures}
    dates = (before.as_of if before is not None else book.as_of, book.as_of)
    return Result(
        title=f"Mix of classes, {book.scope.label}",
        as_of=book.as_of,
        figures=figures,
        blocks=mix_blocks(mix, overridden, client_labels(book), limit),
        summary=mix_summary(by, mix, book.scope.label, dates),
        caveats=mix_caveats(mix, classing, book.scope.label, _merged(book, mix)),
        data_version=book.data_version,
    )


def _overridden(book: Book, mix: Mix) -> pd.DataFrame:
    """Open households whose tier was set by hand to another letter than their class: `class`, `tier_override`."""
    tiers = book.open_households.set_index("household_id")["tier_override"].dropna()
    frame = mix.sides.now[["class"]].join(tiers, how="inner").sort_index()
    return frame[frame["class"].str[:1] != frame["tier_override"]]


def _merged(book: Book, mix: Mix) -> int:
    """How many households of the start have been merged into another since."""
    if mix.sides.start is None:
        return 0
    closed = book.households[book.households["close_reason"] == MERGED]["household_id"]
    return int(closed.isin(mix.sides.start.index).sum())
