"""Loading the good rows only: which rows must be left out with a bad one, and the files that hold them for a person."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from assistant.book.cells import guarded
from assistant.book.importing.reading import records
from assistant.book.importing.report import Findings
from assistant.book.importing.sheets import Folder
from assistant.book.tables import BOOK_FILES
from assistant.errors import Problem

Check = Callable[[Folder, Findings, dict[str, set[Any]]], None]


def is_about_a_file(problem: Problem) -> bool:
    """A problem of a whole file leaves no single row to set aside: it stops any import."""
    return problem.row is None


def leave_out_bad_rows(folder: Folder, problems: list[Problem], check: Check) -> list[Problem]:
    """Take the rows with problems out of the folder, and then those that no longer hold without them, until the rest is
    sound. Returns every problem, those first known and those that followed."""
    found, everything = problems, list(problems)
    left_out: dict[str, set[Any]] = {}
    while found:
        everything += _take_out(folder, found, left_out)
        findings = Findings()
        check(folder, findings, left_out)
        found = findings.problems
        everything += found
    return everything


def _take_out(folder: Folder, problems: list[Problem], left_out: dict[str, set[Any]]) -> list[Problem]:
    bad: dict[str, set[int]] = {}
    for problem in problems:
        bad.setdefault(problem.file, set()).add(problem.row or 0)
    followed = []
    for name, sheet in list(folder.sheets.items()):
        lines = bad.get(sheet.file.file)
        if not lines:
            continue
        kept = ~np.isin(sheet.lines, list(lines))
        if name == "balances":  # a chain with a link missing is broken: the account's months stay out together
            accounts = set(sheet.values["account_id"][~kept].tolist())
            chained = np.array([account in accounts for account in sheet.values["account_id"].tolist()], dtype=bool)
            followed = [_stays_out(line) for line in sheet.lines[kept & chained].tolist()]
            kept &= ~chained
        left_out.setdefault(name, set()).update(sheet.values[sheet.key[0]][~kept].tolist())
        folder.sheets[name] = sheet.where(kept)
    return followed


def _stays_out(line: int) -> Problem:
    message = "is sound, but another month of its account is not; the account's months were left out together"
    return Problem("balances.csv", line, "account_id", "left_out", message)


def write_rejects(folder: Path, rejects: Path, problems: list[Problem]) -> None:
    """Write every row that was left out to a file of the same name, as it was read, with a column that says why. Files
    of an import before are taken away: they are not of this one."""
    rejects.mkdir(parents=True, exist_ok=True)
    for file in BOOK_FILES:
        reasons: dict[int, list[str]] = {}
        for problem in problems:
            if problem.file == file.file and problem.row is not None:
                place = f"{problem.column}: " if problem.column else ""
                reasons.setdefault(problem.row, []).append(f"{place}{problem.message}")
        if reasons:
            _write_file(folder / file.file, rejects / file.file, reasons)
        else:
            rejects.joinpath(file.file).unlink(missing_ok=True)


def _write_file(source: Path, target: Path, reasons: dict[int, list[str]]) -> None:
    read = records(source)
    _, header, _ = next(read)
    with target.open("w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)  # a cell may hold any line break
        writer.writerow([*header, "problem"])
        for line, cells, _ in read:
            if line in reasons:
                padding = [""] * (len(header) - len(cells))
                writer.writerow([*map(guarded, cells), *padding, "; ".join(reasons[line])])
