"""Who gives the numbers: one process at a time, by a file lock on SQLite, by a session's advisory lock on PostgreSQL.

Either lock ends with its process, however that ends. The epoch in `log_sequencer` fences whoever lost it unawares.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout
from sqlalchemy import Connection, text

from assistant.database import Database
from assistant.errors import ServiceDown

ADVISORY_LOCK = 0x7265_7465_6E74  # of the log alone, in this database
LOCK_MILLISECONDS = 5_000  # as long as SQLite's busy timeout


class FileHeld:
    """On SQLite: a lock on a file beside the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = FileLock(f"{database.url.database}.sequencer", blocking=False, thread_local=False)

    def take(self) -> bool:
        if self._lock.is_locked:
            return True
        try:
            self._lock.acquire()
        except Timeout:
            return False
        except OSError as error:
            raise ServiceDown(f"The log's folder cannot be written ({error.strerror}).") from error
        return True

    def drop(self) -> None:
        self._lock.release()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._database.writing() as session:
            yield session.connection()


class SessionHeld:
    """On PostgreSQL: an advisory lock of one connection, over which all batches go; they end together."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Connection | None = None

    def take(self) -> bool:
        if self._connection is not None:
            return True
        with self._database.named_failures():
            connection = self._database.engine.connect()
            try:
                held = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_LOCK}))
                if held:
                    connection.execute(text(f"SET lock_timeout = {LOCK_MILLISECONDS}"))
                connection.commit()
            except BaseException:  # a connection in an unknown state may hold the lock
                connection.invalidate()
                raise
        if held:
            self._connection = connection
        else:
            connection.close()
        return held

    def drop(self) -> None:
        if self._connection is not None:
            # A connection that goes back to the pool would keep the lock.
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        if self._connection is None:
            raise ServiceDown("The log's connection was lost.")
        with self._database.named_failures(), self._connection.begin():
            yield self._connection


Lock = FileHeld | SessionHeld
"""The right to give numbers: `take` says whether it is ours, `drop` gives it up, `writing` is a transaction of the
holder."""


def lock_of(database: Database) -> Lock:
    return FileHeld(database) if database.is_sqlite else SessionHeld(database)
