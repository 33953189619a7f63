"""The erosion detector: signs put together into one verdict a household, with its kind, start, money gone and reason.

A first version: explainable rules on the household's own baseline (E1, E2, E5, E6, E8), nothing learned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit

from assistant.analytics.erosion import signals
from assistant.analytics.erosion.flows import EXPLANATIONS, Flows, unexplained_flows
from assistant.analytics.erosion.grid import Bools, Floats, Grid, Ints, MonthLike, make_grid
from assistant.figures import rate, show

WORDS = {
    "slow_leak": "{share} of assets has left bit by bit since {month} beyond anything expected",
    "partial_transfer": "{share} of assets moved out in large amounts since {month} and nothing on record explains it",
    "stopped_contributions": "regular contributions stopped in {month} and nothing on record explains it",
    "held_away": "money elsewhere has grown since {month} at each review, beyond the market",
    "engagement": "two-way contacts have fallen under half of the household's own rate since {month}",
}
ASK = "One move of {share} of assets in {month} without a plan or an event on record: ask why."
TOO_SHORT = "Less than twelve months of history, too little to judge."
NOTHING_LEFT = "No assets at the end of these months."
DISCOVERY = "Discovery: declared net worth rose at a review while nothing left here, so the share fell without a loss."
STEADY = np.array(["No unexplained outflow.", *(f"Explained: {words}." for _, words in EXPLANATIONS)], dtype=object)


def detect_erosion(
    history: pd.DataFrame,
    households: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    expected: pd.DataFrame | None = None,
    *,
    as_of: MonthLike,
) -> pd.DataFrame:
    """Who is silently leaving, judged at the end of the month `as_of`; nothing dated later is read.

    `history`: one row a household and month (`household_id, month, aum_begin, inflow, outflow, market_gain, fees,
    aum_end`, and where known `declared_net_worth`, `contacts`, `logins`); months may be missing. `households`:
    `household_id, age` (at `as_of`). `events`: `household_id, month, kind`. `expected`: `household_id, month, amount`,
    out negative. Amounts are in any one unit. Returns one row a household seen, in order of id: `verdict` (eroding,
    watch, steady), `kind` (missing when steady), `since` (first day of a month, NaT when steady), `money_gone` (in the
    history's unit), `score` (0 to 1, an order and not a probability), `reason`. Raises BadArguments when a needed
    column is missing. Sources: E1, E2, E4, E5, E6, E8 of the reference; thresholds are in erosion_signals.
    """
    grid = make_grid(history, households, events, expected, as_of)
    flows = unexplained_flows(grid)
    held_away, discovery = signals.wallet(grid, flows)
    signs = (
        signals.leak(flows),
        signals.transfer(flows),
        signals.stopped(grid, flows),
        held_away,
        signals.engagement(grid, flows),
    )
    return _frame(grid, flows, _judge(grid, flows, signs), discovery)


def flow_evidence(
    history: pd.DataFrame,
    households: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    expected: pd.DataFrame | None = None,
    *,
    as_of: MonthLike,
) -> pd.DataFrame:
    """What `detect_erosion` sees of the last twelve months, one row a household and month, in the history's unit:
    `household_id`, `month`, `net_outflow`, one column an innocent explanation (what of it that explains, in the order
    they are tried), `unexplained`. The explanations and what they leave add up to the net outflow.
    """
    grid = make_grid(history, households, events, expected, as_of)
    flows = unexplained_flows(grid)
    columns = range(max(grid.width - 12, 0), grid.width)
    net = np.clip(grid.outflow - grid.inflow, 0.0, None) * grid.seen
    amounts = {name: flows.explained[name] * flows.assets for name, _ in EXPLANATIONS}
    amounts["unexplained"] = np.clip(net - sum(amounts.values()), 0.0, None)
    frame = pd.DataFrame(
        {
            "household_id": np.repeat(grid.households, len(columns)),
            "month": np.tile(np.array([grid.month(c) for c in columns], dtype="datetime64[s]"), len(grid.households)),
            "net_outflow": net[:, columns].ravel(),
            **{name: cells[:, columns].ravel() for name, cells in amounts.items()},
        }
    )
    return frame[grid.seen[:, columns].ravel()].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class _Judgement:
    """The levels of all signs (kinds by households) and what follows from them."""

    signs: Sequence[signals.Sign]
    levels: Ints
    families: Ints
    has_assets: Bools
    eroding: Bools
    asked: Bools
    lead: Ints

    @property
    def speaks(self) -> Bools:
        return np.asarray(self.eroding | self.asked | (self.levels.max(axis=0) > 0))

    def of_lead(self, name: str) -> npt.NDArray[np.float64]:
        values = np.stack([getattr(sign, name) for sign in self.signs])
        return np.asarray(values[self.lead, np.arange(values.shape[1])])


def _judge(grid: Grid, flows: Flows, signs: Sequence[signals.Sign]) -> _Judgement:
    """E8: one strong and sustained sign, or signs of two independent families, is erosion; anything less is watched."""
    has_assets = _has_assets(grid)
    judged = has_assets & flows.enough
    levels = np.stack([sign.level for sign in signs]) * judged
    names = sorted({sign.family for sign in signs})
    families = np.stack([levels[[sign.family == name for sign in signs]].max(axis=0) for name in names])
    eroding = (families.max(axis=0) == 2) | ((families > 0).sum(axis=0) >= 2)
    asked = judged & ~eroding & (levels.max(axis=0) == 0) & signals.single_move(flows)
    return _Judgement(signs, levels, families, has_assets, eroding, asked, _lead(signs, levels, asked))


def _has_assets(grid: Grid) -> Bools:
    """The last month seen is one of the last three and ended with assets: the relationship is open."""
    last = grid.width - 1 - grid.seen[:, ::-1].argmax(axis=1)
    ended = grid.end[np.arange(len(last)), last]
    return np.asarray((last >= grid.width - 3) & (ended > 0))


def _lead(signs: Sequence[signals.Sign], levels: Ints, asked: Bools) -> Ints:
    """Which sign names the kind: the strongest, the first of equals; a leak made of large moves is a transfer."""
    lead = levels.argmax(axis=0)
    kinds = [sign.kind for sign in signs]
    leak, move = kinds.index("slow_leak"), kinds.index("partial_transfer")
    large = (signs[move].gone > 0) & (signs[move].gone >= 0.7 * signs[leak].gone)
    return np.asarray(np.where(asked | ((lead == leak) & large & (levels[leak] > 0)), move, lead))


def _frame(grid: Grid, flows: Flows, judgement: _Judgement, discovery: Bools) -> pd.DataFrame:
    speaks = judgement.speaks
    kinds = np.array([*(sign.kind for sign in judgement.signs), None], dtype=object)
    since = np.where(speaks, judgement.of_lead("since"), grid.width).astype(np.int64)
    gone = np.where(speaks, judgement.of_lead("gone"), 0.0)
    verdict = np.where(judgement.eroding, "eroding", np.where(speaks, "watch", "steady"))
    return pd.DataFrame(
        {
            "household_id": grid.households,
            "verdict": verdict,
            "kind": kinds[np.where(speaks, judgement.lead, -1)],
            "since": _first_days(grid, since),
            "money_gone": gone,
            "score": _score(judgement),
            "reason": _reasons(grid, flows, judgement, discovery),
        }
    )


def _first_days(grid: Grid, columns: Ints) -> pd.Series:
    days = pd.Series([*(grid.month(column) for column in range(grid.width)), pd.NaT], dtype="datetime64[s]")
    return pd.Series(days.to_numpy()[np.minimum(columns, grid.width)])


def _score(judgement: _Judgement) -> Floats:
    """A logistic of the evidence: an order of urgency, not a probability."""
    evidence = judgement.families.sum(axis=0) + 0.5 * judgement.asked
    return np.asarray(expit(2.0 * evidence - 3.0))


def _reasons(grid: Grid, flows: Flows, judgement: _Judgement, discovery: Bools) -> npt.NDArray[np.object_]:
    reasons = STEADY[flows.main_explanation() + 1]
    reasons = np.where(discovery, DISCOVERY, reasons)
    reasons = np.where(flows.enough, reasons, TOO_SHORT)
    reasons = np.where(judgement.has_assets, reasons, NOTHING_LEFT).astype(object)
    columns = np.minimum(judgement.of_lead("since"), grid.width - 1).astype(np.int64)
    assets = flows.assets[np.arange(len(columns)), columns]
    shares = judgement.of_lead("gone") / np.where(assets > 0, assets, np.inf)
    for row in np.flatnonzero(judgement.speaks):
        share = show(rate(float(shares[row])), "rate")
        reasons[row] = _reason(grid, judgement, int(row), share, grid.month(int(columns[row])))
    return reasons


def _reason(grid: Grid, judgement: _Judgement, row: int, share: str, month: pd.Timestamp) -> str:
    """One sentence: what the leading sign saw, then what the others add."""
    if judgement.asked[row]:
        return ASK.format(share=share, month=f"{month:%B %Y}")
    lead = int(judgement.lead[row])
    parts = [WORDS[judgement.signs[lead].kind].format(share=share, month=f"{month:%B %Y}")]
    for index, sign in enumerate(judgement.signs):
        if sign.family != judgement.signs[lead].family and judgement.levels[index, row] > 0:
            parts.append(WORDS[sign.kind].format(share="", month=f"{grid.month(int(sign.since[row])):%B %Y}"))
    sentence = "; ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."
