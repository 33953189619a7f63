"""What a valuation needs to know about each client of a book: revenue of twelve months, and what drives its future.

One row a household and advisor. A shared account counts for each of its sharers by share, and each sharer's part is
valued on its own, so that the parts of a client add up to the client, and advisors to their firm, to the cent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.earned import RECURRING
from assistant.analytics.labels import client_labels
from assistant.analytics.people import completed_years
from assistant.analytics.valuation.assumptions import (
    HEIRS_KNOWN,
    HEIRS_UNKNOWN,
    REFERENCE_AGE,
    RETENTION,
    RETENTION_PRIOR_YEARS,
    RETENTION_WINDOW_MONTHS,
    WALLET_CONSOLIDATION,
    WALLET_GROWTH_CAP,
    WALLET_LOGIT,
    WALLET_NEUTRAL,
    Assumptions,
)
from assistant.analytics.valuation.cash_flow import Clients, drawdown
from assistant.analytics.valuation.revenue_trend import revenue_trend
from assistant.book.sharing import parse_split

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

Floats = npt.NDArray[np.float64]

DEFERRED = ("ira", "401k")
WHOLE_YEAR, LEAST_MONTHS = 12, 3
PARTNER_WITHIN_YEARS = 20
"""A second adult further away in age is taken for a parent or a child, not a partner."""
NO_CHOICE = ("death", "merged", "firm_exit")
"""Closings that were not the client's choice, so no loss of voluntary retention."""
KEY = ["household_id", "advisor_id"]
COLUMNS = {
    "household_id": "str", "advisor_id": "str", "name": "str", "recurring_cents": "int64",
    "transactional_cents": "int64", "months": "int64", "retention": "float64", "trend": "float64", "wallet": "float64",
    "age": "float64", "male": "float64", "partner_age": "float64", "partner_male": "float64", "age_known": "bool",
    "heirs_known": "bool", "deferred": "float64",
}  # fmt: skip


def valued_clients(book: Book) -> pd.DataFrame:
    """One row an open household and advisor with revenue, in order of household and advisor.

    Columns: `household_id`, `advisor_id`, `name` (as in client_labels); `recurring_cents` and `transactional_cents`,
    the repeatable revenue of the twelve months to the last closed one, scaled up by 12 / `months` with 3 to 11 months
    of history, zero with fewer (and where a type is negative); `months` 1–12; `retention` of the advisor; `trend`;
    `wallet` share or NaN; `age`, `male` (1, 0, ½), `partner_age` or NaN, `partner_male`; `age_known`, `heirs_known`;
    `deferred` share.
    Source: F1 (trailing discipline), F4, F4b, F9, F11.
    """
    sharers, households = sharers_of(book), book.open_households
    revenue = part_of_sharers(book.revenue, sharers, households, whole=True)
    if revenue.empty:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    balances = part_of_sharers(
        book.balances.merge(book.accounts[["account_id", "household_id", "registration"]], on="account_id"),
        sharers,
        households,
    )
    rows = _year(revenue, book, set(sharers["household_id"]))
    rows = rows.join(_people(book), on="household_id").join(_deferred(balances, book.last_month), on=KEY)
    rows["retention"] = rows["advisor_id"].map(own_retention(book)).fillna(RETENTION)
    rows["wallet"] = rows["household_id"].map(_wallet(book, set(sharers["household_id"])))
    rows["deferred"] = rows["deferred"].fillna(1.0)
    trend = revenue_trend(revenue[revenue["non_repeatable"] != True], balances, book.last_month)  # noqa: E712
    excess = rows[KEY].join(trend, on=KEY).fillna({"trend": 0.0, "weight": 0.0})
    drawn = rows["deferred"].to_numpy() * drawdown(rows["age"].to_numpy(dtype=np.float64))
    rows["trend"] = (excess["weight"] * (excess["trend"] + drawn)).round(4)
    rows["name"] = rows["household_id"].map(client_labels(book))
    return rows[list(COLUMNS)].astype(COLUMNS)


