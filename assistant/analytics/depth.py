"""How deep a relationship is (F44), on a scale of 0 to 100: a first version, its weights printed with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.wallet import wallet_rows
from assistant.figures import Method, rate, show

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

PLAN_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the index: its column, what it says, and its weight."""

    key: str
    label: str
    weight: float


PARTS = (
    Part("wallet", "Share of wallet", 0.25),
    Part("needs", "Need areas served, of eight", 0.20),
    Part("partner", "Partner known and reachable", 0.15),
    Part("next_generation", "Next generation known", 0.15),
    Part("plan", f"Plan younger than {PLAN_MONTHS} months", 0.15),
    Part("consent", "May be written to by email", 0.10),
)
F44 = Method(
    "F44",
    "100 × weighted mean of the parts that apply: "
    + ", ".join(f"{p.label.lower()} {show(rate(p.weight, 2), 'score')}" for p in PARTS),
)
NEED_AREAS = {
    "investing": ("taxable",),
    "retirement": ("ira", "roth", "401k"),
    "education": ("529",),
    "insurance": ("insurance",),
    "income": ("annuity",),
    "estate": ("trust",),
    "cash": ("cash",),
    "planning": (),
}
"""Eight areas and the registrations that show they are served; planning shows in revenue."""


def relationship_depth(book: Book) -> pd.DataFrame:
    """The parts of F44 for each open household (index household_id, in order), each 0 to 1, and `depth`, 0 to 100.

    A part that does not apply (a partner of a single client) or is unknown (no declared net worth) is NaN, and the
    weights of the others count for it. Source: F44; a COI is not recorded in a book and left out.
    """
    wallet = wallet_rows(book)
    ids = wallet.index
    worth = wallet["worth_cents"].astype("float64")
    people = book.clients[book.clients["deceased_on"].isna()]
    parts = pd.DataFrame(
        {
            "wallet": (wallet["assets_cents"] / worth.where(worth > 0)).clip(upper=1.0),
            "needs": _areas(book).reindex(ids, fill_value=0) / len(NEED_AREAS),
            "partner": _partner(people).reindex(ids),
            "next_generation": _flag(people[people["next_generation_of"].notna()]["household_id"], ids),
            "plan": _flag(_planned(book), ids),
            "consent": _flag(people[people["email_consent"] == "in"]["household_id"], ids),
        },
        index=ids,
    )
    weights = pd.Series({part.key: part.weight for part in PARTS})
    applies = parts.notna().astype(float) @ weights
    return parts.assign(depth=100 * (parts.fillna(0.0) @ weights) / applies)


def _flag(households: pd.Series, ids: pd.Index) -> pd.Series:
    return pd.Series(ids.isin(households), index=ids).astype(float)


def _areas(book: Book) -> pd.Series:
    """How many need areas an open account, or planning or insurance revenue of the last year, shows as served."""
    areas = {registration: area for area, kinds in NEED_AREAS.items() for registration in kinds}
    accounts = book.accounts[book.accounts["closed_on"].isna()]
    held = accounts[["household_id"]].assign(area=accounts["registration"].map(areas))
    recent = book.revenue[book.revenue["month"] > book.last_month - pd.DateOffset(months=12)]
    sold = recent[recent["type"].isin(["planning", "insurance"])]
    both = pd.concat([held, sold[["household_id"]].assign(area=sold["type"])])
    return both.dropna().drop_duplicates().groupby("household_id").size()


def _partner(people: pd.DataFrame) -> pd.Series:
    """1 when every adult beside the first can be reached in person, 0 when not; missing where there is none."""
    adults = people[people["next_generation_of"].isna()]
    others = adults[~adults["is_primary"].fillna(False).astype(bool)]
    reachable = others["birth_date"].notna() & (others["email"].notna() | others["phone"].notna())
    return reachable.astype(float).groupby(others["household_id"]).min()


def _planned(book: Book) -> pd.Series:
    """Households with a plan as source of their net worth, or planning revenue, in the last PLAN_MONTHS."""
    since = pd.Timestamp(book.as_of) - pd.DateOffset(months=PLAN_MONTHS)
    plans = book.net_worth[(book.net_worth["source"] == "plan") & (book.net_worth["as_of"] >= since)]
    paid = book.revenue[(book.revenue["type"] == "planning") & (book.revenue["month"] >= since)]
    return pd.concat([plans["household_id"], paid["household_id"]])
