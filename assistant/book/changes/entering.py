"""A record to enter or to close: what was said of it, made into the row of its table, or a list of what is missing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column

from assistant.book.changes.change import TABLE_OF, Values
from assistant.book.changes.rows import canonical, columns_of, key_of
from assistant.book.importing.values import Wrong
from assistant.book.tables.columns import Words
from assistant.database import UtcTime

SYNONYMS: Mapping[str, Mapping[str, str]] = {
    "contact": {"text": "note", "due_on": "at", "on": "at", "date": "at", "type": "channel", "kind": "channel"},
    "task": {"note": "text", "due": "due_on", "date": "due_on", "closed_on": "done_on"},
    "promise": {"note": "text", "due": "due_on", "date": "due_on", "kept_on": "done_on", "closed_on": "done_on"},
    "life_event": {"text": "note", "kind": "type", "event": "type", "on": "occurred_on", "date": "occurred_on",
                   "due_on": "occurred_on"},
    "request": {"text": "kind", "note": "kind", "type": "kind", "due_on": "due_at", "closed_on": "closed_at",
                "opened_on": "opened_at"},
    "lead": {"source": "source_id", "closed_on": "lost_on"},
    "opportunity": {"text": "name", "note": "name", "due_on": "expected_close_on", "type": "kind"},
}  # fmt: skip
"""Kind → a word people say for one of its columns."""
CLOSING: Mapping[str, tuple[str, ...]] = {
    "task": ("done_on",), "promise": ("done_on",), "request": ("closed_at",), "lead": ("won_on", "lost_on"),
    "opportunity": ("closed_on",),
}  # fmt: skip
"""Kind → the columns of which one says that a record is closed. A contact and a life event have none."""
CLIENT_COLUMNS = ("household_id", "client_id", "advisor_id")
"""Filled from the client that was named and from who asks, never from words."""
SPOKEN = (
    ("channel", "meeting", r"meeting|met\b|lunch|visit|incontr\w+|riunione|reuni[oó]n"),
    ("channel", "call", r"calls?\b|called|phone\w*|spoke|talked|chiamat\w+|telefonat\w+|llamad\w+"),
    ("channel", "email", r"e-?mail\w*|correo"),
    ("channel", "text", r"texts?\b|texted|sms"),
    ("type", "divorce", r"divor\w+"),
    ("type", "death", r"death|died|passed away|mort[eo]|muert[eo]|decedut\w+"),
    ("type", "birth", r"birth\b|born|baby|nascita|nacimiento"),
    ("type", "marriage", r"marri\w+|wedding|matrimonio|boda"),
    ("type", "retirement", r"retire\w*|pension\w*|jubil\w+"),
    ("type", "new_home", r"(?:new|bought a) (?:home|house)|casa nuova|nuova casa|nueva casa"),
    ("type", "move", r"moved|moving|relocat\w+|trasloco|mudanza"),
    ("type", "job_change", r"new job|changed jobs?|job change|nuovo lavoro|nuevo trabajo"),
    ("type", "graduation", r"graduat\w+|laurea\w*"),
    ("type", "inheritance", r"inherit\w+|eredit\w+|herencia"),
    ("type", "business_sale", r"sold (?:the|his|her|their) (?:business|company|firm)|business sale"),
    ("type", "illness", r"illness|ill\b|malattia|enfermedad"),
)
"""Column, the word it takes, and how people say that in a note; only where the column itself is not given."""
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class About:
    """Whom a record is about and who enters it. Empty texts are what nobody said."""

    today: dt.date
    household_id: str = ""
    client_id: str = ""
    advisor_id: str = ""
    owner: str = ""
    timezone: str = ""

    def noon(self, day: str) -> str:
        """A day without an hour is taken for its noon where the client lives."""
        at = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(12), ZoneInfo(self.timezone or "UTC"))
        return at.isoformat()


@dataclass(frozen=True, slots=True)
class Entered:
    """The values of a record as its CSV has them, what is wrong with them, and words it has no column for."""

    values: Values
    problems: tuple[str, ...] = ()
    left_over: str = ""


def enter(kind: str, given: Mapping[str, Any], row: str, about: About) -> Entered:
    """A new record: what was given, the client, and what goes without saying."""
    said = _said(kind, given, about)
    _hear(kind, said)
    values = {**_taken_for_granted(kind, said, about), **said.values}
    columns = columns_of(TABLE_OF[kind])
    if "household_id" in columns and not columns["household_id"].nullable and not about.household_id:
        said.problems.append(f"client: name the client whose {kind.replace('_', ' ')} it is")
    whole = {name: values.get(name, "") for name in columns} | {key_of(TABLE_OF[kind]).name: row}
    return Entered(whole, tuple(said.problems), said.left_over)


def close(kind: str, given: Mapping[str, Any], now: Values, about: About) -> Entered:
    """An existing record closed: only what changes. Its closing is among what was given, else it is a problem."""
    said = _said(kind, given, about)
    ends = CLOSING.get(kind, ())
    if not ends:
        said.problems.append(f"a {kind.replace('_', ' ')} is not open or closed; leave the id out to enter a new one")
    elif already := next((name for name in ends if now[name]), None):
        said.problems.append(f"{already}: it is closed since {now[already]}")
    elif not any(said.values.get(name) for name in ends):
        said.problems.append(f"{ends[0]}: give the day on which it was closed, {' or '.join(ends)}")
    if kind == "opportunity" and said.values.get("closed_on") and not {**now, **said.values}["outcome"]:
        said.problems.append("outcome: write won or lost")
    changed = {name: value for name, value in said.values.items() if now[name] != value}
    return Entered(changed, tuple(said.problems), said.left_over)


def id_of(kind: str, given: Mapping[str, Any]) -> str:
    """The id of an existing record among what was given; empty for a new one."""
    names = ("id", key_of(TABLE_OF[kind]).name)
    return next((str(value).strip() for name, value in given.items() if _plain(name) in names and value), "")


@dataclass(slots=True)
class _Said:
    values: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    left_over: str = ""


def _said(kind: str, given: Mapping[str, Any], about: About) -> _Said:
    """What was given, under the columns' names and as the CSV has it."""
    said, columns = _Said(), columns_of(TABLE_OF[kind])
    key = key_of(TABLE_OF[kind]).name
    for word, value in given.items():
        name = _plain(word)
        if name in ("id", key):
            continue
        if name not in columns:
            name = SYNONYMS[kind].get(name, name)
        if name in CLIENT_COLUMNS and name in columns:
            own = getattr(about, name)
            if str(value).strip() != own:
                said.problems.append(f"{name}: name the client instead of an id")
        elif name in columns:
            _take(said, name, columns[name], _text(value), about)
        elif name in ("text", "note"):
            said.left_over = _text(value)
        else:
            open_ones = ", ".join(n for n in columns if n not in (key, *CLIENT_COLUMNS))
            said.problems.append(f"{word}: is no column of {TABLE_OF[kind]}.csv; the columns are {open_ones}")
    return said


