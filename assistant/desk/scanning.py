"""The nightly pass at the desk: hands out the books, takes in what was found, writes it down book by book."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ulid import ULID

import assistant
from assistant.alerts import (
    Alert,
    Merged,
    Pass,
    advisors_scanned,
    load_to_merge,
    merge,
    save_alerts,
    save_scanned,
    threshold_in_force,
)
from assistant.book.snapshot import Version
from assistant.callers import Scope
from assistant.desk.learning import learn_staying
from assistant.desk.recovery import SYSTEM
from assistant.retention import Run
from assistant.scan import Looked, look_at_all, scan_book

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

Progress = Callable[[str, float], None]
OF_ROLLUPS, OF_ALERTS = 0.1, 0.5
"""The parts of the bar that the roll-ups and the alerts have; learning has the rest."""


@dataclass(slots=True)
class ScanReport:
    """What one pass did. `books` were looked at, `already` had been by the same pass; `failed`: advisor → why not.

    `raised` counts every new alert, `back` those of them that were closed once and are raised again; `waiting` what of
    growth was not raised, as enough of it is open in the book.
    """

    scan: str
    started: dt.datetime
    done: Pass
    finished: dt.datetime | None = None
    books: int = 0
    already: int = 0
    raised: int = 0
    back: int = 0
    lapsed: int = 0
    waiting: int = 0
    seconds: float = 0.0
    failed: dict[str, str] = field(default_factory=dict)
    learned: str = ""
    outcome: str = "interrupted"

    def to_json(self) -> dict[str, Any]:
        return {
            "scan": self.scan,
            "outcome": self.outcome,
            "started": self.started.isoformat(),
            "finished": self.finished.isoformat() if self.finished else None,
            "as_of": self.done.as_of.isoformat(),
            "data_version": self.done.version,
            "threshold": self.done.threshold.number,
            "books": self.books,
            "already": self.already,
            "raised": self.raised,
            "back": self.back,
            "lapsed": self.lapsed,
            "waiting": self.waiting,
            "milliseconds": round(self.seconds * 1000),
            "failed": dict(self.failed),
            "learned": self.learned,
        }


def scan_firm(desk: Desk, *, processes: int | None = None, progress: Progress | None = None) -> ScanReport:
    """Look at every book as of today and keep its alerts; make what is missing of the roll-ups first. Then learn from
    all books who stayed, once for each version of the data.

    Each book is committed by itself, so a pass that ends early is simply run again: what it has done is passed over.
    The pass is one record, however it ends; what it raised or let lapse in a book is another, before the rows change.
    Raises NotEnoughData while no book is loaded, ServiceDown when the log or the database does not answer, or when the
    book goes on to another version meanwhile. A book that cannot be looked at is in `failed`.
    """
    tell = progress or (lambda _words, _share: None)
    begun = time.monotonic()
    desk.books.refresh(lambda words, share: tell(words, share * OF_ROLLUPS))
    version = desk.version()
    with desk.database.reading() as session:
        done = Pass(desk.clock().date(), version.digest, threshold_in_force(session))
        already = advisors_scanned(session, done)
    report = ScanReport(f"S-{ULID()}", desk.clock(), done)
    books = all_books(desk)
    todo = [scope for scope in books if scope.advisor_ids[0] not in already]
    report.already = len(books) - len(todo)
    try:
        found = look_at_all(
            scan_book, desk.settings.firm_url, todo, version, done.as_of, processes, withheld=desk.books.withheld()
        )
        with closing(found):
            for count, looked in enumerate(found, 1):
                _take_in(desk, report, looked)
                tell(f"looking at books ({count} of {len(todo)})", OF_ROLLUPS + OF_ALERTS * count / len(todo))
        report.learned = _learn(desk, report, version, books, processes, tell)
        report.outcome = "finished"
    finally:
        report.finished, report.seconds = desk.clock(), time.monotonic() - begun
        _run(desk, report).record("scan.finished", report.to_json(), wait=True)
    return report


def _learn(
    desk: Desk, report: ScanReport, version: Version, books: list[Scope], processes: int | None, tell: Progress
) -> str:
    begun = OF_ROLLUPS + OF_ALERTS

    def told(words: str, share: float) -> None:
        tell(words, begun + (1 - begun) * share)

    return learn_staying(desk, _run(desk, report), version, books, processes=processes, progress=told)


def _take_in(desk: Desk, report: ScanReport, looked: Looked) -> None:
    """Keep what was found in one book, unless another pass like this one has done so meanwhile."""
    if looked.failure:
        report.failed[looked.advisor_id] = looked.failure
        return
    with desk.database.writing() as session:
        kept = load_to_merge(session, looked.advisor_id, looked.found)
        if looked.advisor_id in advisors_scanned(session, report.done):
            report.already += 1
            return
        done = report.done
        merged = merge(
            kept,
            looked.found,
            advisor_id=looked.advisor_id,
            on=done.as_of,
            version=done.version,
            threshold=done.threshold,
            most_growth=desk.settings.growth_alerts,
        )
        _record(desk, report, looked.advisor_id, merged)
        save_alerts(session, new=merged.raised, changed=(*merged.lapsed, *merged.going_on))
        save_scanned(session, looked.advisor_id, report.done)
    report.books += 1
    report.raised += len(merged.raised)
    report.back += merged.back
    report.lapsed += len(merged.lapsed)
    report.waiting += merged.waiting


def _record(desk: Desk, report: ScanReport, advisor_id: str, merged: Merged) -> None:
    if not merged.raised and not merged.lapsed:
        return
    told = {"scan": report.scan, "advisor": advisor_id, "data_version": report.done.version}
    changes = {"raised": [_told(a) for a in merged.raised], "lapsed": [_told(a) for a in merged.lapsed]}
    clients = tuple(sorted({a.found.household_id for a in (*merged.raised, *merged.lapsed)}))
    _run(desk, report, advisor_id).record("alert.raised", {**told, **changes}, wait=True, clients=clients)


def _told(alert: Alert) -> dict[str, Any]:
    found = alert.found
    about = {"id": alert.id, "household": found.household_id, "kind": found.kind, "cause": found.cause}
    return {**about, "episode": alert.episode, "what": found.what, "amount_cents": found.amount_cents}


def _run(desk: Desk, report: ScanReport, advisor_id: str = "") -> Run:
    scope = {"advisors": [advisor_id]} if advisor_id else {}
    return Run(desk.log, report.scan, SYSTEM, scope, assistant.__version__)


def all_books(desk: Desk) -> list[Scope]:
    """The books of the firm, one an advisor."""
    hierarchy = desk.books.hierarchy()
    return [hierarchy.scope_of_advisors([each]) for each in hierarchy.advisors]
