"""How well each referral source converts, with small samples pulled towards all sources together (F31, F32)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betainc, betaincinv

from assistant.figures import Method

Floats = npt.NDArray[np.float64]

F31 = Method(
    "F31",
    "(prior wins + wins) ÷ (prior trials + leads): the source's conversion pulled towards that of all sources, the "
    "prior weighing 10 to 200 trials by how much sources differ",
)
F32 = Method("F32", "10 % quantile of the beta posterior of F31: the conversion it beats in nine cases out of ten")

WEAKEST, STRONGEST = 10.0, 200.0
"""Trials the prior counts for, at least and at most (F31)."""
FEWEST_SOURCES = 5
FIXED_PRIOR = (1.5, 8.5)
"""With fewer sources than that: 15 % on ten trials, about what advisers win of all their leads (domain 4.2)."""
LEAST_LEADS, LEAST_WINS = 5, 2
BADGE = "not enough data"
LOWER, UPPER = 0.10, 0.90
POINTS = 128


def rank_sources(leads: pd.DataFrame) -> pd.DataFrame:
    """Sources in order of the conversion they beat with 90 % probability; `leads`: columns `source`, `leads`, `won`.

    Returns, best first: `source`, `leads`, `won`, `raw` (NaN without leads), `mean`, `q10` and `q90` of the posterior
    (its 80 % interval), `p_best`, `badge` (empty, or “not enough data” under 5 leads or 2 wins) and `rank`; equal lower
    bounds share a rank, and stand in order of leads and name. Raises ValueError when a source has more wins than leads
    or fewer than none. Source: F31, F32.
    """
    trials, wins = (np.asarray(leads[name], dtype=np.float64) for name in ("leads", "won"))
    if ((wins < 0) | (wins > trials)).any():
        raise ValueError("A source cannot win more leads than it has, nor fewer than none.")
    prior = prior_of(trials, wins)
    a, b = prior[0] + wins, prior[1] + trials - wins
    enough = (trials >= LEAST_LEADS) & (wins >= LEAST_WINS)
    with np.errstate(invalid="ignore", divide="ignore"):
        raw = wins / trials
    ranked = pd.DataFrame(
        {
            "source": leads["source"].to_numpy(),
            "leads": trials.astype("int64"),
            "won": wins.astype("int64"),
            "raw": raw,
            "mean": a / (a + b),
            "q10": betaincinv(a, b, LOWER),
            "q90": betaincinv(a, b, UPPER),
            "p_best": chances_of_being_best(a, b),
            "badge": np.where(enough, "", BADGE),
        }
    )
    ranked = ranked.sort_values(["q10", "leads", "source"], ascending=[False, False, True], ignore_index=True)
    return ranked.assign(rank=ranked["q10"].rank(method="min", ascending=False).astype("int64"))


def prior_of(trials: Floats, wins: Floats) -> tuple[float, float]:
    """Wins and misses that every source is given to begin with, from how much the sources differ (moments, F31)."""
    tried = trials > 0
    n, k = trials[tried], wins[tried]
    if len(n) < FEWEST_SOURCES:
        return FIXED_PRIOR
    whole, sources = n.sum(), len(n)
    mean = k.sum() / whole if 0 < k.sum() < whole else (k.sum() + 0.5) / (whole + 1)
    spread = mean * (1 - mean)
    weight = whole - (n**2).sum() / whole - (sources - 1)
    excess = (n * (k / n - mean) ** 2).sum() - spread * (sources - 1)
    likeness = excess / (spread * weight) if weight > 0 else 0.0
    strength = float(np.clip(1 / likeness - 1, WEAKEST, STRONGEST)) if likeness > 0 else STRONGEST
    return float(mean * strength), float((1 - mean) * strength)


def chances_of_being_best(a: Floats, b: Floats) -> Floats:
    """The probability of each source to have the highest conversion of all, by integrating over its own quantiles."""
    middles = (np.arange(POINTS) + 0.5) / POINTS
    chances = np.ones(len(a))
    for source in range(len(a)):
        others = np.arange(len(a)) != source
        at = betaincinv(a[source], b[source], middles)
        chances[source] = betainc(a[others], b[others], at[:, None]).prod(axis=1).mean()
    return chances / chances.sum() if len(a) else chances
