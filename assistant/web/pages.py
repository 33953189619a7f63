"""The first page: who you are, what you may ask, and the conversation. Rendered here, filled in by static/page.js."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape

from assistant.callers import Caller
from assistant.desk import Desk
from assistant.errors import AssistantError, NotSignedIn
from assistant.web.sign_in import COOKIE, TheDesk, allowed, remember_person, same_origin

router = APIRouter(include_in_schema=False)
PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=select_autoescape(default=True)
)


@router.get("/", response_class=HTMLResponse)
def page(request: Request, desk: TheDesk) -> HTMLResponse:
    """The page of whoever is signed in; without anybody, the people to choose from."""
    people = desk.people() if allowed(request, desk) else []
    caller = _caller(request, desk, people)
    facts = {
        "firm": desk.firm_name,
        "freshness": _freshness(desk),
        "people": people,
        "caller": caller,
        "scope": caller.default_scope.label if caller else "",
        "suggestions": desk.suggestions(caller) if caller else (),
    }
    reply = HTMLResponse(PAGES.get_template("page.html").render(facts))
    if caller and not request.cookies.get(COOKIE):
        remember_person(reply, caller.email)
    return reply


@router.post("/sign-in")
def sign_in(request: Request, desk: TheDesk, email: Annotated[str, Form()]) -> Response:
    """Development sign-in: become a person of the firm, on this machine only."""
    if not allowed(request, desk) or not same_origin(request):
        raise NotSignedIn("Development sign-in works on this machine only.")
    caller = desk.caller(email)
    reply = RedirectResponse("/", status_code=303)
    remember_person(reply, caller.email)
    return reply


def _caller(request: Request, desk: Desk, people: list[dict[str, Any]]) -> Caller | None:
    """Whoever the cookie names; on a first visit, the first person of the list."""
    if not people:
        return None
    try:
        return desk.caller(request.cookies.get(COOKIE) or people[0]["email"])
    except NotSignedIn:
        return None


def _freshness(desk: Desk) -> str:
    try:
        return f"figures to {desk.version().last_closed_day:%-d %B %Y}"
    except AssistantError as error:
        return error.sentence
