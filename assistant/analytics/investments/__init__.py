"""What is held, how it did and how concentrated it is. The door to the report."""

from assistant.analytics.investments.report import investments

__all__ = ["investments"]
