"""The log: what was said, for good. `append` returns when the record is on disk, or refuses in a sentence.

Law 1 of the house rests on it: no durable record, no output. An entry passes the queue of its process (sequencer.py)
and is made durable (writing.py): numbered by this process when it leads (leader.py), else through the inbox of whoever
does. That nothing was changed afterwards is proved by verify.py, which shares no code with the writer beyond the
definitions of bytes, hashes and tables.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, Self, overload

from sqlalchemy import Connection, func, select

from assistant.database import Database
from assistant.errors import NotFound, ServiceDown
from assistant.retention import checkpoints, reading, searching
from assistant.retention.guards import missing_guards, weak_settings
from assistant.retention.handed import payload_bytes
from assistant.retention.keys import Keys
from assistant.retention.leader import Leader
from assistant.retention.locks import ADVISORY_LOCK, lock_of
from assistant.retention.merkle import inclusion_path
from assistant.retention.payloads import Payloads
from assistant.retention.records import Entry, OpenRun, Receipt, Record
from assistant.retention.schedule import Schedule
from assistant.retention.searching import Found, Search
from assistant.retention.sequencer import IDLE_SECONDS, UNAVAILABLE, Pending, Sequencer
from assistant.retention.tables import KEYS, LOG
from assistant.retention.tree import StoredTree
from assistant.retention.word_index import WordIndex
from assistant.retention.writing import Writer

MIGRATION_LOCK = ADVISORY_LOCK + 1  # another than the leader's, who holds that one for as long as it runs
_STARTING_SECONDS = 0.2
_SIGNING_SECONDS = 10.0
_CLOSING_SECONDS = 6.0  # a little more than the database waits for a lock


class Log:
    """One firm's log in one database. Several processes may hold one each: one of them gives the numbers."""

    def __init__(
        self,
        database: Database,
        *,
        origin: str,
        keys: Keys,
        clock: Callable[[], dt.datetime],
        timeout: float = 2.0,
        schedule: Schedule | None = None,
    ) -> None:
        """`origin` names the log in every record; `clock` gives moments with a zone; `timeout` is in seconds;
        `schedule` says how long records written from now on are kept."""
        self._database = database
        self._clock = clock
        self._payloads = Payloads(database, keys)
        self._leader = Leader(lock_of(database), self._payloads, keys, origin, clock, schedule or Schedule())
        self._index = WordIndex(keys)
        self._writer = Writer(database, self._payloads, self._leader, self._index)
        self._sequencer: Sequencer | None = None
        self.origin = origin
        self.keys = keys
        self.timeout = timeout

    def open(self) -> Self:
        """Bring the tables up to date, check that they are guarded and durable, number what a crash left waiting, and
        start the sequencer. A log without keys gets its first.

        Raises ServiceDown, in a sentence, when a trigger is missing, a commit would not survive a crash, the log
        belongs to another origin or other keys, it does not end as it was sealed, or the database does not answer.
        """
        if self._sequencer is not None:
            return self
        _migrate(self._database)
        with self._reading() as connection:
            _fit_for_records(connection)
            self._check_origin(connection)
            self._check_keys(connection)
            self._leader.sealed_end(connection)
        self._writer.idle()
        self._sequencer = Sequencer(self._writer.commit, self._writer.idle, self._writer.end, self._clock)
        self._sequencer.start()
        return self

    def _check_origin(self, connection: Connection) -> None:
        begun = reading.origin(connection)
        if begun not in (None, self.origin):
            raise ServiceDown(
                f"This log was begun as {begun!r} and cannot go on as {self.origin!r}; "
                "point to the right database or give the log its own name back."
            )

    def _check_keys(self, connection: Connection) -> None:
        wrapped = connection.execute(select(KEYS).limit(1)).one_or_none()
        if wrapped is not None:
            self.keys.unwrap(wrapped.id, wrapped.wrapped)
        else:
            self.keys.create_if_missing()

    def close(self) -> None:
        """Write what still waits and stop; safe to call twice and after a failure."""
        if self._sequencer is not None:
            self._sequencer.close(self.timeout + _CLOSING_SECONDS)
            self._sequencer = None

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(self, *_exception: object) -> None:
        self.close()

    @property
    def failure(self) -> str | None:
        """Why the last batch could not be written, or None while the log is well; for health checks."""
        return "The log is not open." if self._sequencer is None else self._sequencer.failure

    @overload
    def append(self, entry: Entry, *, wait: Literal[True] = True) -> Receipt: ...
    @overload
    def append(self, entry: Entry, *, wait: Literal[False]) -> Pending: ...
    @overload
    def append(self, entry: Entry, *, wait: bool) -> Receipt | Pending: ...
    def append(self, entry: Entry, *, wait: bool = True) -> Receipt | Pending:
        """Record an entry. With `wait` it returns only when the record is durable, and every entry handed in before it.

        Without `wait` the entry rides along with the next batch; its Pending gives the receipt later.
        Raises ServiceDown when the record is not confirmed within the log's timeout, the queue is full (1,000
        entries) or the database fails, and BadArguments when the payload is nothing that can be recorded or the id
        belongs to a record that says something else. After ServiceDown the record may nevertheless come to be
        written: the caller must show and send nothing, and may hand in the same entry again, whose id makes it one
        record.
        """
        if self._sequencer is None:
            raise ServiceDown(UNAVAILABLE)
        pending = self._sequencer.hand_in(entry, *payload_bytes(entry.payload), waited=wait)
        return pending.receipt(self.timeout) if wait else pending

    def flush(self) -> None:
        """Return when all that was handed in is settled. Raises ServiceDown when it is not within the timeout."""
        if self._sequencer is not None:
            self._sequencer.flush(self.timeout)

    def head(self) -> tuple[int, str]:
        """The log's position: number and running hash (hexadecimal) of the last record; (0, zeros) when it is empty."""
        with self._reading() as connection:
            seq, chain = reading.head(connection)
        return seq, chain.hex()

    def read(self, seq: int) -> Record:
        """The record of that number. Raises NotFound."""
        with self._reading() as connection:
            if (record := reading.read(connection, self._payloads, seq)) is None:
                raise NotFound(f"There is no record {seq}.")
        return record

    def search(self, wanted: Search) -> list[Record]:
        """Records that match everything the search asks for, newest first, at most its limit."""
        return self.find(wanted).records

    def find(self, wanted: Search, *, most: int | None = None) -> Found:
        """What `search` gives, and whether more may match than were looked at (`most`, by default 20,000)."""
        with self._reading() as connection:
            return searching.search(connection, self._payloads, self._index, wanted, most=most)

    def conversation(self, name: str) -> list[Record]:
        """Every record of a conversation, in the order of the log; empty when there is none."""
        with self._reading() as connection:
            return reading.conversation(connection, self._payloads, name)

    def each(self, after: int = 0, *, until: int | None = None) -> Iterator[Record]:
        """Every record after number `after` (up to and including `until`), in order; memory stays flat."""
        with self._reading() as connection:
            yield from reading.each(connection, self._payloads, after, until)

    def open_runs(self) -> list[OpenRun]:
        """Turns whose question was recorded and that no answer.released, answer.withheld or turn.closed follows.

        After a crash the desk closes each with a record of its own.
        """
        with self._reading() as connection:
            return reading.open_runs(connection, self._payloads)

    def checkpoints(self) -> list[str]:
        """Every signed checkpoint, the first one first."""
        with self._reading() as connection:
            return checkpoints.all_notes(connection)

    def checkpoint(self) -> str:
        """The signed note over every record there is now; whoever gives the numbers signs within about a second.

        Blank for an empty log. Raises ServiceDown when nobody signs in time.
        """
        size, _ = self.head()
        until = time.monotonic() + _SIGNING_SECONDS
        while size:
            with self._reading() as connection:
                last = checkpoints.last(connection)
            if last and last.size >= size:
                return str(last.note)
            if time.monotonic() > until:
                raise ServiceDown(f"The log's end at record {size} has not been signed: {self.failure or 'try again'}.")
            time.sleep(IDLE_SECONDS)
        return ""

    @contextmanager
    def proofs(self, size: int) -> Iterator[Callable[[int], list[bytes]]]:
        """A function from a record's number to the proof that it is in the tree of the first `size` records."""
        with self._reading() as connection:
            tree = StoredTree(connection)
            yield lambda seq: inclusion_path(seq - 1, size, tree.root_of)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._database.reading() as session:
            yield session.connection()

    @property
    def database(self) -> Database:
        """For what decides and deletes in transactions of its own: holds, disposals, privacy requests."""
        return self._database

    @property
    def payloads(self) -> Payloads:
        return self._payloads

    @property
    def index(self) -> WordIndex:
        """For what removes words: they go from the index in the same transaction."""
        return self._index


def _migrate(database: Database, looks: int = 5) -> None:
    """Create or update the tables; several processes may start at once."""
    if not database.is_sqlite:
        with database.reading() as session:  # its end releases the lock
            session.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
            database.migrate("log", LOG)
        return
    try:
        database.migrate("log", LOG)
    except ServiceDown:  # another process may be creating them: then what it made is there on a later look
        if looks == 1:
            raise
        time.sleep(_STARTING_SECONDS)
        _migrate(database, looks - 1)


def _fit_for_records(connection: Connection) -> None:
    if missing := missing_guards(connection):
        raise ServiceDown(
            f"The log's guards are missing or altered ({', '.join(missing)}); "
            "verify the log and restore them before anything is recorded."
        )
    if weak := weak_settings(connection):
        raise ServiceDown(
            f"The log's database could lose acknowledged records ({', '.join(weak)}); "
            "set synchronous=FULL on SQLite, fsync=on and synchronous_commit=on on PostgreSQL."
        )
