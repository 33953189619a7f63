"""The day's attestation at the desk: what the firm's own tables and folders count, beside what the log says.

A row is written after the record that announces it, and bears the day on which its work began: it counts on the day of
its record when that lies within six hours of midnight, else on its own.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from email.parser import BytesHeaderParser
from email.policy import SMTP
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlmodel import Session, col
from ulid import ULID

from assistant.alerts.tables import AlertRow
from assistant.desk.outward import journal_of, newest_note, sign_note
from assistant.desk.recovery import SYSTEM
from assistant.drafts import ApprovalRow
from assistant.drafts.tables import DraftVersionRow
from assistant.outreach import SendRow
from assistant.retention import Entry, Log
from assistant.retention.notes import read_note
from assistant.retention.outward import day_of, logged_counts, logged_ids, read_attestation, reconcile

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

NEAR = dt.timedelta(hours=6)
"""How far from midnight row and record may lie on either side of it; also how long after its day an attestation waits
for the journal's messages of that day that are still on their way."""
Rows = Iterable[tuple[str, dt.datetime]]


def attest_yesterday(desk: Desk) -> Mapping[str, Any] | None:
    """Reconcile and record yesterday (UTC), once; returns what the record says.

    None, with nothing recorded, while the journal is still sending messages of that day, until six in the morning.
    What is signed repeats size and root of the newest checkpoint. A day with a counter that differs is recorded
    unsigned, its lines named. Raises ServiceDown when a database does not
    answer.
    """
    day = desk.clock().date() - dt.timedelta(days=1)
    name = _record_id(desk.settings.origin, day)
    if (said := read_attestation(desk.log, name)) is not None:
        return said
    since, until = day_of(day)
    journal = journal_of(desk)
    if journal and journal.on_their_way(since, until) and desk.clock() < until + NEAR:
        return None
    counted = _counted(desk, since, until) | ({"journal accepted": journal.arrived(since, until)} if journal else {})
    found = reconcile(day, counted, logged_counts(desk.log, desk.log_database, day))
    size, root = _position(newest_note(desk))
    said = {
        "day": day.isoformat(),
        "ok": found.ok,
        "lines": [line.to_json() for line in found.lines],
        "differing": [line.name for line in found.differing],
        "signed": found.signed(desk.settings.origin, size, root, partial(sign_note, desk)) if found.ok else "",
    }
    desk.log.append(Entry(type="attestation", actor=SYSTEM, payload=said, id=name))
    return said


def _counted(desk: Desk, since: dt.datetime, until: dt.datetime) -> dict[str, int]:
    """Counters that the log has no hand in. The rows of some hours before and after the day are looked at too."""
    begin, end = since - NEAR, until + NEAR
    with desk.database.reading() as session:
        rows: dict[str, list[tuple[str, dt.datetime]]] = {
            "approvals": _approvals(session, begin, end),
            "draft versions": _draft_versions(session, begin, end),
            "alerts": _alerts(session, begin, end),
            "sends": _delivered(session, begin, end),
        }
    rows["sends"] += _outbox(desk.settings.home / "outbox")
    return {name: _of_day(desk.log, name, each, since, until) for name, each in rows.items()}


def _of_day(log: Log, name: str, rows: Rows, since: dt.datetime, until: dt.datetime) -> int:
    """How many rows belong to the day: those whose record lies in it, and those of it without a record near it."""
    today = logged_ids(log, name, since, until)
    near = logged_ids(log, name, since - NEAR, since) | logged_ids(log, name, until, until + NEAR)
    return sum(row in today or (since <= at < until and row not in near) for row, at in rows)


def _approvals(session: Session, begin: dt.datetime, end: dt.datetime) -> list[tuple[str, dt.datetime]]:
    rows = select(col(ApprovalRow.approval_id), col(ApprovalRow.at))
    return [(row[0], row[1]) for row in session.execute(rows.where(*_within(col(ApprovalRow.at), begin, end)))]


def _draft_versions(session: Session, begin: dt.datetime, end: dt.datetime) -> list[tuple[str, dt.datetime]]:
    version = DraftVersionRow
    rows = select(col(version.draft_id), col(version.version), col(version.created_at))
    found = session.execute(rows.where(*_within(col(version.created_at), begin, end)))
    return [(f"{row[0]}-v{row[1]}", row[2]) for row in found]


def _delivered(session: Session, begin: dt.datetime, end: dt.datetime) -> list[tuple[str, dt.datetime]]:
    """(`draft-vN`, end) of every message that the mail server took over, or that a person says was delivered."""
    row = SendRow
    ended = select(col(row.draft_id), col(row.version), col(row.ended_at)).where(col(row.state) == "delivered")
    found = session.execute(ended.where(*_within(col(row.ended_at), begin, end)))
    return [(f"{each[0]}-v{each[1]}", each[2]) for each in found]


def _alerts(session: Session, begin: dt.datetime, end: dt.datetime) -> list[tuple[str, dt.datetime]]:
    """An alert's row knows the day of its pass alone: it stands at noon."""
    seen = col(AlertRow.first_seen)
    rows = select(col(AlertRow.alert_id), seen).where(seen >= begin.date(), seen <= end.date())
    return [(row[0], dt.datetime.combine(row[1], dt.time(12), dt.UTC)) for row in session.execute(rows)]


def _within(at: Any, begin: dt.datetime, end: dt.datetime) -> tuple[Any, Any]:
    return at >= begin, at < end


def _outbox(folder: Path) -> list[tuple[str, dt.datetime]]:
    """(`draft-vN`, date) of every message in the outbox."""
    found = []
    for path in sorted(folder.glob("*.eml")):
        with path.open("rb") as file:
            date = BytesHeaderParser(policy=SMTP).parse(file)["Date"]
        if date is not None and date.datetime is not None:
            found.append((path.stem, date.datetime.astimezone(dt.UTC)))
    return found


def _position(note: str) -> tuple[int, str]:
    """Size and root (base64) of the newest checkpoint; an empty log has neither."""
    if not note:
        return 0, "none"
    said, _ = read_note(note)
    return said.size, base64.b64encode(said.root).decode()


def _record_id(origin: str, day: dt.date) -> str:
    """The same for every process: the day's first millisecond, then a hash."""
    since, _ = day_of(day)
    stamp = int(since.timestamp() * 1000).to_bytes(6, "big")
    return str(ULID.from_bytes(stamp + hashlib.sha256(f"attestation {origin} {day}".encode()).digest()[:10]))
