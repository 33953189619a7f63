"""The rows of a metric for very many advisors at once, from their sums and shards, no book opened (F42, F43).

They are the rows that `gathering.gather` makes of one Book an advisor, key by key; how they are ranked is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.bridge import Bridge, covered
from assistant.analytics.ranking import Ties
from assistant.analytics.rolled_up import STEPS, rolled_months
from assistant.analytics.standing.gathering import COLUMNS, GROWTH, Gathered, Part
from assistant.analytics.standing.metrics import metric_called
from assistant.analytics.standing.report import Level, Order, ranked
from assistant.analytics.standing.windows import history, period_before, reaches
from assistant.analytics.wallet import FRESH_MONTHS
from assistant.blocks import Result
from assistant.errors import BadArguments, NotEnoughData

if TYPE_CHECKING:
    from assistant.analytics.standing.metrics import Metric
    from assistant.book.periods import Period
    from assistant.book.rollups import RollUp
    from assistant.callers import Scope

Windows = Mapping[int, tuple[pd.Timestamp, pd.Timestamp]]
"""The place of an advisor → first and last closed month of the period."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The sums at the date asked about (`dated`), as they stood when the period ended, and when the one before it did;
    `advisors`: one scope each; `joined`: advisor → when he or she joined the firm, NaT where unknown."""

    dated: RollUp
    now: RollUp
    before: RollUp
    advisors: tuple[Scope, ...]
    joined: Mapping[str, pd.Timestamp]


def gather_rolled(sides: Sides, metric: Metric, period: Period) -> Gathered:
    """As `gather` of one Book an advisor. The metric must be one of ROWS."""
    parts = tuple(Part.named(scope) for scope in sides.advisors)
    begins, last = _first_months(sides.now), sides.now.last_month
    rows, reasons = _measured(sides.now, metric, period, sides.advisors)
    previous, begun = period_before(period), _first_months(sides.before)
    past, missing = _measured(sides.before, metric, previous, sides.advisors)
    reaching = {
        place
        for place, part in enumerate(parts)
        if place not in missing and reaches(metric, previous, begun.get(part.key), sides.before)
    }
    named = {place: part.key for place, part in enumerate(parts)}
    return Gathered(
        parts=parts,
        now=_named(rows, named),
        before=_named(past[past["part"].isin(reaching)], named),
        months={part.key: history(begins.get(part.key), sides.joined.get(part.key), last) for part in parts},
        reasons={named[place]: why for place, why in reasons.items()},
        not_before=frozenset(named[place] for place in named if place not in reaching),
        bridges=_bridges(sides.now, period) if metric.key == GROWTH else {},
    )


Measured = tuple[pd.DataFrame, dict[int, str]]
"""Rows by place of the advisor (`part`), and by place why there are none."""
NOTHING = pd.DataFrame(
    {"part": pd.Series(dtype="int64"), "key": pd.Series(dtype="str"), "client": pd.Series(dtype="str"),
     "numerator": pd.Series(dtype="int64"), "denominator": pd.Series(dtype="int64")}
)  # fmt: skip


def _measured(sums: RollUp, metric: Metric, period: Period, scopes: Sequence[Scope]) -> Measured:
    try:
        return ROWS[metric.key](sums, period, scopes)
    except NotEnoughData as missing:
        return NOTHING, dict.fromkeys(range(len(scopes)), missing.sentence)


def _assets(sums: RollUp, _period: Period, scopes: Sequence[Scope]) -> Measured:
    rows = _wallets(sums, scopes)
    return _rows(rows, rows["assets_cents"]), {}


def _wallet(sums: RollUp, _period: Period, scopes: Sequence[Scope]) -> Measured:
    rows = _wallets(sums, scopes).dropna(subset="worth_cents")
    return _rows(rows, rows["assets_cents"], rows["worth_cents"].astype("int64")), {}


def _wallets(sums: RollUp, scopes: Sequence[Scope]) -> pd.DataFrame:
    fresh_since = (pd.Timestamp(sums.as_of) - pd.DateOffset(months=FRESH_MONTHS)).date()
    return sums.wallet_rows(fresh_since, scopes).reset_index()


def _revenue(sums: RollUp, period: Period, scopes: Sequence[Scope]) -> Measured:
    rows = sums.earned(*period.months(sums.last_month), scopes)
    return _rows(rows, rows["total_cents"]), {}


def _kept(sums: RollUp, period: Period, scopes: Sequence[Scope]) -> Measured:
    rows = sums.present(period.start, period.end, scopes)
    rows = rows[rows["at_start"]]
    return _rows(rows, rows["kept"].astype("int64"), 1), {}


def _came(sums: RollUp, period: Period, scopes: Sequence[Scope]) -> Measured:
    rows = sums.present(period.start, period.end, scopes)
    return _rows(rows, rows["came"].astype("int64")), {}


def _growth(sums: RollUp, period: Period, scopes: Sequence[Scope]) -> Measured:
    windows, reasons = _windows(sums, period, scopes)
    if not windows:
        return NOTHING, reasons
    places = list(windows)
    _, last = windows[places[0]]
    rows = sums.flowed([windows[place][0] for place in places], last, [scopes[place] for place in places])
    rows["part"] = rows["part"].map(dict(enumerate(places)))
    return _rows(rows, rows["net_cents"], rows["begin_cents"]), reasons


def _net_flows(sums: RollUp, period: Period, scopes: Sequence[Scope]) -> Measured:
    rows, reasons = _growth(sums, period, scopes)
    return rows.assign(denominator=0), reasons


ROWS: Mapping[str, Callable[[RollUp, Period, Sequence[Scope]], Measured]] = {
    "aum": _assets,
    "revenue": _revenue,
    "retention": _kept,
    "organic_growth": _growth,
    "net_flows": _net_flows,
    "wallet_share": _wallet,
    "new_clients": _came,
}


def _rows(rows: pd.DataFrame, numerator: pd.Series | int, denominator: pd.Series | int = 0) -> pd.DataFrame:
    keys = rows["household_id"]
    named = {"part": rows["part"], "key": keys, "client": keys}
    return pd.DataFrame({**named, "numerator": numerator, "denominator": denominator}).reset_index(drop=True)


def _named(rows: pd.DataFrame, names: Mapping[int, str]) -> pd.DataFrame:
    return rows.assign(part=rows["part"].map(names).astype("str"))[list(COLUMNS)].reset_index(drop=True)


def _first_months(sums: RollUp) -> dict[str, pd.Timestamp]:
    """The first month of each advisor's balances, or of the revenue where there are none."""
    months, sides = sums.months, ("revenue_rows", "accounts")
    firsts = (months[months[rows] > 0].groupby("advisor_id")["month"].min() for rows in sides)
    return {str(advisor): month for first in firsts for advisor, month in first.items()}


