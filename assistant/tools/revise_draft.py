"""Tool: a draft and what was asked of it. Rewriting by instruction is not in this version, and it says so."""

from pydantic import Field

from assistant.blocks import Result, Text
from assistant.errors import NotFound
from assistant.figures import Line
from assistant.tools.arguments import Arguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class ReviseArguments(Arguments):
    instruction: str = Field(min_length=2, max_length=500, description="what to change")
    draft: str | None = Field(None, max_length=60, description="id of the draft; default the last")


def _run(turn: Turn, arguments: ReviseArguments) -> Result:
    wanted = arguments.draft or next((e.drafts[-1] for e in reversed(turn.memory) if e.drafts), None)
    found = [draft for draft in turn.reach.drafts(None) if wanted is None or draft.id == wanted]
    if not found:
        raise NotFound(f"There is no draft {wanted}." if wanted else "There is no draft to revise yet.")
    draft = found[0]
    lines = (
        Line("Draft {id} stands as it was: I cannot rewrite a draft by instruction yet.", {"id": draft.id}),
        Line("Return it with your comment, and ask for a new draft with the points you want in it."),
    )
    words = Text(
        draft.subject, draft.body, f"draft {draft.id}, version {draft.version}, {draft.status.replace('_', ' ')}"
    )
    return Result("Draft unchanged", turn.today, (), (words,), lines)


REVISE_DRAFT = Tool(
    "revise_draft",
    "A new version of a draft by an instruction (shorter, in Italian, without the second paragraph).",
    ReviseArguments,
    _run,
)
