"""The wrong clients: won in the last two years, and worth less than a client of their source cost to win (F36)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.acquisition.costs import sums_by_source
from assistant.analytics.labels import client_labels
from assistant.analytics.serving import hours_to_serve
from assistant.book.periods import Period
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

MONTHS = 24
F36 = Method(
    "F36",
    f"clients won in the last {MONTHS} months whose net present value today is below what a client of the same source "
    "cost to win in those months ÷ those of them that can be valued; who left is worth nothing",
)
F36_HOURS = Method("F36 hours", "contact minutes and booked hours of the last twelve closed months on those clients")


def last_two_years(book: Book) -> Period:
    """The 24 months to the book's date."""
    day_after = pd.Timestamp(book.as_of + dt.timedelta(days=1))
    return Period((day_after - pd.DateOffset(months=MONTHS)).date(), book.as_of, "")


def regrets(book: Book, values: pd.DataFrame) -> pd.DataFrame:
    """One row a client won in the last two years that can be judged, index household_id, largest shortfall first:
    `name`, `source_id`, `won_on`, `npv_cents`, `cac_cents` of its source, `short_cents` (cost − value), `hours` of the
    last year, `wrong`. Wins not linked to a client, too new to be valued, or of a source whose cost is not known are
    left out. `values`: of client_values. Source: F36."""
    sums, wins = sums_by_source(book, last_two_years(book), values)
    cost = (sums["cash_cents"] + sums["time_cents"]) / sums["won"].where(sums["won"] > 0)
    judged = wins.dropna(subset=["household_id", "npv_cents"]).drop_duplicates("household_id", keep="last")
    judged = judged.assign(cac_cents=judged["key"].map(cost)).dropna(subset="cac_cents").set_index("household_id")
    rows = judged[["source_id", "won_on", "npv_cents", "cac_cents"]]
    rows = rows.assign(short_cents=rows["cac_cents"] - rows["npv_cents"], wrong=rows["npv_cents"] < rows["cac_cents"])
    rows["name"] = client_labels(book).reindex(rows.index)
    rows["hours"] = hours_to_serve(book).reindex(rows.index)
    return (
        rows.reset_index()
        .sort_values(["short_cents", "household_id"], ascending=[False, True])
        .set_index("household_id")
    )
