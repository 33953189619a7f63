"""The principal's queue at the desk: what is opened when words wait, leave or are held, and how each look ends."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Literal

from sqlmodel import Session

from assistant.callers import Caller
from assistant.drafts import Draft
from assistant.errors import NotFound, Refused
from assistant.retention import Run
from assistant.supervision import (
    BLOCKED,
    Review,
    SampleSeedRow,
    approver_of,
    assign,
    close_reviews,
    decide,
    draw,
    list_reviews,
    load_review,
    open_review,
    quarter_of,
    rate_of,
    service_times,
)
from assistant.supervision.standing_in import present_approver

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


def queue_for_approval(desk: Desk, session: Session, draft: Draft, run: Run) -> None:
    """What a reviewed draft asks of a principal: a decision; of some that are held, a look whether the rules erred."""
    if draft.status == "awaiting_approval" and approver_of(draft) == "principal":
        why = f"A {draft.communication_class.replace('_', ' ')} that reviewed “{draft.disposition.replace('_', ' ')}”."
        review = open_review(session, "approval", draft, why, desk.clock())
        run.record("approval.requested", review.to_json())
        return
    close_reviews(session, draft.id, "approval", "superseded", "", "", desk.clock())
    if draft.status == "held":
        _sample(desk, session, draft, run, "held", BLOCKED, "a share of what the rules hold")


def queue_sample(desk: Desk, session: Session, draft: Draft, run: Run) -> None:
    """Whether a draft that just left on its sender's own release is looked at afterwards; recorded either way."""
    if draft.communication_class == "correspondence":
        advisor = desk.books.hierarchy().advisors[draft.advisor_id]
        rate, why = rate_of(advisor.joined_on, desk.clock().date(), heightened=draft.advisor_id in _heightened(desk))
        _sample(desk, session, draft, run, "sample", rate, why)


def _sample(
    desk: Desk, session: Session, draft: Draft, run: Run, kind: Literal["sample", "held"], rate: float, why: str
) -> None:
    seed = _seed(desk, session, run)
    drawn = draw(bytes.fromhex(seed.seed), draft.id, rate)
    said = {"sample": kind, "draft": draft.id, "rate": rate, "why": why, "drawn": drawn, "quarter": seed.quarter}
    run.record("case.noted", said)
    if drawn:
        open_review(session, kind, draft, f"Drawn from {why} ({rate:.0%}).", desk.clock())


def _seed(desk: Desk, session: Session, run: Run) -> SampleSeedRow:
    """The seed of this quarter, made and recorded at the first draw of it."""
    quarter = quarter_of(desk.clock().date())
    row = session.get(SampleSeedRow, quarter)
    if row is None:
        row = SampleSeedRow(quarter=quarter, seed=secrets.token_hex(32))
        run.record("case.noted", {"sample": "seed", "quarter": quarter, "seed": row.seed})
        session.add(row)
        session.flush()
    return row


def _heightened(desk: Desk) -> frozenset[str]:
    return frozenset(name.strip() for name in desk.settings.heightened.split(",") if name.strip())


def look_at_reviews(desk: Desk, caller: Caller, status: Literal["open", "done"] | None = "open") -> dict[str, Any]:
    """The queue of the books the caller supervises (compliance: all), longest waiting first, with service times."""
    with desk.database.reading() as session:
        everything = list_reviews(session, _supervised(desk, caller), None)
    found = [review.to_json() for review in everything if status in (None, review.status)]
    return {"reviews": found, "service": service_times(everything)}


def assign_review(desk: Desk, caller: Caller, review_id: str, to: str, *, escalate: bool = False) -> Review:
    """Give a review to another principal of the same people; `escalate` puts it before all others.

    Raises NotFound, and Refused when the person named may not decide it.
    """
    other = desk.caller(to)
    with desk.database.writing() as session:
        review = load_review(session, review_id, _decides(caller))
        if not other.may("approve_retail") or review.advisor_id not in other.supervises:
            raise Refused(f"{other.name} supervises no such advisor: assign it to a registered principal who does.")
        present = present_approver(session, other.user_id, desk.clock().date())
        assigned = assign(session, review, present, escalated=escalate)
        kind = "review.escalated" if escalate else "review.assigned"
        desk.run(caller).record(kind, assigned.to_json() | {"by": caller.user_id}, wait=True)
    return assigned


def decide_review(
    desk: Desk, caller: Caller, review_id: str, outcome: Literal["no_issue", "issue"], comment: str
) -> Review:
    """End a look at what left or was held, with what was found. Nobody reviews their own words."""
    with desk.database.writing() as session:
        review = load_review(session, review_id, _decides(caller))
        if (review.advisor_id in caller.own or review.advisor_id in caller.barred) and not caller.exception:
            raise Refused("Nobody reviews their own communication or business: another principal must.")
        done = decide(session, review, outcome, caller.user_id, comment, desk.clock())
        desk.run(caller).record("review.decided", done.to_json(), wait=True)
    return done


def _decides(caller: Caller) -> frozenset[str]:
    """The advisors whose reviews this person decides. To anybody else they do not exist."""
    return caller.supervises if caller.may("approve_retail") else frozenset()


def _supervised(desk: Desk, caller: Caller) -> frozenset[str]:
    if "compliance" in caller.roles:
        return frozenset(desk.books.hierarchy().advisors)
    if not caller.may("approve_retail"):
        raise NotFound("There is no review queue for you.")
    return caller.supervises
