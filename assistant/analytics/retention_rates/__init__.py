"""Retention by named definitions. The door to who came and went (R1) and to the report."""

from assistant.analytics.retention_rates.cohort import R1, Movement, movement
from assistant.analytics.retention_rates.measures import MeasureName
from assistant.analytics.retention_rates.reading import By
from assistant.analytics.retention_rates.report import retention_rates

__all__ = ["R1", "By", "MeasureName", "Movement", "movement", "retention_rates"]
