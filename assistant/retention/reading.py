"""Looking things up in the log: one record, a conversation, a search, turns left open. Nothing here writes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, select

from assistant.errors import ServiceDown
from assistant.retention.canonical import restore
from assistant.retention.chain import BEGINNING
from assistant.retention.handed import JSON_TYPE
from assistant.retention.payloads import InvalidTag, Payloads, bound_to_record
from assistant.retention.records import CLOSING, OPENING, OpenRun, Record
from assistant.retention.tables import PAYLOADS, RECORDS

PAGE = 500


def head(connection: Connection) -> tuple[int, bytes]:
    """(seq, chain) of the last record; (0, 32 zero bytes) of an empty log."""
    statement = select(RECORDS.c.seq, RECORDS.c.chain).order_by(RECORDS.c.seq.desc()).limit(1)
    last = connection.execute(statement).one_or_none()
    return (last.seq, last.chain) if last else (0, BEGINNING)


def origin(connection: Connection) -> str | None:
    """The name the log was begun with; None while it is empty."""
    first = connection.execute(select(RECORDS.c.header).order_by(RECORDS.c.seq).limit(1)).scalar_one_or_none()
    return str(json.loads(first)["origin"]) if first else None


def read(connection: Connection, payloads: Payloads, seq: int) -> Record | None:
    """The record of that number, or None."""
    row = connection.execute(_records().where(RECORDS.c.seq == seq)).one_or_none()
    return _record(connection, payloads, row) if row else None


def conversation(connection: Connection, payloads: Payloads, name: str) -> list[Record]:
    """Every record of a conversation, in order."""
    statement = _records().where(RECORDS.c.conversation == name).order_by(RECORDS.c.seq)
    return [_record(connection, payloads, row) for row in connection.execute(statement).all()]


def each(connection: Connection, payloads: Payloads, after: int, until: int | None) -> Iterator[Record]:
    """Every record after number `after`, up to and including `until`, in order, a page of them in memory at a time."""
    statement = _records().order_by(RECORDS.c.seq).limit(PAGE)
    if until is not None:
        statement = statement.where(RECORDS.c.seq <= until)
    rows = connection.execute(statement.where(RECORDS.c.seq > after)).all()
    while rows:
        yield from (_record(connection, payloads, row) for row in rows)
        rows = connection.execute(statement.where(RECORDS.c.seq > rows[-1].seq)).all()


def open_runs(connection: Connection, payloads: Payloads) -> list[OpenRun]:
    """Turns with a question and no closing record after it, oldest first."""
    closing = RECORDS.alias("closing")
    closed = exists().where(closing.c.run == RECORDS.c.run, closing.c.type.in_(CLOSING), closing.c.seq > RECORDS.c.seq)
    opened = select(RECORDS.c.run, func.max(RECORDS.c.seq)).where(
        RECORDS.c.type == OPENING, RECORDS.c.run.is_not(None), ~closed
    )
    runs = connection.execute(opened.group_by(RECORDS.c.run).order_by(func.max(RECORDS.c.seq))).all()
    return [_open_run(connection, payloads, run, first) for run, first in runs]


def _open_run(connection: Connection, payloads: Payloads, run: str, first: int) -> OpenRun:
    last = connection.execute(select(func.max(RECORDS.c.seq)).where(RECORDS.c.run == run)).scalar_one()
    rows = connection.execute(_records().where(RECORDS.c.seq.in_({first, last})).order_by(RECORDS.c.seq)).all()
    return OpenRun(_record(connection, payloads, rows[0]), _record(connection, payloads, rows[-1]))


def _records() -> Select[Any]:
    columns = (PAYLOADS.c.salt, PAYLOADS.c.payload, PAYLOADS.c.payload_type, PAYLOADS.c.key_id)
    return select(RECORDS, *columns).join(PAYLOADS, PAYLOADS.c.seq == RECORDS.c.seq, isouter=True)


def newest_first(
    connection: Connection, payloads: Payloads, conditions: Sequence[ColumnElement[bool]]
) -> Iterator[Record]:
    """Records that meet the conditions, a page of them in memory at a time."""
    statement = _records().where(*conditions).order_by(RECORDS.c.seq.desc()).limit(PAGE)
    rows = connection.execute(statement).all()
    while rows:
        yield from (_record(connection, payloads, row) for row in rows)
        rows = connection.execute(statement.where(RECORDS.c.seq < rows[-1].seq)).all()


def _record(connection: Connection, payloads: Payloads, row: Row[Any]) -> Record:
    header = json.loads(row.header)
    gone = row.payload_type is None
    content = None if gone else _content(connection, payloads, row, header["payload_commit"])
    payload = restore(json.loads(content)) if content is not None and row.payload_type == JSON_TYPE else content
    at = dt.datetime.fromisoformat(header["ts"])
    return Record(
        row.seq, row.id, row.type, row.kind, at, header, payload, gone, row.chain.hex(),
        row.header, row.leaf, row.salt, content,
    )  # fmt: skip


def _content(connection: Connection, payloads: Payloads, row: Row[Any], commitment: str) -> bytes:
    try:
        return payloads.open(connection, row.key_id, row.payload, bound_to_record(row.seq, commitment))
    except InvalidTag:
        raise ServiceDown(
            f"The payload of record {row.seq} is not the one that was recorded: verify the log."
        ) from None
