"""Drafts over HTTP: read, approve, return, decline, release. The desk decides who may."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from assistant.drafts import DraftStatus
from assistant.web.sign_in import TheCaller, TheDesk

router = APIRouter(prefix="/v1/drafts", tags=["drafts"])


class Decision(BaseModel):
    """Why a draft goes back."""

    model_config = ConfigDict(extra="forbid")

    comment: str = Field(min_length=1, max_length=2_000)
    outcome: Literal["returned", "declined"] = "returned"


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


@router.post("/{draft_id}/release", summary="Release an approved draft into the outbox")
def release(draft_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    draft, path = desk.release(caller, draft_id)
    return draft.to_json() | {"file": path.name}
