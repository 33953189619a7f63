"""POST /v1/chat: one turn as JSON, or as a stream of progress that ends in the reviewed answer, whole."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from typing import Any

import anyio
import anyio.lowlevel
from anyio.streams.memory import MemoryObjectSendStream
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.callers import Caller
from assistant.desk import Desk
from assistant.errors import AssistantError
from assistant.web.sign_in import TheCaller, TheDesk

router = APIRouter(tags=["chat"])
Event = tuple[str, Any]


class Question(BaseModel):
    """One question of a conversation."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1, max_length=8_000, examples=["Am I losing anyone without knowing it?"])
    conversation_id: str | None = Field(None, min_length=1, max_length=100, pattern=r"^\S+$")
    as_of: dt.date | None = None


@router.post("/v1/chat", summary="Ask a question", response_model=None)
async def ask(asked: Question, request: Request, desk: TheDesk, caller: TheCaller) -> JSONResponse | StreamingResponse:
    """The turn as JSON; with `Accept: text/event-stream`, events named `progress` and at the end one `answer`."""
    if "text/event-stream" in request.headers.get("accept", ""):
        return StreamingResponse(_events(desk, caller, asked), media_type="text/event-stream", headers=_NO_BUFFER)
    return JSONResponse(await run_in_threadpool(_answer, desk, caller, asked, None))


@router.get("/v1/conversations/{conversation_id}", summary="Read a conversation back")
def conversation(conversation_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    exchanges = desk.conversation(caller, conversation_id)
    turns = [{"question": e.question, "answer": e.answer, "status": e.status} for e in exchanges]
    return {"conversation_id": conversation_id, "turns": turns}


_NO_BUFFER = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def _answer(desk: Desk, caller: Caller, asked: Question, tell: Any) -> dict[str, Any]:
    answer = desk.ask(caller, asked.question, conversation_id=asked.conversation_id, as_of=asked.as_of, progress=tell)
    return answer.to_json()


async def _events(desk: Desk, caller: Caller, asked: Question) -> AsyncIterator[str]:
    """Progress while tools run, then the answer. No word of the model is streamed before it is reviewed."""
    send, receive = anyio.create_memory_object_stream[Event](100)
    async with anyio.create_task_group() as group:
        group.start_soon(_work, desk, caller, asked, send)
        async with receive:
            async for name, value in receive:
                yield f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n"


async def _work(desk: Desk, caller: Caller, asked: Question, send: MemoryObjectSendStream[Event]) -> None:
    token = anyio.lowlevel.current_token()  # a tool tells its progress from a thread that anyio did not start

    def tell(message: str) -> None:
        anyio.from_thread.run(send.send, ("progress", {"message": message}), token=token)

    async with send:
        try:
            answer = await anyio.to_thread.run_sync(_answer, desk, caller, asked, tell)
            await send.send(("answer", answer))
        except AssistantError as error:
            await send.send(("problem", {"status": error.http_status, "detail": error.sentence}))
