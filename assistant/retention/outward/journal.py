"""The journal: every communication of the log reaches the firm's archive, at least once and never passed over.

    queued → accepted (the server's 250 and queue id) → confirmed (the archive says that it holds it)
           → failed (a 5xx: it stays in sight until somebody tries again)

A connection that ends after the words and before the 250 leaves open whether the archive has the message: it is sent
again. Its Message-ID is that of the first time, and archives keep one message of an id. Two processes that send at
once, or one that ends before it could write down what was accepted, do no more harm than that.
"""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, bindparam, func, insert, select, update

from assistant.database import Database
from assistant.errors import ServiceDown
from assistant.retention.log import Log
from assistant.retention.outward.message import domain_of, journal_message, message_id
from assistant.retention.outward.post import Answer, Post, connected, hand_over
from assistant.retention.outward.tables import JOURNAL, LOOKED
from assistant.retention.records import COMMUNICATIONS, moment_text
from assistant.retention.tables import RECORDS

STATES = ("queued", "accepted", "confirmed", "failed")
ARRIVED = ("accepted", "confirmed")
LOOK, PASS, WRITTEN_DOWN = 10_000, 500, 50  # numbers looked at, messages sent, outcomes written in one go
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(seconds=30), dt.timedelta(hours=1)
_CLOSING = 421  # the server ends the connection


@dataclass(frozen=True, slots=True)
class Sent:
    """What one pass did. `failure` says why it ended early, in a sentence; empty when it did not."""

    queued: int = 0
    accepted: int = 0
    later: int = 0
    failed: int = 0
    failure: str = ""


@dataclass(frozen=True, slots=True)
class JournalStanding:
    """Messages by state; `behind` counts records not looked at yet; `oldest` is when what waits longest was written."""

    queued: int
    accepted: int
    confirmed: int
    failed: int
    behind: int
    oldest: str | None

    @property
    def sentence(self) -> str:
        words = f"{self.accepted + self.confirmed} accepted by the archive ({self.confirmed} confirmed)"
        if self.queued or self.behind:
            since = f" since {self.oldest[:16].replace('T', ' ')} UTC" if self.oldest else ""
            words += f"; {self.queued + self.behind} wait{since}"
        if self.failed:
            words += f"; {self.failed} were refused: see why, and send them again"
        return f"{words}."


