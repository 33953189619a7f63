"""Campaigns over HTTP: planned and previewed, laid, approved, let go. The desk decides who may."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from assistant import desk as at_desk
from assistant.web.sign_in import TheCaller, TheDesk

router = APIRouter(prefix="/v1/campaigns", tags=["campaigns"])


class Plan(BaseModel):
    """Who gets which letter. `to`: clients by name or id, a class (`A`), or `all`."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=2, max_length=200)
    to: list[str] = Field(min_length=1, max_length=20_000)
    purpose: str = Field(min_length=2, max_length=500)
    points: list[str] = Field(default_factory=list, max_length=20)
    occasion: str = Field("", max_length=60)
    language: str = Field("", max_length=5)
    subject: str = Field("", max_length=200)
    body: str = Field("", max_length=10_000)
    holdout: float | None = Field(None, description="share held out; default a tenth of a letter that seeks business")


class Leaving(BaseModel):
    """When the letters leave; left out: now."""

    model_config = ConfigDict(extra="forbid")

    at: str | None = Field(None, max_length=32, examples=["2026-12-01T09:00"])
    zone: str | None = Field(None, max_length=64)


@router.post("", status_code=201, summary="Plan a campaign: its readers, its hold-out, and who is left out and why")
def plan(wanted: Plan, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    letter = at_desk.Letter(
        wanted.purpose, wanted.points, wanted.occasion, wanted.language, wanted.subject, wanted.body
    )
    return at_desk.plan_campaign(desk, caller, wanted.name, wanted.to, letter, holdout=wanted.holdout)


@router.get("", summary="Campaigns of the books you serve or supervise, newest first")
def listing(desk: TheDesk, caller: TheCaller) -> list[dict[str, Any]]:
    return at_desk.look_at_campaigns(desk, caller)


@router.get("/{campaign_id}", summary="One campaign: the very words of each reader, fifty at a time")
def one(campaign_id: str, desk: TheDesk, caller: TheCaller, first: int = 0) -> dict[str, Any]:
    return at_desk.look_at_campaign(desk, caller, campaign_id, first=max(first, 0))


@router.post("/{campaign_id}/lay", summary="Lay its letters as drafts, each reviewed")
def lay(campaign_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return at_desk.lay_campaign(desk, caller, campaign_id)


@router.post("/{campaign_id}/approve", summary="Approve every letter of it that waits, each as the bytes it is")
def approve(campaign_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return at_desk.approve_campaign(desk, caller, campaign_id)


@router.post("/{campaign_id}/schedule", summary="Let its approved letters leave, now or at a time on the wall")
def schedule(campaign_id: str, when: Leaving, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return at_desk.let_campaign_leave(desk, caller, campaign_id, at=when.at, zone=when.zone)
