"""What a book is worth, two ways side by side, and any what-if on it. The door to the values and to the report."""

from assistant.analytics.valuation.deal import DealTerms
from assistant.analytics.valuation.present_value import present_value
from assistant.analytics.valuation.report import value_book

__all__ = ["DealTerms", "present_value", "value_book"]
