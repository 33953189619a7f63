"""Drafts over HTTP: read, approve, return, decline, release. The desk decides who may."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from assistant.desk import ask_again, cancel_schedule, resolve_send, schedule_draft
from assistant.drafts import DraftStatus
from assistant.web.sign_in import TheCaller, TheDesk

router = APIRouter(prefix="/v1/drafts", tags=["drafts"])


class Decision(BaseModel):
    """Why a draft goes back."""

    model_config = ConfigDict(extra="forbid")

    comment: str = Field(min_length=1, max_length=2_000)
    outcome: Literal["returned", "declined"] = "returned"


class When(BaseModel):
    """When a draft leaves: the time on the wall and, unless it is the firm's own, its zone."""

    model_config = ConfigDict(extra="forbid")

    at: str = Field(max_length=32, examples=["2026-12-01T09:00"])
    zone: str | None = Field(None, max_length=64, examples=["America/New_York"])


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
    return desk.draft(caller, draft_id).to_json()


@router.get("/{draft_id}/versions", summary="Every version of a draft, the first one first")
def versions(draft_id: str, desk: TheDesk, caller: TheCaller) -> list[dict[str, Any]]:
    return [draft.to_json() for draft in desk.draft_versions(caller, draft_id)]


@router.post("/{draft_id}/approve", summary="Approve these very bytes")
def approve(draft_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return desk.approve(caller, draft_id).to_json()


@router.post("/{draft_id}/return", summary="Return it to its author, or decline it")
def turn_down(draft_id: str, decision: Decision, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return desk.turn_down(caller, draft_id, decision.outcome, decision.comment).to_json()


@router.post("/{draft_id}/release", summary="Let an approved draft leave: by the mail server, or into the outbox")
def release(draft_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    draft, path = desk.release(caller, draft_id)
    return draft.to_json() | {"file": path.name if path else None}


@router.post("/{draft_id}/schedule", summary="Let an approved draft leave at a time on the wall")
def schedule(draft_id: str, when: When, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    draft, planned = schedule_draft(desk, caller, draft_id, when.at, when.zone)
    return draft.to_json() | {"schedule": planned.to_json()}


@router.delete("/{draft_id}/schedule", summary="Cancel its schedule: it is approved, and stays here")
def cancel(draft_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return cancel_schedule(desk, caller, draft_id).to_json()


@router.post("/{draft_id}/resolve", summary="Say how a sending ended that nobody knows of")
def resolve(draft_id: str, end: End, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return resolve_send(desk, caller, draft_id, end.outcome, end.note).to_json()


@router.post("/{draft_id}/again", summary="Review a draft again that was held when it was to leave")
def again(draft_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return ask_again(desk, caller, draft_id).to_json()
