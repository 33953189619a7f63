"""The figures of a client's profile: bridge and return of two periods, depth, revenue, contribution, contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.bridge import Bridge, asset_bridge, bridge_figures, bridge_months
from assistant.analytics.bridge_return import F22_NET, bridge_return
from assistant.analytics.depth import F44
from assistant.analytics.earned import REVENUE, earned
from assistant.analytics.serving import S4, S4_COST, cost_to_serve
from assistant.book.periods import parse_period
from assistant.errors import NotEnoughData
from assistant.figures import Figure, Method, Rows, money, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

CONTACT = Method("contact", "the latest contact in which the client took part")
PERIODS = ("ytd", "1y")


@dataclass(frozen=True, slots=True)
class Span:
    """One period of a household: its bridge and its returns after and before fees, None where undefined."""

    word: str
    bridge: Bridge
    net: float | None
    gross: float | None


def spans(book: Book, household_id: str) -> tuple[Span, ...]:
    """Year to date and the last year; a period without closed months is left out."""
    found = []
    for word in PERIODS:
        period = parse_period(word, book.as_of)
        try:
            months = bridge_months(book, period, household_id=household_id)
        except NotEnoughData:
            continue
        bridge = asset_bridge(book, period, household_id=household_id)
        found.append(Span(word, bridge, bridge_return(months), bridge_return(months, gross=True)))
    return tuple(found)


def span_figures(span: Span, behind: Rows) -> tuple[Figure, ...]:
    """The bridge's figures and the return after fees, keys with the period in front."""
    earned_return = Figure(
        f"{span.word}_return",
        f"Return after fees, {span.word}",
        rate(span.net),
        "rate",
        F22_NET,
        behind,
        (("period", span.word),),
        reason="" if span.net is not None else "there was too little money in the period to measure a return on",
    )
    return (*bridge_figures(span.bridge, rows=behind, period=span.word, prefix=f"{span.word}_"), earned_return)


def depth_figure(depth: pd.DataFrame, household_id: str) -> Figure:
    known = household_id in depth.index
    return Figure(
        "depth",
        "Depth of the relationship, 0 to 100",
        rate(float(depth.loc[household_id, "depth"]), 1) if known else None,
        "score",
        F44,
        Rows.of("households", [household_id]),
        reason="" if known else "the household is closed",
    )


def value_figures(book: Book, household_id: str) -> tuple[Figure, ...]:
    """Revenue of the last twelve months, what serving cost, and what is left."""
    behind = Rows.of("households", [household_id])
    sums = earned(book, book.last_month - pd.DateOffset(months=11), book.last_month)
    mine = sums.reindex([household_id], fill_value=0).iloc[0]
    costs = cost_to_serve(book)
    cost = float(costs[household_id]) if household_id in costs.index else float("nan")
    known = not pd.isna(cost)
    reason = "" if known else "the household is closed, or its advisor's hourly cost is not known here"
    total = int(mine["total_cents"])
    return (
        Figure("revenue_ttm", "Revenue, twelve months", money(total), "money", REVENUE, behind),
        Figure("recurring_ttm", "of it recurring", money(int(mine["recurring_cents"])), "money", REVENUE, behind),
        Figure(
            "cost_to_serve",
            "Cost to serve, twelve months",
            money(cost) if known else None,
            "money",
            S4_COST,
            behind,
            reason=reason,
        ),
        Figure(
            "contribution",
            "Contribution after cost to serve",
            money(total - cost) if known else None,
            "money",
            S4,
            behind,
            reason=reason,
        ),
    )


def contact_figure(contacts: pd.DataFrame) -> Figure:
    """The last two-way contact; `contacts` newest first."""
    two_way = contacts[contacts["two_way"].fillna(False).astype(bool)]
    return Figure(
        "last_contact",
        "Last two-way contact",
        None if two_way.empty else two_way["at"].iloc[0].date(),
        "date",
        CONTACT,
        Rows.of("interactions", two_way["interaction_id"].head(1)),
        reason="no two-way contact is on record" if two_way.empty else "",
    )
