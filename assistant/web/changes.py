"""Changes to the record over HTTP: read, confirm, refuse, undo. The desk decides who may."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from assistant.book.changes import Status
from assistant.desk import confirm_change, look_at_change, look_at_changes, refuse_change, undo_change
from assistant.web.sign_in import TheCaller, TheDesk

router = APIRouter(prefix="/v1/changes", tags=["changes"])


class Verified(BaseModel):
    """How a change of an address, a phone number, an email or a consent was verified out of band."""

    model_config = ConfigDict(extra="forbid")

    verified: str = Field("", max_length=1_000)


class Reason(BaseModel):
    """Why a change is refused; nobody has to say."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field("", max_length=2_000)


@router.get("", summary="Changes to the records of the clients you serve, newest first")
def listing(desk: TheDesk, caller: TheCaller, status: Status | None = None) -> list[dict[str, Any]]:
    return [change.to_json() for change in look_at_changes(desk, caller, status)]


@router.get("/{change_id}", summary="One change: before, after, and what became of it")
def one(change_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return look_at_change(desk, caller, change_id).to_json()


@router.post("/{change_id}/confirm", summary="Write it into the book; a second time changes nothing")
def confirm(change_id: str, desk: TheDesk, caller: TheCaller, said: Verified | None = None) -> dict[str, Any]:
    return confirm_change(desk, caller, change_id, verified=said.verified if said else "").to_json()


@router.post("/{change_id}/refuse", summary="Refuse it: nothing is written")
def refuse(change_id: str, desk: TheDesk, caller: TheCaller, said: Reason | None = None) -> dict[str, Any]:
    return refuse_change(desk, caller, change_id, reason=said.reason if said else "").to_json()


@router.post("/{change_id}/undo", summary="Take an applied change back by a further one, which is answered")
def undo(change_id: str, desk: TheDesk, caller: TheCaller, said: Verified | None = None) -> dict[str, Any]:
    return undo_change(desk, caller, change_id, verified=said.verified if said else "").to_json()
