"""The queue of what leaves: each step is one conditional change of a row, so that of two who try it one succeeds.

    queued → sending → delivered | failed | unknown           unknown → delivered | failed (a person, or a late answer)
    queued → withdrawn (held or cancelled) → queued           queued → outbox (no mail server: the folder leaves)
    sending → queued (a clear no, not now)                    queued → failed (not now, for a day)

Who goes on with a row holds its lease. A lease that ran out over `queued` is free for anybody: nothing had been sent.
One that ran out over `sending` leaves open what the mail server has: `unknown`, and nobody sends it again. Nothing here
commits, and no row that has been `sending` and not clearly refused is ever `queued` again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, and_, func, or_, select, update
from sqlmodel import Session, col

from assistant.drafts import ApprovedDraft, Draft, DraftRow
from assistant.errors import Refused
from assistant.outreach.outbox import message_id
from assistant.outreach.schedule import Planned
from assistant.outreach.tables import SendRow

STATES = ("queued", "sending", "delivered", "failed", "unknown", "withdrawn", "outbox")
LEASE = dt.timedelta(minutes=10)
"""Longer than a conversation with a mail server that takes its time over every answer."""
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120))
GIVEN_UP = dt.timedelta(hours=24)
"""How long after it was to leave a message that is put off again and again is tried."""
PARKED = 5
"""After so many looks in a row that came to no end, a message is held for a person and the others go on."""

_ROW = SendRow
_BEFORE = {
    "delivered": ("sending", "unknown"),
    "failed": ("queued", "sending", "unknown"),
    "unknown": ("sending",),
    "withdrawn": ("queued",),
    "outbox": ("queued",),
}
"""From which states a row comes to its end."""


def send_id(draft: Draft) -> str:
    """One version of a draft leaves at most once: its send is named after it."""
    return f"{draft.id}.{draft.version}"


def queue(
    session: Session, approved: ApprovedDraft, *, origin: str, by: str, now: dt.datetime, planned: Planned | None = None
) -> SendRow:
    """Put an approved version in the queue, to leave now or at a planned time. Raises Refused when it is there, or has
    left: only what was withdrawn comes in again."""
    draft = approved.draft
    key = send_id(draft)
    row = session.get(_ROW, key, with_for_update=True)
    if row is not None and row.state != "withdrawn":
        raise Refused(f"Draft {draft.id} is {row.state} already: this version leaves once.")
    at = planned.at if planned else now
    fresh = {
        "draft_id": draft.id, "version": draft.version, "content_hash": approved.approved_hash,
        "approval_id": approved.approval_id, "advisor_id": draft.advisor_id, "message_id": message_id(draft, origin),
        "state": "queued", "attempts": 0, "unfinished": 0, "lease_owner": "", "lease_until": None, "due_at": at,
        "planned_at": at, "wall": planned.wall if planned else "", "zone": planned.zone if planned else "",
        "tzdata": planned.tzdata if planned else "", "message": None, "reply": "", "queued_by": by, "queued_at": now,
        "ended_at": None,
    }  # fmt: skip
    return session.merge(SendRow(send_id=key, **cast(Any, fresh)))


def is_due(session: Session, now: dt.datetime) -> bool:
    """Whether anything is to be done: something to send, or a sender that is gone."""
    gone = and_(col(_ROW.state) == "sending", col(_ROW.lease_until) < now)
    due = and_(col(_ROW.state) == "queued", col(_ROW.due_at) <= now)
    return session.scalars(select(col(_ROW.send_id)).where(or_(gone, due)).limit(1)).first() is not None


def claim(session: Session, owner: str, now: dt.datetime, *, unmade: bool = False) -> SendRow | None:
    """The row that is due longest and free, with a lease for `owner`; None when there is none. `unmade`: no letter
    whose message was made for a mail server, which is gone."""
    free = or_(col(_ROW.lease_until).is_(None), col(_ROW.lease_until) < now)
    due = select(_ROW).where(col(_ROW.state) == "queued", col(_ROW.due_at) <= now, free)
    if unmade:
        posts = select(col(DraftRow.draft_id)).where(col(DraftRow.channel) != "email")
        due = due.where(or_(col(_ROW.message).is_(None), col(_ROW.draft_id).in_(posts)))
    oldest = due.order_by(col(_ROW.due_at), col(_ROW.send_id)).limit(1)
    row = session.scalars(oldest.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    values = {"lease_owner": owner, "lease_until": now + LEASE, "unfinished": row.unfinished + 1}
    mine = update(_ROW).where(col(_ROW.send_id) == row.send_id, col(_ROW.state) == "queued", free).values(values)
    if not _changed(session, mine):
        return None
    session.refresh(row)
    return row


def begin(session: Session, row: SendRow, owner: str, now: dt.datetime, message: bytes) -> bool:
    """queued → sending, while the lease holds; whether it does. From here on no answer means `unknown`."""
    mine = update(_ROW).where(
        col(_ROW.send_id) == row.send_id,
        col(_ROW.state) == "queued",
        col(_ROW.lease_owner) == owner,
        col(_ROW.lease_until) > now,
    )
    values = {"attempts": row.attempts + 1, "unfinished": 0, "lease_until": now + LEASE, "message": message}
    return _changed(session, mine.values(state="sending", **values))


def postpone(session: Session, row: SendRow, owner: str, due: dt.datetime, reply: str = "", **more: Any) -> bool:
    """Look at it again later: nothing of it is with the mail server."""
    held = col(_ROW.lease_owner) == owner
    mine = update(_ROW).where(col(_ROW.send_id) == row.send_id, col(_ROW.state).in_(("queued", "sending")), held)
    free = {"state": "queued", "lease_owner": "", "lease_until": None, "due_at": due}
    return _changed(session, mine.values(**free, **({"reply": reply} if reply else {}), **more))


def end(session: Session, row: SendRow, owner: str, state: str, now: dt.datetime, reply: str) -> bool:
    """How it ended, by whoever holds the lease. An answer that comes when the row is `unknown` already still counts."""
    held = col(_ROW.lease_owner) == owner
    mine = update(_ROW).where(col(_ROW.send_id) == row.send_id, col(_ROW.state).in_(_BEFORE[state]), held)
    return _changed(session, mine.values(state=state, lease_until=None, ended_at=now, reply=reply))


def take_out(session: Session, key: str, state: str, now: dt.datetime, reply: str = "") -> bool:
    """Take a row out of the queue, whoever looks at it: `withdrawn`, or found in the `outbox`. Not one being sent."""
    waiting = update(_ROW).where(col(_ROW.send_id) == key, col(_ROW.state) == "queued")
    gone = {"state": state, "lease_owner": "", "lease_until": None, "ended_at": now}
    return _changed(session, waiting.values(**gone, reply=reply))


def overdue(session: Session, now: dt.datetime) -> Sequence[SendRow]:
    """The rows whose sender is gone: `sending`, and the lease ran out."""
    gone = select(_ROW).where(col(_ROW.state) == "sending", col(_ROW.lease_until) < now)
    return session.scalars(gone.order_by(col(_ROW.send_id))).all()


def give_up(session: Session, row: SendRow, now: dt.datetime, reply: str) -> bool:
    """sending → unknown, when the lease ran out and nobody else has seen to it meanwhile."""
    same = (col(_ROW.state) == "sending", col(_ROW.lease_owner) == row.lease_owner, col(_ROW.lease_until) < now)
    gone = update(_ROW).where(col(_ROW.send_id) == row.send_id, *same)
    return _changed(session, gone.values(state="unknown", lease_until=None, ended_at=now, reply=reply))


def settle(session: Session, key: str, state: str, now: dt.datetime, reply: str) -> bool:
    """unknown → delivered or failed, because a person says so."""
    open_end = update(_ROW).where(col(_ROW.send_id) == key, col(_ROW.state) == "unknown")
    return _changed(session, open_end.values(state=state, ended_at=now, reply=reply))


def planned_by_other_rules(session: Session, tzdata: str) -> Sequence[SendRow]:
    """What waits for a wall time that was turned into a moment by other zone files than there are now."""
    rows = select(_ROW).where(col(_ROW.state) == "queued", col(_ROW.wall) != "", col(_ROW.tzdata) != tzdata)
    return session.scalars(rows.where(col(_ROW.attempts) == 0)).all()


def counts(session: Session) -> dict[str, int]:
    """Sends by state."""
    found = session.execute(select(col(_ROW.state), func.count()).group_by(col(_ROW.state)))
    return {row[0]: int(row[1]) for row in found}


def next_try(row: SendRow, now: dt.datetime) -> dt.datetime | None:
    """When to try again what was clearly refused for now; None when it has been tried for a day."""
    due = now + WAITS[min(row.attempts, len(WAITS) - 1)]
    return due if due <= row.planned_at + GIVEN_UP else None


def _changed(session: Session, change: Any) -> bool:
    done = cast(CursorResult[Any], session.execute(change, execution_options={"synchronize_session": False}))
    return done.rowcount == 1
