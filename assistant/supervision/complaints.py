"""The register of complaints: received, acknowledged, answered by a day, closed; and what a quarter had of them.

FINRA 4513 keeps each written complaint with what was done about it for four years; 4530(d) wants statistics of a
quarter by the fifteenth of the month after it. When a firm acknowledges and answers is its own rule: here within five
business days and thirty days. Nothing here commits: the desk's transaction does.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, Literal, get_args

import numpy as np
from sqlmodel import Session, col, select

from assistant.errors import BadArguments, NotFound, Refused
from assistant.supervision.tables import ComplaintRow

Kind = Literal["sales_practice", "fees", "service", "unauthorized", "communications", "privacy", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ACKNOWLEDGE_DAYS, ANSWER_DAYS = 5, 30
"""Business days until a complaint is acknowledged, calendar days until it is answered."""


def deadlines(received: dt.date) -> tuple[dt.date, dt.date]:
    """(acknowledge by, answer by). Business days are Monday to Friday; public holidays are not on record."""
    by = np.busday_offset(received, ACKNOWLEDGE_DAYS, roll="backward").astype(dt.date)
    return by, received + dt.timedelta(days=ANSWER_DAYS)


def complaining_households(session: Session) -> frozenset[str]:
    """Households with a complaint that is not closed: nothing but service mail goes there."""
    waiting = select(ComplaintRow.household_id).where(col(ComplaintRow.closed_at).is_(None))
    return frozenset(session.exec(waiting))


def list_complaints(
    session: Session, advisor_ids: Collection[str], state: Literal["open", "closed"] | None
) -> Sequence[ComplaintRow]:
    """The cases about these advisors, those due first before the others."""
    rows = select(ComplaintRow).where(col(ComplaintRow.advisor_id).in_(sorted(advisor_ids)))
    if state:
        closed = col(ComplaintRow.closed_at)
        rows = rows.where(closed.is_(None) if state == "open" else closed.is_not(None))
    return session.exec(rows.order_by(col(ComplaintRow.answer_by), col(ComplaintRow.complaint_id))).all()


def load_complaint(session: Session, complaint_id: str, advisor_ids: Collection[str]) -> ComplaintRow:
    """A case about these advisors, its row locked. Raises NotFound."""
    row = session.get(ComplaintRow, complaint_id, with_for_update=True)
    if row is None or row.advisor_id not in advisor_ids:
        raise NotFound(f"There is no complaint {complaint_id}.")
    return row


def acknowledge(session: Session, row: ComplaintRow, by: str, at: dt.datetime) -> None:
    """The firm has told the client that it has the complaint. Raises Refused the second time."""
    if row.acknowledged_at is not None:
        raise Refused(f"Complaint {row.complaint_id} was acknowledged on {row.acknowledged_at:%Y-%m-%d}.")
    row.acknowledged_at, row.acknowledged_by = at, by
    session.add(row)


def close(session: Session, row: ComplaintRow, outcome: str, by: str, at: dt.datetime) -> None:
    """The end of a case, with what was done about it. Raises Refused when it is closed, BadArguments without words."""
    if row.closed_at is not None:
        raise Refused(f"Complaint {row.complaint_id} was closed on {row.closed_at:%Y-%m-%d}.")
    if len(outcome.strip()) < 10:
        raise BadArguments("Say what was done about it: a complaint is kept with that (FINRA 4513).")
    row.closed_at, row.closed_by, row.outcome = at, by, outcome.strip()
    session.add(row)


def quarter(session: Session, first: dt.date, after: dt.date) -> dict[str, Any]:
    """What a quarter's report needs: complaints received from `first` until before `after`, by kind and by advisor, how
    many of them are open, and how many were acknowledged or answered late."""
    within = select(ComplaintRow).where(col(ComplaintRow.received_on) >= first, col(ComplaintRow.received_on) < after)
    rows = session.exec(within).all()
    late = [r for r in rows if r.acknowledged_at and r.acknowledged_at.date() > r.acknowledge_by]
    answered_late = [r for r in rows if r.closed_at and r.closed_at.date() > r.answer_by]
    return {
        "from": first.isoformat(),
        "until": (after - dt.timedelta(days=1)).isoformat(),
        "report_by": after.replace(day=15).isoformat(),
        "received": len(rows),
        "open": sum(row.closed_at is None for row in rows),
        "acknowledged_late": len(late),
        "answered_late": len(answered_late),
        "by_kind": dict(sorted(Counter(row.kind for row in rows).items())),
        "by_advisor": dict(sorted(Counter(row.advisor_id for row in rows).items())),
    }