class Journal:
    """The journal of one log to one archive. A worker calls `send_due` again and again; nothing else runs by itself."""

    def __init__(self, log: Log, database: Database, post: Post, *, origin: str) -> None:
        self._log = log
        self._database = database
        self._post = post
        self._origin = origin

    def send_due(self, now: dt.datetime, note: str = "") -> Sent:
        """Queue what is new in the log and send what is due, at most 500 messages, in the order of the log.

        `note` is the newest signed checkpoint, which each message carries. A server that does not let us in, or ends
        the connection, ends the pass. Raises ServiceDown when the database does not answer.
        """
        queued = self._queue_new(now)
        if not (due := self._due(now)):
            return Sent(queued)
        outcomes: list[dict[str, Any]] = []
        counts = {"accepted": 0, "queued": 0, "failed": 0}
        failure = ""
        try:
            with connected(self._post, domain_of(self._origin)) as connection:
                for seq, tries in due:
                    outcome, failure = self._send(connection, seq, tries, now, note)
                    outcomes.append(outcome)
                    counts[outcome["new_state"]] += 1
                    if failure:
                        break
                    if len(outcomes) == WRITTEN_DOWN:
                        self._write_down(outcomes)
                        outcomes = []
        except ServiceDown as error:
            failure = error.sentence
        self._write_down(outcomes)
        return Sent(queued, counts["accepted"], counts["queued"], counts["failed"], failure)

    def send_again(self, now: dt.datetime) -> int:
        """Queue what was refused for another try, as after a mailbox was made larger; how many there were."""
        again = update(JOURNAL).where(JOURNAL.c.state == "failed")
        with self._database.writing() as session:
            done: Any = session.execute(again.values(state="queued", tries=0, next_try=moment_text(now)))
        return int(done.rowcount)

    def confirm(self, message_ids: Iterable[str]) -> int:
        """Take in the archive's own list of the Message-IDs that it holds; how many were accepted before and are
        confirmed now. What an archive accepted and never lists is found by `unconfirmed`."""
        held = [{"held": each} for each in message_ids]
        if not held:
            return 0
        confirmed = update(JOURNAL).where(JOURNAL.c.message_id == bindparam("held"), JOURNAL.c.state == "accepted")
        with self._database.writing() as session:
            done: CursorResult[Any] = session.connection().execute(confirmed.values(state="confirmed"), held)
        return int(done.rowcount)

    def unconfirmed(self, before: dt.datetime) -> list[str]:
        """The Message-IDs that the archive accepted before that moment and has not confirmed, oldest first."""
        late = (JOURNAL.c.state == "accepted", JOURNAL.c.accepted_at < moment_text(before))
        with self._database.reading() as session:
            return list(session.execute(select(JOURNAL.c.message_id).where(*late).order_by(JOURNAL.c.seq)).scalars())

    def arrived(self, since: dt.datetime, until: dt.datetime) -> int:
        """How many communications recorded in that time the archive has accepted."""
        return self._count(since, until, ARRIVED)

    def on_their_way(self, since: dt.datetime, until: dt.datetime) -> int:
        """How many communications recorded in that time wait for their first or next try."""
        return self._count(since, until, ("queued",))

    def standing(self) -> JournalStanding:
        with self._database.reading() as session:
            connection = session.connection()
            counted = select(JOURNAL.c.state, func.count()).group_by(JOURNAL.c.state)
            counts = {row[0]: int(row[1]) for row in connection.execute(counted)}
            looked = connection.execute(select(LOOKED.c.seq).where(LOOKED.c.name == "journal")).scalar() or 0
            new = select(func.count(), func.min(RECORDS.c.ts)).where(RECORDS.c.seq > looked)
            behind, first_new = connection.execute(new.where(RECORDS.c.type.in_(COMMUNICATIONS))).one()
            waiting = select(func.min(JOURNAL.c.seq)).where(JOURNAL.c.state == "queued").scalar_subquery()
            oldest = connection.execute(select(RECORDS.c.ts).where(RECORDS.c.seq == waiting)).scalar()
        queued, accepted, confirmed, failed = (counts.get(state, 0) for state in STATES)
        return JournalStanding(queued, accepted, confirmed, failed, behind, oldest or first_new)

    def refusals(self, limit: int = 20) -> list[tuple[int, str]]:
        """(record number, what the server said) of messages that were refused, newest first."""
        refused = select(JOURNAL.c.seq, JOURNAL.c.reply).where(JOURNAL.c.state == "failed")
        with self._database.reading() as session:
            rows = session.execute(refused.order_by(JOURNAL.c.seq.desc()).limit(limit)).all()
        return [(row.seq, row.reply) for row in rows]

    # -- inside ----------------------------------------------------------------------------------------------------

    def _queue_new(self, now: dt.datetime) -> int:
        """Go through the log from where the last look ended; numbers have no gaps, so nothing can come in behind."""
        queued = 0
        while True:
            with self._database.reading() as session:
                looked = session.execute(select(LOOKED.c.seq).where(LOOKED.c.name == "journal")).scalar()
                head = session.execute(select(func.max(RECORDS.c.seq))).scalar() or 0
                until = min(head, (looked or 0) + LOOK)
                new = select(RECORDS.c.seq, RECORDS.c.id).where(
                    RECORDS.c.seq > (looked or 0), RECORDS.c.seq <= until, RECORDS.c.type.in_(COMMUNICATIONS)
                )
                found = session.execute(new).all()
            if until == (looked or 0):
                return queued
            if not self._take_in(looked, until, found, now):
                return queued  # another process looks: it has queued them
            queued += len(found)

    def _take_in(self, looked: int | None, until: int, found: Iterable[Any], now: dt.datetime) -> bool:
        rows = [
            {"seq": row.seq, "message_id": message_id(row.id, self._origin), "state": "queued", "tries": 0,
             "next_try": moment_text(now), "reply": ""}
            for row in found
        ]  # fmt: skip
        with self._database.writing() as session:
            connection = session.connection()
            if looked is None:
                there = connection.execute(select(LOOKED.c.seq).where(LOOKED.c.name == "journal")).first()
                if there:
                    return False
                connection.execute(insert(LOOKED), {"name": "journal", "seq": until})
            else:
                mine = update(LOOKED).where(LOOKED.c.name == "journal", LOOKED.c.seq == looked)
                if connection.execute(mine.values(seq=until)).rowcount == 0:
                    return False
            if rows:
                connection.execute(insert(JOURNAL), rows)
        return True

    def _due(self, now: dt.datetime) -> list[tuple[int, int]]:
        due = select(JOURNAL.c.seq, JOURNAL.c.tries).where(
            JOURNAL.c.state == "queued", JOURNAL.c.next_try <= moment_text(now)
        )
        with self._database.reading() as session:
            return [(row.seq, row.tries) for row in session.execute(due.order_by(JOURNAL.c.seq).limit(PASS))]

    def _send(
        self, connection: smtplib.SMTP, seq: int, tries: int, now: dt.datetime, note: str
    ) -> tuple[dict[str, Any], str]:
        """(what to write down of the message, why the pass ends here or nothing)."""
        record = self._log.read(seq)
        follows = self._before(record.scope.get("conversation"), seq)
        content = journal_message(record, sender=self._post.sender, to=self._post.to, follows=follows, note=note)
        try:
            post = self._post
            answer = hand_over(connection, content, sender=post.sender, to=(post.to,), place=post.place)
        except ServiceDown as error:
            return _outcome(seq, tries, Answer(0, error.sentence), now), error.sentence
        ending = f"The archive's mail server closes: {answer.words}." if answer.code == _CLOSING else ""
        return _outcome(seq, tries, answer, now), ending

    def _before(self, conversation: str | None, seq: int) -> str | None:
        """The id of the communication before this one in its conversation."""
        if not conversation:
            return None
        earlier = select(RECORDS.c.id).where(
            RECORDS.c.conversation == conversation, RECORDS.c.seq < seq, RECORDS.c.type.in_(COMMUNICATIONS)
        )
        with self._database.reading() as session:
            return session.execute(earlier.order_by(RECORDS.c.seq.desc()).limit(1)).scalar()

    def _write_down(self, outcomes: list[dict[str, Any]]) -> None:
        if not outcomes:
            return
        done = update(JOURNAL).where(JOURNAL.c.seq == bindparam("of"), JOURNAL.c.state == "queued")
        values: dict[str, Any] = {
            name: bindparam(f"new_{name}") for name in ("state", "tries", "next_try", "reply", "accepted_at")
        }
        with self._database.writing() as session:
            session.connection().execute(done.values(values), outcomes)

    def _count(self, since: dt.datetime, until: dt.datetime, states: tuple[str, ...]) -> int:
        within = (RECORDS.c.ts >= moment_text(since), RECORDS.c.ts < moment_text(until))
        counted = select(func.count()).select_from(JOURNAL.join(RECORDS, RECORDS.c.seq == JOURNAL.c.seq))
        with self._database.reading() as session:
            return int(session.execute(counted.where(JOURNAL.c.state.in_(states), *within)).scalar_one())


def _outcome(seq: int, tries: int, answer: Answer, now: dt.datetime) -> dict[str, Any]:
    """2xx is accepted and 5xx failed; anything else, no answer included, waits: half a minute, then ever longer."""
    state = {2: "accepted", 5: "failed"}.get(answer.code // 100, "queued")
    wait = min(FIRST_WAIT * 2 ** min(tries, 10), LONGEST_WAIT)
    reply = f"{answer.code} {answer.words}" if answer.code else answer.words
    return {
        "of": seq,
        "new_state": state,
        "new_tries": tries + 1,
        "new_next_try": moment_text(now + wait),
        "new_reply": reply,
        "new_accepted_at": moment_text(now) if state == "accepted" else None,
    }
