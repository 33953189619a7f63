"""What a person says about a sending: how one ended that nobody knows of; that one which was held is asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from assistant import drafting
from assistant.callers import Caller
from assistant.desk.proposing import counter
from assistant.desk.releasing import readers
from assistant.desk.supervising import queue_for_approval
from assistant.drafts import Draft, load_draft, move, save_status
from assistant.errors import NotForThisRole, Refused
from assistant.outreach import sends
from assistant.supervision import set_aside

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


def resolve_send(
    desk: Desk, caller: Caller, draft_id: str, outcome: Literal["delivered", "failed"], note: str = ""
) -> Draft:
    """Say how a sending ended that is `unknown`: by the advisor whose client it goes to, or their principal.

    Nothing is sent. Raises NotFound, NotForThisRole, and Refused when how it ended is known.
    """
    with desk.database.writing() as session:
        draft = load_draft(session, draft_id, desk.drafts_of(caller), to_change=True)
        if draft.advisor_id != caller.advisor_id and draft.advisor_id not in caller.supervises:
            raise NotForThisRole("How a sending ended is said by the advisor whose client it went to, or a principal.")
        if draft.status != "unknown":
            raise Refused(f"Draft {draft.id} is {draft.status.replace('_', ' ')}: how it ended is no question.")
        key, now = sends.send_id(draft), desk.clock()
        told = f"{caller.name} says that it was {'delivered' if outcome == 'delivered' else 'not delivered'}."
        if not sends.settle(session, key, outcome, now, f"{told} {note}".strip()):
            raise Refused(f"Draft {draft.id} is not among the sendings whose end is unknown.")
        said = {"send": key, "draft": draft.id, "version": draft.version, "hash": draft.content_hash}
        said |= {"outcome": outcome, "said_by": caller.user_id, "note": note}
        desk.run(caller, draft.conversation_id).record("send.result", said, wait=True, clients=readers(draft))
        done = move(draft, outcome, f"{told} {note}".strip())
        save_status(session, done, now)
    return done


def ask_again(desk: Desk, caller: Caller, draft_id: str) -> Draft:
    """A draft that was held when it was to leave is reviewed under today's rules and, where these let it pass, waits
    for a new approval. By whoever serves the client. Raises NotFound, and Refused for any other draft."""
    with desk.database.writing() as session:
        draft = load_draft(session, draft_id, desk.drafts_of(caller), to_change=True)
        if draft.advisor_id not in caller.own:
            raise NotForThisRole("A draft is taken up again by whoever serves the client it goes to.")
        if draft.status != "held" or draft.hold_reason or draft.disposition not in drafting.REASONS:
            raise Refused(f"Draft {draft.id} was not held on its way out: change its words, and they are reviewed.")
        run = desk.run(caller, draft.conversation_id)
        back = drafting.review_again(draft, desk.facts.of(draft), run, counter(desk), set_aside(session, draft))
        save_status(session, back, desk.clock())
        queue_for_approval(desk, session, back, run)
    return back
