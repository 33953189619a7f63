"""The journal: what a message says, and that each communication reaches the archive whatever the archive does."""

from __future__ import annotations

import base64
import datetime as dt
import json
from bisect import bisect_left
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from assistant.database import Database
from assistant.errors import BadArguments
from assistant.retention import Log, Record, verify
from assistant.retention.chain import leaf_hash, payload_commitment
from assistant.retention.outward import Journal, Sent, journal_message, read_journal_url
from assistant.retention.records import COMMUNICATIONS
from tests.retention.archive import Archive, lets_in, own_certificate, running
from tests.retention.samples import ADVISOR, ORIGIN, entry

NOW = dt.datetime(2026, 11, 22, 11, 0, tzinfo=dt.UTC)
SENDER, TO = "records@firm.example", "journal@archive.example"


@pytest.fixture
def archive() -> Iterator[Archive]:
    with running(Archive()) as archive:
        yield archive


@pytest.fixture
def journal(log: Log, database: Database, archive: Archive) -> Journal:
    return Journal(log, database, archive.post(), origin=ORIGIN)


class TestAnEmptyLog:
    def test_nothing_is_sent(self, journal: Journal, archive: Archive) -> None:
        assert journal.send_due(NOW) == Sent()
        assert archive.taken == []
        assert journal.standing().sentence == "0 accepted by the archive (0 confirmed)."
        assert journal.refusals() == []
        assert journal.unconfirmed(NOW) == []

    def test_nothing_is_confirmed_or_tried_again(self, journal: Journal) -> None:
        assert (journal.confirm([]), journal.confirm(["<unknown@x>"]), journal.send_again(NOW)) == (0, 0, 0)

    def test_the_tables_of_the_journal_do_not_disturb_the_proof(
        self, journal: Journal, database: Database, log: Log
    ) -> None:
        journal.send_due(NOW)
        assert verify(database, log.keys).ok


