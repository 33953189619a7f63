"""The log's checkpoints under a verifier's eyes: numbered, linked, signed by a key that is trusted from outside.

What passes is what the records are then held against: their root and chain at each signed size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from assistant.errors import BadArguments
from assistant.retention.findings import Findings
from assistant.retention.notes import NO_NOTE, Checkpoint, PublicKey, note_hash, read_note, read_vkey, signer
from assistant.retention.rotation import is_rotation
from assistant.retention.tables import CHECKPOINTS

PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Trust:
    """The keys to believe. From record `unread` on there may be another: its rotation could not be read."""

    keys: Sequence[PublicKey] = ()
    unread: int | None = None

    def fits(self, note: str, size: int, what: str, findings: Findings) -> bool | None:
        """Whether a trusted key that covers that size signed the note; None, said once, when that cannot be told."""
        if not self.keys:
            return None  # that no signature was checked is said where the keys were looked for
        if signer(note, [key for key in self.keys if key.covers(size)]) is not None:
            return True
        if self.unread is None or size < self.unread:
            return False
        findings.cannot_tell(
            f"{what} and what came after it are signed by no key that was handed in; whether record {self.unread} "
            "hands over to one that signed them cannot be read without the key folder."
        )
        return None


def trusted_after(
    keys: Sequence[PublicKey], rotations: Sequence[tuple[int, Any]], origin: str | None
) -> list[PublicKey]:
    """The trusted keys, and those that they in turn vouched for: (record number, payload) of each `key.rotated`.

    A key vouches only while it is in use: one that was stolen after it was replaced names no further one.
    """
    known = {key.vkey: key for key in keys}
    for seq, said in rotations:
        old = known.get(str(said.get("old"))) if isinstance(said, dict) else None
        if old is None or not old.covers(seq) or not is_rotation(said) or said["origin"] != origin:
            continue
        new = read_vkey(said["new"], seq)
        known[old.vkey] = PublicKey(old.name, old.public, old.since, seq if old.until is None else old.until)
        known.setdefault(new.vkey, new)
    return list(known.values())


def check_checkpoints(
    connection: Connection, trust: Trust, origin: str | None, end: int, findings: Findings
) -> list[Checkpoint]:
    """The checkpoints to hold the records against, by size: of this log, and not signed by a stranger.

    Whatever is wrong goes to `findings`. One that is only out of its place still says what was signed.
    """
    good: list[Checkpoint] = []
    number, previous, size = 0, NO_NOTE, 0
    for row in _rows(connection):
        number += 1
        try:
            said, _ = read_note(row.note)
        except BadArguments:
            findings.add(None, "checkpoint", f"Checkpoint {row.number} is no checkpoint of a log.")
            number, previous = row.number, note_hash(row.note)
            continue
        if wrong := _out_of_place(said, row, number, previous, size, origin, end):
            findings.add(said.size, "checkpoint", wrong)
        number, previous, size = row.number, note_hash(row.note), max(size, said.size)
        if trust.fits(row.note, said.size, f"Checkpoint {row.number}", findings) is False:
            findings.add(said.size, "signature", f"Checkpoint {row.number} is not signed by a trusted key.")
        elif said.size <= end and origin in (None, said.origin):
            good.append(said)
    return good


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
        return f"Checkpoint {said.number} covers no more records than the one before it."
    if origin is not None and said.origin != origin:
        return f"Checkpoint {said.number} is of another log, {said.origin!r}."
    if said.size > end:
        return f"Checkpoint {said.number} covers {said.size} records and the log ends at {end}: its end was cut off."
    return ""


def _rows(connection: Connection) -> Iterator[Any]:
    statement = select(CHECKPOINTS).order_by(CHECKPOINTS.c.number).limit(PAGE)
    page = connection.execute(statement).all()
    while page:  # from the first, whatever its number: one below 1 must not hide
        yield from page
        page = connection.execute(statement.where(CHECKPOINTS.c.number > page[-1].number)).all()
