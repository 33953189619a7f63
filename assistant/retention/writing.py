"""A batch of entries becomes records: numbered, hashed and inserted in one transaction no other process enters."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from assistant.database import Database
from assistant.errors import AssistantError, BadArguments
from assistant.retention.canonical import canonical
from assistant.retention.chain import BEGINNING, chain_hash, leaf_hash, payload_commitment
from assistant.retention.records import Receipt, projected
from assistant.retention.sequencer import Handed
from assistant.retention.tables import PAYLOADS, RECORDS

VERSION = 1
JSON_TYPE, BYTES_TYPE = "application/json", "application/octet-stream"
ADVISORY_LOCK = 0x7265_7465_6E74  # of the log alone, in this database: whoever holds it is the one who appends
LOCK_MILLISECONDS = 5_000  # as long as SQLite's busy timeout; then riders go back and the next batch tries


def payload_bytes(payload: object) -> tuple[bytes, str]:
    """(bytes, type) of a payload as stored: bytes exactly as they came, anything else as canonical JSON."""
    if isinstance(payload, bytes):
        return payload, BYTES_TYPE
    return canonical(payload, lenient=True), JSON_TYPE


def head(connection: Connection) -> tuple[int, bytes]:
    """(seq, chain) of the last record; (0, 32 zero bytes) of an empty log."""
    statement = select(RECORDS.c.seq, RECORDS.c.chain).order_by(RECORDS.c.seq.desc()).limit(1)
    last = connection.execute(statement).one_or_none()
    return (last.seq, last.chain) if last else (0, BEGINNING)


class Writer:
    """Writes batches for one origin; one sequencer calls it."""

    def __init__(self, database: Database, origin: str) -> None:
        self._database = database
        self._origin = origin

    def commit(self, batch: Sequence[Handed]) -> list[Receipt | AssistantError]:
        """The outcome of each entry, in order, once all are durable: a receipt, or why an id cannot be used again.

        Raises ServiceDown when the database is away, full or locked; then nothing is acknowledged.
        """
        with self._database.writing() as session:
            connection = session.connection()
            if not self._database.is_sqlite:  # SQLite's BEGIN IMMEDIATE has locked the file already
                wait = f"SET LOCAL lock_timeout = {LOCK_MILLISECONDS}"  # in one round trip with the lock itself
                connection.exec_driver_sql(f"{wait}; SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
            outcomes, records, payloads = self._numbered(batch, head(connection), _known(connection, batch))
            if records:
                connection.execute(insert(RECORDS), records)
                connection.execute(insert(PAYLOADS), payloads)
        return outcomes

    def _numbered(
        self, batch: Sequence[Handed], position: tuple[int, bytes], known: dict[str, tuple[Receipt, str, bytes]]
    ) -> tuple[list[Receipt | AssistantError], list[dict[str, Any]], list[dict[str, Any]]]:
        seq, chain = position
        outcomes: list[Receipt | AssistantError] = []
        records, payloads = [], []
        for handed in batch:
            if (earlier := known.get(handed.entry.id)) is None:
                seq += 1
                record, payload = self._rows(handed, seq, chain)
                chain = record["chain"]
                records.append(record)
                payloads.append(payload)
                earlier = Receipt(seq, handed.entry.id, chain.hex()), handed.entry.type, handed.payload
                known[handed.entry.id] = earlier
            outcomes.append(_same(handed, *earlier))
        return outcomes, records, payloads

    def _rows(self, handed: Handed, seq: int, previous: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
        """The two rows of an entry: header row and payload row."""
        salt = secrets.token_bytes(32)
        header: Mapping[str, Any] = {
            **handed.entry.header(),
            "v": VERSION,
            "origin": self._origin,
            "seq": seq,
            "ts": handed.ts,
            "ts_mono": handed.ts_mono,
            "payload_commit": payload_commitment(salt, handed.payload).hex(),
            "payload_len": len(handed.payload),
            "payload_type": handed.payload_type,
        }
        exact = canonical(header)
        leaf = leaf_hash(exact)
        record = {**projected(header), "header": exact, "leaf": leaf, "chain": chain_hash(previous, leaf)}
        return record, {"seq": seq, "salt": salt, "payload": handed.payload, "payload_type": handed.payload_type}


def _known(connection: Connection, batch: Sequence[Handed]) -> dict[str, tuple[Receipt, str, bytes]]:
    """Records that already bear an id of the batch: a commit whose answer was lost, or an entry handed in twice."""
    columns = (RECORDS.c.seq, RECORDS.c.id, RECORDS.c.chain, RECORDS.c.type, PAYLOADS.c.payload)
    statement = select(*columns).join(PAYLOADS, PAYLOADS.c.seq == RECORDS.c.seq)
    rows = connection.execute(statement.where(RECORDS.c.id.in_([handed.entry.id for handed in batch])))
    return {row.id: (Receipt(row.seq, row.id, row.chain.hex()), row.type, row.payload) for row in rows}


def _same(handed: Handed, receipt: Receipt, kind: str, payload: bytes) -> Receipt | AssistantError:
    if (handed.entry.type, handed.payload) == (kind, payload):
        return receipt
    return BadArguments(
        f"The id {receipt.id} is already that of record {receipt.seq}, which says otherwise; use a new id."
    )
