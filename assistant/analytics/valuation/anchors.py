"""What others say a book is worth: published multiples (F2) and discount rates (F15), each with its source and date.

To be renewed once a year. They stand beside a valuation for comparison; what a valuation itself uses is in assumptions.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.analytics.valuation.assumptions import ANCHORS_DATED, MARGIN, OWNERS_MARGIN
from assistant.analytics.valuation.cash_flow import mid_year_factors, unit_flows
from assistant.blocks import Column, Table
from assistant.figures import Method, money, rate

if TYPE_CHECKING:
    from assistant.analytics.valuation.two_values import Floats, Valuation

F2 = Method("F2", f"published multiples to compare with, as read in {ANCHORS_DATED}; none of them enters a value")
F2_POINTS = Method(
    "F2 points",
    "a published scale: 1.5 times revenue, + 0.3 with more than 80 % of it recurring, + 0.2 with retention above 95 %, "
    "+ 0.2 with tenure above 15 years (weighted by revenue) [Synseus]",
)
F15 = Method(
    "F15",
    "NPV at a discount rate seen elsewhere; up to 20 % with survival spelled out, above it without survival, because "
    "such rates embed the clients who leave and attrition must not be counted twice",
)
EMBEDS_ATTRITION = 0.20
"""A rate above this usually has attrition in it already (F15)."""
CROSS_CHECK = 0.21


@dataclass(frozen=True, slots=True)
class Anchor:
    """A published multiple: of trailing revenue, but for the one that is no book. `said` is when it was published."""

    book: str
    low: Decimal
    centre: Decimal
    high: Decimal
    source: str
    said: str = "not dated"


def _anchor(book: str, low: str, centre: str, high: str, source: str, said: str = "not dated") -> Anchor:
    return Anchor(book, Decimal(low), Decimal(centre), Decimal(high), source, said)


ANCHORS: tuple[Anchor, ...] = (
    _anchor("Recurring, solo book sold outside the firm; high end open", "2.0", "3.08", "4.0", "SRG 2025", "2025-02"),
    _anchor("Recurring, rule of thumb in tools", "1.5", "2.1", "3.0", "Truelytics, Synseus"),
    _anchor("Mixed, press range; centre 2.0 to 2.5", "1.0", "2.25", "4.0", "SmartAsset, Advisorpedia"),
    _anchor("Transactional commissions; ends of the range estimated", "0.5", "1.0", "1.5", "Truelytics"),
    _anchor("Enterprise on EBITDA, not a book; high end open", "7", "9.2", "12", "SRG 2025", "2025-02"),
    _anchor("Insurance agency, personal lines", "1.5", "1.75", "2.0", "Insurance Pro Agencies"),
    _anchor("Insurance agency, commercial", "2.0", "2.25", "3.0", "Insurance Pro Agencies"),
    _anchor("Stand-alone insurance book, policies only", "1.0", "1.25", "1.5", "LegalClarity"),
    _anchor("Premium specialty agency, retention 95 % and up", "3.0", "3.25", "3.5", "My Agency Value"),
)

RATES_SEEN: tuple[tuple[float, str], ...] = (
    (0.10, "Client-value tools; the low end with survival spelled out [Synseus]"),
    (0.12, "A fee book, survival spelled out"),
    (0.15, "The standing choice, the high end with survival spelled out [Synseus]"),
    (CROSS_CHECK, "Start of a tool for firms under $750M, on the margin before owner's pay [Truelytics]"),
    (0.25, "Where deals cluster, on EBITDA [DeVoe]"),
)
"""Discount rate → where it is seen."""

POINTS_BASE, POINTS = Decimal("1.5"), (Decimal("0.3"), Decimal("0.2"), Decimal("0.2"))
MOSTLY_RECURRING, WELL_RETAINED, LONG_TENURE = 0.80, 0.95, 15.0


def point_scale(recurring_share: float, retention: float, tenure: float) -> Decimal:
    """The multiple that a published scale of points gives a book; no point for what is just met. Source: F2."""
    met = recurring_share > MOSTLY_RECURRING, retention > WELL_RETAINED, tenure > LONG_TENURE
    return POINTS_BASE + sum((point for point, earned in zip(POINTS, met, strict=True) if earned), Decimal(0))


def npv_at(valuation: Valuation, discount_rate: float, margin: float) -> int:
    """NPV in cents at another rate and margin; above EMBEDS_ATTRITION nobody leaves or dies but in the rate itself, so
    attrition is counted once. Source: F15."""
    return round(float(_unit_value(valuation, discount_rate) * margin))


def _unit_value(valuation: Valuation, discount_rate: float) -> Floats:
    """Present value of the revenue of all rows in cents, at full margin."""
    years, flows = valuation.assumptions.years, valuation.flows
    if discount_rate > EMBEDS_ATTRITION:
        stays = valuation.lives[:, :years] * 0 + 1
        flows = unit_flows(valuation.clients, years, stays, stays)
    revenue = valuation.revenue.to_numpy(dtype=float)
    total: Floats = revenue @ flows @ mid_year_factors(discount_rate, years)
    return total


def rates_table(valuation: Valuation) -> Table:
    """NPV at the discount rates seen, on both margins."""
    columns = (
        Column("rate", "Discount rate", "rate", F15),
        Column("seen", "Where it is seen"),
        Column("attrition", "Clients who leave or die"),
        Column("npv", "NPV on the margin after owner's pay", "money", F15),
        Column("npv_owner", "NPV on the margin before owner's pay", "money", F15),
    )
    rows = tuple(
        (
            rate(seen),
            where,
            "in the rate" if seen > EMBEDS_ATTRITION else "spelled out",
            *(money(npv_at(valuation, seen, margin)) for margin in (MARGIN, OWNERS_MARGIN)),
        )
        for seen, where in RATES_SEEN
    )
    return Table("NPV at the discount rates seen", columns, rows)


def anchors_table() -> Table:
    """The published multiples, to compare with."""
    columns = (
        Column("book", "Published multiple"),
        Column("low", "Low", "multiple", F2),
        Column("centre", "Centre", "multiple", F2),
        Column("high", "High", "multiple", F2),
        Column("source", "Source"),
        Column("said", "Published"),
    )
    rows = tuple((a.book, a.low, a.centre, a.high, a.source, a.said) for a in ANCHORS)
    return Table("Published multiples to compare with", columns, rows)
