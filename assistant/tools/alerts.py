"""Tool: growth and retention alerts."""

from dataclasses import replace
from typing import Literal

from pydantic import Field

from assistant.alerts import Kept
from assistant.analytics.alerts import alerts
from assistant.analytics.alerts_kept import kept_alerts
from assistant.blocks import Result, Table
from assistant.book.snapshot import Book
from assistant.figures import Line
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

NEVER_SCANNED = "No pass has been over this book yet; after the first `assistant scan` alerts can be marked."
OF_THAT_DAY = "As of a day that is asked for, alerts are worked out afresh; states are kept for the last pass alone."
IN_PART = "Not every book asked about has been scanned yet; the rest is missing here."
OTHER_DATA = "The book has changed since the last pass; the next one brings these alerts up to date."


class AlertArguments(ReportArguments):
    kind: Literal["growth", "retention"] | None = Field(None, description="only alerts of this kind")
    status: Literal["open", "seen", "acted", "dismissed", "all"] = Field("open", description="only in this state")


def _run(turn: Turn, arguments: AlertArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    of_a_day = (arguments.as_of or turn.as_of) is not None
    kept = None if of_a_day else turn.reach.kept_alerts(book)
    if kept is None or kept.as_of is None:
        found = _afresh(book, arguments, OF_THAT_DAY if of_a_day else NEVER_SCANNED)
        return _with_told(found, _listed(turn, book, kept, arguments)) if kept and kept.alerts else found
    found = _listed(turn, book, kept, arguments)
    return replace(found, caveats=(*found.caveats, *_caveats(turn, book, kept)))


def _listed(turn: Turn, book: Book, kept: Kept, arguments: AlertArguments) -> Result:
    names = dict(zip(book.advisors["advisor_id"], book.advisors["name"], strict=True))
    return kept_alerts(
        kept.alerts,
        status=arguments.status,
        kind=arguments.kind,
        limit=arguments.limit,
        as_of=kept.as_of or turn.today,
        advisors={advisor: names[advisor] for advisor in book.scope.advisor_ids},
    )


def _with_told(found: Result, told: Result) -> Result:
    """Before the first pass: what is worked out afresh, and beside it what clients have told in questionnaires."""
    tables = [replace(block, title="Told in questionnaires") for block in told.blocks if isinstance(block, Table)]
    return replace(found, blocks=(*found.blocks, *tables))


def _afresh(book: Book, arguments: AlertArguments, why: str) -> Result:
    found = alerts(book, kind=arguments.kind, limit=arguments.limit)
    caveats = (*found.caveats, why)
    if arguments.status in ("open", "all"):
        return replace(found, caveats=caveats)
    none = Line("No alert has been marked as {status}.", {"status": arguments.status})
    return Result("Alerts", book.as_of, (), (), (none,), caveats)


def _caveats(turn: Turn, book: Book, kept: Kept) -> tuple[str, ...]:
    position = f"Alerts as they stood at record {turn.reach.position()} of the log."
    held = "Retention alerts below a threshold that was signed are held back." if kept.threshold.number else ""
    part = IN_PART if kept.unscanned else ""
    old = OTHER_DATA if kept.versions - {book.data_version} else ""
    return tuple(words for words in (position, held, part, old) if words)


ALERTS = Tool(
    "alerts",
    "Open alerts: clients whose money is leaving (retention), and news that could bring money in (growth).",
    AlertArguments,
    _run,
)
