"""Questionnaires for tests: a desk in December, when reviews come up, and letters that have left."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.desk import Desk, approve, look_at_questionnaires, release, send_due_questionnaires
from assistant.drafts import Draft
from tests.desks import ADVISOR, settings_of

PUBLIC = "https://clients.harbourvale.example"
DECEMBER = dt.datetime(2026, 12, 15, 9, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, now: dt.datetime = DECEMBER) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


@contextmanager
def asking(home: Path, clock: Clock | None = None, **more: Any) -> Iterator[Desk]:
    """A desk whose clients reach it at PUBLIC."""
    with Desk(settings_of(home, **{"public_url": PUBLIC, **more}), clock=clock or Clock()) as desk:
        yield desk


def letters(desk: Desk, email: str = ADVISOR) -> dict[str, Draft]:
    """Household → its newest draft."""
    found: dict[str, Draft] = {}
    for draft in desk.drafts(desk.caller(email)):
        found.setdefault(draft.to[0].household_id, draft)
    return found


def let_leave(desk: Desk, draft: Draft, email: str = ADVISOR) -> Draft:
    """The advisor approves a draft and lets it leave."""
    caller = desk.caller(email)
    approve(desk, caller, draft.id)
    return release(desk, caller, draft.id)[0]


def token_of(draft: Draft) -> str:
    """The token in a letter's link."""
    match = re.search(r"/forms/(\S+)", draft.body)
    assert match, draft.body
    return match[1]


def sent_form(desk: Desk, household: str = "H05") -> str:
    """The token of a questionnaire whose letter has left."""
    send_due_questionnaires(desk)
    draft = letters(desk)[household]
    let_leave(desk, draft)
    return token_of(draft)


def issued(desk: Desk, household: str, email: str = ADVISOR) -> dict[str, Any]:
    """How the newest questionnaire of a household stands."""
    return next(q for q in look_at_questionnaires(desk, desk.caller(email)) if q["household_id"] == household)
