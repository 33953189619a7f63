"""The bytes of one CSV file → records with the line a person sees in an editor, and what is wrong with its header.

Bytes that are no UTF-8 come through as lone surrogates and are reported by cell (`values`); quotes that do not match
are reported by row, and reading goes on at the next line.
"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Column

from assistant.book.cells import csv_name
from assistant.book.importing.report import Findings
from assistant.book.importing.values import CONTROL, shown
from assistant.book.tables import BookFile
from assistant.book.tables.columns import FIRM_METADATA

LARGEST_FILE = 2 * 1024**3
UTF16 = (b"\xff\xfe", b"\xfe\xff")
NOT_TEXT = re.compile(f"{CONTROL.pattern}|[\udc80-\udcff]")


Record = tuple[int, list[str], str]
"""One row of a file: the line it begins at (the header is line 1), its cells, and why it could not be read, if so."""


@dataclass(frozen=True, slots=True)
class Header:
    """How many cells a row has, which of them fill which column of the table, and the columns that should be there."""

    cells: tuple[str, ...]
    positions: dict[Column[Any], int]
    missing: tuple[Column[Any], ...]

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (*self.positions, *self.missing)


def records(path: Path) -> Iterator[Record]:
    """The records of a file, its header first; blank lines and rows of blank cells are passed over."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        more = True
        while more:
            line = reader.line_num + 1
            try:
                for cells in reader:
                    if any(map(str.strip, cells)):
                        yield line, cells, ""
                    line = reader.line_num + 1
                more = False
            except csv.Error as error:
                yield line, [], _why_broken(str(error))


def read_header(path: Path, file: BookFile, findings: Findings) -> Header | None:
    """The header of a file, or None with the reason among the problems when its rows cannot be told apart."""
    reason = _unreadable(path)
    first = None if reason else next(records(path), None)
    if first is None:
        empty = ("empty_file", "the file is empty; its first line must name the columns")
        findings.wrong(file.file, None, "", *(reason or empty))
        return None
    _, cells, broken = first
    if broken or any(NOT_TEXT.search(cell) for cell in cells):
        message = "this is not a CSV text file; save it as comma-separated UTF-8 text"
        findings.wrong(file.file, None, "", "not_csv", message)
        return None
    return _checked(tuple(cell.strip() for cell in cells), file, findings)


def _checked(cells: tuple[str, ...], file: BookFile, findings: Findings) -> Header | None:
    known = {csv_name(column): column for column in FIRM_METADATA.tables[file.name].columns}
    if len(cells) == 1 and cells[0].count(";") + cells[0].count("\t") >= 2:
        message = "the columns are not separated by commas; save the file with commas between the cells"
        findings.wrong(file.file, None, "", "not_csv", message)
        return None
    twice = sorted({name for name in cells if name in known and cells.count(name) > 1})
    for name in twice:
        message = "the header names this column twice; keep one of the two"
        findings.wrong(file.file, None, name, "duplicate_column", message)
    for name in dict.fromkeys(cells):
        if name not in known:
            _unknown(name, [n for n in known if n not in cells], file, findings)
    missing = [name for name, column in known.items() if name not in cells and not column.info["header_optional"]]
    for name in missing:
        message = "the header lacks this column; add it, with blank cells where nothing is known"
        findings.wrong(file.file, None, name, "missing_column", message)
    if twice:
        return None
    positions = {column: cells.index(name) for name, column in known.items() if name in cells}
    return Header(cells, positions, tuple(known[name] for name in missing))


def _unknown(name: str, missing: list[str], file: BookFile, findings: Findings) -> None:
    near = difflib.get_close_matches(name.lower(), missing, n=1)
    advice = f"; is it meant to be {near[0]}?" if near else ""
    message = f"{shown(name) or 'a column without a name'} is not a column of this file and was kept out{advice}"
    findings.warn(file.file, None, shown(name), "unknown_column", message)


def _unreadable(path: Path) -> tuple[str, str] | None:
    if not path.is_file():
        return "not_csv", "this is not a file; put the CSV file itself here"
    size = path.stat().st_size
    if size > LARGEST_FILE:
        return "too_large", f"the file has {size / 1024**3:.1f} GiB; at most 2 GiB can be read, split it by months"
    with path.open("rb") as stream:
        if stream.read(2) in UTF16:
            return "wrong_encoding", "the file is UTF-16 text; save it as UTF-8"
    return None


def _why_broken(error: str) -> str:
    if "field limit" in error:
        return f"has a cell of more than {csv.field_size_limit():,} characters; is a quote in it never closed?"
    if "end of data" in error:
        return 'opens a quote (") that is never closed; close it, or write "" for a quote inside a cell'
    return 'has quotes that do not match; put the whole cell in quotes and write "" for a quote inside it'
