"""Alerts at the desk: those kept of somebody's books, and one marked by who may see the client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlmodel import Session

from assistant.alerts import REASONS, STATUSES, Alert, Kept, Reason, Status, load_alert, load_kept, save_alerts
from assistant.book.snapshot import shares_of
from assistant.callers import Caller
from assistant.database import Database
from assistant.errors import BadArguments, NotForThisRole, NotFound

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


def kept_alerts(database: Database, advisor_ids: Iterable[str], household_ids: Iterable[str]) -> Kept:
    with database.reading() as session:
        return load_kept(session, tuple(advisor_ids), tuple(household_ids))


def mark_alert(
    desk: Desk, caller: Caller, alert_id: str, status: Status, *, reason: Reason | None = None, note: str = ""
) -> Alert:
    """Mark an alert as seen, acted on or dismissed (with a reason), or open it again; the record comes first.

    Raises NotFound for what is not there or not the caller's to see, NotForThisRole for who may see and not mark it
    (managers), BadArguments for a state that cannot be.
    """
    _check(status, reason)
    with desk.database.writing() as session:
        before = load_alert(session, alert_id, to_change=True)
        _may_mark(session, caller, before)
        now = desk.clock()
        after = _marked(before, caller, status, reason, note.strip(), now)
        run = desk.run(caller)
        told = {"alert": alert_id, "advisor": before.advisor_id, "before": before.status, "status": status}
        found = {"kind": before.found.kind, "cause": before.found.cause, "amount_cents": before.found.amount_cents}
        run.record(
            "alert.marked",
            {**told, **found, "reason": reason or "", "note": after.note},
            wait=True,
            clients=(before.found.household_id,),
        )
        save_alerts(session, changed=[after])
    return after


def _marked(before: Alert, caller: Caller, status: Status, reason: Reason | None, note: str, now: dt.datetime) -> Alert:
    by, cents = caller.name, before.found.amount_cents
    return replace(
        before, status=status, reason=reason or "", note=note, marked_by=by, marked_at=now, marked_cents=cents
    )


def _check(status: str, reason: str | None) -> None:
    if status not in STATUSES:
        raise BadArguments(f"“{status}” is no state of an alert; use one of {', '.join(STATUSES)}.")
    if (status == "dismissed") != (reason is not None):
        raise BadArguments(
            "An alert is dismissed with a reason, and only then: wrong (nothing was there), known (already), or small "
            "(too small to act on)."
        )
    if reason is not None and reason not in REASONS:
        raise BadArguments(f"“{reason}” is no reason to dismiss an alert; use one of {', '.join(REASONS)}.")


def _may_mark(session: Session, caller: Caller, alert: Alert) -> None:
    if alert.advisor_id in caller.own:
        return
    if caller.own and alert.found.household_id in shares_of(session, frozenset(caller.own)).household_ids:
        return
    if alert.advisor_id in caller.reach:
        raise NotForThisRole("An alert is marked by the advisor whose client it is about, or by who acts for them.")
    raise NotFound(f"There is no alert {alert.id}.")
