"""Is the log whole? Reads every record, hashes it again and says what does not fit. It imports nothing of the writer.

Inside the database alone nobody can see that its end was cut off together with the checkpoints over it, or that all of
it was made anew. What stands against that lies outside: the key folder (the seal over the log's end, the trusted keys,
the newest checkpoint) and the pins that were carried elsewhere.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Connection, Integer, LargeBinary, String, Table, and_, func, inspect, or_, select
from sqlalchemy.exc import OperationalError

from assistant.database import Database
from assistant.errors import AssistantError, BadArguments
from assistant.retention import reading
from assistant.retention.chain import payload_commitment, read_pin
from assistant.retention.disposals import Spans, disposed_by
from assistant.retention.findings import KINDS, SHOWN_PER_KIND, Finding, Findings, Verdict
from assistant.retention.guards import missing_guards
from assistant.retention.keys import Keys
from assistant.retention.notes import Checkpoint, PublicKey, read_note
from assistant.retention.payloads import InvalidTag, Payloads, bound_to_record
from assistant.retention.rotation import ROTATED
from assistant.retention.signed import Trust, check_checkpoints, trusted_after
from assistant.retention.tables import CHECKPOINTS, DISPOSED, LOG, PAYLOADS, RECORDS, SEQUENCER
from assistant.retention.tree import StoredTree
from assistant.retention.walk import PAGE, Progress, Walk

__all__ = ["KINDS", "Finding", "Progress", "Verdict", "verify"]

DISPOSAL = "retention.disposed"
STORED = ((Integer, "integer"), (LargeBinary, "blob"), (String, "text"))
"""The types of the log's columns, and what SQLite calls a value of them; it takes any value in any column."""


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
    size, whose root is checked against the stored tree. `progress` is called with (records read, records to read).
    Without `strict` hashes, links, tree and signatures alone: several times as fast, and blind to "canonical",
    "projection" and "payload".
    Reads only. Raises ServiceDown when the database does not answer and BadArguments when a pin is not one.
    """
    held = [_pin(text) for text in pins]
    beside = _pins_beside(keys)  # before the log they are held against: it may be at work
    with database.reading() as session:
        check = _Check(session.connection(), Payloads(database, keys), keys)
        check.run(trusted, since, [*held, *check.pins_beside(beside)], strict, progress)
        return check.verdict()


Pin = tuple[int, bytes] | str  # a position (number, chain), or a signed note


def _pin(text: str) -> Pin:
    if "\n" not in text.strip():
        return read_pin(text)
    note = text if text.endswith("\n") else text + "\n"
    read_note(note)
    return note


def _pins_beside(keys: Keys) -> list[str] | None:
    """The pins of the key folder; None when they cannot be read."""
    try:
        return keys.pins()
    except (OSError, UnicodeDecodeError):
        return None


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

    def pins_beside(self, texts: Sequence[str] | None) -> list[Pin]:
        """The pins of the key folder, of which one that cannot be read is found."""
        pins: list[Pin] = []
        if texts is None:
            self._findings.cannot_tell("The pins in the key folder cannot be read, and nothing was held against them.")
        for text in texts or ():
            try:
                pins.append(_pin(text))
            except BadArguments as error:
                self._findings.add(None, "pin", f"What the key folder keeps as a pin was replaced: {error.sentence}")
        return pins

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
        try:
            self._run(trusted, since, pins, strict, progress)
        except OperationalError as error:
            if "could not decode" not in str(error.orig).lower():
                raise
            self._findings.add(
                None, "tables", f"A text in the log is none, and nothing after it was read: {error.orig}."
            )

    def _run(
        self,
        trusted: Sequence[PublicKey] | None,
        since: int,
        pins: Sequence[Pin],
        strict: bool,
        progress: Progress | None,
    ) -> None:
        for name in missing_guards(self._connection):
            self._findings.add(None, "guard", f"The trigger {name} is missing, switched off or altered.")
        end, _ = reading.head(self._connection)
        origin = self._origin()
        self._last_note = self._newest()
        trust = self._trusted(trusted, pins, origin)
        signed = check_checkpoints(self._connection, trust, origin, end, self._findings)
        pinned = self._check_pins(pins, trust, end)
        opens = self._payloads if self._keys.exist else None
        if opens is None:
            self._findings.cannot_tell("The key folder is not here: payloads and the seal were not checked.")
        self._walk = Walk(self._connection, self._findings, [*signed, *pinned], self._disposed(), opens, strict=strict)
        if since:
            self._begin_since(since, signed)
        self._walk.run(progress)
        self._check_seal()

    # -- what stands outside ----------------------------------------------------------------------------------------

    def _trusted(self, trusted: Sequence[PublicKey] | None, pins: Sequence[Pin], origin: str | None) -> Trust:
        why, keys = "There is no trusted key.", list(trusted or ())
        if trusted is None:
            try:
                keys = list(self._keys.trusted())
            except BadArguments as error:
                why = error.sentence
        if not keys:
            if self._last_note or any(isinstance(pin, str) for pin in pins):
                self._findings.cannot_tell(f"No signature was checked. {why}")
            return Trust()
        unread = select(func.min(RECORDS.c.seq)).where(RECORDS.c.type == ROTATED)
        return Trust(
            trusted_after(keys, self._said(ROTATED), origin),
            None if self._keys.exist else self._connection.execute(unread).scalar_one(),
        )

    def _check_pins(self, pins: Sequence[Pin], trust: Trust, end: int) -> list[Checkpoint]:
        """What was kept elsewhere, as checkpoints to hold the records against; what the log lacks is found here."""
        held = []
        for pin in pins:
            if isinstance(pin, tuple):
                size, chain = pin
                self._check_position(size, chain)
                continue
            said, _ = read_note(pin)
            if trust.fits(pin, said.size, f"The pinned checkpoint {said.number}", self._findings) is False:
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
        rows = self._connection.execute(select(SEQUENCER)).all()
        if [row.only for row in rows] != [1]:
            self._findings.add(None, "seal", "The row that seals the log's end is gone, or there is another.")
            return
        row = rows[0]
        if not self._keys.exist or not self._walk or (not row.seal and not self._walk.seq):
            return
        end = row.size.to_bytes(8, "big", signed=True) + row.chain  # below zero the log seals nothing: it only differs
        if hmac.digest(self._keys.derived("seal"), end, sha256) != row.seal:
            self._findings.add(
                max(row.size, 0) or None, "seal", "The seal over the log's end is not one that this log made."
            )
        elif (row.size, row.chain) != (self._walk.seq, self._walk.chain):
            self._findings.add(
                row.size if row.size == self._walk.seq else min(row.size, self._walk.seq) + 1,
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
            elif wrong := _wrong_columns(table, {c["name"]: c for c in inspector.get_columns(name)}):
                self._findings.add(
                    None, "tables", f"The table {name} has lost its {wrong}, or lets another kind of value in."
                )
            elif self._connection.dialect.name == "sqlite":
                self._check_values(table)
        return not self._findings.counts["tables"]

    def _check_values(self, table: Table) -> None:
        first, *_ = table.primary_key.columns
        odd = select(first).where(or_(*(func.typeof(c).not_in(_stored_as(c)) for c in table.columns)))
        for value in self._connection.execute(odd.order_by(first).limit(SHOWN_PER_KIND)).scalars():
            seq = value if table in (RECORDS, PAYLOADS, DISPOSED) else None
            said = f"Row {value!r} of the table {table.name} holds a value of a type that no log writes there."
            self._findings.add(seq, "tables", said)

    def _origin(self) -> str | None:
        try:
            return reading.origin(self._connection)
        except (ValueError, LookupError, TypeError, RecursionError):
            return None  # what is wrong with the first record the walk finds

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
        """Whether a payload may be gone: a recorded disposal names it, and its row was marked before it went."""
        disposed = disposed_by([said for _, said in self._said(DISPOSAL)])
        spans: list[tuple[int, int]] = []
        for seq, by, went in self._marked():
            if by != DISPOSAL or (self._keys.exist and not disposed(seq)):
                if not went:  # else its payload is what is missing, and the walk says so
                    said = f"Record {seq} is marked as disposed of, and no recorded disposal names it."
                    self._findings.add(seq, "inserted", said)
            elif spans and spans[-1][1] == seq - 1:
                spans[-1] = spans[-1][0], seq
            else:
                spans.append((seq, seq))
        if spans and not self._keys.exist:
            self._findings.cannot_tell(
                "Payloads are gone and marked as disposed of; whether the recorded disposals name them cannot be read "
                "without the key folder."
            )
        return Spans(spans).__contains__

    def _marked(self) -> Iterator[Any]:
        """(number, type of the record that is said to dispose of it, whether that payload went) of every mark."""
        by, one = RECORDS.alias("by"), RECORDS.alias("one")
        went = and_(one.c.seq.is_not(None), PAYLOADS.c.seq.is_(None))
        marks = select(DISPOSED.c.seq, by.c.type, went).order_by(DISPOSED.c.seq).execution_options(yield_per=PAGE)
        marks = marks.join(by, by.c.seq == DISPOSED.c.by_record, isouter=True)
        marks = marks.join(one, one.c.seq == DISPOSED.c.seq, isouter=True)
        yield from self._connection.execute(marks.join(PAYLOADS, PAYLOADS.c.seq == DISPOSED.c.seq, isouter=True))

    def _said(self, kind: str) -> list[tuple[int, Any]]:
        """(number, payload) of every record of a type that is what it committed to; what is not, the walk finds.

        A quick walk does not look into payloads: that is why a payload that was swapped says nothing here.
        """
        if not self._keys.exist:
            return []
        columns = (RECORDS.c.seq, RECORDS.c.header, PAYLOADS.c.salt, PAYLOADS.c.payload, PAYLOADS.c.key_id)
        statement = select(*columns)
        statement = statement.join(PAYLOADS, PAYLOADS.c.seq == RECORDS.c.seq).where(RECORDS.c.type == kind)
        said = []
        for row in self._connection.execute(statement.order_by(RECORDS.c.seq)).all():
            try:
                header = json.loads(row.header)
                commitment = header["payload_commit"]
                bound = bound_to_record(row.seq, commitment)
                content = self._payloads.open(self._connection, row.key_id, row.payload, bound)
                if header["type"] == kind and payload_commitment(row.salt, content).hex() == commitment:
                    said.append((row.seq, json.loads(content)))
            except (InvalidTag, AssistantError, ValueError, LookupError, TypeError, RecursionError):
                continue
        return said


def _wrong_columns(table: Table, found: Mapping[str, Any]) -> str:
    """The columns of a table that are not there or take other values, in words; blank when all are as they were."""
    lost = [column.name for column in table.columns if not _is_as_it_was(column, found.get(column.name))]
    return f"column{'s' if len(lost) > 1 else ''} {', '.join(lost)}" if lost else ""


def _is_as_it_was(column: Column[Any], found: Mapping[str, Any] | None) -> bool:
    if found is None or _types(column.type) != _types(found["type"]):
        return False
    return bool(column.nullable or column.primary_key or not found["nullable"])


def _types(kind: object) -> list[str]:
    return [name for base, name in STORED if isinstance(kind, base)]


def _stored_as(column: Column[Any]) -> list[str]:
    return [*_types(column.type), *(["null"] if column.nullable else [])]
