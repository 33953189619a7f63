"""One advisor's review: every measure against the peers, the strength, and at most three gaps in order of money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assistant.analytics.coaching.gaps import Gap, gaps_of, peers_of, strength_of
from assistant.analytics.coaching.observing import Observed
from assistant.analytics.coaching.worth import Appraised, Worth, worth_of

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

MOST_GAPS = 3
"""Gaps that are named: more of them is no coaching (F46)."""


@dataclass(frozen=True, slots=True)
class Review:
    """`measures` in their order; `strength` None when nothing can be compared; `gaps` with their worth, the dearest
    first, those without a price behind."""

    advisor: str
    peers: tuple[str, ...]
    measures: tuple[Gap, ...]
    strength: Gap | None
    gaps: tuple[tuple[Gap, Worth], ...]


def review(found: Observed, book: Book, period: Period) -> Review:
    """The review of the advisor whose Book this is. Source: F46."""
    own = Appraised(book, period)
    measures = gaps_of(found, own.advisor)
    strength = strength_of(measures)
    behind = [gap for gap in measures if gap.gap > 0 and gap is not strength]
    valued = [(gap, worth_of(gap, found, own)) for gap in behind]
    valued.sort(key=_dearest)
    return Review(
        own.advisor, tuple(peers_of(found, own.advisor)), tuple(measures), strength, tuple(valued[:MOST_GAPS])
    )


def _dearest(pair: tuple[Gap, Worth]) -> tuple[bool, float, float, str]:
    gap, worth = pair
    sure = 0.5 if np.isnan(gap.behind) else gap.behind
    return worth.cents is None, -(worth.cents or 0.0), -sure, gap.measure.key
