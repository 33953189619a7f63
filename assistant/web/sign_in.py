"""Who is asking over HTTP. This version has development sign-in: a name without a password, on loopback alone.

The bearer token is the person's email address; the page keeps it in a strict, script-proof cookie. Both are refused for
any request that does not come from this machine.
"""

from __future__ import annotations

import ipaddress
from typing import Annotated

from fastapi import Depends, Request, Response

from assistant.callers import Caller
from assistant.desk import Desk
from assistant.errors import NotSignedIn

COOKIE = "assistant_person"


def the_desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def the_caller(request: Request) -> Caller:
    """The caller of this request, as the hierarchy stands now. Raises NotSignedIn."""
    desk = the_desk(request)
    email = _bearer(request) or request.cookies.get(COOKIE, "")
    if not allowed(request, desk):
        raise NotSignedIn("Development sign-in works on this machine only.")
    if not email:
        raise NotSignedIn("Say who you are: choose a person on the page, or send a bearer token.")
    if not _bearer(request) and request.method not in ("GET", "HEAD") and not same_origin(request):
        raise NotSignedIn("This request came from another site.")
    return desk.caller(email)


def allowed(request: Request, desk: Desk) -> bool:
    """Development sign-in is on, the server listens on loopback, and so does whoever calls."""
    peer = request.client.host if request.client else ""
    return desk.settings.development_sign_in and is_loopback(desk.settings.host) and is_loopback(peer)


def is_loopback(host: str) -> bool:
    """Whether a host, by name or address, is this machine seen from itself."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def remember_person(response: Response, email: str) -> None:
    response.set_cookie(COOKIE, email, httponly=True, samesite="strict", max_age=12 * 3600)


def _bearer(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def same_origin(request: Request) -> bool:
    origin = request.headers.get("origin")
    return origin is None or origin == f"{request.url.scheme}://{request.headers.get('host', '')}"


TheDesk = Annotated[Desk, Depends(the_desk)]
TheCaller = Annotated[Caller, Depends(the_caller)]
