"""The same conditions in each part of the firm: who is there, how old they are and how much rests on a few of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.earned import REVENUE
from assistant.analytics.finding.conditions import matching
from assistant.analytics.finding.distribution import MEDIAN
from assistant.analytics.finding.met import MATCHES
from assistant.analytics.finding.quantities import TODAY, assets_of_all, revenue_of_year
from assistant.analytics.finding.wording import Pairs
from assistant.analytics.people import household_ages
from assistant.blocks import Chart, Column, Table
from assistant.figures import Figure, Line, Method, Rows, money, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

OLD, FEW = 75, 5
AGED = Method("aged assets", f"assets of clients aged {OLD} and over ÷ assets of the clients whose age is on record")
TOP_FIVE = Method(
    "top-5 revenue share", f"revenue over twelve months of the {FEW} clients who bring most ÷ revenue of all of them"
)


@dataclass(frozen=True, slots=True)
class Part:
    """The matches of one part; shares and the median are None where there is nothing to divide or to order."""

    name: str
    clients: int
    aum_cents: int
    revenue_cents: int
    median_age: float | None
    aged_share: float | None
    top_share: float | None
    ids: tuple[str, ...]


def parts_of(books: Sequence[Book], where: Pairs) -> tuple[Part, ...]:
    """One Part a book, the oldest first by median age; each from its own single values (F43)."""
    found = [_part(book, matching(book, where)) for book in books]
    return tuple(sorted(found, key=lambda part: (part.median_age is None, -(part.median_age or 0), part.name)))


def _part(book: Book, ids: pd.Index) -> Part:
    ages = household_ages(book).reindex(ids).dropna()
    aum, revenue = assets_of_all(book).reindex(ids), revenue_of_year(book).reindex(ids)
    dated, total = int(aum.reindex(ages.index).sum()), int(revenue.sum())
    old = int(aum.reindex(ages.index[ages >= OLD]).sum())
    return Part(
        book.scope.label,
        len(ids),
        int(aum.sum()),
        total,
        float(ages.median()) if len(ages) else None,
        old / dated if dated > 0 else None,
        int(revenue.nlargest(FEW).sum()) / total if total > 0 else None,
        tuple(ids),
    )


def parts_table(parts: Sequence[Part], level: str) -> Table:
    """One line a part: clients, assets, revenue, median age, assets with the old, revenue with a few."""
    columns = (
        Column(level, level.capitalize()),
        Column("clients", "Clients", "count", MATCHES),
        Column("aum", "Assets", "money", TODAY),
        Column("revenue", "Revenue, twelve months", "money", REVENUE),
        Column("median_age", "Median age", "years", MEDIAN),
        Column("aged_share", f"Assets aged {OLD} and over", "rate", AGED),
        Column("top_share", f"Revenue of the {FEW} largest", "rate", TOP_FIVE),
    )
    rows = tuple(
        (p.name, p.clients, money(p.aum_cents), money(p.revenue_cents), rate(p.median_age, 1), rate(p.aged_share),
         rate(p.top_share))
        for p in parts
    )  # fmt: skip
    return Table(f"Clients by {level}", columns, rows)


def parts_chart(parts: Sequence[Part], level: str) -> Chart:
    """Bars of the share of assets with clients who are old, part by part."""
    values = tuple(rate(part.aged_share) for part in parts)
    alt = f"Bars of the share of assets with clients aged {OLD} and over by {level}, the oldest by median age first."
    labels = tuple(part.name for part in parts)
    return Chart(f"Assets aged {OLD} and over by {level}", "bar", "rate", labels, (("Share", values),), alt)


def parts_figures(parts: Sequence[Part]) -> tuple[Figure, ...]:
    """The oldest part by median age, and the most concentrated by the revenue of its largest clients."""
    oldest = next((part for part in parts if part.median_age is not None), None)
    shared = [part for part in parts if part.top_share is not None]
    dense = max(shared, key=lambda part: part.top_share or 0) if shared else None
    undated, unpaid = "no birth date is on record in any part", "no part had revenue"
    old_rows = Rows.of("households", oldest.ids if oldest else ())
    dense_rows = Rows.of("households", dense.ids if dense else ())
    no_age, no_revenue = "" if oldest else undated, "" if dense else unpaid
    return (
        Figure("oldest_part", "Oldest part", oldest.name if oldest else None, "text", MEDIAN, old_rows, reason=no_age),
        Figure("oldest_age", "Its median age", rate(oldest.median_age, 1) if oldest else None, "years", MEDIAN,
               old_rows, reason=no_age),
        Figure("dense_part", "Most concentrated part", dense.name if dense else None, "text", TOP_FIVE, dense_rows,
               reason=no_revenue),
        Figure("dense_share", "Revenue of its largest clients", rate(dense.top_share) if dense else None, "rate",
               TOP_FIVE, dense_rows, reason=no_revenue),
    )  # fmt: skip


def parts_lines(figures: dict[str, Figure]) -> list[Line]:
    lines = []
    if figures["oldest_part"].value is not None:
        lines.append(Line("The oldest by median age is {oldest_part}, at {oldest_age} years.", figures))
    if figures["dense_part"].value is not None:
        lines.append(Line("The most concentrated is {dense_part}: its five largest clients bring {dense_share} of its "
                          "revenue.", figures))  # fmt: skip
    return lines
