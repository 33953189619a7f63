"""Drafts at the desk until they are approved: words laid on a turn, new versions, and what they are judged by."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from assistant import drafting
from assistant.agent import second_opinion
from assistant.callers import Caller
from assistant.desk.quoting import quotable, quotes_in
from assistant.desk.supervising import queue_for_approval
from assistant.drafts import REVISABLE, Draft, Proposal, load_draft, readers_alike, save_new
from assistant.drafts.likeness import alike, bands, sequences
from assistant.errors import Refused
from assistant.guardrails import Flag
from assistant.retention import Run
from assistant.supervision import RETAIL_FROM
from assistant.turn import Turn

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

SIMILAR_WITHIN = dt.timedelta(days=30)
"""Within which persons reached by words that are alike are counted together (FINRA 2210(a)(5))."""


def review_proposals(desk: Desk, turn: Turn, run: Run, grounds: Mapping[str, Any]) -> list[Draft]:
    """Propose, review and keep every draft laid on the turn; new versions of kept drafts too.

    All or none: a proposal that cannot be taken keeps none of the turn's. `grounds`: what numbers may follow from.
    """
    if not turn.proposals:
        return []
    together, known, second = _Together(turn.proposals), desk.facts, second_reader(desk, turn)

    def count(draft: Draft) -> int:
        found = together.readers(draft, RETAIL_FROM)
        return len(found) if len(found) >= RETAIL_FROM else len(found | _readers(desk, draft))

    drafts = []
    for done, proposal in enumerate(turn.proposals, 1):
        draft = _drafted(desk, proposal, turn, run, count)
        drafts.append(drafting.review_draft(draft, {**known.of(draft), **grounds}, run, second))
        if done % 100 == 0:
            turn.progress(f"{done} of {len(turn.proposals)} drafts reviewed")
    run.settle()
    with desk.database.writing() as session:
        for draft in drafts:
            keep_version(desk, session, draft, run)
    return drafts


def keep_version(desk: Desk, session: Session, draft: Draft, run: Run) -> None:
    """Keep a reviewed version, and ask a principal where it needs one. Raises Refused when it follows a version that is
    the newest no longer, or may not have another any more: somebody else was quicker."""
    if draft.version > 1:
        now = load_draft(session, draft.id, (draft.advisor_id,), to_change=True)
        if now.version != draft.version - 1 or now.status not in REVISABLE:
            raise Refused(f"Draft {draft.id} has changed meanwhile: look at it, and say it again.")
    save_new(session, draft, desk.clock())
    queue_for_approval(desk, session, draft, run)


def revise(desk: Desk, caller: Caller, draft_id: str, *, change: str, **new: Any) -> Draft:
    """Other words for a draft, or another day: its next version, reviewed under today's rules.

    `new`: any of `subject`, `body`, `language` and `send_on`; what is not given stays. What a person writes needs no
    figures of a turn behind it. Raises NotFound, NotForThisRole or Refused.
    """
    with desk.database.reading() as session:
        draft = load_draft(session, draft_id, desk.drafts_of(caller))
    run = desk.run(caller, draft.conversation_id)
    as_it_is = {name: getattr(draft, name) for name in ("subject", "body", "language", "send_on")}
    words = as_it_is | new
    words |= {"subject": words["subject"].strip(), "body": words["body"].strip() + "\n"}
    words["quotes"] = quotes_in(words["body"], words["language"], draft.quotes)
    proposal = Proposal(draft.channel, draft.advisor_id, draft.to, purpose=draft.purpose, change=change, **words)
    anew = drafting.revise(draft, proposal, caller=caller, run=run, count=counter(desk))
    turn, _ = desk.turn(caller, change, draft.conversation_id, None, ())
    reviewed = drafting.review_draft(anew, desk.facts.of(anew), run, second_reader(desk, turn))
    run.settle()
    with desk.database.writing() as session:
        keep_version(desk, session, reviewed, run)
    return reviewed


def counter(desk: Desk) -> drafting.Count:
    """Counts the persons that a draft's words reach, out of what is kept."""
    return lambda draft: len(_readers(desk, draft))


def _readers(desk: Desk, draft: Draft) -> set[str]:
    with desk.database.reading() as session:
        return readers_alike(session, draft, desk.clock() - SIMILAR_WITHIN, RETAIL_FROM)


def _drafted(desk: Desk, proposal: Proposal, turn: Turn, run: Run, count: drafting.Count) -> Draft:
    if not proposal.revises:
        quotes = quotes_in(proposal.body, proposal.language, quotable(turn))
        quoting = replace(proposal, quotes=quotes)
        return drafting.propose(quoting, turn.caller, turn.conversation_id, run, count=count)
    with desk.database.reading() as session:
        draft = load_draft(session, proposal.revises, desk.drafts_of(turn.caller))
    quotes = quotes_in(proposal.body, proposal.language, draft.quotes, quotable(turn))
    anew = replace(proposal, send_on=draft.send_on, quotes=quotes)
    return drafting.revise(draft, anew, caller=turn.caller, run=run, count=count)


class Facts:
    """What the guardrails are told about drafts. What an advisor's drafts have in common is read once for each version
    of the book and day, and kept for a few advisors."""

    KEPT = 8

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._of: dict[tuple[Any, ...], Callable[[Draft], dict[str, Any]]] = {}

    def of(self, draft: Draft) -> dict[str, Any]:
        """A draft is the advisor's, whoever prepares it: every client of another advisor is somebody else's."""
        desk, today = self._desk, self._desk.clock().date()
        key = (draft.advisor_id, desk.version().digest, today, desk.books.withheld())
        found = self._of.get(key)
        if found is None:
            book = desk.books.open(desk.books.hierarchy().scope_of_advisors([draft.advisor_id]))
            outside = desk.names_outside(frozenset((draft.advisor_id,)))
            found = drafting.facts_for(book, desk.firm_name, outside, today)
            self._of = {**dict(list(self._of.items())[-self.KEPT :]), key: found}
        return found(draft) | {"allowed_hosts": desk.settings.client_hosts, "stance": desk.settings.stance}


class _Together:
    """Which of the proposals of a turn are alike, so that their readers are counted together."""

    def __init__(self, proposals: Sequence[Proposal]) -> None:
        self._said = [(sequences(p.body, (r.name for r in p.to)), p.to) for p in proposals]
        self._at: dict[str, list[int]] = defaultdict(list)
        for place, (said, _) in enumerate(self._said):
            for band in bands(said):
                self._at[band].append(place)

    def readers(self, draft: Draft, enough: int) -> set[str]:
        """Ids of the persons that words like the draft's reach in this turn; counting stops when there are enough."""
        said, found = sequences(draft.body, (r.name for r in draft.to)), {r.client_id for r in draft.to}
        seen: set[int] = set()
        for place in (place for band in bands(said) for place in self._at[band]):
            if len(found) >= enough:
                break
            if place in seen:
                continue
            seen.add(place)
            other, readers = self._said[place]
            if alike(said, other):
                found |= {reader.client_id for reader in readers}
        return found


def second_reader(desk: Desk, turn: Turn) -> drafting.SecondReader:
    """The firm's language model as a second reader of drafts, when the firm asks for one."""
    if not desk.settings.second_opinion or desk.model.is_embedded:
        return drafting.nobody

    def read(draft: Draft, text: str) -> Sequence[Flag]:
        names, allowed = [r.name for r in draft.to], desk.settings.turn_model_calls
        return second_opinion(turn, desk.model, text, draft.channel, calls_allowed=allowed, names=names)

    return read
