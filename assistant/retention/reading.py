"""Looking things up in the log: one record, a conversation, a search, turns left open. Nothing here writes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, select

from assistant.errors import BadArguments, ServiceDown
from assistant.retention.canonical import restore
from assistant.retention.chain import BEGINNING
from assistant.retention.handed import JSON_TYPE
from assistant.retention.payloads import InvalidTag, Payloads, bound_to_record
from assistant.retention.records import CLOSING, KIND_OF, KINDS, OPENING, OpenRun, Record, joined, moment_text
from assistant.retention.tables import PAYLOADS, RECORDS

PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What to look for; every field that is given must match.

    `id` is one record's, `run` one turn's, `actor` an id, `client` a reference, `text` words anywhere in the payload
    (ignoring case); `since` is included, `until` is not. Raises BadArguments on a type, kind or limit that cannot be.
    """

    id: str | None = None
    run: str | None = None
    type: str | None = None
    kind: str | None = None
    actor: str | None = None
    conversation: str | None = None
    client: str | None = None
    text: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    limit: int = 100

    def __post_init__(self) -> None:
        if self.type is not None and self.type not in KIND_OF:
            raise BadArguments(f"{self.type!r} is not a type of record; the types are {', '.join(KIND_OF)}.")
        if self.kind is not None and self.kind not in KINDS:
            raise BadArguments(f"{self.kind!r} is not a kind of record; the kinds are {', '.join(KINDS)}.")
        if self.limit < 1:
            raise BadArguments(f"A search for {self.limit} records finds nothing; give a limit of 1 or more.")


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


def search(connection: Connection, payloads: Payloads, wanted: Search) -> list[Record]:
    """Matching records, newest first."""
    needle = wanted.text.casefold() if wanted.text else ""
    page = PAGE if needle else min(wanted.limit, PAGE)
    found = []
    for record in _newest_first(connection, payloads, _conditions(connection, wanted), page):
        # Words are compared here: the two engines fold case differently, and encrypted payloads neither can read.
        if not needle or any(needle in words.casefold() for words in _words(record.payload)):
            found.append(record)
            if len(found) == wanted.limit:
                break
    return found


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


def _conditions(connection: Connection, wanted: Search) -> list[ColumnElement[bool]]:
    column = RECORDS.c
    position = func.instr if connection.dialect.name == "sqlite" else func.strpos
    conditions: tuple[tuple[object, Any], ...] = (
        (wanted.id, column.id == wanted.id),
        (wanted.run, column.run == wanted.run),
        (wanted.type, column.type == wanted.type),
        (wanted.kind, column.kind == wanted.kind),
        (wanted.actor, column.actor_id == wanted.actor),
        (wanted.conversation, column.conversation == wanted.conversation),
        (wanted.client, position(column.clients, joined((wanted.client or "",))) > 0),
        (wanted.since, column.ts >= (moment_text(wanted.since) if wanted.since else "")),
        (wanted.until, column.ts < (moment_text(wanted.until) if wanted.until else "")),
    )
    return [condition for given, condition in conditions if given is not None]


def _newest_first(
    connection: Connection, payloads: Payloads, conditions: list[ColumnElement[bool]], page: int
) -> Iterator[Record]:
    """Page by page, so that a long search holds no more than one page in memory."""
    statement = _records().where(*conditions).order_by(RECORDS.c.seq.desc()).limit(page)
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


def _words(payload: Any) -> Iterator[str]:
    """Every text in a payload, keys included."""
    if isinstance(payload, str):
        yield payload
    elif isinstance(payload, bytes):
        yield payload.decode("utf-8", "replace")
    elif isinstance(payload, dict):
        for key, value in payload.items():
            yield from _words(key)
            yield from _words(value)
    elif isinstance(payload, list):
        for value in payload:
            yield from _words(value)
    elif payload is not None:
        yield str(payload)
