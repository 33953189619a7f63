"""Whom to look for and whom to call: the profile of the clients worth most an hour, and the open leads. The door."""

from assistant.analytics.prospects.report import ideal_prospect

__all__ = ["ideal_prospect"]
