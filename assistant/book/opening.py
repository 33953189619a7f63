"""Opening books: the current version, the hierarchy, and a shelf of the books opened last, from one database.

A scope of very many clients is not opened client by client: its RollUp is the same scope at the same date, in sums.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import lru_cache
from threading import RLock

from sqlalchemy import func, select

from assistant.book.changes import faults, stored_row
from assistant.book.names import plain
from assistant.book.reach import Hierarchy, caller_for
from assistant.book.rollups import Progress, RollUp, Shards
from assistant.book.snapshot import Book, Version, current_version, shares_of
from assistant.callers import Caller, Scope
from assistant.database import FIRM_METADATA, Database
from assistant.errors import ServiceDown

SHELF = 32
LARGEST_BOOK = 4_000
"""Households of a scope, closed ones too, that are still opened one by one: the clients of some sixteen advisors, about
six seconds to read for the first time. The book of a single advisor always is."""


def _silent(_words: str, _share: float) -> None:
    """Progress that nobody watches."""


class Books:
    """A shelf of the books opened last, kept by scope and date; a new version of the data clears it.

    `shards` are the firm's, `refresh` makes what is missing of them and of the roll-ups (the desk hands both in);
    without them every scope is opened client by client. `withheld` tells the households that must not be used now; the
    sums of a large scope, which name nobody, still count them.
    """

    def __init__(
        self,
        database: Database,
        shards: Shards | None = None,
        refresh: Callable[[Progress], None] | None = None,
        withheld: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        self.largest = LARGEST_BOOK
        self._database = database
        self._shards = shards
        self._refresh = refresh
        self.withheld = withheld
        self._shelf: OrderedDict[tuple[str, Scope, dt.date, frozenset[str]], Book] = OrderedDict()
        self._sums: OrderedDict[tuple[str, Scope, dt.date], RollUp] = OrderedDict()
        self._names_outside = lru_cache(maxsize=SHELF)(self._read_names_outside)
        self._households = lru_cache(maxsize=1)(self._count_households)
        self._lock = RLock()

    def version(self) -> Version:
        """The book's present data version. Raises NotEnoughData while no book is loaded."""
        with self._database.reading() as session:
            return current_version(session)

    def open(self, scope: Scope, as_of: dt.date | None = None) -> Book:
        """The book of a scope at a date, by default at the last closed day."""
        version = self.version()
        day = as_of or version.last_closed_day
        withheld = self.withheld()
        key = (version.digest, scope, day, withheld)
        with self._lock:
            if any((kept[0], kept[3]) != (version.digest, withheld) for kept in self._shelf):
                self._shelf.clear()
            if key not in self._shelf:
                self._shelf[key] = Book(self._database, scope, day, version, withheld)
                while len(self._shelf) > SHELF:
                    self._shelf.popitem(last=False)
            self._shelf.move_to_end(key)
            return self._shelf[key]

    def stored(self, table: str, row: str) -> dict[str, str] | None:
        """A row as it stands now, whatever was known when, as its CSV has it; for who has seen that it is theirs."""
        with self._database.reading() as session:
            return stored_row(session, table, row)

    def faults(self, table: str, values: Mapping[str, str]) -> list[str]:
        """What an import would find wrong with a row if it were like this, a sentence each."""
        with self._database.reading() as session:
            return faults(session, table, values)

    def is_large(self, scope: Scope) -> bool:
        """Whether a scope has too many households to open them one by one."""
        if self._shards is None or len(scope.advisor_ids) == 1:
            return False
        households = self._households(self.version().digest)
        return sum(households.get(advisor, 0) for advisor in scope.advisor_ids) > self.largest

    def rollup(self, scope: Scope, as_of: dt.date | None = None, tell: Progress = _silent) -> RollUp:
        """The sums of a scope at a date, made first where they are missing. Raises ServiceDown when they cannot be."""
        if self._shards is None:
            raise ServiceDown("No folder was given to keep the firm's sums in.")
        version = self.version()
        key = (version.digest, scope, as_of or version.last_closed_day)
        with self._lock:
            if any(kept[0] != version.digest for kept in self._sums):
                self._sums.clear()
            if key not in self._sums or not self._shards.are_whole(version.digest):
                self.refresh(tell)
                self._sums[key] = RollUp(self._database, self._shards, scope, key[2], version)
                while len(self._sums) > SHELF:
                    self._sums.popitem(last=False)
            self._sums.move_to_end(key)
            return self._sums[key]

    def refresh(self, tell: Progress = _silent) -> None:
        """Make what is missing of the shards and roll-ups of the present version."""
        if self._refresh is not None:
            self._refresh(tell)

    def hierarchy(self) -> Hierarchy:
        with self._database.reading() as session:
            return Hierarchy.read(session)

    def caller(self, email: str) -> Caller:
        """Who this is, as the hierarchy stands now. Raises NotSignedIn."""
        with self._database.reading() as session:
            return caller_for(session, email)

    def user_emails(self) -> list[str]:
        """Addresses of the users who may sign in."""
        users = FIRM_METADATA.tables["users"]
        with self._database.reading() as session:
            return list(
                session.scalars(select(users.c.email).where(users.c.active.is_not(False)).order_by(users.c.user_id))
            )

    def names_outside(self, advisor_ids: frozenset[str]) -> tuple[str, ...]:
        """Full names of clients of everybody but these advisors: none may be in words that are theirs alone.

        A surname that their own clients bear too tells nothing about the others, so those names are left out.
        """
        return self._names_outside(self.version().digest, advisor_ids)

    def _count_households(self, _digest: str) -> dict[str, int]:
        owner = FIRM_METADATA.tables["households"].c.advisor_id
        with self._database.reading() as session:
            return dict(map(tuple, session.execute(select(owner, func.count()).group_by(owner))))

    def _read_names_outside(self, _digest: str, advisor_ids: frozenset[str]) -> tuple[str, ...]:
        households, clients = FIRM_METADATA.tables["households"], FIRM_METADATA.tables["clients"]
        of_household = households.c.household_id == clients.c.household_id
        home, names = (households.c.household_id, households.c.advisor_id), (clients.c.first_name, clients.c.last_name)
        query = select(*home, households.c.name, *names).join(households, of_household)
        own, others = set[str](), set[str]()
        with self._database.reading() as session:
            shared = shares_of(session, advisor_ids).household_ids
            for household_id, advisor_id, household, first, last in session.execute(query):
                if advisor_id in advisor_ids or household_id in shared:
                    own.update(plain(f"{household} {last or ''}").split())
                elif last:
                    others.add(f"{first} {last}")
        return tuple(sorted(name for name in others if own.isdisjoint(plain(name.rsplit(" ", 1)[-1]).split())))
