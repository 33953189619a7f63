"""The proof of the log, for whoever doubts it: reads everything, changes nothing, needs neither desk nor open log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.database import Database
from assistant.retention import Keys, Verdict, read_trusted, verify
from assistant.settings import Settings


def verify_log(
    settings: Settings,
    *,
    trusted: Path | None = None,
    pins: Sequence[str] = (),
    since: int = 0,
    strict: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Verdict:
    """Is the log whole? Opens neither the desk nor the log: it reads everything and changes nothing.

    `trusted` is a file of keys to believe instead of those in the key folder; the rest is as `verify` takes it.
    """
    database = Database(settings.log_url)
    keys = Keys(settings.keys_folder, settings.origin)
    believed = read_trusted(trusted) if trusted else None
    try:
        return verify(database, keys, trusted=believed, pins=pins, since=since, strict=strict, progress=progress)
    finally:
        database.close()
