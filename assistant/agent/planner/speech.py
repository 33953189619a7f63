"""The final answer, composed from what the tools found: their sentences, then a caveat; tables are shown, not read."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.blocks import Result
from assistant.errors import TurnStatus
from assistant.turn import Turn

CAVEATS = 1


def compose(found: Sequence[Result | str], turn: Turn, note: str = "") -> str:
    """One paragraph for each result in order (an error is its sentence), then what could not be answered."""
    paragraphs = [item if isinstance(item, str) else _paragraph(item, turn) for item in found]
    return "\n\n".join(dict.fromkeys(p for p in (*paragraphs, note) if p))


def found_on(turn: Turn) -> list[Result | str]:
    """Everything the turn's calls gave, in the order they ended."""
    return [turn.results.get(call.id, call.sentence) for call in turn.calls]


def status_of(turn: Turn, note: str = "") -> TurnStatus:
    """`given` when anything was answered; else a question back before a refusal."""
    statuses: list[TurnStatus] = ["given" if call.outcome == "ok" else call.status for call in turn.calls]
    if not statuses:
        return "refused" if note else "given"
    order: tuple[TurnStatus, ...] = ("given", "clarify", "refused", "withheld", "failed")
    return min(statuses, key=order.index)


def _paragraph(result: Result, turn: Turn) -> str:
    lines = result.words(language=turn.language, currency=turn.reach.currency)
    return " ".join((*lines, *result.caveats[:CAVEATS]))
