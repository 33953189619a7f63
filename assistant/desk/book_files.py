"""The book in and out of the firm, as folders of canonical CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from ulid import ULID

import assistant
from assistant.book.changes import confirmed_values
from assistant.book.exporting import export_folder
from assistant.book.importing import ImportReport, import_folder
from assistant.desk.changing import propose_instead
from assistant.desk.desk import Desk
from assistant.desk.recovery import SYSTEM
from assistant.errors import BadInput
from assistant.retention import Run


def import_book(
    desk: Desk,
    folder: Path,
    *,
    dry_run: bool = False,
    keep_good: bool = False,
    progress: Callable[[str, float], None] | None = None,
) -> ImportReport:
    """Load a folder of canonical CSV: all or nothing. Raises BadInput with every problem and its place.

    Values that a person confirmed stand; where the folder has others, each waits as a change for a person to choose.
    """
    run = _run(desk)
    try:
        with desk.database.writing() as session:
            report = import_folder(
                session,
                folder,
                at=desk.clock(),
                keep_good=keep_good,
                dry_run=dry_run,
                rejects=desk.settings.home / "rejects" if keep_good else None,
                confirmed=confirmed_values(session),
                progress=progress,
            )
            if not dry_run:
                propose_instead(session, run, report.conflicts, folder.name, desk.clock())
                changes = {"new": report.rows_new, "changed": report.rows_changed}
                digest = report.version.digest if report.version else ""
                run.record("import.applied", {"folder": folder.name, "version": digest, **changes}, wait=True)
    except BadInput as error:
        problems = [str(problem) for problem in error.problems[:200]]
        refused = {"folder": folder.name, "count": len(error.problems), "problems": problems}
        run.record("import.refused", refused, wait=True)
        raise
    if report.version:
        desk.books.refresh(progress or (lambda _words, _share: None))
    return report


def export_book(desk: Desk, folder: Path, *, as_of: dt.date | None = None) -> dict[str, int]:
    """Write the book as canonical CSV; importing it again changes nothing."""
    said = {"folder": folder.name, "as_of": as_of.isoformat() if as_of else ""}
    _run(desk).record("access.export", said, wait=True)
    with desk.database.reading() as session:
        return export_folder(session, folder, as_of=as_of)


def _run(desk: Desk) -> Run:
    return Run(desk.log, f"R-{ULID()}", SYSTEM, {}, assistant.__version__)