def clients_of(rows: pd.DataFrame, assumptions: Assumptions) -> Clients:
    """The drivers of `valued_clients` as arrays, under these assumptions."""

    def column(name: str) -> Floats:
        return np.asarray(rows[name], dtype=np.float64)

    wallet, count = column("wallet"), len(rows)
    with np.errstate(divide="ignore"):
        elsewhere = np.minimum(WALLET_GROWTH_CAP, WALLET_CONSOLIDATION * (1 - wallet) / wallet)
    heirs = np.where(rows["heirs_known"], HEIRS_KNOWN, HEIRS_UNKNOWN)
    return Clients(
        retention=column("retention") if assumptions.retention is None else np.full(count, assumptions.retention),
        growth=np.full(count, assumptions.growth),
        trend=column("trend"),
        wallet_logit=np.nan_to_num(WALLET_LOGIT * (wallet - WALLET_NEUTRAL)),
        wallet_growth=np.nan_to_num(elsewhere),
        age=column("age"),
        male=column("male"),
        partner_age=column("partner_age"),
        partner_male=column("partner_male"),
        deferred=column("deferred"),
        heirs=heirs if assumptions.heir_retention is None else np.full(count, assumptions.heir_retention),
    )


def sharers_of(book: Book) -> pd.DataFrame:
    """`account_id`, `household_id`, `advisor_id`, `low`, `high`: the running shares of each sharer of this scope in
    what this book holds of a shared account (a book holds its scope's part; here that is told apart by advisor)."""
    found = []
    shared = book.accounts.dropna(subset="split")
    for account, household, split in zip(shared["account_id"], shared["household_id"], shared["split"], strict=True):
        mine = [(advisor, part) for advisor, part in parse_split(split) if advisor in book.scope.advisor_ids]
        whole, running = sum(part for _, part in mine), 0.0
        for advisor, part in mine:
            found.append((account, household, advisor, running / whole, (running + part) / whole))
            running += part
    frame = pd.DataFrame(found, columns=["account_id", "household_id", "advisor_id", "low", "high"])
    return frame.astype({"account_id": "str", "household_id": "str", "advisor_id": "str", "low": float, "high": float})


def part_of_sharers(
    frame: pd.DataFrame, sharers: pd.DataFrame, households: pd.DataFrame, *, whole: bool = False
) -> pd.DataFrame:
    """The rows of open households with the `advisor_id` whose part they are: a shared account's row once a sharer.

    Money (`_cents`) becomes the sharer's part: in whole cents by rounded running shares when `whole` (as a book of that
    advisor alone would hold it), else as a fraction, good for ratios.
    """
    owners = households.set_index("household_id")["advisor_id"]
    rows = frame[frame["household_id"].isin(owners.index)]
    rows = rows.merge(sharers.drop(columns="household_id"), on="account_id", how="left")
    rows["advisor_id"] = rows["advisor_id"].fillna(rows["household_id"].map(owners))
    low, high = rows["low"].fillna(0.0).round(9), rows["high"].fillna(1.0).round(9)
    for column in [name for name in rows.columns if name.endswith("_cents")]:
        if whole:
            rows[column] = (np.rint(rows[column] * high) - np.rint(rows[column] * low)).astype("int64")
        else:
            rows[column] = rows[column] * (high - low)
    return rows.drop(columns=["low", "high"])


def _year(revenue: pd.DataFrame, book: Book, shared: set[str]) -> pd.DataFrame:
    """The trailing year of each household and advisor. History counts from the first revenue of any kind; a sharer may
    have come late to an old client, so there the client's own beginning counts."""
    first = revenue.groupby(KEY)["month"].min()
    since = book.open_households.set_index("household_id")["since"]
    began = first.index.get_level_values(0).to_series(index=first.index)
    began = began.where(began.isin(shared)).map(since).where(lambda day: day < first, first)
    last = book.last_month
    months = (12 * (last.year - began.dt.year) + last.month - began.dt.month + 1).clip(upper=WHOLE_YEAR)
    recent = revenue[revenue["month"] > last - pd.DateOffset(months=WHOLE_YEAR)]
    recent = recent[(recent["month"] <= last) & (recent["non_repeatable"] != True)]  # noqa: E712
    kind = np.where(recent["type"].isin(RECURRING), "recurring_cents", "transactional_cents")
    sums = recent.pivot_table("amount_cents", KEY, kind, aggfunc="sum", fill_value=0)
    sums = sums.reindex(index=months.index, columns=["recurring_cents", "transactional_cents"], fill_value=0)
    scaled = np.rint(sums.clip(lower=0).mul(WHOLE_YEAR / months, axis=0)).astype("int64")
    return scaled.where(months >= LEAST_MONTHS, 0).assign(months=months.astype("int64")).reset_index()


