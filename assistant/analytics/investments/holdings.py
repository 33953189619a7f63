"""What is held on the latest statements: allocation, what the statements cover, gains not yet taken, concentration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.asset_classes import CASH, is_single, kinds_of_classes
from assistant.analytics.positions import open_accounts, positions_today
from assistant.figures import Figure, Method, Rows, money, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

ASSETS = Method("AUM", "value at the last closed month")
HELD = Method("holdings", "positions on the latest statement of each open account at or before the date of the book")
COVERAGE = Method(
    "holdings coverage", "assets of the accounts with a statement of holdings ÷ assets of all open accounts"
)
GAP = Method(
    "holdings gap",
    "value of the positions − assets of the same accounts at the last closed month: other days, or cash not listed",
)
ALLOCATION = Method("allocation", "value of the positions of a kind ÷ value of all positions on file")
GAIN = Method("unrealised gain", "value − cost of the positions whose cost is on file")
COSTED = Method("cost coverage", "value of the positions whose cost is on file ÷ value of all positions")
TOP = Method(
    "concentration", "the largest securities' value, the same security of all accounts together ÷ all positions"
)
HHI = Method("HHI", "sum over securities of (value ÷ all positions)²: 1 is a single security, 1 ÷ n is n of one size")
SINGLE = Method(
    "single positions",
    "one issuer's securities above 10 % of a client's positions on file; funds, policies and cash are told by name and "
    "class",
)
LARGE = 0.10
UNNAMED = "no class on file"


@dataclass(frozen=True)
class Holdings:
    """`accounts`: the open accounts with `value_cents`; `held`: their positions (positions.COLUMNS and `single`)."""

    accounts: pd.DataFrame
    held: pd.DataFrame

    @cached_property
    def total(self) -> int:
        return int(self.held["value_cents"].sum())

    @cached_property
    def assets(self) -> int:
        return int(self.accounts["value_cents"].sum())

    @cached_property
    def covered(self) -> pd.DataFrame:
        """The accounts that have a statement."""
        return self.accounts[self.accounts["account_id"].isin(self.held["account_id"])]

    @cached_property
    def uncovered(self) -> pd.DataFrame:
        """The accounts with money and no statement."""
        without = ~self.accounts["account_id"].isin(self.held["account_id"])
        return self.accounts[without & (self.accounts["value_cents"] > 0)]

    @cached_property
    def by_security(self) -> pd.DataFrame:
        """One row a symbol, the largest first: symbol, name, asset_class, single, value_cents, cost and gain of what
        has a cost, accounts, households."""
        return _grouped(self.held, "symbol")

    @cached_property
    def by_class(self) -> pd.DataFrame:
        """One row an asset class of the firm's own words, the largest first."""
        return _grouped(self.held.assign(asset_class=self.held["asset_class"].fillna(UNNAMED)), "asset_class")

    @cached_property
    def large(self) -> pd.DataFrame:
        """Single positions above LARGE of a household's positions: household_id, symbol, name, value_cents, share."""
        sums = self.held.groupby(["household_id", "symbol"], sort=True).agg(
            name=("name", "first"), single=("single", "all"), value_cents=("value_cents", "sum")
        )
        rows = sums.reset_index()
        rows["share"] = rows["value_cents"] / rows.groupby("household_id")["value_cents"].transform("sum")
        rows = rows[rows["single"] & (rows["share"] > LARGE)]
        return rows.sort_values(["share", "household_id", "symbol"], ascending=[False, True, True], ignore_index=True)


def holdings_of(book: Book, household_id: str | None = None) -> Holdings:
    """The holdings of a book, or of one of its households."""
    accounts, held = open_accounts(book), positions_today(book)
    if household_id is not None:
        accounts = accounts[accounts["household_id"] == household_id]
        held = held[held["household_id"] == household_id]
    held = held.assign(
        single=is_single(held["name"], held["asset_class"]),
        costed_cents=held["value_cents"].where(held["cost_basis_cents"].notna(), 0).astype("int64"),
        cost_cents=held["cost_basis_cents"].fillna(0).astype("int64"),
    )
    return Holdings(accounts.reset_index(drop=True), held.reset_index(drop=True))


def _grouped(held: pd.DataFrame, key: str) -> pd.DataFrame:
    rows = held.groupby(key, sort=True).agg(
        name=("name", "first"),
        kind=("asset_class", "first"),
        single=("single", "all"),
        value_cents=("value_cents", "sum"),
        costed_cents=("costed_cents", "sum"),
        cost_cents=("cost_cents", "sum"),
        accounts=("account_id", "nunique"),
        households=("household_id", "nunique"),
    )
    rows = rows.reset_index().rename(columns={"asset_class": "class"} if key == "asset_class" else {})
    order = "class" if key == "asset_class" else key
    return rows.sort_values(["value_cents", order], ascending=[False, True], ignore_index=True)


