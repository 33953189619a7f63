"""Drafts at the desk, from the decision on: approve, return or decline, release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from assistant import drafting
from assistant.callers import Caller
from assistant.desk.posting import queue_post
from assistant.desk.proposing import counter
from assistant.desk.releasing import back_to_a_principal, let_go, may_let_go, note_released
from assistant.drafts import Draft, load_draft, save_status
from assistant.errors import Refused
from assistant.supervision import NEEDS, approver_of, close_reviews, set_aside

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


def approve(desk: Desk, caller: Caller, draft_id: str) -> Draft:
    """Approve these very bytes. Raises Refused when it is not this person's to approve, NotFound if not theirs."""
    with desk.database.writing() as session:
        draft = load_draft(session, draft_id, desk.drafts_of(caller), to_change=True)
        run, now = desk.run(caller, draft.conversation_id), desk.clock()
        aside = set_aside(session, draft)
        approved, row = drafting.approve(draft, caller, desk.facts.of(draft), run, now, counter(desk), aside)
        save_status(session, approved, now)
        session.add(row)
        close_reviews(session, draft.id, "approval", "approved", caller.user_id, "", now)
    return approved


def turn_down(desk: Desk, caller: Caller, draft_id: str, outcome: str, comment: str) -> Draft:
    """Return (`returned`) or decline (`declined`) a draft, with a comment for its author."""
    with desk.database.writing() as session:
        draft = load_draft(session, draft_id, desk.drafts_of(caller), to_change=True)
        done = drafting.turn_down(draft, caller, outcome, comment, desk.run(caller, draft.conversation_id))
        save_status(session, done, desk.clock())
        ended: Literal["returned", "declined"] = "returned" if outcome == "returned" else "declined"
        close_reviews(session, draft.id, "approval", ended, caller.user_id, comment, desk.clock())
    return done


def release(desk: Desk, caller: Caller, draft_id: str) -> tuple[Draft, Path | None]:
    """Let an approved draft leave: a letter by the firm's mail server, or without one as a file in the outbox, whose
    path is returned; a post by the firm's social tool. Only for the advisor whose client it goes to.

    A draft whose class has changed since its approval, because words like it reach more persons now, goes back to wait
    for a principal; then Refused is raised.
    """
    with desk.database.writing() as session:
        draft = load_draft(session, draft_id, desk.drafts_of(caller), to_change=True)
        may_let_go(caller, draft)
        run = desk.run(caller, draft.conversation_id)
        again = back_to_a_principal(desk, session, draft, run)
        if again is None and draft.channel != "email":
            queued = queue_post(desk, session, caller, draft)
            save_status(session, queued, desk.clock())
            return queued, None
        if again is None:
            released, path = let_go(desk, session, caller, draft)
            note_released(desk, session, released, run)
            return released, path
    raise Refused(again.reason)


def needs(draft: Draft) -> dict[str, Any]:
    """What a draft's class needs before use, after use and on file, and who may approve it as it stands: `sender`,
    `principal` or `nobody`."""
    return {"approver": approver_of(draft), "needs": NEEDS[draft.communication_class].to_json()}
