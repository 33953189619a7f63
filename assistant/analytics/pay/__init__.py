"""Incentive pay by the firm's grids, with its edges and what-ifs. The door to the report."""

from assistant.analytics.pay.grids import Grid
from assistant.analytics.pay.report import pay_report

__all__ = ["Grid", "pay_report"]
