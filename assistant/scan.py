"""The pass over every book: what each has to raise, looked for in a pool of processes.

`look_at` is all that a worker does: plain arguments in, plain findings out, a connection of its own, nothing shared. A
cluster could run the same function; what is found is taken in and written down by the desk alone.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assistant.alerts import Found
from assistant.analytics.alerts import alert_rows
from assistant.book.snapshot import Book, Version
from assistant.callers import Scope
from assistant.database import Database
from assistant.errors import AssistantError, ServiceDown

BOOKS_A_PROCESS = 8
"""A process takes two seconds to start: with fewer books than this for each, fewer processes are quicker."""
Look = Callable[[Book], Any]
"""A function of a module, so that it can be sent to another process."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one advisor's book: what was found, or why nothing could be."""

    advisor_id: str
    found: Any = None
    failure: str = ""


def scan_book(book: Book) -> list[Found]:
    """What one advisor's book has to raise. A household that advisors share is raised in the book it belongs to."""
    own = book.households
    own = own.loc[own["advisor_id"].isin(book.scope.advisor_ids), "household_id"]
    rows = alert_rows(book)
    return [
        Found(
            household_id=str(row.household_id),
            name=str(row.name),
            kind=row.kind,
            cause=str(row.cause),
            since=None if pd.isna(row.since) else row.since.date(),
            amount_cents=None if pd.isna(row.amount_cents) else round(row.amount_cents),
            score=float(row.score),
            what=str(row.what),
            evidence=str(row.evidence),
        )
        for row in rows[rows["household_id"].isin(own)].itertuples(index=False)
    ]


def look_at(
    look: Look, url: str, scope: Scope, version: Version, as_of: dt.date, withheld: frozenset[str] = frozenset()
) -> Looked:
    """Open one advisor's book at a date and look. Raises ServiceDown when the data go on to another version.

    What else goes wrong is that book's alone: it is handed back in words, and the other books are not kept from their
    alerts.
    """
    database = Database(url)
    try:
        return Looked(scope.advisor_ids[0], look(Book(database, scope, as_of, version, withheld)))
    except ServiceDown:
        raise
    except AssistantError as error:
        return Looked(scope.advisor_ids[0], failure=error.sentence)
    except Exception as error:  # a book that no analysis foresaw
        return Looked(scope.advisor_ids[0], failure=f"{type(error).__name__}: {error}")
    finally:
        database.close()


def look_at_all(
    look: Look,
    url: str,
    scopes: Sequence[Scope],
    version: Version,
    as_of: dt.date,
    processes: int | None = None,
    *,
    withheld: frozenset[str] = frozenset(),
) -> Generator[Looked, None, None]:
    """Every book, without the households `withheld`, each as it is done. `processes`: how many at once, by default as
    many as the machine has for the books there are. Close the iterator to stop: what was not begun is left, what runs
    is waited for."""
    workers = processes or min(os.cpu_count() or 1, len(scopes) // BOOKS_A_PROCESS)
    if workers <= 1:
        for scope in scopes:
            yield look_at(look, url, scope, version, as_of, withheld)
        return
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"))
    try:
        with _deaf_children():
            tasks = [pool.submit(look_at, look, url, scope, version, as_of, withheld) for scope in scopes]
        for task in as_completed(tasks):
            yield task.result()
    except BrokenProcessPool as error:
        raise ServiceDown(
            "A process of the pass was ended from outside (too little memory?). What is done is kept: run it again."
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Ctrl-C reaches every process of a terminal: only the one that hands out the work is to hear it. Processes started
    in this block inherit the mask; what comes meanwhile is heard at its end."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
