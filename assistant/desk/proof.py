"""The proof of the log, for whoever doubts it: reads everything, changes nothing, needs neither desk nor open log."""

from __future__ import annotations

from collections.abc import Callable

from assistant.database import Database
from assistant.retention import Verdict, verify
from assistant.settings import Settings


def verify_log(
    settings: Settings, *, pin: str | None = None, progress: Callable[[int, int], None] | None = None
) -> Verdict:
    """Is the log whole? Opens neither the desk nor the log: it reads everything and changes nothing."""
    database = Database(settings.log_url)
    try:
        return verify(database, pin=pin, progress=progress)
    finally:
        database.close()
