"""Where new clients come from, ranked by evidence. The door to the ranking and to the report."""

from assistant.analytics.referrals.ranking import rank_sources
from assistant.analytics.referrals.report import referral_sources

__all__ = ["rank_sources", "referral_sources"]
