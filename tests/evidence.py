"""What the record and the mail server say about drafts, held against what may be so: I1, I2 and I7 of the abuse cases.

Nothing here asks the product for its opinion of itself, but for the words of a version and the text of the log.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import zoneinfo
from collections import Counter
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from sqlmodel import select

from assistant.desk import Desk, look_at_reviews, verify_log
from assistant.drafts import REVISABLE, Draft
from assistant.drafts.likeness import alike, sequences
from assistant.drafts.states import STEPS
from assistant.drafts.versions import TURNED_DOWN
from assistant.outreach import SendRow
from assistant.retention import Record
from assistant.supervision import approver_of
from tests.desks import ADVISOR, COMPLIANCE, PRINCIPAL
from tests.mail_server import MailServer

ZONE = zoneinfo.ZoneInfo("America/New_York")
"""The firm's, and that of every reader in these tests."""
LEFT = frozenset(("scheduled", "released", "delivered", "failed", "unknown"))
WALK = """
CREATE TABLE walk (step INTEGER PRIMARY KEY, draft TEXT, was TEXT, version INT, becomes TEXT, next INT);
CREATE TRIGGER step AFTER UPDATE ON drafts BEGIN
  INSERT INTO walk (draft, was, version, becomes, next)
  VALUES (old.draft_id, old.status, old.version, new.status, new.version); END;
"""


