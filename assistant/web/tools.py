"""The tools over HTTP: the catalogue of the caller, and one deterministic call."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fastapi import APIRouter, Response

from assistant.charts import Theme
from assistant.desk import Kind, download
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


@router.post(
    "/v1/tools/{name}/download",
    summary="Take a tool's answer away: all of it as xlsx, a table as csv, a chart as svg or png",
    response_class=Response,
)
def take(
    name: str,
    arguments: dict[str, Any],
    desk: TheDesk,
    caller: TheCaller,
    kind: Kind,
    block: int | None = None,
    theme: Theme = "light",
    as_of: dt.date | None = None,
) -> Response:
    file = download(desk, caller, name, arguments, kind, block=block, theme=theme, as_of=as_of)
    kept = {"Content-Disposition": f'attachment; filename="{file.name}"', "X-Content-Type-Options": "nosniff"}
    return Response(file.content, media_type=file.media_type, headers=kept)
