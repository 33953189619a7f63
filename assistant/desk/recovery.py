"""What a start-up makes good after a crash: turns that never ended, sends whose outcome was not written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy import select
from ulid import ULID

import assistant
from assistant import drafting
from assistant.book.tables import Advisor
from assistant.database import Database
from assistant.drafts import list_drafts, load_draft, move, save_status
from assistant.outreach import message_name, sends
from assistant.retention import Entry, Log, Run

SYSTEM = {"kind": "system", "id": "assistant"}
LOST = "the program ended while it was being sent. Find out, and say so; it is not sent again by itself."


def close_open_turns(log: Log, *, older_than: dt.datetime) -> None:
    """Turns that never ended get a closing record; a turn that another process still runs is left alone."""
    for opened in log.open_runs():
        if opened.last.at < older_than:
            scope = {k: v for k, v in opened.opened.scope.items() if k in ("conversation", "clients", "advisors")}
            why = {"status": "failed", "why": "the process ended before an answer was released"}
            log.append(Entry(type="turn.closed", actor=SYSTEM, scope=scope, payload=why, run=opened.opened.run))


def settle_sends(database: Database, log: Log, outbox: Path, at: dt.datetime) -> None:
    """A draft whose message lies in the outbox has been released, whatever the crash kept from being written; what was
    being sent when its sender ended is unknown."""
    close_lost_sends(database, log, at)
    if not outbox.exists():
        return
    with database.reading() as session:
        everybody = frozenset(session.scalars(select(Advisor.advisor_id)))  # type: ignore[call-overload]
        approved = [d for status in ("approved", "scheduled") for d in list_drafts(session, everybody, status)]
    for draft in approved:
        if (outbox / message_name(draft)).exists():
            settled = drafting.settle(draft, Run(log, f"R-{ULID()}", SYSTEM, {}, assistant.__version__))
            with database.writing() as session:
                save_status(session, settled, at)
                sends.take_out(session, sends.send_id(draft), "outbox", at, settled.reason)


def close_lost_sends(database: Database, log: Log, at: dt.datetime) -> int:
    """What was being sent by a process that is gone is unknown, and waits for a person; how many there were."""
    with database.reading() as session:
        lost = sends.overdue(session, at)
    count = 0
    for row in lost:
        with database.writing() as session:
            draft = load_draft(session, row.draft_id, {row.advisor_id}, to_change=True)
            if not sends.give_up(session, row, at, LOST):
                continue
            scope = {"advisors": [draft.advisor_id], "channel": draft.channel}
            what = {"send": row.send_id, "draft": draft.id, "version": row.version, "hash": row.content_hash}
            said = {**what, "message_id": row.message_id, "outcome": "unknown", "reply": LOST}
            clients = tuple(sorted({r.household_id for r in draft.to} | {r.client_id for r in draft.to}))
            run = Run(log, f"R-{ULID()}", SYSTEM, scope, assistant.__version__)
            run.record("send.unknown", said, wait=True, clients=clients)
            if draft.status == "released":
                save_status(session, move(draft, "unknown", f"Nobody knows whether it left: {LOST}"), at)
            count += 1
    return count
