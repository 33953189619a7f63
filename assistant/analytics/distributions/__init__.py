"""Required minimum distributions: who must take one, how much, taken so far, by when. The door to rules and report."""

from assistant.analytics.distributions.report import required_distributions
from assistant.analytics.distributions.rules import divisor, first_year, required_age, required_cents

__all__ = ["divisor", "first_year", "required_age", "required_cents", "required_distributions"]
