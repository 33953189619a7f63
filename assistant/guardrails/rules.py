"""The catalogue of rules: one line a family. An empty catalogue, or a rule that fails, holds every text."""

from __future__ import annotations

from assistant.guardrails import (
    contact,
    evasion,
    grounding,
    identification,
    identifiers,
    links,
    other_clients,
    promissory,
)
from assistant.guardrails.rule import Rule

RULES: tuple[Rule, ...] = (
    *identifiers.RULES,
    *other_clients.RULES,
    *evasion.RULES,
    *contact.RULES,
    *promissory.RULES,
    *identification.RULES,
    *links.RULES,
    *grounding.RULES,
)
