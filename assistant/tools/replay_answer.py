"""Tool: an answer computed again, figure by figure, beside what was recorded."""

from pydantic import Field

from assistant.blocks import Column, Result, Table
from assistant.figures import Figure, Line, Method, Rows
from assistant.tools.arguments import Arguments
from assistant.tools.tool import Tool
from assistant.turn import Replay, Turn

AGAIN = Method(
    "replay",
    "the same calls with the same arguments and date on the book as it stands, compared with the figures that were "
    "recorded; equal means equal to the last digit",
)


class ReplayArguments(Arguments):
    record: str = Field(min_length=1, max_length=60, description="id or number of a record of the answer")


def _run(turn: Turn, arguments: ReplayArguments) -> Result:
    made = turn.reach.archive.replay(arguments.record)
    rows = [row for each in made for row in _compared(each)]
    same = sum(1 for row in rows if row[4] == "equal")
    behind = Rows.of("records", [arguments.record])
    total = Figure("compared", "Figures compared", len(rows), "count", AGAIN, behind)
    equal = Figure("equal", "Figures equal", same, "count", AGAIN, behind)
    columns = (
        Column("tool", "Tool"), Column("figure", "Figure"), Column("then", "As recorded"),
        Column("now", "Computed again"),
        Column("verdict", "Verdict", method=AGAIN),
    )  # fmt: skip
    words = "All {compared} figures come out as they were recorded."
    if same < len(rows):
        words = "{equal} of {compared} figures come out as they were recorded."
    caveats = ["The words of the answer are shown as stored; a model may say the same figures in other words."]
    if not all(each.pinned for each in made):
        caveats.append("The book has been updated since: figures may differ because the data do, not the method.")
    caveats += [f"{each.tool}: {each.why}" for each in made if each.why]
    table = Table(f"Answer of record {arguments.record}, computed again", columns, tuple(rows))
    line = Line(words, {"compared": total, "equal": equal})
    return Result("The answer, computed again", turn.today, (total, equal), (table,), (line,), tuple(caveats))


def _compared(each: Replay) -> list[tuple[str, str, str, str, str]]:
    """Figures by what they are, without the part of their id that names the data."""
    then = {figure.split(".")[1]: value for figure, value in each.recorded.items()}
    now = {figure.split(".")[1]: value for figure, value in (each.again or {}).items()}
    unmade = each.again is None

    def verdict(key: str) -> str:
        return "not computed" if unmade else "equal" if then[key] == now.get(key) else "different"

    return [(each.tool, key, then[key], now.get(key, "—"), verdict(key)) for key in sorted(then)]


REPLAY_ANSWER = Tool(
    "replay_answer",
    "(compliance) Compute an earlier answer again from its record: the same calls, compared figure by figure.",
    ReplayArguments,
    _run,
)
