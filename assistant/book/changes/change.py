"""What a change to the record is: one row of a book's table as it was and as it would be, and what became of it.

Values stand as the CSV of a book has them, so that the importing's readers and the export's printers are the only ones
there are. No value at all before is a new row, no value at all after one that goes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from ulid import ULID

Kind = Literal["field", "contact", "task", "life_event", "request", "lead", "opportunity", "promise", "net_worth"]
Status = Literal["proposed", "applied", "refused", "undone"]
STATUSES: tuple[Status, ...] = get_args(Status)

TABLE_OF: Mapping[str, str] = {
    "contact": "interactions", "task": "tasks", "promise": "tasks", "life_event": "life_events",
    "request": "service_requests", "lead": "leads", "opportunity": "opportunities",
}  # fmt: skip
"""Kind of record → the table it is a row of. A promise is a task: it has a day, an owner, and is done or not."""

GUARDED: Mapping[str, frozenset[str]] = {
    "clients": frozenset(
        ("email", "phone", "email_consent", "sms_consent", "email_consent_on", "email_consent_evidence")
    ),
    "households": frozenset(("city", "state", "country")),
}
"""Where a person is reached, and whether they may be: who confirms says how it was verified outside the channel in
which it was asked for. A book holds no bank details; a column for them belongs here."""

Values = Mapping[str, str]


def new_id() -> str:
    return f"CH-{ULID()}"


@dataclass(frozen=True, slots=True)
class Change:
    """A change with its state. `about` is whose it is, in words; `undoes` the change that it takes back."""

    id: str
    kind: Kind
    table: str
    row: str
    before: Values
    after: Values
    about: str
    advisor_id: str
    household_id: str
    client_id: str
    proposed_by: str = ""
    proposer: str = ""
    proposed_at: dt.datetime | None = None
    conversation_id: str = ""
    undoes: str = ""
    status: Status = "proposed"
    decided_by: str = ""
    decider: str = ""
    decided_at: dt.datetime | None = None
    verified: str = ""
    reason: str = ""

    @property
    def needs_verification(self) -> bool:
        """Whether it touches where a person is reached, or their consent."""
        return self.kind == "field" and not GUARDED.get(self.table, frozenset()).isdisjoint({*self.before, *self.after})

    @property
    def is_new_row(self) -> bool:
        return not self.before

    @property
    def is_removal(self) -> bool:
        return not self.after

    @property
    def words(self) -> str:
        """What it does, for who reads a list: `email: a@x.example → b@x.example`."""
        kind = self.kind.replace("_", " ")
        if self.is_new_row or self.is_removal:
            filled = ", ".join(f"{name} {value}" for name, value in (self.after or self.before).items() if value)
            return f"{'a new' if self.is_new_row else 'takes back the'} {kind}: {filled}"
        moves = (f"{name}: {self.before[name] or '(blank)'} → {self.after[name] or '(blank)'}" for name in self.after)
        return ("" if self.kind == "field" else f"{kind} {self.row}, ") + "; ".join(moves)

    def back(self) -> Change:
        """The change that takes this one back: always the same, so that it is one however often it is asked for."""
        digest = hashlib.sha256(f"undo {self.id}".encode()).digest()
        undo = ULID.from_bytes(ULID.from_str(self.id.removeprefix("CH-")).bytes[:6] + digest[:10])
        blank = Change(f"CH-{undo}", self.kind, self.table, self.row, self.after, self.before, self.about,
                       self.advisor_id, self.household_id, self.client_id)  # fmt: skip
        return replace(blank, undoes=self.id, conversation_id=self.conversation_id)

    def instead(self, column: str, stands: str, value: str) -> Change:
        """The change that puts an import's value in the place of the one that stands since this change: the same change
        each time the same value comes."""
        digest = hashlib.sha256(f"import {self.table} {self.row} {column} {value}".encode()).digest()
        its_id = ULID.from_bytes(ULID.from_str(self.id.removeprefix("CH-")).bytes[:6] + digest[:10])
        return Change(f"CH-{its_id}", self.kind, self.table, self.row, {column: stands}, {column: value},
                      self.about, self.advisor_id, self.household_id, self.client_id)  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """The plain fields a record keeps of it."""
        return {
            "change": self.id,
            "kind": self.kind,
            "table": self.table,
            "row": self.row,
            "before": dict(self.before),
            "after": dict(self.after),
            "advisor": self.advisor_id,
            **({"undoes": self.undoes} if self.undoes else {}),
        }

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "status": self.status,
            "about": self.about,
            "what": self.words,
            "household_id": self.household_id,
            "client_id": self.client_id,
            "advisor_id": self.advisor_id,
            "table": self.table,
            "row": self.row,
            "before": dict(self.before),
            "after": dict(self.after),
            "needs_verification": self.needs_verification,
            "verified": self.verified,
            "proposed_by": self.proposer,
            "proposed_at": self.proposed_at.isoformat() if self.proposed_at else None,
            "conversation_id": self.conversation_id,
            "decided_by": self.decider,
            "decided_at": self.decided_at.isoformat() if self.decided_at else None,
            "reason": self.reason,
            "undoes": self.undoes,
        }
