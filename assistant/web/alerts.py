"""Alerts over HTTP: list them as the tool does, and mark one. The desk decides who may."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from assistant.alerts import Kind, Reason, Status
from assistant.desk import mark_alert
from assistant.web.sign_in import TheCaller, TheDesk

router = APIRouter(prefix="/v1/alerts", tags=["alerts"])


class Mark(BaseModel):
    """What was done with an alert; `reason` with `dismissed`, and only then."""

    model_config = ConfigDict(extra="forbid")

    status: Status
    reason: Reason | None = None
    note: str = Field("", max_length=2_000)


@router.get("", summary="Alerts of the books you may see, as the tool `alerts` answers; recorded")
def listing(
    desk: TheDesk,
    caller: TheCaller,
    status: Status | Literal["all"] = "open",
    kind: Kind | None = None,
    scope: str | None = None,
    limit: int = 100,
) -> dict[str, Any]:
    asked = {"status": status, "kind": kind, "scope": scope, "limit": limit}
    result, _ = desk.call_tool(caller, "alerts", asked)
    return result.to_json(currency=desk.settings.currency)


@router.post("/{alert_id}", summary="Mark an alert as seen, acted on or dismissed, or open it again")
def mark(alert_id: str, wanted: Mark, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return mark_alert(desk, caller, alert_id, wanted.status, reason=wanted.reason, note=wanted.note).to_json()
