"""The agent: one model, the caller's tools, the middleware. Built once per model and set of tools, run per turn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.tools import BaseTool, StructuredTool
from langgraph.runtime import get_runtime

from assistant.agent.middleware import Guard, Retain
from assistant.agent.models import ModelChoice, open_model
from assistant.agent.prompt import system_prompt
from assistant.agent.veil import Veil
from assistant.blocks import Result
from assistant.errors import AssistantError, ServiceDown, TurnStatus
from assistant.figures import show
from assistant.tools import TOOLS, Tool, call_tool
from assistant.turn import Exchange, Turn

STEPS = 40
REMEMBERED = 6


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said at the end, and the status it gave the turn when it knows one."""

    words: str
    status: TurnStatus | None = None
    messages: tuple[BaseMessage, ...] = ()


def run_agent(
    turn: Turn, model: ModelChoice, *, calls_allowed: int, after: Reply | None = None, instruction: str = ""
) -> Reply:
    """Run the model over the turn until it has words. A repair pass goes on `after` a reply, with an `instruction`.

    Raises ServiceDown (a budget spent is one) when the model or the log does not answer.
    """
    offered = tuple(sorted(tool.name for tool in TOOLS if tool.name in turn.tools))
    agent = _agent(model, offered, calls_allowed)
    begun = after.messages if after else (_system(turn), *_remembered(turn.memory), HumanMessage(turn.question))
    messages = [*begun, HumanMessage(instruction)] if instruction else list(begun)
    out = agent.invoke({"messages": messages}, {"recursion_limit": STEPS, "max_concurrency": 1}, context=turn)
    last = out["messages"][-1]
    status = last.response_metadata.get("turn_status") if isinstance(last, AIMessage) else None
    return Reply(last.text, status if model.is_embedded else None, tuple(out["messages"]))


@lru_cache(maxsize=64)
def _agent(model: ModelChoice, offered: tuple[str, ...], calls_allowed: int) -> Any:
    tools = [_offer(tool) for tool in TOOLS if tool.name in offered]
    veil = [] if model.is_embedded else [Veil(names=model.hide_names)]
    middleware = [Guard(), *veil, Retain(model, calls_allowed)]
    return create_agent(open_model(model), tools, context_schema=Turn, middleware=middleware)


def _offer(tool: Tool) -> BaseTool:
    """A tool as the model sees it. Who is asking is in the run's context, never among the arguments."""

    def run(**given: Any) -> tuple[str, Result | None]:
        turn = get_runtime(Turn).context
        turn.progress(f"looking at {tool.name.replace('_', ' ')}")
        try:
            result = call_tool(TOOLS, turn, tool.name, given)
        except ServiceDown:
            raise
        except AssistantError as error:
            return error.sentence, None
        return told(result, turn), result

    return StructuredTool(
        name=tool.name,
        description=tool.description,
        args_schema=tool.arguments.model_json_schema(),
        func=run,
        response_format="content_and_artifact",
    )


def told(result: Result, turn: Turn) -> str:
    """The few lines a model is given of a result: the sentences, the caveats, the figures as printed. No row of a table
    and no note of a client goes to the model with it."""
    currency = turn.reach.currency
    lines = list(result.words(language=turn.language, currency=currency))
    lines += [f"Caveat: {caveat}" for caveat in result.caveats]
    lines += [f"{f.label}: {show(f.value, f.unit, language=turn.language, currency=currency)}" for f in result.figures]
    return "\n".join(lines)


def _system(turn: Turn) -> BaseMessage:
    return SystemMessage(system_prompt(turn))


def _remembered(memory: tuple[Exchange, ...]) -> list[BaseMessage]:
    """The last exchanges as the log remembers them; what a tool said then is not repeated."""
    messages: list[BaseMessage] = []
    for exchange in memory[-REMEMBERED:]:
        messages += [HumanMessage(exchange.question), AIMessage(exchange.answer or "(no answer)")]
    return messages
