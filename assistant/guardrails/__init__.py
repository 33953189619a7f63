"""What may be said: `review(text, facts, channel)` gives a Review with a disposition and the flags behind it."""

from assistant.guardrails.engine import review
from assistant.guardrails.flags import Disposition, Flag, Review, Severity
from assistant.guardrails.rules import RULES

__all__ = ["review", "Review", "Flag", "Disposition", "Severity", "RULES"]
