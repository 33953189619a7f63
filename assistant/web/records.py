"""The record over HTTP, for compliance and principals: search, read, prove, hand out. Every look is itself recorded."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.background import BackgroundTask

from assistant.desk import (
    export_records,
    look_at_conversation,
    look_at_holds,
    look_at_record,
    place_hold,
    release_hold,
)
from assistant.retention import Search
from assistant.retention.holds import Predicate
from assistant.web.sign_in import TheCaller, TheDesk

router = APIRouter(prefix="/v1/records", tags=["records"])
Kind = Literal["question", "answer", "prompt", "tool", "draft", "approval", "send", "channel", "access", "system"]
Words = Annotated[str | None, Field(max_length=200)]


class Wanted(BaseModel):
    """What to look for; every field that is given must match. `since` is included, `until` is the last day."""

    model_config = ConfigDict(extra="forbid")

    text: Words = None
    person: Words = None
    client: Words = None
    rule: Words = None
    channel: Words = None
    conversation: Words = None
    kind: Kind | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    def search(self, limit: int = 100) -> Search:
        asked = self.model_dump(exclude_none=True, include=set(Wanted.model_fields) - {"since", "until"})
        if self.since:
            asked["since"] = _midnight(self.since)
        if self.until:
            asked["until"] = _midnight(self.until + dt.timedelta(days=1))
        return Search(limit=limit, **asked)


class Looking(Wanted):
    limit: int = Field(100, ge=1, le=1000)


class Exporting(Wanted):
    """What to hand out, and for whom or why."""

    reason: str = Field(min_length=1, max_length=500)


class Holding(BaseModel):
    """What a legal hold is over: any of these, within the days; with `text` what there is now with its words, too."""

    model_config = ConfigDict(extra="forbid")

    matter: str = Field(min_length=1, max_length=200)
    reason: str = Field(min_length=1, max_length=2_000)
    clients: list[str] = Field(default_factory=list, max_length=500)
    conversations: list[str] = Field(default_factory=list, max_length=500)
    persons: list[str] = Field(default_factory=list, max_length=500)
    text: Words = None
    since: dt.date | None = None
    until: dt.date | None = None


class Releasing(BaseModel):
    """Why; needed of the officer who asks first."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field("", max_length=2_000)


@router.get("", summary="Search the record, newest first")
@router.get("/search", summary="Search the record, newest first")
def search(desk: TheDesk, caller: TheCaller, wanted: Annotated[Looking, Query()]) -> list[dict[str, Any]]:
    return [each.to_json() for each in desk.archive(caller).search(wanted.search(wanted.limit))]


@router.get("/verify", summary="Is the log whole: every record read and hashed again")
def verify(desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return desk.archive(caller).verdict().to_json()


@router.get("/conversations/{name}", summary="A conversation as it went: a tree with every version")
def conversation(name: str, desk: TheDesk, caller: TheCaller) -> list[dict[str, Any]]:
    return [asdict(each) for each in look_at_conversation(desk, caller, name)]


@router.post("/export", summary="Everything that matches, with its proofs and their verifier, as one .zip")
def export(wanted: Exporting, desk: TheDesk, caller: TheCaller) -> FileResponse:
    place = Path(tempfile.mkdtemp(prefix="export-"))
    try:
        export_records(desk, caller, place / "records", wanted.search(), reason=wanted.reason)
        file = shutil.make_archive(str(place / "records"), "zip", place, "records")
    except BaseException:  # whatever ended it: no copy of the record stays behind
        shutil.rmtree(place, ignore_errors=True)
        raise
    remove = BackgroundTask(shutil.rmtree, place, ignore_errors=True)
    return FileResponse(file, filename="records.zip", media_type="application/zip", background=remove)


@router.get("/holds", summary="The legal holds that stand, with how many records each holds")
def holds(desk: TheDesk, caller: TheCaller, released: bool = False) -> list[dict[str, Any]]:
    return [each.to_json() for each in look_at_holds(desk, caller, all=released)]


@router.post("/holds", status_code=201, summary="Hold records for a legal matter, those that come later too")
def hold(wanted: Holding, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    reach = Predicate(
        conversations=tuple(wanted.conversations), clients=tuple(wanted.clients), persons=tuple(wanted.persons),
        since=wanted.since, until=wanted.until,
    )  # fmt: skip
    placed = place_hold(desk, caller, wanted.matter, wanted.reason, reach, text=wanted.text)
    return {"id": placed.id, "seq": placed.seq, "matter": placed.matter, "count": placed.frozen.count}


@router.post(
    "/holds/{name}/release", summary="Ask for a hold's release; asked by another officer before, it is released"
)
def release(name: str, wanted: Releasing, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    found = release_hold(desk, caller, name, wanted.reason)
    return {"id": found.id, "matter": found.matter, "state": found.state}


@router.get("/{record}", summary="One record by its number or id")
def one(record: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return look_at_record(desk, caller, record).to_json()


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
