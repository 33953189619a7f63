"""What a valuation needs to know about each client of a book: revenue of twelve months, and what drives its future.

One row a household and advisor. A shared account counts for each of its sharers by share, and each sharer's part is
valued on its own, so that the parts of a client add up to the client, and advisors to their firm, to the cent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.earned import RECURRING
from assistant.analytics.labels import client_labels
from assistant.analytics.once import once_a_book
from assistant.analytics.segments import classes
from assistant.analytics.valuation.assumptions import (
    HEIRS_KNOWN,
    HEIRS_UNKNOWN,
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
from assistant.analytics.valuation.family import families
from assistant.analytics.valuation.grid import KEY, MONTHS, Grid
from assistant.analytics.valuation.revenue_trend import revenue_trend, shrunk
from assistant.analytics.valuation.sharers import part_of_sharers, sharers_of

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

Floats = npt.NDArray[np.float64]

DEFERRED = ("ira", "401k")
WHOLE_YEAR, LEAST_MONTHS, DAYS_A_YEAR = 12, 3, 365.25
NO_CHOICE = ("death", "merged", "firm_exit")
"""Closings that were not the client's choice, so no loss of voluntary retention."""
COLUMNS = {
    "household_id": "str", "advisor_id": "str", "name": "str", "recurring_cents": "int64",
    "transactional_cents": "int64", "months": "int64", "retention": "float64", "trend": "float64", "wallet": "float64",
    "age": "float64", "male": "float64", "partner_age": "float64", "partner_male": "float64", "age_known": "bool",
    "heirs_known": "bool", "deferred": "float64", "tenure": "float64",
}  # fmt: skip
REVENUE_COLUMNS = {
    name: COLUMNS[name] for name in (*KEY, "recurring_cents", "transactional_cents", "months")
}  # fmt: skip


def valued_clients(book: Book) -> pd.DataFrame:
    """One row an open household and advisor with revenue, in order of household and advisor.

    Columns: `household_id`, `advisor_id`, `name` (as in client_labels); `recurring_cents` and `transactional_cents`,
    the repeatable revenue of the twelve months to the last closed one, scaled up by 12 / `months` with 3 to 11 months
    of history, zero with fewer (and where a type is negative); `months` 1–12; `retention` of the advisor; `trend`;
    `wallet` share or NaN; `age`, `male` (1, 0, ½), `partner_age` or NaN, `partner_male`; `age_known`, `heirs_known`;
    `deferred` share; `tenure` in years, NaN where the first day is not on file.
    Source: F1 (trailing discipline), F4, F4b, F9, F11.
    """
    return _valued(book).copy(deep=False)


@once_a_book
def _valued(book: Book) -> pd.DataFrame:
    sharers, households = sharers_of(book), book.open_households
    revenue = part_of_sharers(book.revenue, sharers, households, whole=True)
    if revenue.empty:
        return _no_rows(COLUMNS)
    balances = part_of_sharers(_recent_balances(book), sharers, households)
    rows = _year(revenue, book, set(sharers["household_id"]))
    rows = rows.join(families(book), on="household_id")
    rows["retention"] = rows["advisor_id"].map(own_retention(book)).fillna(RETENTION)
    rows["wallet"] = rows["household_id"].map(_wallet(book, set(sharers["household_id"])))
    index = pd.MultiIndex.from_frame(rows[KEY])
    rows["deferred"] = _deferred(balances, book.last_month, index)
    own = revenue_trend(revenue[_repeats(revenue)], balances, book.last_month)
    rows[["trend", "weight"]] = own.reindex(index, fill_value=0.0).to_numpy()
    rows["trend"] += rows["deferred"] * drawdown(rows["age"].to_numpy(dtype=np.float64))  # that part is told by age
    rows["trend"] = shrunk(
        rows["trend"], rows["weight"], pd.MultiIndex.from_arrays([rows["advisor_id"], _segments(rows)])
    ).round(4)
    rows["name"] = rows["household_id"].map(client_labels(book))
    since = rows["household_id"].map(households.set_index("household_id")["since"])
    rows["tenure"] = ((pd.Timestamp(book.as_of) - since).dt.days / DAYS_A_YEAR).clip(lower=0)
    return rows[list(COLUMNS)].astype(COLUMNS)


def _segments(rows: pd.DataFrame) -> pd.Series:
    """The class of each row by its valued revenue within the advisor's part (S1), the same in any company."""
    revenue = rows["recurring_cents"] + rows["transactional_cents"]
    return pd.concat([classes(part) for _, part in revenue.groupby(rows["advisor_id"])]).reindex(rows.index)