def _windows(sums: RollUp, period: Period, scopes: Sequence[Scope]) -> tuple[Windows, dict[int, str]]:
    """The closed months of each advisor's balances in the period, as bridge.closed_months, and why there are none."""
    window = period.months(sums.last_month)
    known = sums.months.loc[sums.months["accounts"] > 0].groupby("advisor_id")["month"].agg(["min", "max"])
    spans = {str(advisor): (begins, ends) for advisor, begins, ends in known.itertuples(name=None)}
    windows: dict[int, tuple[pd.Timestamp, pd.Timestamp]] = {}
    reasons: dict[int, str] = {}
    for place, scope in enumerate(scopes):
        try:
            windows[place] = covered(window, spans.get(scope.advisor_ids[0]))
        except NotEnoughData as missing:
            reasons[place] = missing.sentence
    return windows, reasons


def _bridges(sums: RollUp, period: Period) -> dict[str, dict[str, Bridge]]:
    """The bridge of each advisor month by month (F20)."""
    try:
        months = rolled_months(sums, period)
    except NotEnoughData:
        return {}
    found: dict[str, dict[str, Bridge]] = {}
    names = months["month"].dt.strftime("%Y-%m")
    steps = months[list(STEPS)].itertuples(index=False, name=None)
    for advisor, month, values in zip(months["advisor_id"], names, steps, strict=True):
        found.setdefault(advisor, {})[month] = Bridge(*values)
    return found


def stack_rank_rolled(
    sides: Sides,
    *,
    metric: str,
    level: Level,
    period: Period,
    parts: Sequence[Scope] = (),
    ties: Ties = "competition",
    order: Order = "top",
    limit: int = 10,
    whose: str = "",
) -> Result:
    """As `stack_rank` of one Book a part, of very many advisors. `parts`: for a level above advisors, the scopes.

    Raises BadArguments for a metric that takes each client's own history (one that is not in ROWS), and as
    stack_rank does. Source: F42, F43.
    """
    chosen = metric_called(metric)
    if metric not in ROWS:
        raise BadArguments(
            f"A ranking by {chosen.label} looks at every client, and there are too many here; ask for a branch or a "
            f"region, or rank by one of {', '.join(ROWS)}."
        )
    found = gather_rolled(sides, chosen, period)
    if level != "advisor":
        found = found.rolled_up([Part.named(scope) for scope in parts], chosen)
    dated = sides.dated
    return ranked(found, chosen, dated, level=level, period=period, ties=ties, order=order, limit=limit, whose=whose)
