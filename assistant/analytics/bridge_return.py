"""The return that belongs to a bridge: modified Dietz over its rows, each flow in the middle of its month (F22).

Rows are those of `bridge.told_apart`, of households or of accounts. A row that is no whole month brings its own `days`
and `remaining` (each of its flows × the days from the flow to the end of the row). Net of fees, a fee lowers the gain;
gross of fees it counts as a flow out, so the gain is what the market did.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.returns import SMALLEST_BASE
from assistant.figures import Method

F22_NET = Method(
    "F22 net", "modified Dietz, each month's net flow in the middle of its month, after the fees that were debited"
)
F22_GROSS = Method("F22 gross", "modified Dietz as F22 net, with debited fees counted as a flow out: before fees")
F22_LINKED = Method(
    "F22 linked",
    "product of (1 + modified Dietz of each month of all accounts together) − 1: time-weighted, each account weighing "
    "what it held",
)
F22_BROKEN = Method(
    "F22 broken",
    "as F22, but a month whose net flow is above 10 % of the value it began with is a span of its own; the spans are "
    "multiplied",
)
BREAK = 0.10
"""A flow above this share of the value a month began with breaks the span it falls in (F22)."""
_OUT = ("withdrawals", "losses", "transfers_out")
_IN = ("new_client_money", "existing_client_money", "transfers_in")


def together(rows: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """The rows summed over everything but `keys` and month, in that order: the same returns from fewer rows."""
    grouped = rows.groupby([*keys, "month"], sort=True)
    lines = grouped[["begin", "end", *_IN, *_OUT, "fees", *(("remaining",) if "remaining" in rows else ())]].sum()
    if "days" in rows:
        lines["days"] = grouped["days"].max()
    return lines.reset_index()


def dietz(rows: pd.DataFrame, key: str, *, gross: bool = False) -> pd.DataFrame:
    """Gain, average capital and return of each value of `key`, over the months it has rows for (index key, in order).

    `gain` and `base` in cents, `rate` their ratio, NaN where the base is zero or less, or under 5 % of the beginning.
    Source: F22, R = (V1 − V0 − F) / (V0 + Σ w F).
    """
    lines = together(rows, key)
    days = _floats(lines["days"] if "days" in lines else lines["month"].dt.days_in_month)
    net = _floats(lines[list(_IN)]).sum(axis=1) - _floats(lines[list(_OUT)]).sum(axis=1)
    remaining = _floats(lines["remaining"]) if "remaining" in lines else net * days / 2
    if gross:
        fees = _floats(lines["fees"])
        net, remaining = net - fees, remaining - fees * days / 2
    keys = lines[key].to_numpy()
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]) if len(keys) else [])
    last = np.append(first[1:], len(keys))[: len(first)] - 1
    begin, end = _floats(lines["begin"])[first], _floats(lines["end"])[last]
    sizes = last - first + 1
    upto = np.cumsum(days)
    after = np.repeat(upto[last], sizes) - upto
    length = upto[last] - upto[first] + days[first]
    base = begin + _sums(remaining + net * after, first) / length
    gain = end - begin - _sums(net, first)
    stands = (base > 0) & (base >= SMALLEST_BASE * begin)
    rate = np.divide(gain, base, out=np.full(len(base), np.nan), where=stands)
    return pd.DataFrame({"gain": gain, "base": base, "rate": rate}, index=pd.Index(keys[first], name=key))


def _floats(values: pd.Series | pd.DataFrame) -> npt.NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)


def _sums(values: npt.NDArray[np.float64], first: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The sum of each run of values, by where the runs begin."""
    return np.add.reduceat(values, first) if len(values) else values


def bridge_return(months: pd.DataFrame, *, gross: bool = False) -> float | None:
    """Return over rows of any number of households or accounts together, or None when it is undefined.

    `gross` adds debited fees back. Source: F22. None when there are no rows, or no base to stand on.
    """
    if months.empty:
        return None
    rate = float(dietz(months.assign(whole=0), "whole", gross=gross)["rate"].iloc[0])
    return None if pd.isna(rate) else rate


def monthly_returns(months: pd.DataFrame, *, gross: bool = False) -> pd.Series:
    """Modified Dietz of each month, all rows together (index month, in order); 0 for a month in which nothing was
    invested, NaN where it is undefined."""
    found = dietz(months.assign(span=months["month"]), "span", gross=gross)
    return found["rate"].mask((found["base"] == 0) & (found["gain"] == 0), 0.0).rename_axis("month")


def linked(rates: pd.Series) -> float | None:
    """Returns of months that follow one another, multiplied; None when there are none or one is undefined (F43)."""
    return None if rates.empty or rates.isna().any() else float((1 + rates).prod() - 1)


def linked_return(months: pd.DataFrame, *, gross: bool = False) -> float | None:
    """Time-weighted return: the months' returns multiplied; None when there are none or one is undefined (F43)."""
    return linked(monthly_returns(months, gross=gross))


def broken_months(months: pd.DataFrame) -> list[pd.Timestamp]:
    """Months whose net flow, of all rows together, is above BREAK of the value they began with (F22)."""
    lines = together(months)
    net = lines[list(_IN)].sum(axis=1) - lines[list(_OUT)].sum(axis=1)
    return list(lines.loc[(lines["begin"] > 0) & (net.abs() > BREAK * lines["begin"]), "month"])


def broken_return(months: pd.DataFrame, *, gross: bool = False) -> float | None:
    """Return with each broken month a span of its own and the spans multiplied; None as in bridge_return (F22)."""
    if months.empty:
        return None
    order = pd.Series(sorted(months["month"].unique()))
    alone = order.isin(broken_months(months))
    spans = pd.Series((alone | alone.shift(fill_value=False)).cumsum().to_numpy(), index=order)
    return linked(dietz(months.assign(span=months["month"].map(spans)), "span", gross=gross)["rate"])
