"""What a client is worth over its life by the closed formula (F35), beside its net present value, client by client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.valuation.assumptions import Assumptions
from assistant.analytics.valuation.inputs import valued_clients
from assistant.analytics.valuation.two_values import value_clients
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

Floats = npt.NDArray[np.float64]

F35 = Method(
    "F35",
    "yearly revenue × margin × retention ÷ (1 + discount rate − (1 + growth) × retention), with the retention of the "
    "client's advisor",
)
F35_FLAT = Method(
    "F35 undiscounted", "yearly revenue × margin ÷ (1 − retention): neither growth nor discount, for comparison only"
)
F35_PAYBACK = Method("F35 payback", "cost of a new client ÷ (its yearly revenue × margin), in years")


def lifetime_value(
    revenue: float | Floats,
    *,
    margin: float,
    retention: float | Floats,
    growth: float,
    discount_rate: float,
) -> Floats:
    """Present value of a client for ever, in the unit of `revenue` (a year); NaN where retention and growth outrun the
    discount rate, (1 + g) r ≥ 1 + d, so that the sum has no end. Source: F35."""
    gap = np.asarray(1 + discount_rate - (1 + growth) * np.asarray(retention, dtype=np.float64))
    value: Floats = np.asarray(revenue, dtype=np.float64) * margin * retention / np.where(gap > 0, gap, np.nan)
    return value


def undiscounted_value(revenue: float | Floats, *, margin: float, retention: float | Floats) -> Floats:
    """R M ÷ (1 − r), in the unit of `revenue`; NaN where nobody ever leaves. Source: F35, for comparison."""
    leaves = 1 - np.asarray(retention, dtype=np.float64)
    value: Floats = np.asarray(revenue, dtype=np.float64) * margin / np.where(leaves > 0, leaves, np.nan)
    return value


def payback_years(cost: float, revenue: float, *, margin: float) -> float | None:
    """Years of margin that pay a cost back, undiscounted; None where there is no revenue. Source: F35."""
    return cost / (revenue * margin) if revenue * margin > 0 else None


def values_by_advisor(book: Book) -> pd.DataFrame:
    """One row an open household and advisor that can be valued: `household_id`, `advisor_id` and, in cents under the
    standing assumptions, `npv_cents` (F12), `year_cents` (valued revenue of a year), `ltv_cents` and `flat_cents` (F35,
    with and without discount). A shared client's rows sum to the client."""
    standing = Assumptions()
    valuation = value_clients(valued_clients(book), standing)
    year, stays = valuation.revenue.to_numpy(dtype=np.float64), valuation.clients.retention
    margin, rates = standing.margin, {"growth": standing.growth, "discount_rate": standing.discount_rate}
    rows = valuation.rows[["household_id", "advisor_id"]].assign(
        npv_cents=valuation.npv.astype(np.float64),
        year_cents=year,
        ltv_cents=lifetime_value(year, margin=margin, retention=stays, **rates),
        flat_cents=undiscounted_value(year, margin=margin, retention=stays),
    )
    return rows[rows["npv_cents"] > 0].reset_index(drop=True)


def client_values(book: Book, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """`values_by_advisor` by household, for every household of the book (index household_id, in order).

    Of who left all are 0 but `year_cents`, which is NaN; of who is too new to be valued or brings nothing all are NaN.
    `rows`: of values_by_advisor, when they are at hand.
    """
    rows = values_by_advisor(book) if rows is None else rows
    households = book.households.set_index("household_id").sort_index()
    values = rows.drop(columns="advisor_id").groupby("household_id").sum().reindex(households.index)
    values.loc[households["closed_on"].notna(), ["npv_cents", "ltv_cents", "flat_cents"]] = 0.0
    return values