def _take(said: _Said, name: str, column: Column[Any], text: str, about: About) -> None:
    if isinstance(column.type, UtcTime) and DAY.fullmatch(text):
        with suppress(ValueError):  # no day of the calendar: the reader says so
            text = about.noon(text)
    if isinstance(column.type, Words):
        text = text.lower().replace(" ", "_")
    try:
        said.values[name] = canonical(column, text)
    except Wrong as wrong:
        said.problems.append(f"{name}: {wrong.message if text.strip() else f'it {wrong.message}'}")


def _hear(kind: str, said: _Said) -> None:
    """A word of a closed list that the note itself says: “log a call with …” is a call."""
    wanted = {"contact": "channel", "life_event": "type"}.get(kind)
    note = said.values.get("note", "").lower()
    if wanted and not said.values.get(wanted):
        heard = next(
            (word for column, word, sign in SPOKEN if column == wanted and re.search(rf"\b(?:{sign})", note)), ""
        )
        said.values |= {wanted: heard} if heard else {}


def _taken_for_granted(kind: str, said: _Said, about: About) -> dict[str, str]:
    """What nobody says: whose it is, that it begins today, that who enters it does it."""
    today, now = (
        about.today.isoformat(),
        canonical(columns_of("interactions")["at"], about.noon(about.today.isoformat())),
    )
    whose = {"household_id": about.household_id} if about.household_id else {}
    advisor = {"advisor_id": about.advisor_id}
    staged = {"stage_since": today} if said.values.get("stage") else {}
    granted: Mapping[str, dict[str, str]] = {
        "contact": {**whose, "at": now},
        "task": {**whose, "created_on": today, "owner": about.owner},
        "promise": {**whose, "created_on": today, "owner": about.owner},
        "life_event": {"client_id": about.client_id, "known_on": today, "source": "note"},
        "request": {**whose, "opened_at": now},
        "lead": {**advisor, "created_on": today, "referred_by_household_id": about.household_id},
        "opportunity": {**whose, **advisor, "created_on": today, **staged},
    }
    return granted[kind]


def _plain(word: str) -> str:
    return re.sub(r"[\s-]+", "_", str(word).strip().lower()).removesuffix("_cents")


def _text(value: Any) -> str:
    """A value as the CSV has it; the column's reader says what is wrong with it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    if isinstance(value, list | tuple):
        return ";".join(map(_text, value))
    return str(value)
