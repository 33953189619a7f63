"""Complaints at the desk: a case is opened by whoever hears of one, and acknowledged and closed by who supervises.

Opening a case stops marketing to the household from that moment, and holds what the record has of it.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from typing import TYPE_CHECKING, Any, Literal

from sqlmodel import Session, select
from ulid import ULID

from assistant.book.names import names_of
from assistant.callers import Caller, Scope
from assistant.desk.recovery import SYSTEM
from assistant.errors import BadArguments, NotForThisRole, NotFound
from assistant.outreach import Stops, had_enough
from assistant.outreach.tables import BouncedRow
from assistant.retention import Run
from assistant.retention.holds import Predicate, place
from assistant.supervision.complaints import (
    KINDS,
    acknowledge,
    close,
    complaining_households,
    deadlines,
    list_complaints,
    load_complaint,
    quarter,
)
from assistant.supervision.tables import ComplaintRow

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

_QUARTER = re.compile(r"(\d{4})-Q([1-4])")


def open_complaint(
    desk: Desk,
    caller: Caller,
    client: str,
    words: str,
    *,
    kind: str = "other",
    product: str = "",
    received_on: dt.date | None = None,
) -> ComplaintRow:
    """Open a case about a client within the caller's sight; `words` are the client's, as received.

    Raises NotFound or Unclear for the client, BadArguments for a kind that is none or a day ahead, NotForThisRole for
    who neither serves clients nor supervises.
    """
    scope = _sees(desk, caller)
    today = desk.clock().astimezone(zoneinfo.ZoneInfo(desk.settings.zone)).date()
    day = received_on or today
    if kind not in KINDS:
        raise BadArguments(f"“{kind}” is no kind of complaint; use one of {', '.join(KINDS)}.")
    if day > today or not words.strip():
        raise BadArguments("Give the client's words, and a day of receipt that is not ahead.")
    book = desk.books.open(Scope("firm", "those you see", tuple(sorted(scope))))
    who = names_of(book).one(client)
    advisor = str(book.households.set_index("household_id").loc[who.household_id, "advisor_id"])
    with desk.database.writing() as session:
        return open_case(
            desk, session, desk.run(caller), advisor, who.household_id, who.client_id or "", words, day, kind=kind,
            product=product, by=caller.user_id,
        )  # fmt: skip


def open_case(
    desk: Desk,
    session: Session,
    run: Run,
    advisor_id: str,
    household_id: str,
    client_id: str,
    words: str,
    received_on: dt.date,
    *,
    kind: str = "other",
    product: str = "",
    by: str = "",
) -> ComplaintRow:
    """Open a case about a household: recorded, then the hold, then the row, which the caller commits. Without `by` it
    is the household's own message that opens it."""
    acknowledge_by, answer_by = deadlines(received_on)
    row = ComplaintRow(
        complaint_id=f"CM-{ULID()}", advisor_id=advisor_id, household_id=household_id, client_id=client_id, kind=kind,
        product=product.strip(), words=words.strip(), source="told" if by else "message", received_on=received_on,
        acknowledge_by=acknowledge_by, answer_by=answer_by, opened_by=by or str(SYSTEM["id"]), opened_at=desk.clock(),
    )  # fmt: skip
    _note(run, row, "opened", {"words": row.words})
    about = tuple(filter(None, (household_id, client_id)))
    why = "A client has complained: what the record has of them is kept."
    place(desk.log, SYSTEM, f"complaint {row.complaint_id}", why, Predicate(clients=about))
    session.add(row)
    return row


def acknowledge_complaint(desk: Desk, caller: Caller, complaint_id: str) -> ComplaintRow:
    """Note that the client was told that the firm has the complaint; by who supervises the advisor, or compliance."""
    with desk.database.writing() as session:
        row = load_complaint(session, complaint_id, _decides(desk, caller))
        acknowledge(session, row, caller.user_id, desk.clock())
        _note(desk.run(caller), row, "acknowledged", {})
    return row


