"""Why a client may leave, in words, and what to do next: one entry a term of the model, what can be acted on first."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

LEAST = 0.15
"""What moves the logit by less (a chance of 5 % by less than a point) is no reason to name."""
MOST = 2
"""Reasons named of one client."""


@dataclass(frozen=True, slots=True)
class Reason:
    """`key`: a term of the model, or `advisor`; `says`: the reason; `then`: what to do about it."""

    key: str
    says: str
    then: str


REASONS = (
    Reason("money_leaving", "money is leaving silently", "ask where the money goes"),
    Reason("drifting", "drifting away: contact or money elsewhere", "meet, and ask what others do for them"),
    Reason("first_sign", "first signs of erosion", "ask how things are before it goes on"),
    Reason("overdue", "a request or task is overdue", "settle what is overdue, and say so"),
    Reason("late", "replies came late in the last year", "answer for the late replies, and name a day for the next"),
    Reason("silence", "no two-way contact for long", "call"),
    Reason("return_gap", "returns below clients of like risk tolerance", "go through the return and its reasons"),
    Reason("price_gap", "pays outside the usual range", "show what the fee buys"),
    Reason("wallet", "most of the wallet is elsewhere", "ask what else there is to look after"),
    Reason("first_year", "first year as a client", "hold the first-year review"),
    Reason("early", "second to fourth year, when clients leave most", "hold the review, and ask what is missing"),
    Reason("assets", "a small relationship", "offer the service made for it"),
    Reason("age", "younger clients move more often", "ask what comes next in life"),
    Reason("fee_only", "pays by the transaction", "offer a plan and its fee"),
    Reason("both_fees", "pays in one way only", "offer what the other way would pay for"),
    Reason("small_clients", "an advisor with many small clients", "make time by automating small service"),
    Reason("advisor", "clients of this advisor leave more often", "look at how the book is served"),
)
BY_KEY = {reason.key: reason for reason in REASONS}
NOTHING = Reason("", "nothing stands out: the rate of clients like this one", "hold the review that is due")


def reasons_of(parts: pd.Series) -> tuple[Reason, ...]:
    """The strongest reasons of one client, by `parts` of Chances; NOTHING where none is strong enough to name."""
    strong = parts[parts.index.isin(BY_KEY)]
    strong = strong[strong >= LEAST].sort_values(ascending=False, kind="stable")
    return tuple(BY_KEY[str(key)] for key in strong.index[:MOST]) or (NOTHING,)


def next_step(reasons: tuple[Reason, ...]) -> str:
    """What to do about the named reason that can best be acted on: the first in the order of REASONS."""
    return min(reasons, key=lambda reason: REASONS.index(reason) if reason in REASONS else len(REASONS)).then
