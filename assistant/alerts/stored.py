"""Alerts to rows and back. Nothing here commits: the desk's transaction does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, insert, or_, select, update
from sqlmodel import Session, col

from assistant.alerts.alert import NOTHING_HELD_BACK, Alert, Found, Kept, Threshold
from assistant.alerts.tables import AlertRow, AlertThresholdRow, ScannedBookRow
from assistant.errors import NotFound

LAYOUT = 2
"""What a pass finds and how it scores it; a program that does otherwise has another number and looks again. A threshold
signed on other scores holds nothing back until it is tuned anew."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What decides the findings of a pass, whenever and wherever it runs."""

    as_of: dt.date
    version: str
    threshold: Threshold


def load_kept(session: Session, advisor_ids: Collection[str], household_ids: Collection[str] = ()) -> Kept:
    """The alerts of these advisors and of these households (shared with them), and how far the passes over them go."""
    shared = col(AlertRow.household_id).in_(sorted(household_ids))
    mine = or_(col(AlertRow.advisor_id).in_(sorted(advisor_ids)), shared)
    alerts = tuple(map(_alert, session.execute(_alerts().where(mine).order_by(col(AlertRow.alert_id)))))
    looked = select(ScannedBookRow).where(col(ScannedBookRow.advisor_id).in_(sorted(advisor_ids)))
    passes = {row.advisor_id: row for row in session.scalars(looked)}
    return Kept(
        alerts,
        min((row.as_of for row in passes.values()), default=None),
        frozenset(row.data_version for row in passes.values()),
        tuple(sorted(set(advisor_ids) - passes.keys())),
        threshold_in_force(session),
    )


def load_alert(session: Session, alert_id: str, *, to_change: bool = False) -> Alert:
    """One alert. Raises NotFound."""
    wanted = _alerts().where(col(AlertRow.alert_id) == alert_id)
    row = session.execute(wanted.with_for_update() if to_change else wanted).one_or_none()
    if row is None:
        raise NotFound(f"There is no alert {alert_id}.")
    return _alert(row)


def load_to_merge(session: Session, advisor_id: str, found: Iterable[Found]) -> list[Alert]:
    """The alerts of one advisor, and those of the households found that were another's, locked until the commit.

    Two passes take turns: on SQLite every writer does, PostgreSQL is told.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().exec_driver_sql("LOCK TABLE scanned_books IN EXCLUSIVE MODE")
    households = sorted({each.household_id for each in found})
    theirs = or_(col(AlertRow.advisor_id) == advisor_id, col(AlertRow.household_id).in_(households))
    return [_alert(row) for row in session.execute(_alerts().where(theirs).with_for_update())]


def advisors_scanned(session: Session, done: Pass) -> set[str]:
    """The advisors whose books this very pass has been over."""
    same = (
        col(ScannedBookRow.as_of) == done.as_of,
        col(ScannedBookRow.data_version) == done.version,
        col(ScannedBookRow.threshold) == done.threshold.number,
        col(ScannedBookRow.layout) == LAYOUT,
    )
    return set(session.scalars(select(col(ScannedBookRow.advisor_id)).where(*same)))


def save_scanned(session: Session, advisor_id: str, done: Pass) -> None:
    session.merge(
        ScannedBookRow(
            advisor_id=advisor_id,
            as_of=done.as_of,
            data_version=done.version,
            threshold=done.threshold.number,
            layout=LAYOUT,
        )
    )


def save_alerts(session: Session, *, new: Sequence[Alert] = (), changed: Sequence[Alert] = ()) -> None:
    """Write new alerts, and those that were loaded to be changed, as they now stand."""
    if new:
        session.execute(insert(AlertRow), [_row(alert) for alert in new])
    if changed:
        session.execute(update(AlertRow), [_row(alert) for alert in changed])


def threshold_in_force(session: Session) -> Threshold:
    """The one signed last; until then, and where it was signed on scores of another layout, nothing is held back."""
    newest = select(AlertThresholdRow).order_by(col(AlertThresholdRow.number).desc()).limit(1)
    row = session.scalars(newest).first()
    if row is None:
        return NOTHING_HELD_BACK
    is_of_these_scores = row.basis.get("layout") == LAYOUT
    return Threshold(row.number, row.score, row.amount_cents) if is_of_these_scores else Threshold(row.number)


def save_threshold(
    session: Session, threshold: Threshold, *, signed_by: str, at: dt.datetime, basis: Mapping[str, Any]
) -> None:
    session.add(
        AlertThresholdRow(
            number=threshold.number,
            score=threshold.score,
            amount_cents=threshold.amount_cents,
            signed_by=signed_by,
            at=at,
            basis={**basis, "layout": LAYOUT},
        )
    )


OF_FOUND = ("household_id", "name", "kind", "cause", "since", "amount_cents", "score", "what", "evidence")
OF_ALERT = (
    "advisor_id", "episode", "first_seen", "last_seen", "data_version", "threshold", "status", "lapsed_on", "marked_by",
    "marked_at", "reason", "note", "marked_cents",
)  # fmt: skip


def _row(alert: Alert) -> dict[str, Any]:
    found = {name: getattr(alert.found, name) for name in OF_FOUND}
    return {"alert_id": alert.id, **found, **{name: getattr(alert, name) for name in OF_ALERT}}


def _alerts() -> Select[Any]:
    """Plain rows, id first, then what was found, then how it stands: a firm has a great many."""
    return select(*(col(getattr(AlertRow, name)) for name in ("alert_id", *OF_FOUND, *OF_ALERT)))


def _alert(row: Sequence[Any]) -> Alert:
    found = dict(zip(OF_FOUND, row[1:], strict=False))
    state = dict(zip(OF_ALERT, row[1 + len(OF_FOUND) :], strict=True))
    return Alert(id=row[0], found=Found(**found), **state)
