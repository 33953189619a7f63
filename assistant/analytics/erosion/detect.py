"""The erosion detector: evidence put together into one verdict a household, with its kind, start, money and reason.

A household is judged by its own months alone. Evidence is weighed by constants that were fitted on simulated firms
(`weights`); a firm's own book fits nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.erosion.evidence import FAMILIES, ITEMS, Evidence, gather
from assistant.analytics.erosion.flows import EXPLANATIONS, Flows, unexplained_flows
from assistant.analytics.erosion.fusion import SPEAKS, Fused, fuse
from assistant.analytics.erosion.grid import Bools, Grid, Ints, MonthLike, make_grid
from assistant.analytics.erosion.signals import Sign, is_transfer, large_move, signs_of
from assistant.analytics.erosion.weights import THRESHOLD, WEIGHTS
from assistant.figures import rate, show

WORDS = {
    "slow_leak": "{share} of assets has left bit by bit since {month} beyond anything expected",
    "partial_transfer": "{share} of assets moved out in large amounts since {month} and nothing on record explains it",
    "stopped_contributions": "regular contributions stopped or fell in {month} and nothing on record explains it",
    "held_away": "more money is declared elsewhere since {month}, beyond the market",
    "engagement": "two-way contacts and logins have fallen far under the household's own rate since {month}",
}
ADDED = {
    "money": "money leaves since {month}",
    "saving": WORDS["stopped_contributions"],
    "wallet": WORDS["held_away"],
    "engagement": WORDS["engagement"],
}
"""What a family adds to the sentence of another."""
MAY_BE = {
    "fresh_move": "the largest move is too fresh to tell from a correction",
    "new_account": "an account was opened here about then",
    "even_draw_of_the_old": "it may be a retirement income",
    "stop_of_the_old": "it may be a retirement",
    "stop_with_draw": "it may be a retirement",
    "estate_move": "it may be an estate",
    "estate_stop": "it may be an estate",
    "jump": "it may be old money told of only now",
}
"""What an innocent item of evidence means, said where it weighs at least as much as a family that speaks."""
ASK = "{share} of assets moved out since {month} without a plan or an event on record: ask why"
LITTLE = 0.02
"""Unexplained outflows under 2 % of assets a year are nothing to speak of."""
TOO_LITTLE = "Some outflows are unexplained, not enough to tell from chance."
TOO_SHORT = "Less than twelve months of history, too little to judge."
NOTHING_LEFT = "No assets at the end of these months."
DISCOVERY = "Discovery: declared net worth rose at a review while nothing left here, so the share fell without a loss."
ITEM_AT = {name: column for column, (name, _, _) in enumerate(ITEMS)}
AT_ONCE = 20_000
"""Households judged at a time, so that memory does not grow with the firm."""
STEADY = np.array(["No unexplained outflow.", *(f"Explained: {words}." for _, words in EXPLANATIONS)], dtype=object)


def detect_erosion(
    history: pd.DataFrame,
    households: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    expected: pd.DataFrame | None = None,
    *,
    as_of: MonthLike,
    threshold: float = THRESHOLD,
) -> pd.DataFrame:
    """Who is silently leaving, judged at the end of the month `as_of`; nothing dated later is read.

    `history`: one row a household and month (`household_id, month, aum_begin, inflow, outflow, market_gain, fees,
    aum_end`, and where known `declared_net_worth`, `contacts`, `logins`); months may be missing. `households`:
    `household_id, age` (at `as_of`). `events`: `household_id, month, kind`. `expected`: `household_id, month, amount`,
    out negative. Amounts are in any one unit. Returns one row a household seen, in order of id: `verdict` (eroding,
    watch, steady), `kind` (missing when steady), `since` (first day of a month, NaT when steady), `money_gone` (in the
    history's unit), `score` (0 to 1, an order and not a probability), `reason`. From `threshold` on a score may be
    called eroding; a firm tunes it to its budget of alerts (E9). A verdict depends on no other household. Raises
    BadArguments when a needed column is missing. Sources: E1, E2, E4 to E9 of the reference.
    """
    grid = make_grid(history, households, events, expected, as_of)
    parts = [_verdicts(grid.rows(each), threshold) for each in _slices(grid)]
    return pd.concat(parts, ignore_index=True)


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
    parts = [_flow_rows(grid.rows(each)) for each in _slices(grid)]
    return pd.concat(parts, ignore_index=True)


def _flow_rows(grid: Grid) -> pd.DataFrame:
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


def _slices(grid: Grid) -> list[slice]:
    return [slice(start, start + AT_ONCE) for start in range(0, max(len(grid.households), 1), AT_ONCE)]


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What is said of each household: `lead` is the sign that names the kind."""

    evidence: Evidence
    fused: Fused
    signs: Sequence[Sign]
    judged: Bools
    has_assets: Bools
    eroding: Bools
    watched: Bools
    asked: Bools
    lead: Ints

    @property
    def speaks(self) -> Bools:
        return np.asarray(self.eroding | self.watched | self.asked)

    def of_lead(self, name: str) -> npt.NDArray[np.float64]:
        values = np.stack([getattr(sign, name) for sign in self.signs])
        return np.asarray(values[self.lead, np.arange(values.shape[1])])


def judged_households(grid: Grid, flows: Flows) -> Bools:
    """Open relationships with a long enough history: the others are never judged."""
    return np.asarray(_has_assets(grid) & flows.enough)


def _verdicts(grid: Grid, threshold: float) -> pd.DataFrame:
    flows = unexplained_flows(grid)
    evidence = gather(grid, flows)
    return _frame(grid, flows, _judge(grid, flows, evidence, threshold))


def _judge(grid: Grid, flows: Flows, evidence: Evidence, threshold: float) -> _Judgement:
    fused, signs = fuse(evidence), signs_of(grid, flows, evidence)
    judged = judged_households(grid, flows)
    eroding, watched = judged & fused.eroding(threshold), judged & fused.watched(threshold)
    asked = judged & ~eroding & ~watched & large_move(flows)
    lead = _lead(signs, fused, asked)
    return _Judgement(evidence, fused, signs, judged, _has_assets(grid), eroding, watched, asked, lead)


def _has_assets(grid: Grid) -> Bools:
    """The last month seen is one of the last three and ended with assets: the relationship is open."""
    last = grid.width - 1 - grid.seen[:, ::-1].argmax(axis=1)
    ended = grid.end[np.arange(len(last)), last]
    return np.asarray((last >= grid.width - 3) & (ended > 0))


def _lead(signs: Sequence[Sign], fused: Fused, asked: Bools) -> Ints:
    """Which sign names the kind: that of the strongest family; money made of large moves is a transfer."""
    kinds = [sign.kind for sign in signs]
    first_of = np.array([[sign.family for sign in signs].index(family) for family in FAMILIES])
    lead = first_of[fused.lead]
    leak, move = kinds.index("slow_leak"), kinds.index("partial_transfer")
    moves = asked | ((lead == leak) & is_transfer(signs[leak], signs[move]))
    return np.asarray(np.where(moves, move, lead))


def _frame(grid: Grid, flows: Flows, judgement: _Judgement) -> pd.DataFrame:
    speaks = judgement.speaks
    kinds = np.array([*(sign.kind for sign in judgement.signs), None], dtype=object)
    since = np.where(speaks, np.minimum(judgement.of_lead("since"), grid.width - 1), grid.width).astype(np.int64)
    gone = np.where(speaks, judgement.of_lead("gone"), 0.0)
    verdict = np.where(judgement.eroding, "eroding", np.where(speaks, "watch", "steady"))
    return pd.DataFrame(
        {
            "household_id": grid.households,
            "verdict": verdict,
            "kind": pd.Series(kinds[np.where(speaks, judgement.lead, -1)], dtype=object),
            "since": _first_days(grid, since),
            "money_gone": gone,
            "score": np.where(judgement.judged, judgement.fused.score, 0.0),
            "reason": pd.Series(_reasons(grid, flows, judgement), dtype=object),
        }
    )


def _first_days(grid: Grid, columns: Ints) -> pd.Series:
    days = pd.Series([*(grid.month(column) for column in range(grid.width)), pd.NaT], dtype="datetime64[s]")
    return pd.Series(days.to_numpy()[np.minimum(columns, grid.width)])


def _reasons(grid: Grid, flows: Flows, judgement: _Judgement) -> npt.NDArray[np.object_]:
    unexplained = np.where(flows.recent, flows.gone, 0.0).sum(axis=1)
    reasons = STEADY[flows.main_explanation() + 1]
    reasons = np.where((flows.main_explanation() < 0) & (unexplained >= LITTLE), TOO_LITTLE, reasons)
    reasons = np.where(judgement.evidence.away.disclosed & (unexplained < LITTLE), DISCOVERY, reasons)
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
    """One sentence: what the leading sign saw, what other families add, and the innocent story that weighs most."""
    innocent = _innocent(judgement.evidence, row)
    if judgement.asked[row]:
        asked = ASK.format(share=share, month=f"{month:%B %Y}")
        return f"{asked}; {innocent}." if innocent else f"{asked}."
    lead = judgement.signs[int(judgement.lead[row])]
    parts = [WORDS[lead.kind].format(share=share, month=f"{month:%B %Y}")]
    for family, speaks in zip(FAMILIES, judgement.fused.speaking[:, row], strict=True):
        if speaks and family != lead.family:
            sign = next(sign for sign in judgement.signs if sign.family == family)
            since = grid.month(min(int(sign.since[row]), grid.width - 1))
            parts.append(ADDED[family].format(month=f"{since:%B %Y}"))
    sentence = "; ".join(parts) + (f"; but {innocent}" if innocent else "")
    return f"{sentence[0].upper()}{sentence[1:]}."


def _innocent(evidence: Evidence, row: int) -> str:
    """The innocent item that takes most off the odds, where that is e and more."""
    off = {name: WEIGHTS[name] * evidence.items[row, ITEM_AT[name]] for name in MAY_BE}
    name = min(off, key=lambda each: off[each])
    return MAY_BE[name] if off[name] <= -SPEAKS else ""
