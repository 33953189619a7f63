"""Tool: what was asked, answered, drafted, sent. Every look is itself recorded."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any, Literal

from pydantic import Field

from assistant.blocks import Column, Result, Table
from assistant.errors import AssistantError
from assistant.figures import Figure, Line, Method, Rows
from assistant.retention import Record, Search
from assistant.tools.arguments import Arguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

FOUND = Method("log search", "records of the retention log that match every condition, newest first")
EXCERPT = 160
MOST_NAMESAKES = 5
MOST = 5_000
"""Records of one search, newest first; the caveat says when there may be more."""


class RecordsArguments(Arguments):
    text: str | None = Field(None, description="words anywhere in the record")
    person: str | None = Field(None, description="who asked, answered or decided: a name or an id")
    client: str | None = Field(None, description="a client's id or name")
    rule: str | None = Field(None, description="id of a guardrail rule that was found")
    kind: Literal["question", "answer", "prompt", "tool", "draft", "approval", "send", "channel", "access"] | None = (
        Field(None, description="only records of this kind")
    )
    since: dt.date | None = Field(None, description="from this day on")
    until: dt.date | None = Field(None, description="up to and including this day")
    limit: int = Field(10, ge=1, le=500, description="how many records to show")


def _run(turn: Turn, arguments: RecordsArguments) -> Result:
    before = turn.reach.position()
    searched = [turn.reach.archive.find(wanted) for wanted in _searches(turn, arguments)]
    looked = {record.seq: record for found in searched for record in found.records}
    found = [looked[seq] for seq in sorted(looked, reverse=True) if seq <= before and looked[seq].run != turn.run_id]
    count = Figure("found", "Records found", len(found), "count", FOUND, Rows.of("records", [r.id for r in found]))
    words = "No record of the log matches." if not found else "{found} records of the log match; the newest come first."
    caveats = [f"The log stood at record {turn.reach.position()}; this look is recorded in it, too."]
    if any(not each.whole or len(each.records) == MOST for each in searched):
        caveats.append("There may be more: only the newest were looked through. Narrow the search, by dates perhaps.")
    blocks = (_table(found[: arguments.limit]),) if found else ()
    return Result("Records", turn.today, (count,), blocks, (Line(words, {"found": count}),), tuple(caveats))


def _searches(turn: Turn, asked: RecordsArguments) -> list[Search]:
    """What is looked for; a client who is named in words is looked for by the household's id and by the name."""
    wanted = Search(
        text=asked.text,
        person=asked.person,
        rule=asked.rule,
        kind=asked.kind,
        since=_midnight(asked.since),
        until=_midnight(asked.until + dt.timedelta(days=1)) if asked.until else None,
        limit=MOST,
    )
    if asked.client is None:
        return [wanted]
    if any(character.isdigit() for character in asked.client):
        return [replace(wanted, client=asked.client)]
    try:
        households = {who.household_id for who in turn.names(turn.reach.archive.firm_book()).find(asked.client)}
    except AssistantError:  # a principal, who opens no book, or no book at all: the name alone
        households = set()
    by_id = [replace(wanted, client=household) for household in sorted(households)[:MOST_NAMESAKES]]
    return [*by_id, replace(wanted, text=" ".join(filter(None, (asked.text, f'"{asked.client}"'))))]


def _midnight(day: dt.date | None) -> dt.datetime | None:
    return dt.datetime.combine(day, dt.time(), dt.UTC) if day else None


def _table(records: list[Record]) -> Table:
    columns = (
        Column("seq", "Number", "count", FOUND),
        Column("at", "When (UTC)"),
        Column("type", "What"),
        Column("who", "Who"),
        Column("excerpt", "Words"),
        Column("record", "Record"),
    )
    rows = tuple(
        (r.seq, r.at.strftime("%Y-%m-%d %H:%M:%S"), r.type, str(r.actor.get("name", r.actor["id"])), _excerpt(r), r.id)
        for r in records
    )
    return Table("Records", columns, rows, tuple(r.id for r in records))


def _excerpt(record: Record) -> str:
    """The words of a record, quoted as data, cut to what fits a line."""
    if record.payload_gone:
        return "(the words were removed under the retention schedule)"
    payload: dict[str, Any] = record.payload if isinstance(record.payload, dict) else {}
    words = next(
        (str(payload[key]) for key in ("text", "answer", "body", "why", "asked", "tool") if payload.get(key)), ""
    )
    words = " ".join((words or json.dumps(record.payload, ensure_ascii=False, default=str)).split())
    return words if len(words) <= EXCERPT else words[: EXCERPT - 1] + "…"


SEARCH_RECORDS = Tool(
    "search_records",
    "(compliance) What was asked, answered, drafted and sent: search the retention log by words, person, client, rule, "
    "kind and dates. The look itself is recorded.",
    RecordsArguments,
    _run,
)
