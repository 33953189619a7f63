"""What each client is promised: the tier, and the reviews and touches a year that belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from assistant.analytics.segments import book_classes
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

Tier = Literal["A", "B", "C"]
TIERS: tuple[Tier, ...] = ("A", "B", "C")
LEFT = "left"
"""The tier of a household that is no client any more."""

F40_TIER = Method(
    "F40 tier",
    "the tier a person set for the client (tier_override), else the class by revenue within the scope asked (S1)",
)


@dataclass(frozen=True, slots=True)
class Promise:
    """Reviews and other touches a year."""

    reviews: int
    touches: int

    @property
    def contacts(self) -> int:
        return self.reviews + self.touches

    @property
    def review_months(self) -> int:
        """Months from one review to the next."""
        return 12 // self.reviews


PROMISES: dict[str, Promise] = {"A": Promise(4, 8), "B": Promise(2, 4), "C": Promise(1, 2)}
"""The service promise by tier (domain reference 3.8)."""


def service_tiers(book: Book) -> pd.DataFrame:
    """Index household_id of the open households, in order: `class` (S1 within this book), `tier`, `overridden`."""
    households = book.open_households.set_index("household_id").sort_index()
    classes = book_classes(book).reindex(households.index)
    override = households["tier_override"].where(households["tier_override"].isin(TIERS))
    return pd.DataFrame({"class": classes, "tier": override.fillna(classes), "overridden": override.notna()})
