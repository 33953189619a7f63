"""The effect of a campaign: the rate of those treated less the rate of the hold-out group, with its interval (F45)."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, isnan

from assistant.analytics.intervals import CONFIDENCE, wilson
from assistant.figures import Method

F45_EFFECT = Method(
    "F45 effect",
    "share of treated clients who met within 90 days − share of held-out clients who did; 90 % interval by Newcombe's "
    "method from the two Wilson intervals",
)
F45_GAIN = Method(
    "F45 money", "new assets a treated client − new assets a held-out client; for the whole, × treated clients"
)


@dataclass(frozen=True, slots=True)
class Effect:
    """Two rates and their difference with its interval."""

    treated: float
    held_out: float
    difference: float
    low: float
    high: float

    @property
    def is_chance(self) -> bool:
        """Whether no effect at all lies inside the interval."""
        return self.low <= 0 <= self.high


def effect(
    treated_met: int, treated: int, held_out_met: int, held_out: int, *, confidence: float = CONFIDENCE
) -> Effect | None:
    """Difference of two independent proportions; None when either group has nobody.

    Source: R. G. Newcombe, Interval estimation for the difference between independent proportions (Statistics in
    Medicine 17, 1998), method 10: Wilson bounds of each, squared and added. Raises ValueError as `wilson` does.
    """
    first, second = wilson(treated_met, treated, confidence), wilson(held_out_met, held_out, confidence)
    if first is None or second is None:
        return None
    p, q = treated_met / treated, held_out_met / held_out
    low = p - q - hypot(p - first[0], second[1] - q)
    high = p - q + hypot(first[1] - p, q - second[0])
    return Effect(p, q, p - q, low, high)


def money_each(cents: float, people: int) -> float | None:
    """Cents a person; None of nobody, or of an amount that is not known."""
    return cents / people if people and not isnan(cents) else None
