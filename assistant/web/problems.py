"""Errors over HTTP: every one is `application/problem+json` with a sentence; no stack, no internal name."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from ulid import ULID

from assistant.errors import AssistantError, BadInput, ServiceDown, Unclear

logger = logging.getLogger("assistant.web")
RETRY_SECONDS = "5"


class Problem(BaseModel):
    """RFC 9457: what went wrong, in words."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    problems: list[str] | None = None
    choices: list[str] | None = None
    error_id: str | None = None


PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": HTTPStatus(status).phrase,
        "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
    }
    for status in (401, 403, 404, 405, 409, 422, 503)
}


def answer_with_problems(app: FastAPI) -> None:
    """Give every kind of error its one reply."""
    app.add_exception_handler(AssistantError, _known)
    app.add_exception_handler(HTTPException, _routing)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unknown)


def problem(status: int, detail: str | None = None, **more: Any) -> dict[str, Any]:
    """The body of a problem."""
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, **more).model_dump(exclude_none=True)


def problem_of(error: AssistantError) -> dict[str, Any]:
    """A known error: its sentence, with every problem or choice it lists."""
    more: dict[str, Any] = {}
    if isinstance(error, BadInput):
        more["problems"] = [str(each) for each in error.problems]
    if isinstance(error, Unclear):
        more["choices"] = list(error.choices)
    return problem(error.http_status, error.sentence, **more)


def unforeseen(error: Exception) -> dict[str, Any]:
    """Something nobody foresaw: the person gets an id to quote, the operator gets the trace under that id."""
    error_id = str(ULID())
    logger.error("unexpected error %s", error_id, exc_info=error)
    return problem(500, f"Something went wrong here. Quote {error_id} when you report it.", error_id=error_id)


def reply(body: dict[str, Any], headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(body, body["status"], headers=headers, media_type="application/problem+json")


async def _known(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, AssistantError):
        raise error
    return reply(problem_of(error), {"Retry-After": RETRY_SECONDS} if isinstance(error, ServiceDown) else None)


async def _routing(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    return reply(problem(error.status_code), dict(error.headers or {}))


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    wrong = [f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors()]
    return reply(problem(422, "The request is not as the API describes it.", problems=wrong))


async def _unknown(_request: Request, error: Exception) -> JSONResponse:
    return reply(unforeseen(error))
