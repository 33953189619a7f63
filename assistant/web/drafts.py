"""Drafts over HTTP: read, approve, return, decline, release. The desk decides who may."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from assistant import desk as at_desk
from assistant.drafts import DraftStatus, compare
from assistant.web.sign_in import TheCaller, TheDesk

router = APIRouter(prefix="/v1/drafts", tags=["drafts"])


class Decision(BaseModel):
    """Why a draft goes back."""

    model_config = ConfigDict(extra="forbid")

    comment: str = Field(min_length=1, max_length=2_000)
    outcome: Literal["returned", "declined"] = "returned"


class Words(BaseModel):
    """Other words for a draft, or another day. What is left out stays as it was."""

    model_config = ConfigDict(extra="forbid")

    subject: str = Field(default="", max_length=500)
    body: str = Field(default="", min_length=1, max_length=50_000)
    language: str = Field(default="", min_length=2, max_length=5)
    send_on: dt.date | None = Field(default=None, description="the one day it may leave; null: any day")
    change: str = Field(default="Reworded by hand.", max_length=500, description="why, in a sentence")


class Dispute(BaseModel):
    """Why a finding is wrong, in the author's words."""

    model_config = ConfigDict(extra="forbid")

    rule: str = Field(min_length=2, max_length=80)
    reason: str = Field(min_length=5, max_length=2_000)


class DisputeDecision(Dispute):
    """A principal's decision about a disputed finding, with its reason."""

    decision: Literal["upheld", "set_aside"]


class When(BaseModel):
    """When a draft leaves: the time on the wall (left out: nine o'clock on the day it was approved for) and, unless it
    is the firm's own, its zone."""

    model_config = ConfigDict(extra="forbid")

    at: str | None = Field(None, max_length=32, examples=["2026-12-01T09:00"])
    zone: str | None = Field(None, max_length=64, examples=["America/New_York"])


class Posted(BaseModel):
    """The proof that approved words were posted by hand: where they can be seen."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(min_length=10, max_length=500, examples=["https://www.linkedin.com/posts/…"])


class End(BaseModel):
    """How a sending ended, as somebody found out."""

    model_config = ConfigDict(extra="forbid")

    outcome: Literal["delivered", "failed"]
    note: str = Field("", max_length=2_000)


@router.get("", summary="Your drafts, newest first")
def listing(desk: TheDesk, caller: TheCaller, status: DraftStatus | None = None) -> list[dict[str, Any]]:
    return [draft.to_json() for draft in desk.drafts(caller, status)]


@router.get("/{draft_id}", summary="One draft: the very bytes an approval binds")
def one(draft_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    """With what its class needs before use, after use and on file (`needs`), and who may approve it."""
    draft = desk.draft(caller, draft_id)
    return draft.to_json() | at_desk.needs(draft)


@router.get("/{draft_id}/file", summary="What is kept of it: who prepared and approved it, first and last use, sources")
def kept(draft_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return at_desk.communication_file(desk, caller, draft_id)


@router.get("/{draft_id}/versions", summary="Every version of a draft, the first one first")
def versions(draft_id: str, desk: TheDesk, caller: TheCaller) -> list[dict[str, Any]]:
    """Each version with what it changed against the one before, word by word (`diff`)."""
    kept = desk.draft_versions(caller, draft_id)
    return [
        after.to_json() | {"diff": compare(before, after) if before else []}
        for before, after in zip([None, *kept], kept, strict=False)
    ]


@router.put("/{draft_id}", summary="Other words: the next version, reviewed and to be approved anew")
def reword(draft_id: str, words: Words, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    new = words.model_dump(exclude={"change"}, exclude_unset=True)
    return at_desk.revise(desk, caller, draft_id, change=words.change, **new).to_json()


@router.post("/{draft_id}/approve", summary="Approve these very bytes")
def approve(draft_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return at_desk.approve(desk, caller, draft_id).to_json()


@router.post("/{draft_id}/return", summary="Return it to its author, or decline it")
def turn_down(draft_id: str, decision: Decision, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return at_desk.turn_down(desk, caller, draft_id, decision.outcome, decision.comment).to_json()


@router.post("/{draft_id}/release", summary="Let an approved draft leave: by the mail server, or into the outbox")
def release(draft_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    draft, path = at_desk.release(desk, caller, draft_id)
    return draft.to_json() | {"file": path.name if path else None}


@router.post("/{draft_id}/posted", summary="Say that an approved post was posted by hand, and where it can be seen")
def posted(draft_id: str, proof: Posted, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return at_desk.record_posting(desk, caller, draft_id, proof.url).to_json()


@router.post("/{draft_id}/dispute", summary="Ask a principal to look at a finding")
def dispute(draft_id: str, wanted: Dispute, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return at_desk.dispute_finding(desk, caller, draft_id, wanted.rule, wanted.reason).to_json()


@router.post("/{draft_id}/dispute/decide", summary="Uphold a disputed finding, or set it aside, with a reason")
def decide_dispute(draft_id: str, wanted: DisputeDecision, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return at_desk.decide_on_dispute(desk, caller, draft_id, wanted.rule, wanted.decision, wanted.reason).to_json()


@router.post("/{draft_id}/schedule", summary="Let an approved draft leave at a time on the wall")
def schedule(draft_id: str, when: When, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    draft, planned = at_desk.schedule_draft(desk, caller, draft_id, when.at, when.zone)
    return draft.to_json() | {"schedule": planned.to_json()}


@router.delete("/{draft_id}/schedule", summary="Cancel its schedule: it is approved, and stays here")
def cancel(draft_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return at_desk.cancel_schedule(desk, caller, draft_id).to_json()


@router.post("/{draft_id}/resolve", summary="Say how a sending ended that nobody knows of")
def resolve(draft_id: str, end: End, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return at_desk.resolve_send(desk, caller, draft_id, end.outcome, end.note).to_json()


@router.post("/{draft_id}/again", summary="Review a draft again that was held when it was to leave")
def again(draft_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return at_desk.ask_again(desk, caller, draft_id).to_json()
