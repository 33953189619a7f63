"""How good a model is: calibration, fairness, and what was not measured. The door to the cards."""

from assistant.analytics.model_card.erosion import erosion_card
from assistant.analytics.model_card.propensity import propensity_card
from assistant.analytics.model_card.retention import retention_card

__all__ = ["erosion_card", "propensity_card", "retention_card"]
