"""The one who gives the numbers: a batch becomes records, numbered, hashed, sealed and inserted in one transaction.

What waits in the inbox goes first. While it leads it keeps the log's end and the tree's frontier in memory; any failure
makes it forget both and take the lead anew from what the database says.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from ulid import ULID

from assistant.errors import AssistantError, BadArguments, ServiceDown
from assistant.retention import checkpoints, inbox
from assistant.retention.canonical import canonical
from assistant.retention.chain import BEGINNING, chain_hash, leaf_hash, payload_commitment
from assistant.retention.handed import Handed, anomaly
from assistant.retention.keys import Keys
from assistant.retention.locks import Lock
from assistant.retention.merkle import Frontier
from assistant.retention.payloads import Payloads, bound_to_record
from assistant.retention.records import RETENTION_OF, Receipt, projected
from assistant.retention.rotation import ROTATED, new_key
from assistant.retention.schedule import Schedule
from assistant.retention.tables import INBOX, NODES, PAYLOADS, RECORDS, SEQUENCER
from assistant.retention.tree import TILE, StoredTree, store_missing

VERSION = 2
CHECKPOINT_SECONDS, CHECKPOINT_RECORDS = 1.0, 1_000


@dataclass(slots=True)
class End:
    """Where the log ends: its last number and link, the tree so far, the time of its last record."""

    seq: int = 0
    chain: bytes = BEGINNING
    frontier: Frontier = field(default_factory=Frontier)
    ts: str = ""


class Leader:
    """Gives numbers for one origin while it holds the lock; one sequencer thread calls it."""

    def __init__(
        self,
        lock: Lock,
        payloads: Payloads,
        keys: Keys,
        origin: str,
        clock: Callable[[], dt.datetime],
        schedule: Schedule,
    ) -> None:
        self._lock = lock
        self._payloads = payloads
        self._keys = keys
        self._origin = origin
        self._clock = clock
        self._schedule = schedule
        self._epoch: int | None = None
        self._end = End()
        self._signed = 0  # the size of the last checkpoint
        self._signed_at = 0.0

    @property
    def leads(self) -> bool:
        return self._epoch is not None

    def take(self) -> bool:
        """Whether this process gives the numbers now; takes the lead when nobody has it.

        Raises ServiceDown when the database does not answer or the log does not end as it was sealed.
        """
        if self.leads:
            return True
        if not self._lock.take():
            return False
        try:
            with self._lock.writing() as connection:
                self._begin(connection)
        except BaseException:  # whatever it was, the database knows better than this memory
            self.drop()
            raise
        return True

    def sealed_end(self, connection: Connection) -> tuple[int, End]:
        """The epoch and where the log ends, without its tree. Raises ServiceDown when it was not sealed there."""
        row = connection.execute(select(SEQUENCER)).one()
        end, sealed = _stored_end(connection)
        if sealed and (row.size, row.chain, row.seal) != (end.seq, end.chain, self._seal(row.size, row.chain)):
            raise ServiceDown(
                f"The log ends at record {end.seq}, and it was sealed at record {row.size}: its end was cut off or "
                "replaced. Verify it, and restore the database from its backup; nothing is recorded until then."
            )
        return int(row.epoch), end

    def drop(self) -> None:
        """Give up the lead; what was not committed is forgotten."""
        self._epoch = None
        self._lock.drop()

    def write(self, batch: Sequence[Handed]) -> list[Receipt | AssistantError]:
        """The outcome of each entry, in order, once all are durable: a receipt, or why an id cannot be used again.

        Raises ServiceDown when the database is away, full or locked, or the lead is lost; nothing is acknowledged then.
        """
        dated = self._dated(batch)
        keys = {RETENTION_OF[handed.type]: self._key_of(handed) for handed in dated}
        try:
            with self._lock.writing() as connection:
                waiting = inbox.waiting(connection, self._payloads)
                for handed in waiting:
                    keys[RETENTION_OF[handed.type]] = self._key_of(handed)
                end, outcomes = self._append(connection, [*waiting, *dated], keys, len(waiting))
                if waiting:
                    connection.execute(delete(INBOX).where(INBOX.c.id.in_([handed.id for handed in waiting])))
        except BaseException:  # whatever it was, the database knows better than this memory
            self.drop()
            raise
        self._end = end
        self._rotate([*waiting, *dated], outcomes)
        return outcomes[len(outcomes) - len(batch) :] if batch else []

    def checkpoint(self, *, force: bool = False) -> str | None:
        """Sign the log's end when a second or 1,000 records have passed (with `force`, whenever it grew); the note."""
        grown = self._end.seq - self._signed
        due = grown >= CHECKPOINT_RECORDS or time.monotonic() - self._signed_at >= CHECKPOINT_SECONDS
        if not grown or not (due or force):
            return None
        try:
            with self._lock.writing() as connection:
                self._own(connection)
                root, chain = self._end.frontier.root(), self._end.chain
                note = checkpoints.sign(connection, self._keys, self._origin, self._end.seq, root, chain, self._clock())
        except BaseException:  # whatever it was, the database knows better than this memory
            self.drop()
            raise
        self._signed, self._signed_at = self._end.seq, time.monotonic()
        self._keys.keep_pin(note)
        return note

    # -- taking the lead ------------------------------------------------------------------------------------------

    def _begin(self, connection: Connection) -> None:
        connection.execute(update(SEQUENCER).values(epoch=SEQUENCER.c.epoch + 1))
        epoch, end = self.sealed_end(connection)
        store_missing(connection, end.seq)
        end.frontier = StoredTree(connection).frontier(end.seq)
        self._finish_rotation(connection)
        last = checkpoints.last(connection)
        if (pin := self._keys.pin()) and not checkpoints.is_kept(connection, pin):
            self._keys.set_aside_pin()
        self._end, self._epoch = end, epoch
        self._signed = last.size if last else 0

    def _finish_rotation(self, connection: Connection) -> None:
        """A process that died between the record of a rotation and the change of the key left it to this one."""
        newest = select(RECORDS.c.seq, RECORDS.c.header).where(RECORDS.c.type == ROTATED)
        row = connection.execute(newest.order_by(RECORDS.c.seq.desc()).limit(1)).one_or_none()
        if row and (said := inbox.content_of(connection, self._payloads, row.seq, row.header)) is not None:
            self._keys.use_waiting(new_key(said), row.seq)

    def _own(self, connection: Connection, **values: object) -> None:
        """Write over the sequencer's row as the holder of this epoch. Raises ServiceDown when there is a later one."""
        mine = update(SEQUENCER).where(SEQUENCER.c.epoch == self._epoch)
        if connection.execute(mine.values(epoch=self._epoch, **values)).rowcount != 1:
            raise ServiceDown("Another process has taken over the log's numbering; this batch was not written.")

    def _seal(self, size: int, chain: bytes) -> bytes:
        """A seal over the log's end that nobody makes without the key folder: HMAC-SHA-256(key, size ‖ chain)."""
        return hmac.digest(self._keys.derived("seal"), size.to_bytes(8, "big") + chain, sha256)

    def _rotate(self, batch: Sequence[Handed], outcomes: Sequence[Receipt | AssistantError]) -> None:
        """Bring a new signing key into use before the next checkpoint: its record is durable now."""
        for handed, outcome in zip(batch, outcomes, strict=True):
            if handed.type == ROTATED and isinstance(outcome, Receipt):
                self._keys.use_waiting(new_key(handed.payload), outcome.seq)

    # -- giving numbers -------------------------------------------------------------------------------------------

    def _key_of(self, handed: Handed) -> str:
        return self._payloads.key_of(RETENTION_OF[handed.type], handed.ts)

    def _dated(self, batch: Sequence[Handed]) -> list[Handed]:
        """The batch, led by a record of the clock's jump when it was set back."""
        found = anomaly(self._end.ts, batch)
        return [found, *batch] if found else list(batch)

    def _append(
        self, connection: Connection, batch: Sequence[Handed], keys: dict[str, str], durable: int
    ) -> tuple[End, list[Receipt | AssistantError]]:
        """The first `durable` entries are acknowledged already: an id that another took meanwhile is given up for a
        new one rather than the entry."""
        end = End(self._end.seq, self._end.chain, copy(self._end.frontier), self._end.ts)
        known = _known(connection, self._payloads, [handed.id for handed in batch])
        outcomes: list[Receipt | AssistantError] = []
        records, payloads, nodes = [], [], []
        for place, handed in enumerate(batch):
            if place < durable and handed.id in known and known[handed.id][1:] != (handed.type, handed.payload):
                handed = replace(handed, header={**handed.header, "id": str(ULID())})  # noqa: PLW2901 - see above
            if (earlier := known.get(handed.id)) is None:
                key = keys.get(RETENTION_OF[handed.type]) or self._key_of(handed)
                record, payload = self._rows(handed, end, key)
                nodes += [node for node in end.frontier.add(record["leaf"]) if node.level and node.level % TILE == 0]
                records.append(record)
                payloads.append(payload)
                receipt = Receipt(end.seq, handed.id, end.chain.hex(), record["leaf"].hex())
                earlier = known[handed.id] = receipt, handed.type, handed.payload
            outcomes.append(_same(handed, *earlier))
        if records:
            connection.execute(insert(RECORDS), records)
            connection.execute(insert(PAYLOADS), payloads)
        if nodes:
            connection.execute(insert(NODES), [{"level": n.level, "place": n.place, "hash": n.hash} for n in nodes])
        self._own(connection, size=end.seq, chain=end.chain, seal=self._seal(end.seq, end.chain))
        return end, outcomes

    def _rows(self, handed: Handed, end: End, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """The two rows of an entry, header row and payload row; moves the end on."""
        salt, seq = secrets.token_bytes(32), end.seq + 1
        commitment = payload_commitment(salt, handed.payload).hex()
        retention = RETENTION_OF[handed.type]
        until = self._schedule.retain_until(retention, dt.date.fromisoformat(handed.ts[:10]))
        header: Mapping[str, Any] = {
            **handed.header,
            "v": VERSION,
            "origin": self._origin,
            "seq": seq,
            "ts": handed.ts,
            "ts_mono": handed.ts_mono,
            "class": retention,
            **({"retain_until": until.isoformat()} if until else {}),
            "payload_commit": commitment,
            "payload_len": len(handed.payload),
            "payload_type": handed.payload_type,
        }
        exact = canonical(header)
        leaf = leaf_hash(exact)
        end.seq, end.chain, end.ts = seq, chain_hash(end.chain, leaf), max(end.ts, handed.ts)
        sealed = self._payloads.seal(key, handed.payload, bound_to_record(seq, commitment))
        record = {**projected(header), "header": exact, "leaf": leaf, "chain": end.chain}
        payload = {"seq": seq, "salt": salt, "payload": sealed, "payload_type": handed.payload_type, "key_id": key}
        return record, payload


def _stored_end(connection: Connection) -> tuple[End, bool]:
    """The log's end, and whether it must be sealed: an empty log and one of the first version are not yet."""
    columns = RECORDS.c.seq, RECORDS.c.chain, RECORDS.c.ts, RECORDS.c.header
    last = connection.execute(select(*columns).order_by(RECORDS.c.seq.desc()).limit(1)).one_or_none()
    if last is None:
        return End(), False
    return End(last.seq, last.chain, ts=last.ts), not last.header.endswith(b'"v":1}')


def _known(
    connection: Connection, payloads: Payloads, ids: Sequence[str]
) -> dict[str, tuple[Receipt, str, bytes | None]]:
    """Records that already bear an id of the batch: a commit whose answer was lost, or an entry handed in twice."""
    columns = (RECORDS.c.seq, RECORDS.c.id, RECORDS.c.chain, RECORDS.c.leaf, RECORDS.c.type, RECORDS.c.header)
    statement = select(*columns).where(RECORDS.c.id.in_(ids))
    found = {}
    for row in connection.execute(statement).all():
        content = inbox.content_of(connection, payloads, row.seq, row.header)
        found[row.id] = Receipt(row.seq, row.id, row.chain.hex(), row.leaf.hex()), row.type, content
    return found


def _same(handed: Handed, receipt: Receipt, kind: str, payload: bytes | None) -> Receipt | AssistantError:
    if (handed.type, handed.payload) == (kind, payload):
        return receipt
    return BadArguments(
        f"The id {receipt.id} is already that of record {receipt.seq}, which says otherwise; use a new id."
    )
