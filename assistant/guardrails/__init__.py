"""What may be said: `review(text, facts, channel)` gives a Review with a disposition and the flags behind it."""

from assistant.guardrails.engine import is_flagged, review, rules_of
from assistant.guardrails.fixes import apply
from assistant.guardrails.flags import Disposition, Fix, Flag, Review, Severity
from assistant.guardrails.grounding import quoted
from assistant.guardrails.rule import Rule
from assistant.guardrails.rules import RULES

__all__ = [
    "review",
    "Review",
    "Flag",
    "Fix",
    "apply",
    "Disposition",
    "Severity",
    "Rule",
    "RULES",
    "rules_of",
    "quoted",
    "is_flagged",
]
