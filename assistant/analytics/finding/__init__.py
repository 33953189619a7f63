"""The households that meet conditions, and how a book is distributed by a characteristic. The door to the report."""

from assistant.analytics.finding.conditions import CONDITIONS
from assistant.analytics.finding.report import find_clients

__all__ = ["CONDITIONS", "find_clients"]
