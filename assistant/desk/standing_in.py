"""Absent principals and their substitutes at the desk; the exception of a firm that has one principal only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select
from ulid import ULID

from assistant.callers import Caller
from assistant.errors import BadArguments, NotForThisRole, NotSignedIn, Refused
from assistant.supervision.standing_in import Days, end, exception_of, substitutes_of
from assistant.supervision.tables import ExceptionRow, SubstituteRow

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


def as_of_today(desk: Desk, caller: Caller) -> Caller:
    """The caller with what they may decide today for an absent principal, or under the firm's exception."""
    if not caller.may("approve_retail"):
        return caller
    with desk.database.reading() as session:
        rows = substitutes_of(session, caller.user_id, desk.clock().date())
        exception = exception_of(session, caller.user_id, desk.clock().date())
        absent = [(row.absent_email, row.absent_name) for row in rows]
    stands_in: dict[str, str] = {}
    for email, name in absent:
        with suppress(NotSignedIn):  # somebody who has left the firm meanwhile
            stands_in |= dict.fromkeys(desk.books.caller(email).supervises - caller.supervises, name)
    named = exception.exception_id if exception else ""
    return replace(caller, supervises=caller.supervises | set(stands_in), stands_in=stands_in, exception=named)


def name_substitute(desk: Desk, caller: Caller, to: str, first: dt.date, last: dt.date) -> SubstituteRow:
    """Name who approves in one's place from one day to another, both included.

    Raises NotForThisRole for who is no principal, Refused for a substitute who is none or may not approve for those
    people, BadArguments for days that are none.
    """
    if not caller.may("approve_retail"):
        raise NotForThisRole("Only a registered principal names a substitute.")
    Days(first, last).check(desk.clock().date())
    other = desk.books.caller(to)
    why = _why_not(caller, other)
    if why:
        raise Refused(f"{other.name} cannot stand in for you: {why}.")
    row = SubstituteRow(
        substitution_id=f"SU-{ULID()}", absent_id=caller.user_id, absent_email=caller.email, absent_name=caller.name,
        substitute_id=other.user_id, first_on=first, last_on=last, named_by=caller.user_id, at=desk.clock(),
    )  # fmt: skip
    with desk.database.writing() as session:
        desk.run(caller).record("case.noted", {"substitution": "named", **shown(row)}, wait=True)
        session.add(row)
    return row


def grant_exception(desk: Desk, caller: Caller, to: str, reason: str, first: dt.date, last: dt.date) -> ExceptionRow:
    """Let the one principal of a firm approve what is their own business, for a reason that is kept.

    Raises NotForThisRole for who is not compliance, Refused while another principal may approve it.
    """
    if "compliance" not in caller.roles:
        raise NotForThisRole("Only compliance records that exception.")
    Days(first, last).check(desk.clock().date())
    if len(reason.strip()) < 20:
        raise BadArguments("Say in a sentence or two why the firm cannot have another principal approve it.")
    one = desk.books.caller(to)
    if not one.may("approve_retail"):
        raise Refused(f"{one.name} is no registered principal.")
    if other := next(_others(desk, one), None):
        raise Refused(f"{other.name} may approve in their place, so there is no need of an exception.")
    row = ExceptionRow(
        exception_id=f"EX-{ULID()}", user_id=one.user_id, reason=reason.strip(), first_on=first, last_on=last,
        granted_by=caller.user_id, at=desk.clock(),
    )  # fmt: skip
    with desk.database.writing() as session:
        desk.run(caller).record("case.noted", {"exception": "granted", **shown(row)}, wait=True)
        session.add(row)
    return row


def end_early(desk: Desk, caller: Caller, key: str) -> dict[str, Any]:
    """End a substitution (by who named it) or an exception (by compliance) before its last day."""
    with desk.database.writing() as session:
        row = end(session, key, desk.clock())
        if isinstance(row, SubstituteRow) and row.absent_id != caller.user_id and "compliance" not in caller.roles:
            raise NotForThisRole("A substitution is ended by who named it, or by compliance.")
        if isinstance(row, ExceptionRow) and "compliance" not in caller.roles:
            raise NotForThisRole("Only compliance ends that exception.")
        desk.run(caller).record("case.noted", {"ended": key, **shown(row)}, wait=True)
    return shown(row)


def look_at_substitutes(desk: Desk, caller: Caller) -> list[dict[str, Any]]:
    """Substitutions and exceptions, the newest first; for principals and compliance."""
    if not caller.roles & {"principal", "compliance"}:
        raise NotForThisRole("Only principals and compliance look at who stands in for whom.")
    with desk.database.reading() as session:
        substitutes = session.exec(select(SubstituteRow).order_by(col(SubstituteRow.at).desc())).all()
        exceptions = session.exec(select(ExceptionRow).order_by(col(ExceptionRow.at).desc())).all()
    return [*map(shown, substitutes), *map(shown, exceptions)]


def shown(row: SubstituteRow | ExceptionRow) -> dict[str, Any]:
    """The row's plain fields."""
    return {name: value for name, value in row.model_dump(mode="json").items() if name != "absent_email"}


def _why_not(absent: Caller, other: Caller) -> str:
    if other.user_id == absent.user_id:
        return "name somebody else"
    if not other.may("approve_retail"):
        return "that is no registered principal"
    barred = [why for advisor, why in other.barred.items() if advisor in absent.supervises]
    mine = absent.supervises.intersection(other.own)
    return barred[0] if barred else "they serve clients of those you approve for" if mine else ""


def _others(desk: Desk, one: Caller) -> Iterator[Caller]:
    """Other principals who may approve what is this one's own business."""
    business = {*one.own, *one.barred}
    for person in desk.people():
        other = desk.books.caller(person["email"])
        if other.user_id != one.user_id and other.may("approve_retail"):
            free = other.supervises - set(other.own) - set(other.barred)
            if business <= free:
                yield other
