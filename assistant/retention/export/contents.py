"""Where each record of an export lies: an index on disk while the export is written, so that memory is flat."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

VERSIONS_OF_A_MESSAGE = ("msg.edited", "msg.deleted")
NEAR = 10
PART, PART_BYTES = 1_000, 8_000_000  # records of one page or paper, and what they may take in records.jsonl
_TABLE = """
CREATE TABLE record (seq INTEGER PRIMARY KEY, id TEXT, conversation TEXT, place INTEGER, size INTEGER, spoken TEXT,
  thing TEXT);
CREATE INDEX by_id ON record (id);
CREATE INDEX by_conversation ON record (conversation, seq);
CREATE INDEX by_thing ON record (thing, seq);
"""


class Thread(NamedTuple):
    """Ids of the communications that one belongs after: the one it answers and the first of its conversation."""

    answers: str | None = None
    first: str | None = None


class Stretch(NamedTuple):
    """Records of one conversation (“” is none) within a part: where each begins in the file of lines."""

    conversation: str
    places: list[int]
    begun_before: bool


class Contents:
    """The index. Its database is SQLite's own nameless one: no file that anybody else sees, gone when closed."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")
        self._database.executescript(_TABLE)

    def close(self) -> None:
        self._database.close()

    def add(self, header: Mapping[str, Any], payload: Any, place: int, size: int, *, communication: bool) -> Thread:
        """Note a record, its line's place and size; returns its thread, by its parents and else by its conversation."""
        conversation = header.get("scope", {}).get("conversation") or ""
        above = self._one("SELECT spoken, thing FROM record WHERE id = ?", header.get("parent")) or (None, None)
        answers = above[0] or self._end(conversation, "DESC")
        thread = Thread(answers, self._end(conversation, "ASC") or answers)
        spoken = header["id"] if communication else above[0]
        thing = _thing(header, payload, above[1])
        row = (header["seq"], header["id"], conversation, place, size, spoken, thing)
        self._database.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return thread

    def versions(self, seq: int) -> list[int]:
        """Numbers of the records that are versions of one message or draft, when there are others than this one.

        At most NEAR before it and NEAR after it, so that what has a thousand versions can still be told.
        """
        query = "SELECT seq FROM record WHERE thing = (SELECT thing FROM record WHERE seq = ?1) AND seq {} LIMIT ?2"
        before, after = (
            [number for (number,) in self._database.execute(query.format(side), (seq, NEAR))]
            for side in ("< ?1 ORDER BY seq DESC", "> ?1 ORDER BY seq")
        )
        return [*reversed(before), seq, *after] if before or after else []

    def is_one_part(self) -> bool:
        count, size = self._database.execute("SELECT count(*), total(size) FROM record").fetchone()
        return bool(count <= PART and size <= PART_BYTES)

    def parts(self) -> Iterator[list[Stretch]]:
        """The records conversation by conversation, cut into parts of at most PART records and about PART_BYTES."""
        part: list[Stretch] = []
        count = taken = 0
        for conversation, place, size in self._by_conversation():
            before = part[-1].conversation if part else None
            if part and (count == PART or taken + size > PART_BYTES):
                yield part
                part, count, taken = [], 0, 0
            if not part or before != conversation:
                part.append(Stretch(conversation, [], before == conversation))
            part[-1].places.append(place)
            count, taken = count + 1, taken + size
        if part:
            yield part

    def _by_conversation(self) -> Iterator[tuple[str, int, int]]:
        """Conversations in the order in which they began; what belongs to none comes last."""
        begun = "SELECT conversation, min(seq) AS begun FROM record GROUP BY conversation"
        query = (
            f"SELECT record.conversation, place, size FROM record JOIN ({begun}) AS each USING (conversation) "  # noqa: S608
            "ORDER BY record.conversation = '', each.begun, seq"
        )
        yield from self._database.execute(query)

    def _end(self, conversation: str, order: str) -> str | None:
        if not conversation:
            return None
        query = f"SELECT spoken FROM record WHERE conversation = ? AND spoken IS NOT NULL ORDER BY seq {order} LIMIT 1"  # noqa: S608
        found = self._one(query, conversation)
        return found[0] if found else None

    def _one(self, query: str, value: str | None) -> Any:
        return self._database.execute(query, (value,)).fetchone()


def _thing(header: Mapping[str, Any], payload: Any, above: str | None) -> str | None:
    """What a record is a version of: a message by its first record, a draft by its own id."""
    if header["type"] == "msg.in":
        return str(header["id"])
    if header["type"] in VERSIONS_OF_A_MESSAGE:
        return above
    if header["type"] == "draft.version" and isinstance(payload, Mapping) and isinstance(payload.get("id"), str):
        return f"draft {payload['id']}"
    return None
