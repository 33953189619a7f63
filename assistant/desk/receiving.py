"""What arrives from clients: recorded first, threaded to what it answers, reviewed, and acted on at once.

A bounce marks its address, a wish for no more mail is honoured, a complaint opens a case. The words are data: they are
kept, shown to who may see them, judged by the rules for what comes in, and never obeyed.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_
from sqlmodel import Session, col, select
from ulid import ULID

import assistant
from assistant.book.tables import Client, Household
from assistant.callers import Caller
from assistant.desk.complaining import open_case
from assistant.drafts import load_draft, save_status
from assistant.errors import NotForThisRole, ServiceDown
from assistant.guardrails import Review, review
from assistant.outreach import save_consent
from assistant.outreach.inbound import Incoming, read_mail, read_reply
from assistant.outreach.tables import BouncedRow, InboundRow, SendRow
from assistant.outreach.webhooks import check_signed
from assistant.retention import Run, Search

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

MOST = 200
NO_FEED = "No feed of incoming messages is set up: agree on a secret and set ASSISTANT_FEED_SECRET."


@dataclass(frozen=True, slots=True)
class _Whose:
    """Whom a message is from, as far as one can tell, and which draft it answers; blanks where one cannot."""

    advisor_id: str = ""
    household_id: str = ""
    client_id: str = ""
    draft_id: str = ""

    @property
    def clients(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.household_id, self.client_id)))


def receive(desk: Desk, headers: Mapping[str, str], body: bytes, *, is_mail: bool) -> dict[str, Any]:
    """Take one message of the firm's feed: a mail's bytes, or a social network's reply as JSON. The same message again
    changes nothing.

    Raises ServiceDown without a feed, NotSignedIn for a request that is not signed, BadArguments for no message.
    """
    if not desk.settings.feed_secret:
        raise ServiceDown(NO_FEED)
    check_signed(desk.settings.feed_secret, headers, body, desk.clock())
    incoming = read_mail(body) if is_mail else read_reply(body)
    if is_mail and incoming.sender in _ours(desk):  # a journal's copy of the firm's own mail is nobody's wish
        incoming = replace(incoming, what="outgoing")
    key = hashlib.sha256(f"{incoming.channel} {incoming.id} {incoming.text}".encode()).hexdigest()
    with desk.database.writing() as session:
        kept = session.get(InboundRow, key, with_for_update=True)
        if kept is not None:
            return shown(kept) | {"duplicate": True}
        whose = _whose(session, incoming)
        verdict = review(incoming.text, {"direction": "incoming"}, "incoming")
        run = _run(desk, whose, incoming)
        record_id = _recorded(run, incoming, verdict, body, whose)
        row = InboundRow(
            message_key=key, message_id=incoming.id, channel=incoming.channel, sender=incoming.sender,
            subject=incoming.subject, what=incoming.what, advisor_id=whose.advisor_id, household_id=whose.household_id,
            client_id=whose.client_id, draft_id=whose.draft_id, flags=[flag.to_json() for flag in verdict.findings],
            at=desk.clock(), record_id=record_id,
        )  # fmt: skip
        _act(desk, session, run, incoming, whose, verdict)
        session.add(row)
        run.record("turn.closed", {"status": "given", "what": incoming.what}, wait=True)
    return shown(row) | {"duplicate": False}


def look_at_messages(desk: Desk, caller: Caller, *, flagged: bool = False) -> list[dict[str, Any]]:
    """What came in from the clients this person serves or supervises (compliance: everything, also what belongs to
    nobody), newest first, with its words and flags. The look is recorded."""
    if not (caller.own or caller.roles & {"principal", "compliance"}):
        raise NotForThisRole("Messages of clients are for who serves them, who supervises, and compliance.")
    seen = sorted({*caller.own, *caller.supervises})
    rows = select(InboundRow).order_by(col(InboundRow.at).desc(), col(InboundRow.message_key))
    if "compliance" not in caller.roles:
        rows = rows.where(col(InboundRow.advisor_id).in_(seen))
    withheld = desk.books.withheld()
    with desk.database.reading() as session:
        found = [row for row in session.exec(rows.limit(MOST)) if row.household_id not in withheld]
    found = [row for row in found if row.flags or not flagged]
    desk.run(caller).record("access.read", {"read": "messages", "count": len(found)}, wait=True)
    return [shown(row) | {"text": _text(desk, row)} for row in found]


def answered(session: Session, draft_ids: list[str]) -> dict[str, str]:
    """Draft → the client who answered it, of those that somebody did."""
    rows = select(InboundRow).where(col(InboundRow.draft_id).in_(draft_ids), col(InboundRow.what) == "message")
    return {row.draft_id: row.client_id for row in session.exec(rows)}


def shown(row: InboundRow) -> dict[str, Any]:
    """The message's plain fields; its words are in the record."""
    return row.model_dump(mode="json", exclude={"message_key"})


