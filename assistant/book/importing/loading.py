"""An import from end to end: read the folder, check it, leave out what is bad when asked to, write the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlmodel import Session

from assistant.book.importing.balances import check_balances
from assistant.book.importing.confirmed import Confirmed, ConfirmedValues
from assistant.book.importing.laws import check_rows
from assistant.book.importing.references import check_references
from assistant.book.importing.rejects import is_about_a_file, leave_out_bad_rows, write_rejects
from assistant.book.importing.report import FileCount, Findings, ImportReport, first_few, in_order, sentence
from assistant.book.importing.sheets import Folder, Progress, read_folder
from assistant.book.importing.stored import Stored
from assistant.book.importing.writing import Changes, compare, last_closed_month, new_version, one_at_a_time, write
from assistant.book.tables import BOOK_FILES, BookVersion
from assistant.errors import BadArguments, BadInput

READ, CHECKED = 0.45, 0.55  # shares of the work, for the progress bar


def import_folder(
    session: Session,
    folder: Path,
    *,
    at: dt.datetime,
    keep_good: bool = False,
    dry_run: bool = False,
    rejects: Path | None = None,
    confirmed: Iterable[Confirmed] = (),
    progress: Progress | None = None,
) -> ImportReport:
    """Load a folder of canonical CSV through the given session, which the caller commits.

    `at`: when this happens, kept with the version. `keep_good`: leave out bad rows and what depends on them, write them
    to `rejects/FILE` with a column `problem`, load the rest. `dry_run`: look only; problems are then in the report.
    `confirmed`: values that stand whatever the folder has for them; where it has another, the report has a conflict.
    `progress(words, share)`: called as work goes on, share from 0 to 1. Raises BadInput with every problem, and nothing
    written, when one stands and neither option is given, or when with `keep_good` a whole file cannot be read;
    BadArguments when `rejects` is the folder itself.
    """
    if rejects is not None and rejects.resolve() == folder.resolve():
        raise BadArguments("The rejects cannot go into the folder they come from; name another folder.")
    tell = progress or _silent
    if not dry_run:
        one_at_a_time(session)
    stored, findings = Stored(session), Findings()
    read = read_folder(folder, findings, lambda words, share: tell(words, share * READ))
    tell("checking", READ)
    _check(read, stored, findings, {})
    problems = findings.problems
    loads = not problems or (keep_good and not any(map(is_about_a_file, problems)))
    if not loads and not dry_run:
        raise BadInput(sentence(problems), in_order(problems))
    rejected = bool(problems) and loads and rejects is not None and not dry_run
    if problems and loads:
        problems = leave_out_bad_rows(read, problems, lambda f, found, out: _check(f, stored, found, out))
    if rejected and rejects:
        write_rejects(folder, rejects, problems)
    standing = ConfirmedValues(confirmed)
    changes = _changes(read, stored, tell, session, dry_run, standing) if loads else []
    version = None if dry_run else _version(session, changes, at, folder)
    tell("done", 1.0)
    return ImportReport(
        files=_counts(read, changes),
        warnings=in_order(first_few(findings.warnings)),
        problems=in_order(problems),
        version=version,
        last_closed_month=last_closed_month(session),
        dry_run=dry_run,
        rejects=rejects if rejected else None,
        conflicts=tuple(standing.conflicts),
    )


def _check(folder: Folder, stored: Stored, findings: Findings, left_out: dict[str, set[Any]]) -> None:
    check_references(folder, stored, findings, left_out)
    check_rows(folder, findings)
    check_balances(folder, stored, findings)


def _changes(
    folder: Folder, stored: Stored, tell: Progress, session: Session, dry_run: bool, confirmed: ConfirmedValues
) -> list[Changes]:
    changes = []
    total, done = sum(len(sheet) for sheet in folder.sheets.values()) or 1, 0
    for file in BOOK_FILES:
        if sheet := folder.sheets.get(file.name):
            tell(f"{'comparing' if dry_run else 'writing'} {file.file}", CHECKED + (1 - CHECKED) * done / total)
            change = compare(sheet, stored, confirmed)
            if not dry_run:
                write(session, change)
            changes.append(change)
            done += len(sheet)
    return changes


def _version(session: Session, changes: list[Changes], at: dt.datetime, folder: Path) -> BookVersion | None:
    changed = [change for change in changes if change]
    return new_version(session, changed, at=at, source=folder.name) if changed else None


def _counts(folder: Folder, changes: list[Changes]) -> dict[str, FileCount]:
    counts = {f"{name}.csv": FileCount(read=read) for name, read in folder.read.items()}
    for name, sheet in folder.sheets.items():
        counts[f"{name}.csv"].rejected = folder.read[name] - len(sheet)
    for change in changes:
        count = counts[f"{change.table.name}.csv"]
        count.new, count.changed, count.unchanged = len(change.new), len(change.changed), change.unchanged
    return counts


def _silent(words: str, share: float) -> None:
    """Progress that nobody watches."""
