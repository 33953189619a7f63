"""The catalogue of conditions: what each is called, how it is written, and who meets it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from assistant.analytics.finding.days import meet_birthday, meet_last_contact
from assistant.analytics.finding.met import Met
from assistant.analytics.finding.quantities import QUANTITIES, meet_quantity
from assistant.analytics.finding.traits import (
    meet_account,
    meet_holding,
    meet_location,
    meet_need,
    meet_segment,
    meet_status,
)
from assistant.analytics.finding.wording import Pairs

if TYPE_CHECKING:
    from assistant.book.snapshot import Book


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: `write` tells a language model how its value is written; `meet` says who meets it."""

    key: str
    write: str
    meet: Callable[[Book, pd.Index, Any], Met]


_WRITE = {
    "age": "years of the primary client: 70, >=70, <40, between 60 and 70",
    "income": "yearly income: >=200k, <100000",
    "net_worth": "declared investable net worth: >=1m",
    "total_net_worth": "declared total net worth, house and all: >=2m",
    "aum": "assets with us: >1000000, 250k-1m",
    "revenue": "revenue of the last twelve months: >=5000",
    "tenure": "years as a client: >=10, <2",
}
CONDITIONS: tuple[Condition, ...] = (
    *(Condition(q.key, _WRITE[q.key], partial(meet_quantity, q)) for q in QUANTITIES),
    Condition("location", "a city, state or country: Boston; not Boston; [Boston, Chicago]", meet_location),
    Condition("segment", "A, B or C", meet_segment),
    Condition("holding", "a security's symbol or name, or an asset class: World Equity Fund, WORLD, bonds",
              meet_holding),
    Condition("account", "a kind of open account: roth, ira, 401k, 529, trust, managed account; not roth",
              meet_account),
    Condition("last_contact", "last two-way contact: >180d longer ago, <30d within, <2026-01-01 before, never",
              meet_last_contact),
    Condition("need", "who has not met it yet: rollover, education, insurance, estate, …; met rollover: who has",
              meet_need),
    Condition("birthday", "2026-12, december, next 30 days, next month, 2026-12-01..2026-12-24", meet_birthday),
    Condition("status", "open (taken when nothing is said), closed or all", meet_status),
)  # fmt: skip


def households_asked(book: Book, where: Pairs) -> pd.Index:
    """Ids of the households looked at, in order: the open ones, unless a `status` asks for others."""
    asked = any(key == "status" for key, _ in where)
    households = book.households if asked else book.open_households
    return pd.Index(sorted(households["household_id"]), name="household_id")


def meet_all(book: Book, ids: pd.Index, where: Pairs) -> tuple[Met, ...]:
    """What each condition found among the households, in the order given. Raises BadArguments for unreadable values."""
    by_key = {condition.key: condition for condition in CONDITIONS}
    return tuple(by_key[key].meet(book, ids, value) for key, value in where)


def all_true(met: Sequence[Met], ids: pd.Index) -> pd.Index:
    """The households for which every condition holds; what cannot be told does not hold."""
    if not met:
        return ids
    return ids[pd.concat([m.holds.fillna(False) for m in met], axis=1).all(axis=1)]


def matching(book: Book, where: Pairs) -> pd.Index:
    """Ids of the households of a book that meet every condition, in order."""
    ids = households_asked(book, where)
    return all_true(meet_all(book, ids, where), ids)
