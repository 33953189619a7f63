"""What campaigns brought, and how much of it the hold-out group says would have come anyway. The door."""

from assistant.analytics.campaigns.report import campaigns

__all__ = ["campaigns"]
