"""Who may need what next. The door to the calibrated model and to the report."""

from assistant.analytics.propensity.model import PropensityModel
from assistant.analytics.propensity.report import propensity

__all__ = ["PropensityModel", "propensity"]
