"""The small firm as a turn sees it: a real book in SQLite, real callers, a reach over them, no log and no desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, cast

import pytest

from assistant.agent.planner import detect_language
from assistant.book.importing import import_folder
from assistant.book.reach import Hierarchy, caller_for, scopes_within
from assistant.book.snapshot import Book, current_version
from assistant.book.tables.columns import FIRM_METADATA
from assistant.callers import Caller, Scope
from assistant.database import Database
from assistant.drafts import Draft
from assistant.outreach import Stops
from assistant.tools import TOOLS
from assistant.turn import Exchange, Reach, Turn
from knowledge import Library

SMALL_FIRM = Path(__file__).parents[1] / "firms" / "small"
TODAY = dt.date(2026, 11, 22)
AS_OF = dt.date(2026, 10, 31)  # the last closed day of tests/firms/small
CALLERS = {
    "advisor": "anna.keller@harbourvale.example",
    "delegate": "dario.bello@harbourvale.example",
    "manager": "esther.cole@harbourvale.example",
    "executive": "farid.naseri@harbourvale.example",
    "compliance": "greta.holm@harbourvale.example",
    "principal": "hugo.pires@harbourvale.example",
    "admin": "ida.brandt@harbourvale.example",
}
BUILT = frozenset(tool.name for tool in TOOLS)


class SmallReach:
    """What the desk would let a turn open, over one database that nobody writes to."""

    firm_name = "Harbour & Vale Wealth"
    currency = "USD"

    def __init__(self, database: Database, caller: Caller) -> None:
        with database.reading() as session:
            self._version = current_version(session)
            self._scopes = scopes_within(Hierarchy.read(session), caller)
        self._open = lru_cache(lambda scope, as_of: Book(database, scope, as_of, self._version))

    def book(self, scope: Scope, as_of: dt.date | None) -> Book:
        return self._open(scope, as_of or self._version.last_closed_day)

    def scopes(self) -> Sequence[Scope]:
        return self._scopes

    def drafts(self, status: str | None) -> Sequence[Draft]:
        return ()

    def consents(self, _client_ids: object) -> dict[str, str]:
        return {}

    def stops(self) -> Stops:
        return Stops()

    def position(self) -> int:
        return 0

    @cached_property
    def library(self) -> Library:
        raise NotImplementedError("no test of the planner searches the library")

    @property
    def data_version(self) -> str:
        return self._version.digest


@pytest.fixture(scope="session")
def small_firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('firm') / 'small.db'}")
    database.migrate("firm", FIRM_METADATA)
    with database.writing() as session:
        import_folder(session, SMALL_FIRM, at=dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    yield database
    database.close()


@pytest.fixture(scope="session")
def callers(small_firm: Database) -> dict[str, tuple[Caller, SmallReach]]:
    """Role → a person of that role, and what they may open."""
    found = {}
    for role, email in CALLERS.items():
        with small_firm.reading() as session:
            caller = caller_for(session, email)
        found[role] = (caller, SmallReach(small_firm, caller))
    return found


@pytest.fixture
def turn_of(callers: dict[str, tuple[Caller, SmallReach]]) -> Callable[..., Turn]:
    """A turn of somebody of a role: `turn_of("what is my book worth?", role="manager", memory=(…))`."""

    def make(question: str, *, role: str = "advisor", memory: tuple[Exchange, ...] = (), **more: Any) -> Turn:
        caller, reach = callers[role]
        settled: dict[str, Any] = {
            "conversation_id": "c1",
            "run_id": "r1",
            "record": lambda *_args, **_fields: None,
            "tools": caller.tools() & BUILT,
            "today": TODAY,
            "memory": memory,
            "language": detect_language(question),
        }
        return Turn(caller=caller, question=question, reach=cast(Reach, reach), **(settled | more))

    return make