def _text(desk: Desk, row: InboundRow) -> str:
    found = desk.log.search(Search(id=row.record_id, limit=1))
    return "" if not found or found[0].payload_gone else str(found[0].payload["text"])


# -- whose it is -------------------------------------------------------------------------------------------------------


def _whose(session: Session, incoming: Incoming) -> _Whose:
    """By the message of ours that it answers; else by an address that is one client's alone; else nobody's."""
    sent = select(SendRow).where(
        or_(col(SendRow.message_id).in_(incoming.answers), col(SendRow.send_id).in_(incoming.answers))
    )
    row = session.exec(sent).first()
    address = incoming.bounce.address if incoming.bounce else incoming.sender
    if row is not None:
        draft = load_draft(session, row.draft_id, {row.advisor_id})
        reader = next((r for r in draft.to if r.address.lower() == address), draft.to[0] if draft.to else None)
        if reader is None:
            return _Whose(row.advisor_id, draft_id=row.draft_id)
        return _Whose(row.advisor_id, reader.household_id, reader.client_id, row.draft_id)
    people = session.exec(select(Client).where(func.lower(Client.email) == address)).all() if "@" in address else []
    if len(people) != 1:
        return _Whose()
    home = session.get(Household, people[0].household_id)
    return _Whose(home.advisor_id if home else "", people[0].household_id, people[0].client_id)


def _at(session: Session, address: str) -> set[str]:
    """The clients who have an address."""
    return set(session.exec(select(Client.client_id).where(func.lower(Client.email) == address))) if address else set()


def _ours(desk: Desk) -> set[str]:
    """The addresses of the firm's own people."""
    return {person["email"].lower() for person in desk.people()}


# -- what is recorded and done -----------------------------------------------------------------------------------------


def _run(desk: Desk, whose: _Whose, incoming: Incoming) -> Run:
    actor = {"kind": "external", "id": whose.client_id or "unknown"}
    scope: dict[str, Any] = {"channel": incoming.channel, "conversation": f"M-{ULID()}"}
    scope |= {"advisors": [whose.advisor_id]} if whose.advisor_id else {}
    return Run(desk.log, f"R-{ULID()}", actor, scope, assistant.__version__)


def _recorded(run: Run, incoming: Incoming, verdict: Review, body: bytes, whose: _Whose) -> str:
    said = {
        "text": incoming.text, "subject": incoming.subject, "from": incoming.sender, "message_id": incoming.id,
        "door": "mail" if incoming.channel == "email" else incoming.channel, "what": incoming.what,
        "answers": list(incoming.answers), "draft": whose.draft_id, "disposition": verdict.disposition,
        "original": base64.b64encode(body).decode(),
    }  # fmt: skip
    return run.record("msg.in", said, wait=True, clients=whose.clients)


def _act(desk: Desk, session: Session, run: Run, incoming: Incoming, whose: _Whose, verdict: Review) -> None:
    now = desk.clock()
    if incoming.bounce:
        _bounced(desk, session, run, incoming, whose)
    elif incoming.what == "opt_out":
        for client in sorted({whose.client_id, *_at(session, incoming.sender)} - {""}):
            said = {"client": client, "channel": "email", "after": "out", "source": "a message of theirs"}
            run.record("consent.changed", said, wait=True, clients=(client,))
            save_consent(session, client, "out", "a message of theirs", now)
    elif incoming.what == "message" and whose.household_id and "complaint-received" in _rules(verdict):
        open_case(desk, session, run, whose.advisor_id, whose.household_id, whose.client_id, incoming.text, now.date())


def _rules(verdict: Review) -> set[str]:
    return {flag.rule for flag in verdict.findings}


def _bounced(desk: Desk, session: Session, run: Run, incoming: Incoming, whose: _Whose) -> None:
    """The address is written to no more when it failed for good; the draft says that it came back. Only a report about
    a message of ours and one of its readers counts: any other could be anybody's."""
    bounce = incoming.bounce
    if bounce is None or not whose.draft_id:
        return
    draft = load_draft(session, whose.draft_id, {whose.advisor_id}, to_change=True)
    if bounce.address not in {reader.address.lower() for reader in draft.to}:
        return
    kind = "for good" if bounce.for_good else "for now"
    said = {"draft": whose.draft_id, "outcome": "bounced", "status": bounce.status, "for_good": bounce.for_good}
    run.record(
        "send.result", said | {"reply": f"{bounce.status} for {bounce.address}"}, wait=True, clients=whose.clients
    )
    if bounce.for_good:
        session.merge(BouncedRow(address=bounce.address, status=bounce.status, at=desk.clock()))
    reason = f"It came back {kind} from {bounce.address} ({bounce.status})."
    save_status(session, replace(draft, reason=reason), desk.clock())
