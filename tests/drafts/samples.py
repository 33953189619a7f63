"""Drafts for the tests of drafts, supervision and outreach."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assistant.drafts import Draft, Recipient

AT = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
MARCO = Recipient("C01", "H01", "Marco Rossi", "c01@clients.example")
GIULIA = Recipient("C02", "H01", "Giulia Rossi", "c02@clients.example")


def a_draft(**changes: Any) -> Draft:
    """A reviewed letter of advisor A1 to one client, waiting for approval."""
    fields: dict[str, Any] = {
        "id": "D-1", "version": 1, "channel": "email", "communication_class": "correspondence", "advisor_id": "A1",
        "author_id": "U1", "to": (MARCO,), "subject": "Your review", "body": "Dear Marco,\n\nshall we talk?\n",
        "language": "en", "purpose": "review", "status": "awaiting_approval", "disposition": "pass",
    }  # fmt: skip
    return Draft(**{**fields, **changes})
