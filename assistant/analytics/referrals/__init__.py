"""Where new clients come from, ranked by evidence, and the clients who refer. The door to the rankings and reports."""

from assistant.analytics.referrals.ranking import rank_sources
from assistant.analytics.referrals.referrers_report import top_referrers
from assistant.analytics.referrals.report import referral_sources

__all__ = ["rank_sources", "referral_sources", "top_referrers"]
