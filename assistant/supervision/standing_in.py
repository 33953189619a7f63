"""Who approves in an absent principal's place on which days, and the recorded exception of a firm with one principal.

FINRA 2210(b)(1)(A) wants a registered principal's approval and 3110(b)(6)(C) one who neither reports to the sender nor
is paid on the sender's business; 3110.10 lets a firm too small for that say so and document why. Nothing here commits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from assistant.errors import BadArguments, NotFound
from assistant.supervision.tables import ExceptionRow, SubstituteRow

LONGEST = dt.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to another, both of them in it."""

    first: dt.date
    last: dt.date

    def check(self, today: dt.date) -> None:
        """Raises BadArguments for days that are over, the wrong way round, or more than a year."""
        if self.last < self.first or self.last < today:
            raise BadArguments(f"From {self.first} until {self.last} there is no day to come: correct the dates.")
        if self.last - self.first > LONGEST:
            raise BadArguments("Name at most a year at a time.")


def substitutes_of(session: Session, user_id: str, today: dt.date) -> Sequence[SubstituteRow]:
    """For whom this person stands in today."""
    return session.exec(
        select(SubstituteRow).where(col(SubstituteRow.substitute_id) == user_id, _holds(SubstituteRow, today))
    ).all()


def exception_of(session: Session, user_id: str, today: dt.date) -> ExceptionRow | None:
    """The exception under which this person approves today what is their own business; None for nearly everybody."""
    rows = select(ExceptionRow).where(col(ExceptionRow.user_id) == user_id, _holds(ExceptionRow, today))
    return session.exec(rows.order_by(col(ExceptionRow.at).desc())).first()


def present_approver(session: Session, user_id: str, today: dt.date) -> str:
    """Who approves for this person today: their substitute, or they themselves."""
    rows = select(SubstituteRow).where(col(SubstituteRow.absent_id) == user_id, _holds(SubstituteRow, today))
    row = session.exec(rows.order_by(col(SubstituteRow.at).desc())).first()
    return row.substitute_id if row else user_id


def end(session: Session, key: str, at: dt.datetime) -> SubstituteRow | ExceptionRow:
    """End a substitution or an exception at once. Raises NotFound."""
    row: SubstituteRow | ExceptionRow | None
    if key.startswith("EX-"):
        row = session.get(ExceptionRow, key, with_for_update=True)
    else:
        row = session.get(SubstituteRow, key, with_for_update=True)
    if row is None or row.ended_at is not None:
        raise NotFound(f"There is no {key} to end.")
    row.ended_at = at
    session.add(row)
    return row


def _holds(table: type[SubstituteRow] | type[ExceptionRow], today: dt.date) -> ColumnElement[bool]:
    never_ended: ColumnElement[bool] = or_(col(table.ended_at).is_(None))
    return and_(col(table.first_on) <= today, col(table.last_on) >= today, never_ended)
