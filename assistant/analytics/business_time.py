"""Working time: local times of a client, days and hours of business between two moments. Holidays are not known."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

OPENS, CLOSES = 9, 17
DAY_HOURS = CLOSES - OPENS
EPOCH = np.datetime64("1970-01-01")
NO_HOLIDAYS = (
    "Business days are Monday to Friday; public holidays are not on record, so a week with one looks a day longer."
)
OFFICE_HOURS = "Business hours are taken as nine to five, Monday to Friday, where the client lives."


def local_times(moments: pd.DataFrame, zones: pd.Series) -> pd.DataFrame:
    """Moments (UTC, any columns) as wall-clock times without a zone, each row in its own IANA zone; UTC where the zone
    is blank."""
    codes, names = pd.factorize(zones)
    local = {name: column.dt.tz_convert(None).to_numpy(copy=True) for name, column in moments.items()}
    for code, zone in enumerate(names):
        mine = np.flatnonzero(codes == code)
        for times in local.values():
            times[mine] = pd.DatetimeIndex(times[mine]).tz_localize("UTC").tz_convert(zone).tz_localize(None)
    return pd.DataFrame(local, index=moments.index)


def business_days(start: pd.Series, end: pd.Series | dt.date) -> pd.Series:
    """Weekdays from each start day up to, and without, the end day; nothing when the end lies before. NA where either
    is blank. A Friday to the Monday after is one day."""
    ends = end if isinstance(end, pd.Series) else pd.Series(pd.Timestamp(end), index=start.index)
    known = start.notna() & ends.notna()
    days = np.busday_count(_days(start[known]), _days(ends[known]))
    counted = pd.Series(pd.NA, index=start.index, dtype="Int64")
    counted[known] = np.maximum(days, 0)
    return counted


def business_hours(start: pd.Series, end: pd.Series) -> pd.Series:
    """Hours of business (OPENS to CLOSES on weekdays) between two wall-clock times; NaN where either is blank."""
    hours = pd.Series(np.nan, index=start.index)
    known = start.notna() & end.notna()
    hours[known] = _hours_since_epoch(end[known]) - _hours_since_epoch(start[known])
    return hours.clip(lower=0.0)


def _days(moments: pd.Series) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    days: np.ndarray[tuple[int], np.dtype[np.datetime64]] = moments.to_numpy().astype("datetime64[D]")
    return days


def _hours_since_epoch(moments: pd.Series) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Business hours since the epoch: a day's own count from its opening to its closing hour."""
    days = _days(moments)
    hour = (moments.to_numpy() - days) / np.timedelta64(1, "h")
    today = np.clip(hour - OPENS, 0, DAY_HOURS) * np.is_busday(days)
    hours: np.ndarray[tuple[int], np.dtype[np.float64]] = np.busday_count(EPOCH, days) * DAY_HOURS + today
    return hours
