"""Tool: a new version of a draft by an instruction. It is reviewed before anyone sees it, and approved anew."""

from __future__ import annotations

import pandas as pd
from pydantic import Field

from assistant.blocks import Result, Text
from assistant.book.snapshot import Book
from assistant.drafts import Draft, Proposal
from assistant.errors import NotFound, Refused
from assistant.figures import Line
from assistant.tools.arguments import Arguments
from assistant.tools.composing import compose, is_fixed
from assistant.tools.rewording import Words, reword
from assistant.tools.tool import Tool
from assistant.turn import Turn

LANGUAGES = {"en": "English", "it": "Italian", "es": "Spanish"}


class ReviseArguments(Arguments):
    instruction: str = Field(min_length=2, max_length=500, description="what to change")
    draft: str | None = Field(None, max_length=60, description="id of the draft; default the last")
    subject: str | None = Field(None, max_length=200, description="the new subject, when you write it yourself")
    body: str | None = Field(None, max_length=10_000, description="the whole new text, when you write it yourself")


def _run(turn: Turn, arguments: ReviseArguments) -> Result:
    draft = _meant(turn, arguments.draft)
    before = Words(draft.subject, draft.body, draft.language)
    if arguments.subject is not None or arguments.body is not None:
        after = Words(arguments.subject or draft.subject, arguments.body or draft.body, draft.language)
    else:
        after = reword(before, arguments.instruction, lambda language: _translated(turn, draft, language))
    turn.lay(
        Proposal(
            channel=draft.channel,
            advisor_id=draft.advisor_id,
            to=draft.to,
            subject=after.subject,
            body=after.body,
            language=after.language,
            purpose=draft.purpose,
            revises=draft.id,
            change=arguments.instruction,
        )
    )
    line = Line(
        "Draft {id} has a new version: {change}.", {"id": draft.id, "change": arguments.instruction.rstrip(".")}
    )
    shown = Text(after.subject, after.body, f"draft {draft.id}, version {draft.version + 1}, before review")
    return Result("Draft revised", turn.today, (), (shown,), (line,))


def _meant(turn: Turn, named: str | None) -> Draft:
    """The draft named, or the last of the conversation, or the newest."""
    wanted = named or next((e.drafts[-1] for e in reversed(turn.memory) if e.drafts), None)
    found = [draft for draft in turn.reach.drafts(None) if wanted is None or draft.id == wanted]
    if not found:
        raise NotFound(f"There is no draft {wanted}." if wanted else "There is no draft to revise yet.")
    return found[0]


def _translated(turn: Turn, draft: Draft, language: str) -> Words:
    """The template of its occasion in another language. Words of a person's own cannot be put into another language by
    rule: a draft that holds some is refused, with the reason."""
    name = LANGUAGES[language]
    if language == draft.language:
        raise Refused(f"Draft {draft.id} is in {name} already.")
    if not is_fixed(draft.occasion, draft.language):
        raise Refused(
            f"Draft {draft.id} holds words of your own, which I cannot put into {name} without a language model: ask "
            f"for a new draft in {name} and give its points in {name}, or write the text in the draft itself."
        )
    book = turn.own_book()
    if _said(draft.body) != _said(_composed(book, draft, draft.language)[1]):
        raise Refused(f"Draft {draft.id} was reworded since: ask for a new draft in {name}, or write it in the draft.")
    return Words(*_composed(book, draft, language))


def _said(body: str) -> list[str]:
    """Without the signature, which the firm's identification was added to."""
    return body.split("\n\n")[:-1]


def _composed(book: Book, draft: Draft, language: str) -> tuple[str, str, str]:
    clients = book.clients[book.clients["client_id"] == (draft.to[0].client_id if draft.to else "")]
    known = len(clients) and pd.notna(clients["first_name"].iloc[0])
    names = book.advisors.set_index("advisor_id")["name"]
    return compose(
        occasion=draft.occasion,
        purpose=draft.purpose,
        points=(),
        first_name=str(clients["first_name"].iloc[0]) if known else "",
        sender=str(names.get(draft.advisor_id, "")),
        language=language,
    )


REVISE_DRAFT = Tool(
    "revise_draft",
    "A new version of a draft by an instruction (shorter, in Italian, without the second paragraph).",
    ReviseArguments,
    _run,
)
