"""The log's checkpoints under a verifier's eyes: numbered, linked, signed by a key that is trusted from outside.

What passes is what the records are then held against: their root and chain at each signed size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from assistant.errors import BadArguments
from assistant.retention.findings import Findings
from assistant.retention.notes import NO_NOTE, Checkpoint, PublicKey, note_hash, read_note, read_vkey, signer
from assistant.retention.rotation import is_rotation
from assistant.retention.tables import CHECKPOINTS

PAGE = 1_000


def trusted_after(keys: Sequence[PublicKey], rotations: Sequence[tuple[int, Any]]) -> list[PublicKey]:
    """The trusted keys, and those that they in turn vouched for: (record number, payload) of each `key.rotated`."""
    known = {key.vkey: key for key in keys}
    for seq, said in rotations:
        old = known.get(str(said.get("old"))) if isinstance(said, dict) else None
        if old is None or not is_rotation(said):
            continue
        new = read_vkey(said["new"], seq)
        known[old.vkey] = PublicKey(old.name, old.public, old.since, seq if old.until is None else old.until)
        known.setdefault(new.vkey, new)
    return list(known.values())


def check_checkpoints(
    connection: Connection, keys: Sequence[PublicKey], origin: str | None, end: int, findings: Findings
) -> list[Checkpoint]:
    """The checkpoints whose signature and place are right, by size; whatever is wrong goes to `findings`."""
    good: list[Checkpoint] = []
    number, previous, size = 0, NO_NOTE, 0
    for row in _rows(connection):
        number += 1
        try:
            said, _ = read_note(row.note)
        except BadArguments:
            findings.add(None, "checkpoint", f"Checkpoint {row.number} is no checkpoint of a log.")
            previous = note_hash(row.note)
            continue
        wrong = _out_of_place(said, row, number, previous, size, origin, end)
        if wrong:
            findings.add(said.size, "checkpoint", wrong)
        number, previous, size = row.number, note_hash(row.note), max(size, said.size)
        if not signed_by(row.note, said.size, keys):
            findings.add(said.size, "signature", f"Checkpoint {row.number} is not signed by a trusted key.")
        elif not wrong:
            good.append(said)
    return good


def signed_by(note: str, size: int, keys: Sequence[PublicKey]) -> bool:
    """Whether a trusted key that covers that size signed the note."""
    return signer(note, [key for key in keys if key.covers(size)]) is not None


def _out_of_place(
    said: Checkpoint, row: Any, number: int, previous: str, size: int, origin: str | None, end: int
) -> str:
    if said.number != row.number or said.size != row.size:
        return f"Checkpoint {row.number} is listed with another number or size than it has."
    if said.number != number:
        return f"Checkpoint {number} is missing."
    if said.previous != previous:
        return f"Checkpoint {said.number} does not follow the one before it: one of the two was replaced."
    if said.size <= size:
        return f"Checkpoint {said.number} covers fewer records than the one before it."
    if origin is not None and said.origin != origin:
        return f"Checkpoint {said.number} is of another log, {said.origin!r}."
    if said.size > end:
        return f"Checkpoint {said.number} covers {said.size} records and the log ends at {end}: its end was cut off."
    return ""


def _rows(connection: Connection) -> Iterator[Any]:
    after = 0
    while True:
        statement = select(CHECKPOINTS).where(CHECKPOINTS.c.number > after).order_by(CHECKPOINTS.c.number).limit(PAGE)
        page = connection.execute(statement).all()
        if not page:
            return
        yield from page
        after = page[-1].number
