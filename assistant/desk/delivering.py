"""What is due leaves: claimed, checked once more, handed to the mail server, and its end written down.

Each step is durable before the next begins. Before `sending` is written a crash costs nothing but time; after it and
until the server's answer is written, nobody knows what the server has: the message is `unknown` and waits for a person.
"""

from __future__ import annotations

import os
import smtplib
import socket
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlmodel import Session
from ulid import ULID

from assistant import drafting
from assistant.desk.ending import Ready, defer, finish, hold, put_aside, said_of, wait_until_morning
from assistant.desk.posting import BY_HAND
from assistant.desk.rechecking import why_not_now, zones_of
from assistant.desk.recovery import close_lost_sends
from assistant.desk.releasing import make, note_released, readers, run_of, sender_of, write_out
from assistant.drafts import ApprovalRow, Draft, load_draft
from assistant.errors import Refused, ServiceDown
from assistant.outreach import SendRow, consents_of, is_quiet, message_name, plan, sends, tzdata_version
from assistant.outreach.publisher import Publisher
from assistant.retention.outward import Answer, CutOff, connected, hand_over, read_smtp_url
from assistant.retention.outward.message import domain_of

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

MOST = 500
_CLOSING = 421  # the server ends the connection
_OURS = "The firm's"


@dataclass(slots=True)
class Delivered:
    """What one pass did, by outcome. `failure` says why it ended early, in a sentence; empty when it did not."""

    counts: dict[str, int] = field(default_factory=dict)
    failure: str = ""

    def add(self, outcome: str, count: int = 1) -> None:
        if count:
            self.counts[outcome] = self.counts.get(outcome, 0) + count

    def __str__(self) -> str:
        return ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.counts.items()))


class _Changed(Exception):
    """Something has changed since the message was checked: it is looked at again."""


class _Line:
    """The connection to the mail server, opened when the first message needs it and again after it broke."""

    def __init__(self, desk: Desk) -> None:
        settings = desk.settings
        self.server = replace(read_smtp_url(settings.smtp_url), seconds=settings.smtp_seconds)
        self._own_name = domain_of(settings.origin)
        self._open = ExitStack()
        self._connection: smtplib.SMTP | None = None

    def connection(self) -> smtplib.SMTP:
        """Raises ServiceDown when the server does not let us in."""
        if self._connection is None:
            self._connection = self._open.enter_context(connected(self.server, self._own_name, _OURS))
        return self._connection

    def close(self) -> None:
        self._connection = None
        self._open.close()


def deliver_due(desk: Desk, *, most: int = MOST) -> Delivered:
    """Send what is due, at most `most` messages, the one that waits longest first; without a mail server write what was
    scheduled into the outbox. Any number of processes may do so at once: each message leaves once.

    A server that does not let us in, or breaks off, ends the pass. Raises ServiceDown when log or database fails.
    """
    done = Delivered()
    with desk.database.reading() as session:
        if not sends.is_due(session, desk.clock()):
            return done
    done.add("unknown", close_lost_sends(desk.database, desk.log, desk.clock()))
    _plan_again(desk)
    line = _Line(desk) if desk.settings.smtp_url else None
    try:
        for _ in range(most):
            owner = f"{socket.gethostname()}:{os.getpid()}:{ULID()}"
            with desk.database.writing() as session:
                row = sends.claim(session, owner, desk.clock(), unmade=line is None)
            if row is None:
                break
            done.add(_look(desk, row, owner, line, done))
            if done.failure:
                break
    finally:
        if line is not None:
            line.close()
    return done


def _look(desk: Desk, row: SendRow, owner: str, line: _Line | None, done: Delivered) -> str:
    """Do with one claimed message what is to be done; the outcome in a word."""
    try:
        ready = _check(desk, row, owner)
    except ServiceDown:  # the log or the database: the lease runs out, and it is looked at again
        raise
    except Exception as error:  # one message that nobody can prepare must not hold up the others
        return put_aside(desk, row, owner, f"It could not be prepared: {error} ({type(error).__name__}).")
    if isinstance(ready, str):
        return ready
    return _let_go(desk, ready, line, done)


# -- before ------------------------------------------------------------------------------------------------------------


def _check(desk: Desk, row: SendRow, owner: str) -> Ready | str:
    """The message if it may leave now, else what became of it."""
    with desk.database.reading() as session:
        draft = load_draft(session, row.draft_id, {row.advisor_id})
        approval = session.get(ApprovalRow, row.approval_id)
    if draft.status not in ("scheduled", "released") or draft.version != row.version or approval is None:
        return hold(desk, row, owner, "It no longer stands as it was approved.")
    if row.unfinished > sends.PARKED:
        return hold(desk, row, owner, f"The program ended {sends.PARKED} times while it was prepared.")
    try:
        approved = drafting.approved_draft(draft, approval, status=draft.status)
    except Refused as refused:
        return hold(desk, row, owner, refused.sentence)
    if _lies_in_the_outbox(desk, draft):
        return Ready(row, owner, approved)
    if row.wall:
        for zone in zones_of(desk, draft, row.zone):
            if is_quiet(desk.clock(), zone):
                return wait_until_morning(desk, row, owner, zone)
    if reason := why_not_now(desk, draft, approval, row):
        return hold(desk, row, owner, reason)
    return Ready(row, owner, approved)


