"""Who brought whom: referrals as a graph of households, and the credit that flows up it without going round in circles.

A household is credited to each referrer above it once, at the fewest generations between them; a referrer is never
credited with itself, so a circle of referrals (A brought B, B brought C, C brought A) ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

CREDIT = Method(
    "F33 referrer",
    "sum over the clients a referrer brought, directly or through others, of the client's net present value today × "
    "attribution × 0.5 to the power of the generations between them (1 for a client it referred itself); several "
    "referrers of one client share it equally, each client counts once a referrer, at its fewest generations",
)
HALF = 0.5


def referrals(book: Book) -> pd.DataFrame:
    """One row a referrer and client it brought, in order: `referrer`, `household_id`, `on` (when it was referred, as
    far as is known), `joined` (when it became a client), `weight` (1 ÷ the number of its referrers).

    From the households' own record and from leads that were won. Merged households stand under the one they went into;
    who is recorded as its own referrer is not one.
    """
    households = book.households
    recorded = households[["referred_by_household_id", "household_id", "since", "since"]]
    won = book.leads[["referred_by_household_id", "household_id", "created_on", "won_on"]].dropna()
    names = ["referrer", "household_id", "on", "joined"]
    both = pd.concat([recorded.set_axis(names, axis=1), won.set_axis(names, axis=1)]).dropna(
        subset=["referrer", "household_id"]
    )
    heirs = merged(book)
    if heirs:
        both = both.assign(**{side: both[side].replace(heirs) for side in names[:2]})
    both = both[both["referrer"] != both["household_id"]]
    pairs = both.groupby(["referrer", "household_id"], sort=True).agg({"on": "min", "joined": "min"}).reset_index()
    return pairs.assign(weight=1.0 / pairs.groupby("household_id")["referrer"].transform("size"))


def merged(book: Book) -> dict[str, str]:
    """Household that was merged → the one it is part of now; a circle of mergers ends where it began."""
    rows = book.households.dropna(subset="merged_into")
    into = dict(zip(rows["household_id"], rows["merged_into"], strict=True))
    found = {}
    for household in into:
        last, seen = household, {household}
        while last in into and into[last] not in seen:
            last = into[last]
            seen.add(last)
        found[household] = last
    return found


def generations(pairs: pd.DataFrame) -> pd.DataFrame:
    """Every client that a referrer brought, directly or through others: `referrer`, `household_id`, `generation` (1 for
    its own referrals), `weight` (the product of the weights on the way, summed over the ways of that length).

    `pairs`: of `referrals`. Cycle-safe; each client once a referrer, at its smallest generation. Source: F33.
    """
    brought: dict[str, list[tuple[str, float]]] = {}
    for referrer, household, weight in zip(pairs["referrer"], pairs["household_id"], pairs["weight"], strict=True):
        brought.setdefault(referrer, []).append((household, weight))
    lines = [(referrer, *line) for referrer in brought for line in _below(referrer, brought)]
    return pd.DataFrame(lines, columns=["referrer", "household_id", "generation", "weight"])


def _below(referrer: str, brought: Mapping[str, list[tuple[str, float]]]) -> Iterator[tuple[str, int, float]]:
    """Household, generation and weight of everyone below a referrer, generation by generation, each once."""
    step, seen, generation = {referrer: 1.0}, {referrer}, 0
    while step:
        generation += 1
        onward: dict[str, float] = {}
        for household, weight in step.items():
            for child, part in brought.get(household, ()):
                if child not in seen:
                    onward[child] = onward.get(child, 0.0) + weight * part
        yield from ((child, generation, weight) for child, weight in onward.items())
        seen.update(onward)
        step = onward


def credited(lines: pd.DataFrame, npv: pd.Series) -> pd.DataFrame:
    """The lines of `generations` with `credit_cents` = NPV × weight × 0.5^generation in whole cents, NaN where the
    client's NPV (index household_id, cents) is not known. Source: F33, referrer value."""
    worth = lines["household_id"].map(npv).astype("float64")
    return lines.assign(npv_cents=worth, credit_cents=(worth * lines["weight"] * HALF ** lines["generation"]).round())
