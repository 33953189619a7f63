"""Approved letters of the small firm's first advisor, as many as a test needs, each to the same client."""

from __future__ import annotations

from dataclasses import replace

from ulid import ULID

from assistant.desk import Desk, approve, release
from assistant.drafts import ApprovalRow, Draft, save_new
from assistant.outreach import SendRow
from tests.desks import ADVISOR

NOTE = {"to": ["Lindqvist"], "purpose": "the transfer of the old account"}


def a_letter(desk: Desk) -> Draft:
    """A letter drafted and approved the ordinary way."""
    caller = desk.caller(ADVISOR)
    _, (draft,) = desk.call_tool(caller, "draft_email", NOTE)
    return approve(desk, caller, draft.id)


def letters(desk: Desk, count: int) -> list[Draft]:
    """Copies of a reviewed letter, each with an approval of its own in the record."""
    caller = desk.caller(ADVISOR)
    _, (first,) = desk.call_tool(caller, "draft_email", NOTE)
    run, now = desk.run(caller), desk.clock()
    copies = [replace(first, id=f"D-{ULID()}", status="approved") for _ in range(count)]
    approvals = [
        ApprovalRow(
            approval_id=f"A-{ULID()}", draft_id=each.id, version=1, content_hash=each.content_hash,
            approved_by=caller.user_id, approver_roles="advisor", at=now,
        )
        for each in copies
    ]  # fmt: skip
    for each, approval in zip(copies, approvals, strict=True):
        said = {"decision": "approved", "draft": each.id, "version": 1, "hash": each.content_hash}
        run.record("approval.decided", said | {"approval": approval.approval_id})
        if len(run.ids) % 100 == 0:
            run.settle()
    run.settle()
    with desk.database.writing() as session:
        for each, approval in zip(copies, approvals, strict=True):
            save_new(session, each, now)
            session.add(approval)
    return copies


def release_all(desk: Desk, drafts: list[Draft]) -> None:
    for draft in drafts:
        release(desk, desk.caller(ADVISOR), draft.id)


def row_of(desk: Desk, draft: Draft) -> SendRow:
    with desk.database.reading() as session:
        return session.get_one(SendRow, f"{draft.id}.{draft.version}")


def now_of(desk: Desk, draft: Draft) -> Draft:
    return desk.draft(desk.caller(ADVISOR), draft.id)
