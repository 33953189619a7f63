"""Share of wallet (F24): assets today over the latest declared investable net worth, always as a ratio of sums.

The ratio takes a declared net worth whatever its age; the coverage says how much of the assets rests on one that is
fresh, the fresh-only ratio stands beside it, and an interval says how sure the declarations are (F26).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.once import once_a_book
from assistant.figures import Figure, Method, Rows, money, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

Floats = npt.NDArray[np.float64]

FRESH_MONTHS = 18
SPREADS: Mapping[str, float] = {"statement": 0.03, "plan": 0.10, "questionnaire": 0.20, "enrichment": 0.50}
"""How far a declared net worth may be off, as a standard deviation over its amount, by where it comes from; one without
a source counts as the least sure (F26)."""
EIGHTY = 1.2815515655446004
"""Standard deviations on either side of the middle that hold 80 % of a normal distribution."""

F24 = Method(
    "F24",
    "sum of assets today ÷ sum of the latest declared investable net worth, over the clients who declared one, "
    "whatever its age",
)
F24_FRESH = Method("F24 fresh", f"F24 over clients whose net worth was declared at most {FRESH_MONTHS} months ago")
F24_COVERAGE = Method(
    "F24 coverage", f"assets of clients whose net worth is at most {FRESH_MONTHS} months old ÷ assets of all clients"
)
F26 = Method(
    "F26",
    "80 % interval of the share when each net worth is lognormal with what was declared as mean, a standard deviation "
    "of 3 % from a statement, 10 % from a plan, 20 % from a questionnaire and 50 % from enrichment, independently",
)
ELSEWHERE = Method("F24 elsewhere", "sum over clients of declared investable net worth − assets today, where positive")


@dataclass(frozen=True, slots=True)
class Wallet:
    """The sums behind the ratios, in whole cents. Sums of disjoint groups of clients add up; the ratios do not."""

    assets: int
    declared_assets: int
    declared_worth: int
    fresh_assets: int
    fresh_worth: int
    elsewhere: int

    @property
    def share(self) -> float | None:
        return self.declared_assets / self.declared_worth if self.declared_worth > 0 else None

    @property
    def fresh_share(self) -> float | None:
        return self.fresh_assets / self.fresh_worth if self.fresh_worth > 0 else None

    @property
    def coverage(self) -> float | None:
        return self.fresh_assets / self.assets if self.assets > 0 else None


@once_a_book
def assets_today(book: Book) -> pd.Series:
    """Assets of each open household at the last closed month, whole cents, index household_id in order."""
    months = book.household_months
    today = months[months["month"] == book.last_month].set_index("household_id")["end_value_cents"]
    ids = pd.Index(sorted(book.open_households["household_id"]), name="household_id")
    return today.reindex(ids, fill_value=0).astype("int64").rename("assets_cents")


@once_a_book
def partly_seen(book: Book) -> frozenset[str]:
    """Households of which this book holds a part only: another scope has the rest of a shared account, or the
    household itself. Their assets here are less than the whole, and so is the share of wallet they show."""
    bounds = book.shares.bounds.items()
    shared = [account for account, parts in bounds if sum(high - low for low, high in parts) < 1 - 1e-9]
    accounts, households = book.accounts, book.households
    others = households[~households["advisor_id"].isin(book.scope.advisor_ids)]["household_id"]
    return frozenset(accounts[accounts["account_id"].isin(shared)]["household_id"]) | frozenset(others)


@once_a_book
def wallet_rows(book: Book) -> pd.DataFrame:
    """One row an open household (index, in order): `assets_cents`, and of the latest declared net worth `worth_cents`,
    `total_cents`, `declared_on`, `source`, `providers`, `is_fresh`; blank where none was ever declared. `in_part`:
    another book holds a part of its assets too, while its net worth is the whole. Source: F24."""
    declared = book.net_worth.dropna(subset="investable_net_worth_cents").sort_values(["household_id", "as_of"])
    latest = declared.drop_duplicates("household_id", keep="last").set_index("household_id")
    latest = latest.rename(columns={"investable_net_worth_cents": "worth_cents", "as_of": "declared_on"})
    latest = latest.rename(columns={"total_net_worth_cents": "total_cents"})
    columns = ["worth_cents", "total_cents", "declared_on", "source", "providers"]
    rows = assets_today(book).to_frame().join(latest[columns])
    oldest = pd.Timestamp(book.as_of) - pd.DateOffset(months=FRESH_MONTHS)
    return rows.assign(is_fresh=rows["declared_on"] >= oldest, in_part=rows.index.isin(partly_seen(book)))


def declared_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of `wallet_rows` that F24 counts: those with a declared net worth."""
    return rows[rows["worth_cents"].notna()]


