"""Tool: life events with their needs and clocks, and birthdays, anniversaries and ages that lie ahead."""

import datetime as dt
from typing import Literal

from pydantic import Field

from assistant.analytics.life_events import life_events
from assistant.blocks import Result
from assistant.book.periods import Period, parse_ahead
from assistant.book.snapshot import Book
from assistant.tools.arguments import PERIODS, ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

DATES = ("birthday", "anniversary", "milestone")
DAYS_AHEAD = 30
EventType = Literal[
    "birth", "marriage", "divorce", "death", "inheritance", "graduation", "new_home", "move", "job_change",
    "retirement", "business_sale", "illness", "birthday", "anniversary", "milestone",
]  # fmt: skip


class LifeEventsArguments(ReportArguments):
    client: str | None = Field(None, description="one client only")
    type: EventType | None = Field(
        None, description="one kind; birthday, anniversary (as a client) and milestone (an age) look ahead"
    )
    source: Literal["questionnaire", "note", "public", "inferred"] | None = Field(
        None, description="events told by this source only"
    )
    period: str = Field(
        "", description=f"{PERIODS}; dates may lie ahead (2026-12). Default: ytd for events, the next 30 days for dates"
    )


def _run(turn: Turn, arguments: LifeEventsArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    client = turn.client(book, arguments.client).household_id if arguments.client else None
    known, ahead = _spans(turn, book, arguments)
    return life_events(
        book, period=known, ahead=ahead, kind=arguments.type, source=arguments.source, household_id=client
    )


def _spans(turn: Turn, book: Book, arguments: LifeEventsArguments) -> tuple[Period | None, Period | None]:
    """The period in which events became known, and the one in which dates are looked for.

    Dates alone for a kind of date, or when the period begins after the book's date; events alone for a kind of event or
    a source; both otherwise, the dates in what is left of the period.
    """
    word, tomorrow = arguments.period, book.as_of + dt.timedelta(days=1)
    soon = Period(tomorrow, book.as_of + dt.timedelta(days=DAYS_AHEAD), "")
    whole = parse_ahead(word, book.as_of) if word else soon
    if arguments.type in DATES:
        return None, whole
    both = arguments.type is None and arguments.source is None
    if word and both and whole.start > book.as_of:
        return None, whole
    rest = Period(max(whole.start, tomorrow), whole.end, word) if both and whole.end >= tomorrow else None
    return turn.period(word or "ytd", book), rest


LIFE_EVENTS = Tool(
    "life_events",
    "Life events (births, divorces, deaths, moves, retirements …) that became known, with the needs they raise, the "
    "clock on each, how sure they are and who answered no questionnaire; and dates ahead: birthdays, anniversaries as "
    "a client, ages that matter, with those who should get no note.",
    LifeEventsArguments,
    _run,
)
