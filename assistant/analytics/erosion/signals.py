"""The five kinds of erosion: of each when it began and how much has gone since, whoever it is said of.

Whether anything is said at all is weighed in `fusion`; here a verdict only gets its kind, its date and its amount.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.analytics.erosion.evidence import Evidence
from assistant.analytics.erosion.flows import Flows, median_where
from assistant.analytics.erosion.grid import Bools, Floats, Grid, Ints

K, H, WINSOR = 0.5, 5.0, 4.0
"""CUSUM slack, decision limit and winsorising of z (E2, E4)."""
SHRINK, USUAL_SIGMA, LEAST_SIGMA = 12, 0.01, 0.0025
ASK_WHY = 0.04
"""A single unexplained outflow of 4 % of assets and more is a question, not yet erosion."""
MADE_OF_MOVES = 0.7


@dataclass(frozen=True, slots=True)
class Sign:
    """One kind of erosion for every household: the column it would have begun in, and the money gone since."""

    kind: str
    family: str
    since: Ints
    gone: Floats


def signs_of(grid: Grid, flows: Flows, evidence: Evidence) -> tuple[Sign, ...]:
    """All five kinds, in the order in which an answer names them."""
    nothing = np.zeros(len(grid.households))
    return (
        leak(flows),
        transfer(flows),
        stopped(grid, flows, evidence),
        Sign("held_away", "wallet", evidence.away.since, nothing),
        Sign("engagement", "engagement", evidence.attention.since, nothing),
    )


def cusum(x: Floats, baseline: Bools, judged: Bools) -> tuple[Floats, Ints]:
    """One-sided CUSUM of falling flows (E2) with a robust baseline shrunk to USUAL_SIGMA (E4).

    `x`: net unexplained flow ratios, households by months. Returns the largest value over the last six months and the
    column after the last zero (the change date). z = (x − median) / sigma, winsorised at ±4; C = max(0, C − z − k).
    """
    centre = median_where(x, baseline)
    spread = 1.4826 * median_where(np.abs(x - centre[:, None]), baseline)
    count = baseline.sum(axis=1)
    sigma = np.sqrt(np.maximum((count * spread**2 + SHRINK * USUAL_SIGMA**2) / (count + SHRINK), LEAST_SIGMA**2))
    z = np.clip((x - centre[:, None]) / sigma[:, None], -WINSOR, WINSOR)
    width = x.shape[1]
    value, highest = np.zeros(len(x)), np.zeros(len(x))
    start = np.full(len(x), width, dtype=np.int64)
    for column in range(width):
        now = judged[:, column]
        step = np.where(now, np.maximum(0.0, value - z[:, column] - K), value)
        start = np.where((value == 0) & (step > 0), column, start)
        value = step
        if column >= width - 6:
            highest = np.maximum(highest, value)
    return highest, start


def leak(flows: Flows) -> Sign:
    """Outflow by outflow: since the first of the run, or since the CUSUM last stood at zero when that is earlier."""
    alarm, start = cusum(np.minimum(flows.came, flows.contributed) - flows.gone, flows.baseline, flows.recent)
    since = _first_run(flows.gone, np.where(flows.recent, flows.gone, 0.0))
    since = np.where(alarm > H, np.minimum(start, since), since)
    return Sign("slow_leak", "money", since, _sum_since(flows.gone * flows.assets, since))


def transfer(flows: Flows) -> Sign:
    """Moves of ASK_WHY and more in the last nine months."""
    moves = np.where(flows.recent & (flows.gone >= ASK_WHY), flows.gone, 0.0)
    moves[:, :-9] = 0.0
    since = np.where((moves > 0).any(axis=1), (moves > 0).argmax(axis=1), moves.shape[1])
    return Sign("partial_transfer", "money", since, (moves * flows.assets).sum(axis=1))


def is_transfer(leaking: Sign, moving: Sign) -> Bools:
    """Whether what left was made of large moves."""
    return np.asarray((moving.gone > 0) & (moving.gone >= MADE_OF_MOVES * leaking.gone))


def large_move(flows: Flows) -> Bools:
    """An unexplained move of ASK_WHY and more in the last six months: ask why, whatever else there is (E1)."""
    return np.asarray(np.where(flows.recent, flows.gone, 0.0)[:, -6:].max(axis=1) >= ASK_WHY)


def stopped(grid: Grid, flows: Flows, evidence: Evidence) -> Sign:
    """Contributions that stopped, or fell for the last half year; gone is what the habit would have brought in."""
    habit = evidence.habit
    since = np.where(habit.run > 0, habit.since, max(grid.width - 6, 0))
    paid = flows.baseline & (grid.inflow > 0)
    usual = habit.often * median_where(grid.inflow, paid)
    short = np.where(flows.recent, np.clip(usual[:, None] - grid.inflow, 0.0, None), 0.0)
    return Sign("stopped_contributions", "saving", since, _sum_since(short, since))


def _first_run(gone: Floats, judged: Floats) -> Ints:
    """Column where the last run of outflows began; gaps of two months do not break it, and small outflows (under a
    third of the average of the months judged) do not prolong it. A run may have begun before the months judged."""
    width = gone.shape[1]
    usual = judged.sum(axis=1) / np.maximum((judged > 0).sum(axis=1), 1)
    start = np.full(len(gone), width, dtype=np.int64)
    for column in range(width - 1, -1, -1):
        counts = (gone[:, column] > 0) & (gone[:, column] >= usual / 3)
        near = (start == width) | (start - column <= 3)
        start = np.where(counts & near, column, start)
    return start


def _sum_since(values: Floats, since: Ints) -> Floats:
    return np.asarray(np.where(np.arange(values.shape[1])[None, :] >= since[:, None], values, 0.0).sum(axis=1))
