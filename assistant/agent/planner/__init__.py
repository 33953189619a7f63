"""The embedded model: reads a question about a book by rule, chooses the tools, speaks from what they found."""

from assistant.agent.planner.language import detect_language
from assistant.agent.planner.model import MODEL_NAME, EmbeddedModel
from assistant.agent.planner.plan import Plan, make_plan

__all__ = ["MODEL_NAME", "EmbeddedModel", "Plan", "detect_language", "make_plan"]
