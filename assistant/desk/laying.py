"""Drafts that the assistant lays for an advisor by itself: proposed, reviewed and recorded like any other, never sent.

They wait for the same approval as a draft that somebody asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlmodel import Session
from ulid import ULID

import assistant
from assistant import drafting
from assistant.callers import Caller
from assistant.desk.proposing import SIMILAR_WITHIN, keep_version, second_reader
from assistant.desk.recovery import SYSTEM
from assistant.drafts import Draft, Proposal, readers_alike
from assistant.retention import Run
from assistant.supervision import RETAIL_FROM

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


def lay(
    desk: Desk,
    proposal: Proposal,
    conversation: str,
    *,
    also: frozenset[str] = frozenset(),
    keep: Callable[[Session, Draft], None],
) -> Draft:
    """Propose and review words for a client, record both, and save the draft.

    `also`: persons whom words like these are about to reach in the same pass; they count for its class. `keep` writes,
    in the same transaction, what the caller remembers of the draft.
    """
    author = _author(proposal.advisor_id)
    run = system_run(proposal.advisor_id, desk, conversation)
    turn, _ = desk.turn(author, proposal.purpose, conversation, None, ())
    turn.record = run.record

    def count(draft: Draft) -> int:
        with desk.database.reading() as session:
            alike = readers_alike(session, draft, desk.clock() - SIMILAR_WITHIN, RETAIL_FROM)
        return len(alike | also)

    draft = drafting.propose(proposal, author, conversation, run, count=count)
    reviewed = drafting.review_draft(draft, desk.facts.of(draft), run, second_reader(desk, turn))
    run.settle()
    with desk.database.writing() as session:
        keep_version(desk, session, reviewed, run)
        keep(session, reviewed)
    return reviewed


def system_run(advisor_id: str, desk: Desk, conversation: str) -> Run:
    """The run of what the assistant does by itself for one advisor."""
    scope: dict[str, Any] = {"advisors": [advisor_id], "conversation": conversation}
    return Run(desk.log, f"R-{ULID()}", SYSTEM, scope, assistant.__version__)


def _author(advisor_id: str) -> Caller:
    """Who the drafts are by: the assistant itself, for this advisor; it has no role, so it approves nothing."""
    mine = frozenset((advisor_id,))
    return Caller(str(SYSTEM["id"]), "The assistant", "", frozenset(), own=(advisor_id,), reach=mine)
