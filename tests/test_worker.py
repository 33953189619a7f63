"""The worker: what is due runs, one job's failure ends nothing, and what is off says so."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from apscheduler.triggers.interval import IntervalTrigger
from moto.server import ThreadedMotoServer
from sqlalchemy import text

from assistant.desk import Desk, outward_status
from assistant.errors import ServiceDown
from assistant.retention import Search
from assistant.worker import JOBS, Job, Worker
from tests.desks import ADVISOR, NOW, settings_of
from tests.retention.archive import Archive, running

SOON = 20  # seconds that a test waits for a thread before it fails


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


@pytest.fixture
def both_ways(home: Path, clock: Moving, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Desk, Archive, Any]]:
    """A desk with an archive by mail and a bucket with Object Lock, and both of these."""
    for name, value in {"ACCESS_KEY_ID": "k", "SECRET_ACCESS_KEY": "s", "DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    s3 = boto3.client("s3", endpoint_url=endpoint)
    s3.create_bucket(Bucket="archive", ObjectLockEnabledForBucket=True)
    with running(Archive()) as archive:
        settings = settings_of(
            home,
            journal_url=f"smtp://127.0.0.1:{archive.port}?tls=none",
            journal_to="journal@archive.example",
            journal_from="records@firm.example",
            segments_bucket="archive",
            segments_endpoint=endpoint,
        )
        with Desk(settings, clock=clock) as desk:
            yield desk, archive, s3
    httpx.post(f"{endpoint}/moto-api/reset")
    server.stop()


class TestWithoutArchives:
    def test_what_is_off_says_so_and_how_to_switch_it_on(self, desk: Desk) -> None:
        status = outward_status(desk)
        assert status["journal"].startswith("off: no copy goes to an archive by mail. Set ASSISTANT_JOURNAL_URL")
        assert status["segments"].startswith("off: no sealed copy lies in a bucket with Object Lock. Set ASSISTANT_SEG")

    def test_the_day_is_attested_and_the_log_verified_all_the_same(self, desk: Desk) -> None:
        worker = Worker(desk)
        assert worker.run_all() == {
            "journal": "",
            "segments": "",
            "attestation": "The attestation of 2026-11-21 is signed.",
            "disposals": "",
            "verification": f"The log is whole: {desk.log.head()[0] - 1} records.",
            "sending": "",
            "questionnaires": "",
            "event letters": "",
            "campaigns": "",
        }
        assert worker.failures == {}

    def test_the_verdict_of_the_night_is_a_record(self, desk: Desk) -> None:
        Worker(desk).run_all()
        (record,) = desk.log.search(Search(type="verify.result"))
        assert (record.payload["ok"], record.payload["findings"]) == (True, [])
        assert record.payload["head"]["seq"] == record.payload["count"] == record.seq - 1


class TestWithBoth:
    def test_a_question_and_its_answer_leave_both_ways(
        self, both_ways: tuple[Desk, Archive, Any], clock: Moving
    ) -> None:
        desk, archive, s3 = both_ways
        worker = Worker(desk)
        desk.ask(desk.caller(ADVISOR), "How many clients do I have?")
        clock.now += dt.timedelta(minutes=16)
        done = worker.run_all()
        assert done["journal"] == "2 messages of the journal were accepted."
        assert done["segments"] == "Segments 1 are in the bucket."
        assert [str(message["Subject"]).split()[0] for message in archive.messages] == ["msg.in", "answer.released"]
        assert len(s3.list_object_versions(Bucket="archive")["Versions"]) == 2
        assert worker.failures == {}
        assert outward_status(desk)["journal"] == "2 accepted by the archive (0 confirmed)."
        assert outward_status(desk)["segments"].startswith("1 segments hold the log up to record ")

    def test_refused_messages_are_a_failure_with_the_archives_words(self, both_ways: tuple[Desk, Archive, Any]) -> None:
        desk, archive, _ = both_ways
        archive.behaviour = ["550"]
        desk.ask(desk.caller(ADVISOR), "How many clients do I have?")
        worker = Worker(desk)
        assert worker.run(JOBS[0]).startswith("The archive refused 1 messages; `assistant worker --status` says why.")
        assert "550 5.7.1 not for us" in outward_status(desk)["journal"]

    def test_a_bucket_that_is_gone_stops_nothing_else(
        self, both_ways: tuple[Desk, Archive, Any], clock: Moving
    ) -> None:
        desk, _, s3 = both_ways
        s3.delete_bucket(Bucket="archive")
        clock.now += dt.timedelta(minutes=16)
        worker = Worker(desk)
        done = worker.run_all()
        assert "NoSuchBucket" in done["segments"]
        assert done["verification"].startswith("The log is whole")
        assert set(worker.failures) == {"segments"}


class TestWhatAPersonMustSee:
    def test_a_day_that_does_not_add_up(self, desk: Desk, clock: Moving) -> None:
        _, (draft,) = desk.call_tool(
            desk.caller(ADVISOR), "draft_email", {"to": "Lindqvist", "purpose": "the transfer"}
        )
        with desk.database.engine.begin() as connection:
            connection.execute(text("DELETE FROM draft_versions WHERE draft_id = :id"), {"id": draft.id})
        clock.now += dt.timedelta(days=1)
        said = Worker(desk).run(JOBS[2])
        assert said == "The attestation of 2026-11-22 is not signed: draft versions."

    def test_a_log_that_was_altered(self, desk: Desk) -> None:
        with desk.log_database.engine.begin() as connection:
            connection.execute(text("DROP TRIGGER log_record_no_update"))
            connection.execute(text("UPDATE log_record SET actor_id = 'somebody' WHERE seq = 1"))
        said = Worker(desk).run(JOBS[4])
        assert said == "The log is not whole from record 1 on: run `assistant log verify`."
        assert desk.log.search(Search(type="verify.result"))[0].payload["ok"] is False


class TestTheClockwork:
    def test_with_no_jobs_it_starts_and_stops(self, desk: Desk) -> None:
        worker = Worker(desk, ())
        worker.stop()  # before it was started: nothing to stop
        with worker:
            assert worker.run_all() == {}
        worker.stop()

    def test_jobs_run_at_the_start_and_again(self, desk: Desk) -> None:
        runs = threading.Semaphore(0)
        often = Job("often", lambda _desk: _told(runs), IntervalTrigger(seconds=0.05, timezone=dt.UTC))
        with Worker(desk, (often,)):
            assert all(runs.acquire(timeout=SOON) for _ in range(3))

    def test_one_that_is_not_for_the_start_waits_for_its_time(self, desk: Desk) -> None:
        runs, later = threading.Semaphore(0), threading.Semaphore(0)
        far = IntervalTrigger(days=1, timezone=dt.UTC)
        jobs = (
            Job("later", lambda _desk: _told(later), far, at_start=False),
            Job("now", lambda _desk: _told(runs), far),
        )
        with Worker(desk, jobs):
            assert runs.acquire(timeout=SOON)
        assert not later.acquire(blocking=False)

    def test_one_that_fails_is_told_once_and_ends_nothing(self, desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
        runs = threading.Semaphore(0)
        every = IntervalTrigger(seconds=0.05, timezone=dt.UTC)

        def fails(_desk: Desk) -> str:
            runs.release()
            raise ServiceDown("The archive is away.")

        def breaks(_desk: Desk) -> str:
            runs.release()
            raise RuntimeError("unforeseen")

        with (
            caplog.at_level(logging.ERROR),
            Worker(desk, (Job("a", fails, every), Job("b", breaks, every))) as worker,
        ):
            assert all(runs.acquire(timeout=SOON) for _ in range(6))
        assert worker.failures == {
            "a": "The archive is away.",
            "b": "Something went wrong (RuntimeError: unforeseen).",
        }
        assert sorted(record.getMessage() for record in caplog.records) == [
            "a: The archive is away.",
            "b: Something went wrong (RuntimeError: unforeseen).",
        ]

    def test_one_that_is_well_again_says_so(self, desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
        outcomes = iter((ServiceDown("away"), "done"))

        def job(_desk: Desk) -> str:
            outcome = next(outcomes)
            if isinstance(outcome, ServiceDown):
                raise outcome
            return outcome

        worker = Worker(desk, ())
        once = Job("a", job, IntervalTrigger(hours=1))
        with caplog.at_level(logging.INFO, "assistant.worker"):
            assert [worker.run(once), worker.run(once)] == ["away", "done"]
        assert worker.failures == {}
        assert [record.getMessage() for record in caplog.records] == ["a: away", "a: well again", "a: done"]

    def test_stopping_waits_for_the_job_under_way(self, desk: Desk) -> None:
        began, ended = threading.Event(), threading.Event()

        def slow(_desk: Desk) -> str:
            began.set()
            stopping.wait(SOON)
            ended.set()
            return ""

        stopping = threading.Event()
        worker = Worker(desk, (Job("slow", slow, IntervalTrigger(hours=1)),)).start()
        assert began.wait(SOON)
        threading.Timer(0.1, stopping.set).start()
        worker.stop()
        assert ended.is_set()


def _told(runs: threading.Semaphore) -> str:
    runs.release()
    return ""
