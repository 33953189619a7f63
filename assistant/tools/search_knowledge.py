"""Tool: policies, rules, methods and educational pages, quoted with their source."""

from pydantic import Field

from assistant.blocks import Result, Text
from assistant.figures import Line
from assistant.tools.arguments import Arguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

SHORT = 420


class KnowledgeArguments(Arguments):
    query: str = Field(min_length=2, max_length=500, description="what to look up, in words")


def _run(turn: Turn, arguments: KnowledgeArguments) -> Result:
    hits = turn.reach.library.search(arguments.query, as_of=turn.today)
    blocks = tuple(
        Text(f"{hit.passage.title} — {hit.passage.heading}", hit.passage.text, _citation(hit.passage)) for hit in hits
    )
    if not blocks:
        line = Line("I find nothing about that in the firm's documents. Ask your compliance officer.")
        return Result("Nothing found", turn.today, (), (), (line,))
    first = hits[0].passage
    quote = Line(
        "{quote} ({source}.)",
        {"quote": _shortened(first.text), "source": _citation(first)},
    )
    caveat = "This is a summary of the firm's documents; your compliance officer has the last word."
    return Result(first.title, turn.today, (), blocks, (quote,), (caveat,))


def _citation(passage: object) -> str:
    title, heading, version = (getattr(passage, name) for name in ("title", "heading", "version"))
    place = title if heading in ("", title) else f"{title}, “{heading}”"
    return f"{place}, version {version}"


def _shortened(text: str) -> str:
    """Whole sentences up to a length that is read, not scrolled."""
    flat = " ".join(text.split())
    if len(flat) <= SHORT:
        return flat
    cut = flat[:SHORT]
    end = max(cut.rfind(". "), cut.rfind("; "))
    return cut[: end + 1] if end > SHORT // 3 else cut.rsplit(" ", 1)[0] + " …"


SEARCH_KNOWLEDGE = Tool(
    "search_knowledge",
    "What the firm has written down: policies, rules, methods, definitions, educational pages; quoted with citations.",
    KnowledgeArguments,
    _run,
)
