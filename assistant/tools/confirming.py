"""What the tools that lay a change on the turn say of it: its id, that it waits, and what confirming it will ask."""

from __future__ import annotations

from assistant.book.changes import Change
from assistant.figures import Line
from assistant.turn import Turn

WAITS = "Nothing is written yet: change {change} waits until a person confirms or refuses it."
VERIFY = "Who confirms it says how it was verified outside this channel, such as a call to the number on file."


def waiting(change: Change) -> tuple[Line, ...]:
    """The sentences under a change that was proposed."""
    verify = (Line(VERIFY),) if change.needs_verification else ()
    return (Line(WAITS, {"change": change.id}), *verify)


def owner_of(turn: Turn, household_id: str) -> str:
    """The advisor whose client a household is; without one, the book that the caller serves."""
    home = turn.reach.books.stored("households", household_id) if household_id else None
    return home["advisor_id"] if home else turn.caller.own[0]
