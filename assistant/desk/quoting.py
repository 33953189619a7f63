"""The figures that a draft quotes: kept with its version, and computed again before it leaves.

A quote names the call its figure came from (tool, arguments, day where one was asked for, who asked), so that the same
call gives the figure as it stands on the day. Words are held when one of them has changed since.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.desk.again import call_again
from assistant.drafts import Draft
from assistant.errors import AssistantError
from assistant.figures import Figure, json_value, show
from assistant.guardrails import quoted
from assistant.tools import TOOLS
from assistant.turn import Turn

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

Quote = Mapping[str, Any]


def quotes_in(body: str, language: str, *candidates: Sequence[Quote]) -> tuple[Quote, ...]:
    """Those of the candidates whose figure the words say, each once."""
    known = {_name(quote): quote for some in candidates for quote in some}
    found = list(known.values())
    return tuple(found[place] for place in quoted(body, found, language))


def quotable(turn: Turn) -> list[Quote]:
    """Every figure of a turn as a quote of it: what its drafts may say."""
    return list(_quotable(turn))


def why_figures_changed(desk: Desk, draft: Draft) -> str:
    """Which figure that a draft quotes is another today, in a sentence; empty when none is.

    Where several figures had the value that the words say, one that still has it is enough.
    """
    made: dict[str, Mapping[str, Figure]] = {}
    said: dict[str, list[str]] = defaultdict(list)
    for quote in draft.quotes:
        said[f"{quote['value']} {quote['unit']}"].append(_why_changed(desk, quote, made))
    return next((reasons[0] for reasons in said.values() if all(reasons)), "")


def _why_changed(desk: Desk, quote: Quote, made: dict[str, Mapping[str, Figure]]) -> str:
    call = _name({**quote, "key": ""})
    try:
        made[call] = made.get(call) or _made_again(desk, quote)
    except AssistantError as error:
        return f"“{quote['label']}”, which it quotes, can no longer be computed: {error.sentence}"
    now = made[call].get(quote["key"])
    if now is not None and json_value(now.value) == quote["value"]:
        return ""
    today = show(now.value, now.unit, currency=desk.settings.currency) if now else "gone"
    return f"“{quote['label']}”, which it quotes as {quote['text']}, is {today} by now: change the words."


def _quotable(turn: Turn) -> Iterator[Quote]:
    reports = {tool.name for tool in TOOLS if tool.is_report}
    for call in turn.calls:
        result = turn.results.get(call.id) if call.name in reports else None
        for figure in result.figures if result else ():
            if figure.value is not None:
                yield {
                    "tool": call.name,
                    "arguments": dict(call.arguments),
                    "as_of": turn.as_of.isoformat() if turn.as_of else "",
                    "asked_by": turn.caller.user_id,
                    "key": figure.key,
                    "label": figure.label,
                    "value": json_value(figure.value),
                    "unit": figure.unit,
                    "text": show(figure.value, figure.unit, currency=turn.reach.currency),
                }


def _name(quote: Quote) -> str:
    named = [quote[part] for part in ("tool", "arguments", "as_of", "asked_by", "key")]
    return json.dumps(named, sort_keys=True, default=str)


def _made_again(desk: Desk, quote: Quote) -> Mapping[str, Figure]:
    day = dt.date.fromisoformat(quote["as_of"]) if quote["as_of"] else None
    result = call_again(desk, str(quote["asked_by"]), "", str(quote["tool"]), quote["arguments"], day)
    return {figure.key: figure for figure in result.figures}
