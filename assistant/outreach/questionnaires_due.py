"""Whose questionnaire is due: the review comes up and none went out lately; and who is left out of it, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assistant.analytics.life_events.writing import writing_bars
from assistant.analytics.service.contacts import contact_rows
from assistant.analytics.service.tiers import service_tiers
from assistant.book.snapshot import Book
from assistant.drafts import Recipient
from assistant.outreach.permission import email_permission, sponsor_of
from assistant.outreach.questionnaires import spoken

BEFORE_REVIEW = dt.timedelta(days=30)
"""How long before the review the questionnaire goes out."""
APART = dt.timedelta(days=150)
"""How long after one questionnaire no other is due."""
THROUGH_EMPLOYER = "A personal link does not go through an employer: ask by telephone."
Said = Callable[[Iterable[str]], Mapping[str, str]]
"""Client ids → what each has said about email since the book was made; it counts before the book."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The person of a household who may be asked, or in `reason` why nobody may."""

    reader: Recipient | None
    first_name: str = ""
    language: str = "en"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A household whose questionnaire is due, and who of it is asked."""

    advisor_id: str
    household_id: str
    review_due: dt.date
    who: Reader


def questionnaires_due(book: Book, lately: Collection[str], said: Said) -> list[Due]:
    """The open households of the one advisor of a book whose review is due within thirty days of the book's day.

    A household that was sent one within 150 days is not asked again, nor one of `lately`. Source: F40 next review.
    """
    rows = contact_rows(book, service_tiers(book), book.as_of)
    mine = book.households.set_index("household_id")["advisor_id"].isin(book.scope.advisor_ids)
    soon = rows["review_due"] <= pd.Timestamp(book.as_of + BEFORE_REVIEW)
    asked = _sent_lately(book) | set(lately)
    rows = rows[soon & rows["household_id"].map(mine) & ~rows["household_id"].isin(asked)]
    (advisor,) = book.scope.advisor_ids
    found = rows.sort_values(["review_due", "household_id"])[["household_id", "review_due"]]
    return [
        Due(advisor, str(row.household_id), row.review_due.date(), who_is_asked(book, str(row.household_id), said))
        for row in found.itertuples(index=False)
    ]


def who_is_asked(book: Book, household_id: str, said: Said, client_id: str = "") -> Reader:
    """The first person of a household (or that one person) who may be written to about themselves."""
    people = book.clients[book.clients["household_id"] == household_id]
    if client_id:
        people = people[people["client_id"] == client_id]
    else:
        people = people[people["deceased_on"].isna() & people["next_generation_of"].isna()]
    people = people.sort_values(["is_primary", "client_id"], ascending=[False, True])
    bars, consents = writing_bars(book), said(people["client_id"])
    answers = [
        _asked(book, person, bars.loc[person.client_id], consents.get(person.client_id))
        for person in people.itertuples(index=False)
    ]
    nobody = Reader(None, reason="There is no person on file who could be asked.")
    return next((answer for answer in answers if answer.reader), answers[0] if answers else nobody)


def _asked(book: Book, person: Any, bars: Any, said: str | None) -> Reader:
    allowed = email_permission(person, sponsor_of(book, person), said=said)
    reason = ""
    if allowed.recipient is None:
        reason = allowed.reason
    elif allowed.route != "direct":
        reason = f"{allowed.reason} {THROUGH_EMPLOYER}"
    elif bars["bar"]:
        reason = f"{person.first_name}: {bars['bar']}."
    elif bars["hard"]:
        reason = f"{person.first_name}: {bars['mind']}; speak to the family first."
    language = spoken(str(person.language) if pd.notna(person.language) else None)
    return Reader(None if reason else allowed.recipient, str(person.first_name), language, reason)


def _sent_lately(book: Book) -> set[str]:
    sent = book.frame("questionnaires")
    return set(sent[sent["sent_on"] >= pd.Timestamp(book.as_of - APART)]["household_id"])