def holding_figures(found: Holdings) -> tuple[Figure, ...]:
    """Assets, positions and what they cover, cash, unrealised gain, concentration; absent ones carry their reason."""
    behind = Rows.of("holdings", found.held["account_id"] + ":" + found.held["symbol"])
    accounts = Rows.of("accounts", found.accounts["account_id"])
    none = "" if found.total else "no holdings are on file for these accounts"
    covered = int(found.covered["value_cents"].sum())
    dates = found.held["as_of"]
    return (
        Figure("assets", "Assets", money(found.assets), "money", ASSETS, accounts),
        Figure("accounts", "Open accounts", len(found.accounts), "count", ASSETS, accounts),
        Figure("covered_accounts", "Accounts with a statement", len(found.covered), "count", COVERAGE, accounts),
        Figure("holdings", "Positions on file", money(found.total) if found.total else None, "money", HELD, behind,
               reason=none),
        Figure("holdings_on", "Latest statement of", None if none else dates.max().date(), "date", HELD, behind,
               reason=none),
        Figure("coverage", "Assets with a statement", rate(covered / found.assets) if found.assets else None, "rate",
               COVERAGE, accounts, reason="" if found.assets else "there are no assets at the last closed month"),
        Figure("holdings_gap", "Positions less assets of those accounts",
               None if none else money(found.total - covered), "money", GAP, behind, reason=none),
        Figure("cash_share", "Cash, of the positions", None if none else rate(_cash(found) / found.total), "rate",
               ALLOCATION, behind, reason=none),
        *_gain_figures(found, behind),
        *_concentration(found, behind, none),
    )  # fmt: skip


def _cash(found: Holdings) -> int:
    is_cash = pd.Series(kinds_of_classes(found.held["asset_class"]) == CASH, index=found.held.index)
    return int(found.held.loc[is_cash, "value_cents"].sum())


def _gain_figures(found: Holdings, behind: Rows) -> tuple[Figure, ...]:
    costed, cost = int(found.held["costed_cents"].sum()), int(found.held["cost_cents"].sum())
    none = "" if costed else "no position has its cost on file"
    share = rate(costed / found.total) if found.total else None
    return (
        Figure("gain", "Gain not yet taken", money(costed - cost) if costed else None, "money", GAIN, behind,
               reason=none),
        Figure("cost_coverage", "Positions with a cost on file", share, "rate", COSTED, behind,
               reason="" if share is not None else "no holdings are on file for these accounts"),
    )  # fmt: skip


def _concentration(found: Holdings, behind: Rows, none: str) -> tuple[Figure, ...]:
    """The largest security, the largest single one, the five largest, HHI, and single positions above LARGE."""
    rows = found.by_security
    shares = rows["value_cents"] / found.total if found.total else rows["value_cents"].astype("float64")
    single = rows[rows["single"]]
    no_single = none or ("" if len(single) else "no single security is held, funds, policies and cash alone")
    top, stock = (None if part.empty else part.iloc[0] for part in (rows, single))
    largest = None if top is None else rate(float(shares.iloc[0]))
    of_stock = None if stock is None else rate(int(stock["value_cents"]) / found.total)
    return (
        Figure("largest_security", "Largest position", _called(top), "text", TOP, behind, reason=none),
        Figure("largest_share", "Its share", largest, "rate", TOP, behind, reason=none),
        Figure("largest_single", "Largest single security", _called(stock), "text", TOP, behind, reason=no_single),
        Figure("largest_single_share", "Its share", of_stock, "rate", TOP, behind, reason=no_single),
        Figure("top5_share", "Five largest positions", None if none else rate(float(shares.head(5).sum())), "rate", TOP,
               behind, reason=none),
        Figure("hhi", "Concentration index (HHI)", None if none else rate(float((shares**2).sum()), 4), "score", HHI,
               behind, reason=none),
        Figure("securities", "Different securities", len(rows), "count", HELD, behind),
        Figure("large_singles", "Single positions above 10 % of a client's", None if none else len(found.large),
               "count", SINGLE, Rows.of("households", found.large["household_id"]), reason=none),
    )  # fmt: skip


def _called(row: pd.Series | None) -> str | None:
    if row is None:
        return None
    return str(row["symbol"]) if pd.isna(row["name"]) else str(row["name"])
