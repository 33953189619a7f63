"""How sure a share is: Wilson's interval for a count out of a count."""

from __future__ import annotations

from scipy.stats import binomtest

CONFIDENCE = 0.90
"""The level of every interval that is printed (domain reference, 3.4: Wilson 90 %)."""


def wilson(successes: int, trials: int, confidence: float = CONFIDENCE) -> tuple[float, float] | None:
    """Lower and upper bound of a proportion by Wilson's score; None when there was no trial.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference (JASA 22, 1927).
    Raises ValueError when there are more successes than trials or one is negative.
    """
    if trials == 0 and successes == 0:
        return None
    bounds = binomtest(successes, trials).proportion_ci(confidence_level=confidence, method="wilson")
    return float(bounds.low), float(bounds.high)
