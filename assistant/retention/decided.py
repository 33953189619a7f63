"""Decisions that lie in the log: what records of a type say, that whoever decided may, and is not who asked.

They are read over an open connection, so that a transaction that acts on them sees what is decided at that moment.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Container, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from assistant.errors import NotForThisRole, Refused, ServiceDown
from assistant.retention import inbox
from assistant.retention.canonical import restore
from assistant.retention.payloads import InvalidTag, Payloads
from assistant.retention.tables import RECORDS

Actor = Mapping[str, Any]


class Said(NamedTuple):
    """A record that decides something: its place, who decided when, about whom, and what it says."""

    seq: int
    id: str
    type: str
    at: dt.datetime
    actor: Actor
    clients: tuple[str, ...]
    payload: Mapping[str, Any]

    @property
    def by(self) -> str:
        return str(self.actor.get("name") or self.actor["id"])


def said(connection: Connection, payloads: Payloads, *types: str, only: Container[str] | None = None) -> list[Said]:
    """What every record of these types says, in order; `only` those with one of these ids.

    Raises ServiceDown when one does not open: what is decided is not known then, and nobody may act on a guess.
    """
    columns = (RECORDS.c.seq, RECORDS.c.id, RECORDS.c.type, RECORDS.c.header)
    statement = select(*columns).where(RECORDS.c.type.in_(types)).order_by(RECORDS.c.seq)
    found = []
    for row in connection.execute(statement).all():
        if only is not None and row.id not in only:
            continue
        header = json.loads(row.header)
        try:
            content = inbox.content_of(connection, payloads, row.seq, row.header)
        except InvalidTag:
            content = None
        if content is None:
            raise ServiceDown(
                f"Record {row.seq} ({row.type}) decides something and its words are gone or altered: verify the log. "
                "Nothing is decided or disposed of until then."
            )
        at = dt.datetime.fromisoformat(header["ts"])
        clients = tuple(header.get("scope", {}).get("clients", ()))
        payload: Mapping[str, Any] = restore(json.loads(content))
        found.append(Said(row.seq, row.id, row.type, at, header["actor"], clients, payload))
    return found


def is_officer(actor: Actor) -> bool:
    return actor.get("kind") == "user" and "compliance" in str(actor.get("role", "")).split(",")


def only_officers(actor: Actor, deed: str) -> None:
    """Raises NotForThisRole unless a compliance officer acts."""
    if not is_officer(actor):
        raise NotForThisRole(f"Only a compliance officer {deed}.")


def by_another(asked_by: Actor, actor: Actor, deed: str) -> None:
    """Raises Refused when who asked would also decide."""
    if asked_by["id"] == actor["id"]:
        name = actor.get("name") or actor["id"]
        raise Refused(f"{name} asked for this; {deed} takes a second compliance officer.")


def two_decided(asked_by: Actor, actor: Actor) -> bool:
    """Whether two compliance officers did, whatever the program that wrote the records had checked."""
    return is_officer(asked_by) and is_officer(actor) and asked_by["id"] != actor["id"]
