"""An approved draft lets go: who may let it, by which approval, and which way it takes."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select
from ulid import ULID

import assistant
from assistant import drafting
from assistant.callers import Caller
from assistant.desk.proposing import counter
from assistant.desk.recovery import SYSTEM
from assistant.desk.supervising import queue_for_approval, queue_sample
from assistant.drafts import ApprovalRow, ApprovedDraft, Draft, Recipient, save_status
from assistant.errors import NotForThisRole, NotFound, Refused
from assistant.outreach import consents_of, links, make_message
from assistant.outreach.publisher import make_post
from assistant.outreach.sends import queue
from assistant.retention import Receipt, Run

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

UNSUBSCRIBE = "unsubscribe"
GOOD_FOR = dt.timedelta(days=730)
"""How long the link of a message can be used: longer than any law asks (CAN-SPAM: thirty days)."""


def let_go(desk: Desk, session: Session, caller: Caller, draft: Draft) -> tuple[Draft, Path | None]:
    """Put an approved draft in the mail server's queue, in the same transaction that uses up its approval; without a
    mail server write it into the outbox, whose path is returned. Raises Refused on another day than the approved."""
    today = desk.clock().astimezone(zoneinfo.ZoneInfo(desk.settings.zone)).date()
    if draft.send_on and draft.send_on != today:
        raise Refused(f"It is written to leave on {draft.send_on}: schedule it for that day, or change the day first.")
    approved = approval_to_use(session, caller, draft)
    run, now = desk.run(caller, draft.conversation_id), desk.clock()
    if not desk.settings.smtp_url:
        return write_out(desk, approved, run)
    row = queue(session, approved, origin=desk.settings.origin, by=caller.user_id, now=now)
    released, row.message = make(desk, approved, run)
    session.add(row)
    return released, None


def note_released(desk: Desk, session: Session, released: Draft, run: Run) -> None:
    """A draft leaves, by whichever way: its state, and whether it is drawn for a look afterwards."""
    save_status(session, released, desk.clock())
    queue_sample(desk, session, released, run)


def write_out(desk: Desk, approved: ApprovedDraft, run: Run) -> tuple[Draft, Path]:
    """The approved message as a file in the outbox, from where somebody else sends it."""
    return drafting.release(
        approved,
        sender=sender_of(desk, approved.draft),
        outbox=desk.settings.home / "outbox",
        origin=desk.settings.origin,
        run=run,
        at=desk.clock(),
        unsubscribe=unsubscribe_link(desk, approved.draft),
    )


def make(desk: Desk, approved: ApprovedDraft, run: Run) -> tuple[Draft, bytes]:
    """What leaves of an approved draft, for the mail server or the social tool, announced in the record."""
    draft = approved.draft
    if draft.channel != "email":
        return drafting.hand_in(approved, partial(make_post, approved), run)

    def message(record: Receipt) -> bytes:
        sender, link = sender_of(desk, draft), unsubscribe_link(desk, draft)
        origin, now = desk.settings.origin, desk.clock()
        return make_message(approved, sender=sender, origin=origin, record=record, at=now, unsubscribe=link)

    return drafting.hand_in(approved, message, run)


def make_on_trial(desk: Desk, approved: ApprovedDraft) -> None:
    """Raises Refused now, rather than on the day, when the message cannot be made as it was approved."""
    draft, nothing = approved.draft, Receipt(0, "", "")
    if draft.channel != "email":
        return
    sender, origin, link = sender_of(desk, draft), desk.settings.origin, unsubscribe_link(desk, draft)
    make_message(approved, sender=sender, origin=origin, record=nothing, at=desk.clock(), unsubscribe=link)


def approval_to_use(session: Session, caller: Caller, draft: Draft) -> ApprovedDraft:
    """The newest approval of a draft, for whoever may let it go: the advisor whose client it goes to, nobody else."""
    may_let_go(caller, draft)
    of_draft = select(ApprovalRow).where(col(ApprovalRow.draft_id) == draft.id)
    newest = of_draft.order_by(col(ApprovalRow.version).desc(), col(ApprovalRow.at).desc())
    approval = session.exec(newest).first()
    if approval is None:
        raise NotFound(f"Draft {draft.id} has no approval.")
    return drafting.approved_draft(draft, approval)


def back_to_a_principal(desk: Desk, session: Session, draft: Draft, run: Run) -> Draft | None:
    """A draft whose class has changed, because words like it reach more persons now, waits for a principal, whether its
    sender has approved it or is about to; None when its class is the same."""
    again = drafting.reclassed(draft, run, counter(desk))
    if again is not None:
        save_status(session, again, desk.clock())
        queue_for_approval(desk, session, again, run)
    return again


def sender_of(desk: Desk, draft: Draft) -> Recipient:
    """The advisor whose client a draft goes to, with the address it comes from."""
    advisor = desk.books.hierarchy().advisors[draft.advisor_id]
    return Recipient(advisor.advisor_id, "", advisor.name, advisor.email)


def may_let_go(caller: Caller, draft: Draft) -> None:
    """Raises NotForThisRole for anybody but the advisor whose client a draft goes to."""
    if not caller.may("release_own_correspondence") or draft.advisor_id != caller.advisor_id:
        raise NotForThisRole("An approved draft is released by the advisor whose client it goes to.")


def is_commercial(draft: Draft) -> bool:
    """Whether mail law wants a way out in it: what goes to many. A letter to one client needs none."""
    return draft.communication_class == "retail"


def unsubscribe_link(desk: Desk, draft: Draft) -> str:
    """The link by which the one reader of a commercial message stops them; empty where there is none to give."""
    if not (desk.settings.public_url and is_commercial(draft) and len(draft.to) == 1):
        return ""
    said, until = {"client": draft.to[0].client_id}, desk.clock() + GOOD_FOR
    token = links.sign(link_secret(desk), UNSUBSCRIBE, said, until)
    return f"{desk.settings.public_url}/unsubscribe/{token}"


def link_secret(desk: Desk) -> bytes:
    """The key that signs links to clients; it never leaves the folder of the log's keys."""
    return desk.log.keys.derived("links")


def consents_said(desk: Desk, client_ids: Iterable[str]) -> Mapping[str, str]:
    """What clients have said about email since the book was made: it counts before the book."""
    with desk.database.reading() as session:
        return consents_of(session, client_ids)


def run_of(desk: Desk, draft: Draft) -> Run:
    """The run of what the system does with a draft by itself."""
    scope: dict[str, Any] = {"advisors": [draft.advisor_id], "channel": draft.channel}
    scope |= {"conversation": draft.conversation_id} if draft.conversation_id else {}
    return Run(desk.log, f"R-{ULID()}", SYSTEM, scope, assistant.__version__)


def readers(draft: Draft) -> tuple[str, ...]:
    """Who a record about a draft concerns: its readers and their households."""
    return tuple(sorted({r.household_id for r in draft.to} | {r.client_id for r in draft.to}))
