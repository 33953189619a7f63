"""From a Book to the frames the erosion detector reads: monthly flows, contacts, declared net worth, events, plans.

Amounts stay in whole cents. Kept apart from the detection, so that either can change without the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.once import once_a_book
from assistant.analytics.people import household_ages

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

LIFE_EVENTS = {
    "retirement": "retirement",
    "death": "death_notice",
    "new_home": "planned_withdrawal",
    "divorce": "planned_withdrawal",
}
"""What a life event means for the flows; a type that is not here explains none."""


@dataclass(frozen=True, slots=True)
class History:
    """The four arguments of `detect_erosion`, in its columns, amounts in cents."""

    months: pd.DataFrame
    households: pd.DataFrame
    events: pd.DataFrame
    expected: pd.DataFrame


@once_a_book
def erosion_history(book: Book) -> History:
    """Everything a Book knows about its open households that the detector can use. Transfers inside the firm are no
    flows, so that a move between accounts or advisors is never a loss."""
    ids = book.open_households["household_id"].sort_values(ignore_index=True)
    people = book.clients[book.clients["household_id"].isin(ids)]
    return History(
        months=_months(book, ids),
        households=ids.to_frame().assign(age=ids.map(household_ages(book))),
        events=_events(book, people, ids),
        expected=_expected(book, ids),
    )


def _months(book: Book, ids: pd.Series) -> pd.DataFrame:
    frame = book.household_months
    frame = frame[frame["household_id"].isin(ids)]
    months = pd.DataFrame(
        {
            "household_id": frame["household_id"],
            "month": frame["month"],
            "aum_begin": frame["begin_value_cents"],
            "inflow": frame["contributions_cents"],
            "outflow": frame["withdrawals_cents"],
            "market_gain": frame["market_gain_cents"],
            "fees": frame["fees_cents"],
            "aum_end": frame["end_value_cents"],
        }
    )
    key = ["household_id", "month"]
    months = months.merge(_declared(book), on=key, how="left").merge(_counts(book), on=key, how="left")
    counted = [name for name in ("contacts", "logins") if len(book.interactions)]
    return months.assign(**{name: months[name].fillna(0) for name in counted})


def _declared(book: Book) -> pd.DataFrame:
    """Investable net worth by the month it was declared in; the last of a month counts."""
    rows = book.net_worth.dropna(subset="investable_net_worth_cents").sort_values(["household_id", "as_of"])
    rows = rows.assign(month=_month_of(rows["as_of"])).drop_duplicates(["household_id", "month"], keep="last")
    return rows.rename(columns={"investable_net_worth_cents": "declared_net_worth"})[
        ["household_id", "month", "declared_net_worth"]
    ]


def _counts(book: Book) -> pd.DataFrame:
    """Two-way contacts and portal logins of each household and month."""
    rows = book.interactions
    portal = (rows["channel"] == "portal").to_numpy()
    two_way = rows["two_way"].fillna(False).to_numpy(dtype=bool)
    counted = pd.DataFrame(
        {
            "household_id": rows["household_id"],
            "month": _month_of(rows["at"].dt.tz_convert(None)),
            "contacts": (two_way & ~portal).astype(int),
            "logins": portal.astype(int),
        }
    )
    return counted.groupby(["household_id", "month"], as_index=False).sum()


def _events(book: Book, people: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    homes = people.set_index("client_id")["household_id"]
    life = book.life_events
    life = life.assign(household_id=life["client_id"].map(homes), kind=life["type"].map(LIFE_EVENTS))
    life = life.assign(day=life["occurred_on"].fillna(life["known_on"]))
    died = people[people["deceased_on"].notna()].assign(day=people["deceased_on"], kind="death_notice")
    opened = book.accounts[book.accounts["household_id"].isin(ids)].assign(kind="account_opened")
    opened = opened.assign(day=opened["opened_on"])
    met = book.interactions
    met = met[(met["channel"] == "meeting") & met["household_id"].isin(ids)].assign(kind="review")
    met = met.assign(day=met["at"].dt.tz_convert(None))
    parts = [part[["household_id", "day", "kind"]].dropna() for part in (life, died, opened, met)]
    every = pd.concat([part.assign(day=part["day"].astype("datetime64[s]")) for part in parts])
    every = every.assign(month=_month_of(every["day"]))[["household_id", "month", "kind"]]
    return every.drop_duplicates().sort_values(["household_id", "month", "kind"], ignore_index=True)


def _expected(book: Book, ids: pd.Series) -> pd.DataFrame:
    owners = book.accounts.set_index("account_id")["household_id"]
    rows = book.expected_flows
    rows = rows.assign(household_id=rows["account_id"].map(owners), amount=rows["amount_cents"])
    return rows.loc[rows["household_id"].isin(ids), ["household_id", "month", "amount"]].reset_index(drop=True)


def _month_of(days: pd.Series) -> pd.Series:
    return days.dt.to_period("M").dt.to_timestamp().astype("datetime64[s]")
