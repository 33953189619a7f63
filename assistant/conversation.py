"""The path of a question, top to bottom: record it, run the agent, review the words, record the answer, then reply.

Nothing is shown before it is durable. Words that do not pass are withheld and the figures are shown with a plain
sentence; a log or a model that is down gives a plain sentence too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from assistant.agent import ModelChoice, run_agent
from assistant.blocks import NAME_COLUMNS, Block, Listing, Table, Text, block_json
from assistant.book.changes import Change
from assistant.drafts import Draft
from assistant.errors import AssistantError, ServiceDown, TurnStatus
from assistant.figures import Figure
from assistant.guardrails import Review, review
from assistant.retention import Receipt, Record, Run
from assistant.supervision import approver_of
from assistant.turn import Exchange, Turn

WITHHELD = "I have withheld my own words because they did not pass review; here are the figures themselves."
WITHHELD_ALL = "I have withheld my own words because they did not pass review. Please ask in other words."
DRAFT_WORDS = {
    "awaiting_approval": "The draft to {to} awaits your approval.",
    "principal": "The draft to {to} awaits a principal's approval.",
    "held": "The draft to {to} is held: {reason}",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A turn as it is given back (contract/commands.md, “A turn as JSON”)."""

    words: str
    status: TurnStatus
    turn: Turn
    drafts: tuple[Draft, ...] = ()
    record_ids: tuple[str, ...] = ()
    model: str = ""
    timings: Mapping[str, int] = field(default_factory=dict)
    receipt: Receipt | None = None
    changes: tuple[Change, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        return self.turn.figures

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.turn.blocks

    def _sourced(self) -> Iterator[tuple[Block, dict[str, Any]]]:
        """Each block with the call it came from and its place there, so that it can be taken away as a file."""
        for call in self.turn.calls:
            if (result := self.turn.results.get(call.id)) is not None:
                source = {"tool": call.name, "arguments": dict(call.arguments), "as_of": result.as_of.isoformat()}
                for place, block in enumerate(result.blocks):
                    yield block, source | {"block": place}

    def to_json(self) -> dict[str, Any]:
        reader = {"language": self.turn.language, "currency": self.turn.reach.currency}
        return {
            "answer": self.words,
            "status": self.status,
            "tool_calls": [call.to_json() for call in self.turn.calls],
            "figures": [figure.to_json(**reader) for figure in self.figures],
            "blocks": [block_json(block, **reader) | {"source": source} for block, source in self._sourced()],
            "drafts": [draft.to_json() for draft in self.drafts],
            "conversation_id": self.turn.conversation_id,
            "record_ids": list(self.record_ids),
            "model": self.model,
            "timings_ms": dict(self.timings),
            "receipt": self.receipt.to_json() if self.receipt else None,
            **({"changes": [change.to_json() for change in self.changes]} if self.changes else {}),
        }


def answer(
    turn: Turn,
    run: Run,
    *,
    model: ModelChoice,
    calls_allowed: int,
    answer_facts: Mapping[str, Any],
    review_proposals: Callable[[Turn, Mapping[str, Any]], list[Draft]],
    keep_changes: Callable[[Turn], list[Change]],
) -> Answer:
    """Take one question from its record to its recorded answer. Raises ServiceDown when the log is down.

    `review_proposals` and `keep_changes` are the desk's: the one takes the drafts laid on the turn, with what their
    numbers may follow from, to their reviewed and saved state, the other records and saves the changes laid on it.
    """
    clock = _Stopwatch()
    question = {"text": turn.question, "as_of": turn.as_of.isoformat() if turn.as_of else "", "language": turn.language}
    run.record("msg.in", question, wait=True)
    clock.lap("record_question")
    try:
        return _answered(turn, run, clock, model, calls_allowed, answer_facts, review_proposals, keep_changes)
    except BaseException as error:  # whatever ends a turn, the log says that it ended
        close_turn(run, error)
        raise


def close_turn(run: Run, error: BaseException) -> None:
    """Record that a turn ended without an answer; when the log itself is down there is nobody to tell."""
    status, why = ("failed", type(error).__name__)
    if isinstance(error, AssistantError):
        status, why = error.turn_status, error.sentence
    with suppress(ServiceDown):
        run.record("turn.closed", {"status": status, "why": why}, wait=True)


def _answered(
    turn: Turn,
    run: Run,
    clock: _Stopwatch,
    model: ModelChoice,
    calls_allowed: int,
    answer_facts: Mapping[str, Any],
    review_proposals: Callable[[Turn, Mapping[str, Any]], list[Draft]],
    keep_changes: Callable[[Turn], list[Change]],
) -> Answer:
    words, status = _words(turn, run, model, calls_allowed, answer_facts)
    clock.lap("agent")
    drafts = review_proposals(turn, _grounds(turn, model)) if turn.proposals else []
    changes = keep_changes(turn)
    words = "\n\n".join(filter(None, [words, *_about(drafts)]))
    words, status = _reviewed(turn, run, model, words, status, answer_facts)
    clock.lap("review")
    run.settle()
    kind = "answer.withheld" if status == "withheld" else "answer.released"
    run.record(kind, _kept(turn, words, status, drafts, model.name), wait=True, clients=_named(turn), model=model.name)
    clock.lap("record_answer")
    return Answer(words, status, turn, tuple(drafts), tuple(run.ids), model.name, clock.laps, run.last, tuple(changes))


def _words(
    turn: Turn, run: Run, model: ModelChoice, calls_allowed: int, facts: Mapping[str, Any]
) -> tuple[str, TurnStatus]:
    """What the model says and the status it leaves the turn in. One repair pass with the flags as instructions."""
    try:
        reply = run_agent(turn, model, calls_allowed=calls_allowed)
        if not model.is_embedded and (verdict := _judge(turn, model, reply.words, facts)).disposition == "block":
            run.record("guard.verdict", _verdict(verdict) | {"pass": 1})
            reply = run_agent(turn, model, calls_allowed=calls_allowed, after=reply, instruction=_instruction(verdict))
    except ServiceDown as error:
        return error.sentence, "failed"
    except AssistantError as error:
        return error.sentence, error.turn_status
    return reply.words, reply.status or _status(turn)


def _reviewed(
    turn: Turn, run: Run, model: ModelChoice, words: str, status: TurnStatus, facts: Mapping[str, Any]
) -> tuple[str, TurnStatus]:
    """The last look before release. What is flagged is withheld, whoever wrote it."""
    verdict = _judge(turn, model, words, facts)
    run.record("guard.verdict", _verdict(verdict))
    if verdict.disposition == "block" and status != "failed":
        return (WITHHELD if turn.figures else WITHHELD_ALL), "withheld"
    return words, status


def _status(turn: Turn) -> TurnStatus:
    """Given when any call gave something or none was made; otherwise what the last call that failed says."""
    if not turn.calls or any(call.outcome == "ok" for call in turn.calls):
        return "given"
    return turn.calls[-1].status


def _judge(turn: Turn, model: ModelChoice, words: str, facts: Mapping[str, Any]) -> Review:
    return review(
        words, {**facts, **_grounds(turn, model), "recipients": [turn.question, *_shown_names(turn)]}, "answer"
    )


def _shown_names(turn: Turn) -> Iterator[str]:
    """Names that the tools themselves gave within the caller's reach: they are nobody else's.

    The words of the question count too, so that a name that is not the caller's and one that is nowhere get the same
    answer. Quoted notes do not.
    """
    for result in turn.results.values():
        yield result.title
        yield from (value for line in result.summary for value in line.values.values() if isinstance(value, str))
    for table in turn.tables:
        yield from (value for row in table.rows for value in row if isinstance(value, str))


def _grounds(turn: Turn, model: ModelChoice) -> dict[str, Any]:
    """What a number in an answer or a draft of this turn may follow from."""
    return {
        "figures": list(_figures(turn)),
        "grounding_words": list(_given_words(turn, model)),
        "as_of": turn.as_of or turn.today,
        "tables": [_ranked(table) for table in turn.tables],
    }


def _ranked(table: Table) -> dict[str, Any]:
    """A table's names and numeric columns, for the check of who is first or last."""
    at = next((i for i, column in enumerate(table.columns) if column.key in NAME_COLUMNS), 0)
    names = [str(row[at]) for row in table.rows]
    columns = [list(values) for i, values in enumerate(zip(*table.rows, strict=True)) if i != at]
    return {"names": names, "columns": columns}


def _figures(turn: Turn) -> Iterator[Any]:
    """Every number of the turn: its figures, and the cells of its tables with their units."""
    yield from turn.figures
    for table in turn.tables:
        for row in table.rows:
            for column, value in zip(table.columns, row, strict=True):
                if value is not None:
                    yield {"value": value, "unit": column.unit, "label": column.label}


def _given_words(turn: Turn, model: ModelChoice) -> Iterator[str]:
    """Texts of the turn whose numbers count as given: the question, and what the tools say of their results.

    Arguments never count: a language model writes them, and could put there the number it wants to say. The sentences
    of refused calls repeat arguments, so they count only from the embedded model, whose arguments are the question's.
    """
    yield turn.question
    if model.is_embedded:
        yield from (call.sentence for call in turn.calls)
    for result in turn.results.values():
        yield from (result.title, *result.caveats)
        for figure in result.figures:
            yield from (figure.label, figure.reason, figure.method.definition, figure.method.id)
            yield from (f"{name} {value}" for name, value in figure.inputs)
        for line in result.summary:
            yield line.template
            yield from (value for value in line.values.values() if isinstance(value, str))
        for block in result.blocks:
            yield from _block_words(block)


def _block_words(block: Block) -> Iterator[str]:
    yield block.title
    if isinstance(block, Text):
        yield from (block.body, block.source)
    elif isinstance(block, Listing):
        yield from block.items
    elif isinstance(block, Table):
        yield from (column.label for column in block.columns)
    else:
        yield from (block.alt, *block.labels)


def _about(drafts: list[Draft]) -> Iterator[str]:
    for draft in drafts:
        key = "held" if draft.status == "held" else "awaiting_approval"
        if draft.status != "held" and approver_of(draft) == "principal":
            key = "principal"
        yield DRAFT_WORDS[key].format(to=", ".join(r.name for r in draft.to), reason=draft.reason)


def _verdict(verdict: Review) -> dict[str, Any]:
    return {"disposition": verdict.disposition, "findings": [flag.to_json() for flag in verdict.findings]}


def _instruction(verdict: Review) -> str:
    flags = "; ".join(f"“{f.quote}”: {f.reason}" for f in verdict.findings[:8])
    return f"Write your answer again without what the review flagged: {flags}. Use only numbers that the tools gave."


def _named(turn: Turn) -> tuple[str, ...]:
    """The households that the answer's tables and figures name, at most as many as a record lists."""
    ids = [row for table in turn.tables for row in table.row_ids]
    return tuple(dict.fromkeys(i for i in ids if i and " " not in i))[:50]


def _kept(turn: Turn, words: str, status: str, drafts: list[Draft], model: str) -> dict[str, Any]:
    """The answer as the log keeps it; the conversation's memory is read back from here."""
    return {
        "answer": words,
        "status": status,
        "calls": [call.to_json() for call in turn.calls],
        "figures": [_exact(figure.to_json()) for figure in turn.figures],
        "blocks": [_exact(block.to_json()) for block in turn.blocks],
        "drafts": [draft.id for draft in drafts],
        "model": model,
    }


def _exact(value: Any) -> Any:
    """Numbers as the decimal text they print as: a record holds no float."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        return {key: _exact(each) for key, each in value.items()}
    return [_exact(each) for each in value] if isinstance(value, list) else value


def remember(records: Sequence[Record], person: str) -> tuple[Exchange, ...]:
    """A person's exchanges in a conversation, read back from its records: the other side of `_kept`."""
    own = [record for record in records if record.actor["id"] == person and not record.payload_gone]
    asked = {record.run: str(record.payload["text"]) for record in own if record.type == "msg.in"}
    answers = [record for record in own if record.type in ("answer.released", "answer.withheld")]
    return tuple(_exchange(asked.get(record.run, ""), record.payload) for record in answers)


def begun_conversations(asked: Sequence[Record]) -> list[dict[str, str]]:
    """Conversations by the questions asked in them (newest first), each with its first question."""
    first: dict[str, dict[str, str]] = {}
    for record in reversed(asked):
        name = str(record.scope.get("conversation", ""))
        if record.payload_gone or record.payload.get("door") == "tool":
            continue
        begun = {"id": name, "question": str(record.payload["text"]), "at": record.at.isoformat()}
        first.setdefault(name, begun)
    return list(reversed(first.values()))


def _exchange(question: str, kept: Mapping[str, Any]) -> Exchange:
    calls = tuple((c["name"], c["arguments"]) for c in kept["calls"] if c["outcome"] != "error")
    return Exchange(
        question=question,
        answer=str(kept["answer"]),
        status=str(kept["status"]),
        calls=calls,
        figures=tuple(kept["figures"]),
        households=tuple(_households(kept["blocks"])),
        drafts=tuple(kept["drafts"]),
    )


def _households(blocks: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """The rows of the first table that is about clients: id and first column, in the order shown."""
    for block in blocks:
        if block["kind"] == "table" and block["row_ids"] and block["columns"][0]["key"] in NAME_COLUMNS:
            first = block["columns"][0]["key"]
            yield from ((i, str(row[first])) for i, row in zip(block["row_ids"], block["rows"], strict=True))
            return


class _Stopwatch:
    """Milliseconds of each step, for the answer's `timings_ms`."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self.laps: dict[str, int] = {}

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = round((now - self._last) * 1000)
        self._last = now
