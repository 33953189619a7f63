"""People and households that look like one. The door to the report; nothing is merged by it."""

from assistant.analytics.duplicates.report import duplicate_records

__all__ = ["duplicate_records"]
