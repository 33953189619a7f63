"""What is missing or stale, and what that uncertainty costs. The door to the report."""

from assistant.analytics.data_quality.report import data_quality

__all__ = ["data_quality"]
