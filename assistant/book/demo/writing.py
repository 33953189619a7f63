"""Columns to CSV. A column's type says how it is written, its name only whether it is money (`_cents`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from assistant.book.demo.dates import Bools, Column, Table, Texts

ROWS_AT_ONCE = 50_000
_TWO_DIGITS = np.array([f".{i:02d}" for i in range(100)])


def money(cents: Column) -> Texts:
    """-123456 → `-1234.56`."""
    whole, part = np.divmod(np.abs(cents), 100)
    unsigned = np.strings.add(whole.astype(np.str_), _TWO_DIGITS[part])
    return np.where(cents < 0, np.strings.add("-", unsigned), unsigned)


def blank_unless(known: Bools, text: Column) -> Texts:
    """The text where it is known, nothing elsewhere."""
    return np.where(known, text.astype(np.str_), "")


def write_table(path: Path, table: Table) -> None:
    """Write one table; the header is the table's column names in their order, `_cents` dropped."""
    rows = len(next(iter(table.values())))
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(name.removesuffix("_cents") for name in table) + "\n")
        for start in range(0, rows, ROWS_AT_ONCE):
            part = slice(start, start + ROWS_AT_ONCE)
            columns = [_texts(name, column[part]).tolist() for name, column in table.items()]
            file.writelines(_lines(zip(*columns, strict=True)))


def _lines(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    return (",".join(row) + "\n" for row in rows)


def _texts(name: str, column: Column) -> Texts:
    kind = column.dtype.kind
    if name.endswith("_cents") and kind == "i":
        return money(column)
    if kind == "M":
        zone = "" if column.dtype in (np.dtype("M8[D]"), np.dtype("M8[M]")) else "Z"
        return np.where(np.isnat(column), "", np.strings.add(np.datetime_as_string(column), zone))
    if kind == "b":
        return np.where(column, "true", "false")
    if kind == "f":
        return _plain_decimal(column)
    return _quoted(column) if kind == "U" else column.astype(np.str_)


def _plain_decimal(column: Column) -> Texts:
    """0.0085 → `0.0085`, 3.0 → `3.0`: no exponent and no trailing noise."""
    trimmed = np.strings.rstrip(np.char.mod("%.6f", column), "0")
    return np.where(np.strings.endswith(trimmed, "."), np.strings.add(trimmed, "0"), trimmed)


def _quoted(column: Column) -> Texts:
    special = np.zeros(len(column), dtype=bool)
    for character in (",", '"', "\n"):
        special |= np.strings.find(column, character) >= 0
    if not special.any():
        return column
    inside = np.strings.replace(column, '"', '""')
    return np.where(special, np.strings.add(np.strings.add('"', inside), '"'), column)
