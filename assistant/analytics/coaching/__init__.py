"""An advisor's strength and largest gaps against peers with like clients, in money. The door to both reports."""

from assistant.analytics.coaching.below import coaching_below
from assistant.analytics.coaching.report import coaching

__all__ = ["coaching", "coaching_below"]
