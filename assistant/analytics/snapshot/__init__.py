"""Where a book stands and what changed. The door to the report."""

from assistant.analytics.snapshot.report import book_snapshot
from assistant.analytics.snapshot.rolled import rolled_snapshot

__all__ = ["book_snapshot", "rolled_snapshot"]
