"""The figures of a pipeline: open and weighted money with their range, wins, velocity, what is stuck or overdue."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assistant.analytics.frame_tables import cell
from assistant.analytics.pipeline.chances import F38, F38_RANGE, F38_WINS, outcome_range, win_spread
from assistant.analytics.pipeline.deals import ENOUGH, F39_OVERDUE, F39_STALE, F39_STUCK, STALE_DAYS, won_p75
from assistant.analytics.pipeline.velocity import F39, F39_CYCLE, F39_P75, F39_RATE, F39_VALUE, mean_of, velocity
from assistant.analytics.sentences import Inputs, told
from assistant.figures import Figure, Method, Rows, money, rate

OPEN = Method("F38 open", "opportunities without a closing date at the date of the book, and their amounts")
OPEN_REVENUE = Method("F38 revenue", "expected revenue a year of open deals, as it stands or × the chance of the stage")
F39_AGE = Method("F39 age", "days from the date in the record to the date of the book")
CLOSED = ["opportunity_id", "amount_cents", "created_on", "closed_on", "won", "lost"]
SHOWN = [
    "opportunity_id", "amount_cents", "expected_revenue_cents", "chance", "weighted_cents", "weighted_revenue_cents",
    "slow", "stale", "stuck", "overdue",
]  # fmt: skip
TOO_FEW = "chances come from closed deals, and fewer than five are on record"
NO_WIN = "no won deal on record says how large wins are and how long they take"


def pipeline_figures(shown: pd.DataFrame, every_open: pd.DataFrame, deals: pd.DataFrame) -> dict[str, Figure]:
    """By key. `shown`: the open deals asked about, with `chance`, `weighted_cents`, `weighted_revenue_cents` and the
    columns of with_limits; `every_open` all of the book's, `deals` all there are."""
    shown, deals = shown[SHOWN], deals[CLOSED]  # narrow frames are cut many times faster
    won, closed = deals[deals["won"]], deals[deals["won"] | deals["lost"]]
    found = (
        *_open_figures(shown),
        *_weighted_figures(shown, closed),
        *_pace_figures(len(every_open), won, closed),
        *_slow_figures(shown, won),
        *_overdue_figures(shown),
    )
    return {figure.key: figure for figure in found}


def _rows(frame: pd.DataFrame) -> Rows:
    return Rows.of("opportunities", frame["opportunity_id"])


def _open_figures(shown: pd.DataFrame) -> tuple[Figure, ...]:
    behind = _rows(shown)
    amount, revenue = (int(shown[f"{name}_cents"].sum()) for name in ("amount", "expected_revenue"))
    return (
        told("open_deals", "Open deals", len(shown), "count", OPEN, behind),
        told("open_amount", "Open amount", money(amount), "money", OPEN, behind),
        told("open_revenue", "Expected revenue a year", money(revenue), "money", OPEN_REVENUE, behind),
    )


def _weighted_figures(shown: pd.DataFrame, closed: pd.DataFrame) -> tuple[Figure, ...]:
    behind = _rows(shown)
    known = len(closed) >= ENOUGH
    inputs = (("closed deals", str(len(closed))), ("won of them", str(int(closed["won"].sum()))))
    why: tuple[Inputs, str] = (inputs, TOO_FEW)
    chances = shown["chance"].to_numpy(np.float64)
    low, high = outcome_range(chances, shown["amount_cents"].fillna(0).to_numpy(np.int64)) if known else (None, None)
    least, most = outcome_range(chances, np.ones(len(shown), dtype=np.int64)) if known else (None, None)
    wins, spread = win_spread(chances) if known else (None, None)
    weighted, revenue = (
        money(int(shown[f"{name}_cents"].sum())) if known else None for name in ("weighted", "weighted_revenue")
    )
    return (
        told("weighted", "Weighted amount", weighted, "money", F38, behind, *why),
        told("weighted_low", "Weighted amount, low end", money(low), "money", F38_RANGE, behind, *why),
        told("weighted_high", "Weighted amount, high end", money(high), "money", F38_RANGE, behind, *why),
        told("weighted_revenue", "Weighted revenue a year", revenue, "money", OPEN_REVENUE, behind, *why),
        told("expected_wins", "Expected wins", rate(wins, 2), "count", F38_WINS, behind, *why),
        told("wins_sd", "Standard deviation of wins", rate(spread, 2), "count", F38_WINS, behind, *why),
        told("wins_low", "Wins, low end", least, "count", F38_RANGE, behind, *why),
        told("wins_high", "Wins, high end", most, "count", F38_RANGE, behind, *why),
    )