class TestAMessage:
    def test_it_is_threaded_dated_and_addressed(self, log: Log) -> None:
        message = read(made(log, entry("Chi sto perdendo?"), follows="01JDE0000000000000000000AA"))
        record = log.read(1)
        assert message["Message-ID"] == f"<{record.id}@test-firm>"
        assert message["In-Reply-To"] == "<01JDE0000000000000000000AA@test-firm>"
        assert message["References"] == "<conversation.c1@test-firm> <01JDE0000000000000000000AA@test-firm>"
        assert message["Date"].datetime == record.at.replace(microsecond=0)
        assert str(message["From"]) == f'"Ada Rossi (user U1)" <{SENDER}>'
        assert str(message["To"]) == TO
        assert message["Subject"] == "msg.in 1, c1"
        assert (message["X-Record-Seq"], message["X-Record-Hash"]) == ("1", record.leaf.hex())

    def test_the_envelope_is_on_top_and_the_words_below(self, log: Log) -> None:
        said = words(made(log, entry("Chi sto perdendo?\nE perché?")))
        envelope, _, rest = said.partition("\n\n")
        assert envelope.splitlines()[:2] == ["Sender: Ada Rossi (user U1)", "Recipient: Assistant (test firm)"]
        assert "Channel: web" in envelope.splitlines()
        assert "Clients: C1 C2" in envelope.splitlines()
        assert "Time: 2026-11-22T10:00:01.000000Z" in envelope.splitlines()
        assert rest == "Chi sto perdendo?\nE perché?\n"

    def test_an_answer_goes_from_the_assistant_to_who_asked(self, log: Log) -> None:
        answer = entry(type="answer.released", payload={"answer": "Two clients.", "status": "given"}, model="embedded")
        said = words(made(log, answer))
        assert said.splitlines()[:2] == ["Sender: Assistant (embedded)", "Recipient: Ada Rossi (user U1)"]
        assert said.endswith("\n\nTwo clients.\n")

    def test_a_draft_names_its_readers_and_its_subject(self, log: Log) -> None:
        to = [{"name": "Pia Sala", "address": "pia@sala.example", "client_id": "C1"}]
        said = words(made(log, entry(type="draft.version", payload={"to": to, "subject": "Ciao", "body": "Cara Pia"})))
        assert "Recipient: Pia Sala <pia@sala.example>" in said.splitlines()
        assert said.endswith("\n\nSubject: Ciao\n\nCara Pia\n")

    def test_the_record_attached_proves_itself(self, log: Log) -> None:
        attached = record_json(made(log, entry("Què tal? \x00 .")))
        assert leaf_hash(attached["header"].encode()).hex() == attached["leaf"] == log.read(1).leaf.hex()
        content, salt = base64.b64decode(attached["content"]), bytes.fromhex(attached["salt"])
        commitment = json.loads(attached["header"])["payload_commit"]
        assert payload_commitment(salt, content).hex() == commitment
        assert (attached["seq"], attached["chain"]) == (1, log.head()[1])

    def test_a_disposed_payload_says_so(self, log: Log) -> None:
        log.append(entry("gone"))
        kept = log.read(1)
        fields = {name: getattr(kept, name) for name in Record.__dataclass_fields__}
        gone = Record(**{**fields, "payload": None, "payload_gone": True, "salt": None, "content": None})
        message = journal_message(gone, sender=SENDER, to=TO)
        assert "The words were removed under the retention schedule" in words(message)
        attached = record_json(message)
        assert (attached["salt"], attached["content"], attached["leaf"]) == (None, None, kept.leaf.hex())

    def test_the_checkpoint_travels_along(self, log: Log) -> None:
        note = "test firm\n1\nroot\n\n— key signature\n" * 20
        carried = read(made(log, entry(), note=note))["X-Record-Checkpoint"]
        assert base64.b64decode("".join(str(carried).split())).decode() == note

    def test_the_same_record_gives_the_same_bytes(self, log: Log) -> None:
        log.append(entry())
        messages = {journal_message(log.read(1), sender=SENDER, to=TO) for _ in range(2)}
        assert len(messages) == 1

    @pytest.mark.sampled(3)
    @pytest.mark.parametrize("payload", [None, b"\x00\xff raw", ["a", 1], "words", {"rate": 0.05, "città": "\ud800"}])
    def test_any_payload_can_leave(self, payload: object, log: Log) -> None:
        message = made(log, entry(payload=payload))
        assert base64.b64decode(record_json(message)["content"]) == log.read(1).content
        assert message.isascii()


HOSTILE = (
    "a\r\nBcc: thief@evil.example",
    "=?utf-8?q?=0D=0ABcc:_thief@evil.example?=",
    "x\n\nRecipient: nobody",
    "\u2028Bcc: x",
)
HEADERS = [
    "Message-ID", "In-Reply-To", "References", "Date", "From", "To", "Subject", "X-Record-Seq", "X-Record-Hash",
    "MIME-Version", "Content-Type",
]  # fmt: skip


class TestNobodyWritesAHeader:
    @pytest.mark.parametrize("hostile", HOSTILE)
    def test_names_and_places_stay_on_their_line(self, hostile: str, log: Log) -> None:
        scope = {"conversation": hostile, "channel": hostile, "thread": hostile}
        raw = made(log, entry(hostile, actor={**ADVISOR, "name": hostile}, scope=scope, model=hostile, parent=hostile))
        message = read(raw)
        assert message.keys() == HEADERS
        assert [address.addr_spec for address in message["From"].addresses] == [SENDER]
        assert all(str(value).isprintable() for value in message.values())
        envelope = words(raw).partition("\n\n")[0].splitlines()
        assert [line.split(":")[0] for line in envelope][:3] == ["Sender", "Recipient", "Channel"]
        assert not any(line.startswith("Bcc") for line in envelope)

    @given(st.text(max_size=80), st.text(max_size=80))
    def test_whatever_the_words(self, name: str, place: str) -> None:
        header = {
            "origin": place or "o", "actor": {"kind": "user", "id": "U", "name": name}, "payload_type": "t",
            "payload_commit": "c", "scope": {"conversation": place, "thread": name}, "model": name,
        }  # fmt: skip
        record = Record(
            1, "01JDE0000000000000000000AB", "answer.released", "answer", NOW, header, {"answer": place + name}, False,
            "00", b"{}", b"\x01" * 32, b"s", b"{}",
        )  # fmt: skip
        message = read(journal_message(record, sender=SENDER, to=TO))
        assert set(message.keys()) <= set(HEADERS)
        assert [address.addr_spec for address in message["From"].addresses] == [SENDER]
        assert message.get_content_type() == "multipart/mixed"
        assert len(list(message.iter_parts())) == 2


