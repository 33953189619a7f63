"""What a book is worth, two ways side by side, and any what-if on it. The door to the values and to the report."""

from assistant.analytics.valuation.report import present_value, value_book

__all__ = ["present_value", "value_book"]
