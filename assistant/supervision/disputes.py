"""An author disputes a finding; a principal decides, with a reason. What they decide counts into the rule's precision.

A finding that a principal sets aside is set aside for the very bytes it was about: other words are judged anew, and
what is left still needs that principal's approval. Some findings nobody sets aside.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any, Literal

from sqlmodel import Session, col, select

from assistant.drafts import Draft
from assistant.errors import NotFound, Refused
from assistant.supervision.tables import DisputeRow

NEVER = frozenset((
    "pii-ssn", "pii-account-number", "pii-other-client", "secret-solicitation", "contact-not-permitted",
    "missing-unsubscribe", "mnpi-tipping", "record-evasion", "off-channel-invitation", "private-settlement",
    "header-injection", "review-incomplete",
))  # fmt: skip
"""Rules whose findings stand whatever anybody says: identifiers, opt-outs, inside information, evasion; and a text that
could not be reviewed."""


def dispute(session: Session, draft: Draft, rule: str, reason: str, by: str, at: dt.datetime) -> DisputeRow:
    """The author's word against a finding of this version. Raises NotFound for a finding that is not there, Refused for
    one that nobody may dispute or that is disputed already."""
    if rule not in {str(finding["rule"]) for finding in draft.findings}:
        raise NotFound(f"Draft {draft.id} has no finding “{rule}”.")
    if rule in NEVER:
        raise Refused(f"A finding of “{rule}” stands: change the words.")
    if session.get(DisputeRow, (draft.id, draft.version, rule)):
        raise Refused(f"The finding “{rule}” of draft {draft.id} is disputed already.")
    row = DisputeRow(
        draft_id=draft.id, version=draft.version, rule=rule, content_hash=draft.content_hash, reason=reason,
        disputed_by=by, at=at,
    )  # fmt: skip
    session.add(row)
    return row


def decide_dispute(
    session: Session, draft: Draft, rule: str, decision: Literal["upheld", "set_aside"], reason: str, by: str
) -> DisputeRow:
    """A principal's decision: the finding is `upheld` or `set_aside`. Raises NotFound, and Refused without a reason,
    for one's own words, or when it is decided."""
    row = session.get(DisputeRow, (draft.id, draft.version, rule), with_for_update=True)
    if row is None:
        raise NotFound(f"Nobody disputes “{rule}” of draft {draft.id}.")
    if row.decision:
        raise Refused(f"That dispute is decided: {row.decision.replace('_', ' ')}.")
    if not reason.strip():
        raise Refused("Say why: a decision about a finding is kept with its reason.")
    if by in (row.disputed_by, draft.author_id, *draft.authors):
        raise Refused("Nobody decides about a finding on their own words: another principal must.")
    row.decision, row.decided_by, row.decision_reason = decision, by, reason
    session.add(row)
    return row


def set_aside(session: Session, draft: Draft) -> frozenset[str]:
    """The rules whose findings a principal set aside for these very bytes."""
    chosen = select(DisputeRow.rule).where(
        col(DisputeRow.draft_id) == draft.id,
        col(DisputeRow.content_hash) == draft.content_hash,
        col(DisputeRow.decision) == "set_aside",
    )
    return frozenset(session.scalars(chosen))


def precision(session: Session) -> list[dict[str, Any]]:
    """For each rule that was disputed: how often, how often a principal set it aside, and upheld it."""
    decided = Counter((row.rule, row.decision or "open") for row in session.exec(select(DisputeRow)))
    rules = sorted({rule for rule, _ in decided})
    return [{"rule": rule, **{end: decided[(rule, end)] for end in ("open", "upheld", "set_aside")}} for rule in rules]
