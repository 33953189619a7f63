"""The file of a communication: what FINRA 2210(b)(4)(A) and 3110.09 want kept of it, gathered from where each is kept.

Nothing of it is entered twice: who prepared and approved it are its versions and approvals, its dates of use are the
sends of every text like it, the sources of its figures are the calls they came from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from assistant.callers import Caller
from assistant.desk.proposing import counter
from assistant.drafts import ApprovalRow, Draft, drafts_alike, load_draft, load_versions
from assistant.outreach.tables import SendRow
from assistant.supervision import NEEDS, RETAIL_FROM

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

USED = ("delivered", "unknown", "outbox")
"""How a send ends that somebody may have read."""


def communication_file(desk: Desk, caller: Caller, draft_id: str) -> dict[str, Any]:
    """What is kept of one communication, for whoever may look at the draft. Raises NotFound."""
    seen = desk.drafts_of(caller)
    reached = counter(desk)
    with desk.database.reading() as session:
        draft = load_draft(session, draft_id, seen)
        versions = load_versions(session, draft_id, seen)
        approvals = session.exec(select(ApprovalRow).where(col(ApprovalRow.draft_id) == draft_id)).all()
        first, last = _use(session, draft)
        own = session.exec(select(SendRow).where(col(SendRow.draft_id) == draft_id)).all()
    years = desk.settings.retention_years
    return {
        "communication": draft.id,
        "class": draft.communication_class,
        "needs": NEEDS[draft.communication_class].to_json(),
        "persons_in_thirty_days": min(reached(draft), RETAIL_FROM),
        "prepared_by": sorted({version.author_id for version in versions}),
        "versions": [{"version": v.version, "hash": v.content_hash, "author": v.author_id} for v in versions],
        "approvals": [
            {"version": a.version, "hash": a.content_hash, "by": a.approved_by, "as": a.approver_roles,
             "at": a.at.isoformat(), "is_these_words": a.content_hash == draft.content_hash}
            for a in sorted(approvals, key=lambda approval: approval.at)
        ],
        "first_use": first,
        "last_use": last,
        "message_ids": [send.message_id for send in own],
        "sources": [{name: quote[name] for name in ("label", "text", "tool", "arguments")} for quote in draft.quotes],
        "template": draft.occasion,
        "findings": [dict(finding) for finding in draft.findings],
        "kept": f"{years} years from the last use, longer under a hold",
    }  # fmt: skip


def _use(session: Session, draft: Draft) -> tuple[str | None, str | None]:
    """The first and last day on which words like these left, firm-wide."""
    ids = drafts_alike(session, draft)
    ended = select(SendRow.ended_at).where(col(SendRow.draft_id).in_(ids), col(SendRow.state).in_(USED))
    days = sorted(at.date().isoformat() for at in session.exec(ended) if at)
    return (days[0], days[-1]) if days else (None, None)
