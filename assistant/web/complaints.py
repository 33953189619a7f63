"""The register of complaints over HTTP. The desk decides who may."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from assistant.desk import (
    acknowledge_complaint,
    close_complaint,
    look_at_complaints,
    look_at_quarter,
    open_complaint,
    shown_complaint,
)
from assistant.web.sign_in import TheCaller, TheDesk

router = APIRouter(prefix="/v1/complaints", tags=["supervision"])


class Complaint(BaseModel):
    """What a client complained of, in the client's words."""

    model_config = ConfigDict(extra="forbid")

    client: str = Field(min_length=1, max_length=200, description="the client, by name or id")
    words: str = Field(min_length=1, max_length=20_000)
    kind: str = Field("other", max_length=40)
    product: str = Field("", max_length=200)
    received_on: dt.date | None = None


class Closing(BaseModel):
    """What was done about a complaint."""

    model_config = ConfigDict(extra="forbid")

    outcome: str = Field(min_length=10, max_length=5_000)


@router.get("", summary="The register: the case that is due first comes first")
def listing(desk: TheDesk, caller: TheCaller, state: Literal["open", "closed", "all"] = "open") -> list[dict[str, Any]]:
    return look_at_complaints(desk, caller, None if state == "all" else state)


@router.get("/report", summary="A quarter's statistics, as FINRA 4530(d) asks for them")
def report(quarter: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return look_at_quarter(desk, caller, quarter)


@router.post("", status_code=201, summary="Open a case: marketing to the household stops, and the record is held")
def opened(wanted: Complaint, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    row = open_complaint(
        desk, caller, wanted.client, wanted.words, kind=wanted.kind, product=wanted.product,
        received_on=wanted.received_on,
    )  # fmt: skip
    return shown_complaint(row, whole=True)


@router.post("/{complaint_id}/acknowledge", summary="The client was told that the firm has the complaint")
def acknowledged(complaint_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return shown_complaint(acknowledge_complaint(desk, caller, complaint_id), whole=True)


@router.post("/{complaint_id}/close", summary="Close a case with what was done about it")
def closed(complaint_id: str, wanted: Closing, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return shown_complaint(close_complaint(desk, caller, complaint_id, wanted.outcome), whole=True)
