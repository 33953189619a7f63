"""What stands between the agent and its model: the record of prompts and answers, the budget, words for silence.

Callbacks are fail-open in LangChain (a handler that raises is logged and ignored), so the record is made inline here:
the prompt is durable before it leaves, and a log that is down stops the turn.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from langchain.agents import AgentState
from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse, hook_config
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langgraph.runtime import Runtime

from assistant.agent.egress import leaving_from
from assistant.agent.models import ModelChoice
from assistant.agent.prompt import PROMPT_VERSION
from assistant.errors import ServiceDown
from assistant.turn import Turn

SILENT = "I could not find an answer to that. Please ask in other words."


class Retain(AgentMiddleware[AgentState[Any], Turn]):
    """Innermost: sees the exact prompt and the exact answer, and writes both down. Counts the calls to the model."""

    def __init__(self, model: ModelChoice, calls_allowed: int) -> None:
        super().__init__()
        self.model = model
        self.calls_allowed = calls_allowed

    def wrap_model_call(
        self, request: ModelRequest[Turn], handler: Callable[[ModelRequest[Turn]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        turn = self._before(request)
        try:
            with leaving_from(turn, self.model.name):
                response = handler(request)
        except ServiceDown:
            raise
        except Exception as error:  # whatever the endpoint or its client raises, the turn ends in plain words
            turn.record("model.aborted", {"error": type(error).__name__, "message": str(error)[:2000]})
            raise ServiceDown("The language model does not answer; please try again in a moment.") from error
        turn.record("model.response", {"messages": [plain_message(m) for m in response.result]}, model=self.model.name)
        return response

    async def awrap_model_call(
        self,
        request: ModelRequest[Turn],
        handler: Callable[[ModelRequest[Turn]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        raise NotImplementedError("The agent runs in a worker thread; call it with invoke.")

    def _before(self, request: ModelRequest[Turn]) -> Turn:
        turn = request.runtime.context
        if turn is None:
            raise ServiceDown("Nobody is asking: the turn has no caller.")
        turn.spend_model_call(self.calls_allowed)
        if not self.model.is_embedded:  # what leaves is recorded where it leaves (egress.py)
            return turn
        system = request.system_message.text if request.system_message else ""
        prompt = {
            "system": system,
            "messages": [plain_message(m) for m in request.messages],
            "tools": [getattr(tool, "name", "") for tool in request.tools],
            "settings": {k: str(v) for k, v in request.model_settings.items()},
        }
        turn.record("prompt.sent", prompt, model=self.model.name, prompt_ver=PROMPT_VERSION)
        return turn


class Guard(AgentMiddleware[AgentState[Any], Turn]):
    """Broken tool calls and empty answers end the loop silently in LangChain; here they end in words."""

    @hook_config(can_jump_to=["end"])
    def after_model(self, state: AgentState[Any], runtime: Runtime[Turn]) -> dict[str, Any] | None:
        last = state["messages"][-1]
        if isinstance(last, AIMessage) and not last.tool_calls and (last.invalid_tool_calls or not last.text.strip()):
            return {"messages": [AIMessage(SILENT, id=last.id)], "jump_to": "end"}
        return None


def plain_message(message: BaseMessage) -> dict[str, Any]:
    """A message as the record keeps it: who, what, and the calls asked for; nothing is dropped."""
    kept: dict[str, Any] = {"role": message.type, "text": message.text}
    if isinstance(message, AIMessage):
        calls = [{"name": c["name"], "arguments": str(c["args"]), "id": c["id"]} for c in message.tool_calls]
        broken = [{"name": c["name"], "arguments": c["args"], "error": c["error"]} for c in message.invalid_tool_calls]
        kept |= {"tool_calls": calls, "invalid_tool_calls": broken}
        kept |= {"metadata": {k: str(v) for k, v in message.response_metadata.items()}, "usage": message.usage_metadata}
    if isinstance(message, ToolMessage):
        kept |= {"name": message.name or "", "answers": message.tool_call_id}
    return kept