def _pace_figures(open_deals: int, won: pd.DataFrame, closed: pd.DataFrame) -> tuple[Figure, ...]:
    win_rate = len(won) / len(closed) if len(closed) else None
    average = mean_of(won["amount_cents"].astype("float64"))
    cycle = mean_of((won["closed_on"] - won["created_on"]).dt.days)
    pace = money(velocity(open_deals, win_rate, average, cycle))
    behind, nothing = _rows(won), "no deal has been won or lost yet"
    sample = (("won deals", str(len(won))), ("closed deals", str(len(closed))))
    why: tuple[Inputs, str] = ((("open deals", str(open_deals)), *sample), NO_WIN)
    return (
        told("win_rate", "Win rate", rate(win_rate), "rate", F39_RATE, _rows(closed), sample, nothing),
        told("average_won", "Average won deal", money(average), "money", F39_VALUE, behind, *why),
        told("cycle_days", "Days from created to won", rate(cycle, 2), "days", F39_CYCLE, behind, *why),
        told("velocity", "Pipeline velocity, money a day", pace, "money", F39, behind, *why),
    )


def _slow_figures(shown: pd.DataFrame, won: pd.DataFrame) -> tuple[Figure, ...]:
    limit = won_p75(won)
    slow, stale, stuck = (shown[shown[name]] for name in ("slow", "stale", "stuck"))
    why: tuple[Inputs, str] = ((("won deals", str(len(won))),), "no won deal on record says how long wins take")
    silence = (("days without contact", str(STALE_DAYS)),)
    slow_deals = len(slow) if limit is not None else None
    amount = money(int(stuck["amount_cents"].sum()))
    p75 = "Days that three of four won deals took at most"
    silent = "Deals without two-way contact for three weeks"
    return (
        told("won_p75", p75, rate(limit, 2), "days", F39_P75, _rows(won), *why),
        told("slow", "Deals longer in their stage than that", slow_deals, "count", F39_STUCK, _rows(slow), *why),
        told("stale", silent, len(stale), "count", F39_STALE, _rows(stale), silence),
        told("stuck", "Stuck deals, slow or silent", len(stuck), "count", F39_STUCK, _rows(stuck), silence),
        told("stuck_amount", "Amount in stuck deals", amount, "money", F39_STUCK, _rows(stuck), silence),
    )


def _overdue_figures(shown: pd.DataFrame) -> tuple[Figure, ...]:
    late = shown[shown["overdue"]]
    amount = money(int(late["amount_cents"].sum()))
    return (
        told("overdue", "Deals past their expected close", len(late), "count", F39_OVERDUE, _rows(late)),
        told("overdue_amount", "Amount past its expected close", amount, "money", F39_OVERDUE, _rows(late)),
    )


def first_figures(care: pd.DataFrame) -> dict[str, Figure]:
    """Of the stuck deal that needs a look first: its amount, days in its stage, and its last contact."""
    if not care["stuck"].any():
        return {}
    deal = care[care["stuck"]].iloc[0]
    behind, name = Rows.of("opportunities", [deal["opportunity_id"]]), deal["name"]
    days, contact = cell(deal["days_in_stage"], "days"), cell(deal["contact_on"], "date")
    no_stage, no_contact = "its stage at this date is not on record", "no two-way contact is on record"
    amount = None if pd.isna(deal["amount_cents"]) else money(int(deal["amount_cents"]))
    found = (
        told("first_amount", f"{name}: amount", amount, "money", OPEN, behind, (), "no amount is on record"),
        told("first_days", f"{name}: days in its stage", days, "days", F39_AGE, behind, (), no_stage),
        told("first_contact", f"{name}: last two-way contact", contact, "date", F39_STALE, behind, (), no_contact),
    )
    return {figure.key: figure for figure in found}
