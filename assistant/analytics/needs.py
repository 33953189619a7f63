"""The needs a client may come to have, and what it means in a book's data to have each met already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.errors import BadArguments

if TYPE_CHECKING:
    from assistant.book.snapshot import Book


@dataclass(frozen=True, slots=True)
class Need:
    """One need. A household has it when any of the signs is there: an open account of one of these registrations or
    with one of these words in its product type, revenue of these types in the last twelve closed months, an expected
    flow for these reasons in them or later, or a won opportunity with one of the words in its kind.

    `events` raise the need, `held_away` is money elsewhere that points to it; a campaign with one of `topics` in its
    name or subject is about it. `protected`: credit, where age, sex and marital status may not count.
    """

    key: str
    label: str
    definition: str
    registrations: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    revenue: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    held_away: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    protected: bool = False


NEEDS = (
    Need(
        "retirement_income",
        "retirement income",
        "an income plan or required distribution among the expected flows",
        flows=("income_plan", "rmd"),
        events=("retirement", "milestone"),
        topics=("required distribution", "retirement income", "retirement pay"),
    ),
    Need(
        "rollover",
        "a rollover",
        "an IRA here, a product called rollover, or a rollover won",
        registrations=("ira",),
        words=("rollover",),
        events=("job_change", "retirement"),
        held_away=("old_401k",),
        topics=("401k", "401(k)", "rollover", "former employer"),
    ),
    Need(
        "education",
        "education saving",
        "a 529 account, or tuition among the expected flows",
        registrations=("529",),
        words=("529", "education"),
        flows=("tuition",),
        events=("birth", "graduation"),
        topics=("college", "529", "tuition", "education"),
    ),
    Need(
        "insurance",
        "insurance",
        "an insurance account, or insurance revenue in the last twelve closed months",
        registrations=("insurance",),
        words=("insurance",),
        revenue=("insurance",),
        events=("birth", "marriage", "divorce", "new_home"),
        held_away=("insurer",),
        topics=("insurance", "life cover", "long-term care"),
    ),
    Need(
        "estate",
        "estate planning",
        "a trust account, or a product called trust or estate",
        registrations=("trust",),
        words=("trust", "estate"),
        events=("death", "inheritance", "divorce", "marriage", "illness"),
        topics=("estates", "estate plan", "wills", "beneficiar", "trusts"),
    ),
    Need(
        "lending",
        "lending",
        "a product called loan, credit line, mortgage or lending",
        words=("loan", "credit", "mortgage", "lending"),
        events=("new_home", "business_sale", "move"),
        topics=("loan", "credit line", "mortgage", "lending"),
        protected=True,
    ),
    Need(
        "annuity",
        "an annuity",
        "an annuity account",
        registrations=("annuity",),
        words=("annuity",),
        events=("retirement",),
        topics=("annuit",),
    ),
    Need(
        "managed_account",
        "a managed account",
        "a product called managed, advisory, wrap or discretionary, or advisory fees in the last twelve closed months",
        words=("managed", "advisory", "wrap", "discretionary"),
        revenue=("advisory_fee",),
        events=("inheritance", "business_sale"),
        topics=("managed account", "advisory account"),
    ),
    Need(
        "cash",
        "cash management",
        "a cash account, or a product called cash, money market or sweep",
        registrations=("cash",),
        words=("cash", "money market", "sweep"),
        events=("inheritance", "business_sale", "new_home"),
        held_away=("bank",),
        topics=("cash", "money market"),
    ),
    Need(
        "charitable",
        "charitable giving",
        "a donor-advised fund or charitable product, or gifts among the expected flows",
        words=("charit", "donor", "foundation"),
        flows=("gift",),
        events=("inheritance", "business_sale"),
        topics=("charit", "donor", "giving"),
    ),
)


def need_called(key: str) -> Need:
    """Raises BadArguments with the list of needs for another word."""
    for need in NEEDS:
        if need.key == key:
            return need
    raise BadArguments(f"I know no need “{key}”; the needs are {', '.join(need.key for need in NEEDS)}.")


def accounts_for(book: Book, need: Need) -> pd.DataFrame:
    """The open accounts that meet a need."""
    accounts = book.accounts[book.accounts["closed_on"].isna()]
    product = accounts["product_type"].fillna("").str.lower()
    meets = accounts["registration"].isin(need.registrations)
    for word in need.words:
        meets |= product.str.contains(word, regex=False)
    return accounts[meets]


def households_with(book: Book, need: Need) -> frozenset[str]:
    """The open households that have the need met (see Need)."""
    year_ago = book.last_month - pd.DateOffset(months=11)
    found = set(accounts_for(book, need)["household_id"])
    if need.revenue:
        revenue = book.revenue
        recent = revenue[(revenue["month"] >= year_ago) & revenue["type"].isin(need.revenue)]
        found |= set(recent[recent["amount_cents"] > 0]["household_id"])
    if need.flows:
        flows = book.expected_flows
        planned = flows[(flows["month"] >= year_ago) & flows["reason"].isin(need.flows)]
        owners = book.accounts.set_index("account_id")["household_id"]
        found |= set(planned["account_id"].map(owners).dropna())
    won = book.opportunities[book.opportunities["outcome"] == "won"]
    kind = won["kind"].fillna("").str.lower()
    for word in need.words:
        found |= set(won[kind.str.contains(word, regex=False)]["household_id"].dropna())
    return frozenset(found & set(book.open_households["household_id"]))
