"""One pass of the verifier over the records: every hash made again, every column and payload held against the bytes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from assistant.errors import ServiceDown
from assistant.retention.canonical import parse
from assistant.retention.chain import BEGINNING, chain_hash, leaf_hash, payload_commitment
from assistant.retention.findings import SHOWN_PER_KIND, Findings
from assistant.retention.merkle import Frontier
from assistant.retention.notes import Checkpoint
from assistant.retention.payloads import InvalidTag, Payloads, bound_to_record
from assistant.retention.records import projected
from assistant.retention.tables import NODES, PAYLOADS, RECORDS
from assistant.retention.tree import TILE

PAGE = 2_000
Progress = Callable[[int, int], None]


class Walk:
    """Reads the records after `start` in order, 2,000 in memory at a time, and collects what is wrong.

    `signed` are the checkpoints to hold them against; `disposed` says whether a number's payload may be gone; without
    `payloads` none is opened. Without `strict` only hashes, links and tree are made again.
    """

    def __init__(
        self,
        connection: Connection,
        findings: Findings,
        signed: Sequence[Checkpoint],
        disposed: Callable[[int], bool],
        payloads: Payloads | None,
        *,
        strict: bool,
    ) -> None:
        self._connection = connection
        self._findings = findings
        self._disposed = disposed
        self._payloads = payloads
        self._strict = strict
        self._signed: dict[int, list[Checkpoint]] = defaultdict(list)
        for checkpoint in signed:
            self._signed[checkpoint.size].append(checkpoint)
        self._frontier = Frontier()
        self._nodes: dict[tuple[int, int], bytes] = {}
        self._origin: str | None = None
        self.start = self.seq = 0
        self.chain, self.count = BEGINNING, 0

    def begin_at(self, size: int, chain: bytes, frontier: Frontier) -> None:
        """Go on from a size whose root and chain are known to be right."""
        self.start = self.seq = size
        self.chain, self._frontier = chain, frontier

    def run(self, progress: Progress | None) -> None:
        total = self._connection.execute(self._from_here(select(func.count()).select_from(RECORDS))).scalar_one()
        for page in self._pages():
            self._nodes = self._stored_nodes(page[0][0], page[-1][0])
            for row in page:
                self._check_row(row)
            if progress:
                progress(self.count, max(total, self.count))
        self._check_nodes_too_many()
        self._check_payload_rows()

    # -- reading --------------------------------------------------------------------------------------------------

    def _pages(self) -> Iterator[Sequence[Any]]:
        columns = [RECORDS.c.seq, RECORDS.c.header, RECORDS.c.leaf, RECORDS.c.chain]
        statement: Select[Any] = select(*columns)
        if self._strict:
            columns = [c for c in RECORDS.c if c.name not in ("header", "leaf", "chain")]
            statement = select(RECORDS.c.seq, RECORDS.c.header, RECORDS.c.leaf, RECORDS.c.chain, PAYLOADS, *columns)
            statement = statement.join(PAYLOADS, PAYLOADS.c.seq == RECORDS.c.seq, isouter=True)
        statement = statement.order_by(RECORDS.c.seq).limit(PAGE)
        page = self._connection.execute(self._from_here(statement)).all()
        while page:
            yield page
            page = self._connection.execute(statement.where(RECORDS.c.seq > page[-1][0])).all()

    def _from_here(self, statement: Select[Any]) -> Select[Any]:
        # From the beginning there is no lower bound: a record numbered 0 or −5 must not hide below it.
        return statement.where(RECORDS.c.seq > self.start) if self.start else statement

    def _stored_nodes(self, first: int, last: int) -> dict[tuple[int, int], bytes]:
        """The stored nodes that the records `first` … `last` complete."""
        found: dict[tuple[int, int], bytes] = {}
        for level in range(TILE, max(last, 1).bit_length(), TILE):
            low, high = (max(first, 1) - 1) >> level, last >> level
            within = (NODES.c.level == level, NODES.c.place >= low, NODES.c.place <= high)
            rows = self._connection.execute(select(NODES.c.place, NODES.c.hash).where(*within))
            found |= {(level, row.place): row.hash for row in rows}
        return found

    # -- checking -------------------------------------------------------------------------------------------------

    def _check_row(self, row: Sequence[Any]) -> None:
        seq, exact, leaf, chain = row[:4]
        find = self._findings.add
        if seq != self.seq + 1:
            self._check_gap(seq)
        if leaf_hash(exact) != leaf:
            find(seq, "changed", f"Record {seq} was changed: its bytes are not those that were hashed.")
        if chain_hash(self.chain, leaf) != chain:
            find(seq, "chain", f"Record {seq} does not follow from the one before it: one of the two was replaced.")
        # Going on from what the row says keeps one break from being reported at every later record.
        self.seq, self.chain, self.count = seq, chain, self.count + 1
        self._check_tree(seq, leaf, chain)
        if self._strict:
            self._check_meaning(seq, exact, row)

    def _check_tree(self, seq: int, leaf: bytes, chain: bytes) -> None:
        for node in self._frontier.add(leaf):
            if node.level and node.level % TILE == 0 and self._nodes.get((node.level, node.place)) != node.hash:
                self._findings.add(seq, "tree", f"The stored node over the records up to {seq} is missing or another.")
        for said in self._signed.get(seq, ()):
            if (said.root, said.chain) != (self._frontier.root(), chain):
                self._findings.add(
                    seq, "tree", f"The first {seq} records are not those that checkpoint {said.number} signed."
                )

    def _check_nodes_too_many(self) -> None:
        """A node that is stored before its records are there would stop the log, or be taken for theirs."""
        levels = range(TILE, self.seq.bit_length(), TILE)
        made = (and_(NODES.c.level == level, NODES.c.place.between(0, (self.seq >> level) - 1)) for level in levels)
        extra = select(NODES.c.level, NODES.c.place).where(~or_(False, *made)).limit(SHOWN_PER_KIND)
        for level, place in self._connection.execute(extra).all():
            said = f"There is a stored node {place} of level {level}, and the log has no records under it."
            self._findings.add(None, "tree", said)

    def _check_gap(self, seq: int) -> None:
        expected = self.seq + 1
        if seq < 1:
            self._findings.add(seq, "inserted", f"There is a record numbered {seq}; the log counts from 1.")
        elif seq > expected and seq > 1:
            first = max(expected, 1)
            gone = f"Record {first} is" if seq == first + 1 else f"Records {first} to {seq - 1} are"
            self._findings.add(first, "removed", f"{gone} missing.")

    def _check_meaning(self, seq: int, exact: bytes, row: Sequence[Any]) -> None:
        try:
            header = parse(exact)
            columns = projected(header)
            commitment, origin = header["payload_commit"], header["origin"]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self._findings.add(seq, "canonical", f"Record {seq} cannot be read as it was written: {error}.")
            return
        self._check_columns(seq, columns, row)
        self._check_payload(seq, header, commitment, row)
        self._origin = self._origin or origin
        if origin != self._origin:
            self._findings.add(seq, "inserted", f"Record {seq} comes from another log, {origin!r}.")

    def _check_columns(self, seq: int, columns: dict[str, Any], row: Sequence[Any]) -> None:
        listed = tuple(row[-len(columns) :])
        if tuple(columns.values()) == listed:
            return
        if columns["seq"] != seq:
            said = f"Record {seq} says it is record {columns['seq']}: it was moved or copied."
            self._findings.add(seq, "moved", said)
        wrong = [n for n, value in zip(columns, listed, strict=True) if columns[n] != value and n != "seq"]
        if wrong:
            said = f"Record {seq} is listed with another {', '.join(wrong)} than it has."
            self._findings.add(seq, "projection", said)

    def _check_payload(self, seq: int, header: dict[str, Any], commitment: str, row: Sequence[Any]) -> None:
        _, salt, sealed, kind, key_id = row[4:9]
        if salt is None:
            return  # looked at for all records at once
        if kind != header.get("payload_type"):
            said = f"The payload of record {seq} is listed with another type than it has."
            self._findings.add(seq, "projection", said)
        content = self._opened(seq, commitment, sealed, key_id)
        if content is not None and payload_commitment(salt, content).hex() != commitment:
            self._findings.add(seq, "payload", f"The payload of record {seq} is not the one that was recorded.")

    def _opened(self, seq: int, commitment: str, sealed: bytes, key_id: str | None) -> bytes | None:
        if self._payloads is None and key_id is not None:
            return None
        try:
            if self._payloads is None:
                return sealed
            return self._payloads.open(self._connection, key_id, sealed, bound_to_record(seq, commitment))
        except InvalidTag:
            self._findings.add(seq, "payload", f"The payload of record {seq} is not the one that was recorded.")
        except ServiceDown as error:
            self._findings.add(seq, "payload", f"The payload of record {seq} does not open: {error.sentence}")
        return None

    def _check_payload_rows(self) -> None:
        has = select(PAYLOADS.c.seq).where(PAYLOADS.c.seq == RECORDS.c.seq).exists()
        without = self._from_here(select(RECORDS.c.seq).where(~has)).order_by(RECORDS.c.seq)
        for seq in self._connection.execute(without).scalars():
            if not self._disposed(seq):
                said = f"The payload of record {seq} is gone, and no recorded disposal names it."
                self._findings.add(seq, "payload_missing", said)
        there = select(RECORDS.c.seq).where(RECORDS.c.seq == PAYLOADS.c.seq).exists()
        for seq in self._connection.execute(select(PAYLOADS.c.seq).where(~there).limit(SHOWN_PER_KIND)).scalars():
            self._findings.add(seq, "inserted", f"There is a payload {seq} without its record.")
