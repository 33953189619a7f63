"""Tool: lay a draft email on the turn. It is reviewed before anyone sees it; the tool itself can send nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
from pydantic import Field

from assistant.analytics.life_events.writing import open_complaints
from assistant.blocks import Listing, Result
from assistant.book.names import Who, plain
from assistant.book.snapshot import Book
from assistant.drafts import Proposal
from assistant.errors import BadArguments, NotFound, Refused
from assistant.figures import Line
from assistant.outreach import Permission, email_permission, sponsor_of
from assistant.tools.arguments import Arguments, Names
from assistant.tools.composing import compose, occasion_of
from assistant.tools.tool import Tool
from assistant.turn import Turn

WRITTEN_LANGUAGES = ("en", "it", "es")


class EmailArguments(Arguments):
    to: Names = Field(min_length=1, description='a client, or a list of clients; ["last"] is those of the last answer')
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
    people = _people(turn, book, arguments.to)
    left_out: list[str] = []
    written: list[str] = []
    for who in people:
        permission = _permission(turn, book, who, occasion_of(arguments.purpose, arguments.occasion or ""))
        if permission.recipient is None:
            left_out.append(f"{who.label}: {permission.reason}")
            continue
        turn.lay(_proposal(turn, book, who, permission, arguments))
        written.append(who.label)
    if not written:
        raise Refused("No draft was written. " + " ".join(left_out))
    blocks = (Listing("Not written to, and why", tuple(left_out)),) if left_out else ()
    said = "I have drafted a message to {names}."
    if arguments.send_on:
        said += f" It may leave on {arguments.send_on:%-d %b %Y} and no other day: once it is approved, schedule it."
    return Result("Draft", turn.today, (), blocks, (Line(said, {"names": _listed(written)}),))


def _people(turn: Turn, book: Book, named: list[str]) -> list[Who]:
    """Everyone meant, each once. “last” stands for the clients of the last answer."""
    names = turn.names(book)
    found: dict[str, Who] = {}
    for words in named:
        if plain(words) == "last":
            last = next((e.households for e in reversed(turn.memory) if e.households), ())
            if not last:
                raise NotFound("The last answer named no client; say who the message is for.")
            people = [names.one(household) for household, _label in last]
        else:
            people = [names.one(words)]
        found.update({who.client_id or who.household_id: who for who in people})
    return list(found.values())


def _permission(turn: Turn, book: Book, who: Who, occasion: str) -> Permission:
    """Permission to write to the person named, or to the household's first person who may be written to."""
    clients = book.clients
    home = clients[clients["household_id"] == who.household_id]
    chosen = home[home["client_id"] == who.client_id] if who.client_id else _in_order(home)
    if chosen.empty:
        return Permission(False, "there is no person on file.")
    said = turn.reach.consents(chosen["client_id"])
    now = turn.reach.stops()
    stops = replace(now, complaining=now.complaining | open_complaints(book))
    answers = [
        email_permission(row, sponsor_of(book, row), occasion=occasion, said=said.get(str(row.client_id)), stops=stops)
        for row in chosen.itertuples(index=False)
    ]
    return next((answer for answer in answers if answer.allowed), answers[0])


def _in_order(home: pd.DataFrame) -> pd.DataFrame:
    """The primary person first, the others by id; the dead and the next generation are not written to for the house."""
    living = home[home["deceased_on"].isna() & home["next_generation_of"].isna()]
    ordered = (living if len(living) else home).sort_values(["is_primary", "client_id"], ascending=[False, True])
    return pd.DataFrame(ordered)


def _proposal(turn: Turn, book: Book, who: Who, permission: Permission, arguments: EmailArguments) -> Proposal:
    recipient = permission.recipient
    if recipient is None:
        raise Refused(permission.reason)
    clients = book.clients.set_index("client_id").loc[recipient.client_id]
    advisor_id = str(book.households.set_index("household_id").loc[who.household_id, "advisor_id"])
    advisor = book.advisors.set_index("advisor_id")["name"].get(advisor_id, turn.caller.name)
    wanted = arguments.language or (str(clients["language"]) if pd.notna(clients["language"]) else "en")
    occasion = occasion_of(arguments.purpose, arguments.occasion or "")
    subject, body, language = compose(
        occasion=occasion,
        purpose=arguments.purpose,
        points=arguments.points,
        first_name=str(clients["first_name"]),
        sender=str(advisor),
        language=wanted[:2].lower() if wanted[:2].lower() in WRITTEN_LANGUAGES else "en",
    )
    if arguments.body:
        occasion, subject, body = "", arguments.subject or subject, arguments.body.strip() + "\n"
    return Proposal(
        channel="email",
        advisor_id=advisor_id,
        to=(recipient,),
        subject=subject,
        body=body,
        occasion=occasion,
        language=language,
        purpose=arguments.purpose,
        hold_reason=permission.reason if permission.route == "via_hr" else "",
        send_on=arguments.send_on,
    )


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


DRAFT_EMAIL = Tool(
    "draft_email",
    "Draft an email to a client or a list of clients. It is reviewed by rule and waits for the approval its class "
    "needs; nothing is sent.",
    EmailArguments,
    _run,
)
