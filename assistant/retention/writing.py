"""Making a batch durable: as records when this process gives the numbers, else through the inbox of who does."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sqlalchemy import select

from assistant.database import Database
from assistant.errors import AssistantError
from assistant.retention import checkpoints, inbox, reading
from assistant.retention.handed import Handed
from assistant.retention.leader import Leader
from assistant.retention.payloads import Payloads
from assistant.retention.records import RETENTION_OF, Receipt
from assistant.retention.tables import RECORDS
from assistant.retention.word_index import WordIndex

PLACE_SECONDS = 0.5
"""How long an entry that is durable in the inbox waits to learn its number; after that it is released without."""
_LOOK_SECONDS = 0.01
QUIET_SECONDS, MOST_BEHIND = 0.2, 20_000
"""The index of words waits until nothing was written for so long; at the latest until so many records are behind."""


class Writer:
    """Commits batches of one process; its sequencer thread calls it."""

    def __init__(self, database: Database, payloads: Payloads, leader: Leader, index: WordIndex) -> None:
        self._database = database
        self._payloads = payloads
        self._leader = leader
        self._index = index
        self._written = 0.0

    def commit(self, batch: Sequence[Handed]) -> list[Receipt | AssistantError]:
        """The outcome of each entry, in order, once all are durable: a receipt, or why an id cannot be used again.

        Raises ServiceDown when the database is away, full or locked; nothing is acknowledged then.
        """
        self._written = time.monotonic()
        if self._leader.take():
            return self._leader.write(batch)
        keys = {RETENTION_OF[h.type]: self._payloads.key_of(RETENTION_OF[h.type], h.ts) for h in batch}
        with self._database.writing() as session:
            inbox.hand_over(session.connection(), self._payloads, batch, keys)
        placed = self._placed([handed.id for handed in batch])
        return [placed.get(handed.id, Receipt(0, handed.id, "")) for handed in batch]

    def idle(self) -> None:
        """Between batches: number what others left in the inbox, sign a checkpoint when due, index for the search."""
        with self._database.reading() as session:
            connection = session.connection()
            end, last = reading.head(connection)[0], checkpoints.last(connection)
            empty, behind = inbox.is_empty(connection), end - self._index.upto(connection)
            unsigned = end > (last.size if last else 0)
        if not self._leader.leads and not ((unsigned or behind or not empty) and self._leader.take()):
            return
        if not empty:
            self._leader.write(())
        self._leader.checkpoint()
        if behind > MOST_BEHIND or (behind and time.monotonic() - self._written > QUIET_SECONDS):
            with self._database.writing() as session:
                self._index.advance(session.connection(), self._payloads)

    def end(self) -> None:
        """Number what waits, sign the end, and let another lead."""
        try:
            self.idle()
            if self._leader.leads:
                self._leader.checkpoint(force=True)
        finally:
            self._leader.drop()

    def _placed(self, ids: Sequence[str]) -> dict[str, Receipt]:
        """The receipts of those that have a number by now; if whoever gives them has died, this process does."""
        until = time.monotonic() + PLACE_SECONDS
        found: dict[str, Receipt] = {}
        while len(found) < len(set(ids)) and time.monotonic() < until:
            time.sleep(_LOOK_SECONDS)
            if self._leader.take():
                self._leader.write(())
            columns = (RECORDS.c.seq, RECORDS.c.id, RECORDS.c.chain, RECORDS.c.leaf)
            with self._database.reading() as session:
                rows = session.connection().execute(select(*columns).where(RECORDS.c.id.in_(ids))).all()
            found = {row.id: Receipt(row.seq, row.id, row.chain.hex(), row.leaf.hex()) for row in rows}
        return found
