"""The FastAPI application over one desk: routes, problems, headers. A handler names its inputs and calls one thing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Lifespan

import assistant
from assistant.desk import Desk
from assistant.web import (
    alerts,
    campaigns,
    changes,
    chat,
    complaints,
    drafts,
    forms,
    health,
    knowledge,
    messages,
    pages,
    preferences,
    questionnaires,
    records,
    review,
    supervision,
    tools,
)
from assistant.web.problems import PROBLEM_RESPONSES, answer_with_problems, problem, reply
from assistant.web.sign_in import is_loopback

STATIC = Path(__file__).parent / "static"
FOR_CLIENTS = (preferences.PATH, forms.PATH, "/static/page.css", "/static/forms.css")
"""Where paths begin that are served under the public name too; whoever opens them shows a signed link, no sign-in."""
LARGEST_BODY = 1_000_000
Next = Callable[[Request], Awaitable[Response]]
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def create_app(desk: Desk, lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """The application over a desk, which whoever serves it opens and closes (`lifespan`)."""
    app = FastAPI(
        lifespan=lifespan,
        title="Book assistant",
        version=assistant.__version__,
        description="Ask about a book of business: figures computed by tools, words reviewed, everything recorded.",
        responses=PROBLEM_RESPONSES,
        max_body_size=LARGEST_BODY,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        docs_url=None,
        redoc_url=None,
    )
    app.state.desk = desk
    app.state.turns = set()  # turns under way; one whose reader has left still reaches its record
    answer_with_problems(app)
    rooms = (
        chat, tools, drafts, changes, alerts, questionnaires, records, review, supervision, complaints, messages,
        campaigns, knowledge, health, pages, preferences, forms,
    )  # fmt: skip
    for room in rooms:
        app.include_router(room.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.middleware("http")(_for_this_machine)
    app.middleware("http")(_with_headers)
    return app


async def _for_this_machine(request: Request, call_next: Next) -> Response:
    """A name that is not loopback leads here only by a trick of name service (DNS rebinding): nothing is served. But
    under the firm's public name clients open the pages that are theirs."""
    if not is_loopback(request.url.hostname or "") and not _is_for_clients(request):
        return reply(problem(400, "This server answers on this machine only: open it at 127.0.0.1."))
    return await call_next(request)


def _is_for_clients(request: Request) -> bool:
    public = urlsplit(request.app.state.desk.settings.public_url).hostname
    return bool(public) and request.url.hostname == public and request.url.path.startswith(FOR_CLIENTS)


async def _with_headers(request: Request, call_next: Next) -> Response:
    response = await call_next(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.url.path.startswith("/v1/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
