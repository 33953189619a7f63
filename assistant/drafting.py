"""The path of a draft, top to bottom: propose, review, approve, release. Each step is one function and one record.

This is the only maker of an ApprovedDraft. Nothing here commits; the desk writes the state after the record is durable.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from ulid import ULID

from assistant.book.snapshot import Book
from assistant.callers import Caller
from assistant.drafts import REVISABLE, ApprovalRow, ApprovedDraft, Draft, Proposal, Recipient, move
from assistant.errors import AssistantError, NotForThisRole, Refused
from assistant.guardrails import Disposition, Flag, Review, apply, is_flagged, review
from assistant.outreach import MARKETING, write_message
from assistant.retention import Receipt, Run
from assistant.supervision import RETAIL_FROM, Audience, approver_of, check_approver, classify, stance_flags
from knowledge import insertions

SecondReader = Callable[[Draft, str], Sequence[Flag]]
"""Given a draft and its whole text, the doubts of a reader beside the rules."""
Count = Callable[[Draft], int]
"""How many retail persons, firm-wide, words like a draft's reach within thirty days, its own readers included."""


def nobody(_draft: Draft, _text: str) -> Sequence[Flag]:
    return ()


REASONS = {
    "pass": "It reviewed clean.",
    "needs_principal_review": "A principal must decide about what the review found.",
}


MORE_READERS = f"Words like these now reach {RETAIL_FROM} persons or more within thirty days: a principal approves."


_REWORDED = ("subject", "body", "language", "change", "send_on", "quotes")


def propose(proposal: Proposal, caller: Caller, conversation_id: str, run: Run, *, count: Count) -> Draft:
    """Words laid on a turn become version 1 of a draft, in class and with an id. Recorded whole."""
    draft = Draft(
        id=f"D-{ULID()}",
        version=1,
        channel=proposal.channel,
        communication_class="correspondence",
        advisor_id=proposal.advisor_id,
        author_id=caller.user_id,
        to=proposal.to,
        subject=proposal.subject,
        body=proposal.body,
        language=proposal.language,
        purpose=proposal.purpose,
        status="proposed",
        conversation_id=conversation_id,
        reason=proposal.hold_reason,
        hold_reason=proposal.hold_reason,
        occasion=proposal.occasion,
        change=proposal.change,
        send_on=proposal.send_on,
        quotes=proposal.quotes,
    )
    return _recorded(draft, run, count)


def revise(draft: Draft, proposal: Proposal, *, caller: Caller, run: Run, count: Count) -> Draft:
    """The next version of a draft, not reviewed yet: an approval of the version before binds it no longer.

    Subject, body, language, day and what was asked of it are the proposal's. Only for who serves the book that the
    draft belongs to; raises NotForThisRole, and Refused in a state that has no next version or where nothing changes.
    """
    if draft.advisor_id not in caller.own:
        raise NotForThisRole(
            "Only the advisor it belongs to, or a delegate, rewords a draft; return it with a comment."
        )
    if draft.status == "scheduled":
        raise Refused(f"Draft {draft.id} is scheduled: cancel its schedule first, then change it.")
    if draft.status not in REVISABLE:
        raise Refused(f"Draft {draft.id} is {draft.status.replace('_', ' ')}: its words can no longer change.")
    new = {name: getattr(proposal, name) for name in _REWORDED}
    words = replace(draft, version=draft.version + 1, **new)
    if words.content_hash == draft.content_hash:
        raise Refused(f"Draft {draft.id} stands as it was: that changes no word of it.")
    anew = replace(
        words, author_id=caller.user_id, status="proposed", disposition="", findings=(), reason=draft.hold_reason
    )
    return _recorded(anew, run, count)


def _recorded(draft: Draft, run: Run, count: Count) -> Draft:
    classed = in_class(draft, count)
    run.record("draft.version", classed.to_json(), clients=_clients(classed))
    return classed


def in_class(draft: Draft, count: Count) -> Draft:
    """The draft in the class that its channel and its readers of these days make it."""
    return replace(draft, communication_class=classify(draft.channel, Audience(retail=count(draft))))


