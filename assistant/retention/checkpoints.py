"""The log's checkpoints: signed, numbered, each naming the one before it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, Row, insert, select

from assistant.retention.keys import Keys
from assistant.retention.notes import NO_NOTE, Checkpoint, note_hash, sign_text
from assistant.retention.records import moment_text
from assistant.retention.tables import CHECKPOINTS


def last(connection: Connection) -> Row[tuple[int, int, str]] | None:
    """(number, size, note) of the newest checkpoint."""
    return connection.execute(select(CHECKPOINTS).order_by(CHECKPOINTS.c.number.desc()).limit(1)).one_or_none()


def sign(
    connection: Connection, keys: Keys, origin: str, size: int, root: bytes, chain: bytes, now: dt.datetime
) -> str:
    """Sign the log's end with the key in use and keep the note."""
    before = last(connection)
    number = before.number + 1 if before else 1
    previous = note_hash(before.note) if before else NO_NOTE
    said = Checkpoint(origin, size, root, number, previous, chain, moment_text(now))
    key = keys.signing()
    note = sign_text(said.body(), key.name, key.private)
    connection.execute(insert(CHECKPOINTS), {"number": number, "size": size, "note": note})
    return note


def all_notes(connection: Connection) -> list[str]:
    """Every signed note, the first one first."""
    return list(connection.execute(select(CHECKPOINTS.c.note).order_by(CHECKPOINTS.c.number)).scalars())


def is_kept(connection: Connection, note: str) -> bool:
    """Whether the log has this very checkpoint."""
    return connection.execute(select(CHECKPOINTS.c.number).where(CHECKPOINTS.c.note == note)).first() is not None
