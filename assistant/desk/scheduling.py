"""An approved draft leaves at a time on the wall, or no longer does."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlmodel import Session

from assistant.callers import Caller
from assistant.desk.rechecking import zones_of
from assistant.desk.releasing import approval_to_use, back_to_a_principal, make_on_trial, may_let_go, readers
from assistant.drafts import ApprovalRow, Draft, load_draft, move, save_status
from assistant.errors import BadArguments, NotFound, Refused
from assistant.outreach import Planned, is_quiet, plan, sends

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

USUAL_HOUR = "09:00"


def schedule_draft(
    desk: Desk, caller: Caller, draft_id: str, wall: str | None = None, zone: str | None = None
) -> tuple[Draft, Planned]:
    """Let an approved draft leave at a wall time (`2026-12-01T09:00`) in a zone, by default the firm's; without a time
    at nine on the day it was approved for.

    Only for whoever may release it. Raises BadArguments for a time that is none or is over, Refused for the quiet hours
    there or where a reader lives, for another day than the approved one, for one on which the approval is too old, and
    for a draft that is not approved as it stands. One whose class has changed since goes back to a principal first.
    """
    with desk.database.writing() as session:
        draft = load_draft(session, draft_id, desk.drafts_of(caller), to_change=True)
        may_let_go(caller, draft)
        again = back_to_a_principal(desk, session, draft, desk.run(caller, draft.conversation_id))
        if again is None:
            return _scheduled(desk, session, caller, draft, _planned(desk, draft, wall, zone))
    raise Refused(again.reason)


def _scheduled(desk: Desk, session: Session, caller: Caller, draft: Draft, planned: Planned) -> tuple[Draft, Planned]:
    approved = approval_to_use(session, caller, draft)
    approval = session.get_one(ApprovalRow, approved.approval_id)
    if planned.at > approval.at + dt.timedelta(days=desk.settings.approval_days):
        raise Refused(
            f"By then its approval of {approval.at:%Y-%m-%d} is older than {desk.settings.approval_days} days: "
            "choose an earlier time, or have it approved again later."
        )
    make_on_trial(desk, approved)
    row = sends.queue(
        session, approved, origin=desk.settings.origin, by=caller.user_id, now=desk.clock(), planned=planned
    )
    said = {"send": row.send_id, "draft": draft.id, "version": draft.version, "hash": approved.approved_hash}
    said |= {"approval": approved.approval_id, **planned.to_json()}
    desk.run(caller, draft.conversation_id).record("send.scheduled", said, wait=True, clients=readers(draft))
    scheduled = move(draft, "scheduled", f"It leaves on {planned.words}. {planned.note}".strip())
    save_status(session, scheduled, desk.clock())
    return scheduled, planned


def cancel_schedule(desk: Desk, caller: Caller, draft_id: str) -> Draft:
    """Take a scheduled draft back: it is approved, and stays. Raises Refused when it is not scheduled any more."""
    with desk.database.writing() as session:
        draft = load_draft(session, draft_id, desk.drafts_of(caller), to_change=True)
        may_let_go(caller, draft)
        if draft.status != "scheduled":
            raise Refused(f"Draft {draft.id} is {draft.status.replace('_', ' ')}: there is no schedule to cancel.")
        key = sends.send_id(draft)
        if not sends.take_out(session, key, "withdrawn", desk.clock(), f"Cancelled by {caller.name}."):
            raise NotFound(f"Draft {draft.id} has no schedule.")
        said = {"send": key, "draft": draft.id, "version": draft.version}
        desk.run(caller, draft.conversation_id).record("send.cancelled", said, wait=True, clients=readers(draft))
        back = move(draft, "approved", f"Its schedule was cancelled by {caller.name}.")
        save_status(session, back, desk.clock())
    return back


def _planned(desk: Desk, draft: Draft, wall: str | None, zone: str | None) -> Planned:
    if wall is None and draft.send_on is None:
        raise BadArguments("Name the day and the hour it should leave, as 2026-12-01T09:00.")
    planned = plan(wall or f"{draft.send_on}T{USUAL_HOUR}", zone or desk.settings.zone)
    if draft.send_on and not planned.wall.startswith(draft.send_on.isoformat()):
        raise Refused(
            f"It is written to leave on {draft.send_on}: choose an hour of that day, or change the day first."
        )
    _check(desk, draft, planned)
    return planned


def _check(desk: Desk, draft: Draft, planned: Planned) -> None:
    if planned.at <= desk.clock():
        raise BadArguments(f"{planned.words} is over: choose a time that lies ahead, or release the draft now.")
    if quiet := next((zone for zone in zones_of(desk, draft, planned.zone) if is_quiet(planned.at, zone)), None):
        where = "" if quiet == planned.zone else f" in {quiet}, where a reader lives"
        raise Refused(
            f"{planned.words} lies in the quiet hours{where}: nothing is sent from nine in the evening until eight in "
            "the morning. Choose a time between."
        )