def review_draft(draft: Draft, facts: Mapping[str, Any], run: Run, second: SecondReader = nobody) -> Draft:
    """Today's rules over the whole text. Disclosures that are missing are inserted by rule, then it is judged again.

    `second` reads the words that come out of that and may add doubts. `pass` and `needs_principal_review` wait for
    approval; everything else is held with the reason.
    """
    draft = _with_identification(draft, facts)
    verdict = _judge(draft, facts)
    mended = _with_disclosures(draft, verdict)
    if mended != draft:
        draft, verdict = mended, _judge(mended, facts)
    if verdict.disposition in REASONS:
        verdict = verdict.with_doubts(second(draft, _head(draft) + draft.body))
    findings = tuple(flag.to_json() for flag in verdict.findings)
    waits = verdict.disposition in REASONS and not draft.reason
    reason = draft.reason or REASONS.get(verdict.disposition) or _why_held(verdict)
    judged = replace(draft, disposition=verdict.disposition, findings=findings)
    done = move(judged, "awaiting_approval" if waits else "held", reason)
    run.record("draft.reviewed", done.to_json(), clients=_clients(done))
    return done


def without(draft: Draft, facts: Mapping[str, Any], aside: Collection[str], why: str, run: Run) -> Draft:
    """The held draft after a principal set findings of it aside: what is left is judged under today's rules, and waits
    for a principal even when nothing is."""
    verdict = _judge(draft, facts).without(aside)
    if draft.status != "held" or draft.hold_reason or verdict.disposition not in REASONS:
        return draft
    judged = replace(draft, disposition="needs_principal_review")
    done = move(judged, "awaiting_approval", f"A principal set a finding aside: {why}")
    run.record("draft.reviewed", done.to_json() | {"set_aside": sorted(aside)}, clients=_clients(done))
    return done


def approve(
    draft: Draft,
    caller: Caller,
    facts: Mapping[str, Any],
    run: Run,
    at: dt.datetime,
    count: Count,
    aside: Collection[str] = (),
) -> tuple[Draft, ApprovalRow]:
    """A person with the right approves these very bytes, reviewed and classed under today's rules and counts.

    `aside`: rules whose findings a principal set aside for these bytes; then a principal approves. Raises Refused or
    NotFound.
    """
    draft = in_class(draft, count)
    if draft.status == "approved":
        raise Refused(f"Draft {draft.id} is approved already.")
    verdict = _judge(draft, facts).without(aside)
    doubted = any(finding.get("by") for finding in draft.findings)  # by a second reader, about these very bytes
    decides = doubted or aside or verdict.disposition == "needs_principal_review"
    today = replace(draft, disposition="needs_principal_review") if decides and draft.status != "held" else draft
    check_approver(caller, today)
    if verdict.disposition not in REASONS:
        raise Refused(f"Draft {draft.id} does not pass today's rules: {_why_held(verdict)}")
    needed = approver_of(today)
    approved = move(today, "approved", f"Approved by {caller.name}.")
    row = ApprovalRow(
        approval_id=f"A-{ULID()}",
        draft_id=draft.id,
        version=draft.version,
        content_hash=draft.content_hash,
        approved_by=caller.user_id,
        approver_roles=",".join(sorted(caller.roles)),
        at=at,
    )
    decision = {"draft": draft.id, "version": draft.version, "hash": draft.content_hash, "approval": row.approval_id}
    decision |= {"class": draft.communication_class, "author": draft.author_id}
    if needed == "principal":
        decision |= {"for": caller.stands_in.get(draft.advisor_id, ""), "exception": caller.exception}
    decision |= {"disposition": today.disposition, "rules": ",".join(f.rule for f in verdict.findings)}
    run.record(
        "approval.decided", {"decision": "approved", "needed": needed, **decision}, wait=True, clients=_clients(draft)
    )
    return approved, row


def reclassed(draft: Draft, run: Run, count: Count) -> Draft | None:
    """The draft before a principal, when its sender's approval does no more: words like it reach more persons now, and
    it waits for that approval or has it. None when its sender decides."""
    today = in_class(draft, count)
    if draft.status not in ("awaiting_approval", "approved"):
        return None
    if (approver_of(draft), approver_of(today)) != ("sender", "principal"):
        return None
    asked = move(today, "awaiting_approval") if draft.status == "approved" else today
    again = replace(asked, reason=MORE_READERS)
    run.record("approval.requested", again.to_json(), wait=True, clients=_clients(draft))
    return again


