"""One thread a process that hands every entry on: it takes all that wait as one transaction, in the order they came.

A waiter is told once its batch is committed, or that it was not. An entry nobody waits for rides along with the next
batch and, when that fails, keeps its place at the head of the queue: a barrier passed later has it before itself.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import dataclass, field

from assistant.errors import AssistantError, BadArguments, ServiceDown
from assistant.retention.handed import Handed
from assistant.retention.records import Entry, Receipt, moment_text

UNAVAILABLE = "The records system is unavailable; nothing was sent. Try again in a minute."
QUEUE_LIMIT = 1_000
BATCH_LIMIT = 256
LINGER_SECONDS = 0.05  # how long riders wait for a waiter to ride with
RETRY_SECONDS = 0.5  # how long after a failure riders alone try again
IDLE_SECONDS = 0.05  # how often, with nothing to write, `idle` is called
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """An entry handed in without waiting; once a later one has its receipt, this one has its own (or its error)."""

    handed: Handed
    waited: bool
    _outcome: Future[Receipt] = field(default_factory=Future)

    @property
    def id(self) -> str:
        return self.handed.id

    @property
    def done(self) -> bool:
        return self._outcome.done()

    def receipt(self, timeout: float) -> Receipt:
        """The receipt, once the record is durable. Raises ServiceDown when that takes more than `timeout` seconds."""
        try:
            return self._outcome.result(timeout)
        except NotInTime as error:
            raise ServiceDown(UNAVAILABLE) from error
        except BadArguments:
            raise
        except Exception as error:  # whatever the database objected to: without a record there is no output
            raise ServiceDown(UNAVAILABLE) from error

    def settle(self, outcome: Receipt | Exception) -> None:
        if isinstance(outcome, Exception):
            self._outcome.set_exception(outcome)
        else:
            self._outcome.set_result(outcome)


Commit = Callable[[Sequence[Handed]], Sequence[Receipt | AssistantError]]


class Sequencer:
    """The queue and its thread. `commit` writes a batch in one transaction and returns an outcome for each entry;
    `idle` is called between batches and now and then without one, `end` once when all is written."""

    def __init__(
        self, commit: Commit, idle: Callable[[], None], end: Callable[[], None], clock: Callable[[], dt.datetime]
    ) -> None:
        self._commit = commit
        self._idle = idle
        self._end = end
        self._clock = clock
        self._queue: deque[Pending] = deque()
        self._changed = threading.Condition()
        self._urgent = False
        self._closing = False
        self._taken_in = 0
        self._settled = 0
        self._thread = threading.Thread(target=self._run, name="log sequencer", daemon=True)
        self._batch_failure: str | None = None
        self._idle_failure: str | None = None

    def start(self) -> None:
        self._thread.start()

    def hand_in(self, entry: Entry, payload: bytes, payload_type: str, *, waited: bool) -> Pending:
        """Queue an entry. Raises ServiceDown when the queue is full or the log is closed."""
        with self._changed:
            if self._closing or len(self._queue) >= QUEUE_LIMIT:
                raise ServiceDown(UNAVAILABLE)
            # Stamped under the lock, so that time and place in the queue agree.
            stamp = moment_text(self._clock())
            handed = Handed(entry.header(), payload, payload_type, stamp, time.monotonic_ns() // 1_000)
            pending = Pending(handed, waited)
            self._queue.append(pending)
            self._taken_in += 1
            self._urgent |= waited
            self._changed.notify_all()
        return pending

    def flush(self, timeout: float) -> None:
        """Return when everything handed in so far is settled. Raises ServiceDown when that takes longer."""
        with self._changed:
            target = self._taken_in
            self._urgent = True
            self._changed.notify_all()
            if not self._changed.wait_for(lambda: self._settled >= target, timeout):
                raise ServiceDown(UNAVAILABLE)

    def close(self, timeout: float) -> None:
        """Write what is queued, or fail it, and end the thread; one stuck in the database ends by itself."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(timeout)

    @property
    def failure(self) -> str | None:
        """Why the last batch, or what is done between batches, failed; None while all is well."""
        return self._batch_failure or self._idle_failure

    def _run(self) -> None:
        looked = 0.0
        while not (self._closing and not self._queue):
            if batch := self._next_batch():
                self._write(batch)
            if time.monotonic() - looked >= IDLE_SECONDS:
                self._quietly(self._idle)
                looked = time.monotonic()
        self._quietly(self._end)

    def _quietly(self, work: Callable[[], None]) -> None:
        """What can wait until the database is back must not end the thread, nor hide why a batch failed."""
        before, self._idle_failure = self._idle_failure, None
        try:
            work()
        except AssistantError as error:
            self._idle_failure = error.sentence
        except Exception as error:  # the thread must outlive any refusal of the database or the key folder
            self._idle_failure = f"The end of the log could not be looked after: {error}"
        if self._idle_failure not in (None, before):  # said once, not at every look
            _logger.error("log: %s", self._idle_failure)

    def _next_batch(self) -> list[Pending]:
        """What is written next; empty when nothing was handed in for a while, or the log closes and nothing is left."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closing, IDLE_SECONDS)
            if not self._queue:
                return []
            patience = LINGER_SECONDS if self._batch_failure is None else RETRY_SECONDS
            self._changed.wait_for(lambda: self._urgent or self._closing, patience)
            batch = [self._queue.popleft() for _ in range(min(BATCH_LIMIT, len(self._queue)))]
            self._urgent = any(pending.waited for pending in self._queue)
        return batch

    def _write(self, batch: list[Pending]) -> None:
        try:
            outcomes: Sequence[Receipt | Exception] = self._commit([pending.handed for pending in batch])
        except ServiceDown as error:
            self._give_back(batch, error)
        except Exception as error:  # the thread must outlive any refusal of the database; the waiters are told of it
            if len(batch) == 1:
                self._report(f"a record of type {batch[0].handed.type} could not be stored: {error}")
                self._settle(batch, [error])
            else:  # one entry the database refuses must not take the others with it
                for pending in batch:
                    self._write([pending])
        else:
            self._batch_failure = None
            self._settle(batch, outcomes)

    def _give_back(self, batch: list[Pending], error: ServiceDown) -> None:
        """The database is away: waiters are told now, riders keep their places unless the log is closing."""
        self._report(error.sentence)
        with self._changed:
            riders = [] if self._closing else [pending for pending in batch if not pending.waited]
            self._queue.extendleft(reversed(riders))
        refused = [pending for pending in batch if pending not in riders]
        self._settle(refused, [error] * len(refused))

    def _settle(self, batch: Sequence[Pending], outcomes: Sequence[Receipt | Exception]) -> None:
        for pending, outcome in zip(batch, outcomes, strict=True):
            pending.settle(outcome)
        with self._changed:
            self._settled += len(batch)
            self._changed.notify_all()

    def _report(self, sentence: str) -> None:
        self._batch_failure = sentence
        _logger.error("log: %s", sentence)
