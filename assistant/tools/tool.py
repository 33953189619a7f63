"""What a tool is: a name, what it answers, its arguments, and the function that calls one analysis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from assistant.blocks import Result
from assistant.tools.arguments import Arguments, ReportArguments
from assistant.turn import Turn


@dataclass(frozen=True, slots=True)
class Tool:
    """`run(turn, arguments)` validates nothing and prints nothing: it names one analysis and hands back its result."""

    name: str
    description: str
    arguments: type[Arguments]
    run: Callable[[Turn, Any], Result]

    @property
    def is_report(self) -> bool:
        """Whether it answers with figures about a book, and changes nothing."""
        return issubclass(self.arguments, ReportArguments)

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "description": self.description, "parameters": self.arguments.model_json_schema()}
