"""Which facts a book should have about each household, who has them, and since when they count as stale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.people import household_ages
from assistant.analytics.wallet import FRESH_MONTHS, wallet_rows

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

HEIRS_FROM = 60
"""From this age on the next generation should be known: the drivers of value say so (F9)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its key, what it is called, the column it is missing from, and what depends on it."""

    key: str
    label: str
    column: str
    needed_for: str


FACTS = (
    Fact("birth_date", "Birth date", "clients.birth_date", "value, required distributions, ages and birthdays"),
    Fact("net_worth", f"Net worth at most {FRESH_MONTHS} months old", "net_worth.investable_net_worth",
         "share of wallet, value, growth within reach"),
    Fact("next_generation", f"Next generation known, from {HEIRS_FROM} on", "clients.next_generation_of",
         "what stays after a death, and so value"),
    Fact("source", "Referral source", "households.referral_source_id",
         "which sources deserve time, what a client costs"),
    Fact("channel", "Lawful channel", "clients.email_consent", "who may be written to"),
    Fact("income", "Income", "households.annual_income", "likeness to other clients"),
    Fact("contact", "Two-way contact on record in twelve months", "interactions", "service levels, erosion"),
)  # fmt: skip


def facts_known(book: Book) -> pd.DataFrame:
    """Index: open households in order. One column a fact of FACTS: True known, False missing or stale, NA where the
    fact does not apply (next generation under HEIRS_FROM, or of unknown age); and `assets_cents` today.
    """
    households = book.open_households.set_index("household_id").sort_index()
    people = book.clients
    alive = people[people["deceased_on"].isna()]
    ages = household_ages(book).reindex(households.index)
    wallet = wallet_rows(book).reindex(households.index)
    heirs = people[people["next_generation_of"].notna()]["next_generation_of"]
    with_heirs = people[people["client_id"].isin(heirs)]["household_id"]
    heirs_known = pd.Series(households.index.isin(with_heirs), index=households.index, dtype="boolean")
    spoken = book.interactions
    recent = spoken[spoken["two_way"].fillna(False).astype(bool)]
    recent = recent[recent["at"].dt.tz_convert(None) > pd.Timestamp(book.as_of) - pd.DateOffset(years=1)]
    return pd.DataFrame(
        {
            "birth_date": ages.notna(),
            "net_worth": wallet["is_fresh"].fillna(False).astype(bool),
            "next_generation": heirs_known.mask(~(ages >= HEIRS_FROM)),
            "source": households["referral_source_id"].notna(),
            "channel": pd.Series(households.index.isin(_reachable(alive)), index=households.index),
            "income": households["annual_income_cents"].notna(),
            "contact": pd.Series(households.index.isin(recent["household_id"]), index=households.index),
            "assets_cents": wallet["assets_cents"].fillna(0).astype("int64"),
        }
    ).astype({fact.key: "boolean" for fact in FACTS})


def _reachable(alive: pd.DataFrame) -> pd.Series:
    """Households with somebody who has an email address and has not opted out."""
    may = alive["email"].notna() & (alive["email_consent"].fillna("unknown") != "out")
    return alive[may]["household_id"]
