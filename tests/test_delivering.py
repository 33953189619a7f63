"""From an approved draft to a delivered message, with a real mail server: once, or not at all, or nobody knows."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from assistant.desk import (
    Desk,
    approve,
    ask_again,
    attest_yesterday,
    deliver_due,
    import_book,
    release,
    resolve_send,
    verify_log,
)
from assistant.desk.proposing import Facts
from assistant.drafts import Draft
from assistant.errors import NotForThisRole, NotFound, Refused, ServiceDown
from assistant.outreach.sends import GIVEN_UP, LEASE, PARKED
from assistant.retention import Search
from tests.desks import ADVISOR, COMPLIANCE, DELEGATE, OTHER_ADVISOR, PRINCIPAL, SMALL_FIRM, settings_of
from tests.letters import NOTE, a_letter, letters, now_of, release_all, row_of
from tests.mail_server import MailServer, running
from tests.retention.archive import lets_in, own_certificate
from tests.test_worker import Moving

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def clock() -> Moving:
    return Moving()


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running(MailServer()) as server:
        yield server


@pytest.fixture
def desk(home: Path, clock: Moving, server: MailServer) -> Iterator[Desk]:
    with Desk(settings_of(home, smtp_url=server.url, smtp_seconds=5), clock=clock) as desk:
        yield desk


def released(desk: Desk) -> Draft:
    draft = a_letter(desk)
    release(desk, desk.caller(ADVISOR), draft.id)
    return draft


def recorded(desk: Desk, type: str) -> list[dict[str, Any]]:
    return [record.payload for record in desk.log.search(Search(type=type, limit=1000))]


class TestNothingDue:
    def test_nothing_is_sent(self, desk: Desk, server: MailServer) -> None:
        assert deliver_due(desk).counts == {}
        assert server.taken == []

    def test_a_server_that_is_not_needed_is_not_asked(self, home: Path, clock: Moving) -> None:
        with Desk(settings_of(home, smtp_url="smtp://127.0.0.1:1?tls=none"), clock=clock) as desk:
            assert deliver_due(desk).failure == ""

    def test_without_a_mail_server_the_folder_is_what_leaves(self, home: Path, clock: Moving) -> None:
        with Desk(settings_of(home), clock=clock) as desk:
            draft = a_letter(desk)
            _, path = release(desk, desk.caller(ADVISOR), draft.id)
            assert path is not None
            assert path.exists()
            assert deliver_due(desk).counts == {}


class TestOneLetter:
    def test_waits_for_the_mail_server_and_is_then_delivered(self, desk: Desk, server: MailServer) -> None:
        draft = a_letter(desk)
        gone, path = release(desk, desk.caller(ADVISOR), draft.id)
        assert (gone.status, path) == ("released", None)
        assert (row_of(desk, draft).state, server.taken) == ("queued", [])
        assert deliver_due(desk).counts == {"delivered": 1}
        assert (row_of(desk, draft).state, now_of(desk, draft).status) == ("delivered", "delivered")

    def test_arrives_as_it_was_approved(self, desk: Desk, server: MailServer) -> None:
        draft = released(desk)
        deliver_due(desk)
        (message,), (envelope,) = server.messages, server.taken
        assert message.get_content().replace("\r\n", "\n") == draft.body
        assert message["Subject"] == draft.subject
        assert str(message["Message-ID"]) == f"<{draft.id}.1@book-assistant>" == row_of(desk, draft).message_id
        assert (envelope.mail_from, envelope.rcpt_tos) == (ADVISOR, ["c05@clients.example"])
        assert envelope.content == row_of(desk, draft).message
        assert message["List-Unsubscribe"] is None

    def test_each_step_is_in_the_record_before_its_effect(self, desk: Desk) -> None:
        draft = released(desk)
        deliver_due(desk)
        wanted = ("approval.decided", "send.intent", "send.attempt", "send.result")
        steps = [r for r in desk.log.each() if r.type in wanted]
        assert [r.type for r in steps] == list(wanted)
        assert {r.payload["approval"] for r in steps} == {row_of(desk, draft).approval_id}
        assert {r.payload["hash"] for r in steps} == {draft.content_hash}
        assert steps[-1].payload["outcome"] == "delivered"
        assert steps[-1].payload["reply"].startswith("250 ")
        assert verify_log(desk.settings).ok

    def test_adds_up_in_the_attestation_of_its_day(self, desk: Desk, clock: Moving) -> None:
        released(desk)
        deliver_due(desk)
        clock.now += dt.timedelta(days=1)
        said = attest_yesterday(desk)
        assert said is not None
        assert said["ok"]
        assert {"name": "sends", "counted": 1, "logged": 1, "difference": 0} in said["lines"]

    def test_leaves_once_however_often_it_is_released(self, desk: Desk, server: MailServer) -> None:
        draft = released(desk)
        for _ in range(2):
            with pytest.raises(Refused):
                release(desk, desk.caller(ADVISOR), draft.id)
            deliver_due(desk)
        assert len(server.taken) == 1

    def test_a_double_click_is_one_send(self, desk: Desk, server: MailServer) -> None:
        draft, outcomes = a_letter(desk), []

        def click() -> None:
            try:
                outcomes.append(release(desk, desk.caller(ADVISOR), draft.id)[0].status)
            except Refused:
                outcomes.append("refused")

        clicks = [threading.Thread(target=click) for _ in range(4)]
        for each in clicks:
            each.start()
        for each in clicks:
            each.join()
        deliver_due(desk)
        assert sorted(outcomes) == ["refused", "refused", "refused", "released"]
        assert len(server.taken) == 1

    def test_whose_words_were_changed_behind_our_back_does_not_leave(self, desk: Desk, server: MailServer) -> None:
        draft = released(desk)
        with desk.database.engine.begin() as connection:
            connection.execute(text("UPDATE draft_versions SET body = 'Buy now.'"))
        assert deliver_due(desk).counts == {"held": 1}
        assert now_of(desk, draft).reason == f"Draft {draft.id} is not approved as it stands now."
        assert server.taken == []


class TestAServerThatSaysNo:
    @pytest.mark.parametrize("behaviour", ["450 rcpt", "451", "421", "drop at rcpt"])
    def test_for_now_is_asked_again_later(self, desk: Desk, server: MailServer, clock: Moving, behaviour: str) -> None:
        draft = released(desk)
        server.behaviour = [behaviour]
        assert deliver_due(desk).counts == {"deferred": 1}
        assert (row_of(desk, draft).state, now_of(desk, draft).status) == ("queued", "released")
        clock.now += MINUTE - dt.timedelta(seconds=1)
        assert deliver_due(desk).counts == {}
        clock.now += dt.timedelta(seconds=1)
        assert deliver_due(desk).counts == {"delivered": 1}
        assert server.times == {row_of(desk, draft).message_id: 1}

    def test_for_now_for_a_whole_day_has_failed(self, desk: Desk, server: MailServer, clock: Moving) -> None:
        draft = released(desk)
        began = clock.now
        server.behaviour = ["451"] * 100
        while row_of(desk, draft).state == "queued":
            clock.now = max(clock.now, row_of(desk, draft).due_at)
            deliver_due(desk)
        assert clock.now <= began + GIVEN_UP
        assert now_of(desk, draft).status == "failed"
        assert "could not be delivered within a day. Last: 451" in now_of(desk, draft).reason
        assert 12 <= row_of(desk, draft).attempts <= 20
        assert server.taken == []

    @pytest.mark.parametrize(
        ("behaviour", "said"), [("550", "550 5.7.1 not for us"), ("550 rcpt", "550 5.1.1 no such")]
    )
    def test_for_good_has_failed_and_the_advisor_reads_why(
        self, desk: Desk, server: MailServer, clock: Moving, behaviour: str, said: str
    ) -> None:
        draft = released(desk)
        server.behaviour = [behaviour]
        assert deliver_due(desk).counts == {"failed": 1}
        assert now_of(desk, draft).status == "failed"
        assert f"It was not delivered: {said}" in now_of(desk, draft).reason
        clock.now += GIVEN_UP
        assert deliver_due(desk).counts == {}
        assert recorded(desk, "send.result")[0]["outcome"] == "failed"

    def test_holds_nothing_up(self, desk: Desk, server: MailServer) -> None:
        drafts = letters(desk, 3)
        release_all(desk, drafts)
        server.behaviour = ["550 rcpt", "451"]
        assert deliver_due(desk).counts == {"failed": 1, "deferred": 1, "delivered": 1}


class TestAServerThatIsAway:
    def test_refuses_the_connection_and_is_asked_again_later(self, home: Path, clock: Moving) -> None:
        with Desk(settings_of(home, smtp_url="smtp://127.0.0.1:1?tls=none"), clock=clock) as desk:
            drafts = letters(desk, 3)
            release_all(desk, drafts)
            done = deliver_due(desk)
            assert done.counts == {"deferred": 1}  # one try ends the pass
            assert "The firm's mail server 127.0.0.1:1 does not let the firm's mail in" in done.failure
            assert {row_of(desk, each).state for each in drafts} == {"queued"}
            assert recorded(desk, "send.attempt") == []

    def test_what_waited_for_a_day_is_tried_no_longer(self, home: Path, clock: Moving) -> None:
        with Desk(settings_of(home, smtp_url="smtp://127.0.0.1:1?tls=none"), clock=clock) as desk:
            draft = released(desk)
            while row_of(desk, draft).state == "queued":
                clock.now = max(clock.now, row_of(desk, draft).due_at)
                deliver_due(desk)
            assert now_of(desk, draft).status == "failed"

    def test_what_could_not_even_be_tried_for_a_day_is_asked_about(
        self, desk: Desk, clock: Moving, server: MailServer
    ) -> None:
        draft = released(desk)
        clock.now += GIVEN_UP + MINUTE
        assert deliver_due(desk).counts == {"held": 1}
        assert now_of(desk, draft).reason.endswith("Should it still go?")
        assert server.taken == []

    def test_fails_at_tls_and_is_asked_again_later(
        self, home: Path, clock: Moving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        context, certificate = own_certificate(tmp_path)
        options = {"tls_context": context, "require_starttls": True, "authenticator": lets_in, "auth_required": True}
        with running(MailServer(), **options) as server:
            url = f"smtp://firm:secret@127.0.0.1:{server.port}"
            with Desk(settings_of(home, smtp_url=url), clock=clock) as desk:
                released(desk)
                done = deliver_due(desk)
                assert done.counts == {"deferred": 1}
                assert "CERTIFICATE_VERIFY_FAILED" in done.failure
                assert server.taken == []
                monkeypatch.setenv("SSL_CERT_FILE", certificate)
                clock.now += MINUTE
                assert deliver_due(desk).counts == {"delivered": 1}


class TestNobodyKnows:
    @pytest.mark.parametrize("behaviour", ["drop after storing", "drop before storing", "nonsense"])
    def test_when_the_line_ends_after_the_words_and_before_the_answer(
        self, desk: Desk, server: MailServer, clock: Moving, behaviour: str
    ) -> None:
        draft = released(desk)
        server.behaviour = [behaviour]
        done = deliver_due(desk)
        assert done.counts == {"unknown": 1}
        assert "did not answer to the end" in done.failure
        assert now_of(desk, draft).status == row_of(desk, draft).state == "unknown"
        assert now_of(desk, draft).reason.startswith("Nobody knows whether it left:")
        clock.now += GIVEN_UP
        assert deliver_due(desk).counts == {}
        assert len(server.taken) == (behaviour == "drop after storing")
        assert [said["outcome"] for said in recorded(desk, "send.unknown")] == ["unknown"]

    def test_when_the_answer_takes_too_long(self, home: Path, clock: Moving, server: MailServer) -> None:
        with Desk(settings_of(home, smtp_url=server.url, smtp_seconds=0.3), clock=clock) as desk:
            draft = released(desk)
            server.behaviour = ["slow"]
            assert deliver_due(desk).counts == {"unknown": 1}
            assert "timed out" in now_of(desk, draft).reason

    def test_but_a_line_that_ends_after_the_answer_takes_nothing_back(self, desk: Desk, server: MailServer) -> None:
        drafts = letters(desk, 2)
        release_all(desk, drafts)
        server.behaviour = ["250 then drop"]
        assert deliver_due(desk).counts["delivered"] >= 1
        assert row_of(desk, drafts[0]).state == "delivered"
        assert server.times[row_of(desk, drafts[0]).message_id] == 1

    def test_when_the_sender_ended_in_between(self, desk: Desk, server: MailServer, clock: Moving) -> None:
        draft = released(desk)
        self.left_in_the_middle(desk, clock)
        assert deliver_due(desk).counts == {}  # whoever began may still be at it
        clock.now += LEASE + MINUTE
        assert deliver_due(desk).counts == {"unknown": 1}
        assert now_of(desk, draft).status == "unknown"
        assert server.taken == []

    def test_is_found_at_the_next_start_too(self, home: Path, desk: Desk, server: MailServer, clock: Moving) -> None:
        draft = released(desk)
        self.left_in_the_middle(desk, clock)
        desk.close()
        clock.now += LEASE + MINUTE
        with Desk(settings_of(home, smtp_url=server.url), clock=clock) as again:
            assert now_of(again, draft).status == "unknown"
            (record,) = again.log.search(Search(type="send.unknown"))
            assert record.payload["draft"] == draft.id

    def left_in_the_middle(self, desk: Desk, clock: Moving) -> None:
        with desk.database.engine.begin() as connection:
            lost = "UPDATE sends SET state = 'sending', lease_owner = 'gone', lease_until = :until"
            connection.execute(text(lost), {"until": (clock.now + LEASE).replace(tzinfo=None)})


class TestAPersonSays:
    @pytest.fixture
    def unknown(self, desk: Desk, server: MailServer) -> Draft:
        draft = released(desk)
        server.behaviour = ["drop after storing"]
        deliver_due(desk)
        return draft

    def test_nothing_about_a_draft_that_is_not_there(self, desk: Desk) -> None:
        with pytest.raises(NotFound):
            resolve_send(desk, desk.caller(ADVISOR), "D-nothing", "delivered")

    @pytest.mark.parametrize("outcome", ["delivered", "failed"])
    def test_how_it_ended_and_nothing_is_sent(
        self, desk: Desk, server: MailServer, unknown: Draft, outcome: Any, clock: Moving
    ) -> None:
        done = resolve_send(desk, desk.caller(ADVISOR), unknown.id, outcome, "I have called.")
        assert (done.status, row_of(desk, unknown).state) == (outcome, outcome)
        assert done.reason.endswith("I have called.")
        said = recorded(desk, "send.result")[0]
        assert (said["outcome"], said["said_by"], said["note"]) == (outcome, "U1", "I have called.")
        clock.now += GIVEN_UP
        assert deliver_due(desk).counts == {}
        assert len(server.taken) == 1

    def test_it_once(self, desk: Desk, unknown: Draft) -> None:
        resolve_send(desk, desk.caller(PRINCIPAL), unknown.id, "delivered")
        with pytest.raises(Refused, match="is delivered: how it ended is no question"):
            resolve_send(desk, desk.caller(ADVISOR), unknown.id, "failed")

    @pytest.mark.parametrize(
        ("who", "no"), [(DELEGATE, NotForThisRole), (COMPLIANCE, NotForThisRole), (OTHER_ADVISOR, NotFound)]
    )
    def test_only_if_it_is_theirs_to_say(self, desk: Desk, unknown: Draft, who: str, no: type[Exception]) -> None:
        with pytest.raises(no):
            resolve_send(desk, desk.caller(who), unknown.id, "delivered")


class TestLookedAtOnceMore:
    """Days may lie between the approval and the sending."""

    def held(self, desk: Desk, server: MailServer, draft: Draft) -> str:
        assert deliver_due(desk).counts == {"held": 1}
        assert (row_of(desk, draft).state, now_of(desk, draft).status) == ("withdrawn", "held")
        assert server.taken == []
        assert deliver_due(desk).counts == {}
        assert [said["draft"] for said in recorded(desk, "send.held")] == [draft.id]
        return now_of(desk, draft).reason

    def change(self, desk: Desk, column: str, value: str) -> None:
        """A newer import."""
        with desk.database.engine.begin() as connection:
            connection.execute(text(f"UPDATE clients SET {column} = :value WHERE client_id = 'C05'"), {"value": value})
        desk.books._shelf.clear()

    def test_a_reader_who_opted_out_gets_nothing(self, desk: Desk, server: MailServer) -> None:
        draft = released(desk)
        self.change(desk, "email_consent", "out")
        assert self.held(desk, server, draft) == "Åsa Lindqvist has opted out of email."

    def test_a_reader_who_died_gets_nothing(self, desk: Desk, server: MailServer) -> None:
        draft = released(desk)
        self.change(desk, "deceased_on", "2026-10-01")
        assert self.held(desk, server, draft) == "Åsa Lindqvist has died."

    def test_an_address_that_is_no_longer_on_file_gets_nothing(self, desk: Desk, server: MailServer) -> None:
        draft = released(desk)
        self.change(desk, "email", "asa@elsewhere.example")
        assert "no longer the one that was approved" in self.held(desk, server, draft)

    def test_an_old_approval_is_asked_for_again(self, desk: Desk, server: MailServer, clock: Moving) -> None:
        draft = a_letter(desk)
        clock.now += dt.timedelta(days=31)
        release(desk, desk.caller(ADVISOR), draft.id)
        assert "is older than 30 days: somebody must approve it again" in self.held(desk, server, draft)

    def test_words_that_todays_rules_forbid_do_not_leave(
        self, desk: Desk, server: MailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        caller = desk.caller(ADVISOR)
        note = {**NOTE, "points": ["I met Tobias Quill at the fair, who sends his regards."]}
        _, (draft,) = desk.call_tool(caller, "draft_email", note)
        approve(desk, caller, draft.id)
        release(desk, caller, draft.id)
        monkeypatch.setattr(desk, "names_outside", lambda _advisors: ("Tobias Quill",))  # a client of the firm since
        monkeypatch.setattr(desk, "facts", Facts(desk))  # as after the import that brought them
        assert "does not pass today's rules" in self.held(desk, server, draft)

    def test_what_was_held_can_be_asked_again_and_approved_anew(
        self, desk: Desk, server: MailServer, clock: Moving
    ) -> None:
        draft = a_letter(desk)
        caller = desk.caller(ADVISOR)
        with pytest.raises(Refused, match="was not held on its way out"):
            ask_again(desk, caller, draft.id)
        clock.now += dt.timedelta(days=31)
        release(desk, caller, draft.id)
        deliver_due(desk)
        with pytest.raises(NotForThisRole):
            ask_again(desk, desk.caller(PRINCIPAL), draft.id)
        assert ask_again(desk, caller, draft.id).status == "awaiting_approval"
        clock.now += MINUTE
        approve(desk, caller, draft.id)
        release(desk, caller, draft.id)
        assert deliver_due(desk).counts == {"delivered": 1}
        assert len(server.taken) == 1

    def test_a_letter_that_nobody_can_prepare_is_parked_and_the_others_go(
        self, desk: Desk, server: MailServer, clock: Moving, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        drafts = letters(desk, 2)
        release_all(desk, drafts)
        facts = Facts.of

        def poisoned(known: Facts, draft: Draft) -> dict[str, Any]:
            if draft.id == drafts[0].id:
                raise RuntimeError("poison")
            return facts(known, draft)

        monkeypatch.setattr(Facts, "of", poisoned)
        assert deliver_due(desk).counts == {"deferred": 1, "delivered": 1}
        for _ in range(PARKED):
            clock.now += MINUTE
            deliver_due(desk)
        assert now_of(desk, drafts[0]).status == "held"
        assert "poison" in now_of(desk, drafts[0]).reason

    def test_a_log_that_is_down_lets_nothing_leave(
        self, desk: Desk, server: MailServer, clock: Moving, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        draft = released(desk)

        def down(*_anything: object, **_more: object) -> None:
            raise ServiceDown("The log does not answer.")

        with monkeypatch.context() as broken:
            broken.setattr(desk.log, "append", down)
            with pytest.raises(ServiceDown):
                deliver_due(desk)
        assert server.taken == []
        clock.now += LEASE + MINUTE
        assert deliver_due(desk).counts == {"delivered": 1}
        assert row_of(desk, draft).state == "delivered"


@pytest.mark.each_engine
class TestOnEitherEngine:
    def test_two_workers_at_once_send_each_letter_once(self, database_url: str, tmp_path: Path) -> None:
        clock = Moving()
        with running(MailServer()) as server:
            settings = settings_of(tmp_path / "home", database_url=database_url, smtp_url=server.url)
            with Desk(settings, clock=clock) as one:
                import_book(one, SMALL_FIRM)
                drafts = letters(one, 12)
                release_all(one, drafts)
                with Desk(settings, clock=clock) as other:
                    workers = [threading.Thread(target=self.work, args=(each,)) for each in (one, other)]
                    for each in workers:
                        each.start()
                    for each in workers:
                        each.join()
                assert {row_of(one, each).state for each in drafts} == {"delivered"}
                assert sorted(server.times.values()) == [1] * 12
                assert {now_of(one, each).status for each in drafts} == {"delivered"}

    def work(self, desk: Desk) -> None:
        while deliver_due(desk).counts:
            pass
