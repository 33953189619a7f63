"""How the value of each advisor's book changed over the year, to lay beside pay; recruited books stand apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.valuation.two_values import market_value
from assistant.errors import NotEnoughData
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

VALUE_CREATED = Method(
    "F1 created",
    "value of the book by revenue multiple (F1, centre) at the end of the month − at the end of the year before, "
    "without clients who arrived by transfer since, such as a recruited book",
)


def value_created(before: Book, book: Book) -> pd.DataFrame:
    """Index advisor_id in order: `created_cents` of each advisor of the scope from the one date to the other, and
    `recruited_cents`, the present value of clients who arrived by transfer in between, which is in neither date's.

    Raises NotEnoughData when revenue does not reach twelve months back from the earlier date.
    """
    since = book.revenue["month"].min()
    if pd.isna(since) or since > before.last_month - pd.DateOffset(months=11):
        raise NotEnoughData(f"revenue is not on record for the whole twelve months to {before.last_month:%B %Y}")
    now, then = market_value(book), market_value(before)
    is_recruited = now.index.get_level_values("household_id").isin(_recruited(book, before))
    parts = {"now": now[~is_recruited], "before": then, "recruited_cents": now[is_recruited]}
    sums = pd.DataFrame({name: values.groupby("advisor_id").sum() for name, values in parts.items()}).reindex(
        sorted(book.scope.advisor_ids)
    )
    whole = sums.fillna(0).astype("int64").rename_axis("advisor_id")
    return whole.assign(created_cents=whole["now"] - whole["before"])[["created_cents", "recruited_cents"]]


def _recruited(book: Book, before: Book) -> pd.Series:
    """Households that became clients between the dates with money that was transferred in."""
    months = book.household_months
    arrived = months[(months["transfers_in_cents"] > 0) & (months["month"] > before.last_month)]["household_id"]
    households = book.households
    fresh = households[households["since"] > pd.Timestamp(before.as_of)]["household_id"]
    return fresh[fresh.isin(arrived)]
