"""The assumptions a valuation rests on, each with where it comes from. Market anchors carry a date: renew them yearly.

Sources in square brackets are those of the methods page on valuation. None of these is a forecast or an appraisal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.errors import BadArguments

ANCHORS_DATED = "2025-02"
"""When the market multiples were last compared with published deals (SRG release of February 2025)."""

MULTIPLES: Mapping[str, tuple[int, int]] = {"low": (20, 5), "centre": (25, 10), "high": (31, 13)}
"""Times trailing revenue in tenths, (recurring, transactional). Deals: recurring 2.0 low, 3.08 average of 2024 [SRG25];
tools start at 2.1 and 1.0 [Truelytics]; the centre 2.5 stands between."""

RETENTION = 0.95
"""Yearly share of households that do not choose to leave: between 90–92 % of broker books [PriceMetrix 2013] and 97 %
of independent advisers [Schwab 2025]. Reference of the driver tables (F3)."""

RETENTION_PRIOR_YEARS = 200
"""An advisor's own history counts against RETENTION as household-years against this many: about one year of a book."""

RETENTION_WINDOW_MONTHS = 36

GROWTH = 0.03
"""Yearly growth of a client's revenue net of fee compression (F10). Reference of the driver tables (F3)."""

ADJUSTMENT_BOUNDS = (-0.13, 0.05)
"""What a client's own trend and share of wallet may add to GROWTH: it stays within −10 % … +8 %, the table of F3."""

DISCOUNT_RATE = 0.15
"""With survival spelled out 10–15 % is usual; higher rates seen in deals embed the attrition (F15)."""

MARGIN, OWNERS_MARGIN = 0.35, 0.55
"""Of revenue left after serving the client and running the practice: EBITDA-like, after the owner's pay, and EBOC-like,
before it (F8). The first is the standing choice; the median independent adviser's was 0.25 in 2016 [Schwab]."""

YEARS = 15
"""Horizon without residual value: survival already ends the stream (F12)."""

HEIRS_KNOWN, HEIRS_UNKNOWN, HEIRS_REFERENCE = 0.60, 0.20, 0.30
"""Chance that money stays after the last death, with and without a known next generation: scenarios, not measurements
(surveys of intentions say 70–90 % leave). The reference is that of the driver tables (F3)."""

SPOUSE_STAYS = 0.85
"""Chance that a surviving partner on file stays (F9): a design figure for partners known to the advisor."""

REFERENCE_AGE = 60
"""Age of the reference client (F3), and of a client whose birth date is not on file."""

SENIOR_AGE, RISK_YEARS = 75, 5
"""From which age the heirs are asked about (F18), and how far ahead deaths are counted as value at risk."""

WALLET_NEUTRAL, WALLET_LOGIT, WALLET_CONSOLIDATION, WALLET_GROWTH_CAP = 0.6, 0.8, 0.02, 0.05
"""Share of wallet moves retention by 0.8 × (share − 0.6) on the logit scale and growth by 2 % a year of what is held
elsewhere, at most 5 points (F4)."""

TREND_QUARTERS, TREND_SHRINK, TREND_LEAST = 12, 8, 4
"""A client's own revenue trend: twelve quarters, weight n / (n + 8), nothing under four quarters (F4b)."""

FACTOR_BOUNDS = (0.40, 1.60)
"""How far the drivers may move a market multiple (F3)."""

CONCENTRATION_FREE, CONCENTRATION_WEIGHT, CONCENTRATION_CLIENTS = 0.10, 0.5, 5
"""Haircut of half of what the five largest clients' share of revenue exceeds 10 % by (F6)."""

TRANSITION_LOSSES: tuple[tuple[float, str], ...] = (
    (0.10, "Well-run handover, the least"),
    (0.14, "Well-run handover, the most"),
    (0.18, "As when an advisor goes independent"),
    (0.22, "As when an advisor goes to another firm"),
)
"""Shares of clients' assets lost when their advisor changes: 10–14 % if well run, 18 % going independent, 22 % to
another broker-dealer (vendor figures [Jump])."""
EVERYTHING = (1.0, "Every client goes too")

DOWN_PAYMENT, NOTE_YEARS, NOTE_RATE = 0.61, 5, 0.08
"""Terms of a sale that are not given (F7): 61 % of the price was paid down on average, 75 % where an adviser to the
sale was engaged [SRG 2025]; five yearly payments at 8 % a year are design figures."""

BUYERS_HIGH: Mapping[str, float] = {"margin": 0.55, "discount_rate": 0.10, "retention": 0.98, "growth": 0.05}
BUYERS_LOW: Mapping[str, float] = {"margin": 0.25, "discount_rate": 0.25, "retention": 0.90, "growth": 0.0}
"""How far a buyer's assumptions may plausibly go above and below ours when the two values are reconciled (F16): margin
before owner's pay and the median adviser's; rates of F15; retention of F14; growth of the table in F3."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What may be changed in a what-if. `retention` None: each advisor's own history; `heir_retention` None: by whether
    the next generation is known. Retention is voluntary: deaths are counted apart and stay as they are."""

    retention: float | None = None
    growth: float = GROWTH
    discount_rate: float = DISCOUNT_RATE
    margin: float = MARGIN
    heir_retention: float | None = None
    years: int = YEARS

    def __post_init__(self) -> None:
        for name in ("retention", "heir_retention", "margin"):
            share = getattr(self, name)
            if share is not None and not 0 <= share <= 1:
                raise BadArguments(f"{name} is a share between 0 and 1 (0.95 for 95 %), not {share}.")
        for name, low, high in (("growth", -0.5, 0.5), ("discount_rate", 0.0, 1.0)):
            if not low <= getattr(self, name) <= high:
                raise BadArguments(f"{name} is a yearly rate between {low} and {high}, not {getattr(self, name)}.")
        if not 1 <= self.years <= 60:
            raise BadArguments(f"years is between 1 and 60, not {self.years}.")

    @classmethod
    def with_changes(cls, **changes: Any) -> Assumptions:
        """The standing assumptions but for what is given; None leaves one as it is. Raises BadArguments."""
        return cls(**{name: value for name, value in changes.items() if value is not None})
