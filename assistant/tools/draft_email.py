"""Tool: lay a draft email on the turn. It is reviewed before anyone sees it; the tool itself can send nothing."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from assistant.blocks import Listing, Result
from assistant.errors import BadArguments, Refused
from assistant.figures import Line
from assistant.tools.addressing import Addressing, Letter, people_meant
from assistant.tools.arguments import Arguments, Names
from assistant.tools.tool import Tool
from assistant.turn import Turn


class EmailArguments(Arguments):
    to: Names = Field(
        min_length=1, description='clients by name, a class ("A"), "all", or ["last"] for those of the last answer'
    )
    purpose: str = Field(min_length=2, max_length=500, description="what the message is for")
    points: Names = Field(default_factory=list, description="facts or sentences to include")
    language: str | None = Field(None, description="language of the draft; default the client's")
    occasion: str | None = Field(
        None,
        description="what kind of letter: note, birthday, thank_you, condolence, review, appointment, referral_ask …",
    )
    send_on: dt.date | None = Field(None, description="the one day it may leave")
    subject: str | None = Field(None, max_length=200, description="the subject, when you write the message yourself")
    body: str | None = Field(
        None, max_length=10_000, description="the whole message, when you write it yourself, greeting and signature too"
    )


def _run(turn: Turn, arguments: EmailArguments) -> Result:
    if arguments.send_on is not None and arguments.send_on < turn.today:
        raise BadArguments(f"{arguments.send_on} is over: name a day that lies ahead, or none.")
    book = turn.own_book()
    people = people_meant(turn, book, arguments.to)
    addressing = Addressing(turn, book, _letter(arguments), people)
    left_out: list[str] = []
    written: list[str] = []
    for who in people:
        permission = addressing.permission(who)
        if permission.recipient is None:
            left_out.append(f"{who.label}: {permission.reason}")
            continue
        turn.lay(addressing.proposal(permission))
        written.append(who.label)
    if not written:
        raise Refused("No draft was written. " + " ".join(left_out))
    blocks = (Listing("Not written to, and why", tuple(left_out)),) if left_out else ()
    said = "I have drafted a message to {names}."
    if arguments.send_on:
        said += f" It may leave on {arguments.send_on:%-d %b %Y} and no other day: once it is approved, schedule it."
    return Result("Draft", turn.today, (), blocks, (Line(said, {"names": _listed(written)}),))


def _letter(given: EmailArguments) -> Letter:
    return Letter(
        given.purpose, given.points, given.occasion or "", given.language or "", given.subject or "", given.body or "",
        given.send_on,
    )  # fmt: skip


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


DRAFT_EMAIL = Tool(
    "draft_email",
    "Draft an email to a client or a list of clients. It is reviewed by rule and waits for the approval its class "
    "needs; nothing is sent.",
    EmailArguments,
    _run,
)
