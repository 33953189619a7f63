"""Which source a won client is credited to: first touch, last touch, linear, by position, and the removal effect (F33).

A journey is what led to one won lead: the leads of the same household in time order, and the source on the household's
own record where it is another one. Credit is exact: under every rule it sums to the clients won.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from assistant.analytics.referrals.economics import NO_SOURCE
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

Rule = Literal["first", "last", "linear", "position"]
Journey = tuple[str, ...]
Touch = tuple[pd.Timestamp, str, str]
"""When, which lead, which source."""

AFTER = "~"
"""Stands for the household's own record among the ids of leads; it sorts behind a lead of the same day."""

METHODS: Mapping[str, Method] = {
    "first": Method("F33 first", "first touch: a won client is credited to the first source of its journey"),
    "last": Method("F33 last", "last touch: a won client is credited to the last source of its journey"),
    "linear": Method("F33 linear", "linear: a won client is credited in equal parts to each touch of its journey"),
    "position": Method(
        "F33 position",
        "by position: 40 % to the first touch, 40 % to the last, 20 % to those between in equal parts; two touches "
        "have half each",
    ),
    "markov": Method(
        "F33 markov",
        "removal effect: by how much fewer journeys would end in a win without the source (first-order chain), scaled "
        "to the clients won",
    ),
}
RULES: tuple[Rule, ...] = ("first", "last", "linear", "position")
MOST_WITHOUT_MARKOV = 300
"""The removal effect is computed for more journeys than this; with fewer its chain is noise (F33)."""


def journeys_of_wins(book: Book, leads: pd.DataFrame) -> dict[str, Journey]:
    """Won lead → the sources of its touches in time order; (NO_SOURCE,) where none is on file.

    `leads`: those of the period; touches before it count too. The household's own source is a touch of the day it
    became a client, where no lead of the journey has it. Source: F33.
    """
    wins = leads[leads["won_on"].notna()].fillna({"source_id": NO_SOURCE}).sort_values("lead_id")
    earlier, records = _linked(book, set(wins["household_id"].dropna()))
    found: dict[str, Journey] = {}
    for win in wins[["lead_id", "household_id", "source_id", "created_on", "won_on"]].itertuples(index=False):
        linked = [touch for touch in earlier.get(win.household_id, ()) if touch[0] <= win.won_on]
        touches = linked or [(win.created_on, win.lead_id, win.source_id)]
        since, source = records.get(win.household_id, (None, None))
        if source and source not in {touch[2] for touch in touches}:
            touches.append((win.won_on if pd.isna(since) else since, AFTER, source))
        found[win.lead_id] = tuple(source for _, _, source in sorted(touches) if source) or (NO_SOURCE,)
    return found


def _linked(book: Book, households: set[str]) -> tuple[dict[str, list[Touch]], dict[str, tuple[pd.Timestamp, str]]]:
    """By household: the touches of all leads that carry it, and since when it is a client with which source."""
    leads = book.leads
    leads = leads[leads["household_id"].isin(households)].fillna({"source_id": NO_SOURCE})
    touches: dict[str, list[Touch]] = {}
    for lead in leads[["household_id", "created_on", "lead_id", "source_id"]].itertuples(index=False):
        touches.setdefault(lead.household_id, []).append((lead.created_on, lead.lead_id, lead.source_id))
    known = book.households.dropna(subset="referral_source_id")
    known = known[known["household_id"].isin(households)]
    records = zip(known["household_id"], zip(known["since"], known["referral_source_id"], strict=True), strict=True)
    return touches, dict(records)


def journeys_not_won(leads: pd.DataFrame) -> tuple[Journey, ...]:
    """The journeys that did not end in a win: the leads of the period by household, those of no household each alone;
    leads of a household that was won are touches of its journey instead."""
    won = set(leads.loc[leads["won_on"].notna(), "household_id"].dropna())
    lost = leads[leads["won_on"].isna() & leads["source_id"].notna() & ~leads["household_id"].isin(won)]
    lost = lost.sort_values(["created_on", "lead_id"])
    who = lost["household_id"].where(lost["household_id"].notna(), lost["lead_id"] + "~")
    return tuple(tuple(rows) for rows in lost["source_id"].groupby(who, sort=True).agg(list))


def credit(journeys: Mapping[str, Journey] | Sequence[Journey], rule: Rule) -> dict[str, Fraction]:
    """Clients won that each source is credited with, in order of source; they sum to the number of journeys exactly.

    Source: F33, attribution.
    """
    every = journeys.values() if isinstance(journeys, Mapping) else journeys
    credited: dict[str, Fraction] = {}
    for journey, times in Counter(every).items():
        for source, part in zip(journey, _parts(len(journey), rule), strict=True):
            credited[source] = credited.get(source, Fraction(0)) + times * part
    return dict(sorted(credited.items()))


@cache
def _parts(touches: int, rule: Rule) -> tuple[Fraction, ...]:
    """The part of one win that each touch of a journey has; they sum to one."""
    one, none = Fraction(1), Fraction(0)
    if touches == 1:
        return (one,)
    if rule == "first":
        return (one, *[none] * (touches - 1))
    if rule == "last":
        return (*[none] * (touches - 1), one)
    if rule == "linear":
        return (Fraction(1, touches),) * touches
    if touches == 2:
        return (Fraction(1, 2),) * 2
    return (Fraction(2, 5), *[Fraction(1, 5 * (touches - 2))] * (touches - 2), Fraction(2, 5))


def removal_credit(won: Sequence[Journey], others: Sequence[Journey]) -> dict[str, Fraction]:
    """Clients won by source in proportion to the removal effect, in order of source; they sum to the number won.

    A first-order chain is counted from all journeys; the effect of a source is the share of wins that is lost when
    every visit to it ends there. Empty when nothing was won. Source: F33, Markov removal effect.
    """
    if not won:
        return {}
    names = sorted({source for journey in (*won, *others) for source in journey})
    start, moves, wins = _chain(won, others, {name: i for i, name in enumerate(names)})
    chance = _chance(start, moves, wins)
    effects = []
    for i in range(len(names)):
        kept = np.arange(len(names)) != i
        without = _chance(start * kept, moves * kept[:, None] * kept, wins * kept)
        effects.append(Fraction(max(0.0, 1 - without / chance)))
    whole = sum(effects, Fraction(0))
    return {name: effect / whole * len(won) for name, effect in zip(names, effects, strict=True)}


def _chain(
    won: Sequence[Journey], others: Sequence[Journey], place: Mapping[str, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Chances to start at each source, to go from one to another, and to win from it."""
    start, wins = np.zeros(len(place)), np.zeros(len(place))
    moves = np.zeros((len(place), len(place)))
    for ends_in_win, journeys in ((1, Counter(won)), (0, Counter(others))):
        for journey, times in journeys.items():
            start[place[journey[0]]] += times
            wins[place[journey[-1]]] += times * ends_in_win
            for a, b in pairwise(journey):
                moves[place[a], place[b]] += times
    visits = start + moves.sum(axis=0)
    return start / start.sum(), moves / visits[:, None], wins / visits


def _chance(start: np.ndarray, moves: np.ndarray, wins: np.ndarray) -> float:
    """The chance that a journey ends in a win."""
    return float(start @ np.linalg.solve(np.eye(len(wins)) - moves, wins))
