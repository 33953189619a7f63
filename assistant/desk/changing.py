"""Changes to the record at the desk: kept as proposed, then confirmed, refused or taken back by who serves the client.

A change is decided once. Its decision is one record, whose id follows from the change's: it is durable before the book
is written, and when a crash came between the two, whoever comes next (a start-up, a second try) carries out what the
record says instead of deciding again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select
from sqlmodel import Session
from ulid import ULID

import assistant
from assistant.book.changes import (
    STATUSES,
    Change,
    Served,
    apply_change,
    find_change,
    in_turn,
    list_changes,
    load_change,
    save_change,
    save_decision,
    waiting_changes,
    why_not,
)
from assistant.book.importing import Conflict
from assistant.callers import Caller
from assistant.desk.recovery import SYSTEM
from assistant.errors import BadArguments, NotForThisRole, Refused
from assistant.outreach import save_consent
from assistant.retention import Record, Run, Search
from assistant.retention.tables import RECORDS
from assistant.turn import Turn

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

LEAST_VERIFIED, MOST_VERIFIED, LONGEST_REASON = 10, 300, 2_000
Outcome = Literal["applied", "refused"]


def keep_changes(desk: Desk, turn: Turn, run: Run) -> list[Change]:
    """Keep every change laid on the turn, each recorded as proposed before it is there to be confirmed."""
    if not turn.changes:
        return []
    proposed = [_proposed_by(turn.caller, each, desk.clock(), turn.conversation_id) for each in turn.changes]
    with desk.database.writing() as session:
        keep_proposed(session, run, proposed)
    return proposed


def keep_proposed(session: Session, run: Run, changes: Sequence[Change]) -> None:
    """Keep changes that wait, each recorded as proposed before it is there to be confirmed."""
    for change in changes:
        _record_proposal(run, change)
    run.settle()
    for change in changes:
        save_change(session, change)


def look_at_changes(desk: Desk, caller: Caller, status: str | None = None) -> list[Change]:
    """The changes of the clients this person serves, newest first. Raises NotForThisRole, BadArguments."""
    if status is not None and status not in STATUSES:
        raise BadArguments(f"“{status}” is no state of a change; use one of {', '.join(STATUSES)}.")
    served = _served(desk, caller, "looks at changes to the record")
    with desk.database.reading() as session:
        return list_changes(session, served, status)


def look_at_change(desk: Desk, caller: Caller, change_id: str) -> Change:
    """One change. Raises NotForThisRole, and NotFound for what is not there or not theirs."""
    served = _served(desk, caller, "looks at changes to the record")
    with desk.database.reading() as session:
        return load_change(session, change_id, served)


def confirm_change(desk: Desk, caller: Caller, change_id: str, *, verified: str = "") -> Change:
    """Write a change into the book, once, however often and from wherever it is confirmed.

    `verified` says how an address, a phone number, an email or a consent was verified out of band; such a change is not
    written without it (BadArguments). Raises Refused when the record no longer holds what the change was shown for: the
    change is then refused for good; NotForThisRole, and NotFound for what is not there or not theirs.
    """
    served = _served(desk, caller, "confirms changes to the record")
    with desk.database.writing() as session:
        in_turn(session)
        change = _carried_out(desk, session, load_change(session, change_id, served, to_change=True))
        if change.status == "proposed":
            why = why_not(session, change)
            told = "" if why else _verification(change, verified)
            change = _decide(desk, session, caller, change, "refused" if why else "applied", told, why)
    if change.status == "refused":
        raise Refused(f"Change {change.id} was refused. {change.reason}".strip())
    if change.status == "undone":
        raise Refused(f"Change {change.id} was applied and taken back since: propose it again.")
    return change


def refuse_change(desk: Desk, caller: Caller, change_id: str, *, reason: str = "") -> Change:
    """Refuse a change that waits; a second time says the same. Raises Refused when it was applied, and as above."""
    if len(reason) > LONGEST_REASON:
        raise BadArguments(f"Give a reason of at most {LONGEST_REASON:,} characters.")
    served = _served(desk, caller, "refuses changes to the record")
    with desk.database.writing() as session:
        in_turn(session)
        change = _carried_out(desk, session, load_change(session, change_id, served, to_change=True))
        if change.status == "proposed":
            change = _decide(desk, session, caller, change, "refused", "", reason.strip())
    if change.status != "refused":
        raise Refused(f"Change {change.id} was applied already: take it back by undoing it.")
    return change


def undo_change(desk: Desk, caller: Caller, change_id: str, *, verified: str = "") -> Change:
    """Take an applied change back by a further one, which is recorded and can be taken back itself; returns that one.

    Where the change needed a verification, so does the way back. Raises Refused when it is not applied, or when the
    record no longer holds what it wrote.
    """
    served = _served(desk, caller, "takes changes to the record back")
    with desk.database.writing() as session:
        in_turn(session)
        change = _carried_out(desk, session, load_change(session, change_id, served, to_change=True))
        back = find_change(session, change.back().id)
        if back is not None and change.status == "undone":
            return back
        if change.status != "applied":
            raise Refused(f"Change {change.id} is {change.status}: only one that was applied is taken back.")
        if back is None:
            back = _proposed_by(caller, change.back(), desk.clock(), change.conversation_id)
            if why := why_not(session, back):
                raise Refused(f"Change {change.id} cannot be taken back. {why}")
            _verification(back, verified)
            _record_proposal(desk.run(caller, back.conversation_id), back, wait=True)
            save_change(session, back)
    return confirm_change(desk, caller, back.id, verified=verified)


def propose_instead(
    session: Session, run: Run, conflicts: Iterable[Conflict], folder: str, at: dt.datetime
) -> list[Change]:
    """Lay what an import has instead of confirmed values as changes that wait, each recorded first; a value that was
    laid before, and perhaps refused, is not laid again."""
    laid = []
    for conflict in conflicts:
        its = conflict.place
        since = find_change(session, its.change_id)
        if since is None:
            continue
        change = since.instead(its.column, conflict.stands, conflict.incoming)
        if find_change(session, change.id) is None:
            laid.append(
                replace(change, proposed_by=str(SYSTEM["id"]), proposer=f"the import of {folder}", proposed_at=at)
            )
    keep_proposed(session, run, laid)
    return laid


def settle_changes(desk: Desk) -> list[Change]:
    """Carry out what was decided and recorded, a crash having come before the book was written: for a start-up."""
    with desk.database.reading() as session:
        waiting = waiting_changes(session)
    settled = []
    for change_id in _decided(desk, waiting):
        with desk.database.writing() as session:
            in_turn(session)
            change = find_change(session, change_id)
            if change is not None and change.status == "proposed":
                settled.append(_carried_out(desk, session, change))
    return settled


# -- the decision ------------------------------------------------------------------------------------------------------


def _decide(
    desk: Desk, session: Session, caller: Caller, change: Change, outcome: Outcome, verified: str, reason: str
) -> Change:
    """Record a decision, then carry it out in the session, which the caller commits."""
    now = desk.clock()
    said = {**change.facts(), "verified": verified, "reason": reason}
    run = desk.run(caller, change.conversation_id)
    run.record(f"change.{outcome}", said, wait=True, clients=_clients(change), id=_record_id(change.id, "decision"))
    decided = replace(change, status=outcome, decided_by=caller.user_id, decider=caller.name, decided_at=now)
    return _written(session, replace(decided, verified=verified, reason=reason), now)


def _carried_out(desk: Desk, session: Session, change: Change) -> Change:
    """A change that waits though its decision is recorded, carried out; any other as it is."""
    record = _decision_of(desk, change) if change.status == "proposed" else None
    if record is None:
        return change
    outcome: Outcome = "applied" if record.type == "change.applied" else "refused"
    reason = str(record.payload["reason"])
    if outcome == "applied" and (why := why_not(session, change)):
        outcome, reason = "refused", why
        told = {**change.facts(), "reason": why, "never_applied": record.id}
        run = Run(desk.log, f"R-{ULID()}", SYSTEM, {}, assistant.__version__)
        run.record("change.refused", told, wait=True, clients=_clients(change))
    by, name = str(record.actor["id"]), str(record.actor.get("name", ""))
    decided = replace(change, status=outcome, decided_by=by, decider=name, decided_at=record.at, reason=reason)
    return _written(session, replace(decided, verified=str(record.payload["verified"])), record.at)


def _written(session: Session, change: Change, at: dt.datetime) -> Change:
    if change.status == "applied":
        apply_change(session, change, at)
        if consent := change.after.get("email_consent"):  # what a person verified counts from now on, as a click does
            save_consent(session, change.row, consent, f"change {change.id}", at)
        undone = find_change(session, change.undoes) if change.undoes else None
        if undone is not None:
            save_decision(session, replace(undone, status="undone"))
    save_decision(session, change)
    return change


def _verification(change: Change, verified: str) -> str:
    """How it was verified, where that is asked for. Raises BadArguments."""
    told = " ".join(verified.split())
    if change.needs_verification and not LEAST_VERIFIED <= len(told) <= MOST_VERIFIED:
        raise BadArguments(
            f"Say in a short sentence how this was verified outside the channel in which it was asked for, such as "
            f"“called her at the number on file” ({LEAST_VERIFIED} to {MOST_VERIFIED} characters)."
        )
    return told[:MOST_VERIFIED]


def _served(desk: Desk, caller: Caller, deed: str) -> Served:
    """Whose changes this person may touch. Raises NotForThisRole, once it is recorded, for who serves no client."""
    if not caller.roles & {"advisor", "delegate"}:
        desk.run(caller).record("authz.denied", {"wanted": deed}, wait=True)
        raise NotForThisRole(f"Only an advisor, or who acts for one, {deed}.")
    return Served(frozenset(caller.own), desk.books.withheld())


# -- records -----------------------------------------------------------------------------------------------------------


def _proposed_by(caller: Caller, change: Change, at: dt.datetime, conversation: str) -> Change:
    return replace(
        change, proposed_by=caller.user_id, proposer=caller.name, proposed_at=at, conversation_id=conversation
    )


def _record_proposal(run: Run, change: Change, *, wait: bool = False) -> None:
    said: Mapping[str, Any] = change.facts()
    run.record("change.proposed", said, wait=wait, clients=_clients(change), id=_record_id(change.id, "proposal"))


def _clients(change: Change) -> tuple[str, ...]:
    return tuple(each for each in (change.household_id, change.client_id) if each and " " not in each)


def _record_id(change_id: str, what: str) -> str:
    """The id of the record of a change's proposal or decision: one each, whoever writes it."""
    digest = hashlib.sha256(f"{what} {change_id}".encode()).digest()
    return str(ULID.from_bytes(ULID.from_str(change_id.removeprefix("CH-")).bytes[:6] + digest[:10]))


def _decision_of(desk: Desk, change: Change) -> Record | None:
    found = desk.log.search(Search(id=_record_id(change.id, "decision"), limit=1))
    return found[0] if found else None


def _decided(desk: Desk, changes: Iterable[str]) -> Iterator[str]:
    """Those of the changes whose decision is in the log."""
    names = {_record_id(change, "decision"): change for change in changes}
    records = list(names)
    for start in range(0, len(records), 500):
        batch = RECORDS.c.id.in_(records[start : start + 500])
        with desk.log_database.reading() as session:
            found = session.connection().execute(select(RECORDS.c.id).where(batch)).scalars().all()
        yield from (names[record] for record in found)
