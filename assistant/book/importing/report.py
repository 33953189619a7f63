"""What an import found and did: counts a file, warnings, problems, and the version of the book it made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.book.importing.confirmed import Conflict
from assistant.book.tables import BOOK_FILES, BookVersion
from assistant.errors import Problem

FILE_ORDER = {file.file: position for position, file in enumerate(BOOK_FILES)}
SHOWN = 20


@dataclass(slots=True)
class FileCount:
    """Rows of one file: read, and of those new, changed, the same as before, or left out for a problem."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`version` is None when nothing changed or nothing was written; `problems` are listed where they did not stop the
    import: with `keep_good` the rows left out, with `dry_run` what would have stopped it. `conflicts`: where a
    person's confirmed values stand against those of the folder."""

    files: dict[str, FileCount]
    warnings: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    version: BookVersion | None = None
    last_closed_month: str = ""
    dry_run: bool = False
    rejects: Path | None = None
    conflicts: tuple[Conflict, ...] = ()

    @property
    def rows_new(self) -> int:
        return sum(count.new for count in self.files.values())

    @property
    def rows_changed(self) -> int:
        return sum(count.changed for count in self.files.values())


@dataclass(slots=True)
class Findings:
    """Collects what is wrong (`problems`) and what a person should know (`warnings`)."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def wrong(self, file: str, row: int | None, column: str, kind: str, message: str) -> None:
        self.problems.append(Problem(file, row, column, kind, message))

    def warn(self, file: str, row: int | None, column: str, kind: str, message: str) -> None:
        self.warnings.append(Problem(file, row, column, kind, message))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By file as the contract lists them, then by row; what concerns a whole file comes before its rows."""
    return tuple(sorted(problems, key=lambda p: (FILE_ORDER.get(p.file, len(FILE_ORDER)), p.file, p.row or 0)))


def first_few(warnings: Sequence[Problem]) -> list[Problem]:
    """The first warnings of each kind and place, and one that counts the others."""
    groups: dict[tuple[str, str, str], list[Problem]] = {}
    for warning in warnings:
        groups.setdefault((warning.file, warning.column, warning.kind), []).append(warning)
    shown = []
    for (file, column, kind), found in groups.items():
        shown += found[:SHOWN]
        if len(found) > SHOWN:
            shown.append(Problem(file, None, column, kind, f"{len(found) - SHOWN} more rows like these"))
    return shown


def sentence(problems: Sequence[Problem]) -> str:
    """One sentence over all problems."""
    files = len({problem.file for problem in problems})
    many = "problem was" if len(problems) == 1 else "problems were"
    where = "1 file" if files == 1 else f"{files} files"
    return f"{len(problems):,} {many} found in {where} and nothing was loaded; correct the rows and import again."
