"""Whom to call, by value at risk. The door to the report."""

from assistant.analytics.clients_at_risk.report import clients_at_risk
from assistant.analytics.clients_at_risk.rows import F17, LOSS, risk_rows

__all__ = ["F17", "LOSS", "clients_at_risk", "risk_rows"]
