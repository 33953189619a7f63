"""From long frames to one matrix a column, households by months: what the erosion detector reads.

Everything dated after `as_of` is cut here, once, so nothing behind this file can look into the future.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.errors import BadArguments

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
MonthLike: TypeAlias = "str | dt.date | pd.Period"

NEEDED = ("household_id", "month", "aum_begin", "inflow", "outflow", "aum_end")
KINDS = ("planned_withdrawal", "retirement", "death_notice", "review", "account_opened")


@dataclass(frozen=True, slots=True)
class Grid:
    """Households (rows, in order of id) by months (columns, the last one is `as_of`). Amounts in the history's unit.

    `seen` is False where a month is missing; flows are 0 there. `moved` is what changed the assets and is neither flow
    nor market nor fee, where it is large: a transfer inside the firm or a recruited book. Optional columns are NaN
    where nothing is known.
    """

    households: npt.NDArray[Any]
    last: int
    seen: Bools
    begin: Floats
    inflow: Floats
    outflow: Floats
    market: Floats
    moved: Floats
    end: Floats
    worth: Floats
    contacts: Floats
    logins: Floats
    due_in: Floats
    due_out: Floats
    events: Mapping[str, Bools]
    age: Floats

    @property
    def first(self) -> Ints:
        """Column of each household's first month seen."""
        return np.asarray(self.seen.argmax(axis=1), dtype=np.int64)

    @property
    def width(self) -> int:
        return int(self.seen.shape[1])

    def month(self, column: int) -> pd.Timestamp:
        """First day of the month in a column."""
        number = self.last - self.width + 1 + column
        return pd.Timestamp(year=number // 12, month=number % 12 + 1, day=1)

    def rows(self, chosen: slice) -> Grid:
        """The same months of some of the households."""
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
        kept: dict[str, Any] = {name: part[chosen] for name, part in parts.items() if isinstance(part, np.ndarray)}
        return replace(self, **kept, events={kind: marks[chosen] for kind, marks in self.events.items()})

    @property
    def calendar_months(self) -> Ints:
        """1 for January … 12 for December, of each column."""
        return (np.arange(self.last - self.width + 1, self.last + 1) % 12) + 1


def month_numbers(months: pd.Series) -> Ints:
    """Months (timestamps, dates, periods, or words like `2026-10`) → year × 12 + month − 1."""
    if pd.api.types.is_numeric_dtype(months):
        raise BadArguments("The months are plain numbers; give them as dates or as words like 2026-10.")
    if isinstance(months.dtype, pd.PeriodDtype):
        months = months.dt.to_timestamp()
    stamps = pd.to_datetime(months)
    return np.asarray(stamps.dt.year * 12 + stamps.dt.month - 1, dtype=np.int64)


def make_grid(
    history: pd.DataFrame,
    households: pd.DataFrame | None,
    events: pd.DataFrame | None,
    expected: pd.DataFrame | None,
    as_of: MonthLike,
) -> Grid:
    """The matrices of everything known at `as_of`. Raises BadArguments when a needed column is missing."""
    missing = [name for name in NEEDED if name not in history.columns]
    if missing:
        raise BadArguments(f"The history lacks {', '.join(missing)}; it needs {', '.join(NEEDED)}.")
    last = int(month_numbers(pd.Series([as_of]))[0])
    numbers = month_numbers(history["month"])
    known = numbers <= last
    history, numbers = history[known], numbers[known]
    rows, ids = pd.factorize(history["household_id"], sort=True)
    width = last - int(numbers.min()) + 1 if len(numbers) else 1
    place = _Place(pd.Index(ids), last, width)
    columns = numbers - (last - width + 1)

    def matrix(name: str, fill: float) -> Floats:
        cells = np.full(place.shape, fill)
        if name in history.columns:
            cells[rows, columns] = history[name].to_numpy(dtype=np.float64, na_value=fill)
        return np.where(np.isnan(cells), fill, cells)

    seen = np.zeros(place.shape, dtype=bool)
    seen[rows, columns] = True
    balances = {name: matrix(name, 0.0) for name in (*NEEDED[2:], "market_gain", "fees")}
    return Grid(
        households=np.asarray(ids),
        last=last,
        seen=seen,
        begin=balances["aum_begin"],
        inflow=balances["inflow"],
        outflow=balances["outflow"],
        market=balances["market_gain"],
        moved=_moved(balances) if "market_gain" in history.columns else np.zeros(place.shape),
        end=balances["aum_end"],
        worth=matrix("declared_net_worth", np.nan),
        contacts=matrix("contacts", np.nan),
        logins=matrix("logins", np.nan),
        due_in=place.sums(expected, 1.0),
        due_out=place.sums(expected, -1.0),
        events={kind: place.marks(events, kind) for kind in KINDS},
        age=_ages(households, place.ids),
    )


def _moved(balances: Mapping[str, Floats]) -> Floats:
    """What the other columns do not account for, from a tenth of the month's assets on; less is rounding or fees."""
    begin, end = balances["aum_begin"], balances["aum_end"]
    known = balances["inflow"] - balances["outflow"] + balances["market_gain"] - balances["fees"]
    rest = end - begin - known
    return np.where(np.abs(rest) >= 0.1 * np.maximum(begin, end), rest, 0.0)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row (household, month) of another frame lies in the matrices."""

    ids: pd.Index
    last: int
    width: int

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.ids), self.width

    def cells(self, frame: pd.DataFrame) -> tuple[Ints, Ints, Bools]:
        rows = self.ids.get_indexer(frame["household_id"]).astype(np.int64)
        columns = month_numbers(frame["month"]) - (self.last - self.width + 1)
        inside = (rows >= 0) & (columns >= 0) & (columns < self.width)
        return rows[inside], columns[inside], inside

    def sums(self, expected: pd.DataFrame | None, sign: float) -> Floats:
        """Expected amounts of one sign (in +1, out −1), summed a month, as positive numbers."""
        total = np.zeros(self.shape)
        if expected is not None and len(expected):
            rows, columns, inside = self.cells(expected)
            amounts = expected["amount"].to_numpy(dtype=np.float64)[inside]
            np.add.at(total, (rows, columns), np.clip(sign * amounts, 0.0, None))
        return total

    def marks(self, events: pd.DataFrame | None, kind: str) -> Bools:
        marked = np.zeros(self.shape, dtype=bool)
        if events is not None and len(events):
            rows, columns, _ = self.cells(events[events["kind"] == kind])
            marked[rows, columns] = True
        return marked


def _ages(households: pd.DataFrame | None, ids: pd.Index) -> Floats:
    if households is None or "age" not in households.columns:
        return np.full(len(ids), np.nan)
    ages = households.drop_duplicates("household_id").set_index("household_id")["age"]
    return np.asarray(ages.reindex(ids).to_numpy(dtype=np.float64, na_value=np.nan))
