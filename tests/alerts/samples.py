"""Findings and alerts to put together, with only what a test means to say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assistant.alerts import Alert, Found

DAY = dt.date(2026, 11, 22)


def a_find(**more: Any) -> Found:
    """Money leaving household H1, 50,000 so far."""
    told: dict[str, Any] = {
        "household_id": "H1", "name": "Moss", "kind": "retention", "cause": "erosion", "since": dt.date(2026, 2, 1),
        "amount_cents": 5_000_000, "score": 0.9, "what": "slow leak", "evidence": "Money has been leaving.",
    }  # fmt: skip
    return Found(**(told | more))


def an_alert(number: int = 1, **more: Any) -> Alert:
    told: dict[str, Any] = {
        "id": f"AL-{number}", "advisor_id": "A1", "found": a_find(), "episode": 1, "first_seen": DAY, "last_seen": DAY,
        "data_version": "v1", "threshold": 0,
    }  # fmt: skip
    return Alert(**(told | more))
