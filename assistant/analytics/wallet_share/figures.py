"""The figures of a wallet answer: the share today, its way over the period, who stands behind it, what it could be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.sentences import Inputs, told
from assistant.analytics.wallet import FRESH_MONTHS, declared_rows, wallet_figures
from assistant.analytics.wallet_share.moves import DISCOVERY, F25, F25_LABEL, GAIN, LOSS
from assistant.analytics.wallet_share.opportunity import F28, F28_REACH, F28_TARGET
from assistant.analytics.wallet_share.providers import F27, HELD_AWAY, MAYBE, OLD_PLAN, OLD_PLANS
from assistant.figures import Figure, Method, Rows, money, rate

if TYPE_CHECKING:
    from assistant.analytics.wallet_share.reading import Reading

F24_TOTAL = Method(
    "F24 total", "F24 over declared total net worth, home, business and all, instead of investable net worth"
)
DECLARED = Method(
    "declarations", f"open clients by their latest declared net worth; fresh is {FRESH_MONTHS} months at most"
)
NOBODY = "no client has a declared investable net worth"
NO_MOVES = pd.DataFrame({"elsewhere": [], "left": []})


def share_figures(reading: Reading) -> tuple[Figure, ...]:
    """The share of today with all that says how sure it is."""
    rows = reading.rows
    declared = declared_rows(rows)
    total = declared[declared["total_cents"].fillna(0) > 0]
    worth = float(total["total_cents"].sum())
    fresh = rows["is_fresh"].to_numpy(dtype=bool)
    never = rows["worth_cents"].isna().to_numpy(dtype=bool)

    def count(key: str, label: str, who: pd.Index) -> Figure:
        return Figure(key, label, len(who), "count", DECLARED, Rows.of("households", who))

    return (
        *wallet_figures(rows),
        told("wallet_share_total", "Share of total net worth",
             rate(float(total["assets_cents"].sum()) / worth if worth else None), "rate", F24_TOTAL,
             Rows.of("households", total.index), reason="no client has a declared total net worth"),
        count("clients", "Clients", rows.index),
        count("fresh", "with a fresh net worth", rows.index[fresh]),
        count("stale", "with an older one", rows.index[~fresh & ~never]),
        count("missing", "with none declared", rows.index[never]),
        count("in_part", "Clients whose rest another advisor holds", rows.index[rows["in_part"].to_numpy(dtype=bool)]),
    )  # fmt: skip


def move_figures(reading: Reading, period: str) -> tuple[Figure, ...]:
    """What moved the share over the period (F25), and who only disclosed, lost or brought money."""
    move, moves = reading.move, reading.moves
    inputs = (("period", period),)
    behind = Rows.of("households", [] if moves is None else moves.index[moves["worth_1"].notna()])
    reason = reading.trouble or "no net worth was declared at or before one of the two dates"

    def step(key: str, label: str, value: float | None) -> Figure:
        return told(f"share_{key}", label, rate(value), "rate", F25, behind, inputs, reason)

    known = move if move is not None and move.change is not None else None
    return (
        step("before", "Share of wallet at the beginning", move.before if move else None),
        step("after", "Share of wallet at the end", move.after if move else None),
        step("change", "Change of the share, in points", known.change if known else None),
        step("flow", "of it money in and out", known.flow if known else None),
        step("market", "of it the market", known.market if known else None),
        step("restated", "of it net worth restated", known.restated if known else None),
        step("others", "of it clients who came, went or were declared first", known.others if known else None),
        *_labelled(moves, inputs, reason),
    )


def _labelled(moves: pd.DataFrame | None, inputs: Inputs, reason: str) -> tuple[Figure, ...]:
    """How many clients only disclosed, lost or brought money, and how much was disclosed and left."""

    def who(label: str) -> pd.DataFrame:
        return NO_MOVES if moves is None else moves[moves["label"] == label]

    def count(key: str, name: str, rows: pd.DataFrame) -> Figure:
        behind = Rows.of("households", rows.index)
        return told(key, name, None if moves is None else len(rows), "count", F25_LABEL, behind, inputs, reason)

    def cents(key: str, name: str, rows: pd.DataFrame, column: str) -> Figure:
        behind = Rows.of("households", rows.index)
        value = None if moves is None else money(float(rows[column].sum()))
        return told(key, name, value, "money", F25_LABEL, behind, inputs, reason)

    disclosed, lost = who(DISCOVERY), who(LOSS)
    return (
        count("discoveries", "Clients who disclosed money elsewhere", disclosed),
        count("losses", "Clients whose money left", lost),
        count("gains", "Clients whose money came", who(GAIN)),
        cents("disclosed", "Money that they disclosed", disclosed, "elsewhere"),
        cents("left", "Money that left", lost, "left"),
    )


def away_figures(away: pd.DataFrame, maybe: pd.DataFrame) -> tuple[Figure, ...]:
    """Money held away by name, old employer plans, and events that may have left one."""
    plans = away[away["kind"] == OLD_PLAN]
    oldest = None if plans.empty else plans["as_of"].min().date()

    def pair(key: str, label: str, rows: pd.DataFrame, method: Method) -> tuple[Figure, Figure]:
        behind = Rows.of("held_away", _ids(rows))
        clients = rows["household_id"].nunique()
        return (
            Figure(key, label, money(int(rows["amount_cents"].sum())), "money", method, behind),
            Figure(f"{key}_clients", f"{label}: clients", clients, "count", method, behind),
        )

    behind = Rows.of("held_away", _ids(plans))
    none = "no old employer plan is on record"
    events = Rows.of("life_events", maybe["event_id"])
    return (
        *pair("held_away", "Held away, known by name", away, HELD_AWAY),
        *pair("old_401k", "In old employer plans", plans, OLD_PLANS),
        Figure("old_plans", "Old employer plans on record", len(plans), "count", OLD_PLANS, behind),
        told("oldest_plan", "Oldest record of an old plan", oldest, "date", OLD_PLANS, behind, reason=none),
        Figure("plan_events", "Clients whose events may have left a plan", len(maybe), "count", MAYBE, events),
    )


def _ids(away: pd.DataFrame) -> list[str]:
    """The records by household, date, institution and kind, their key."""
    key = zip(away["household_id"], away["as_of"], away["institution"], away["kind"], strict=True)
    return [f"{household}:{day:%Y-%m-%d}:{institution}:{kind}" for household, day, institution, kind in key]


def reach_figures(rows: pd.DataFrame) -> tuple[Figure, ...]:
    """Money within reach, what it may bring, and how divided the relationships are, over rows of `Reading.rows`."""
    known, index = rows[rows["reach_cents"].notna()], rows["divided"].dropna()
    split = index.index[index > 0]
    behind = Rows.of("households", known.index)
    reach = money(float(known["reach_cents"].sum())) if len(known) else None
    has_fees = len(known) > 0 and known["revenue_cents"].notna().all()
    revenue = money(float(known["revenue_cents"].sum())) if has_fees else None
    unknown = NOBODY if known.empty else "there is no recurring revenue from which to take a fee"
    median = rate(float(index.median()) if len(index) else None, 4)
    nothing = "nothing is known of money elsewhere"
    everyone = Rows.of("households", index.index)
    targets = known.groupby("class")["target"].first()
    return (
        *(
            Figure(f"target_{name}", f"Target share, class {name}", rate(float(target)), "rate", F28_TARGET, behind)
            for name, target in targets.items()
        ),
        told("within_reach", "Assets within reach", reach, "money", F28_REACH, behind, reason=NOBODY),
        told("opportunity", "Opportunity in revenue a year", revenue, "money", F28, behind, reason=unknown),
        Figure("divided", "Clients with money elsewhere", len(split), "count", F27, Rows.of("households", split)),
        told("divided_index", "Divided-relationship index, median", median, "score", F27, everyone, reason=nothing),
    )
