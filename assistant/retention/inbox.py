"""The inbox: where a process that does not give the numbers makes its entries durable. Its commit is the barrier."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from assistant.errors import ServiceDown
from assistant.retention.handed import Handed, handed_from
from assistant.retention.payloads import InvalidTag, Payloads, bound_to_inbox, bound_to_record
from assistant.retention.records import RETENTION_OF
from assistant.retention.tables import INBOX, PAYLOADS, RECORDS

AT_ONCE = 256


def is_empty(connection: Connection) -> bool:
    return connection.execute(select(INBOX.c.place).limit(1)).first() is None


def hand_over(connection: Connection, payloads: Payloads, batch: Sequence[Handed], keys: dict[str, str]) -> None:
    """Put in what is neither waiting nor a record yet; `keys` are the data keys by retention class."""
    ids = [handed.id for handed in batch]
    known = set(connection.execute(select(INBOX.c.id).where(INBOX.c.id.in_(ids))).scalars())
    known |= set(connection.execute(select(RECORDS.c.id).where(RECORDS.c.id.in_(ids))).scalars())
    rows = []
    for handed in batch:
        if handed.id not in known:
            known.add(handed.id)
            key = keys[RETENTION_OF[handed.type]]
            entry = handed.to_bytes()
            sealed = payloads.seal(key, handed.payload, bound_to_inbox(entry))
            rows.append({"id": handed.id, "type": handed.type, "entry": entry, "key_id": key, "payload": sealed})
    if rows:
        connection.execute(insert(INBOX), rows)


def waiting(connection: Connection, payloads: Payloads) -> list[Handed]:
    """The oldest entries that wait, in the order they came, at most AT_ONCE."""
    rows = connection.execute(select(INBOX).order_by(INBOX.c.place).limit(AT_ONCE)).all()
    return [handed_from(row.entry, _opened(connection, payloads, row)) for row in rows]


def _opened(connection: Connection, payloads: Payloads, row: Row[Any]) -> bytes:
    try:
        return payloads.open(connection, row.key_id, row.payload, bound_to_inbox(row.entry))
    except InvalidTag:
        raise ServiceDown(f"The entry {row.id} that waits in the log's inbox was altered: verify the log.") from None


def content_of(connection: Connection, payloads: Payloads, seq: int, header: bytes) -> bytes | None:
    """The exact payload of a record, or None when it was disposed of."""
    row = connection.execute(select(PAYLOADS).where(PAYLOADS.c.seq == seq)).one_or_none()
    if row is None:
        return None
    commitment = json.loads(header)["payload_commit"]
    return payloads.open(connection, row.key_id, row.payload, bound_to_record(seq, commitment))
