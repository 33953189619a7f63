"""Tool: anything that left without the approval its class requires. An empty set is proved, not assumed."""

from __future__ import annotations

import datetime as dt

from assistant.blocks import Column, Result, Table
from assistant.book.periods import parse_period
from assistant.figures import Figure, Line, Method, Rows
from assistant.retention import Record, Search
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

SENT = Method("sends", "records of words handed to the outbox (send.intent) in the period")
UNAPPROVED = Method(
    "unapproved sends", "sends without an earlier recorded decision “approved” on the same draft and the same content"
)
MOST = 100_000


class SendsArguments(ReportArguments):
    pass


def _run(turn: Turn, arguments: SendsArguments) -> Result:
    period = parse_period(arguments.period, turn.today, earliest=dt.date(2000, 1, 1))
    begin = dt.datetime.combine(period.start, dt.time(), dt.UTC)
    end = dt.datetime.combine(period.end + dt.timedelta(days=1), dt.time(), dt.UTC)
    sends = turn.reach.archive.search(Search(type="send.intent", since=begin, until=end, limit=MOST))
    decisions = turn.reach.archive.search(Search(type="approval.decided", until=end, limit=MOST))
    bad = [send for send in sends if not any(_covers(decision, send) for decision in decisions)]
    verdict = turn.reach.archive.verdict()
    behind = Rows.of("records", [send.id for send in sends])
    sent = Figure("sent", "Sends looked at", len(sends), "count", SENT, behind, (("period", str(period)),))
    count = Figure(
        "unapproved", "Sends without approval", len(bad), "count", UNAPPROVED, Rows.of("records", [r.id for r in bad])
    )
    records = Figure("records", "Records verified", verdict.count, "count", SENT)
    words = "Nothing left without approval: each of the {sent} sends has its recorded approval."
    if not sends:
        words = "Nothing left without approval: nothing was sent at all in that period."
    if bad:
        words = "{unapproved} of {sent} sends left without a recorded approval."
    proof = "The log is whole over {records} records, so no send is missing from it."
    if not verdict.ok:
        proof = "The log does not verify, so this list may not be complete: see verify_records."
    lines = (Line(words, {"sent": sent, "unapproved": count}), Line(proof, {"records": records}))
    caveat = "Words that left by other ways than the assistant are not in its log."
    return Result("Sends without approval", turn.today, (count, sent, records), _blocks(bad), lines, (caveat,))


def _covers(decision: Record, send: Record) -> bool:
    """The decision approves the very draft, and came first."""
    decided, sent = decision.payload, send.payload
    if not isinstance(decided, dict) or not isinstance(sent, dict) or decision.seq > send.seq:
        return False
    same = all(decided.get(key) == sent.get(key) for key in ("draft", "version", "hash", "approval"))
    return same and decided.get("decision") == "approved"


def _blocks(bad: list[Record]) -> tuple[Table, ...]:
    columns = Column("at", "When (UTC)"), Column("who", "Who"), Column("draft", "Draft"), Column("record", "Record")
    rows = tuple(
        (r.at.strftime("%Y-%m-%d %H:%M"), str(r.actor.get("name", r.actor["id"])), str(r.payload.get("draft")), r.id)
        for r in bad
    )
    return (Table("Sends without approval", columns, rows, tuple(r.id for r in bad)),) if bad else ()


UNAPPROVED_SENDS = Tool(
    "unapproved_sends",
    "(compliance) Anything that left without the approval its class requires; an empty set is proved against the log.",
    SendsArguments,
    _run,
)
