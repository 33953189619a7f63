"""What arrives from clients, over HTTP: the firm's gateway and social tool hand it in, signed; people look at it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool

from assistant.desk import look_at_messages, receive
from assistant.web.sign_in import TheCaller, TheDesk

router = APIRouter(prefix="/v1/messages", tags=["messages"])


@router.post("", summary="Hand in one message of the firm's feed, signed as the Standard Webhooks specification has it")
async def hand_in(request: Request, desk: TheDesk) -> dict[str, Any]:
    """`Content-Type: message/rfc822` with a mail's bytes, or JSON `{id, network, from, text, post?}` of a social tool.
    The same message again changes nothing."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    body = await request.body()
    return await run_in_threadpool(receive, desk, request.headers, body, is_mail=kind == "message/rfc822")


@router.get("", summary="What came in from your clients, newest first; what belongs to nobody is for compliance")
def listing(desk: TheDesk, caller: TheCaller, flagged: bool = False) -> list[dict[str, Any]]:
    return look_at_messages(desk, caller, flagged=flagged)
