"""How each report tool can be called: the smallest call, and one more for every word its own arguments offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.tools import TOOLS

REPORTS = {tool.name: tool for tool in TOOLS if tool.is_report}


def needed(name: str, client: str) -> dict[str, Any]:
    """What a tool cannot do without, or asks back for; the others answer when nothing is given."""
    least: Mapping[str, Mapping[str, Any]] = {
        "client_profile": {"client": client},
        "similar_clients": {"client": client},
        "stack_rank": {"metric": "aum"},
        "propensity": {"need": "estate"},
    }
    return dict(least.get(name, {}))


def variations(name: str, client: str) -> Iterator[dict[str, Any]]:
    """Every word that an argument of the tool's own offers, one at a time, beside the smallest call."""
    least = needed(name, client)
    for argument, shape in REPORTS[name].arguments.model_json_schema()["properties"].items():
        for kind in shape.get("anyOf", [shape]):
            words = kind.get("enum", [True] if kind.get("type") == "boolean" else [])
            yield from ({**least, argument: word} for word in words if least.get(argument) != word)
    if "client" in REPORTS[name].arguments.model_fields and "client" not in least:
        yield {**least, "client": client}
    yield {**least, "period": "all"}
    yield {**least, "period": "1y"}
