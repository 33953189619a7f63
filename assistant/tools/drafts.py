"""Tool: drafts and where they stand."""

from pydantic import Field

from assistant.blocks import Column, Result, Table
from assistant.book.names import plain
from assistant.drafts import DraftStatus
from assistant.figures import Figure, Line, Method, Rows
from assistant.tools.arguments import Arguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

COUNTED = Method("COUNT", "the number of drafts of the caller's books that meet the conditions, newest first")


COUNT_WORDS = "There are {count} drafts."


class DraftsArguments(Arguments):
    status: DraftStatus | None = Field(None, description="only drafts in this state")
    client: str | None = Field(None, description="only drafts to this client")


def _run(turn: Turn, arguments: DraftsArguments) -> Result:
    found = list(turn.reach.drafts(arguments.status))
    if arguments.client:
        wanted = set(plain(arguments.client).split())
        found = [draft for draft in found if any(wanted <= set(plain(r.name).split()) for r in draft.to)]
    columns = (Column("draft", "Draft"), Column("to", "To"), Column("subject", "Subject"), Column("status", "State"))
    rows = tuple((d.id, ", ".join(r.name for r in d.to), d.subject, d.status.replace("_", " ")) for d in found)
    count = Figure("count", "Drafts", len(found), "count", COUNTED, Rows.of("drafts", [d.id for d in found]))
    table = Table("Drafts", columns, rows, tuple(d.id for d in found))
    words = "There is no such draft." if not found else "There is one draft." if len(found) == 1 else COUNT_WORDS
    caveat = f"Drafts as they stood at record {turn.reach.position()} of the log."
    return Result(
        "Drafts", turn.today, (count,), (table,) if found else (), (Line(words, {"count": count}),), (caveat,)
    )


DRAFTS = Tool(
    "drafts", "Drafts and where they stand: held, awaiting approval, approved, released.", DraftsArguments, _run
)
