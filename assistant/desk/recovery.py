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
from assistant.drafts import list_drafts, save_status
from assistant.outreach import message_name
from assistant.retention import Entry, Log, Run

SYSTEM = {"kind": "system", "id": "assistant"}


def close_open_turns(log: Log, *, older_than: dt.datetime) -> None:
    """Turns that never ended get a closing record; a turn that another process still runs is left alone."""
    for opened in log.open_runs():
        if opened.last.at < older_than:
            scope = {k: v for k, v in opened.opened.scope.items() if k in ("conversation", "clients", "advisors")}
            why = {"status": "failed", "why": "the process ended before an answer was released"}
            log.append(Entry(type="turn.closed", actor=SYSTEM, scope=scope, payload=why, run=opened.opened.run))


def settle_sends(database: Database, log: Log, outbox: Path, at: dt.datetime) -> None:
    """A draft whose message lies in the outbox has been released, whatever the crash kept from being written."""
    if not outbox.exists():
        return
    with database.reading() as session:
        approved = list_drafts(session, frozenset(session.scalars(select(Advisor.advisor_id))), "approved")  # type: ignore[call-overload]
    for draft in approved:
        if (outbox / message_name(draft)).exists():
            settled = drafting.settle(draft, Run(log, f"R-{ULID()}", SYSTEM, {}, assistant.__version__))
            with database.writing() as session:
                save_status(session, settled, at)
