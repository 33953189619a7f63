"""The one page of this server that clients open: no more email, by the link in a message. No sign-in: the link is it.

Looking changes nothing, for mail scanners open every link; a POST stops the mail at once, from the page's button or
from a mail program's own (RFC 8058).
"""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from assistant.desk import Preference, preference, stop_mail
from assistant.errors import NotFound
from assistant.web.pages import PAGES
from assistant.web.sign_in import TheDesk

PATH = "/unsubscribe/"
router = APIRouter(include_in_schema=False, prefix=PATH.rstrip("/"))


@router.get("/{token}", response_class=HTMLResponse)
def look(token: str, desk: TheDesk) -> HTMLResponse:
    try:
        return _page(preference(desk, token))
    except NotFound as error:
        return _page(None, error.sentence)


@router.post("/{token}", response_class=HTMLResponse)
def stop(token: str, desk: TheDesk) -> HTMLResponse:
    try:
        return _page(stop_mail(desk, token))
    except NotFound as error:
        return _page(None, error.sentence)


def _page(found: Preference | None, problem: str = "") -> HTMLResponse:
    words = PAGES.get_template("preferences.html").render(found=found, problem=problem)
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
    return HTMLResponse(words, 200 if found else 404, headers=headers)
