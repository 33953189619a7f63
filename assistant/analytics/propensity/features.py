"""What is known of each household that may bear on a need, as numbers: nothing protected, nothing that is the need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.needs import Need
from assistant.analytics.people import completed_years, household_ages
from assistant.analytics.wallet import held_away_today, wallet_rows
from assistant.figures import Unit

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

EVENT_MONTHS, CONTACT_MONTHS = 24, 12


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: its column, what it is called, and its unit. `protected` ones are left out for credit: they are age
    and family, or stand for them, as years as a client do for age."""

    key: str
    label: str
    unit: Unit
    protected: bool = False


FEATURES = (
    Feature("age", "age", "years", protected=True),
    Feature("people", "people in the household", "count", protected=True),
    Feature("next_generation", "next generation known", "count", protected=True),
    Feature("tenure", "years as a client", "years", protected=True),
    Feature("income", "yearly income", "money"),
    Feature("assets", "assets here", "money"),
    Feature("net_worth", "investable net worth", "money"),
    Feature("wallet_share", "share of wallet", "rate"),
    Feature("held_away", "money held elsewhere", "money"),
    Feature("risk_tolerance", "risk tolerance", "count"),
    Feature("contacts", "two-way contacts in a year", "count"),
    Feature("events", "life events that raise the need", "count"),
)


def features_for(need: Need) -> tuple[Feature, ...]:
    return tuple(feature for feature in FEATURES if not (need.protected and feature.protected))


def left_out(need: Need) -> tuple[str, ...]:
    """What is not used for a need though it is known, in words: the protected traits, and for credit what stands for
    them."""
    never = ("sex", "marital status")
    if not need.protected:
        return never
    proxies = tuple(feature.label for feature in FEATURES if feature.protected)
    return (*never, *proxies, "being retired", "marriages, divorces, births and deaths")


def household_features(book: Book, need: Need) -> pd.DataFrame:
    """One row an open household (index, in order), one column a feature of `features_for`; NaN where unknown.

    What having the need would change by itself is left out: how many accounts there are, and money held away of the
    kind that meeting the need moves here. Money is in cents. Sex and marital status are never features; for credit
    neither are age, anything that tells of family, nor what stands for them.
    """
    households = book.open_households.set_index("household_id").sort_index()
    frame = pd.DataFrame(index=households.index)
    frame["tenure"] = completed_years(households["since"], book.as_of)
    frame["income"] = households["annual_income_cents"].astype("float64")
    frame["risk_tolerance"] = households["risk_tolerance"].astype("float64")
    frame = frame.join(_people(book)).join(_money(book, need)).join(_activity(book, need))
    counts = ["people", "next_generation", "held_away", "contacts", "events"]
    frame[counts] = frame[counts].fillna(0.0)
    return frame[[feature.key for feature in features_for(need)]].astype("float64")


def _people(book: Book) -> pd.DataFrame:
    living = book.clients[book.clients["deceased_on"].isna()]
    followed = living["client_id"].isin(set(living["next_generation_of"].dropna()))
    return pd.DataFrame(
        {
            "age": household_ages(book),
            "people": living.groupby("household_id").size().astype("float64"),
            "next_generation": followed.groupby(living["household_id"]).sum().astype("float64"),
        }
    )


def _money(book: Book, need: Need) -> pd.DataFrame:
    wallet, away = wallet_rows(book), held_away_today(book)
    away = away[~away["kind"].isin(need.held_away)]
    assets, worth = wallet["assets_cents"].astype("float64"), wallet["worth_cents"].astype("float64")
    return pd.DataFrame(
        {
            "assets": assets,
            "net_worth": worth,
            "wallet_share": (assets / worth.where(worth > 0)).clip(upper=1.0),
            "held_away": away.groupby("household_id")["amount_cents"].sum().astype("float64"),
        }
    )


def _activity(book: Book, need: Need) -> pd.DataFrame:
    today = pd.Timestamp(book.as_of)
    contacts = book.interactions
    recent = contacts[contacts["at"] >= pd.Timestamp(today - pd.DateOffset(months=CONTACT_MONTHS), tz="UTC")]
    two_way = recent[recent["two_way"].fillna(False).astype(bool)]
    return pd.DataFrame(
        {
            "contacts": two_way.groupby("household_id").size().astype("float64"),
            "events": recent_events(book, need).groupby("household_id").size().astype("float64"),
        }
    )


def recent_events(book: Book, need: Need) -> pd.DataFrame:
    """Life events of the last two years that raise a need: household_id, type, occurred_on, source, newest first."""
    homes = book.clients.set_index("client_id")["household_id"]
    events = book.life_events
    since = pd.Timestamp(book.as_of) - pd.DateOffset(months=EVENT_MONTHS)
    when = events["occurred_on"].fillna(events["known_on"])
    events = events[events["type"].isin(need.events) & (when >= since)].assign(occurred_on=when)
    events = events.assign(household_id=events["client_id"].map(homes)).dropna(subset="household_id")
    order = ["occurred_on", "household_id", "event_id"]
    found = events.sort_values(order, ascending=[False, True, True], ignore_index=True)
    return pd.DataFrame(found[["household_id", "type", "occurred_on", "source"]])
