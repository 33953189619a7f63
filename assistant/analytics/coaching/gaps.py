"""How far an advisor stands from the median of peers with like clients, and how sure that is (F46)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr

from assistant.analytics.coaching.measures import MEASURES, Coached
from assistant.analytics.coaching.observing import FEATURES, Observed
from assistant.analytics.standing.places import LEAST_CASES, LEAST_MONTHS
from assistant.analytics.standing.shrinkage import EXACT, shrink
from assistant.figures import Method

LIKE = 10
"""Peers that an advisor is compared with: the nearest ones, where there are more."""
LEAST_PEERS = 2
"""With a single peer the median would be that peer's own figure."""

PEERS = Method(
    "F46 peers",
    f"advisors of the firm with {LEAST_MONTHS} months of history; of more than {LIKE} the {LIKE} whose clients are "
    "most alike by average age, assets and income, each measured in standard deviations between advisors",
)
GAP = Method(
    "F46 gap", "median of the peers after shrinkage (F31) − the advisor's own value after it; above 0 is behind"
)
MEDIAN = Method("F46 median", "median of the peers' values after shrinkage (F31)")
SURE = Method("F46 sure", "probability that the advisor's true value lies on that side of the median, by its posterior")
TOO_FEW = "too few peers with enough cases"
NO_PEERS = "no other advisor of the firm has twelve months of history"


@dataclass(frozen=True, slots=True)
class Gap:
    """One measure of an advisor: as measured, after shrinkage, the peers' median (NaN: unknown) and the probability of
    truly being behind it. `gap` is the median − own: above 0 is behind. `reason` says why there is none."""

    measure: Coached
    value: float
    cases: int
    own: float
    median: float
    behind: float
    peers: int
    reason: str = ""

    @property
    def gap(self) -> float:
        return round(self.median - self.own, EXACT)


def peers_of(found: Observed, advisor: str) -> list[str]:
    """The advisors to compare with, in order of id: those with history, the LIKE nearest by their clients. Source: F46.

    A feature that either side lacks is left out; who shares none stands furthest.
    """
    others = found.months.index[(found.months >= LEAST_MONTHS) & (found.months.index != advisor)]
    if len(others) <= LIKE:
        return [str(other) for other in others]
    spread = found.features[list(FEATURES)].std(ddof=0)
    away = (found.features.loc[others] - found.features.loc[advisor]) / spread.where(spread > 0)
    distance = (away**2).mean(axis=1).fillna(np.inf)
    nearest = distance.rename("distance").rename_axis("advisor").reset_index().sort_values(["distance", "advisor"])
    return sorted(str(one) for one in nearest["advisor"].head(LIKE))


def gaps_of(found: Observed, advisor: str) -> list[Gap]:
    """Every measure of the advisor against the peers, in the order of the measures. Source: F46, F31."""
    peers = peers_of(found, advisor)
    return [_gap(found.totals[measure.key], measure, advisor, peers) for measure in MEASURES]


def _gap(frame: pd.DataFrame, measure: Coached, advisor: str, peers: list[str]) -> Gap:
    own = frame.loc[advisor]
    cases = int(own["cases"])
    if np.isnan(own["value"]):
        return Gap(measure, np.nan, cases, np.nan, np.nan, np.nan, 0, measure.metric.missing)
    them = frame.loc[peers].dropna(subset="value")
    them = them[them["cases"] >= LEAST_CASES]  # a perfect record on a few cases is no benchmark
    group = pd.concat([them, frame.loc[[advisor]]])
    shrunken = shrink(group, is_share=measure.metric.is_share)
    mine = shrunken.loc[advisor]
    if len(them) < LEAST_PEERS:
        reason = TOO_FEW if peers else NO_PEERS
        return Gap(measure, float(own["value"]), cases, float(mine["mean"]), np.nan, np.nan, len(them), reason)
    median = float(shrunken.drop(index=advisor)["mean"].median())
    behind = _behind(float(mine["mean"]), float(mine["sd"]), median)
    return Gap(measure, float(own["value"]), cases, float(mine["mean"]), median, behind, len(them))


def _behind(mean: float, sd: float, median: float) -> float:
    """The probability that the true value lies below the median; NaN when the spread is unknown."""
    gap = round(median - mean, EXACT)
    if gap == 0:
        return 0.5
    return float(gap > 0) if sd == 0 else float(ndtr(gap / sd))


def strength_of(gaps: list[Gap]) -> Gap | None:
    """The measure that is most surely above the median, or least surely below it; None when none can be compared."""
    known = [gap for gap in gaps if not np.isnan(gap.median)]
    return min(known, key=lambda gap: 0.5 if np.isnan(gap.behind) else gap.behind) if known else None


def needs_table(found: Observed, advisor: str) -> pd.DataFrame:
    """Share of open clients who have each need met: index need; `own`, `peers` (their clients together; NaN with fewer
    than two peers or no client) and `gap` (peers − own). Source: F43, a ratio of sums."""
    rows, peers = found.needs, peers_of(found, advisor)
    mine, them = rows.loc[advisor], rows.loc[peers].sum()
    own = mine.drop("clients") / (mine["clients"] or np.nan)
    theirs = them.drop("clients") / (them["clients"] if len(peers) >= LEAST_PEERS and them["clients"] else np.nan)
    return pd.DataFrame({"own": own, "peers": theirs, "gap": theirs - own}).astype("float64")
