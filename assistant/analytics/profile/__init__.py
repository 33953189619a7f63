"""Everything about one household, ready for a meeting. The door to the report."""

from assistant.analytics.profile.report import client_profile

__all__ = ["client_profile"]
