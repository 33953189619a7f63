"""The veil before a third party's model: prompts leave with pseudonyms, and the real words return with the answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from langchain.agents import AgentState
from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, BaseMessage, SystemMessage

from assistant.blocks import NAME_COLUMNS, Table
from assistant.book.snapshot import Book
from assistant.errors import AssistantError
from assistant.guardrails.pseudonyms import Pseudonyms
from assistant.turn import Turn

_KEY = secrets.token_bytes(32)  # of this process, never written anywhere


class Veil(AgentMiddleware[AgentState[Any], Turn]):
    """Outside the record of prompts, so that the record holds what really left. Not used for the embedded model."""

    def __init__(self, *, names: bool) -> None:
        super().__init__()
        self.names = names

    def wrap_model_call(
        self, request: ModelRequest[Turn], handler: Callable[[ModelRequest[Turn]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        hidden = pseudonyms(request.runtime.context, self.names)
        system = request.system_message
        response = handler(
            request.override(
                messages=[_with(message, hidden.hide) for message in request.messages],  # type: ignore[misc]
                system_message=SystemMessage(hidden.hide(system.text)) if system else None,
            )
        )
        restored = [_with(message, hidden.restore) for message in response.result]
        return ModelResponse(result=restored, structured_response=response.structured_response)


def pseudonyms(turn: Turn | None, names: bool, more: Sequence[str] = ()) -> Pseudonyms:
    """What hides a turn's words from a third party: identifiers always; with `names` the names that the turn may say,
    those in `more`, and contact details."""
    known = (*_names(turn), *more) if names and turn else ()
    return Pseudonyms(_KEY, known, contacts=names)


def _with(message: BaseMessage, change: Callable[[str], str]) -> BaseMessage:
    """The message with every text in it changed: its words and the arguments of its calls."""
    update: dict[str, Any] = {"content": _each(message.content, change)}
    if isinstance(message, AIMessage):
        update["tool_calls"] = [{**call, "args": _each(call["args"], change)} for call in message.tool_calls]
        update["invalid_tool_calls"] = [_each(call, change) for call in message.invalid_tool_calls]
    return message.model_copy(update=update)


def _each(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [_each(item, change) for item in value]
    return value


def _names(turn: Turn) -> Sequence[str]:
    """The names that this turn may say: those of the caller's book when it can be opened whole, and those of the tables
    that its tools made."""
    names = [*_of_tables(turn)]
    if not turn.caller.default_scope.is_empty and not turn.reach.books.is_large(turn.caller.default_scope):
        with suppress(AssistantError):  # a book that cannot be opened tells the model nothing either
            names += _of_book(turn.book())
    return names


def _of_book(book: Book) -> Iterator[str]:
    yield from book.households["name"]
    for first, last in zip(book.clients["first_name"], book.clients["last_name"], strict=True):
        yield f"{first} {last}"
        yield last


def _of_tables(turn: Turn) -> Iterator[str]:
    for result in turn.results.values():
        for block in result.blocks:
            if isinstance(block, Table):
                named = [at for at, column in enumerate(block.columns) if column.key in NAME_COLUMNS]
                yield from (str(row[at]) for row in block.rows for at in named if row[at])
