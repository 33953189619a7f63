"""How likely each stage is to be won, from the firm's own closed deals, and the range of what the open ones bring."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betaincinv

from assistant.analytics.pipeline.deals import ENOUGH, NO_STAGE
from assistant.figures import Method

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PRIOR_DEALS = 10.0
"""Closed deals that the record of all stages counts for when a stage has few of its own (the weakest of F31)."""
CELLS = 4096
LOW, HIGH = 0.10, 0.90

F38 = Method(
    "F38",
    "sum over open deals of amount × the chance of their stage: (10 × share won of all closed deals + won in the "
    "stage) ÷ (10 + closed in the stage), from the own record and never a default of the CRM",
)
F38_RANGE = Method(
    "F38 range",
    "10 % and 90 % quantile of what the open deals bring when each is won or not by the chance of its stage, apart "
    "from the others (Poisson-binomial; amounts in their common step, or 1/4096 of the whole if that is coarser)",
)
F38_CHANCE = Method("F38 chance", "beta posterior of a stage: its mean, and the 80 % interval")
F38_WINS = Method("F38 wins", "sum of the chances of the open deals; standard deviation √ sum of chance × (1 − chance)")


def stage_chances(closed: pd.DataFrame, stages: Iterable[str]) -> pd.DataFrame:
    """Index stage, in the order given: `closed` and `won` deals recorded in it, `chance`, `low`, `high`.

    `closed`: `stage` and `won` (boolean), one row a deal that was won or lost; `stages`: those of open deals. A closed
    deal says something about the stage it is recorded in. Where won deals all stand in one word (“Closed”), or in
    words for nothing but won ones (“Won”), the record does not tell which stage a deal was won from: then no stage has
    a count of its own, and all have the chance of all closed deals. Without ENOUGH closed deals `chance`, `low` and
    `high` are NaN. Source: F38 with the shrinkage of F31.
    """
    index = pd.Index(list(stages), name="stage")
    counts = closed[closed["stage"] != NO_STAGE].groupby("stage")["won"].agg(["size", "sum"])
    mixed = (counts["sum"] > 0) & ((counts["sum"] < counts["size"]) | counts.index.isin(index))
    counts = (counts if mixed.sum() > 1 else counts.head(0)).reindex(index, fill_value=0)
    trials, wins = (counts[name].to_numpy(np.float64) for name in ("size", "sum"))
    share = overall_chance(len(closed), int(closed["won"].sum()))
    a, b = PRIOR_DEALS * share + wins, PRIOR_DEALS * (1 - share) + trials - wins
    known = len(closed) >= ENOUGH
    return pd.DataFrame(
        {
            "closed": trials.astype("int64"),
            "won": wins.astype("int64"),
            "chance": (a / (a + b)) if known else np.nan,
            "low": betaincinv(a, b, LOW) if known else np.nan,
            "high": betaincinv(a, b, HIGH) if known else np.nan,
        },
        index=index,
    )


def overall_chance(closed: int, won: int) -> float:
    """Share won of all closed deals; half a win is added where all or none were won, as neither is certain."""
    return won / closed if 0 < won < closed else (won + 0.5) / (closed + 1)


def win_spread(chances: Floats) -> tuple[float, float]:
    """Expected number of wins and its standard deviation. Source: F38."""
    return float(chances.sum()), float(np.sqrt((chances * (1 - chances)).sum()))


def outcome_range(chances: Floats, sizes: Ints, low: float = LOW, high: float = HIGH) -> tuple[int, int]:
    """Quantiles of the sum of `sizes` (cents, or 1 a deal) over deals that each come in with their own chance.

    Exact where the total is at most CELLS of the sizes' greatest common step (counts are, and round amounts); else they
    are laid on CELLS cells of the total. The distribution is the inverse Fourier transform of the product of the deals'
    own. Source: Poisson-binomial of F38.
    """
    total = int(sizes.sum())
    if total <= 0:
        return 0, 0
    step = max(int(np.gcd.reduce(sizes)), total / CELLS)
    cells = np.rint(sizes / step).astype(np.int64)
    span = int(cells.sum()) + 1
    angle = 2j * np.pi * np.arange(span) / span
    whole = np.ones(span, dtype=np.complex128)
    groups, counts = np.unique(np.column_stack([cells, chances]), axis=0, return_counts=True)
    for (cell, chance), count in zip(groups, counts, strict=True):
        whole *= (1 - chance + chance * np.exp(angle * cell)) ** count
    upto = np.cumsum(np.real(np.fft.fft(whole)) / span)
    bounds = np.searchsorted(upto, np.array([low, high]) - 1e-9)
    return min(total, round(bounds[0] * step)), min(total, round(bounds[1] * step))
