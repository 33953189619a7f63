"""Tool: which channels are captured, since when, with which gaps."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from assistant.blocks import Column, Result, Table
from assistant.figures import Figure, Line, Method, Rows
from assistant.retention import Record, Search
from assistant.tools.arguments import Arguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

COVERED = Method(
    "channel coverage",
    "messages of each channel in the retention log: the first, the last, and the longest time between two",
)
CHANNELS = (
    ("chat", "Questions to the assistant (page, API, terminal)"),
    ("tool", "Single tool calls (API, terminal)"),
    ("email", "Emails released through the assistant"),
)
NOT_CAPTURED = ("Slack", "text messages", "telephone", "mail sent outside the assistant", "social networks")
MOST = 20_000
CoverageRow = tuple[str, str, dt.date | None, dt.date | None, int | None, int | None]


class CoverageArguments(Arguments):
    pass


def _run(turn: Turn, _: CoverageArguments) -> Result:
    asked = turn.reach.archive.search(Search(type="msg.in", limit=MOST))
    sent = turn.reach.archive.search(Search(type="send.result", limit=MOST))
    by_channel = {
        "chat": [r for r in asked if _door(r) != "tool"],
        "tool": [r for r in asked if _door(r) == "tool"],
        "email": [r for r in sent if _left(r)],
    }
    figures = tuple(
        Figure(key, label, len(by_channel[key]), "count", COVERED, Rows.of("records", [r.id for r in by_channel[key]]))
        for key, label in CHANNELS
    )
    columns = (
        Column("channel", "Channel"), Column("captured", "Captured"), Column("since", "Since", "date", COVERED),
        Column("last", "Last", "date", COVERED), Column("messages", "Messages", "count", COVERED),
        Column("gap", "Longest silence, days", "days", COVERED),
    )  # fmt: skip
    rows: list[CoverageRow] = [_row(label, by_channel[key]) for key, label in CHANNELS]
    rows += [(name, "no", None, None, None, None) for name in NOT_CAPTURED]
    total = {figure.key: figure for figure in figures}
    lines = (
        Line("Captured are the assistant's own channels: {chat} questions and {email} emails so far.", total),
        Line("Not captured: {names}.", {"names": ", ".join(NOT_CAPTURED)}),
    )
    caveat = "A silence may be a quiet time or messages that went elsewhere: the log cannot tell which."
    return Result(
        "Which channels are captured", turn.today, figures, (Table("Channels", columns, tuple(rows)),), lines, (caveat,)
    )


def _door(record: Record) -> str:
    return str(record.payload.get("door", "")) if isinstance(record.payload, dict) else ""


def _left(record: Record) -> bool:
    """Whether what a record of sending tells of has left; of one whose words were removed nobody knows otherwise."""
    return not isinstance(record.payload, dict) or record.payload.get("outcome") != "failed"


def _row(label: str, records: list[Record]) -> CoverageRow:
    days = sorted(record.at.date() for record in records)
    gap = max(((later - earlier).days for earlier, later in pairwise(days)), default=None)
    return label, "yes", days[0] if days else None, days[-1] if days else None, len(days), gap


CHANNEL_COVERAGE = Tool(
    "channel_coverage",
    "(compliance) Which channels are captured in the log, since when, with gaps; and which are not.",
    CoverageArguments,
    _run,
)
