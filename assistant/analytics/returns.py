"""The return of a client or a book over a period, by modified Dietz (F22)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TypeAlias

import pandas as pd

from assistant.book.periods import Period

FlowDay: TypeAlias = "int | float | dt.date"
Flows: TypeAlias = "Iterable[tuple[FlowDay, float]] | Mapping[FlowDay, float] | pd.Series"
Span: TypeAlias = "int | float | Period | tuple[dt.date, dt.date]"

SMALLEST_BASE = 0.05
"""Below this share of the beginning value the weighted base says nothing, and there is no return (F22)."""


def modified_dietz(begin: float, end: float, flows: Flows, period: Span) -> float | None:
    """Money-weighted return of a period, 0.053571 for 5.3571 %, or None when it is undefined.

    `begin` and `end` are the values at both ends and `flows` the (when, amount) pairs between them, money in positive,
    out negative, all in one unit of money. `when` is the number of days from the beginning, or a date; a date needs
    `period` as dates: a pair (day of `begin`, day of `end`), or a Period, whose first day is day one. With day numbers
    `period` is the length in days. A flow counts from the end of its day: weight (CD − D) / CD.

    None when the base, begin + weighted flows, is zero or less, or less than 5 % of `begin`. Raises ValueError for a
    period without days and for a flow outside it. Source: F22, R = (V1 − V0 − F) / (V0 + Σ w F).
    """
    days, day_zero = _length(period)
    base, net = float(begin), 0.0
    for when, amount in flows.items() if isinstance(flows, Mapping | pd.Series) else flows:
        base += (days - _day(when, day_zero, days)) / days * float(amount)
        net += float(amount)
    if base <= 0 or base < SMALLEST_BASE * begin:
        return None
    return float((end - begin - net) / base)


def _length(period: Span) -> tuple[float, dt.date | None]:
    """Days of the period, and the date that is day zero where dates are known."""
    days: float
    zero: dt.date | None
    if isinstance(period, Period):
        days, zero = (period.end - period.start).days + 1, period.start - dt.timedelta(days=1)
    elif isinstance(period, tuple):
        days, zero = (_date(period[1]) - _date(period[0])).days, _date(period[0])
    else:
        days, zero = period, None
    if days <= 0:
        raise ValueError(f"The period has {days} days; a return needs at least one.")
    return days, zero


def _date(day: dt.date) -> dt.date:
    return day.date() if isinstance(day, dt.datetime) else day


def _day(when: FlowDay, day_zero: dt.date | None, days: float) -> float:
    if isinstance(when, dt.date):
        if day_zero is None:
            raise ValueError("Flows with dates need the period as dates too: (day of the begin value, day of the end).")
        when = (_date(when) - day_zero).days
    if not 0 <= when <= days:
        raise ValueError(f"A flow on day {when} lies outside the period of {days} days.")
    return when
