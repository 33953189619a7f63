"""The queue of a principal: what waits for approval, what was drawn from what left, and what was held for a look.

A review is opened, may be assigned and escalated, and ends with an outcome and who decided it: opening a message is no
review (FINRA 3110.07). Nothing here commits: the desk's transaction does.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlmodel import Session, col, select
from ulid import ULID

from assistant.drafts import Draft
from assistant.errors import NotFound, Refused
from assistant.supervision.tables import ReviewRow

Kind = Literal["approval", "sample", "held", "dispute"]
Outcome = Literal["approved", "returned", "declined", "no_issue", "issue", "superseded", "upheld", "set_aside"]


@dataclass(frozen=True, slots=True)
class Review:
    """One thing to look at: what, since when, whose it is now, and how it ended."""

    id: str
    kind: Kind
    draft_id: str
    version: int
    advisor_id: str
    why: str
    status: Literal["open", "done"]
    opened_at: dt.datetime
    assigned_to: str = ""
    escalated: bool = False
    outcome: str = ""
    comment: str = ""
    decided_by: str = ""
    decided_at: dt.datetime | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "draft": self.draft_id,
            "version": self.version,
            "advisor": self.advisor_id,
            "why": self.why,
            "status": self.status,
            "opened_at": self.opened_at.isoformat(),
            "assigned_to": self.assigned_to,
            "escalated": self.escalated,
            "outcome": self.outcome,
            "comment": self.comment,
            "decided_by": self.decided_by,
            "decided_at": self.decided_at.isoformat() if self.decided_at else None,
        }


def open_review(session: Session, kind: Kind, draft: Draft, why: str, at: dt.datetime) -> Review:
    """Put a draft's version into the queue; an open review of the same kind for an earlier version is superseded."""
    close_reviews(session, draft.id, kind, "superseded", "", "", at)
    row = ReviewRow(
        review_id=f"V-{ULID()}", kind=kind, draft_id=draft.id, version=draft.version, advisor_id=draft.advisor_id,
        why=why, status="open", opened_at=at,
    )  # fmt: skip
    session.add(row)
    return _review(row)


def close_reviews(
    session: Session, draft_id: str, kind: Kind, outcome: Outcome, by: str, comment: str, at: dt.datetime
) -> None:
    """End the open reviews of a kind of a draft; none is no error."""
    rows = select(ReviewRow).where(col(ReviewRow.draft_id) == draft_id, col(ReviewRow.kind) == kind)
    for row in session.exec(rows.where(col(ReviewRow.status) == "open")):
        _end(row, outcome, by, comment, at)
        session.add(row)


def load_review(session: Session, review_id: str, advisor_ids: Collection[str]) -> Review:
    """A review about these advisors, its row locked. Raises NotFound."""
    return _review(_row(session, review_id, advisor_ids))


def list_reviews(session: Session, advisor_ids: Collection[str], status: str | None = "open") -> list[Review]:
    """The reviews about these advisors, those that wait longest first; escalated ones before all."""
    rows = select(ReviewRow).where(col(ReviewRow.advisor_id).in_(sorted(advisor_ids)))
    if status:
        rows = rows.where(col(ReviewRow.status) == status)
    ordered = rows.order_by(col(ReviewRow.escalated).desc(), col(ReviewRow.opened_at), col(ReviewRow.review_id))
    return [_review(row) for row in session.exec(ordered)]


def assign(session: Session, review: Review, to: str, *, escalated: bool = False) -> Review:
    """Give an open review to a person; escalating it keeps it escalated. Raises Refused when it is done."""
    row = _row(session, review.id, (review.advisor_id,))
    if row.status == "done":
        raise Refused(f"Review {review.id} is done: {row.outcome.replace('_', ' ')}.")
    row.assigned_to, row.escalated = to, row.escalated or escalated
    session.add(row)
    return _review(row)


def decide(
    session: Session, review: Review, outcome: Literal["no_issue", "issue"], by: str, comment: str, at: dt.datetime
) -> Review:
    """The end of a look at what left or was held. An issue says which. Raises Refused for one that is done, for a draft
    that waits for approval (that is decided on the draft), and for an issue without words."""
    row = _row(session, review.id, (review.advisor_id,))
    if row.status == "done":
        raise Refused(f"Review {review.id} is done: {row.outcome.replace('_', ' ')}.")
    if row.kind in ("approval", "dispute"):
        raise Refused(f"Decide on draft {row.draft_id} itself: that ends its review.")
    if outcome == "issue" and not comment.strip():
        raise Refused("Say what the issue is: a review without its finding is no evidence.")
    _end(row, outcome, by, comment, at)
    session.add(row)
    return _review(row)


def service_times(reviews: Iterable[Review]) -> dict[str, Any]:
    """How long reviews waited until a person ended them, in hours: count, median and slowest. None where none ended."""
    ended = [r for r in reviews if r.decided_at and r.decided_by]
    hours = [(cast(dt.datetime, r.decided_at) - r.opened_at).total_seconds() / 3600 for r in ended]
    return {
        "ended": len(hours),
        "median_hours": round(statistics.median(hours), 2) if hours else None,
        "slowest_hours": round(max(hours), 2) if hours else None,
    }


def _end(row: ReviewRow, outcome: Outcome, by: str, comment: str, at: dt.datetime) -> None:
    row.status, row.outcome, row.decided_by, row.comment, row.decided_at = "done", outcome, by, comment, at


def _row(session: Session, review_id: str, advisor_ids: Collection[str]) -> ReviewRow:
    row = session.get(ReviewRow, review_id, with_for_update=True)
    if row is None or row.advisor_id not in advisor_ids:
        raise NotFound(f"There is no review {review_id}.")
    return row


def _review(row: ReviewRow) -> Review:
    return Review(
        row.review_id, cast(Kind, row.kind), row.draft_id, row.version, row.advisor_id, row.why,
        cast(Literal["open", "done"], row.status), row.opened_at, row.assigned_to, row.escalated, row.outcome,
        row.comment, row.decided_by, row.decided_at,
    )  # fmt: skip
