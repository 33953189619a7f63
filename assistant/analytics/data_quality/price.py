"""What a missing fact costs: how far the book's value could lie apart, were it one thing or the other (F47)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.valuation.assumptions import Assumptions
from assistant.analytics.valuation.inputs import valued_clients
from assistant.analytics.valuation.two_values import value_clients

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

YOUNG, OLD = 45.0, 85.0
LITTLE, MOST = 0.20, 0.95
"""Between what a client could be where a birth date or a net worth is missing: wide, and stated."""


def widths(book: Book, known: pd.DataFrame) -> dict[str, int]:
    """Cents by which the book's NPV could move for want of `birth_date`, `net_worth` and `next_generation`.

    `known`: of facts_known. For each, the clients who lack the fact are valued at both ends of what it could be, all
    else as it is; the width is the difference of the two sums. Facts do not add up: they share clients. Source: F47.
    """
    rows = valued_clients(book)
    if rows.empty:
        return {"birth_date": 0, "net_worth": 0, "next_generation": 0}
    lacking = {
        key: rows["household_id"].map(~known[key].fillna(True)).fillna(False).astype(bool) for key in known.columns[:3]
    }
    return {
        "birth_date": _between(rows, lacking["birth_date"], "age", YOUNG, OLD),
        "net_worth": _between(rows, lacking["net_worth"], "wallet", LITTLE, MOST),
        "next_generation": _between(rows, lacking["next_generation"], "heirs_known", False, True),
    }


def _between(rows: pd.DataFrame, who: pd.Series, column: str, low: float | bool, high: float | bool) -> int:
    if not who.any():
        return 0
    lacking = rows[who].reset_index(drop=True)
    sums = [value_clients(lacking.assign(**{column: value}), Assumptions()).total("npv") for value in (low, high)]
    return abs(sums[1] - sums[0])
