"""Is the log whole? Reads every record, hashes it again and says what does not fit. It imports nothing of the writer.

A chain alone cannot see its own end cut off, nor a rewriting of everything after some record with all hashes made anew:
for those it needs a pin, the log's position kept where whoever changed the database could not reach it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, inspect, select

from assistant.database import Database
from assistant.retention.canonical import parse
from assistant.retention.chain import BEGINNING, chain_hash, leaf_hash, payload_commitment, pin_text, read_pin
from assistant.retention.guards import missing_guards
from assistant.retention.records import projected
from assistant.retention.tables import LOG, PAYLOADS, RECORDS

PAGE = 2_000
SHOWN_PER_KIND = 20  # findings kept of each kind, so that a log ruined from end to end still fits in memory
KINDS = (
    "tables",  # a table of the log or its primary key is gone
    "guard",  # a trigger is missing, switched off or altered
    "removed",  # numbers are missing
    "inserted",  # a number that no log gives out, or a payload without a record
    "moved",  # the number inside the record is not the number of its row: swapped, renumbered or copied
    "changed",  # the record's bytes are not those that were hashed
    "chain",  # the record does not follow from the one before it
    "canonical",  # the bytes are not in canonical form, whatever they mean
    "projection",  # a searched column says something else than the record
    "payload",  # the payload is not the one the record committed to
    "payload_missing",  # the payload is gone
    "pin",  # the log is shorter than, or different from, what was pinned
)
Progress = Callable[[int, int], None]


class Finding(NamedTuple):
    """One thing wrong: the record's number (None when it is no single record), a kind of KINDS, a sentence."""

    seq: int | None
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found. `head` is (seq, chain in hexadecimal) of the last record read; `count` the records read.

    `findings` holds at most SHOWN_PER_KIND of each kind, `counts` how many there were.
    """

    ok: bool
    count: int
    head: tuple[int, str]
    first_bad: int | None
    findings: tuple[Finding, ...]
    counts: dict[str, int]

    @property
    def pin(self) -> str:
        """The position to keep outside the database and to hand in at the next verification."""
        return pin_text(self.head[0], bytes.fromhex(self.head[1]))


def verify(
    database: Database,
    *,
    since: int | None = None,
    pin: str | None = None,
    strict: bool = True,
    progress: Progress | None = None,
) -> Verdict:
    """Check every record after number `since` (None: all) against its hashes, its columns, its payload and the pin.

    `pin` is the text `seq chain` of an earlier position; `progress` is called with (records read, records to read).
    Without `strict` the records are hashed but not parsed: about twice as fast, and mostly blind to what
    "canonical" and "projection" name. Reads only, 2,000 records at a time. The hashes are those of chain.py.
    Raises ServiceDown when the database does not answer and BadArguments when the pin is not one.
    """
    pinned = read_pin(pin) if pin else None
    with database.reading() as session:
        connection = session.connection()
        walk = _Walk(connection, since or 0, strict)
        if walk.tables_stand():
            walk.check_guards()
            if pinned:
                walk.check_pin(*pinned)
            walk.check_records(progress)
            walk.check_orphans()
    return walk.verdict()


class _Walk:
    """One pass over the log, collecting what is wrong."""

    def __init__(self, connection: Connection, since: int, strict: bool) -> None:
        self._connection = connection
        self._since = since
        self._strict = strict
        self._shown: list[Finding] = []
        self._counts: Counter[str] = Counter()
        self._first_bad: int | None = None
        self._origin: str | None = None
        self._seq, self._chain, self._count = since, BEGINNING, 0

    def verdict(self) -> Verdict:
        head = (self._seq, self._chain.hex())
        return Verdict(not self._counts, self._count, head, self._first_bad, tuple(self._shown), dict(self._counts))

    def tables_stand(self) -> bool:
        inspector = inspect(self._connection)
        for name in LOG.tables:
            if not inspector.has_table(name):
                self._find(None, "tables", f"The table {name} does not exist: this is no log, or it was removed.")
            elif inspector.get_pk_constraint(name)["constrained_columns"] != ["seq"]:
                self._find(None, "tables", f"The table {name} has lost its primary key.")
        return not self._counts

    def check_guards(self) -> None:
        for name in missing_guards(self._connection):
            self._find(None, "guard", f"The trigger {name} is missing, switched off or altered.")

    def check_pin(self, seq: int, chain: bytes) -> None:
        found = self._chain_at(seq)
        if found is None:
            self._find(seq, "pin", f"Record {seq} was pinned and is gone: the end of the log was cut off.")
        elif found != chain:
            self._find(seq, "pin", f"Record {seq} or one before it is not what was pinned: the log was rewritten.")

    def check_records(self, progress: Progress | None) -> None:
        if self._since:
            start = self._chain_at(self._since)
            if start is None:
                self._find(self._since, "removed", f"Record {self._since}, from which to go on, does not exist.")
            self._chain = start or BEGINNING
        total = self._connection.execute(self._from_here(select(func.count()).select_from(RECORDS))).scalar_one()
        for page in self._pages():
            for row in page:
                self._check_row(row)
            if progress:
                progress(self._count, max(total, self._count))

    def check_orphans(self) -> None:
        there = select(RECORDS.c.seq).where(RECORDS.c.seq == PAYLOADS.c.seq).exists()
        for seq in self._connection.execute(select(PAYLOADS.c.seq).where(~there).limit(SHOWN_PER_KIND)).scalars():
            self._find(seq, "inserted", f"There is a payload {seq} without its record.")

    def _pages(self) -> Iterator[Sequence[Any]]:
        """Records with their payloads, in order, page by page so that memory stays flat."""
        statement = select(RECORDS, PAYLOADS.c.salt, PAYLOADS.c.payload, PAYLOADS.c.payload_type)
        statement = statement.join(PAYLOADS, PAYLOADS.c.seq == RECORDS.c.seq, isouter=True)
        statement = statement.order_by(RECORDS.c.seq).limit(PAGE)
        page = self._connection.execute(self._from_here(statement)).all()
        while page:
            yield page
            page = self._connection.execute(statement.where(RECORDS.c.seq > page[-1][0])).all()

    def _from_here(self, statement: Select[Any]) -> Select[Any]:
        # From the beginning there is no lower bound: a record numbered 0 or −5 must not hide below it.
        return statement.where(RECORDS.c.seq > self._since) if self._since else statement

    def _check_row(self, row: Sequence[Any]) -> None:
        seq, (exact, leaf, chain, salt, payload, _) = row[0], row[-6:]
        if seq != self._seq + 1:
            self._check_gap(seq)
        if leaf_hash(exact) != leaf:
            self._find(seq, "changed", f"Record {seq} was changed: its bytes are not those that were hashed.")
        if chain_hash(self._chain, leaf) != chain:
            self._find(
                seq, "chain", f"Record {seq} does not follow from the one before it: one of the two was replaced."
            )
        # Going on from what the row says keeps one break from being reported at every later record.
        self._seq, self._chain, self._count = seq, chain, self._count + 1
        if self._strict or salt is None or not _says(exact, seq, payload_commitment(salt, payload)):
            self._check_meaning(seq, exact, row)

    def _check_meaning(self, seq: int, exact: bytes, row: Sequence[Any]) -> None:
        try:
            header = parse(exact)
            columns = projected(header)
            commitment, origin = header["payload_commit"], header["origin"]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self._find(seq, "canonical", f"Record {seq} cannot be read as it was written: {error}.")
            return
        self._check_columns(seq, columns, row)
        self._check_payload(seq, header, commitment, row)
        self._origin = self._origin or origin
        if origin != self._origin:
            self._find(seq, "inserted", f"Record {seq} comes from another log, {origin!r}.")

    def _check_gap(self, seq: int) -> None:
        expected = self._seq + 1
        if seq < 1:
            self._find(seq, "inserted", f"There is a record numbered {seq}; the log counts from 1.")
        elif seq > expected and seq > 1:
            first = max(expected, 1)
            gone = f"Record {first} is" if seq == first + 1 else f"Records {first} to {seq - 1} are"
            self._find(first, "removed", f"{gone} missing.")

    def _check_columns(self, seq: int, columns: dict[str, Any], row: Sequence[Any]) -> None:
        if tuple(columns.values()) == tuple(row[: len(columns)]):
            return
        if columns["seq"] != seq:
            self._find(seq, "moved", f"Record {seq} says it is record {columns['seq']}: it was moved or copied.")
        wrong = [name for name, value in zip(columns, row, strict=False) if columns[name] != value and name != "seq"]
        if wrong:
            self._find(seq, "projection", f"Record {seq} is listed with another {', '.join(wrong)} than it has.")

    def _check_payload(self, seq: int, header: dict[str, Any], commitment: str, row: Sequence[Any]) -> None:
        salt, payload, kind = row[-3:]
        if salt is None:
            self._find(seq, "payload_missing", f"The payload of record {seq} is gone.")
        elif payload_commitment(salt, payload).hex() != commitment:
            self._find(seq, "payload", f"The payload of record {seq} is not the one that was recorded.")
        elif kind != header.get("payload_type"):
            self._find(seq, "projection", f"The payload of record {seq} is listed with another type than it has.")

    def _chain_at(self, seq: int) -> bytes | None:
        if seq == 0:
            return BEGINNING
        return self._connection.execute(select(RECORDS.c.chain).where(RECORDS.c.seq == seq)).scalar_one_or_none()

    def _find(self, seq: int | None, kind: str, message: str) -> None:
        self._counts[kind] += 1
        if self._counts[kind] <= SHOWN_PER_KIND:
            self._shown.append(Finding(seq, kind, message))
        if seq is not None:
            self._first_bad = seq if self._first_bad is None else min(seq, self._first_bad)


def _says(exact: bytes, seq: int, commitment: bytes) -> bool:
    """Whether a header has this number and commitment; quotes inside JSON strings are escaped, so no text can pose."""
    return b'"seq":%d,' % seq in exact and b'"payload_commit":"%b"' % commitment.hex().encode() in exact
