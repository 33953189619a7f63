"""The daily attestation: its pure core, what the log says of a day, and the desk's counters beside it."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from assistant.database import Database
from assistant.desk import Desk, approve, attest_yesterday, import_book, release, scan_firm, send_journal
from assistant.retention import Log, Search
from assistant.retention.notes import public_key, read_note, sign_text
from assistant.retention.outward import logged_counts, reconcile
from tests.desks import ADVISOR, NOW, SMALL_FIRM, settings_of
from tests.retention.archive import Archive, running
from tests.retention.samples import START, entry, keys_of

DAY = START.date()  # 22 November 2026
KEY = Ed25519PrivateKey.generate()
A_DRAFT = ("draft_email", {"to": "Lindqvist", "purpose": "the transfer of the old account"})
COUNTERS = (
    "messages in", "answers released", "model calls", "journal accepted", "draft versions", "approvals", "sends",
    "alerts",
)  # fmt: skip


def sign(said: str) -> str:
    return sign_text(said, "firm/1", KEY)


class TestReconciling:
    def test_nothing_counted_proves_nothing(self) -> None:
        found = reconcile(DAY, {}, {})
        assert (found.lines, found.ok) == ((), False)
        with pytest.raises(ValueError, match="2026-11-22 is not signed: nothing was counted"):
            found.signed("firm", 0, "none", sign)

    def test_a_quiet_day_is_a_day(self) -> None:
        assert reconcile(DAY, {"sends": 0}, {"sends": 0}).ok

    def test_equal_counters_are_signed_with_the_checkpoint(self) -> None:
        found = reconcile(DAY, {"sends": 2}, {"model calls": 5, "sends": 2})
        signed = found.signed("firm", 9, "BwcH", sign)
        said = (
            "firm\nattestation 2026-11-22\nmodel calls: logged 5, not counted outside the log\n"
            "sends: counted 2, logged 2, difference 0\nsize 9\nroot BwcH\n"
        )
        assert signed == sign(said)
        raw = signed.rpartition(" ")[2]
        assert public_key("firm/1", KEY).signed(said.encode(), base64.b64decode(raw)[4:])

    @pytest.mark.parametrize(
        ("counted", "logged", "differing", "by"),
        [
            ({"sends": 3}, {"sends": 2}, ["sends"], [1]),
            ({"sends": 1}, {"sends": 2}, ["sends"], [-1]),
            ({"sends": 1}, {}, ["sends"], [1]),
            ({"approvals": 1, "sends": 2}, {"approvals": 0, "sends": 2, "alerts": 4}, ["approvals"], [1]),
        ],
    )
    def test_a_difference_is_named_and_never_signed(
        self, counted: dict[str, int], logged: dict[str, int], differing: list[str], by: list[int]
    ) -> None:
        found = reconcile(DAY, counted, logged)
        assert not found.ok
        assert [line.name for line in found.differing] == differing
        assert [line.difference for line in found.differing] == by
        with pytest.raises(ValueError, match=f"is not signed: {differing[0]}"):
            found.signed("firm", 9, "BwcH", lambda said: pytest.fail("signed"))


class TestWhatTheLogSays:
    def test_an_empty_log_says_nought_of_every_counter(self, log: Log, database: Database) -> None:
        assert logged_counts(log, database, DAY) == dict.fromkeys(COUNTERS, 0)

    def test_each_counter_counts_its_own(self, log: Log, database: Database) -> None:
        version = {"id": "D-1", "version": 1}
        sent = {"draft": "D-1", "version": 1, "outcome": "released"}
        for kind, payload in (
            ("msg.in", "a"), ("msg.in", "b"), ("answer.released", "x"), ("answer.withheld", "x"), ("prompt.sent", "p"),
            ("draft.version", version), ("approval.decided", {"decision": "approved", "approval": "A-1"}),
            ("approval.decided", {"decision": "returned"}), ("send.result", sent), ("send.result", sent),
            ("send.result", {**sent, "draft": "D-2", "outcome": "failed"}),
            ("alert.raised", {"raised": [{"id": "AL-1"}, {"id": "AL-2"}], "lapsed": []}),
        ):  # fmt: skip
            log.append(entry(type=kind, payload=payload))
        # Communications: 2 questions, 2 answers (one withheld), a draft, 3 results of sends. D-1 was sent once.
        assert logged_counts(log, database, DAY) == {
            "messages in": 2, "answers released": 1, "model calls": 1, "journal accepted": 8, "draft versions": 1,
            "approvals": 1, "sends": 1, "alerts": 2,
        }  # fmt: skip

    def test_a_day_begins_and_ends_at_midnight_utc(self, database: Database) -> None:
        clock = Moving()
        with _log_at(database, clock) as log:
            for moment in ("21T23:59:59.999999", "22T00:00:00", "22T23:59:59.999999", "23T00:00:00"):
                clock.now = dt.datetime.fromisoformat(f"2026-11-{moment}+00:00")
                log.append(entry())
            assert logged_counts(log, database, DAY)["messages in"] == 2


class Moving:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Moving:
    return Moving()


@pytest.fixture
def desk(home: Path, clock: Moving) -> Iterator[Desk]:
    with Desk(settings_of(home), clock=clock) as desk:
        yield desk


def attest(desk: Desk) -> Any:
    return attest_yesterday(desk)


def a_sent_mail(desk: Desk) -> Path:
    """One question that lays a draft, approved and released by its advisor: the file in the outbox."""
    caller = desk.caller(ADVISOR)
    _, drafts = desk.call_tool(caller, *A_DRAFT)
    approve(desk, caller, drafts[0].id)
    _, path = release(desk, caller, drafts[0].id)
    return path


class TestAtTheDesk:
    def test_a_firm_where_nothing_happened_attests_that(self, desk: Desk) -> None:
        said = attest(desk)
        assert (said["day"], said["ok"], said["differing"]) == ("2026-11-21", True, [])
        assert {(line["name"], line["counted"]) for line in said["lines"] if line["counted"] is not None} == {
            ("draft versions", 0), ("approvals", 0), ("sends", 0), ("alerts", 0),
        }  # fmt: skip
        assert "attestation 2026-11-21\n" in said["signed"]
        text, _, signature = said["signed"].partition("\n\n")
        key = desk.log.keys.trusted()[0]
        assert signature.startswith(f"— {key.name} ")
        assert key.signed(f"{text}\n".encode(), base64.b64decode(signature.split()[2])[4:])

    def test_a_day_of_work_is_counted_on_both_sides_and_signed(self, desk: Desk, clock: Moving) -> None:
        a_sent_mail(desk)
        clock.now += dt.timedelta(days=1)
        said = attest(desk)
        counted = {line["name"]: (line["counted"], line["logged"]) for line in said["lines"]}
        assert [counted[name] for name in ("draft versions", "approvals", "sends")] == [(1, 1)] * 3
        assert said["ok"]
        assert "sends: counted 1, logged 1, difference 0\nalerts" in said["signed"]
        newest, _ = read_note(desk.log.checkpoints()[-1])
        assert f"size {newest.size}\nroot {base64.b64encode(newest.root).decode()}\n" in said["signed"]

    def test_it_is_recorded_once(self, desk: Desk, clock: Moving) -> None:
        first = attest(desk)
        clock.now += dt.timedelta(hours=2)
        assert attest(desk) == first
        assert len(desk.log.search(Search(type="attestation"))) == 1
        clock.now += dt.timedelta(days=1)
        assert attest(desk)["day"] == "2026-11-22"
        assert len(desk.log.search(Search(type="attestation"))) == 2

    def test_a_mail_that_nobody_recorded_is_not_signed_away(self, desk: Desk, clock: Moving) -> None:
        path = a_sent_mail(desk)
        (path.parent / "D-OTHER-v1.eml").write_bytes(path.read_bytes())
        clock.now += dt.timedelta(days=1)
        said = attest(desk)
        assert (said["ok"], said["differing"], said["signed"]) == (False, ["sends"], "")

    def test_an_approval_taken_out_of_the_table_is_not_signed_away(self, desk: Desk, clock: Moving) -> None:
        a_sent_mail(desk)
        with desk.database.engine.begin() as connection:
            connection.execute(text("DELETE FROM approvals"))
        clock.now += dt.timedelta(days=1)
        assert attest(desk)["differing"] == ["approvals"]

    def test_a_mail_taken_out_of_the_outbox_is_not_signed_away(self, desk: Desk, clock: Moving) -> None:
        a_sent_mail(desk).unlink()
        clock.now += dt.timedelta(days=1)
        assert attest(desk)["differing"] == ["sends"]

    def test_a_row_written_after_midnight_counts_on_the_day_of_its_record(self, desk: Desk, clock: Moving) -> None:
        clock.now = NOW.replace(hour=23, minute=59)
        a_sent_mail(desk)
        with desk.database.engine.begin() as connection:
            connection.execute(text("UPDATE draft_versions SET created_at = '2026-11-23 00:00:30.000000'"))
        clock.now = NOW.replace(hour=0, minute=10) + dt.timedelta(days=1)
        first = attest(desk)
        clock.now += dt.timedelta(days=1)
        second = attest(desk)
        versions = [line["counted"] for said in (first, second) for line in said["lines"][4:5]]
        assert (first["ok"], second["ok"], versions) == (True, True, [1, 0])


class TestOnEitherEngine:
    def test_a_day_of_work_adds_up(self, database_url: str, tmp_path: Path, clock: Moving) -> None:
        with Desk(settings_of(tmp_path, database_url=database_url), clock=clock) as desk:
            import_book(desk, SMALL_FIRM)
            a_sent_mail(desk)
            scan_firm(desk, processes=1)
            clock.now += dt.timedelta(days=1)
            said = attest(desk)
        counted = {line["name"]: (line["counted"], line["logged"]) for line in said["lines"]}
        raised = counted["alerts"][0]
        assert raised > 0
        assert said["ok"]
        assert [counted[name] for name in ("draft versions", "approvals", "sends")] == [(1, 1)] * 3

    def test_an_alert_that_vanished_is_not_signed_away(self, home: Path, clock: Moving) -> None:
        with Desk(settings_of(home), clock=clock) as desk:
            scan_firm(desk, processes=1)
            with desk.database.engine.begin() as connection:
                one = "SELECT min(alert_id) FROM alerts"
                connection.execute(text(f"DELETE FROM alerts WHERE alert_id = ({one})"))
            clock.now += dt.timedelta(days=1)
            assert attest(desk)["differing"] == ["alerts"]

    def test_alerts_of_a_pass_over_midnight_count_on_the_day_they_were_recorded(
        self, home: Path, clock: Moving
    ) -> None:
        with Desk(settings_of(home), clock=clock) as desk:
            clock.now = NOW.replace(hour=0, minute=1)
            scan_firm(desk, processes=1)
            with desk.database.engine.begin() as connection:  # as if the pass had begun the day before
                connection.execute(text("UPDATE alerts SET first_seen = '2026-11-21'"))
            clock.now += dt.timedelta(minutes=9)
            first = attest(desk)
            clock.now += dt.timedelta(days=1)
            second = attest(desk)
        counted = [line["counted"] for said in (first, second) for line in said["lines"] if line["name"] == "alerts"]
        assert (first["differing"], second["differing"]) == ([], [])
        assert counted[0] == 0
        assert counted[1] > 0


class TestWithAJournal:
    def test_what_the_archive_accepted_is_a_counter_and_is_waited_for(self, home: Path, clock: Moving) -> None:
        with running(Archive()) as archive:
            url = f"smtp://127.0.0.1:{archive.port}?tls=none"
            more = {"journal_url": url, "journal_to": "j@archive.example", "journal_from": "r@firm.example"}
            with Desk(settings_of(home, **more), clock=clock) as desk:
                desk.ask(desk.caller(ADVISOR), "How many clients do I have?")
                archive.behaviour = ["451"]
                sent = send_journal(desk)
                assert sent.later == 1
                clock.now = NOW.replace(hour=0, minute=10) + dt.timedelta(days=1)
                assert attest(desk) is None
                send_journal(desk)
                said = attest(desk)
        line = next(line for line in said["lines"] if line["name"] == "journal accepted")
        assert (line["counted"], line["difference"], said["ok"]) == (line["logged"], 0, True)
        assert line["logged"] == len(set(archive.ids)) >= 2

    def test_after_some_hours_what_never_arrived_is_a_difference(self, home: Path, clock: Moving) -> None:
        away = {"journal_url": "smtp://127.0.0.1:1?tls=none"}
        more = {"journal_to": "j@archive.example", "journal_from": "r@firm.example"}
        with Desk(settings_of(home, **away, **more), clock=clock) as desk:
            desk.ask(desk.caller(ADVISOR), "How many clients do I have?")
            assert "does not let the journal in" in send_journal(desk).failure
            clock.now = NOW.replace(hour=6, minute=1) + dt.timedelta(days=1)
            assert attest(desk)["differing"] == ["journal accepted"]


def _log_at(database: Database, clock: Moving) -> Log:
    return Log(database, origin="test firm", keys=keys_of(database), clock=clock, timeout=10)