def _plan_again(desk: Desk) -> None:
    """Where the rules of the world's clocks have changed, what was planned leaves at the same time on the wall."""
    tzdata = tzdata_version()
    with desk.database.reading() as session:
        if not sends.planned_by_other_rules(session, tzdata):
            return
    with desk.database.writing() as session:
        for row in sends.planned_by_other_rules(session, tzdata):
            row.planned_at = row.due_at = plan(row.wall, row.zone).at
            row.tzdata = tzdata
            session.add(row)


# -- the sending itself ------------------------------------------------------------------------------------------------


def _lies_in_the_outbox(desk: Desk, draft: Draft) -> bool:
    """The file is what leaves, so it has left: a crash came between it and its row."""
    return (desk.settings.home / "outbox" / message_name(draft)).exists()


def _let_go(desk: Desk, ready: Ready, line: _Line | None, done: Delivered) -> str:
    """Into the outbox or to the mail server, unless the very last look finds something."""
    try:
        if ready.approved.draft.channel != "email":
            return _publish(desk, ready)
        if line is None or _lies_in_the_outbox(desk, ready.approved.draft):
            return _into_the_outbox(desk, ready)
        return _send(desk, ready, line, done)
    except Refused as refused:
        return hold(desk, ready.row, ready.owner, refused.sentence)
    except _Changed:
        with desk.database.writing() as session:
            sends.postpone(session, ready.row, ready.owner, desk.clock())
        return "changed"


def _into_the_outbox(desk: Desk, ready: Ready) -> str:
    row, now = ready.row, desk.clock()
    with desk.database.writing() as session:
        draft = _unchanged(session, ready)
        if not sends.end(session, row, ready.owner, "outbox", now, "It is in the outbox."):
            raise _Changed
        run = run_of(desk, draft)
        released, _path = write_out(desk, ready.approved, run)
        note_released(desk, session, released, run)
    return "written to the outbox"


def _send(desk: Desk, ready: Ready, line: _Line, done: Delivered) -> str:
    try:
        connection = line.connection()
    except ServiceDown as error:
        done.failure = error.sentence
        return defer(desk, ready, error.sentence)
    message, sender = _begin(desk, ready)
    to = [reader.address for reader in ready.approved.draft.to]
    try:
        answer = hand_over(connection, message, sender=sender, to=to, place=line.server.place, whose=_OURS)
    except CutOff as cut:
        line.close()
        done.failure = cut.sentence
        return finish(desk, ready, "unknown", cut.sentence) if cut.may_have_it else defer(desk, ready, cut.sentence)
    if answer.code == _CLOSING:
        line.close()
        done.failure = f"The firm's mail server closes: {answer.words}."
    return _answered(desk, ready, answer)


def _publish(desk: Desk, ready: Ready) -> str:
    settings = desk.settings
    if not settings.publish_url:
        return hold(desk, ready.row, ready.owner, BY_HAND)
    message, _sender = _begin(desk, ready)
    publisher = Publisher(settings.publish_url, settings.publish_secret, settings.smtp_seconds)
    said = publisher.publish(ready.row.send_id, message, desk.clock())
    if said.outcome == "not now":
        return defer(desk, ready, said.reply)
    return finish(desk, ready, said.outcome, said.reply)


def _begin(desk: Desk, ready: Ready) -> tuple[bytes, str]:
    """Write down that it is being sent, and make its message where that was not done; (message, sender's address)."""
    row, now = ready.row, desk.clock()
    with desk.database.writing() as session:
        draft = _unchanged(session, ready)
        run, message = run_of(desk, draft), row.message
        if message is None:
            released, message = make(desk, ready.approved, run)
            note_released(desk, session, released, run)
        attempt = said_of(ready, "", attempt=row.attempts + 1)
        run.record("send.attempt", attempt, wait=True, clients=readers(draft))
        if not sends.begin(session, row, ready.owner, now, message):
            raise _Changed
    return message, sender_of(desk, draft).address


def _unchanged(session: Session, ready: Ready) -> Draft:
    """The draft, locked and still as it was checked; what its readers have said in this very second counts."""
    row, was = ready.row, ready.approved.draft
    draft = load_draft(session, row.draft_id, {row.advisor_id}, to_change=True)
    said = consents_of(session, [reader.client_id for reader in draft.to])
    if draft != was or "out" in said.values():
        raise _Changed
    return draft


def _answered(desk: Desk, ready: Ready, answer: Answer) -> str:
    reply = f"{answer.code} {answer.words}"
    kind = answer.code // 100
    if kind == 2:
        return finish(desk, ready, "delivered", reply)
    return finish(desk, ready, "failed", reply) if kind == 5 else defer(desk, ready, reply)
