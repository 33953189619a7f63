"""What compliance looks at, on the desk's own terms: the record, its proof, an answer made again, the firm's tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.book.snapshot import Book
from assistant.callers import Caller
from assistant.desk.again import call_again
from assistant.desk.proof import verify_log
from assistant.errors import AssistantError, NotForThisRole, NotFound
from assistant.retention import Found, Record, Search, Verdict
from assistant.tools import TOOLS
from assistant.tools.calling import evidence
from assistant.turn import Replay

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class FirmArchive:
    """The archive as one caller may see it; every method asks first whether that caller may look."""

    desk: Desk
    caller: Caller

    def search(self, wanted: Search) -> Sequence[Record]:
        """As `find`, the records alone."""
        return self.find(wanted).records

    def find(self, wanted: Search) -> Found:
        """Matching records, newest first: compliance all of them, a principal what concerns the people supervised.

        The look is itself recorded first. Raises NotForThisRole for anybody else.
        """
        if "search_records" not in self.caller.tools():
            raise NotForThisRole("Only compliance and principals search the record.")
        look = self.desk.run(self.caller).record("access.search", {"asked": str(wanted)}, wait=True)
        found = self.desk.log.find(wanted)
        seen = [r for r in found.records if r.id != look and self.caller.sees_records_of(r.scope.get("advisors", ()))]
        return Found(seen, found.whole)

    def verdict(self) -> Verdict:
        """The whole log read again and hashed again. Raises NotForThisRole for who may not see all of it."""
        if not self.caller.may("see_all_records"):
            raise NotForThisRole("Only compliance proves the log.")
        return verify_log(self.desk.settings)

    def firm_book(self, as_of: dt.date | None = None) -> Book:
        """The firm at a date, by default the last closed day; for a manager all below. Raises NotForThisRole."""
        if not self.caller.roles & {"compliance", "manager", "executive"}:
            raise NotForThisRole("Only compliance and managers look at the firm as a whole.")
        whole = "compliance" in self.caller.roles
        return self.desk.books.open(self.desk.books.hierarchy().firm() if whole else self.caller.default_scope, as_of)

    def replay(self, record: str) -> Sequence[Replay]:
        """The tool calls of the turn that a record (its id or number) belongs to, made again as the same person.

        Raises NotFound for a record that is not in the log, or not of a turn with tool calls.
        """
        self._only_compliance()
        run = self._run_of(record.strip().lstrip("#"))
        records = sorted(self.search(Search(run=run, limit=1000)), key=lambda r: r.seq)
        calls = {r.payload["call"]: r for r in records if r.type == "tool.call" and not r.payload_gone}
        results = [
            r for r in records if r.type == "tool.result" and not r.payload_gone and r.payload["outcome"] == "ok"
        ]
        if not results:
            raise NotFound(f"The turn of record {record} called no tool, so it holds no figure to compute again.")
        return [self._again(calls[r.payload["call"]], r.payload) for r in results if r.payload["call"] in calls]

    def _only_compliance(self) -> None:
        if "compliance" not in self.caller.roles:
            raise NotForThisRole("Only compliance replays answers.")

    def _run_of(self, record: str) -> str:
        found = [self.desk.log.read(int(record))] if record.isdigit() else self.search(Search(id=record))
        run = found[0].run if found else None
        if run is None:
            raise NotFound(f"There is no turn with record {record} in the log.")
        return run

    def _again(self, call: Record, kept: Mapping[str, Any]) -> Replay:
        tool, arguments = str(call.payload["tool"]), dict(call.payload["arguments"])
        pinned = kept["data_version"] == self.desk.books.version().digest
        made, why = self._figures(call, tool, arguments, str(kept["as_of"]))
        return Replay(tool, arguments, str(kept["as_of"]), pinned, dict(kept["figures"]), made, why)

    def _figures(
        self, call: Record, tool: str, arguments: dict[str, Any], as_of: str
    ) -> tuple[Mapping[str, str] | None, str]:
        if not any(each.name == tool and each.is_report for each in TOOLS):
            return None, "the call did not compute figures from the book"
        try:
            day, asker = dt.date.fromisoformat(as_of), call.actor
            again = call_again(self.desk, str(asker["id"]), str(asker.get("name", "")), tool, arguments, day)
            return evidence(again)["figures"], ""
        except AssistantError as error:
            return None, error.sentence
