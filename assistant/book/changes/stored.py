"""Changes to rows and back. Nothing here commits: the desk's transaction does."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlmodel import Session, col

from assistant.book.changes.change import Change, Kind, Status
from assistant.book.importing import Confirmed
from assistant.book.snapshot import shares_of
from assistant.book.tables import ChangeRow, Household
from assistant.errors import NotFound

NAMED_OTHERWISE = {"id": "change_id", "table": "table_name", "row": "row_id"}
"""Field of a Change → its column, where the two differ."""


@dataclass(frozen=True, slots=True)
class Served:
    """Whose changes may be seen and decided: those of the clients whom these advisors serve now, own or shared.

    Households in `withheld` are left out: a privacy request keeps the assistant from using them.
    """

    advisor_ids: frozenset[str]
    withheld: frozenset[str] = frozenset()

    def where(self, session: Session) -> ColumnElement[bool]:
        owner = func.coalesce(col(Household.advisor_id), col(ChangeRow.advisor_id))
        shared = shares_of(session, self.advisor_ids).household_ids
        mine = or_(owner.in_(sorted(self.advisor_ids)), col(ChangeRow.household_id).in_(sorted(shared)))
        return and_(mine, col(ChangeRow.household_id).not_in(sorted(self.withheld)))


def save_change(session: Session, change: Change) -> None:
    """Write a new change."""
    session.add(ChangeRow(**_columns(change)))
    session.flush()


def save_decision(session: Session, change: Change) -> None:
    """Write the state a change has reached, with who decided it and why."""
    decided = ("status", "decided_by", "decider", "decided_at", "verified", "reason")
    values = {name: getattr(change, name) for name in decided}
    session.execute(update(ChangeRow).where(col(ChangeRow.change_id) == change.id).values(values))


def load_change(session: Session, change_id: str, served: Served, *, to_change: bool = False) -> Change:
    """One change, its row locked when it is to be decided. Raises NotFound: not theirs and not there look alike."""
    if to_change:
        session.execute(select(ChangeRow).where(col(ChangeRow.change_id) == change_id).with_for_update())
    found = session.scalars(_of(session, served).where(col(ChangeRow.change_id) == change_id)).one_or_none()
    if found is None:
        raise NotFound(f"There is no change {change_id}.")
    return _change(found)


def list_changes(session: Session, served: Served, status: str | None = None) -> list[Change]:
    """The changes of these advisors' clients, newest first."""
    query = _of(session, served)
    if status:
        query = query.where(col(ChangeRow.status) == status)
    ordered = query.order_by(col(ChangeRow.proposed_at).desc(), col(ChangeRow.change_id))
    return [_change(row) for row in session.scalars(ordered)]


def find_change(session: Session, change_id: str) -> Change | None:
    """A change of whomever; for the desk's own work, not for a door."""
    row = session.get(ChangeRow, change_id, populate_existing=True, with_for_update=True)
    return _change(row) if row else None


def confirmed_values(session: Session) -> list[Confirmed]:
    """Every place into which an applied change wrote a value, once, unless it was taken back."""
    applied = select(ChangeRow).where(col(ChangeRow.status) == "applied", col(ChangeRow.undoes) == "")
    found: dict[tuple[str, str, str], Confirmed] = {}
    for row in session.scalars(applied.order_by(col(ChangeRow.decided_at), col(ChangeRow.change_id))):
        if not row.before or not row.after:  # a row entered by hand has an id that no import has
            continue
        for column, value in row.after.items():
            place = (row.table_name, row.row_id, column)
            known = found[place].known if place in found else frozenset[str]()
            found[place] = Confirmed(*place, known | {row.before[column], value}, row.change_id)
    return list(found.values())


def waiting_changes(session: Session) -> list[str]:
    """The ids of all changes that nobody has decided."""
    waiting = col(ChangeRow.status) == "proposed"
    return list(session.scalars(select(col(ChangeRow.change_id)).where(waiting).order_by(col(ChangeRow.change_id))))


def _of(session: Session, served: Served) -> Any:
    home = col(Household.household_id) == col(ChangeRow.household_id)
    query = select(ChangeRow).outerjoin(Household, home).where(served.where(session))
    return query.execution_options(populate_existing=True)


def _columns(change: Change) -> dict[str, Any]:
    values = {NAMED_OTHERWISE.get(f.name, f.name): getattr(change, f.name) for f in fields(Change)}
    return values | {"before": dict(change.before), "after": dict(change.after)}


def _change(row: ChangeRow) -> Change:
    values = {f.name: getattr(row, NAMED_OTHERWISE.get(f.name, f.name)) for f in fields(Change)}
    return Change(**values | {"kind": cast(Kind, row.kind), "status": cast(Status, row.status)})
