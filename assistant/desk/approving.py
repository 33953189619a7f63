"""Drafts at the desk, from the decision on: approve, return or decline, release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlmodel import Session

from assistant import drafting
from assistant.callers import Caller
from assistant.desk.posting import queue_post
from assistant.desk.proposing import counter
from assistant.desk.rechecking import why_not
from assistant.desk.releasing import (
    approval_to_use,
    back_to_a_principal,
    let_go,
    may_let_go,
    note_released,
    readers,
)
from assistant.drafts import ApprovalRow, Draft, load_draft, move, save_status
from assistant.errors import Refused
from assistant.retention import Run
from assistant.supervision import NEEDS, approver_of, close_reviews, set_aside

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


def approve(desk: Desk, caller: Caller, draft_id: str) -> Draft:
    """Approve these very bytes. Raises Refused when it is not this person's to approve, NotFound if not theirs.

    A draft that words of others have made retail meanwhile is laid before a principal when its sender would approve it.
    """
    with desk.database.writing() as session:
        draft = load_draft(session, draft_id, desk.drafts_of(caller), to_change=True)
        run, now = desk.run(caller, draft.conversation_id), desk.clock()
        its_own = draft.status == "awaiting_approval" and draft.advisor_id in caller.own
        waits = back_to_a_principal(desk, session, draft, run) if its_own else None
        if waits is None:
            aside = set_aside(session, draft)
            approved, row = drafting.approve(draft, caller, desk.facts.of(draft), run, now, counter(desk), aside)
            save_status(session, approved, now)
            session.add(row)
            close_reviews(session, draft.id, "approval", "approved", caller.user_id, "", now)
            return approved
    raise Refused(waits.reason)


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
    for a principal; without a mail server one that may not leave now is held. Then Refused is raised.
    """
    with desk.database.writing() as session:
        draft = load_draft(session, draft_id, desk.drafts_of(caller), to_change=True)
        may_let_go(caller, draft)
        run = desk.run(caller, draft.conversation_id)
        stays = back_to_a_principal(desk, session, draft, run)
        if stays is None and draft.channel != "email":
            queued = queue_post(desk, session, caller, draft)
            save_status(session, queued, desk.clock())
            return queued, None
        stays = stays or _held_back(desk, session, caller, draft, run)
        if stays is None:
            released, path = let_go(desk, session, caller, draft)
            note_released(desk, session, released, run)
            return released, path
    raise Refused(stays.reason)


def _held_back(desk: Desk, session: Session, caller: Caller, draft: Draft, run: Run) -> Draft | None:
    """Without a mail server a draft leaves as it is released, so what is asked before a message is sent is asked here:
    the draft held, where something speaks against it."""
    if desk.settings.smtp_url:
        return None
    approved = approval_to_use(session, caller, draft)
    reason = why_not(desk, draft, session.get_one(ApprovalRow, approved.approval_id))
    if not reason:
        return None
    said = {"draft": draft.id, "version": draft.version, "reason": reason}
    run.record("send.held", said, wait=True, clients=readers(draft))
    held = move(draft, "held", reason)
    save_status(session, held, desk.clock())
    return held


def needs(draft: Draft) -> dict[str, Any]:
    """What a draft's class needs before use, after use and on file, and who may approve it as it stands: `sender`,
    `principal` or `nobody`."""
    return {"approver": approver_of(draft), "needs": NEEDS[draft.communication_class].to_json()}