def turn_down(draft: Draft, caller: Caller, outcome: str, comment: str, run: Run) -> Draft:
    """Return a draft to its author with a comment, or decline it. By whoever may approve it, or its own advisor."""
    if draft.advisor_id not in caller.own:
        check_approver(caller, draft)
    done = move(draft, "returned" if outcome == "returned" else "declined", comment)
    decision = {"decision": outcome, "draft": draft.id, "version": draft.version, "comment": comment}
    run.record("approval.decided", decision, wait=True, clients=_clients(draft))
    return done


def approved_draft(draft: Draft, approval: ApprovalRow, *, status: str = "approved") -> ApprovedDraft:
    """The proof that release asks for: this version, these bytes, that approval. Raises Refused when they differ.

    `status` is where the draft must stand: approved, or on its way already.
    """
    same = (approval.draft_id, approval.version, approval.content_hash) == (draft.id, draft.version, draft.content_hash)
    if draft.status != status or not same:
        raise Refused(f"Draft {draft.id} is not approved as it stands now.")
    return ApprovedDraft(draft, approval.approval_id, approval.approved_by, approval.content_hash)


def release(
    approved: ApprovedDraft,
    *,
    sender: Recipient,
    outbox: Path,
    origin: str,
    run: Run,
    at: dt.datetime,
    unsubscribe: str = "",
) -> tuple[Draft, Path]:
    """Write the approved message into the outbox: the intent is durable first, the outcome is recorded after."""
    draft = approved.draft
    intent, record = _intend(approved, run)
    with _failure_recorded(run, intent):
        path = write_message(
            approved, sender=sender, folder=outbox, origin=origin, record=record, at=at, unsubscribe=unsubscribe
        )
    run.record("send.result", {**intent, "outcome": "released", "file": path.name}, wait=True, clients=_clients(draft))
    return move(draft, "released", "It is in the outbox."), path


def hand_in(approved: ApprovedDraft, make: Callable[[Receipt], bytes], run: Run) -> tuple[Draft, bytes]:
    """Make what leaves of an approved draft: the intent is durable first, and `make` is given its record; how it ends
    is recorded by who hands it over."""
    intent, record = _intend(approved, run)
    with _failure_recorded(run, intent):
        message = make(record)
    return move(approved.draft, "released", "It is on its way."), message


def _intend(approved: ApprovedDraft, run: Run) -> tuple[dict[str, Any], Receipt]:
    draft = approved.draft
    intent = {
        "draft": draft.id,
        "version": draft.version,
        "hash": approved.approved_hash,
        "approval": approved.approval_id,
    }
    name = run.record("send.intent", intent, wait=True, clients=_clients(draft))
    return intent, run.last or Receipt(0, name, "")


@contextmanager
def _failure_recorded(run: Run, intent: Mapping[str, Any]) -> Iterator[None]:
    try:
        yield
    except AssistantError as error:
        run.record("send.result", {**intent, "outcome": "failed", "why": error.sentence}, wait=True)
        raise


def why_not_today(draft: Draft, facts: Mapping[str, Any], count: Count, aside: Collection[str] = ()) -> str:
    """Why an approved draft may not leave under today's rules and counts, in a sentence; empty when it may.

    `aside`: rules whose findings a principal set aside for these bytes.
    """
    verdict = _judge(draft, facts).without(aside)
    if verdict.disposition not in REASONS:
        return f"It does not pass today's rules: {_why_held(verdict)}"
    approved = replace(draft, status="awaiting_approval")
    today = replace(in_class(approved, count), disposition=verdict.disposition)
    if approver_of(approved) == "principal" or approver_of(today) != "principal":
        return ""
    if verdict.disposition == "pass":
        return MORE_READERS
    return f"Under today's rules a principal must approve it: {REASONS['needs_principal_review']}"


def review_again(draft: Draft, facts: Mapping[str, Any], run: Run, count: Count, aside: Collection[str] = ()) -> Draft:
    """Today's rules and counts over words that were held, not one letter changed: whoever must approve them is asked
    again. Raises Refused when they do not pass."""
    verdict = _judge(draft, facts).without(aside)
    if verdict.disposition not in REASONS:
        raise Refused(f"Draft {draft.id} does not pass today's rules: {_why_held(verdict)}")
    decides = aside or draft.disposition == "needs_principal_review"
    disposition: Disposition = "needs_principal_review" if decides else verdict.disposition
    judged = replace(in_class(draft, count), disposition=disposition)
    asked = move(judged, "awaiting_approval", REASONS[disposition])
    run.record("draft.reviewed", asked.to_json(), wait=True, clients=_clients(draft))
    return asked


