"""What moved a share of wallet (F25): money, the market, or only what was declared; a discovery told from a loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.figures import Method

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.analytics.monthly import Bools, Floats, Ints, Monthly

F25 = Method(
    "F25",
    "change of the share = money in or out ÷ net worth then, + the market on assets less the market on net worth that "
    "was declared anew, + restated net worth, + clients who came, went or were declared first; the four add up",
)
F25_LABEL = Method(
    "F25 label",
    "a share that moved by five points or a tenth is named after what moved it most: discovery (money elsewhere came "
    "to light while it had not left here), money left, planned withdrawals, market, money came, net worth restated",
)
POINTS, TENTH = 0.05, 0.10
"""A share has moved when it did so by five points, or by a tenth of itself (E5)."""
DISCOVERY, LOSS, PLANNED, MARKET, GAIN, LOWER, STEADY = (
    "discovery", "money left", "planned withdrawals", "market", "money came", "net worth restated", "steady",
)  # fmt: skip
SUMMED = ("assets_0", "assets_1", "worth_0", "worth_1", "flow", "moved", "market", "worth_market")
UNKNOWN = "not declared"
FALLS, RISES = (DISCOVERY, LOSS, PLANNED, MARKET), (LOWER, GAIN, MARKET)


def wallet_moves(months: Monthly, start: int, end: int) -> pd.DataFrame:
    """One row a household (index, as in `months`), what happened between two points, in cents as floats: `assets_0`,
    `assets_1`, `worth_0`, `worth_1` (declared at or before, NaN where never), `flow` (contributions − withdrawals),
    `moved` (transfers), `market` (fees taken off), `worth_market` (what the market did to the net worth from its old
    declaration to its new one, 0 where it was not declared anew), `elsewhere` (how much more money elsewhere the new
    declaration shows than the old one and the market explain), `left` (withdrawals nobody expected, less what came in,
    from the old declaration on), `anew` and `label` (F25 label).
    """
    index = np.arange(len(months.households))
    worth_0, worth_1 = months.worth[:, start], months.worth[:, end]
    old, new = np.maximum(months.declared[:, start], 0), np.maximum(months.declared[:, end], 0)
    anew = ~np.isnan(worth_0) & (months.declared[:, end] > start)
    gained = _running(months.market - months.fees)
    growth = months.price[index, new] / months.price[index, old] - 1
    away_0 = np.clip(np.nan_to_num(worth_0) - months.assets[index, old], 0.0, None)
    away_1 = np.nan_to_num(worth_1) - months.assets[index, new]
    ours = gained[index, new] - gained[index, old]
    moves: dict[str, Floats] = {
        "assets_0": months.assets[:, start].astype(np.float64),
        "assets_1": months.assets[:, end].astype(np.float64),
        "worth_0": worth_0,
        "worth_1": worth_1,
        "flow": (months.contributions - months.withdrawals)[:, start:end].sum(axis=1).astype(np.float64),
        "moved": months.transfers[:, start:end].sum(axis=1).astype(np.float64),
        "market": (gained[:, end] - gained[:, start]).astype(np.float64),
        "worth_market": np.where(anew, ours + away_0 * growth, 0.0),
        "elsewhere": np.where(anew, away_1 - away_0 * (1 + growth), 0.0),
    }
    since = np.where(anew, np.minimum(old, start), start)
    planned, left = _outflows(months, since, end)
    label = _labels(moves, planned, left)
    return pd.DataFrame({**moves, "left": left, "anew": anew, "label": label}, index=months.households)


def _running(matrix: Ints) -> Ints:
    """Sums up to each point."""
    return np.concatenate([np.zeros((len(matrix), 1), dtype=np.int64), np.cumsum(matrix, axis=1)], axis=1)


def _outflows(months: Monthly, since: Ints, end: int) -> tuple[Floats, Floats]:
    """Withdrawals that were and were not expected, from each household's own point on; of these less what came in."""

    def total(matrix: Ints) -> Floats:
        sums = _running(matrix)
        return np.asarray(sums[:, end] - sums[np.arange(len(matrix)), since], dtype=np.float64)

    free, came = total(months.unplanned), total(months.contributions)
    return total(months.withdrawals) - free, np.clip(free - came, 0.0, None)


def _labels(moves: Mapping[str, Floats], planned: Floats, left: Floats) -> npt.NDArray[np.str_]:
    """The cause that weighs most in each share that moved, in points of share."""
    worth, later = (np.where(moves[name] > 0, moves[name], np.nan) for name in ("worth_0", "worth_1"))
    then, now, elsewhere = moves["assets_0"] / worth, moves["assets_1"] / later, moves["elsewhere"]
    causes = {
        DISCOVERY: np.clip(elsewhere - left, 0.0, None) * now,
        LOSS: left,
        PLANNED: planned,
        MARKET: np.abs(moves["market"] - then * moves["worth_market"]),
        GAIN: np.clip(moves["flow"], 0.0, None),
        LOWER: np.clip(-elsewhere, 0.0, None) * then,
    }
    change = now - then
    fell, rose = ((sign * change >= POINTS) | ((sign * change >= TENTH * then) & (then > 0)) for sign in (-1, 1))
    label = np.where(np.isnan(change), UNKNOWN, STEADY).astype(f"U{max(map(len, (*causes, UNKNOWN)))}")
    for moved, names in ((fell, FALLS), (rose, RISES)):
        weights = np.stack([np.nan_to_num(causes[name][moved]) for name in names])
        label[moved] = np.array(names)[weights.argmax(axis=0)]
    return label


@dataclass(frozen=True, slots=True)
class ShareMove:
    """How a book's share of wallet went from `before` to `after`; the four parts add up to the difference. None where
    nobody had declared a net worth at that end."""

    before: float | None
    after: float | None
    flow: float = 0.0
    market: float = 0.0
    restated: float = 0.0
    others: float = 0.0

    @property
    def change(self) -> float | None:
        return None if self.before is None or self.after is None else self.after - self.before


def share_move(moves: pd.DataFrame, there_0: Bools, there_1: Bools) -> ShareMove:
    """The parts of a change for rows of `wallet_moves`; `there_0` and `there_1` say who was a client at either
    end. Always sums over sums, never a mean of shares. Source: F24, F25."""
    table = {name: moves[name].to_numpy(dtype=np.float64) for name in SUMMED}
    declared_0 = there_0 & (np.nan_to_num(table["worth_0"]) > 0)
    declared_1 = there_1 & (np.nan_to_num(table["worth_1"]) > 0)
    before, after = _ratio(table, "0", declared_0), _ratio(table, "1", declared_1)
    if before is None or after is None:
        return ShareMove(before, after)
    both = declared_0 & declared_1
    if not both.any():
        return ShareMove(before, after, others=after - before)
    sums = {name: float(values[both].sum()) for name, values in table.items()}
    flown = sums["assets_0"] + sums["flow"]
    steps = (
        sums["assets_0"] / sums["worth_0"],
        flown / sums["worth_0"],
        (flown + sums["moved"]) / sums["worth_0"],
        (flown + sums["moved"] + sums["market"]) / (sums["worth_0"] + sums["worth_market"]),
        sums["assets_1"] / sums["worth_1"],
    )
    flow, moved, market, restated = np.diff(steps)
    others = (steps[0] - before) + moved + (after - steps[4])
    return ShareMove(before, after, float(flow), float(market), float(restated), float(others))


def _ratio(table: Mapping[str, Floats], end: str, who: Bools) -> float | None:
    worth = float(table[f"worth_{end}"][who].sum())
    return float(table[f"assets_{end}"][who].sum()) / worth if worth > 0 else None
