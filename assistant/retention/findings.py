"""What verification finds, and its verdict."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

from assistant.retention.chain import pin_text

SHOWN_PER_KIND = 20  # findings kept of each kind, so that a log ruined from end to end still fits in memory
KINDS = (
    "tables",  # a table of the log, a column or its primary key is gone, or holds what no log writes there
    "guard",  # a trigger is missing, switched off or altered
    "removed",  # numbers are missing
    "inserted",  # a number that no log gives out, a payload without a record, a disposal that was never recorded
    "moved",  # the number inside the record is not the number of its row: swapped, renumbered or copied
    "changed",  # the record's bytes are not those that were hashed
    "chain",  # the record does not follow from the one before it
    "canonical",  # the bytes are not in canonical form, whatever they mean
    "projection",  # a searched column says something else than the record
    "payload",  # the payload is not the one the record committed to
    "payload_missing",  # the payload is gone, and no recorded disposal names it
    "tree",  # the records do not have the root that was signed, or a stored node is another or too many
    "checkpoint",  # a checkpoint is missing, not linked to the one before it, or no checkpoint of this log
    "signature",  # a checkpoint is not signed by a trusted key
    "seal",  # the log does not end where it was sealed (cut off or replaced after its last checkpoint), or has no seal
    "pin",  # the log is shorter than, or different from, what was kept outside its database
)


class Finding(NamedTuple):
    """One thing wrong: the record's number (None when it is no single record), a kind of KINDS, a sentence."""

    seq: int | None
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found. `head` is (seq, chain in hexadecimal) of the last record read; `count` the records read.

    `findings` holds at most SHOWN_PER_KIND of each kind, `counts` how many there were. `untold` says, in sentences,
    what could not be checked at all, for want of keys. `checkpoint` is the newest signed note.
    """

    ok: bool
    count: int
    head: tuple[int, str]
    first_bad: int | None
    findings: tuple[Finding, ...]
    counts: dict[str, int]
    untold: tuple[str, ...] = ()
    checkpoint: str = ""

    @property
    def pin(self) -> str:
        """The position in one line: number and running hash of the last record."""
        return pin_text(self.head[0], bytes.fromhex(self.head[1]))

    def to_json(self) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in ("ok", "count", "head", "first_bad", "counts", "untold")}
        findings = [finding._asdict() for finding in self.findings]
        return plain | {"pin": self.pin, "checkpoint": self.checkpoint, "findings": findings}


class Findings:
    """Collects what is wrong."""

    def __init__(self) -> None:
        self.shown: list[Finding] = []
        self.counts: Counter[str] = Counter()
        self.untold: list[str] = []
        self.first_bad: int | None = None

    def add(self, seq: int | None, kind: str, message: str) -> None:
        self.counts[kind] += 1
        if self.counts[kind] <= SHOWN_PER_KIND:
            self.shown.append(Finding(seq, kind, message))
        if seq is not None:
            self.first_bad = seq if self.first_bad is None else min(seq, self.first_bad)

    def cannot_tell(self, why: str) -> None:
        if why not in self.untold:
            self.untold.append(why)
