"""What is known of why clients leave before a firm's own history speaks: signs and sizes of published figures (3.7).

Sizes are on the logit scale of the chance to leave within twelve months, the published ones with their sign turned, as
they speak of staying. Where a source tells a sign and no size, the size is a planning figure and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Term:
    """One feature: its column, its unit in words, the slope expected and how sure that is (a standard deviation), the
    value of a typical client, and where values are cut (so that one extreme client does not carry the model away)."""

    key: str
    label: str
    slope: float
    deviation: float
    typical: float
    low: float
    high: float
    source: str


@dataclass(frozen=True, slots=True)
class Prior:
    """The logit of a typical client's chance to leave, how sure it is, and the terms."""

    intercept: float
    deviation: float
    terms: tuple[Term, ...]

    @property
    def keys(self) -> list[str]:
        return [term.key for term in self.terms]

    @property
    def means(self) -> Floats:
        return np.array([self.intercept, *(term.slope for term in self.terms)])

    @property
    def deviations(self) -> Floats:
        return np.array([self.deviation, *(term.deviation for term in self.terms)])

    def design(self, features: pd.DataFrame) -> Floats:
        """A column of ones, then each term's distance from the typical client; what is not known counts as typical."""
        columns = [_distance(features[term.key], term) for term in self.terms]
        return np.column_stack([np.ones(len(features)), *columns])


def _distance(values: pd.Series, term: Term) -> Floats:
    raw = values.to_numpy(dtype=np.float64, na_value=np.nan)
    cut: Floats = np.nan_to_num(np.clip(raw, term.low, term.high) - term.typical)
    return cut


def logit(chance: float) -> float:
    return log(chance / (1 - chance))


REFERENCE_ASSETS = 221_000
"""The median household of a broker's book (4.1)."""

SIZE = (logit(0.94) - logit(0.87)) / log(5)
"""100,000: 87 % stay, 500,000: 94 % [PM-SS]; 0.53 a unit of ln assets."""
AGE = (logit(0.90) - logit(0.82)) / 20
"""Age 30: 82 % stay, age 50: 90 % [PM-AGE]; 0.034 a year."""
TYPICAL_STAYS = logit(0.87) + SIZE * log(REFERENCE_ASSETS / 100_000)
"""What the anchor on assets says of the reference client: 91 % stay, as in broker books of 2012 and 2013 [PM-13]."""
REFERENCE_AGE = 50 + (TYPICAL_STAYS - logit(0.90)) / AGE
"""The age at which the anchor on age says the same: 53.6."""

FIRST_YEAR, EARLY, LATER = -logit(0.95), -logit(0.92), -logit(0.955)
"""Leaving in year 1: 5 %, in years 2 to 4: 8 % a year (cumulative 74 % stay after year 4), later 4.5 % (4.2) [PM-SS]."""
SHARE_FIRST, SHARE_EARLY = 0.06, 0.25
"""Clients in their first and their second to fourth year, of a mean tenure of nine years (4.1)."""

SHARE_FEE_ONLY, SHARE_BOTH = 0.3, 0.3
"""How clients of a broker pay: fees only, both, the rest transactions only (a planning figure; fees were 31 to 35 % of
revenue in 2013 and 2014 [PM-14])."""

PLANNED = "sign published, size a planning figure"


def _terms(rows: Sequence[tuple[str, str, float, float, float, float, float, str]]) -> tuple[Term, ...]:
    return tuple(Term(*row) for row in rows)


STAYING = Prior(
    intercept=-TYPICAL_STAYS,
    deviation=0.7,
    terms=_terms([
        ("assets", "assets here", -SIZE, 0.2, log(REFERENCE_ASSETS), log(1_000), log(20_000_000), "[PM-SS]"),
        ("age", "age", -AGE, 0.015, REFERENCE_AGE, 25, 90, "[PM-AGE]"),
        ("first_year", "first year as a client", FIRST_YEAR - LATER, 0.3, SHARE_FIRST, 0, 1, "[PM-SS]"),
        ("early", "second to fourth year as a client", EARLY - LATER, 0.25, SHARE_EARLY, 0, 1, "[PM-SS]"),
        ("fee_only", "pays fees only", -0.22, 0.2, SHARE_FEE_ONLY, 0, 1, "[PM-SS]"),
        ("both_fees", "pays fees and commissions", -0.85, 0.3, SHARE_BOTH, 0, 1, "[PM-SS]"),
        ("price_gap", "price outside the usual range", 0.3, 0.3, 0, 0, 1, f"[PM-SS], {PLANNED}"),
        ("wallet", "share of wallet", -0.8, 0.4, 0.6, 0, 1, "F4"),
        ("late", "late first replies", 0.35, 0.25, 0, 0, 3, f"[FA-FIRE] [SPEC], {PLANNED}"),
        ("overdue", "requests and tasks overdue", 0.35, 0.25, 0, 0, 3, f"[FA-FIRE] [SPEC], {PLANNED}"),
        ("silence", "review spacings without a two-way contact", 0.3, 0.2, 0, 0, 2, f"[FA-FIRE] E6, {PLANNED}"),
        ("return_gap", "return below peers of like risk", 0.04, 0.04, 0, 0, 10, f"[FA-FIRE], {PLANNED}"),
        ("money_leaving", "money is leaving", logit(1 - 0.45**0.5) + TYPICAL_STAYS, 0.5, 0, 0, 1, "4.2"),
        ("drifting", "growing elsewhere or disengaging", 1.0, 0.5, 0, 0, 1, f"E8, {PLANNED}"),
        ("first_sign", "a first sign of erosion", 0.5, 0.3, 0, 0, 1, f"E8, {PLANNED}"),
        ("small_clients", "small clients in the advisor's book", 0.5, 0.5, 0.33, 0, 1, f"[PM-SS], {PLANNED}"),
    ]),
)  # fmt: skip
"""55 % of the clients whose money is leaving close within 24 months (4.2): 1 − √0.45 within twelve."""