def close_complaint(desk: Desk, caller: Caller, complaint_id: str, outcome: str) -> ComplaintRow:
    """Close a case with what was done about it. Marketing may go there again; the hold is released by a person."""
    with desk.database.writing() as session:
        row = load_complaint(session, complaint_id, _decides(desk, caller))
        close(session, row, outcome, caller.user_id, desk.clock())
        _note(desk.run(caller), row, "closed", {"outcome": row.outcome})
    return row


def look_at_complaints(
    desk: Desk, caller: Caller, state: Literal["open", "closed"] | None = "open"
) -> list[dict[str, Any]]:
    """The register as this person may see it: who serves the client sees that a case is open and its dates; the words
    and the outcome are for who supervises, and for compliance."""
    with desk.database.reading() as session:
        rows = list_complaints(session, _sees(desk, caller), state)
    desk.run(caller).record("access.read", {"read": "complaints", "count": len(rows)}, wait=True)
    deciding = _decides(desk, caller) if caller.roles & {"compliance", "principal"} else frozenset[str]()
    return [shown(row, whole=row.advisor_id in deciding) for row in rows]


def look_at_quarter(desk: Desk, caller: Caller, name: str) -> dict[str, Any]:
    """The statistics of a quarter (`2026-Q4`), for compliance: what FINRA 4530(d) asks for and when it is due."""
    if "compliance" not in caller.roles:
        raise NotForThisRole("Only compliance reports complaints.")
    match = _QUARTER.fullmatch(name.strip().upper())
    if not match:
        raise BadArguments(f"“{name}” is no quarter; write it as 2026-Q4.")
    year, number = int(match[1]), int(match[2])
    first = dt.date(year, number * 3 - 2, 1)
    after = dt.date(year + number // 4, number * 3 % 12 + 1, 1)
    with desk.database.reading() as session:
        return quarter(session, first, after)


def stops(desk: Desk, *, but: str = "") -> Stops:
    """What keeps mail from leaving, as of this second; `but`: the draft that asks, which does not count itself."""
    with desk.database.reading() as session:
        bounced = frozenset(session.exec(select(BouncedRow.address)))
        return Stops(complaining_households(session), bounced, had_enough(session, desk.clock(), but))


def shown(row: ComplaintRow, *, whole: bool) -> dict[str, Any]:
    """The case as JSON; without `whole` only that it is there, and its dates."""
    told = row.model_dump(mode="json")
    told["state"] = "closed" if row.closed_at else "acknowledged" if row.acknowledged_at else "received"
    return (
        told if whole else {name: value for name, value in told.items() if name not in ("words", "outcome", "source")}
    )


def _sees(desk: Desk, caller: Caller) -> frozenset[str]:
    everybody = frozenset(desk.books.hierarchy().advisors) if "compliance" in caller.roles else frozenset[str]()
    seen = frozenset(caller.own) | caller.supervises | everybody
    if not seen:
        raise NotForThisRole("Complaints are for who serves the client, who supervises, and compliance.")
    return seen


def _decides(desk: Desk, caller: Caller) -> frozenset[str]:
    """About whom this person decides: never about themselves. Raises NotFound for who decides about nobody."""
    everybody = frozenset(desk.books.hierarchy().advisors) if "compliance" in caller.roles else frozenset[str]()
    decided = (caller.supervises | everybody) - frozenset(caller.own) - frozenset(caller.barred)
    if not decided:
        raise NotFound("There is no complaint for you to decide.")
    return decided


def _note(run: Run, row: ComplaintRow, step: str, more: dict[str, Any]) -> None:
    said = {"complaint": row.complaint_id, "step": step, "advisor": row.advisor_id, "kind": row.kind, **more}
    clients = tuple(filter(None, (row.household_id, row.client_id)))
    run.record("case.noted", said, wait=True, clients=clients)
