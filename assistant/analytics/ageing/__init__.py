"""How old the open things are, and where one of them stands. The door."""

from assistant.analytics.ageing.one_item import find_item, one_item
from assistant.analytics.ageing.report import ageing

__all__ = ["ageing", "find_item", "one_item"]
