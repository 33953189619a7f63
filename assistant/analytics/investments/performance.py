"""How the money did over a period: modified Dietz of the whole, the months linked, and each account by itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.bridge import closed_months, told_apart
from assistant.analytics.bridge_return import (
    F22_GROSS,
    F22_LINKED,
    F22_NET,
    bridge_return,
    dietz,
    linked,
    monthly_returns,
    together,
)
from assistant.blocks import Chart
from assistant.figures import Figure, Rows, rate

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book


def account_months(book: Book, period: Period, household_id: str | None = None) -> pd.DataFrame:
    """Rows of bridge.told_apart, one an account and closed month of the period, with `account_id`.

    Raises NotEnoughData when no month of the period has closed.
    """
    first, last = closed_months(book, period)
    owners = book.accounts.set_index("account_id")["household_id"]
    rows = book.balances
    rows = rows[rows["month"].between(first, last)]
    rows = rows.assign(household_id=rows["account_id"].map(owners))
    if household_id is not None:
        rows = rows[rows["household_id"] == household_id]
    told = told_apart(rows, book.households, first, last + pd.offsets.MonthEnd(0))
    return told.assign(account_id=rows["account_id"])


@dataclass(frozen=True)
class Performance:
    """The returns of rows of `account_months`; nothing of it is worked out before it is asked for."""

    rows: pd.DataFrame

    @cached_property
    def whole(self) -> pd.DataFrame:
        return together(self.rows)

    @cached_property
    def net(self) -> pd.Series:
        """After fees, month by month, all accounts together."""
        return monthly_returns(self.whole)

    @cached_property
    def gross(self) -> pd.Series:
        """Before fees, month by month, all accounts together."""
        return monthly_returns(self.whole, gross=True)

    @property
    def by_account(self) -> pd.DataFrame:
        """Return after (`net`) and before (`gross`) fees of each account while it was open in the period (index
        account_id); NaN where undefined."""
        one = together(self.rows, "account_id")
        return pd.DataFrame(
            {"net": dietz(one, "account_id")["rate"], "gross": dietz(one, "account_id", gross=True)["rate"]}
        )

    def figures(self) -> tuple[Figure, ...]:
        """Money-weighted and linked return, net and gross, over the period and not annualised."""
        behind = Rows.of("accounts", self.rows["account_id"].unique())
        months = self.whole["month"]
        inputs = (("period", f"{months.min():%Y-%m}..{months.max():%Y-%m}"),)
        thin = "the capital of the period, or of a month of it, is zero or too small to measure a return on"
        cells = (
            ("return_net", "Return after fees", bridge_return(self.whole), F22_NET),
            ("return_gross", "Return before fees", bridge_return(self.whole, gross=True), F22_GROSS),
            ("return_linked", "Return after fees, months linked", linked(self.net), F22_LINKED),
            ("return_linked_gross", "Return before fees, months linked", linked(self.gross), F22_LINKED),
        )
        return tuple(
            Figure(key, label, rate(value), "rate", method, behind, inputs, "" if value is not None else thin)
            for key, label, value, method in cells
        )

    def chart(self) -> Chart | None:
        """The return so far, month by month, net and gross; None when fewer than two months can be linked."""
        if len(self.net) < 2 or self.net.isna().any() or self.gross.isna().any():
            return None
        lines = {"after fees": (1 + self.net).cumprod() - 1, "before fees": (1 + self.gross).cumprod() - 1}
        ends = "above" if lines["after fees"].iloc[-1] > 0 else "below"
        return Chart(
            "Return so far, months linked",
            "line",
            "rate",
            tuple(f"{month:%Y-%m}" for month in self.net.index),
            tuple((name, tuple(rate(float(value)) for value in line)) for name, line in lines.items()),
            f"Two lines from the first month to the last; after fees the line ends {ends} where it began.",
        )
