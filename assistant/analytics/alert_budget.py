"""The alert budget: how many retention alerts a month a threshold lets through, and how often alerts were right."""

from __future__ import annotations

from bisect import bisect_left
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
"""How far back spells are counted: a year, so that every season counts once."""
FEWEST_CLOSED = 20
"""Of fewer judged alerts a precision is not said: Wilson's interval would be wider than about a third of the whole."""

Level = tuple[float, int]
"""Score and cents gone: by how much a threshold lets an alert in."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A household's erosion over the last MONTHS: the highest level it reached, and the level it was at before them,
    None where it was not eroding then. A threshold between the two would have raised an alert."""

    peak: Level
    before: Level | None


def erosion_spells(book: Book) -> list[Spell]:
    """What the detector would have found in a book, had it run at the end of each of the last MONTHS months.

    One spell a household that was eroding at the end of any of them: an alert that lapses and is back soon is the same
    one. Only households that are judged today count. Source: E9 of the reference.
    """
    history = erosion_history(book)
    judged = set(erosion_verdicts(book)["household_id"])
    told = history.months, history.households, history.events, history.expected
    peaks, before = dict[str, Level](), dict[str, Level]()
    for back in range(MONTHS, -1, -1):
        verdicts = detect_erosion(*told, as_of=book.last_month - pd.DateOffset(months=back))
        eroding = verdicts[(verdicts["verdict"] == "eroding") & verdicts["household_id"].isin(judged)]
        for row in eroding.itertuples(index=False):
            level = (round(row.score, SCORE_PLACES), round(row.money_gone))
            peaks[row.household_id] = max(level, peaks.get(row.household_id, level))
            if back == MONTHS:
                before[row.household_id] = level
    return [Spell(peak, before.get(household)) for household, peak in peaks.items()]


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


def threshold_for(spells: Sequence[Spell], advisors: int, budget: float, precision: Precision) -> Threshold:
    """The lowest threshold at which false alerts are expected to keep within the budget, per advisor and month.

    `spells` are those of all `advisors`. As many alerts are taken to be false as the lower bound of the precision
    leaves; while it is not known, all of them. Alerts go by score, equal scores by money; of a tie at the limit none is
    let in. Source: E9 of the reference.
    """
    allowed = budget * advisors * MONTHS / max(1.0 - (precision.low or 0.0), 1e-9)
    levels = sorted({spell.peak for spell in spells}, reverse=True)
    raised = _Raised(spells)
    too_many = next((place for place, level in enumerate(levels) if raised.by(level) > allowed), None)
    if too_many is None:
        return NOTHING_HELD_BACK
    score, cents = levels[too_many - 1] if too_many else (levels[0][0], levels[0][1] + 1)
    return Threshold(0, score, cents)


def alerts_a_month(spells: Sequence[Spell], advisors: int, threshold: Threshold) -> float:
    """How many a threshold would have raised, per advisor and month of the last MONTHS; 0 without an advisor."""
    raised = _Raised(spells).by((threshold.score, threshold.amount_cents))
    return raised / (advisors * MONTHS) if advisors else 0.0


class _Raised:
    """How many alerts a level would have raised, looked up in the spells' levels in order."""

    def __init__(self, spells: Iterable[Spell]) -> None:
        told = list(spells)
        self._peaks = sorted(spell.peak for spell in told)
        self._before = sorted(spell.before for spell in told if spell.before is not None)

    def by(self, level: Level) -> int:
        """Those that came up to the level, without those that were above it already."""
        reached = len(self._peaks) - bisect_left(self._peaks, level)
        return reached - (len(self._before) - bisect_left(self._before, level))