def valued_revenue(book: Book) -> pd.DataFrame:
    """The revenue alone of `valued_clients`, for a value by plain multiples: the same rows in the same order, with
    `household_id`, `advisor_id`, `recurring_cents`, `transactional_cents` and `months`. Source: F1 (trailing
    discipline)."""
    rows, sharers = book.revenue, sharers_of(book)
    recent = rows["month"] > book.last_month - pd.DateOffset(months=WHOLE_YEAR)
    began = ~rows.duplicated(["household_id", "account_id"])  # a book's rows stand by household, account and month
    revenue = part_of_sharers(rows[recent | began], sharers, book.open_households, whole=True)
    if revenue.empty:
        return _no_rows(REVENUE_COLUMNS)
    return _year(revenue, book, set(sharers["household_id"]))[list(REVENUE_COLUMNS)].astype(REVENUE_COLUMNS)


def _no_rows(columns: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})


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


def _recent_balances(book: Book) -> pd.DataFrame:
    """The balances of the months that a trend looks at, with the `household_id` and `registration` of the account."""
    accounts, balances = book.accounts, book.balances
    recent = balances[balances["month"] > book.last_month - pd.DateOffset(months=MONTHS)]
    place = pd.Index(accounts["account_id"]).get_indexer(recent["account_id"])
    found = {name: accounts[name].to_numpy()[place] for name in ("household_id", "registration")}
    return recent.assign(**found)


def _year(revenue: pd.DataFrame, book: Book, shared: set[str]) -> pd.DataFrame:
    """The trailing year of each household and advisor. History counts from the first revenue of any kind; a sharer may
    have come late to an old client, so there the client's own beginning counts."""
    grid = Grid.of(revenue, book.last_month)
    clients = grid.index.to_frame(index=False)
    since = clients["household_id"].where(clients["household_id"].isin(shared)).map(_since(book))
    began = np.fmin(grid.first(), since.to_numpy(dtype=np.float64))
    months = np.minimum(MONTHS - began, WHOLE_YEAR)
    amounts = np.where(_repeats(revenue), revenue["amount_cents"], 0)
    recurring = revenue["type"].isin(RECURRING).to_numpy(dtype=bool)
    for name, counts in (("recurring_cents", recurring), ("transactional_cents", ~recurring)):
        year = grid.sums(amounts * counts)[:, -WHOLE_YEAR:].sum(axis=1)
        scaled = np.rint(np.maximum(year, 0) * (WHOLE_YEAR / months))
        clients[name] = np.where(months >= LEAST_MONTHS, scaled, 0).astype(np.int64)
    return clients.assign(months=months.astype(np.int64))


def _since(book: Book) -> pd.Series:
    """By open household: the column of a Grid in which it became a client."""
    since = book.open_households.set_index("household_id")["since"]
    last = book.last_month
    return 12 * (since.dt.year - last.year) + since.dt.month - last.month + MONTHS - 1


def _repeats(revenue: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which rows are no one-offs; a blank mark is none (and compared with True it would be unknown)."""
    marked: npt.NDArray[np.bool_] = revenue["non_repeatable"].fillna(False).to_numpy(dtype=bool)
    return ~marked


def _deferred(balances: pd.DataFrame, last: pd.Timestamp, index: pd.MultiIndex) -> Floats:
    """Share of each client's assets that sits in tax-deferred accounts; all of them where there are no assets."""
    today = balances[(balances["month"] == last).to_numpy()]
    grid, assets = Grid.of(today, last), today["end_value_cents"].to_numpy(dtype=np.float64)
    kept = np.where(today["registration"].isin(DEFERRED), assets, 0.0)
    whole, part = (grid.sums(amounts)[:, -1] for amounts in (assets, kept))
    shares: Floats = np.append(np.divide(part, whole, out=np.ones_like(whole), where=whole > 0).round(4), 1.0)
    found: Floats = shares[grid.index.get_indexer(index)]
    return found


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
    years = ((went - came).dt.days / DAYS_A_YEAR).clip(lower=0)
    left = ~households["close_reason"].isin(NO_CHOICE) & (households["closed_on"] > start)
    sums = pd.DataFrame({"years": years, "left": left.astype(float)}).groupby(households["advisor_id"]).sum()
    lost = sums["left"] + RETENTION_PRIOR_YEARS * (1 - RETENTION)
    return (1 - lost / (sums["years"] + RETENTION_PRIOR_YEARS)).round(4)


def _first_balance(book: Book) -> pd.Series:
    """By household: the first month in which its advisor has a balance. Before it, who left would not be on file."""
    advisors = book.households.set_index("household_id")["advisor_id"]
    balances = book.balances
    first = balances[~balances["account_id"].duplicated()]  # a book's rows stand by account and month
    owners = first["account_id"].map(book.accounts.set_index("account_id")["household_id"]).map(advisors)
    return advisors.map(first["month"].groupby(owners).min())