def settle(draft: Draft, run: Run) -> Draft:
    """After a crash: the message is in the outbox, so the draft was released; the record of it is made good."""
    outcome = {"draft": draft.id, "version": draft.version, "hash": draft.content_hash, "outcome": "released"}
    run.record("send.result", {**outcome, "found": "in the outbox at start-up"}, wait=True, clients=_clients(draft))
    return move(draft, "released", "It is in the outbox.")


def facts_for(
    book: Book, firm_name: str, names_outside: tuple[str, ...], today: dt.date
) -> Callable[[Draft], dict[str, Any]]:
    """What the guardrails are told about each draft of an advisor: the firm, its readers and their own names, the names
    of all clients (those that are not the readers' own are somebody else's), the disclosures. `book` is the advisor's;
    `names_outside` are clients of other books."""
    named: dict[str, set[str]] = defaultdict(set)  # household → the names that are its own
    houses = dict(zip(book.households["household_id"], book.households["name"], strict=True))
    for home, name in houses.items():
        named[home].add(name)
    people = zip(book.clients["household_id"], book.clients["first_name"], book.clients["last_name"], strict=True)
    for home, first, last in people:
        named[home].add(f"{first} {last}")
    common = {
        "firm_name": firm_name,
        "identification": firm_name,
        "full_message": True,
        "commercial": False,
        "sender": sorted(book.advisors["name"]),
        "allowed_hosts": [],
        "disclosures": insertions(today),
        "other_client_names": (*sorted({name for names in named.values() for name in names}), *names_outside),
    }

    def facts_of(draft: Draft) -> dict[str, Any]:
        homes = {reader.household_id for reader in draft.to}
        recipients = [*(reader.name for reader in draft.to), *sorted(houses[home] for home in homes if home in houses)]
        own = sorted(name for home in homes for name in named.get(home, ()))
        return common | {"recipients": recipients, "own_names": own}

    return facts_of


def _judge(draft: Draft, facts: Mapping[str, Any]) -> Review:
    text, told = _head(draft) + draft.body, _told(draft, facts)
    seeks = draft.occasion in MARKETING or draft.occasion == "post_offer"
    return review(text, told, draft.channel).with_doubts(stance_flags(text, told, seeks_business=seeks))


def _told(draft: Draft, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"audience": _audience(draft), **facts}


def _head(draft: Draft) -> str:
    """What stands before the body in the text that is reviewed. The title of a post is no part of it."""
    return f"Subject: {draft.subject}\n\n" if draft.channel == "email" else ""


def _audience(draft: Draft) -> str:
    if draft.channel != "email":
        return "public"
    return "26+_retail" if draft.communication_class == "retail" else "one_client"


def _with_identification(draft: Draft, facts: Mapping[str, Any]) -> Draft:
    """Append who stands behind the message, when that is missing."""
    words = str(facts.get("identification") or "")
    if not words or not is_flagged(
        "missing-identification", _head(draft) + draft.body, _told(draft, facts), draft.channel
    ):
        return draft
    return replace(draft, body=f"{draft.body.rstrip()}\n{words}\n")


def _with_disclosures(draft: Draft, verdict: Review) -> Draft:
    """Put in the disclosures that only wait for their words; one with a blank to fill in waits for a person."""
    if verdict.disposition != "needs_disclosure":
        return draft
    head, body = _head(draft), draft.body
    fixes = {f.fix for f in verdict.findings if f.fix and f.fix.kind == "insert" and f.severity == "needs_disclosure"}
    for fix in sorted(fixes, key=lambda each: (each.start, each.text), reverse=True):
        if "{" not in fix.text and fix.start >= len(head):
            body = apply(head + body, fix)[len(head) :]
    return replace(draft, body=body)


def _why_held(verdict: Review) -> str:
    worst = next((f for f in verdict.findings if f.severity == verdict.disposition), None)
    return worst.reason if worst else "The review could not finish; a person must look."


def _clients(draft: Draft) -> tuple[str, ...]:
    return tuple(sorted({r.household_id for r in draft.to} | {r.client_id for r in draft.to}))