class TestSending:
    def test_each_communication_is_one_message_in_order(self, journal: Journal, log: Log, archive: Archive) -> None:
        for kind in ("msg.in", "prompt.sent", "tool.call", *COMMUNICATIONS[1:], "turn.closed"):
            log.append(entry(type=kind))
        assert journal.send_due(NOW) == Sent(queued=7, accepted=7)
        assert [str(m["Subject"]).split()[0] for m in archive.messages] == list(COMMUNICATIONS)
        assert journal.standing().sentence == "7 accepted by the archive (0 confirmed)."
        assert journal.send_due(NOW) == Sent()
        assert len(archive.taken) == 7

    def test_what_arrives_is_what_was_made(self, journal: Journal, log: Log, archive: Archive) -> None:
        log.append(entry("line\n.\n..dots\n" + "long " * 400 + "\nFrom here"))
        journal.send_due(NOW, "note")
        made = journal_message(log.read(1), sender=SENDER, to=TO, note="note")
        assert archive.taken[0].content == made
        assert (archive.taken[0].mail_from, archive.taken[0].rcpt_tos) == (SENDER, [TO])

    def test_a_conversation_is_one_thread(self, journal: Journal, log: Log, archive: Archive) -> None:
        first = log.append(entry())
        log.append(entry(type="prompt.sent", parent=first.id))
        log.append(entry(type="answer.released", payload={"answer": "x"}, parent="P"))
        journal.send_due(NOW)
        question, answer = archive.messages
        assert question["In-Reply-To"] is None
        assert answer["In-Reply-To"] == question["Message-ID"]
        assert str(answer["References"]).split()[0] == str(question["References"])

    def test_what_comes_later_is_sent_later(self, journal: Journal, log: Log, archive: Archive) -> None:
        log.append(entry())
        journal.send_due(NOW)
        log.append(entry(type="turn.closed"))
        assert journal.send_due(NOW) == Sent()
        log.append(entry())
        assert journal.standing().behind == 1
        assert journal.send_due(NOW) == Sent(queued=1, accepted=1)

    def test_the_queue_id_is_kept(self, journal: Journal, log: Log, database: Database) -> None:
        log.append(entry())
        journal.send_due(NOW)
        with database.reading() as session:
            reply = session.execute(text("SELECT reply FROM log_journal")).scalar_one()
        assert reply == "250 2.0.0 Ok: queued as Q1"

    def test_a_password_goes_over_tls_alone(
        self, log: Log, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        context, certificate = own_certificate(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", certificate)
        log.append(entry())
        options = {"tls_context": context, "require_starttls": True, "authenticator": lets_in, "auth_required": True}
        with running(Archive(), **options) as archive:
            wrong = archive.post(tls="starttls", user="firm", password="guess")
            refused = Journal(log, database, wrong, origin=ORIGIN).send_due(NOW)
            assert "does not let the journal in (535" in refused.failure
            assert "guess" not in refused.failure
            right = archive.post(tls="starttls", user="firm", password="secret")
            assert Journal(log, database, right, origin=ORIGIN).send_due(NOW) == Sent(accepted=1)

    def test_a_certificate_nobody_vouches_for_is_refused(self, log: Log, database: Database, tmp_path: Path) -> None:
        context, _ = own_certificate(tmp_path)
        log.append(entry())
        with running(Archive(), tls_context=context) as archive:
            sent = Journal(log, database, archive.post(tls="starttls"), origin=ORIGIN).send_due(NOW)
        assert "CERTIFICATE_VERIFY_FAILED" in sent.failure
        assert (sent.queued, sent.accepted, archive.taken) == (1, 0, [])


class TestAnArchiveInTrouble:
    def test_one_that_says_later_gets_it_later(self, journal: Journal, log: Log, archive: Archive) -> None:
        log.append(entry())
        archive.behaviour = ["451"]
        assert journal.send_due(NOW) == Sent(queued=1, later=1)
        assert journal.standing().sentence.endswith("; 1 wait since 2026-11-22 10:00 UTC.")
        assert journal.send_due(NOW + dt.timedelta(seconds=29)) == Sent()
        assert journal.send_due(NOW + dt.timedelta(seconds=30)) == Sent(accepted=1)
        assert len(archive.taken) == 1

    def test_waits_grow_to_an_hour_and_never_end(self, journal: Journal, log: Log, archive: Archive) -> None:
        log.append(entry())
        archive.behaviour = ["451"] * 12
        waits, now = [], NOW
        for _ in range(12):
            journal.send_due(now)
            waits.append(bisect_left(range(4000), 1, key=lambda w: len(journal._due(now + dt.timedelta(seconds=w)))))
            now += dt.timedelta(seconds=waits[-1])
        assert waits == [30, 60, 120, 240, 480, 960, 1920, *[3600] * 5]
        assert journal.send_due(now).accepted == 1

    def test_one_that_stored_it_and_says_later_gets_it_twice_under_one_id(
        self, journal: Journal, log: Log, archive: Archive
    ) -> None:
        log.append(entry())
        archive.behaviour = ["451 after storing"]
        journal.send_due(NOW)
        journal.send_due(NOW + dt.timedelta(minutes=1))
        assert len(archive.ids) == 2
        assert len(set(archive.ids)) == 1
        assert archive.taken[0].content == archive.taken[1].content

    def test_one_that_drops_the_line_before_its_250_gets_it_again(
        self, journal: Journal, log: Log, archive: Archive
    ) -> None:
        log.append(entry())
        log.append(entry())
        archive.behaviour = ["drop after storing"]
        dropped = journal.send_due(NOW)
        assert (dropped.queued, dropped.accepted, dropped.later) == (2, 0, 1)
        assert "did not answer to the end" in dropped.failure
        assert journal.send_due(NOW) == Sent(accepted=1)  # the one behind is not held up
        assert journal.send_due(NOW + dt.timedelta(minutes=1)) == Sent(accepted=1)
        assert sorted(archive.ids) == sorted([archive.ids[0], archive.ids[0], archive.ids[1]])

    def test_a_refusal_stays_in_sight_and_holds_nothing_up(self, journal: Journal, log: Log, archive: Archive) -> None:
        log.append(entry())
        log.append(entry())
        archive.behaviour = ["550"]
        assert journal.send_due(NOW) == Sent(queued=2, accepted=1, failed=1)
        assert journal.refusals() == [(1, "550 5.7.1 not for us")]
        assert journal.standing().sentence.endswith("; 1 were refused: see why, and send them again.")
        assert journal.send_due(NOW + dt.timedelta(days=1)) == Sent()
        assert journal.send_again(NOW) == 1
        assert journal.send_due(NOW) == Sent(accepted=1)

    def test_a_slow_one_is_not_waited_for_without_end(self, log: Log, database: Database, archive: Archive) -> None:
        log.append(entry())
        archive.behaviour = ["slow"]
        sent = Journal(log, database, archive.post(seconds=0.3), origin=ORIGIN).send_due(NOW)
        assert (sent.accepted, sent.later) == (0, 1)
        assert "timed out" in sent.failure

    def test_one_that_closes_ends_the_pass(self, journal: Journal, log: Log, archive: Archive) -> None:
        log.append(entry())
        log.append(entry())
        archive.behaviour = ["421"]
        sent = journal.send_due(NOW)
        assert (sent.accepted, sent.later) == (0, 1)
        assert "closes: 4.3.2 closing" in sent.failure

    def test_one_that_is_away_costs_no_message_a_try(self, log: Log, database: Database, archive: Archive) -> None:
        log.append(entry())
        away = Journal(log, database, archive.post(port=1), origin=ORIGIN)
        sent = away.send_due(NOW)
        assert sent.queued == 1
        assert "The archive's mail server 127.0.0.1:1 does not let the journal in" in sent.failure
        assert Journal(log, database, archive.post(), origin=ORIGIN).send_due(NOW) == Sent(accepted=1)

    def test_a_crash_before_it_was_written_down_sends_again(
        self, journal: Journal, log: Log, archive: Archive, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        log.append(entry())
        with monkeypatch.context() as crash:
            crash.setattr(journal, "_write_down", _crash)
            with pytest.raises(KeyboardInterrupt):
                journal.send_due(NOW)
        assert journal.send_due(NOW) == Sent(accepted=1)
        assert len(archive.ids) == 2
        assert len(set(archive.ids)) == 1


class TestConfirming:
    def test_what_the_archive_lists_is_confirmed_and_the_rest_is_named(
        self, journal: Journal, log: Log, archive: Archive
    ) -> None:
        for _ in range(3):
            log.append(entry())
        journal.send_due(NOW)
        assert journal.confirm([*archive.ids[:2], "<someone@else>"]) == 2
        assert journal.confirm(archive.ids[:2]) == 0
        assert journal.standing().sentence == "3 accepted by the archive (2 confirmed)."
        assert journal.unconfirmed(NOW + dt.timedelta(days=1)) == [archive.ids[2]]

    def test_arrivals_are_counted_by_the_day_of_the_record(self, journal: Journal, log: Log, archive: Archive) -> None:
        log.append(entry())
        log.append(entry())
        archive.behaviour = ["451"]
        journal.send_due(NOW)
        day = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
        after = day + dt.timedelta(days=1)
        assert (journal.arrived(day, after), journal.on_their_way(day, after)) == (1, 1)
        assert (journal.arrived(after, after + dt.timedelta(days=1)), journal.on_their_way(day, day)) == (0, 0)


class TestTheUrl:
    def test_all_of_it(self) -> None:
        post = read_journal_url("smtp://firm:p%40ss@mail.example:2525?tls=implicit", sender=SENDER, to=TO)
        assert (post.host, post.port, post.tls, post.user, post.password) == (
            "mail.example", 2525, "implicit", "firm", "p@ss",
        )  # fmt: skip
        assert "p@ss" not in repr(post)

    def test_the_rest_has_safe_defaults(self) -> None:
        post = read_journal_url("smtp://mail.example", sender=SENDER, to=TO)
        assert (post.port, post.tls, post.user) == (587, "starttls", "")

    @pytest.mark.parametrize(
        ("url", "says"),
        [
            ("http://mail.example", "cannot be used"),
            ("smtp://", "cannot be used"),
            ("smtp://mail.example?tls=maybe", "cannot be used"),
            ("smtp://mail.example?other=1", "cannot be used"),
            ("smtp://mail.example:port", "is no URL"),
            ("smtp://firm:secret@mail.example?tls=none", "in the clear"),
        ],
    )
    def test_what_cannot_work_is_refused_without_its_password(self, url: str, says: str) -> None:
        with pytest.raises(BadArguments, match=says) as refused:
            read_journal_url(url, sender=SENDER, to=TO)
        assert "secret" not in str(refused.value)

    @pytest.mark.parametrize("address", ["", "nobody", "a@b\r\nBcc: x@y.z", "è@b.example"])
    def test_an_address_must_be_one(self, address: str) -> None:
        with pytest.raises(BadArguments, match="ASSISTANT_JOURNAL_TO is"):
            read_journal_url("smtp://mail.example", sender=SENDER, to=address)


def made(log: Log, one: Any, **more: Any) -> bytes:
    return journal_message(log.read(log.append(one).seq), sender=SENDER, to=TO, **more)


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=SMTP)  # type: ignore[return-value]


def words(raw: bytes) -> str:
    return str(next(read(raw).iter_parts()).get_content()).replace("\r\n", "\n")


def record_json(raw: bytes) -> Any:
    part = next(iter(read(raw).iter_attachments()))
    assert part.get_filename() == "record.json"
    return json.loads(part.get_content())


def _crash(_outcomes: object) -> None:
    raise KeyboardInterrupt
