"""What a review gives back: flags over spans of the text, and the disposition that follows from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["advise", "needs_disclosure", "needs_principal_review", "block"]
Disposition = Literal["pass", "needs_disclosure", "needs_principal_review", "block"]

ORDER: tuple[Severity, ...] = ("advise", "needs_disclosure", "needs_principal_review", "block")
_DISPOSITIONS: tuple[Disposition, ...] = ("pass", "needs_disclosure", "needs_principal_review", "block")


@dataclass(frozen=True, slots=True)
class Fix:
    """Put `text` in the place of `original[start:end]` (an insertion when both are equal).

    `source`: the disclosure it comes from, as `id@version`; empty when it is a sentence of this module.
    """

    kind: Literal["replace", "insert", "delete"]
    start: int
    end: int
    text: str
    source: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "start": self.start, "end": self.end, "text": self.text, "source": self.source}


@dataclass(frozen=True, slots=True)
class Flag:
    """A concern about `text[start:end]`, which is `quote`. An empty span marks the place where something is missing."""

    rule: str
    severity: Severity
    start: int
    end: int
    quote: str
    reason: str
    citation: str
    cure: str
    fix: Fix | None = None
    by: str = ""  # the second reader whose doubt it is; empty: a rule of ours found it

    @property
    def policy(self) -> str:
        """The id of the page of the library that explains the rule."""
        return f"policies/rules/{self.rule.replace('-', '_')}"

    def to_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "severity": self.severity,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "reason": self.reason,
            "citation": self.citation,
            "cure": self.cure,
            "fix": self.fix.to_json() if self.fix else None,
            "policy": self.policy,
        } | ({"by": self.by} if self.by else {})


@dataclass(frozen=True, slots=True)
class Review:
    """The flags of one text, in the order of the text."""

    findings: tuple[Flag, ...] = ()

    @property
    def disposition(self) -> Disposition:
        """The most severe finding wins; an `advise` finding is a note and changes nothing."""
        return _DISPOSITIONS[max((ORDER.index(f.severity) for f in self.findings), default=0)]

    def with_doubts(self, doubts: Iterable[Flag]) -> Review:
        """The review with the flags of a second reader: flags are only ever added."""
        return Review(tuple(sorted((*self.findings, *doubts), key=lambda f: (f.start, f.end, f.rule, f.reason))))

    def without(self, rules: Collection[str]) -> Review:
        """The review without the flags of these rules, which a principal set aside."""
        return Review(tuple(flag for flag in self.findings if flag.rule not in rules))

    def to_json(self, id: str | None = None) -> dict[str, Any]:
        """One line of `assistant review`: `id` (when there is one), `disposition`, `findings`."""
        named: dict[str, Any] = {} if id is None else {"id": id}
        return named | {"disposition": self.disposition, "findings": [f.to_json() for f in self.findings]}
