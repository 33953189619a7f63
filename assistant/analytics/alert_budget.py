"""The alert budget: how many retention alerts a month a threshold lets through, and how often alerts were right."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.alerts import NOTHING_HELD_BACK, Alert, Threshold
from assistant.analytics.alerts import SCORE_PLACES
from assistant.analytics.erosion import detect_erosion
from assistant.analytics.erosion.history import erosion_history
from assistant.analytics.erosion.report import erosion_verdicts
from assistant.analytics.intervals import wilson

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

MONTHS = 12
"""How far back onsets are counted: a year, so that every season counts once."""
FEWEST_CLOSED = 20
"""Of fewer judged alerts a precision is not said: Wilson's interval would be wider than a third of the whole."""

Onset = tuple[float, int]
"""Score and cents gone in the month in which a household's verdict became eroding."""


def erosion_onsets(book: Book) -> list[Onset]:
    """What the detector would have raised over the last MONTHS months of a book, had it run at the end of each.

    One onset each time a household is eroding at the end of a month and was not at the end of the month before. Only
    households that are judged today count. Source: E9 of the reference.
    """
    history = erosion_history(book)
    judged = set(erosion_verdicts(book)["household_id"])
    told = history.months, history.households, history.events, history.expected
    before, onsets = set[str](), list[Onset]()
    for back in range(MONTHS, -1, -1):
        verdicts = detect_erosion(*told, as_of=book.last_month - pd.DateOffset(months=back))
        now = verdicts[(verdicts["verdict"] == "eroding") & verdicts["household_id"].isin(judged)]
        fresh = now[~now["household_id"].isin(before)] if back < MONTHS else now.head(0)
        onsets += [(round(r.score, SCORE_PLACES), round(r.money_gone)) for r in fresh.itertuples(index=False)]
        before = set(now["household_id"])
    return onsets


@dataclass(frozen=True, slots=True)
class Precision:
    """How often alerts were right: `acted` on, of those and the ones dismissed as `wrong`. `share` and its 90 % bounds
    are None while fewer than FEWEST_CLOSED are judged. `other` were dismissed for a reason that says neither."""

    acted: int
    wrong: int
    other: int
    share: float | None
    low: float | None
    high: float | None

    @property
    def judged(self) -> int:
        return self.acted + self.wrong


def precision_of(alerts: Iterable[Alert]) -> Precision:
    """The precision so far on closed alerts, with Wilson's interval. Source: E9 and 3.4 of the reference."""
    closed = [alert for alert in alerts if alert.is_closed]
    acted = sum(alert.status == "acted" for alert in closed)
    wrong = sum(alert.reason == "wrong" for alert in closed if alert.status == "dismissed")
    judged = acted + wrong
    bounds = wilson(acted, judged) if judged >= FEWEST_CLOSED else None
    low, high = bounds or (None, None)
    return Precision(acted, wrong, len(closed) - judged, acted / judged if bounds else None, low, high)


def threshold_for(onsets: Sequence[Onset], advisors: int, budget: float, precision: Precision) -> Threshold:
    """The lowest threshold at which false alerts are expected to keep within the budget, per advisor and month.

    `onsets` are those of the last MONTHS months of all `advisors`. As many alerts are taken to be false as the lower
    bound of the precision leaves; while it is not known, all of them. Alerts go by score, equal scores by money; of a
    tie at the limit none is let through. Source: E9 of the reference.
    """
    allowed = budget * advisors * MONTHS / max(1.0 - (precision.low or 0.0), 1e-9)
    places = sorted(onsets, reverse=True)
    if len(places) <= allowed:
        return NOTHING_HELD_BACK
    first_out = places[math.floor(allowed)]
    let_in = [place for place in places if place > first_out]
    score, cents = let_in[-1] if let_in else (first_out[0], first_out[1] + 1)
    return Threshold(0, score, cents)


def alerts_a_month(onsets: Iterable[Onset], advisors: int, threshold: Threshold) -> float:
    """How many a threshold would have let through, per advisor and month of the last MONTHS; 0 without an advisor."""
    passed = sum(onset >= (threshold.score, threshold.amount_cents) for onset in onsets)
    return passed / (advisors * MONTHS) if advisors else 0.0
