"""Entries and a clock for the tests of the log."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.database import Database
from assistant.retention import Entry, Log
from assistant.retention.keys import Keys

ORIGIN = "test firm"
START = dt.datetime(2026, 11, 22, 10, 0, tzinfo=dt.UTC)
ADVISOR = {"kind": "user", "id": "U1", "name": "Ada Rossi", "role": "advisor"}


class TickingClock:
    """A clock that is one second later each time it is read."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        self.now += dt.timedelta(seconds=1)
        return self.now


class SetClock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now


def entry(words: str = "How is my book?", *, type: str = "msg.in", **fields: Any) -> Entry:
    scope = {"conversation": "c1", "channel": "web", "advisors": ("A1",), "clients": ("C1", "C2")}
    return Entry(**{"type": type, "actor": ADVISOR, "scope": scope, "payload": {"text": words}, **fields})


def a_log(database: Database, *, timeout: float = 10.0, clock: Callable[[], dt.datetime] | None = None) -> Log:
    """A log on that database; slow test machines get more time than a person would be made to wait."""
    return Log(database, origin=ORIGIN, keys=keys_of(database), clock=clock or TickingClock(), timeout=timeout)


def keys_of(database: Database) -> Keys:
    """The keys of that database's log, in a folder of their own."""
    name = Path(database.url.database or "")
    folder = name.parent if database.is_sqlite else Path(tempfile.gettempdir()) / f"keys of {name}"
    return Keys(folder / "keys", ORIGIN)


def forget_keys_of(database: Database) -> None:
    """Remove what a test on PostgreSQL left beside its database."""
    if not database.is_sqlite:
        shutil.rmtree(keys_of(database).folder.parent, ignore_errors=True)


def fill(log: Log, count: int) -> None:
    """Append `count` records in one batch, or a few."""
    for number in range(count - 1):
        log.append(entry(f"question {number + 1}", run=f"run {number + 1}", parent="P"), wait=False)
    log.append(entry(f"question {count}", run=f"run {count}", parent="P"))
