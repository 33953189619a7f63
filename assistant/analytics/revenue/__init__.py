"""Fees and commissions: history, trend, what recurs, and who brings them. The door to the report."""

from assistant.analytics.revenue.report import revenue_report
from assistant.analytics.revenue.rolled import revenue_report_rolled

__all__ = ["revenue_report", "revenue_report_rolled"]
