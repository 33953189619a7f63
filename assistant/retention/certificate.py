"""The certificate of a disposal: what went, by which rule, who decided, and that the proof of the log still stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.downloads import Block, Facts, Grid, Paper, Paragraph, Section, pdf
from assistant.errors import NotFound
from assistant.retention.decided import Said, said
from assistant.retention.disposal import ASKED
from assistant.retention.disposals import Spans, counted, read_pairs
from assistant.retention.removal import GONE, still_there
from assistant.retention.schedule import CLASS_OF
from assistant.retention.tree import StoredTree
from assistant.retention.verify import Verdict, verify

if TYPE_CHECKING:
    from assistant.retention.log import Log

HEAD = ("class", "records", "oldest", "newest", "kept for", "rule")


@dataclass(frozen=True, slots=True)
class Certificate:
    """The facts of one disposal. `named` are the numbers its record says, `kept` those a hold kept, `there` how many
    of the others have their payload still; `root_now` is today's root over as many records as there were before."""

    origin: str
    record: Said
    asked: Said
    finished: Said | None
    named: Spans
    kept: Spans
    there: int
    root_now: str
    root_after: str
    verdict: Verdict

    @property
    def holds_good(self) -> bool:
        """Whether it can be certified: finished, all gone that was to go, the log whole and grown from what it was."""
        told = self.record.payload
        gone = self.finished is not None and not self.there
        return gone and self.verdict.ok and not self.verdict.untold and self.root_now == told["before"]["root"]

    @property
    def facts(self) -> list[tuple[str, str]]:
        told, done = self.record.payload, self.finished
        went = self.named.without(self.kept)
        return [
            ("log", self.origin),
            ("disposal", f"record {self.record.seq}, {self.record.id}"),
            ("asked by", f"{self.asked.by} on {_day(self.asked.at)}, record {self.asked.seq}"),
            ("approved by", f"{self.record.by} on {_day(self.record.at)}"),
            ("policy", str(told["policy"])),
            *([("reason", str(told["reason"]))] if told["reason"] else []),
            ("records named", f"{self.named.count}: {_ranges(self.named)}"),
            ("records whose words went", f"{went.count}: {_ranges(went)}"),
            ("kept by a legal hold", f"{self.kept.count}: {_ranges(self.kept)}"),
            ("data keys destroyed", ", ".join(done.payload["keys"]) or "none" if done else "not yet"),
            ("finished", f"{_day(done.at)}, record {done.seq}" if done else "not yet: it goes on at the next pass"),
            ("root before", f"{told['before']['root']} over {told['before']['size']} records"),
            ("the same root today", self.root_now),
            ("root after", f"{self.root_after} over {(done or self.record).seq} records"),
            ("proof", self._proof()),
        ]

    @property
    def classes(self) -> list[tuple[str, ...]]:
        return [_class_row(name, each) for name, each in self.record.payload["classes"].items()]

    def text(self) -> str:
        """The certificate as plain text."""
        facts = [f"{name}: {value}" for name, value in self.facts]
        rows = [", ".join(f"{name} {cell}" for name, cell in zip(HEAD, row, strict=True)) for row in self.classes]
        return "\n".join([self.title, "", *facts, "", *rows, "", self._sentence()]) + "\n"

    def pdf(self) -> bytes:
        """The same on paper."""
        blocks: list[Block] = [
            Paragraph(self._sentence()),
            Facts(self.facts),
            Section("What went, by class", [Grid(HEAD, self.classes)]),
            Section("The signed checkpoint before", [Paragraph(self.record.payload["before"]["checkpoint"] or "none")]),
        ]
        return pdf(Paper(title=self.title, at=(self.finished or self.record).at, blocks=blocks))

    @property
    def title(self) -> str:
        return f"Certificate of disposal {self.record.seq}" if self.holds_good else f"Disposal {self.record.seq}"

    def _proof(self) -> str:
        verdict = self.verdict
        if verdict.ok and not verdict.untold:
            return f"the log verifies: {verdict.count} records, head {verdict.pin}"
        return "the log does not verify: " + "; ".join([*(f.message for f in verdict.findings), *verdict.untold])

    def _sentence(self) -> str:
        if not self.holds_good:
            return "This disposal is not finished, or the log does not verify: it is not certified."
        went = self.named.without(self.kept).count
        return (
            f"The words of {counted(went)} were destroyed. Their headers and hashes stay, and the log that holds them "
            "verifies from its first record to its last. Copies in the firm's archive or in sealed segments follow the "
            "schedules of those."
        )


def certificate(log: Log, seq: int) -> Certificate:
    """The certificate of the disposal that record `seq` announces; the log is verified for it.

    Raises NotFound when that record announces none.
    """
    with log.database.reading() as session:
        connection = session.connection()
        found = said(connection, log.payloads, ASKED, GONE)
        record = next((r for r in found if r.seq == seq and r.type == GONE and "ranges" in r.payload), None)
        if record is None:
            raise NotFound(f"Record {seq} is not that of a disposal.")
        asked = next(each for each in found if each.id == record.payload["asked"])
        finished = next((r for r in found if r.payload.get("disposal") == record.id and "kept" in r.payload), None)
        named = read_pairs(record.payload["ranges"])
        kept = read_pairs(finished.payload["kept"]) if finished else Spans(())
        there = len(still_there(connection, named.without(kept)))
        tree = StoredTree(connection)
        roots = [
            tree.frontier(size).root().hex() for size in (record.payload["before"]["size"], (finished or record).seq)
        ]
    return Certificate(
        log.origin, record, asked, finished, named, kept, there, roots[0], roots[1], verify(log.database, log.keys)
    )


def _class_row(name: str, told: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        name, str(told["count"]), told["oldest"] or "—", told["newest"] or "—", f"{told['years']} years",
        CLASS_OF[name].rules,
    )  # fmt: skip


def _ranges(spans: Spans) -> str:
    return ", ".join(str(low) if low == high else f"{low}–{high}" for low, high in spans.pairs) or "none"


def _day(at: dt.datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
