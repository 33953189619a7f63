"""What each advisor was paid, month by month: production of the calendar year to date under the advisor's own grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.pay.grids import Grid, grids_on_file
from assistant.figures import Method, Rows

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

PRODUCTION = Method(
    "F41 production",
    "all revenue of the months, every type, one-offs and closed clients too; shared accounts by the advisor's share",
)
F41_MONTH = Method(
    "F41 month",
    "pay of the calendar year to the end of the month − pay of the year to the end of the month before; under a hurdle "
    "grid, pay on the month's own production",
)


@dataclass(frozen=True, slots=True)
class Earnings:
    """One advisor's pay. `months` (index: first day of each month, from a January on): `made`, `made_ytd`, `pay`,
    `pay_ytd` in cents, the last two NA where `reason` says why pay is not known."""

    advisor_id: str
    name: str
    grid: Grid | None
    months: pd.DataFrame
    reason: str
    behind: Rows

    def at(self, month: pd.Timestamp, column: str) -> int | None:
        """Cents of one month, None where pay is not known."""
        value = self.months.at[month, column]
        return None if pd.isna(value) else int(value)

    def between(self, first: pd.Timestamp, last: pd.Timestamp, column: str) -> int | None:
        """`made` or `pay` of the months from first to last, None where one of them is not known."""
        total = self.months.loc[first:last, column].sum(skipna=False)
        return None if pd.isna(total) else int(total)

    def standing(self, month: pd.Timestamp) -> Grid | None:
        """The grid, where there is one and the production its thresholds count is wholly known."""
        return self.grid if self.at(month, "pay") is not None else None

    def threshold_base(self, month: pd.Timestamp) -> int:
        """The production that the grid's thresholds are held against at the end of a month."""
        by_month = self.grid is not None and self.grid.method == "hurdle"
        return int(self.months.at[month, "made" if by_month else "made_ytd"])


def earnings_of(books: Sequence[Book], first: pd.Timestamp, last: pd.Timestamp) -> tuple[Earnings, ...]:
    """The pay of each advisor, one Book an advisor, from the January before `first` to `last`, in the order given."""
    return tuple(_earnings(book, pd.Timestamp(first.year, 1, 1), last) for book in books)


def _earnings(book: Book, january: pd.Timestamp, last: pd.Timestamp) -> Earnings:
    row = book.advisors.set_index("advisor_id").loc[book.scope.advisor_ids[0]]
    revenue = book.revenue
    inside = revenue[revenue["month"].between(january, last)]
    made = inside.groupby("month")["amount_cents"].sum()
    months = pd.DataFrame({"made": made.reindex(pd.date_range(january, last, freq="MS"), fill_value=0).astype("int64")})
    months["made_ytd"] = months["made"].groupby(months.index.year).cumsum()
    grid = grids_on_file(book.frame("pay_grids")).get(str(row["pay_grid_id"]))
    since, reason = revenue["month"].min(), ""
    if grid is None:
        months, reason = months.assign(pay=pd.array([pd.NA] * len(months), "Int64")), _no_grid(row)
        months["pay_ytd"] = months["pay"]
    else:
        missing = _not_whole(months.index, since, row["joined_on"], book.first_month)
        months = _paid(grid, months, missing, since)
        reason = _not_known(since) if missing.any() else ""
    behind = Rows.of("households", inside["household_id"].unique())
    return Earnings(str(row.name), str(row["name"]), grid, months, reason, behind)


def _no_grid(advisor: pd.Series) -> str:
    if pd.isna(advisor["pay_grid_id"]):
        return f"no pay grid is on file for {advisor['name']} (column pay_grid_id of the advisors)"
    return f"the pay grid {advisor['pay_grid_id']} of {advisor['name']} has no tiers of one method on file"


def _not_whole(
    months: pd.DatetimeIndex, since: pd.Timestamp, joined: pd.Timestamp, on_record: pd.Timestamp
) -> pd.Series:
    """Months of a calendar year whose production is not on record from January on. The year in which the advisor joined
    is whole from then on, if the firm's data reach back to that month."""
    years = months.year
    if pd.isna(since):
        return pd.Series(True, index=months)
    joined_then = pd.notna(joined) and joined.year == since.year and joined >= on_record
    begun_late = since.month > 1 and not joined_then
    return pd.Series((years < since.year) | ((years == since.year) & begun_late), index=months)


def _not_known(since: pd.Timestamp) -> str:
    if pd.isna(since):
        return "no revenue is on record, so there is no production to pay on"
    return f"revenue is on record since {since:%B %Y}, so the production of the calendar year is not whole"


def _paid(grid: Grid, months: pd.DataFrame, missing: pd.Series, since: pd.Timestamp) -> pd.DataFrame:
    """With `pay` and `pay_ytd`, unknown where the production that they rest on is missing."""
    years = months.index.year
    if grid.method == "hurdle":
        pay = pd.Series(grid.pay(months["made"]), index=months.index, dtype="Int64")
        ytd = pay.groupby(years).cumsum()
        missing_month = missing & (months.index < since) if pd.notna(since) else missing
    else:
        ytd = pd.Series(grid.pay(months["made_ytd"]), index=months.index, dtype="Int64")
        pay = ytd - ytd.groupby(years).shift(fill_value=0)
        missing_month = missing
    return months.assign(pay=pay.mask(missing_month), pay_ytd=ytd.mask(missing))
