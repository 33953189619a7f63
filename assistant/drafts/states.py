"""The states of a draft and the only steps between them (DESIGN, section 3, “Path of a draft”)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.drafts.draft import Draft, DraftStatus
from assistant.errors import Refused

STEPS: Mapping[DraftStatus, frozenset[DraftStatus]] = {
    "proposed": frozenset(("held", "awaiting_approval")),
    "held": frozenset(("awaiting_approval", "declined")),
    "awaiting_approval": frozenset(("approved", "returned", "declined", "held")),
    "approved": frozenset(("scheduled", "released", "held", "awaiting_approval")),
    "returned": frozenset(("declined",)),
    "declined": frozenset(),
    "scheduled": frozenset(("released", "approved", "held", "declined")),
    "released": frozenset(("delivered", "failed", "unknown", "held")),
    "delivered": frozenset(),
    "failed": frozenset(("declined",)),
    "unknown": frozenset(("delivered", "failed")),
}

REVISABLE: frozenset[DraftStatus] = frozenset(("held", "awaiting_approval", "returned", "approved"))
"""States in which a draft may get a new version, which is reviewed and approved anew."""


def move(draft: Draft, status: DraftStatus, reason: str = "") -> Draft:
    """The draft in its next state. Raises Refused for a step that does not exist."""
    if status not in STEPS[draft.status]:
        raise Refused(
            f"Draft {draft.id} is {draft.status.replace('_', ' ')}: it cannot become {status.replace('_', ' ')}."
        )
    return replace(draft, status=status, reason=reason)
