"""One call of a tool, whoever makes it: rights, budget, arguments, the record before and after, the result kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from assistant.blocks import Result
from assistant.callers import RIGHTS
from assistant.errors import AssistantError, BadArguments, NotForThisRole, ServiceDown
from assistant.figures import show
from assistant.tools.arguments import DEFAULT_LIMIT, Arguments
from assistant.tools.tool import Tool
from assistant.turn import Outcome, ToolCall, Turn, stamp


def call_tool(catalogue: Sequence[Tool], turn: Turn, name: str, given: Mapping[str, Any]) -> Result:
    """Run one tool for the turn and return its stamped result.

    The call is recorded with its arguments as validated; its outcome too. An error that a person can act on is kept as
    the call's sentence and raised again. The same call asked twice in a turn is answered from the turn.
    """
    call_id = _call_id(name, given)
    if call_id in turn.results:
        return turn.results[call_id]
    try:
        turn.spend_call()
        tool = _offered(catalogue, turn, name)
        arguments = _validated(tool, given)
    except AssistantError as error:
        turn.record("tool.refused", {"tool": name, "given": dict(given), "why": error.sentence})
        turn.keep(ToolCall(call_id, name, dict(given), "refused", error.sentence, error.turn_status))
        raise
    plain = arguments.model_dump(mode="json", exclude_defaults=True)
    turn.record("tool.call", {"tool": name, "arguments": plain, "call": call_id})
    return _run(tool, turn, arguments, plain, call_id)


def _run(tool: Tool, turn: Turn, arguments: Arguments, plain: dict[str, Any], call_id: str) -> Result:
    try:
        version = turn.reach.data_version
        found = tool.run(turn, arguments)
        if turn.reach.data_version != version:
            raise ServiceDown("The book was updated while it was being read; please ask again.")
    except AssistantError as error:
        outcome: Outcome = "refused" if error.turn_status in ("refused", "clarify") else "error"
        turn.record("tool.result", {"tool": tool.name, "call": call_id, "outcome": outcome, "why": error.sentence})
        turn.keep(ToolCall(call_id, tool.name, plain, outcome, error.sentence, error.turn_status))
        raise
    except Exception as error:  # an error in an analysis: the log says that the call ended, then it goes on up
        turn.record(
            "tool.result", {"tool": tool.name, "call": call_id, "outcome": "error", "why": type(error).__name__}
        )
        raise
    if tool.name in OF_THE_DAY and found.as_of < turn.today and "as_of" not in arguments.model_fields_set:
        found = replace(found, caveats=(*found.caveats, _not_today(found, turn)))
    if "limit" in arguments.model_fields_set:
        found = found.limited(getattr(arguments, "limit", DEFAULT_LIMIT))
    result = stamp(found, tool.name, plain, _owners(turn, arguments), version)
    turn.record("tool.result", {"tool": tool.name, "call": call_id, "outcome": "ok", **evidence(result)})
    turn.keep(ToolCall(call_id, tool.name, plain, "ok"), result)
    return result


OF_THE_DAY = frozenset(
    ("open_promises", "service_levels", "questionnaires", "life_events", "pipeline", "ageing", "required_distributions")
)
"""Tools about work that goes on after a month's close: what has come since is left out, and the answer says so."""


def _not_today(found: Result, turn: Turn) -> str:
    day, today = show(found.as_of, "date"), turn.today.isoformat()
    return f"This is as of {day}, the last closed day; what has come since is not in it: ask again “as of {today}”."


def evidence(result: Result) -> dict[str, Any]:
    """What the record keeps of a result: the data version, every figure with its value, and a hash of the whole."""
    whole = json.dumps(result.to_json(), sort_keys=True, ensure_ascii=False, default=str)
    values = {f.id: "" if f.value is None else str(f.value) for f in result.figures}
    return {
        "as_of": result.as_of.isoformat(),
        "data_version": result.data_version,
        "figures": values,
        "sha256": hashlib.sha256(whole.encode()).hexdigest(),
    }


def _owners(turn: Turn, arguments: Arguments) -> tuple[str, ...]:
    """Whose books a call is about; it is part of a figure's id."""
    return turn.scope(getattr(arguments, "scope", None)).advisor_ids


def _offered(catalogue: Sequence[Tool], turn: Turn, name: str) -> Tool:
    """A tool the caller may not use does not exist for that caller."""
    for tool in catalogue:
        if tool.name == name and name in turn.tools:
            return tool
    if name in turn.caller.tools():
        raise ServiceDown(f"The tool “{name}” is not part of this version.")
    if any(name in tools for tools in RIGHTS.values()):
        raise NotForThisRole(f"There is no tool “{name}” for you.")
    raise BadArguments(f"There is no tool “{name}”; `assistant tools` lists yours.")


def _validated(tool: Tool, given: Mapping[str, Any]) -> Arguments:
    try:
        return tool.arguments.model_validate({k: v for k, v in given.items() if v is not None})
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'])) or tool.name}: {e['msg'].lower()}" for e in error.errors())
        raise BadArguments(f"{tool.name} cannot be called like this: {wrong}.") from error


def _call_id(name: str, given: Mapping[str, Any]) -> str:
    text = json.dumps([name, given], sort_keys=True, default=str)
    return "call_" + hashlib.sha256(text.encode()).hexdigest()[:16]