class Witness(MailServer):
    """A mail server that notes how much of the log was on disk when it took a message."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self.log = log
        self.heads: list[int] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        with sqlite3.connect(f"file:{self.log}?mode=ro", uri=True) as log:
            (head,) = log.execute("SELECT max(seq) FROM log_record").fetchone()
        answer = await super().handle_DATA(server, session, envelope)
        if len(self.taken) > len(self.heads):
            self.heads.append(head)
        return answer


class Evidence:
    """Looks, after each step, at what is new. `must_not_read`: readers who have opted out by now."""

    def __init__(self, home: Path, server: Witness | None) -> None:
        self.home, self.server = home, server
        self.records: list[Record] = []
        self._looked_at = self._steps = 0
        with sqlite3.connect(home / "firm.db") as firm:
            firm.executescript(WALK)

    def check(self, desk: Desk, now: dt.datetime, must_not_read: set[str]) -> None:
        self.records += desk.log.each(self.records[-1].seq if self.records else 0)
        drafts = {draft.id: draft for draft in desk.drafts(desk.caller(ADVISOR))}
        self._every_step_is_one_there_is()
        queue = look_at_reviews(desk, desk.caller(PRINCIPAL))["reviews"]
        asked = {review["draft"] for review in queue if review["kind"] == "approval"}
        for draft in drafts.values():
            self._was_recorded_before_it_was_shown(draft)
            waits = draft.status == "awaiting_approval" and approver_of(draft) == "principal"
            assert waits == (draft.id in asked), f"{draft.id} is {draft.status}; asked about: {asked}"
        taken = self._taken()
        for message, head in taken[self._looked_at :]:
            draft, record = self._intended(desk, message)
            assert head is None or record.seq <= head, f"I1: {draft.id} was announced after it was taken"
            self._may_go_now(desk, draft, record, now, must_not_read)
        self._looked_at = len(taken)
        self._leaves_once(desk, drafts, Counter(str(message["Message-ID"]) for message, _ in taken))

    def check_the_end(self, desk: Desk) -> set[str]:
        """To which ends the drafts that were in the queue came."""
        ends = {row.state for row in _rows(desk)}
        assert "sending" not in ends
        assert verify_log(desk.settings).ok
        proof, _ = desk.call_tool(desk.caller(COMPLIANCE), "unapproved_sends", {"period": "all"})
        assert proof.figure("unapproved").value == 0
        assert proof.figure("sent").value == len(self._of("send.intent"))
        return ends

    # -- states --------------------------------------------------------------------------------------------------------

    def _every_step_is_one_there_is(self) -> None:
        with sqlite3.connect(self.home / "firm.db") as firm:
            steps = firm.execute("SELECT * FROM walk WHERE step > ?", (self._steps,)).fetchall()
        for self._steps, draft, was, version, becomes, after in steps:
            if after == version:
                assert becomes == was or becomes in STEPS[was], f"{draft} was {was} and is {becomes}"
            else:
                assert after == version + 1, f"{draft} went from version {version} to {after}"
                assert was in REVISABLE, f"{draft} got a new version while it was {was}"
                assert becomes in STEPS["proposed"], f"version {after} of {draft} began as {becomes}"

    def _was_recorded_before_it_was_shown(self, draft: Draft) -> None:
        """I1; and no decision counts that is not in the record."""
        assert self._of("draft.reviewed", id=draft.id, version=draft.version, hash=draft.content_hash), draft
        if draft.status == "approved" or draft.status in LEFT:
            assert self._approvals(draft), f"I1: nothing in the record says that {draft.id} was approved"

    # -- what left -----------------------------------------------------------------------------------------------------

    def _taken(self) -> list[tuple[EmailMessage, int | None]]:
        """Every message that left, in order, with how much of the log was there then, where that is known."""
        if self.server is not None:
            return list(zip(self.server.messages, self.server.heads, strict=True))
        files = sorted((self.home / "outbox").glob("*"), key=lambda file: file.stat().st_mtime_ns)
        return [(message_from_bytes(file.read_bytes(), policy=SMTP), None) for file in files]  # type: ignore[misc]

    def _intended(self, desk: Desk, message: EmailMessage) -> tuple[Draft, Record]:
        """The version that a message is, byte for byte, and the record that announced it."""
        name, version = str(message["Message-ID"]).strip("<").split("@")[0].rsplit(".", 1)
        versions = desk.draft_versions(desk.caller(ADVISOR), name)
        draft = next(each for each in versions if each.version == int(version))
        assert message.get_content().replace("\r\n", "\n") == draft.body
        assert message["Subject"] == draft.subject
        readers = [(address.display_name, address.addr_spec) for address in message["To"].addresses]
        assert readers == [(reader.name, reader.address) for reader in draft.to]
        assert {"Cc", "Bcc"}.isdisjoint(message.keys())
        kind = "send.attempt" if self.server else "send.intent"
        announced = self._of(kind, draft=draft.id, version=draft.version, hash=draft.content_hash)
        assert announced, f"I1: nothing announced {draft.id} before it left"
        return draft, announced[-1]

    def _may_go_now(self, desk: Desk, draft: Draft, record: Record, now: dt.datetime, out: set[str]) -> None:
        assert not out & {reader.client_id for reader in draft.to}, f"{draft.id} went to one who had opted out"
        if draft.send_on:
            assert draft.send_on == now.astimezone(ZONE).date(), f"I2: {draft.id} left on another day than approved"
        approvals = self._approvals(draft, approval=record.payload["approval"])
        assert len(approvals) == 1, f"I2: {draft.id} has {len(approvals)} approvals of that name"
        by = approvals[0].actor["id"]
        principal, sender = desk.caller(PRINCIPAL).user_id, desk.caller(ADVISOR).user_id
        assert by in (principal, sender), f"I2: {by} approved {draft.id}"
        assert approvals[0].seq < record.seq
        if _needs_a_principal(draft) or len(_readers(desk, draft, now)) >= 26:  # FINRA 2210(a)(5): more than 25
            assert by == principal, f"I2: {draft.id} needs a principal, and its sender approved it"

    def _leaves_once(self, desk: Desk, drafts: dict[str, Draft], times: Counter[str]) -> None:
        """I7."""
        assert {name: count for name, count in times.items() if count > 1} == {}
        for row in _rows(desk):
            said = self._of("send.result", send=row.send_id, outcome=row.state)
            by_a_person = any("said_by" in record.payload for record in said)
            taken = row.message_id in times
            allowed = {"delivered", "unknown", "sending", "outbox"} | ({"failed"} if by_a_person else set())
            assert not taken or row.state in allowed, f"I7: {row.send_id} was taken and is {row.state}"
            assert taken or row.state not in ("delivered", "outbox") or by_a_person, f"{row.send_id} never arrived"
            draft = drafts[row.draft_id]
            if row.state in ("delivered", "failed", "unknown"):
                assert (draft.status, draft.version) == (row.state, row.version) or draft.status == "declined"
            if row.state == "unknown":
                assert self._of("send.unknown", send=row.send_id), f"I7: nobody is told about {row.send_id}"
        if self.server is None:
            for message, _ in self._taken():
                name, version = str(message["Message-ID"]).strip("<").split("@")[0].rsplit(".", 1)
                assert (drafts[name].status, drafts[name].version) == ("released", int(version))

    # -- the record ----------------------------------------------------------------------------------------------------

    def _of(self, type: str, **said: Any) -> list[Record]:
        return [r for r in self.records if r.type == type and said.items() <= r.payload.items()]

    def _approvals(self, draft: Draft, **more: Any) -> list[Record]:
        said = {"decision": "approved", "draft": draft.id, "version": draft.version, "hash": draft.content_hash}
        return self._of("approval.decided", **said, **more)


PROMISE = "I guarantee you six percent a year."
"""What a rule holds, so that only a principal who set the finding aside can have approved it."""


def _needs_a_principal(draft: Draft) -> bool:
    return PROMISE in draft.body


def _readers(desk: Desk, draft: Draft, now: dt.datetime) -> set[str]:
    """Everybody who gets words like these within thirty days: each text is held against each."""
    query = """SELECT v.body, j.value ->> 'name', j.value ->> 'client_id' FROM drafts d
        JOIN draft_versions v ON v.draft_id = d.draft_id AND v.version = d.version, json_each(v.recipients) j
        WHERE d.created_at >= ? AND d.status NOT IN (?, ?, ?)"""
    since = (now - dt.timedelta(days=30)).replace(tzinfo=None).isoformat(" ", "microseconds")
    with desk.database.engine.connect() as firm:
        rows = firm.exec_driver_sql(query, (since, *TURNED_DOWN)).all()
    mine = sequences(draft.body, (reader.name for reader in draft.to))
    return {reader for body, name, reader in rows if alike(mine, sequences(body, (name,)))}


def _rows(desk: Desk) -> list[SendRow]:
    with desk.database.reading() as session:
        return list(session.exec(select(SendRow)))
