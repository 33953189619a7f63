"""Whom a letter goes to: everyone that words mean, whether each may be written to, and the words for each.

What all readers have in common (consents, open complaints, sponsors) is looked up once, so that ten thousand letters
cost no more look-ups than one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from assistant.analytics.life_events.writing import open_complaints
from assistant.analytics.segments import book_classes
from assistant.book.names import Who, plain
from assistant.book.snapshot import Book
from assistant.drafts import Proposal
from assistant.errors import NotFound
from assistant.outreach import Permission, email_permission
from assistant.tools.composing import compose, occasion_of
from assistant.turn import Turn

WRITTEN_LANGUAGES = ("en", "it", "es")
_SEGMENT = re.compile(
    r"(?:all |tutti )?(?:of )?(?:my |our |the |i miei |mis )?(?:class |segment |clienti |clientes |classe |segmento )*"
    r"([abc])(?:[ -]class)?(?: clients?)?"
)
_EVERYBODY = re.compile(
    r"all|everybody|everyone|(?:all |all of )?(?:my |our )?clients|tutti(?: i (?:miei )?clienti)?|todos"
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be written: words of one's own (`body`) or a template filled with purpose and points."""

    purpose: str
    points: Sequence[str] = ()
    occasion: str = ""
    language: str = ""
    subject: str = ""
    body: str = ""
    send_on: dt.date | None = None

    @property
    def kind(self) -> str:
        """The occasion whose template it is, named or heard in its purpose."""
        return occasion_of(self.purpose, self.occasion)


def people_meant(turn: Turn, book: Book, named: Iterable[str]) -> list[Who]:
    """Everyone meant, each once: clients by name, “last” for those of the last answer, a class (`A`), or `all`."""
    names = turn.names(book)
    found: dict[str, Who] = {}
    for words in named:
        people = [names.one(home) for home in _homes(turn, book, words)] or [names.one(words)]
        found.update({who.client_id or who.household_id: who for who in people})
    return list(found.values())


def _homes(turn: Turn, book: Book, words: str) -> list[str]:
    """The households that words mean which name nobody; empty for a name."""
    said = plain(words)
    if said == "last":
        last = next((e.households for e in reversed(turn.memory) if e.households), ())
        if not last:
            raise NotFound("The last answer named no client; say who the message is for.")
        return [household for household, _label in last]
    if _EVERYBODY.fullmatch(said):
        return [str(home) for home in book.open_households["household_id"]]
    if match := _SEGMENT.fullmatch(said):
        classes = book_classes(book)
        homes = [str(home) for home in classes.index[classes == match[1].upper()]]
        if not homes:
            raise NotFound(f"No client of this book is of class {match[1].upper()}.")
        return homes
    return []


class Addressing:
    """The readers of one letter: `permission` says who of a household, or why nobody; `proposal` the words."""

    def __init__(self, turn: Turn, book: Book, letter: Letter, people: Sequence[Who]) -> None:
        homes = {who.household_id for who in people}
        clients = book.clients[book.clients["household_id"].isin(homes)]
        self._letter, self._turn = letter, turn
        ordered = clients.sort_values(["household_id", "is_primary", "client_id"], ascending=[True, False, True])
        people_on_file = list(ordered.itertuples(index=False))
        self._persons = {str(row.client_id): row for row in people_on_file}
        self._homes = _by_home(people_on_file)
        sponsors = book.frame("plan_sponsors")
        self._sponsors = {row.plan_sponsor_id: row for row in sponsors.itertuples(index=False)}
        owners = book.households[book.households["household_id"].isin(homes)]
        self._owners = dict(zip(owners["household_id"], owners["advisor_id"], strict=True))
        self._advisors = dict(zip(book.advisors["advisor_id"], book.advisors["name"], strict=True))
        self._said = turn.reach.consents(clients["client_id"])
        now = turn.reach.stops()
        self._stops = replace(now, complaining=now.complaining | open_complaints(book))

    def permission(self, who: Who) -> Permission:
        """Permission to write to the person named, or to the household's first person who may be written to."""
        named = [self._persons[who.client_id]] if who.client_id in self._persons else []
        chosen = named if who.client_id else self._homes.get(who.household_id, [])
        answers = [
            email_permission(
                row, self._sponsors.get(row.plan_sponsor_id), occasion=self._letter.kind,
                said=self._said.get(str(row.client_id)), stops=self._stops,
            )
            for row in chosen
        ]  # fmt: skip
        nobody = Permission(False, "there is no person on file.")
        return next((answer for answer in answers if answer.allowed), answers[0] if answers else nobody)

    def proposal(self, permission: Permission) -> Proposal:
        """The letter to whom the permission names, in their language. Raises NotFound for a permission that is none."""
        letter, reader = self._letter, permission.recipient
        if reader is None:
            raise NotFound(permission.reason)
        person = self._persons[reader.client_id]
        advisor_id = str(self._owners[reader.household_id])
        wanted = letter.language or (str(person.language) if pd.notna(person.language) else "en")
        subject, body, language = compose(
            occasion=letter.kind,
            purpose=letter.purpose,
            points=letter.points,
            first_name=str(person.first_name),
            sender=str(self._advisors.get(advisor_id, self._turn.caller.name)),
            language=wanted[:2].lower() if wanted[:2].lower() in WRITTEN_LANGUAGES else "en",
        )
        occasion = letter.kind
        if letter.body:
            occasion, subject, body = "", letter.subject or subject, letter.body.strip() + "\n"
        return Proposal(
            channel="email",
            advisor_id=advisor_id,
            to=(reader,),
            subject=subject,
            body=body,
            occasion=occasion,
            language=language,
            purpose=letter.purpose,
            hold_reason=permission.reason if permission.route == "via_hr" else "",
            send_on=letter.send_on,
        )


def _by_home(people: Iterable[Any]) -> dict[str, list[Any]]:
    """Household → its people in their order; the dead and the next generation are not written to for the house, unless
    there is nobody else."""
    everybody, heads = defaultdict[str, list[Any]](list), defaultdict[str, list[Any]](list)
    for row in people:
        everybody[row.household_id].append(row)
        if pd.isna(row.deceased_on) and pd.isna(row.next_generation_of):
            heads[row.household_id].append(row)
    return {home: heads.get(home) or rows for home, rows in everybody.items()}
