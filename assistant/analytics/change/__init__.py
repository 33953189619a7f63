"""Why assets moved: market, flows, fees, transfers, and the return that ties to them. The door to the report."""

from assistant.analytics.change.report import explain_change

__all__ = ["explain_change"]
