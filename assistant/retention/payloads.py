"""Payloads at rest: AES-256-GCM with one data key a retention class and month, each wrapped by the log's key file.

A payload is bound to its record's number and commitment, so that a row moved elsewhere does not open. Destroying a
data key makes every copy of its payloads unreadable, those in the database's own free pages too.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert

from assistant.database import Database
from assistant.errors import ServiceDown
from assistant.retention.keys import Keys, opened, seal
from assistant.retention.tables import KEYS


class Payloads:
    """Seals and opens; keeps the unwrapped data keys it has used in memory."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database = database
        self._keys = keys
        self._ciphers: dict[str, AESGCM] = {}

    def key_of(self, retention: str, ts: str) -> str:
        """The name of the data key for a retention class and moment, made and committed if there is none yet."""
        name = f"{retention}/{ts[:7]}"
        if name not in self._ciphers:
            self._make(name)
        return name

    def forget(self, names: Iterable[str]) -> None:
        """Data keys that were destroyed: none of them is used again, not even with the clock set back to its month."""
        for name in names:
            self._ciphers.pop(name, None)

    def seal(self, key_id: str, content: bytes, bound_to: str) -> bytes:
        return seal(self._ciphers[key_id], content, bound_to.encode())

    def open(self, connection: Connection, key_id: str | None, sealed: bytes, bound_to: str) -> bytes:
        """The payload's exact bytes. Raises InvalidTag when it is not the sealed one, ServiceDown without its key."""
        if key_id is None:  # a record of the first version
            return sealed
        cipher = self._ciphers.get(key_id) or self._load(connection, key_id)
        return opened(cipher, sealed, bound_to.encode())

    def _load(self, connection: Connection, key_id: str) -> AESGCM:
        wrapped = connection.execute(select(KEYS.c.wrapped).where(KEYS.c.id == key_id)).scalar_one_or_none()
        if wrapped is None:
            raise ServiceDown(f"The data key {key_id} is gone, and with it the payloads under it: verify the log.")
        cipher = self._ciphers[key_id] = AESGCM(self._keys.unwrap(key_id, wrapped))
        return cipher

    def _make(self, name: str) -> None:
        """In a transaction of its own: a key is used only once it is durable."""
        with self._database.writing() as session:
            connection = session.connection()
            known = select(KEYS.c.id).where(KEYS.c.id == name)
            if connection.execute(known).first() is None:
                row = {"id": name, "wrapped": self._keys.wrap(name, secrets.token_bytes(32))}
                if self._database.is_sqlite:  # nobody else writes meanwhile
                    connection.execute(insert(KEYS), row)
                else:
                    connection.execute(postgres_insert(KEYS).on_conflict_do_nothing(), row)
        with self._database.reading() as session:
            self._load(session.connection(), name)


def bound_to_record(seq: int, commitment: str) -> str:
    """What the payload of a record is bound to."""
    return f"{seq}:{commitment}"


def bound_to_inbox(entry: bytes) -> str:
    """What a payload is bound to while it waits for its number: the rest of its entry."""
    return f"inbox:{sha256(entry).hexdigest()}"


__all__ = ["InvalidTag", "Payloads", "bound_to_inbox", "bound_to_record"]
