"""Is the log whole? Reads every record, hashes it again and says what does not fit. It imports nothing of the writer.

Inside the database alone nobody can see that its end was cut off together with the checkpoints over it, or that all of
it was made anew. What stands against that lies outside: the key folder (the seal over the log's end, the trusted keys,
the newest checkpoint) and the pins that were carried elsewhere.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, inspect, select

from assistant.database import Database
from assistant.errors import AssistantError, BadArguments
from assistant.retention import reading
from assistant.retention.chain import read_pin
from assistant.retention.disposals import disposed_by
from assistant.retention.findings import KINDS, Finding, Findings, Verdict
from assistant.retention.guards import missing_guards
from assistant.retention.keys import Keys
from assistant.retention.notes import Checkpoint, PublicKey, read_note
from assistant.retention.payloads import InvalidTag, Payloads, bound_to_record
from assistant.retention.signed import check_checkpoints, signed_by, trusted_after
from assistant.retention.tables import CHECKPOINTS, LOG, PAYLOADS, RECORDS, SEQUENCER
from assistant.retention.tree import StoredTree
from assistant.retention.walk import Progress, Walk

__all__ = ["KINDS", "Finding", "Progress", "Verdict", "verify"]


def verify(
    database: Database,
    keys: Keys,
    *,
    trusted: Sequence[PublicKey] | None = None,
    since: int = 0,
    pins: Sequence[str] = (),
    strict: bool = True,
    progress: Progress | None = None,
) -> Verdict:
    """Check every record against its hashes, its columns, its payload, the signed checkpoints, the seal and the pins.

    `trusted` are the keys to believe (None: those of the key folder), `pins` checkpoints or positions kept elsewhere;
    those in the key folder are looked at anyway. With `since` only what came after the last checkpoint of at most that
    size, whose root is checked. `progress` is called with (records read, records to read). Without `strict` hashes,
    links, tree and signatures alone: several times as fast, and blind to "canonical", "projection" and "payload".
    Reads only. Raises ServiceDown when the database does not answer and BadArguments when a pin is not one.
    """
    held = [*(_pin(text) for text in pins), *(_pin(text) for text in keys.pins())]  # before what they are held against
    with database.reading() as session:
        check = _Check(session.connection(), Payloads(database, keys), keys)
        check.run(trusted, since, held, strict, progress)
        return check.verdict()


Pin = tuple[int, bytes] | str  # a position (number, chain), or a signed note


def _pin(text: str) -> Pin:
    if "\n" not in text.strip():
        return read_pin(text)
    note = text if text.endswith("\n") else text + "\n"
    read_note(note)
    return note


class _Check:
    """One verification: what is looked at, in order."""

    def __init__(self, connection: Connection, payloads: Payloads, keys: Keys) -> None:
        self._connection = connection
        self._payloads = payloads
        self._keys = keys
        self._findings = Findings()
        self._walk: Walk | None = None
        self._last_note = ""

    def verdict(self) -> Verdict:
        found, walk = self._findings, self._walk
        head = (walk.seq, walk.chain.hex()) if walk else (0, bytes(32).hex())
        ok = not found.counts
        return Verdict(
            ok, walk.count if walk else 0, head, found.first_bad, tuple(found.shown), dict(found.counts),
            tuple(found.untold), self._last_note,
        )  # fmt: skip

    def run(
        self,
        trusted: Sequence[PublicKey] | None,
        since: int,
        pins: Sequence[Pin],
        strict: bool,
        progress: Progress | None,
    ) -> None:
        if not self._tables_stand():
            return
        for name in missing_guards(self._connection):
            self._findings.add(None, "guard", f"The trigger {name} is missing, switched off or altered.")
        end, _ = reading.head(self._connection)
        known = self._trusted(trusted)
        signed: list[Checkpoint] = []
        if known:
            signed = check_checkpoints(self._connection, known, reading.origin(self._connection), end, self._findings)
        self._last_note = self._newest()
        pinned = self._check_pins(pins, known, end)
        opens = self._payloads if self._keys.exist else None
        if opens is None:
            self._findings.cannot_tell("The key folder is not here: payloads and the seal were not checked.")
        self._walk = Walk(self._connection, self._findings, [*signed, *pinned], self._disposed(), opens, strict=strict)
        if since:
            self._begin_since(since, signed)
        self._walk.run(progress)
        self._check_seal()

    # -- what stands outside ----------------------------------------------------------------------------------------

    def _trusted(self, trusted: Sequence[PublicKey] | None) -> list[PublicKey]:
        try:
            keys = list(self._keys.trusted() if trusted is None else trusted)
        except BadArguments as error:
            if self._connection.execute(select(CHECKPOINTS.c.number).limit(1)).first():
                self._findings.cannot_tell(f"No signature was checked. {error.sentence}")
            return []
        return trusted_after(keys, self._said("key.rotated"))

    def _check_pins(self, pins: Sequence[Pin], known: Sequence[PublicKey], end: int) -> list[Checkpoint]:
        """What was kept elsewhere, as checkpoints to hold the records against; what the log lacks is found here."""
        held = []
        for pin in pins:
            if isinstance(pin, tuple):
                size, chain = pin
                self._check_position(size, chain)
                continue
            said, _ = read_note(pin)
            if known and not signed_by(pin, said.size, known):
                self._findings.add(
                    said.size, "pin", f"The pinned checkpoint {said.number} is not signed by a trusted key."
                )
                continue
            kept = select(CHECKPOINTS.c.note).where(CHECKPOINTS.c.number == said.number)
            if self._connection.execute(kept).scalar_one_or_none() != pin:
                self._findings.add(
                    said.size, "pin", f"Checkpoint {said.number} was pinned, and the log has none or another: "
                    "it was cut off, rolled back or rewritten.",
                )  # fmt: skip
            if said.size > end:
                self._findings.add(said.size, "pin", f"Record {said.size} was pinned and is gone: the log was cut off.")
            held.append(said)
        return held

    def _check_position(self, seq: int, chain: bytes) -> None:
        statement = select(RECORDS.c.chain).where(RECORDS.c.seq == seq)
        found = self._connection.execute(statement).scalar_one_or_none()
        if found is None and seq:
            self._findings.add(seq, "pin", f"Record {seq} was pinned and is gone: the end of the log was cut off.")
        elif found not in (None, chain):
            self._findings.add(
                seq, "pin", f"Record {seq} or one before it is not what was pinned: the log was rewritten."
            )

    def _check_seal(self) -> None:
        row = self._connection.execute(select(SEQUENCER)).one_or_none()
        if row is None or not self._keys.exist or not self._walk:
            if row is None:
                self._findings.add(None, "seal", "The row that seals the log's end is gone.")
            return
        if not row.seal and not self._walk.seq:
            return
        key = self._keys.derived("seal")
        said = hmac.digest(key, row.size.to_bytes(8, "big") + row.chain, sha256)
        if said != row.seal:
            self._findings.add(row.size, "seal", "The seal over the log's end is not one that this log made.")
        elif (row.size, row.chain) != (self._walk.seq, self._walk.chain):
            self._findings.add(
                min(row.size, self._walk.seq) + 1,
                "seal",
                f"The log was sealed at record {row.size} and ends at {self._walk.seq}, or its end is another.",
            )

    # -- what stands inside -----------------------------------------------------------------------------------------

    def _tables_stand(self) -> bool:
        inspector = inspect(self._connection)
        for name, table in LOG.tables.items():
            keys = [column.name for column in table.primary_key.columns]
            if not inspector.has_table(name):
                self._findings.add(
                    None, "tables", f"The table {name} does not exist: this is no log, or it was removed."
                )
            elif inspector.get_pk_constraint(name)["constrained_columns"] != keys:
                self._findings.add(None, "tables", f"The table {name} has lost its primary key.")
        return not self._findings.counts

    def _newest(self) -> str:
        newest = select(CHECKPOINTS.c.note).order_by(CHECKPOINTS.c.number.desc()).limit(1)
        return self._connection.execute(newest).scalar_one_or_none() or ""

    def _begin_since(self, since: int, signed: Sequence[Checkpoint]) -> None:
        """From the last good checkpoint of at most that size, whose root the stored tree must give."""
        start = max((said for said in signed if said.size <= since), key=lambda said: said.size, default=None)
        if start is None or self._walk is None:
            return  # nothing signed that early: everything is read
        try:
            frontier = StoredTree(self._connection).frontier(start.size)
        except IndexError:
            self._findings.add(start.size, "removed", f"Records before {start.size} are missing.")
            return
        if frontier.root() != start.root:
            said = f"The first {start.size} records are not those that checkpoint {start.number} signed."
            self._findings.add(start.size, "tree", said)
        self._walk.begin_at(start.size, start.chain, frontier)

    def _disposed(self) -> Callable[[int], bool]:
        return disposed_by([said for _, said in self._said("retention.disposed")])

    def _said(self, kind: str) -> list[tuple[int, Any]]:
        """(number, payload) of every record of a type that can be opened; what cannot is found by the walk."""
        if not self._keys.exist:
            return []
        statement = select(RECORDS.c.seq, RECORDS.c.header, PAYLOADS.c.payload, PAYLOADS.c.key_id)
        statement = statement.join(PAYLOADS, PAYLOADS.c.seq == RECORDS.c.seq).where(RECORDS.c.type == kind)
        said = []
        for row in self._connection.execute(statement.order_by(RECORDS.c.seq)).all():
            try:
                bound = bound_to_record(row.seq, json.loads(row.header)["payload_commit"])
                content = self._payloads.open(self._connection, row.key_id, row.payload, bound)
                said.append((row.seq, json.loads(content)))
            except (InvalidTag, AssistantError, ValueError, KeyError, TypeError):
                continue
        return said
