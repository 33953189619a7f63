"""Evidence of money that leaves: what went out unexplained, beyond the household's own noise, habit and largest moves.

A single month counts for four of the household's usual months at most (E4), so one purchase is never a drift.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.analytics.erosion.flows import Flows, spread_marks
from assistant.analytics.erosion.grid import Bools, Floats, Grid, Ints
from assistant.analytics.erosion.windows import last_count, last_sum, mean_of, rolling_sums, steps

PRIOR_MONTHS = 12
USUAL_QUARTER = 0.01
"""A household nothing is known of moves by 1 % of assets a quarter (E4: shrinking with the weight of a year)."""
WILD = 0.15
"""A quarter that moved by more than 15 % counts as 15 %: a house bought long ago widens nothing for good."""
WINSOR, LEAST_CAP = 4.0, 0.015
ACTIVE = 0.003
"""A month in which 0.3 % of assets and more left unexplained."""
MOVE, STEP = 0.03, 0.05
"""A single move is one of 3 % and more, measured in steps of 5 %."""
EVEN_DRAW = 0.012
LOOK_BACK = 9


@dataclass(frozen=True, slots=True)
class OutflowItems:
    """The money items of `evidence.ITEMS`; `largest`: the largest move in steps; `sustained`: outflows in four of the
    last nine months, or two moves and more."""

    items: dict[str, Floats]
    largest: Floats
    sustained: Bools


def outflow_items(grid: Grid, flows: Flows, old: Floats) -> OutflowItems:
    """`old`: 0 to 1, how likely a household lives on its assets. Ratios of ex-market assets; sources E2, E4."""
    noise = own_noise(grid, flows)
    capped = np.minimum(flows.gone, np.maximum(WINSOR * noise / np.sqrt(3), LEAST_CAP)[:, None])
    active = flows.gone >= ACTIVE
    largest, second, when = _moves(flows)
    move = steps(largest - MOVE, STEP)
    new = move * (np.where(flows.recent, 0.0, flows.gone).max(axis=1) < 0.5 * largest)
    half_year = steps(_drift(capped, flows, 6), 1.4 * noise)
    items = {
        "drift_year": steps(_drift(capped, flows, 12), 2 * noise),
        "oftener_quarter": _oftener(active, flows, 3),
        "oftener_half": _oftener(active, flows, 6),
        "beyond_habit": _beyond_habit(active, flows),
        "even": steps(np.median(np.where(flows.recent, flows.gone, 0.0)[:, -6:], axis=1), 0.5 * noise),
        "second_move": steps(second, 2 * noise),
        "largest_move": new,
        "fresh_move": move * (when >= grid.width - 2),
        "new_account": move * _at(spread_marks(grid.events["account_opened"], 1, 1), when),
        "even_draw_of_the_old": old * np.minimum(half_year, 2.0) * (_largest_out(grid, flows) < EVEN_DRAW),
        "rough": steps(noise - 0.006, 0.01),
    }
    sustained = (last_count(active & flows.recent, LOOK_BACK) >= 4) | (second >= np.maximum(MOVE, 0.3 * largest))
    return OutflowItems(items, move, np.asarray(sustained))


def own_noise(grid: Grid, flows: Flows) -> Floats:
    """How much a quarter's net flow varies in the household's baseline, up or down, shrunk to USUAL_QUARTER (E4)."""
    net = np.where(grid.seen, grid.outflow - grid.inflow, 0.0) / np.where(flows.assets > 0, flows.assets, np.inf)
    sums, whole = rolling_sums(np.clip(net, -WILD, WILD), 3, flows.baseline)
    off = np.clip(sums - mean_of(sums, whole)[:, None], -WILD, WILD)
    known = whole.sum(axis=1)
    shrunk = (known * mean_of(off**2, whole) + PRIOR_MONTHS * USUAL_QUARTER**2) / (known + PRIOR_MONTHS)
    return np.asarray(np.sqrt(shrunk))


def _drift(capped: Floats, flows: Flows, months: int) -> Floats:
    """What left in the last months beyond the baseline's usual amount."""
    usual = mean_of(capped, flows.baseline)
    return last_sum(capped, months, flows.recent) - last_count(flows.recent, months) * usual


def _oftener(active: Bools, flows: Flows, months: int) -> Floats:
    """Share of the last months with an outflow, less the share in the baseline."""
    usual = mean_of(active.astype(np.float64), flows.baseline)
    return np.clip(last_count(active & flows.recent, months) / months - usual, 0.0, 1.0)


def _beyond_habit(active: Bools, flows: Flows) -> Floats:
    """More months with an outflow in the last half year than in any half year before, in steps of three."""
    before, _ = rolling_sums(active.astype(np.float64), 6, flows.baseline)
    return np.asarray(np.clip(last_count(active & flows.recent, 6) - before.max(axis=1), 0.0, 6.0) / 3)


def _moves(flows: Flows) -> tuple[Floats, Floats, Ints]:
    """The largest and the second largest outflow of the last nine months, and the column of the largest."""
    last = np.where(flows.recent, flows.gone, 0.0)
    width = last.shape[1]
    last = np.pad(last, ((0, 0), (max(LOOK_BACK - width, 0), 0)))[:, -LOOK_BACK:]
    ordered = np.sort(last, axis=1)
    return ordered[:, -1], ordered[:, -2], width - LOOK_BACK + last.argmax(axis=1)


def _at(marks: Bools, columns: Ints) -> Bools:
    return np.asarray(marks[np.arange(len(marks)), np.maximum(columns, 0)])


def _largest_out(grid: Grid, flows: Flows) -> Floats:
    """The largest outflow of the last half year, explained or not."""
    out = np.where(grid.seen, grid.outflow, 0.0) / np.where(flows.assets > 0, flows.assets, np.inf)
    return np.asarray(out[:, -6:].max(axis=1))
