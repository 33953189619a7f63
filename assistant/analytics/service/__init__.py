"""What clients were promised and got: first replies, reviews, contacts, forms in good order. The door."""

from assistant.analytics.service.report import DAYS_AHEAD, Kind, service_levels
from assistant.analytics.service.tiers import Tier

__all__ = ["DAYS_AHEAD", "Kind", "Tier", "service_levels"]
