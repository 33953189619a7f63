"""Share of wallet (F24): assets today over the latest declared investable net worth, always as a ratio of sums.

The ratio takes a declared net worth whatever its age; the coverage says how much of the assets rests on one that is
fresh, and the fresh-only ratio stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.figures import Figure, Method, Rows, money, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

FRESH_MONTHS = 18

F24 = Method(
    "F24",
    "sum of assets today ÷ sum of the latest declared investable net worth, over the clients who declared one, "
    "whatever its age",
)
F24_FRESH = Method("F24 fresh", f"F24 over clients whose net worth was declared at most {FRESH_MONTHS} months ago")
F24_COVERAGE = Method(
    "F24 coverage", f"assets of clients whose net worth is at most {FRESH_MONTHS} months old ÷ assets of all clients"
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


def assets_today(book: Book) -> pd.Series:
    """Assets of each open household at the last closed month, whole cents, index household_id in order."""
    months = book.household_months
    today = months[months["month"] == book.last_month].set_index("household_id")["end_value_cents"]
    ids = pd.Index(sorted(book.open_households["household_id"]), name="household_id")
    return today.reindex(ids, fill_value=0).astype("int64").rename("assets_cents")


def wallet_rows(book: Book) -> pd.DataFrame:
    """One row an open household (index, in order): `assets_cents`, and of the latest declared net worth `worth_cents`,
    `declared_on`, `source`, `providers`, `is_fresh`; blank where none was ever declared. Source: F24."""
    declared = book.net_worth.dropna(subset="investable_net_worth_cents").sort_values(["household_id", "as_of"])
    latest = declared.drop_duplicates("household_id", keep="last").set_index("household_id")
    latest = latest.rename(columns={"investable_net_worth_cents": "worth_cents", "as_of": "declared_on"})
    rows = assets_today(book).to_frame().join(latest[["worth_cents", "declared_on", "source", "providers"]])
    oldest = pd.Timestamp(book.as_of) - pd.DateOffset(months=FRESH_MONTHS)
    return rows.assign(is_fresh=rows["declared_on"] >= oldest)


def wallet(rows: pd.DataFrame) -> Wallet:
    """The sums of F24 over rows of `wallet_rows` (all of a book, one segment, one household)."""
    declared, fresh = rows[rows["worth_cents"].notna()], rows[rows["is_fresh"]]
    gap = (declared["worth_cents"] - declared["assets_cents"]).clip(lower=0)
    return Wallet(
        assets=int(rows["assets_cents"].sum()),
        declared_assets=int(declared["assets_cents"].sum()),
        declared_worth=int(declared["worth_cents"].sum()),
        fresh_assets=int(fresh["assets_cents"].sum()),
        fresh_worth=int(fresh["worth_cents"].sum()),
        elsewhere=int(gap.sum()),
    )


def held_away_today(book: Book) -> pd.DataFrame:
    """The latest snapshot of money held away of each open household: household_id, as_of, institution, kind,
    amount_cents, largest first. A later snapshot replaces the one before whole."""
    rows = book.held_away
    rows = rows[rows["household_id"].isin(book.open_households["household_id"])]
    latest = rows.groupby("household_id")["as_of"].transform("max")
    order = ["amount_cents", "household_id", "institution", "kind"]
    return rows[rows["as_of"] == latest].sort_values(order, ascending=[False, True, True, True], ignore_index=True)


def wallet_figures(rows: pd.DataFrame, *, prefix: str = "") -> tuple[Figure, ...]:
    """Wallet share, fresh-only ratio, coverage and money elsewhere as Figures; undefined ones carry their reason."""
    sums = wallet(rows)
    behind = Rows.of("households", rows.index[rows["worth_cents"].notna()])
    everyone = Rows.of("households", rows.index)
    nobody = {0: "there is no open client", 1: "no net worth was ever declared"}.get(
        len(rows), "no client has a declared investable net worth"
    )
    stale = f"no declared net worth is {FRESH_MONTHS} months old or less"
    return (
        Figure(
            f"{prefix}wallet_share",
            "Share of wallet",
            rate(sums.share),
            "rate",
            F24,
            behind,
            reason="" if sums.share is not None else nobody,
        ),
        Figure(
            f"{prefix}wallet_share_fresh",
            "Share of wallet, fresh only",
            rate(sums.fresh_share),
            "rate",
            F24_FRESH,
            behind,
            reason="" if sums.fresh_share is not None else stale,
        ),
        Figure(
            f"{prefix}wallet_coverage",
            "Assets with a fresh net worth",
            rate(sums.coverage),
            "rate",
            F24_COVERAGE,
            everyone,
            reason="" if sums.coverage is not None else "there are no assets",
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
