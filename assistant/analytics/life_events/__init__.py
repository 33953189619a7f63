"""Life events with the needs they raise and their clocks, and dates ahead. The door to the report."""

from assistant.analytics.life_events.report import life_events

__all__ = ["life_events"]
