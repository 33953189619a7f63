"""The questionnaire's form, which clients open by the link in a letter. No sign-in: the link is it; no script either.

Looking changes nothing, for mail scanners open every link. A link that opens no form gives one page and one status,
whatever the reason.
"""

from __future__ import annotations

import logging
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, BackgroundTasks, Depends, Request
from fastapi.responses import HTMLResponse

from assistant.desk import (
    FORM_LANGUAGES,
    Desk,
    FormOpened,
    answer_form,
    end_page,
    form_page,
    lay_event_letters,
    open_form,
    thanks_page,
)
from assistant.errors import AssistantError, BadInput, NotFound, ServiceDown
from assistant.web.pages import PAGES
from assistant.web.sign_in import TheDesk

PATH = "/forms/"
LARGEST_FORM, MOST_FIELDS = 64_000, 100
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
_logger = logging.getLogger(__name__)
router = APIRouter(include_in_schema=False, prefix=PATH.rstrip("/"))
Fields = dict[str, list[str]]


async def the_fields(request: Request) -> Fields | None:
    """What the browser sent, each field with all its values; None when it is no form, or larger than ours can be."""
    try:
        if int(request.headers.get("content-length", "0")) > LARGEST_FORM:
            return None
        body = await request.body()
        if len(body) > LARGEST_FORM:
            return None
        return parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:  # no number, no text, or too many fields
        return None


@router.get("/{token}", response_class=HTMLResponse)
def look(token: str, request: Request, desk: TheDesk, lang: str = "") -> HTMLResponse:
    """The form, empty."""
    try:
        return _form(open_form(desk, token), lang, {})
    except AssistantError as error:
        return _end(error, request)


@router.post("/{token}", response_class=HTMLResponse)
def answer(
    token: str,
    request: Request,
    desk: TheDesk,
    later: BackgroundTasks,
    fields: Annotated[Fields | None, Depends(the_fields)],
    lang: str = "",
) -> HTMLResponse:
    """Keep the answers, or show the form again with every problem."""
    try:
        opened = open_form(desk, token)
        language = _language(lang, opened)
        if fields is None:
            return _page("form_end.html", end_page("too_large", language), 413)
        try:
            answer_form(desk, token, fields, language=language)
        except BadInput as error:
            return _form(opened, lang, fields, error)
    except AssistantError as error:
        return _end(error, request)
    later.add_task(_lay_letters, desk, opened.questionnaire_id)
    return _page("form_end.html", thanks_page(language=language, firm=opened.firm, advisor=opened.advisor))


def _form(opened: FormOpened, lang: str, fields: Fields, error: BadInput | None = None) -> HTMLResponse:
    shown = form_page(
        first_name=opened.first_name,
        language=_language(lang, opened),
        firm=opened.firm,
        advisor=opened.advisor,
        currency=opened.currency,
        given=fields,
        problems=error.problems if error else (),
    )
    return _page("form.html", shown, 422 if error else 200)


def _language(lang: str, opened: FormOpened) -> str:
    """The language asked for on the page, where the form speaks it; else the client's."""
    return lang if lang in FORM_LANGUAGES else opened.language


def _end(error: AssistantError, request: Request) -> HTMLResponse:
    """A page without a form: the same for every link that opens none. Raises what is neither that nor passing."""
    if not isinstance(error, NotFound | ServiceDown):
        raise error
    which, status = ("gone", 404) if isinstance(error, NotFound) else ("later", 503)
    return _page("form_end.html", end_page(which, request.headers.get("accept-language")), status)


def _page(template: str, shown: dict[str, Any], status: int = 200) -> HTMLResponse:
    return HTMLResponse(PAGES.get_template(template).render(shown), status, headers=HEADERS)


def _lay_letters(desk: Desk, questionnaire_id: str) -> None:
    """After the client was thanked. What cannot be done now, the worker does later."""
    try:
        lay_event_letters(desk, questionnaire_id)
    except AssistantError as error:
        _logger.warning("letters of questionnaire %s wait: %s", questionnaire_id, error.sentence)
