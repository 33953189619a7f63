"""The return that belongs to a bridge: modified Dietz, each flow in the middle of its month (F22)."""

from __future__ import annotations

import pandas as pd

from assistant.analytics.returns import modified_dietz
from assistant.figures import Method

F22_NET = Method(
    "F22 net", "modified Dietz, each month's net flow in the middle of its month, after the fees that were debited"
)
F22_GROSS = Method("F22 gross", "modified Dietz as F22 net, with debited fees counted as a flow out: before fees")


def bridge_return(months: pd.DataFrame, *, gross: bool = False) -> float | None:
    """Return over the months of `bridge_months` (any number of households together), or None when it is undefined.

    `gross` adds debited fees back. Source: F22; a flow of a month of d days counts on its day d / 2. None when there
    are no months, or when modified_dietz has no base to stand on.
    """
    if months.empty:
        return None
    by_month = months.drop(columns="household_id").groupby("month").sum().sort_index()
    days = by_month.index.days_in_month.to_numpy(dtype=float)
    middle = days.cumsum() - days / 2
    inflow = by_month["new_client_money"] + by_month["existing_client_money"] + by_month["transfers_in"]
    outflow = by_month["withdrawals"] + by_month["losses"] + by_month["transfers_out"]
    net = (inflow - outflow - (by_month["fees"] if gross else 0)).to_numpy(dtype=float)
    begin, end = float(by_month["begin"].iloc[0]), float(by_month["end"].iloc[-1])
    return modified_dietz(begin, end, list(zip(middle.tolist(), net.tolist(), strict=True)), float(days.sum()))
