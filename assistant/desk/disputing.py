"""Disputes about findings at the desk: an author's word, a principal's decision, and how often a rule was wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from assistant import drafting
from assistant.callers import Caller
from assistant.desk.supervising import queue_for_approval
from assistant.drafts import Draft, load_draft, save_status
from assistant.errors import NotFound
from assistant.supervision import close_reviews, decide_dispute, dispute, open_review, precision, set_aside

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


def dispute_finding(desk: Desk, caller: Caller, draft_id: str, rule: str, reason: str) -> Draft:
    """Ask a principal to look at a finding. By who serves the draft's book; raises NotFound or Refused."""
    with desk.database.writing() as session:
        draft = load_draft(session, draft_id, caller.own, to_change=True)
        now = desk.clock()
        dispute(session, draft, rule, reason, caller.user_id, now)
        review = open_review(session, "dispute", draft, f"“{rule}” is disputed: {reason}", now)
        desk.run(caller, draft.conversation_id).record(
            "case.noted", {"dispute": rule, "reason": reason, "review": review.id, "draft": draft.id}, wait=True
        )
    return draft


def decide_on_dispute(
    desk: Desk, caller: Caller, draft_id: str, rule: str, decision: Literal["upheld", "set_aside"], reason: str
) -> Draft:
    """A principal upholds a finding or sets it aside, with a reason; a draft that was held by it alone waits for a
    principal's approval then."""
    supervised = caller.supervises if caller.may("approve_retail") else frozenset[str]()
    with desk.database.writing() as session:
        draft = load_draft(session, draft_id, supervised, to_change=True)
        run, now = desk.run(caller, draft.conversation_id), desk.clock()
        decide_dispute(session, draft, rule, decision, reason, caller.user_id)
        said = {"dispute": rule, "decision": decision, "reason": reason, "draft": draft.id, "hash": draft.content_hash}
        run.record("review.decided", said, wait=True)
        close_reviews(session, draft.id, "dispute", decision, caller.user_id, reason, now)
        session.flush()
        after = drafting.without(draft, desk.facts.of(draft), set_aside(session, draft), reason, run)
        if after != draft:
            save_status(session, after, now)
            queue_for_approval(desk, session, after, run)
    return after


def look_at_precision(desk: Desk, caller: Caller) -> list[dict[str, Any]]:
    """How often each rule was disputed and set aside; for principals and compliance."""
    if not caller.may("approve_retail") and "compliance" not in caller.roles:
        raise NotFound("There is no review queue for you.")
    with desk.database.reading() as session:
        return precision(session)