def wallet(rows: pd.DataFrame) -> Wallet:
    """The sums of F24 over rows of `wallet_rows` (all of a book, one segment, one household)."""
    counted = rows["worth_cents"].notna().to_numpy(dtype=bool)
    assets = rows["assets_cents"].to_numpy(dtype=np.int64)
    worth = rows["worth_cents"].to_numpy(dtype=np.int64, na_value=0)
    fresh = counted & rows["is_fresh"].to_numpy(dtype=bool)
    return Wallet(
        assets=int(assets.sum()),
        declared_assets=int(assets[counted].sum()),
        declared_worth=int(worth[counted].sum()),
        fresh_assets=int(assets[fresh].sum()),
        fresh_worth=int(worth[fresh].sum()),
        elsewhere=int(np.clip(worth - assets, 0, None)[counted].sum()),
    )


def share_interval(rows: pd.DataFrame) -> tuple[float, float] | None:
    """Bounds that hold the share of wallet of these rows of `wallet_rows` with 80 % probability, by the spread of each
    source; the upper one is at most 1 unless the share itself is above. None when the share is undefined.

    The sum of independent lognormal net worths is taken for lognormal with the same mean and variance. Source: F26;
    L. F. Fenton, The sum of log-normal probability distributions (IRE Transactions CS-8, 1960).
    """
    sums = wallet(rows)
    if sums.share is None:
        return None
    deviation = spreads(rows["source"]) * rows["worth_cents"].to_numpy(dtype=np.float64, na_value=0)
    middle, width = lognormal_band(float((deviation**2).sum()) / sums.declared_worth**2)
    return sums.share * middle / width, min(sums.share * middle * width, max(1.0, sums.share))


def lognormal_band(relative_variance: Any) -> tuple[Any, Any]:
    """For a share whose net worth is lognormal with this variance over its squared mean: what the share is multiplied
    with for its middle, and what that is divided and multiplied with for the bounds of 80 %."""
    return np.sqrt(1 + relative_variance), np.exp(EIGHTY * np.sqrt(np.log1p(relative_variance)))


def spreads(sources: pd.Series) -> Floats:
    """The standard deviation over its amount of each declaration, by its source."""
    return np.asarray(sources.map(SPREADS).fillna(max(SPREADS.values())), dtype=np.float64)


def held_away_today(book: Book) -> pd.DataFrame:
    """The latest snapshot of money held away of each open household: household_id, as_of, institution, kind,
    amount_cents, largest first. A later snapshot replaces the one before whole."""
    rows = book.held_away
    rows = rows[rows["household_id"].isin(book.open_households["household_id"])]
    latest = rows.groupby("household_id")["as_of"].transform("max")
    order = ["amount_cents", "household_id", "institution", "kind"]
    return rows[rows["as_of"] == latest].sort_values(order, ascending=[False, True, True, True], ignore_index=True)


def wallet_figures(rows: pd.DataFrame, *, prefix: str = "", cited: Rows | None = None) -> tuple[Figure, ...]:
    """Wallet share with its interval, fresh-only ratio, coverage and money elsewhere as Figures; undefined ones carry
    their reason. `cited`: the rows to name behind them instead of the households, where those are too many."""
    sums, bounds = wallet(rows), share_interval(rows)
    low, high = bounds or (None, None)
    behind = cited or Rows.of("households", declared_rows(rows).index)
    everyone = cited or Rows.of("households", rows.index)
    nobody = "" if sums.share is not None else _why_unknown(rows)
    stale = (
        "" if sums.fresh_share is not None else nobody or f"no net worth was declared in the last {FRESH_MONTHS} months"
    )

    def share(key: str, label: str, value: float | None, method: Method, reason: str, who: Rows = behind) -> Figure:
        return Figure(f"{prefix}{key}", label, rate(value), "rate", method, who, reason=reason)

    return (
        share("wallet_share", "Share of wallet", sums.share, F24, nobody),
        share("wallet_share_low", "Share of wallet, lower bound", low, F26, nobody),
        share("wallet_share_high", "Share of wallet, upper bound", high, F26, nobody),
        share("wallet_share_fresh", "Share of wallet, fresh only", sums.fresh_share, F24_FRESH, stale),
        share(
            "wallet_coverage",
            "Assets with a fresh net worth",
            sums.coverage,
            F24_COVERAGE,
            "" if sums.coverage is not None else "there are no assets",
            everyone,
        ),
        Figure(
            f"{prefix}held_elsewhere",
            "Declared money held elsewhere",
            money(sums.elsewhere) if sums.declared_worth else None,
            "money",
            ELSEWHERE,
            behind,
            reason="" if sums.declared_worth else nobody,
        ),
    )


def _why_unknown(rows: pd.DataFrame) -> str:
    """Why these rows of `wallet_rows` have no share."""
    if rows.empty:
        return "there is no open client"
    if rows["worth_cents"].notna().any():
        return "the investable net worth declared is zero"
    return "no net worth was ever declared" if len(rows) == 1 else "no client has a declared investable net worth"
