"""Two officers, and records of a known age, for the tests of holds, disposals and privacy requests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assistant.database import Database
from assistant.retention import Log, Record, verify
from assistant.retention.due import Rules
from assistant.retention.schedule import Schedule
from tests.retention.samples import SetClock, entry

OFFICER = {"kind": "user", "id": "U9", "name": "Carla Neri", "role": "compliance"}
SECOND = {"kind": "user", "id": "U8", "name": "Hugo Pires", "role": "compliance,principal"}
EARLY = dt.datetime(2018, 3, 5, 9, 0, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 11, 22, 10, 0, tzinfo=dt.UTC)  # 7 years and more after EARLY


def append_at(log: Log, clock: SetClock, when: dt.datetime, words: str, **fields: Any) -> Record:
    clock.now = when
    return log.read(log.append(entry(words, **fields)).seq)


def about(client: str, conversation: str = "c1") -> dict[str, Any]:
    return {"conversation": conversation, "channel": "web", "advisors": ("A1",), "clients": (client,)}


def due_on(day: dt.date, **more: Any) -> Rules:
    return Rules(day, Schedule(), **more)


def gone(log: Log) -> list[int]:
    """The numbers of the records whose words went."""
    return [record.seq for record in log.each() if record.payload_gone]


def is_whole(log: Log) -> bool:
    verdict = verify(log.database, log.keys)
    assert verdict.findings == ()
    return verdict.ok


def database_bytes(database: Database) -> bytes:
    """Everything that SQLite has on the disk of a database."""
    names = [f"{database.url.database}{end}" for end in ("", "-wal", "-journal")]
    found = b""
    for name in names:
        try:
            with open(name, "rb") as file:
                found += file.read()
        except FileNotFoundError:
            continue
    return found
