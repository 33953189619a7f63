"""What becomes of a message: held, put off, or at its end. In the record first, then in its row and on its draft.

Nothing here talks to a mail server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from assistant.desk.releasing import readers, run_of
from assistant.drafts import ApprovedDraft, load_draft, move, save_status
from assistant.outreach import SendRow, morning_after, sends

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


class Ready(NamedTuple):
    """A message that may leave now."""

    row: SendRow
    owner: str
    approved: ApprovedDraft


def hold(desk: Desk, row: SendRow, owner: str, reason: str) -> str:
    """Nothing leaves; the draft waits for a person, who is told why."""
    now = desk.clock()
    with desk.database.writing() as session:
        draft = load_draft(session, row.draft_id, {row.advisor_id}, to_change=True)
        if not sends.end(session, row, owner, "withdrawn", now, reason):
            return "changed"
        said = {"send": row.send_id, "draft": draft.id, "version": row.version, "reason": reason}
        run_of(desk, draft).record("send.held", said, wait=True, clients=readers(draft))
        if draft.status in ("scheduled", "released") and draft.version == row.version:
            save_status(session, move(draft, "held", reason), now)
    return "held"


def put_aside(desk: Desk, row: SendRow, owner: str, reason: str) -> str:
    """It could not be looked at: again in a minute, and after some times in a row it waits for a person."""
    if row.unfinished >= sends.PARKED:
        return hold(desk, row, owner, reason)
    with desk.database.writing() as session:
        sends.postpone(session, row, owner, desk.clock() + sends.WAITS[0], reason)
    return "deferred"


def wait_until_morning(desk: Desk, row: SendRow, owner: str, zone: str) -> str:
    """Nobody is written to in the night: its time is the morning there now."""
    morning = morning_after(desk.clock(), zone)
    with desk.database.writing() as session:
        sends.postpone(session, row, owner, morning, planned_at=morning, unfinished=0)
    return "waiting for the morning"


def defer(desk: Desk, ready: Ready, reply: str) -> str:
    """The server has nothing of it: it is tried again, longer and longer apart, for a day."""
    row, draft = ready.row, ready.approved.draft
    due = sends.next_try(row, desk.clock())
    if due is None and row.message is not None:
        return finish(desk, ready, "failed", f"It could not be delivered within a day. Last: {reply}")
    again = due or desk.clock()  # what was not even begun in time is held when it is looked at again
    said = said_of(ready, reply, again=again.isoformat())
    run_of(desk, draft).record("send.deferred", said, wait=True, clients=readers(draft))
    with desk.database.writing() as session:
        sends.postpone(session, row, ready.owner, again, reply, attempts=row.attempts + 1, unfinished=0)
    return "deferred"


def finish(desk: Desk, ready: Ready, state: str, reply: str) -> str:
    """The end of it, in the record first. Without an answer it is `unknown`, and nobody sends it again."""
    row, now = ready.row, desk.clock()
    run = run_of(desk, ready.approved.draft)
    kind = "send.unknown" if state == "unknown" else "send.result"
    run.record(kind, said_of(ready, reply, outcome=state), wait=True, clients=readers(ready.approved.draft))
    with desk.database.writing() as session:
        draft = load_draft(session, row.draft_id, {row.advisor_id}, to_change=True)
        if sends.end(session, row, ready.owner, state, now, reply):
            save_status(session, move(draft, state, _told(state, reply)), now)  # type: ignore[arg-type]
    return state


def _told(state: str, reply: str) -> str:
    """What the advisor reads on the draft."""
    if state == "delivered":
        return "It was taken over: the mail server or the social tool has it."
    if state == "failed":
        return f"It was not delivered: {reply}"
    return f"Nobody knows whether it left: {reply} Find out, and say so; it is not sent again by itself."


def said_of(ready: Ready, reply: str, **more: Any) -> dict[str, Any]:
    """What a record about the sending of a message says."""
    row = ready.row
    what = {"send": row.send_id, "draft": row.draft_id, "version": row.version, "hash": row.content_hash}
    what |= {"approval": row.approval_id, "message_id": row.message_id}
    return what | ({"reply": reply} if reply else {}) | more
