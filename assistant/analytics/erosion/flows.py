"""What left without an explanation: a household's flows net of the market, of what was expected and what is innocent.

Ratios are over ex-market assets (the first assets seen plus all flows since), so the market moves nothing here (F23).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from assistant.analytics.erosion.grid import Bools, Floats, Grid, Ints

BASELINE, RECENT = 24, 12
LEAST_HISTORY = 12
SMALL = 0.002
"""Outflows under 0.2 % of assets in a month are noise."""
DRAW = 0.008
"""A retired household's regular income: up to 0.8 % of assets a month."""
RETIRED_AGE, RMD_AGE = 60, 73
PASSING = 0.05
"""An inflow of 5 % of assets in a month may be passing through; its leaving within half a year is no loss."""

EXPLANATIONS = (
    ("expected", "the outflows were expected"),
    ("event", "a planned withdrawal or a death explains the outflows"),
    ("habit", "the household has always drawn about this much"),
    ("season", "the same outflow came in the same season a year before"),
    ("distribution", "required distributions at this age explain the outflows"),
    ("income", "a retired household draws a regular income"),
    ("passing", "money that had just arrived moved on, or came back"),
)
"""Innocent explanations, in the order in which they are tried, with the words of a reason."""


@dataclass(frozen=True, slots=True)
class Flows:
    """Ratios of ex-market `assets`, households by months. `gone` is the outflow that nothing explains, `came` the net
    inflow, `baseline` and `recent` mark the months a household is measured by and the ones it is judged on."""

    assets: Floats
    gone: Floats
    came: Floats
    contributed: Floats
    baseline: Bools
    recent: Bools
    explained: Mapping[str, Floats]

    @property
    def enough(self) -> Bools:
        return np.asarray(self.baseline.sum(axis=1) + self.recent.sum(axis=1) >= LEAST_HISTORY - 1)

    def main_explanation(self) -> Ints:
        """Index into EXPLANATIONS of what explains most of the last months' outflows, −1 where nothing does."""
        last = np.stack([self.explained[name][:, -RECENT:].sum(axis=1) for name, _ in EXPLANATIONS])
        return np.where(last.max(axis=0) >= 0.01, last.argmax(axis=0), -1)


def unexplained_flows(grid: Grid) -> Flows:
    """Take every innocent explanation off the net outflows, one after another. Source: F23, E1, E8 of the reference."""
    assets = _ex_market_assets(grid)
    base = np.where(assets > 0, assets, np.inf)
    baseline, recent = _windows(grid)
    net = np.where(grid.seen, grid.inflow - grid.outflow, 0.0) / base
    left, came = np.clip(-net, 0.0, None), np.clip(net, 0.0, None)
    explained: dict[str, Floats] = {}

    def take(name: str, taken: Floats) -> None:
        nonlocal left
        explained[name] = taken
        left = left - taken

    take("expected", _matched(left, np.clip(grid.due_out - grid.due_in, 0.0, None) / base, (0, 1, 2, -1)))
    take("event", np.where(_excused(grid), left, 0.0))
    take("habit", np.minimum(left, _habit(left, baseline)[:, None]))
    take("season", np.minimum(left, _season(left)))
    take("distribution", _distributions(grid, left, explained["expected"] + explained["season"]))
    take("income", _income(grid, left))
    take("passing", _passed_through(left, came))
    left = np.where(left < SMALL, 0.0, left)
    return Flows(assets, left, came, np.where(grid.seen, grid.inflow, 0.0) / base, baseline, recent, explained)


def _ex_market_assets(grid: Grid) -> Floats:
    """The first assets seen plus flows and transfers until the month, never under a quarter of the most they were."""
    households = np.arange(len(grid.households))
    anchor = grid.begin[households, grid.first][:, None]
    after = anchor + np.cumsum(np.where(grid.seen, grid.inflow - grid.outflow + grid.moved, 0.0), axis=1)
    before = np.concatenate([anchor, after[:, :-1]], axis=1)
    most = np.maximum.accumulate(np.maximum(before, after), axis=1)
    return np.asarray(np.maximum(before, most / 4))


def _windows(grid: Grid) -> tuple[Bools, Bools]:
    """The last twelve months are judged by the twenty-four before; a short history is split in the same spirit."""
    months = np.arange(grid.width)[None, :]
    length = (grid.width - grid.first)[:, None]
    recent = np.clip(length - LEAST_HISTORY, 3, RECENT)
    start = grid.width - recent
    baseline = (months < start) & (months >= start - BASELINE) & (months > grid.first[:, None]) & grid.seen
    return baseline, (months >= start) & grid.seen