def _people(book: Book) -> pd.DataFrame:
    """By household: age and sex of the first person and of a partner, and whether a next generation is known."""
    living = book.clients[book.clients["deceased_on"].isna()]
    followed = set(living["next_generation_of"].dropna())
    heirs = living[living["client_id"].isin(followed)]["household_id"].unique()
    adults = living[living["next_generation_of"].isna() & living["birth_date"].notna()].copy()
    adults["age"] = completed_years(adults["birth_date"], book.as_of)
    initial = adults["sex"].fillna("").str.upper().str[:1]
    adults["male"] = initial.map({"M": 1.0, "F": 0.0}).fillna(0.5)
    adults["second"] = adults["is_primary"] != True  # noqa: E712
    order = adults.sort_values(["household_id", "second", "age", "client_id"], ascending=[True, True, False, True])
    first = order.drop_duplicates("household_id").set_index("household_id")[["age", "male"]]
    others = order[order.duplicated("household_id")]
    near = (others["age"] - others["household_id"].map(first["age"])).abs() <= PARTNER_WITHIN_YEARS
    partner = others[near].drop_duplicates("household_id").set_index("household_id")[["age", "male"]]
    people = pd.DataFrame(index=pd.Index(sorted(book.open_households["household_id"]), name="household_id"))
    people = people.join(first).join(partner.add_prefix("partner_"))
    people["age_known"] = people["age"].notna()
    people["heirs_known"] = people.index.isin(heirs)
    return people.fillna({"age": float(REFERENCE_AGE), "male": 0.5, "partner_male": 0.5})


def _deferred(balances: pd.DataFrame, last: pd.Timestamp) -> pd.Series:
    """Share of each household's assets that sits in tax-deferred accounts, NaN where there are no assets."""
    today = balances[balances["month"] == last]
    kept = today["end_value_cents"].where(today["registration"].isin(DEFERRED), 0.0)
    whole = today.groupby(KEY)["end_value_cents"].sum()
    share = kept.groupby([today[name] for name in KEY]).sum() / whole.where(whole > 0)
    return share.round(4).rename("deferred")


def _wallet(book: Book, shared: set[str]) -> pd.Series:
    """Share of wallet by household (F24), at most 1; unknown for shared clients, of whom a sharer sees only a part."""
    declared = book.net_worth.dropna(subset="investable_net_worth_cents").sort_values(["household_id", "as_of"])
    worth = declared.drop_duplicates("household_id", keep="last").set_index("household_id")
    worth = worth["investable_net_worth_cents"].astype("float64")
    months = book.household_months
    assets = months[months["month"] == book.last_month].set_index("household_id")["end_value_cents"]
    share = (assets.reindex(worth.index, fill_value=0) / worth.where(worth > 0)).clip(upper=1.0).round(4)
    return share[~share.index.isin(shared)]


def own_retention(book: Book) -> pd.Series:
    """Voluntary yearly retention of each advisor's own clients over three years, pulled towards RETENTION.

    1 − (left + 200 × 5 %) / (household-years + 200): an advisor with few clients keeps the reference, one with many
    earns the own figure. Deaths, mergers and exits the firm chose are no losses here. Source: R2, F9.
    """
    households, end = book.households, pd.Timestamp(book.as_of)
    if households.empty:
        return pd.Series(dtype="float64")
    recorded = households["household_id"].map(_first_balance(book)).fillna(end)
    start = recorded.clip(lower=end - pd.DateOffset(months=RETENTION_WINDOW_MONTHS))
    came = households["since"].fillna(start).where(lambda day: day > start, start)
    went = households["closed_on"].fillna(end)
    years = ((went - came).dt.days / 365.25).clip(lower=0)
    left = ~households["close_reason"].isin(NO_CHOICE) & (households["closed_on"] > start)
    sums = pd.DataFrame({"years": years, "left": left.astype(float)}).groupby(households["advisor_id"]).sum()
    lost = sums["left"] + RETENTION_PRIOR_YEARS * (1 - RETENTION)
    return (1 - lost / (sums["years"] + RETENTION_PRIOR_YEARS)).round(4)


def _first_balance(book: Book) -> pd.Series:
    """By household: the first month in which its advisor has a balance. Before it, who left would not be on file."""
    advisors = book.households.set_index("household_id")["advisor_id"]
    owners = book.accounts.set_index("account_id")["household_id"].map(advisors)
    first = book.balances.groupby(book.balances["account_id"].map(owners))["month"].min()
    return advisors.map(first)
