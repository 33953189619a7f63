"""A folder of CSV files → typed sheets in memory; every cell, row, header and file that could not be read is listed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Column

from assistant.book.cells import csv_name
from assistant.book.importing.reading import Header, Record, read_header, records
from assistant.book.importing.report import Findings
from assistant.book.importing.values import Wrong, convert
from assistant.book.tables import BOOK_FILES, BookFile

CHUNK = 8_192
Array = np.ndarray[Any, Any]
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one file. `values` holds one array of Python values a column (None: blank, or a cell that is wrong);
    `wrong` marks the rows whose cell of a column could not be read."""

    file: BookFile
    columns: tuple[Column[Any], ...]
    lines: Array
    values: dict[str, Array]
    wrong: dict[str, Array]

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.primary_key)

    def fine(self, *columns: str) -> Array:
        """True where none of these columns has a cell that could not be read."""
        bad = np.zeros(len(self), dtype=bool)
        for column in columns:
            bad |= self.wrong[column]
        return ~bad

    def where(self, kept: Array) -> Sheet:
        """The rows of a mask."""
        values = {name: array[kept] for name, array in self.values.items()}
        wrong = {name: array[kept] for name, array in self.wrong.items()}
        return Sheet(self.file, self.columns, self.lines[kept], values, wrong)

    def keys(self) -> Iterator[tuple[Any, ...]]:
        """The primary keys of the rows."""
        return zip(*(self.values[name].tolist() for name in self.key), strict=True)


@dataclass(slots=True)
class Folder:
    """The sheets of a folder by table; `unread` are files whose ids are not known: nobody can refer to them."""

    path: Path
    sheets: dict[str, Sheet] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    read: dict[str, int] = field(default_factory=dict)


def read_folder(path: Path, findings: Findings, progress: Progress) -> Folder:
    """Read every file of the contract that the folder holds."""
    folder = Folder(path)
    if not path.is_dir():
        message = "there is no such folder; name the folder that holds the CSV files"
        findings.wrong(path.name, None, "", "missing_folder", message)
        return folder
    _warn_of_strangers(path, findings)
    present = [file for file in BOOK_FILES if path.joinpath(file.file).exists()]
    sizes = {file.name: path.joinpath(file.file).stat().st_size for file in present}
    total, done = sum(sizes.values()) or 1, 0
    for file in BOOK_FILES:
        if file.name not in sizes:
            if file.required:
                message = "the file is missing; a book needs it, even if it has no rows under its header"
                findings.wrong(file.file, None, "", "missing_file", message)
                folder.unread.add(file.name)
            continue
        progress(f"reading {file.file}", done / total)
        _read_file(folder, file, findings)
        done += sizes[file.name]
    return folder


def _warn_of_strangers(path: Path, findings: Findings) -> None:
    known = {file.file for file in BOOK_FILES}
    for entry in sorted(entry.name for entry in path.iterdir() if not entry.name.startswith(".")):
        if entry not in known:
            findings.warn(entry, None, "", "unknown_file", "this is not a file of a book and was left alone")


def _read_file(folder: Folder, file: BookFile, findings: Findings) -> None:
    path = folder.path / file.file
    header = read_header(path, file, findings)
    if header is None or any(column.primary_key for column in header.missing):
        folder.unread.add(file.name)
    if header is None:
        return
    rows = itertools.islice(records(path), 1, None)
    chunks = [_chunk(file, header, part, findings) for part in iter(lambda: list(itertools.islice(rows, CHUNK)), [])]
    sheet = _joined(file, header, chunks)
    folder.sheets[file.name] = sheet
    folder.read[file.name] = len(sheet)


def _chunk(file: BookFile, header: Header, part: list[Record], findings: Findings) -> Sheet:
    """Some records, typed. A row with the wrong number of cells keeps its key as far as it can be read, so that rows
    that refer to it, or follow it, are not reported for its sake."""
    width = len(header.cells)
    lines = [line for line, _, _ in part]
    damaged = np.array([len(cells) != width for _, cells, _ in part], dtype=bool)
    for position in np.flatnonzero(damaged).tolist():
        _report_damaged(file, part[position], width, findings)
        line, cells, broken = part[position]
        part[position] = (line, (cells + [""] * width)[:width], broken)
    texts = list(zip(*(cells for _, cells, _ in part), strict=True))
    values, wrong = {}, {}
    for column, place in header.positions.items():
        array, places = _column(column, texts[place])
        bad = np.zeros(len(part), dtype=bool) if column.primary_key else damaged.copy()
        for position, error in places.items():
            bad[position] = True
            if not damaged[position]:
                findings.wrong(file.file, lines[position], csv_name(column), error.kind, error.message)
        values[column.name], wrong[column.name] = array, bad
    for column in header.missing:
        values[column.name], wrong[column.name] = np.full(len(part), None), np.ones(len(part), dtype=bool)
    return Sheet(file, header.columns, np.array(lines, dtype=np.int64), values, wrong)


def _column(column: Column[Any], texts: tuple[str, ...]) -> tuple[Array, dict[int, Wrong]]:
    values, places = convert(column, texts)
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array, places


def _report_damaged(file: BookFile, record: Record, width: int, findings: Findings) -> None:
    line, cells, broken = record
    if broken:
        findings.wrong(file.file, line, "", "bad_quotes", broken)
        return
    has = len(cells)
    kind = "too_few_fields" if has < width else "too_many_fields"
    advice = "write blank cells too" if has < width else "a comma inside a cell needs quotes around the cell"
    findings.wrong(file.file, line, "", kind, f"has {has} cells where the header has {width}; {advice}")


def _joined(file: BookFile, header: Header, chunks: list[Sheet]) -> Sheet:
    lines = np.concatenate([np.zeros(0, dtype=np.int64), *(chunk.lines for chunk in chunks)])
    values, wrong = {}, {}
    for column in header.columns:
        name = column.name
        values[name] = np.concatenate([np.empty(0, dtype=object), *(chunk.values[name] for chunk in chunks)])
        wrong[name] = np.concatenate([np.zeros(0, dtype=bool), *(chunk.wrong[name] for chunk in chunks)])
    return Sheet(file, header.columns, lines, values, wrong)
