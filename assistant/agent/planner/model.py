"""The embedded model: a chat model with tool calling that plans by rule. It needs no key, no network and no weights.

It reads the question from the run's Turn, never from other messages: nothing in a history, a document or a tool's
answer can become an instruction to it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from langgraph.runtime import get_runtime

from assistant.agent.planner.plan import Plan, make_plan
from assistant.agent.planner.speech import compose, found_on, status_of
from assistant.blocks import Result
from assistant.errors import TurnStatus
from assistant.turn import Turn

MODEL_NAME = "embedded-1"


class EmbeddedModel(BaseChatModel):
    """Plans the tool calls of a question, then speaks from their results. The same turn gives the same bytes."""

    @property
    def _llm_type(self) -> str:
        return "embedded-planner"

    @property
    def _identifying_params(self) -> Mapping[str, Any]:
        return {"model_name": MODEL_NAME}

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], tool_choice=tool_choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        turn = get_runtime(Turn).context
        answered = _answered(messages)
        if answered:
            note = _note(messages)
            message = _words(compose([_found(m) for m in answered], turn, note), status_of(turn, note))
        elif turn.calls:
            message = _words(compose(found_on(turn), turn), status_of(turn))
        else:
            message = _asked(make_plan(turn.question, turn), turn.question)
        return ChatResult(generations=[ChatGeneration(message=message)])


def _asked(plan: Plan, question: str) -> AIMessage:
    """The plan as a message: its calls with ids that follow from the question, or its words."""
    if not plan.calls:
        return _words(plan.say, plan.status)
    calls = [
        {"name": name, "args": arguments, "id": _call_id(question, place, name, arguments)}
        for place, (name, arguments) in enumerate(plan.calls)
    ]
    return AIMessage(plan.say, tool_calls=calls, response_metadata={"model_name": MODEL_NAME})


def _words(text: str, status: TurnStatus) -> AIMessage:
    return AIMessage(text, response_metadata={"model_name": MODEL_NAME, "turn_status": status})


def _call_id(question: str, place: int, name: str, arguments: Mapping[str, Any]) -> str:
    text = json.dumps([question, place, name, arguments], sort_keys=True, default=str)
    return f"plan_{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _answered(messages: Sequence[BaseMessage]) -> list[ToolMessage]:
    """The tools' messages at the end of the run, in the order they were asked."""
    found: list[ToolMessage] = []
    for message in reversed(messages):
        if not isinstance(message, ToolMessage):
            break
        found.insert(0, message)
    return found


def _note(messages: Sequence[BaseMessage]) -> str:
    """What the plan already said it cannot answer."""
    return next((m.text for m in reversed(messages) if isinstance(m, AIMessage)), "")


def _found(message: ToolMessage) -> Result | str:
    return message.artifact if isinstance(message.artifact, Result) else message.text
