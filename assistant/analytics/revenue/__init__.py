"""Fees and commissions: history, trend, what recurs, and who brings them. The door to the report."""

from assistant.analytics.revenue.report import revenue_report

__all__ = ["revenue_report"]
