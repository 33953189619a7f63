"""An approved draft leaves at a time on the wall, or no longer does."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from assistant.callers import Caller
from assistant.desk.releasing import approval_to_use, make_on_trial, may_let_go, readers
from assistant.drafts import ApprovalRow, Draft, load_draft, move, save_status
from assistant.errors import BadArguments, NotFound, Refused
from assistant.outreach import Planned, is_quiet, plan, sends

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


def schedule_draft(
    desk: Desk, caller: Caller, draft_id: str, wall: str, zone: str | None = None
) -> tuple[Draft, Planned]:
    """Let an approved draft leave at a wall time (`2026-12-01T09:00`) in a zone, by default the firm's.

    Only for whoever may release it. Raises BadArguments for a time that is none or is over, Refused for the quiet
    hours, for one on which the approval is too old, and for a draft that is not approved as it stands.
    """
    planned = plan(wall, zone or desk.settings.zone)
    with desk.database.writing() as session:
        draft = load_draft(session, draft_id, desk.drafts_of(caller), to_change=True)
        may_let_go(caller, draft)
        _check(desk, planned)
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


def _check(desk: Desk, planned: Planned) -> None:
    if planned.at <= desk.clock():
        raise BadArguments(f"{planned.words} is over: choose a time that lies ahead, or release the draft now.")
    if is_quiet(planned.at, planned.zone):
        raise Refused(
            f"{planned.words} lies in the quiet hours: nothing is sent from nine in the evening until eight in the "
            "morning. Choose a time between."
        )
