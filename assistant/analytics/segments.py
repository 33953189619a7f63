"""Classes A, B and C by revenue (S1), and what a changed mix of them did to revenue and to value (F29, F30)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

Floats = npt.NDArray[np.float64]

S1 = Method(
    "S1",
    "clients in order of their revenue of the last twelve closed months within the scope asked: A fit within half of "
    "the book's revenue, B within 80 %, C the rest; ties share the better class",
)
CLASSES = ("A", "B", "C")
CUTS = ((2, 1), (10, 8))
"""A ends at 1/2 of the revenue, B at 8/10; in whole numbers, so that a client exactly on the cut is inside it."""


def classes(ttm: pd.Series) -> pd.Series:
    """The class A, B or C of each household, from its trailing-twelve-month revenue in cents (index household_id).

    A household is in a class while the running sum, itself included, is within the cut; households with equal revenue
    share the better class; who brought nothing is C. Source: S1.
    """
    ordered = ttm.astype("int64").sort_values(ascending=False, kind="stable")
    whole = int(ordered.sum())
    upto = ordered.cumsum().groupby(ordered).transform("min")
    named = pd.Series("C", index=ordered.index, dtype="str", name="class")
    for name, (denominator, numerator) in reversed(tuple(zip(CLASSES, CUTS, strict=False))):
        named[(denominator * upto <= numerator * whole) & (ordered > 0)] = name
    return named.reindex(ttm.index)


def ttm_revenue(book: Book) -> pd.Series:
    """Revenue of the twelve months to the last closed one, all types, of each open household, in cents and in order."""
    first = book.last_month - pd.DateOffset(months=11)
    revenue = book.revenue
    revenue = revenue[revenue["month"].between(first, book.last_month)]
    sums = revenue.groupby("household_id")["amount_cents"].sum()
    ids = pd.Index(sorted(book.open_households["household_id"]), name="household_id")
    return sums.reindex(ids, fill_value=0).astype("int64").rename("ttm_cents")


def book_classes(book: Book) -> pd.Series:
    """The S1 class of each open household within this book, index household_id."""
    return classes(ttm_revenue(book))


def mix_effects(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """How volume, mix and rate moved a total from one date to another, one row a segment; nothing is left over.

    `before` and `after`: `segment`, `count` (clients) and `per_client` (revenue a client), any one unit of money; with
    a column `multiple` in both, the effects are on value (revenue × multiple) and a fourth, `multiple`, is told.
    Returns `segment`, `volume`, `mix`, `rate` (and `multiple`) and `change`, their sum: the columns add up to the
    book's effects and each row to its segment's own change. A segment that did not exist before has no rate of its own
    before, nor one that vanished after: its whole difference from the average is mix.

    Raises ValueError when there was no client before, as the average then is undefined. Source: F29 (and F30): volume
    (N1 − N0) ā0, mix N1 (p1 − p0)(a0 − ā0), rate n1 (a1 − a0), multiple n1 a1 (m1 − m0).
    """
    with_value = "multiple" in before.columns and "multiple" in after.columns
    order = list(dict.fromkeys((*before["segment"], *after["segment"])))
    n0, a0, m0 = _sides(before, order, with_value)
    n1, a1, m1 = _sides(after, order, with_value)
    n0, n1 = np.nan_to_num(n0), np.nan_to_num(n1)
    if not n0.sum():
        raise ValueError("There was no client before, so there is no average to measure a change of mix against.")
    m0, m1 = np.where(np.isnan(m0), m1, m0), np.where(np.isnan(m1), m0, m1)
    extra = np.nan_to_num(a1 * (m1 - m0))  # what the new multiple adds to a client's new revenue
    a0, a1 = a0 * m0, a1 * m0
    a0, a1 = np.nan_to_num(np.where(np.isnan(a0), a1, a0)), np.nan_to_num(np.where(np.isnan(a1), a0, a1))
    average = (n0 * a0).sum() / n0.sum()
    expected = n1.sum() * n0 / n0.sum()  # clients the segment would have, had the mix stayed
    effects = {
        "volume": (expected - n0) * a0 + (n1 - expected) * average,
        "mix": (n1 - expected) * (a0 - average),
        "rate": n1 * (a1 - a0),
        **({"multiple": n1 * extra} if with_value else {}),
    }
    return pd.DataFrame({"segment": order, **effects, "change": sum(effects.values())})


def _sides(rows: pd.DataFrame, order: list[str], with_value: bool) -> tuple[Floats, Floats, Floats]:
    """Counts, amounts a client and multiples (1 without them) in that order; NaN where the segment is not there."""
    place = {segment: at for at, segment in enumerate(rows["segment"])}
    at = [place.get(segment, len(rows)) for segment in order]

    def column(name: str) -> Floats:
        known: Floats = np.append(rows[name].to_numpy(dtype=np.float64), np.nan)[at]
        return known

    return column("count"), column("per_client"), column("multiple") if with_value else np.ones(len(order))
