"""What a rule is: an id from the catalogue, what it says and does not say, and one pure check over a passage."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.guardrails.facts import Facts
from assistant.guardrails.flags import Severity
from assistant.guardrails.passage import Passage


@dataclass(frozen=True, slots=True)
class Hit:
    """A span of the passage's normalised text, why it is a concern, and (rarely) a cure or severity of its own."""

    start: int
    end: int
    reason: str
    cure: str = ""
    severity: Severity | None = None


Check = Callable[[Passage, Facts], Iterable[Hit]]
Cured = Callable[[Passage, Facts], bool]


def never(_: Passage, __: Facts) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue. `not_meant` says what looks like a breach of it and is none.

    `cured` says when a text plainly holds what puts such words in order: then its meaning is not asked.
    """

    id: str
    title: str
    severity: Severity
    citation: str
    cure: str
    not_meant: str
    check: Check
    cured: Cured = never
