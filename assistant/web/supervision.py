"""The supervision queue over HTTP: what waits for a principal's eye. The desk decides who may."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from assistant.desk import (
    assign_review,
    decide_review,
    end_early,
    grant_exception,
    look_at_precision,
    look_at_reviews,
    look_at_substitutes,
    name_substitute,
)
from assistant.web.sign_in import TheCaller, TheDesk

router = APIRouter(prefix="/v1/reviews", tags=["supervision"])


class Assignment(BaseModel):
    """Whose it is now. `escalate` puts it before all others."""

    model_config = ConfigDict(extra="forbid")

    to: str = Field(min_length=3, max_length=200, description="email address of a registered principal")
    escalate: bool = False


class Substitute(BaseModel):
    """Who approves in your place, from one day to another, both included."""

    model_config = ConfigDict(extra="forbid")

    to: str = Field(min_length=3, max_length=200, description="email address of a registered principal")
    first_on: dt.date
    last_on: dt.date


class Exemption(Substitute):
    """Why nobody else of the firm can approve it."""

    reason: str = Field(min_length=20, max_length=2_000)


class Finding(BaseModel):
    """What a look at words that left, or were held, came to. An issue says which."""

    model_config = ConfigDict(extra="forbid")

    outcome: Literal["no_issue", "issue"]
    comment: str = Field("", max_length=2_000)


@router.get("", summary="What waits for your eye, longest waiting first, with service times")
def listing(desk: TheDesk, caller: TheCaller, status: Literal["open", "done", "all"] = "open") -> dict[str, Any]:
    return look_at_reviews(desk, caller, None if status == "all" else status)


@router.get("/rules", summary="How often each rule was disputed, upheld and set aside")
def rules(desk: TheDesk, caller: TheCaller) -> list[dict[str, Any]]:
    return look_at_precision(desk, caller)


@router.get("/substitutes", summary="Who approves for an absent principal; exceptions of a firm with one principal")
def substitutes(desk: TheDesk, caller: TheCaller) -> list[dict[str, Any]]:
    return look_at_substitutes(desk, caller)


@router.post("/substitutes", summary="Name who approves in your place, from one day to another")
def substitute(wanted: Substitute, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return name_substitute(desk, caller, wanted.to, wanted.first_on, wanted.last_on).model_dump(mode="json")


@router.post("/exceptions", summary="Record why the one principal of the firm approves their own business")
def exception(wanted: Exemption, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    row = grant_exception(desk, caller, wanted.to, wanted.reason, wanted.first_on, wanted.last_on)
    return row.model_dump(mode="json")


@router.delete("/substitutes/{key}", summary="End a substitution or an exception before its last day")
def ended(key: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return end_early(desk, caller, key)


@router.post("/{review_id}/assign", summary="Give it to another principal, or escalate it")
def assign(review_id: str, wanted: Assignment, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return assign_review(desk, caller, review_id, wanted.to, escalate=wanted.escalate).to_json()


@router.post("/{review_id}/close", summary="End a look at what left or was held, with what was found")
def close(review_id: str, found: Finding, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return decide_review(desk, caller, review_id, found.outcome, found.comment).to_json()
