"""POST /v1/chat: one turn as JSON, or as a stream of progress that ends in the reviewed answer, whole."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.callers import Caller
from assistant.desk import Desk
from assistant.errors import AssistantError
from assistant.web.problems import problem_of, unforeseen
from assistant.web.sign_in import TheCaller, TheDesk

router = APIRouter(tags=["chat"])
Event = tuple[str, dict[str, Any]]


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
        events = _events(request.app, desk, caller, asked)
        return StreamingResponse(events, media_type="text/event-stream", headers=_NO_BUFFER)
    return JSONResponse(await run_in_threadpool(_answer, desk, caller, asked, None))


@router.get("/v1/conversations", summary="Your conversations, newest first")
def conversations(desk: TheDesk, caller: TheCaller) -> list[dict[str, str]]:
    return desk.conversations(caller)


@router.get("/v1/conversations/{conversation_id}", summary="Read a conversation back")
def conversation(conversation_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    exchanges = desk.conversation(caller, conversation_id)
    turns = [{"question": e.question, "answer": e.answer, "status": e.status} for e in exchanges]
    return {"conversation_id": conversation_id, "turns": turns}


_NO_BUFFER = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def _answer(desk: Desk, caller: Caller, asked: Question, tell: Callable[[str], None] | None) -> dict[str, Any]:
    answer = desk.ask(caller, asked.question, conversation_id=asked.conversation_id, as_of=asked.as_of, progress=tell)
    return answer.to_json()


async def _events(app: FastAPI, desk: Desk, caller: Caller, asked: Question) -> AsyncIterator[str]:
    """Progress while tools run, then the answer. No word of the model is streamed before it is reviewed.

    The turn is a task of the application, not of this stream: a reader who leaves does not take the turn along.
    """
    told: asyncio.Queue[str | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def tell(message: str) -> None:
        """Called from the turn's threads: never waits, never raises."""
        with suppress(RuntimeError):  # the server has stopped, so nobody reads; the turn goes on to its record
            loop.call_soon_threadsafe(told.put_nowait, message)

    turn = asyncio.create_task(run_in_threadpool(_last_event, desk, caller, asked, tell))
    app.state.turns.add(turn)
    turn.add_done_callback(app.state.turns.discard)
    turn.add_done_callback(lambda _done: told.put_nowait(None))
    while (message := await told.get()) is not None:
        yield _written("progress", {"message": message})
    yield _written(*turn.result())


def _last_event(desk: Desk, caller: Caller, asked: Question, tell: Callable[[str], None]) -> Event:
    """What a stream ends in: the answer, or the problem that kept it from coming."""
    try:
        return "answer", _answer(desk, caller, asked, tell)
    except AssistantError as error:
        return "problem", problem_of(error)
    except Exception as error:  # whatever nobody foresaw has to reach the reader as an event: the headers are sent
        return "problem", unforeseen(error)


def _written(name: str, value: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n"


async def turns_ended(app: FastAPI) -> None:
    """Wait for the turns whose readers have left, so that each reaches its record before the desk closes."""
    await asyncio.gather(*app.state.turns, return_exceptions=True)
