"""The tools over HTTP: the catalogue of the caller, and one deterministic call."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fastapi import APIRouter

from assistant.web.sign_in import TheCaller, TheDesk

router = APIRouter(tags=["tools"])


@router.get("/v1/tools", summary="The tools you may use")
def catalogue(desk: TheDesk, caller: TheCaller) -> list[dict[str, Any]]:
    return [tool.to_json() for tool in desk.tools(caller)]


@router.post("/v1/tools/{name}", summary="Call one tool, without a model")
def call(
    name: str, arguments: dict[str, Any], desk: TheDesk, caller: TheCaller, as_of: dt.date | None = None
) -> dict[str, Any]:
    result, drafts = desk.call_tool(caller, name, arguments, as_of=as_of)
    shown = result.to_json(currency=desk.settings.currency)
    return shown | ({"drafts": [draft.to_json() for draft in drafts]} if drafts else {})
