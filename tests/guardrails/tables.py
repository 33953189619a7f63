"""How the tables of cases are judged: which rules flag a text, and with which spans."""

from __future__ import annotations

from typing import Any

from assistant.guardrails import Flag, review


def flags(text: str, rule: str, channel: str = "email", **facts: Any) -> list[Flag]:
    """The flags of one rule; every one must quote the text it points at, and the review must be complete."""
    found = review(text, {"audience": "one_client", **facts}, channel).findings
    assert "review-incomplete" not in {flag.rule for flag in found}, found
    for flag in found:
        assert text[flag.start : flag.end] == flag.quote
    return [flag for flag in found if flag.rule == rule]


def quotes(text: str, rule: str, channel: str = "email", **facts: Any) -> list[str]:
    return [flag.quote for flag in flags(text, rule, channel, **facts)]