def _matched(left: Floats, due: Floats, lags: tuple[int, ...]) -> Floats:
    """What of `left` is covered by `due` of the same month, or of one some months off, each amount used once."""
    due, left = due.copy(), left.copy()
    taken = np.zeros_like(left)
    width = left.shape[1]
    for lag in (lag for lag in lags if abs(lag) < width):
        now, then = slice(max(lag, 0), width + min(lag, 0)), slice(max(-lag, 0), width - max(lag, 0))
        part = np.minimum(left[:, now], due[:, then])
        taken[:, now] += part
        left[:, now] -= part
        due[:, then] -= part
    return taken


def spread_marks(marks: Bools, before: int, after: int) -> Bools:
    """Marks widened by some months on either side."""
    wide = marks.copy()
    for lag in range(1, after + 1):
        wide[:, lag:] |= marks[:, :-lag]
    for lag in range(1, before + 1):
        wide[:, :-lag] |= marks[:, lag:]
    return wide


def _excused(grid: Grid) -> Bools:
    """Months in which an event explains whatever leaves: a quarter around a planned withdrawal (notes are often late,
    and payments too), the year after a death."""
    return spread_marks(grid.events["planned_withdrawal"], 3, 3) | spread_marks(grid.events["death_notice"], 1, 12)


def _habit(left: Floats, baseline: Bools) -> Floats:
    """A draw that was there in most months of the baseline, with a quarter of slack; zero where there was none."""
    return 1.25 * median_where(left, baseline)


def median_where(values: Floats, where: Bools) -> Floats:
    """Median of each row over the marked months, 0 where none is marked."""
    marked = np.sort(np.where(where, values, np.inf), axis=1)
    count = where.sum(axis=1)
    rows = np.arange(len(values))
    low, high = np.maximum(count - 1, 0) // 2, np.maximum(count // 2, 0)
    middle = (marked[rows, low] + marked[rows, np.minimum(high, values.shape[1] - 1)]) / 2
    return np.where(count > 0, middle, 0.0)


def _season(left: Floats) -> Floats:
    """What left alone, with quiet months around it, about a year before: tax, tuition, a yearly draw."""
    width = left.shape[1]
    around = np.zeros_like(left)
    for lag in (1, 2, 3):
        around[:, lag:] += left[:, :-lag]
        around[:, :-lag] += left[:, lag:]
    alone = np.where(around <= 0.5 * left, left, 0.0)
    allowed = np.zeros_like(left)
    for lag in (11, 12, 13):
        if lag < width:
            allowed[:, lag:] = np.maximum(allowed[:, lag:], 1.4 * alone[:, :-lag])
    return allowed


def _distributions(grid: Grid, left: Floats, already: Floats) -> Floats:
    """What a household of 73 or more must take in a calendar year, less what is explained already (F11's divisors)."""
    age = grid.age[:, None] - (grid.width - 1 - np.arange(grid.width))[None, :] / 12
    due = np.where(age >= RMD_AGE, 1.2 / np.clip(26.5 - 0.9 * (age - RMD_AGE), 8.0, None), 0.0)
    taken = np.zeros_like(left)
    used = np.zeros(len(left))
    for column, month in enumerate(grid.calendar_months):
        if month == 1:
            used[:] = 0.0
        used += already[:, column]
        taken[:, column] = np.clip(np.minimum(left[:, column], due[:, column] - used), 0.0, None)
        used += taken[:, column]
    return taken


def _income(grid: Grid, left: Floats) -> Floats:
    """A retired household's draws up to DRAW a month: monthly or quarterly after a retirement on record; without one,
    at an age, month by month."""
    retired = np.logical_or.accumulate(grid.events["retirement"], axis=1)
    regular = np.zeros(left.shape, dtype=bool)
    small = (left > 0) & (left <= DRAW)
    regular[:, 1:] = small[:, 1:] & small[:, :-1]
    regular[:, :-1] |= regular[:, 1:]
    old = (grid.age >= RETIRED_AGE)[:, None] & regular
    drawn = np.where(spread_marks(retired, 3, 0), left, np.where(old, np.minimum(left, DRAW), 0.0))
    taken = np.zeros_like(left)
    for column in range(left.shape[1]):
        before = taken[:, max(column - 2, 0) : column].sum(axis=1)
        taken[:, column] = np.clip(np.minimum(drawn[:, column], 3 * DRAW - before), 0.0, None)
    return taken


def _passed_through(left: Floats, came: Floats) -> Floats:
    """Large inflows that leave again within six months, and outflows that come back within two: no loss."""
    large = np.where(came >= PASSING, came, 0.0)
    return _matched(left, large, (0, 1, 2, 3, 4, 5, 6, -1, -2))
