"""What the answers of a questionnaire would change: fields with before and after, life events, a declared net worth.

Nothing here changes anything. Each finding says whether it is made sure of outside the form before it is confirmed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

import pandas as pd

from assistant.analytics.event_needs import BY_TYPE
from assistant.outreach.answers import Answers
from assistant.outreach.questionnaires import CONTACT_FIRST, EVENTS, FIELDS, WORK_EVENTS

FindingKind = Literal["change", "event", "record", "note"]
Letter = Literal["", "wanted", "contact_first"]
READ_BY_A_PERSON = ("goals", "wishes", "more")
"""Answers in free text that change nothing by themselves."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the book says of who answers: the rows of the client and the household, and the last net worth declared."""

    client: Mapping[str, Any]
    household: Mapping[str, Any]
    investable_cents: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One consequence of the answers.

    `kind`: a `change` of a column, a life `event`, another `record`, or a `note` for which the book has no column.
    `table`, `row_id` and `field` are the place in the book (blank where there is none yet); `before` and `after` are
    what stands there and what would, as plain JSON. `verify`: not before it was made sure of outside the form. An event
    has its `needs`, the day by which they should be looked at, and whether a letter of the firm belongs to it.
    """

    kind: FindingKind
    field: str
    before: Any
    after: Any
    table: str = ""
    row_id: str = ""
    verify: bool = False
    needs: str = ""
    due_on: dt.date | None = None
    letter: Letter = ""

    @property
    def event(self) -> str:
        """The type of a life event; empty for anything else."""
        return self.field if self.kind == "event" else ""

    def to_json(self) -> dict[str, Any]:
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**found, "due_on": self.due_on.isoformat() if self.due_on else None}


def findings_of(answers: Answers, known: Known, today: dt.date) -> list[Finding]:
    """Everything that answers given on a day would change, in the order of the questions."""
    return [*_changes(answers, known), *_events(answers, known, today), *_worth(answers, known, today)]


def texts_of(answers: Answers) -> int:
    """How many answers are words that a person must read."""
    return sum(name in READ_BY_A_PERSON or name.startswith("event_note") for name in answers)


def _changes(answers: Answers, known: Known) -> Iterator[Finding]:
    for name, question in FIELDS.items():
        if name not in answers or not (question.column or question.verify or name in ("plans", "documents")):
            continue
        after = int(answers[name]) if question.column.endswith("risk_tolerance") else answers[name]
        if not question.column:
            if after != "on_track":
                yield Finding("note", name, None, after, verify=question.verify)
            continue
        table, _, column = question.column.partition(".")
        row = known.client if table == "clients" else known.household
        before = row.get(column)
        if _plain(column, before) != _plain(column, after):
            row_id = str(row["client_id" if table == "clients" else "household_id"])
            yield Finding("change", column, before, after, table, row_id, verify=question.verify)


def _plain(column: str, value: Any) -> str:
    """Without what people write differently: `+1 617 555 0100` is `+1-617-555-0100`, `BOSTON` is `Boston`."""
    text = " ".join(("" if value is None else str(value)).split()).casefold()
    return re.sub(r"[\s()./-]+", "", text) if column == "phone" else text


def _events(answers: Answers, known: Known, today: dt.date) -> Iterator[Finding]:
    told = [(kind, answers.get(on), answers.get(note, "")) for kind, on, note in _told_events(answers)]
    # After a death, a divorce or an illness no letter goes into that house at all, whatever else was told.
    letter: Letter = "contact_first" if any(kind in CONTACT_FIRST for kind, _, _ in told) else "wanted"
    for kind, on, note in told:
        after = {
            # Who died, only the advisor can say: the answer comes from somebody of the house who lives.
            "client_id": "" if kind == "death" else str(known.client["client_id"]),
            "type": kind,
            "occurred_on": on,
            "known_on": today.isoformat(),
            "source": "questionnaire",
            "note": note,
        }
        due = _due(kind, dt.date.fromisoformat(on) if on else None, today)
        hard = kind in CONTACT_FIRST
        yield Finding("event", kind, None, after, "life_events", "", hard, BY_TYPE[kind].review, due, letter)


def _told_events(answers: Answers) -> Iterator[tuple[str, str, str]]:
    """(type, field of its day, field of its note) of every event told, in the family and at work."""
    for event, on, note in EVENTS.rounds():
        if event in answers:
            yield str(answers[event]), on, note
    if "work" in answers:
        yield WORK_EVENTS[answers["work"]], "work_on", ""


def _due(kind: str, occurred: dt.date | None, known: dt.date) -> dt.date:
    """By when the needs should be looked at: known + the event's days, or so many months before it happens (LE3)."""
    need = BY_TYPE[kind]
    due = known + dt.timedelta(days=need.days)
    if need.months_before and occurred:
        before: dt.date = (pd.Timestamp(occurred) - pd.DateOffset(months=need.months_before)).date()
        return max(due, before)
    return due


def _worth(answers: Answers, known: Known, today: dt.date) -> Iterator[Finding]:
    """A net worth declared today, even one that is as before: that it still holds is news."""
    if "investable" not in answers and "total" not in answers:
        return
    after = {
        "household_id": str(known.household["household_id"]),
        "as_of": today.isoformat(),
        "investable_net_worth_cents": answers.get("investable"),
        "total_net_worth_cents": answers.get("total"),
        "source": "questionnaire",
    }
    before = {"investable_net_worth_cents": known.investable_cents}
    yield Finding("record", "net_worth", before, after, "net_worth")
