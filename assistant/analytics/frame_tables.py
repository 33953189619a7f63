"""A frame shown as a Table: each column's cells in the column's unit, blanks as None; nothing rounded for a reader."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from assistant.blocks import Column, Table
from assistant.figures import Unit, Value, money, rate

EXACT_PLACES = {"rate": 6, "score": 4, "multiple": 4}


def table_from(title: str, columns: tuple[Column, ...], frame: pd.DataFrame, *, ids: str = "") -> Table:
    """One line a row of the frame, in its order. A column's key is the frame's column; money is there in cents, under
    the key with `_cents` added. `ids` names the column with the id of the row behind each line."""
    cells = [cells_of(frame[c.key + "_cents" if c.unit == "money" else c.key], c.unit) for c in columns]
    lines = tuple(zip(*cells, strict=True)) if len(frame) else ()
    return Table(title, columns, lines, tuple(map(str, frame[ids])) if ids else ())


def cells_of(values: pd.Series, unit: Unit) -> list[Value]:
    """The values of one column as a block holds them: exact, and None where there is none."""
    return [cell(value, unit) for value in values.tolist()]


def cell(value: Any, unit: Unit) -> Value:
    """One value of a frame (a number, a timestamp, a word; money in cents) in the terms of a Figure or a cell."""
    if pd.isna(value):
        return None
    if unit == "money":
        return money(value)
    if unit == "date":
        day: dt.date = pd.Timestamp(value).date()
        return day
    if unit == "text":
        return str(value)
    if isinstance(value, int | np.integer) or (unit not in EXACT_PLACES and float(value).is_integer()):
        return int(value)
    return rate(float(value), EXACT_PLACES.get(unit, 2))
