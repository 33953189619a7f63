"""An approved post leaves: handed to the firm's social tool, or posted by hand with the proof recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlmodel import Session

from assistant.callers import Caller
from assistant.desk.releasing import approval_to_use, back_to_a_principal, may_let_go, note_released
from assistant.drafts import Draft, load_draft, move, save_status
from assistant.errors import BadArguments, Refused
from assistant.outreach import sends

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

BY_HAND = (
    "No social tool is set up (ASSISTANT_PUBLISH_URL): copy the approved words, post them, and record where with "
    "“posted”."
)


def why_not_captured(desk: Desk, draft: Draft) -> str:
    """Why nothing is published on a network, in a sentence; empty for one whose posts the firm captures."""
    if draft.channel == "email" or draft.channel in desk.settings.opened_networks:
        return ""
    return f"The firm does not capture {draft.channel}, so nothing is published there (ASSISTANT_NETWORKS)."


def queue_post(desk: Desk, session: Session, caller: Caller, draft: Draft) -> Draft:
    """Put an approved post in the queue for the social tool; it leaves within seconds. Raises Refused without one."""
    if not desk.settings.publish_url:
        raise Refused(BY_HAND)
    if why := why_not_captured(desk, draft):
        raise Refused(why)
    approved = approval_to_use(session, caller, draft)
    session.add(sends.queue(session, approved, origin=desk.settings.origin, by=caller.user_id, now=desk.clock()))
    return move(draft, "scheduled", "It goes to the firm's social tool now.")


def record_posting(desk: Desk, caller: Caller, draft_id: str, url: str) -> Draft:
    """Say that the approved words of a post were posted by hand, and where they can be seen; once.

    Raises BadArguments for what is no address of a page, Refused for a draft that is no approved post.
    """
    place = urlsplit(url.strip())
    if place.scheme != "https" or not place.hostname or len(url) > 500:
        raise BadArguments("Give the address of the post, as https://www.linkedin.com/….")
    again: Draft | None
    with desk.database.writing() as session:
        draft = load_draft(session, draft_id, desk.drafts_of(caller), to_change=True)
        may_let_go(caller, draft)
        if draft.channel == "email":
            raise Refused("A letter is released or scheduled; only a post is posted by hand.")
        if why := why_not_captured(desk, draft):
            raise Refused(why)
        run = desk.run(caller, draft.conversation_id)
        again = back_to_a_principal(desk, session, draft, run)
        if again is None:
            approved = approval_to_use(session, caller, draft)
            now = desk.clock()
            row = sends.queue(session, approved, origin=desk.settings.origin, by=caller.user_id, now=now)
            said = {"send": row.send_id, "draft": draft.id, "version": draft.version, "hash": approved.approved_hash}
            said |= {"approval": approved.approval_id, "outcome": "delivered", "by_hand": True, "url": url.strip()}
            run.record("send.result", said, wait=True)
            row.state, row.reply, row.ended_at = "delivered", url.strip(), now
            session.add(row)
            released = move(draft, "released", f"Posted by {caller.name}.")
            note_released(desk, session, released, run)
            done = move(released, "delivered", f"Posted by {caller.name}: {url.strip()}")
            save_status(session, done, now)
            return done
    raise Refused(again.reason)
