"""The catalogue of rules: one line a family. An empty catalogue, or a rule that fails, holds every text."""

from __future__ import annotations

from assistant.guardrails import (
    advice,
    by_meaning,
    complaints,
    contact,
    coverage,
    dealings,
    endorsements,
    evasion,
    grounding,
    identification,
    identifiers,
    inside,
    instructions,
    links,
    option_pitches,
    other_clients,
    plans,
    promissory,
    rewards,
    tax_and_law,
    titles,
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
    *plans.RULES,
    *rewards.RULES,
    *instructions.RULES,
    *titles.RULES,
    *coverage.RULES,
    *inside.RULES,
    *dealings.RULES,
    *complaints.RULES,
    *option_pitches.RULES,
    *tax_and_law.RULES,
    *endorsements.RULES,
    *by_meaning.RULES,
    *advice.RULES,
    *grounding.RULES,
)
