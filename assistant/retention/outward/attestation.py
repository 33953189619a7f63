"""The daily attestation: counters that the log had no hand in, beside what the log says of the same day (UTC).

Where one differs nothing is signed: the lines say where to look. A counter of the log that nobody counts from outside
is listed and named as such; it proves nothing and prevents nothing. The core is pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from assistant.database import Database
from assistant.retention.log import Log
from assistant.retention.records import COMMUNICATIONS, moment_text
from assistant.retention.searching import Search
from assistant.retention.tables import RECORDS

BY_TYPE = (
    ("messages in", ("msg.in",)),
    ("answers released", ("answer.released",)),
    ("model calls", ("prompt.sent",)),
    ("journal accepted", COMMUNICATIONS),
)
"""Counters that count records of these types."""
Said = Mapping[str, Any]
BY_WORDS: Mapping[str, tuple[str, Callable[[Said], list[str]]]] = {
    "draft versions": ("draft.version", lambda said: [f"{said['id']}-v{said['version']}"]),
    "approvals": ("approval.decided", lambda said: [said["approval"]] if said.get("decision") == "approved" else []),
    "sends": (
        "send.result",
        lambda said: (
            [f"{said['draft']}-v{said['version']}"] if said.get("outcome") in ("released", "delivered") else []
        ),
    ),
    "alerts": ("alert.raised", lambda said: [each["id"] for each in said["raised"]]),
}
"""Counters that count things that records of a type name: the type, and the ids in what it says."""
MOST = 1_000_000
Sign = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One counter: what was counted outside the log (None: nobody counts it) and what the log has."""

    name: str
    counted: int | None
    logged: int

    @property
    def difference(self) -> int | None:
        """Counted less logged: above 0 something happened that the log does not have; None without a counter."""
        return None if self.counted is None else self.counted - self.logged

    def __str__(self) -> str:
        if self.counted is None:
            return f"{self.name}: logged {self.logged}, not counted outside the log"
        return f"{self.name}: counted {self.counted}, logged {self.logged}, difference {self.difference}"

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "counted": self.counted, "logged": self.logged, "difference": self.difference}


@dataclass(frozen=True, slots=True)
class Attestation:
    """The counters of one day."""

    day: dt.date
    lines: tuple[Line, ...]

    @property
    def ok(self) -> bool:
        """Nothing differs, and something was counted at all."""
        return not self.differing and any(line.counted is not None for line in self.lines)

    @property
    def differing(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.difference)

    def text(self, origin: str, size: int, root: str) -> str:
        """What is signed: origin, day, the lines, and the newest checkpoint's size and root (base64)."""
        counted = "".join(f"{line}\n" for line in self.lines)
        return f"{origin}\nattestation {self.day.isoformat()}\n{counted}size {size}\nroot {root}\n"

    def signed(self, origin: str, size: int, root: str, sign: Sign) -> str:
        """The signed note. Raises ValueError when a counter differs: such a day is not signed."""
        if not self.ok:
            differing = ", ".join(line.name for line in self.differing) or "nothing was counted"
            raise ValueError(f"{self.day} is not signed: {differing}")
        return sign(self.text(origin, size, root))


def reconcile(day: dt.date, counted: Mapping[str, int], logged: Mapping[str, int]) -> Attestation:
    """Every counter that either side names, in the order of the log's, then the rest. A counter that the log does not
    name counts 0 there."""
    names = [*logged, *(name for name in counted if name not in logged)]
    return Attestation(day, tuple(Line(name, counted.get(name), logged.get(name, 0)) for name in names))


def logged_counts(log: Log, database: Database, day: dt.date) -> dict[str, int]:
    """What the log says of a day: records by type, draft versions, approvals that were given, messages that were
    released, alerts that were raised. `database` is the log's own. Raises ServiceDown when it does not answer."""
    since, until = day_of(day)
    within = (RECORDS.c.ts >= moment_text(since), RECORDS.c.ts < moment_text(until))
    with database.reading() as session:
        rows = session.execute(select(RECORDS.c.type, func.count()).where(*within).group_by(RECORDS.c.type))
        by_type = {row[0]: int(row[1]) for row in rows}
    by_words = {name: len(logged_ids(log, name, since, until)) for name in BY_WORDS}
    return {name: sum(by_type.get(each, 0) for each in types) for name, types in BY_TYPE} | by_words


def logged_ids(log: Log, counter: str, since: dt.datetime, until: dt.datetime) -> set[str]:
    """What a counter of BY_WORDS counts in the records of a time, each id once, and so named outside the log too."""
    type, ids = BY_WORDS[counter]
    found = log.search(Search(type=type, since=since, until=until, limit=MOST))
    return {each for record in found if not record.payload_gone for each in ids(record.payload)}


def read_attestation(log: Log, record_id: str) -> Mapping[str, Any] | None:
    """What the attestation of that id says; None when there is none yet."""
    found = log.search(Search(id=record_id, limit=1))
    return found[0].payload if found else None


def day_of(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """The first moment of a day and that of the next, UTC."""
    begin = dt.datetime.combine(day, dt.time(), dt.UTC)
    return begin, begin + dt.timedelta(days=1)
