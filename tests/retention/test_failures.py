"""The log when its database is held, full or gone: it refuses, loses nothing it promised, and goes on by itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

import assistant.database
from assistant.database import Database
from assistant.errors import ServiceDown
from assistant.retention import Log, locks, verify
from assistant.retention.sequencer import BATCH_LIMIT, QUEUE_LIMIT
from tests.postgres import OWNER, Cluster, throwaway_postgres
from tests.retention.samples import a_log, entry, forget_keys_of, keys_of

REFUSAL = "The records system is unavailable; nothing was sent"


@contextmanager
def held(database: Database) -> Iterator[None]:
    """Another process is in the middle of writing to the log."""
    with database.writing() as session:
        session.execute(text("SELECT 1"))  # on SQLite the transaction's beginning holds the file
        if not database.is_sqlite:
            session.execute(text("LOCK TABLE log_record, log_inbox, log_sequencer IN EXCLUSIVE MODE"))
        yield


def append_again(log: Log, *, seconds: float = 30) -> None:
    """Append as a person would who is told to try again."""
    give_up = time.monotonic() + seconds
    while True:
        try:
            log.append(entry("again"))
        except ServiceDown:
            assert time.monotonic() < give_up
            time.sleep(0.1)
        else:
            return


def append_until_refused(log: Log, payload: bytes, *, wait: bool) -> set[str]:
    """The ids of what the log took before it refused."""
    taken: set[str] = set()
    with pytest.raises(ServiceDown, match=REFUSAL):  # noqa: PT012 - which of the appends is refused is not known before
        while len(taken) < 10_000:
            taken.add(log.append(entry(payload=payload), wait=wait).id)
    return taken


class TestHeldLock:
    def test_the_caller_is_refused_in_time_and_the_log_goes_on_when_the_lock_is_released(
        self, log: Log, database: Database
    ) -> None:
        log.timeout = 0.3
        with held(database), pytest.raises(ServiceDown, match=REFUSAL):
            log.append(entry("too late for its caller"))
        log.timeout = 10
        log.append(entry("after"))
        # The refused one was written after all: the log may say more than was shown, never less.
        assert [record.payload["text"] for record in log.conversation("c1")] == ["too late for its caller", "after"]
        assert verify(database, keys_of(database)).ok

    def test_flushing_is_refused_in_time_too(self, log: Log, database: Database) -> None:
        log.timeout = 0.3
        with held(database):
            log.append(entry(), wait=False)
            with pytest.raises(ServiceDown, match=REFUSAL):
                log.flush()

    def test_the_queue_is_bounded(self, log: Log, database: Database) -> None:
        with held(database):
            accepted = append_until_refused(log, b"", wait=False)
        log.flush()
        assert QUEUE_LIMIT <= len(accepted) <= QUEUE_LIMIT + BATCH_LIMIT
        assert log.head()[0] == len(accepted)
        assert verify(database, keys_of(database)).ok


class TestLongLock:
    """The lock is held for longer than the database waits: the batch fails."""

    @pytest.fixture(autouse=True)
    def _impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(assistant.database, "BUSY_MILLISECONDS", 100)
        monkeypatch.setattr(locks, "LOCK_MILLISECONDS", 100)

    def test_every_waiter_is_refused_and_nobody_is_acknowledged(self, log: Log, database: Database) -> None:
        refusals: list[ServiceDown] = []

        def append() -> None:
            with pytest.raises(ServiceDown, match=REFUSAL) as refusal:
                log.append(entry())
            refusals.append(refusal.value)

        with held(database):
            threads = [threading.Thread(target=append) for _ in range(5)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert log.failure is not None
        assert len(refusals) == 5
        assert log.head()[0] == 0

    def test_riders_keep_their_places_before_the_next_barrier(self, log: Log, database: Database) -> None:
        with held(database):
            riders = [log.append(entry(f"rider {number}"), wait=False) for number in range(3)]
            with pytest.raises(ServiceDown, match=REFUSAL):
                log.append(entry("refused"))
        log.append(entry("barrier"))
        assert [rider.receipt(0).seq for rider in riders] == [1, 2, 3]
        assert [record.payload["text"] for record in log.conversation("c1")] == [
            "rider 0",
            "rider 1",
            "rider 2",
            "barrier",
        ]
        assert log.failure is None
        assert verify(database, keys_of(database)).ok

    def test_closing_fails_what_cannot_be_written_and_comes_to_an_end(self, log: Log, database: Database) -> None:
        with held(database):
            rider = log.append(entry(), wait=False)
            log.close()
        with pytest.raises(ServiceDown, match=REFUSAL):
            rider.receipt(0)
        assert verify(database, keys_of(database)).count == 0


@pytest.mark.prove
class TestHalfAMinute:
    """The lock is held for 30 s, far longer than anything waits."""

    def test_everybody_is_refused_in_time_and_the_log_goes_on_by_itself(self, log: Log, database: Database) -> None:
        log.timeout = 2.0
        waits: list[float] = []
        with held(database):
            end = time.monotonic() + 30
            while (began := time.monotonic()) < end:
                with pytest.raises(ServiceDown, match=REFUSAL):
                    log.append(entry("refused"))
                waits.append(time.monotonic() - began)
            assert log.failure is not None
        assert max(waits) < 3.0
        append_again(log)
        assert log.failure is None
        assert verify(database, keys_of(database)).ok


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestStartingTogether:
    """Another process is creating the same log's tables."""

    @pytest.fixture(autouse=True)
    def _impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(assistant.database, "BUSY_MILLISECONDS", 10)

    def test_opening_waits_for_it(self, database: Database) -> None:
        done = threading.Event()
        with held(database):
            threading.Timer(0.3, done.set).start()
            opening = threading.Thread(target=lambda: a_log(database).open().close())
            opening.start()
            done.wait()
        opening.join()
        assert verify(database, keys_of(database)).ok

    def test_it_is_refused_in_a_sentence_when_that_takes_too_long(self, database: Database) -> None:
        with held(database), pytest.raises(ServiceDown, match="locked by another process"):
            a_log(database).open()


class TestPoison:
    """An entry that the database itself refuses does not take the others with it."""

    def test_it_fails_alone(self, log: Log, database: Database) -> None:
        with database.writing() as session:
            if database.is_sqlite:
                session.execute(
                    text(
                        "CREATE TRIGGER poison BEFORE INSERT ON log_record WHEN NEW.run = 'poison' "
                        "BEGIN SELECT RAISE(ABORT, 'poison'); END"
                    )
                )
            else:
                session.execute(text("ALTER TABLE log_record ADD CONSTRAINT poison CHECK (run <> 'poison')"))
        before = log.append(entry("before"), wait=False)
        poison = log.append(entry("poison", run="poison"), wait=False)
        after = log.append(entry("after"))
        assert (before.receipt(0).seq, after.seq) == (1, 2)
        with pytest.raises(ServiceDown, match=REFUSAL):
            poison.receipt(0)
        with pytest.raises(ServiceDown, match=REFUSAL):
            log.append(entry("poison", run="poison"))
        assert "could not be stored" in (log.failure or "")
        assert verify(database, keys_of(database)).count == 2


@pytest.fixture
def own_cluster(postgres_cluster: Cluster) -> Iterator[Cluster]:
    """A cluster that may be stopped; the session's own is only asked for to skip where there is none."""
    with throwaway_postgres() as cluster:
        yield cluster


@pytest.fixture
def own_database(own_cluster: Cluster) -> Iterator[Database]:
    with own_cluster.fresh_database() as url:
        database = Database(url)
        yield database
        forget_keys_of(database)
        database.close()


class TestDatabaseDown:
    def test_a_crashed_server_means_refusal_and_its_return_means_going_on(
        self, own_cluster: Cluster, own_database: Database
    ) -> None:
        database = own_database
        with a_log(database) as log:
            promised: list[str] = []

            def append() -> None:
                try:
                    while True:
                        promised.append(log.append(entry()).id)
                except ServiceDown:
                    pass

            threads = [threading.Thread(target=append) for _ in range(4)]
            for thread in threads:
                thread.start()
            while len(promised) < 20:
                time.sleep(0.01)
            own_cluster.stop()
            for thread in threads:
                thread.join()
            with pytest.raises(ServiceDown, match=REFUSAL):
                log.append(entry())
            own_cluster.start()
            append_again(log)
            assert set(promised) <= {record.id for record in log.conversation("c1")}
        assert verify(database, keys_of(database)).ok


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of 16 MB in memory, which PostgreSQL's user can reach."""
    place = tempfile.mkdtemp(prefix="small")
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", place]
    if os.geteuid() != 0 or shutil.which("mount") is None or subprocess.call(mount, stderr=subprocess.DEVNULL):
        pytest.skip("a full disk (mounting a small file system needs root)")
    yield Path(place)
    subprocess.run(["umount", "-l", place], check=True)
    os.rmdir(place)


class TestFullDisk:
    def test_sqlite_refuses_keeps_what_it_promised_and_goes_on_when_there_is_space(self, small_disk: Path) -> None:
        database = Database(f"sqlite:///{small_disk / 'log.db'}")
        with a_log(database) as log:
            promised = append_until_refused(log, os.urandom(100_000), wait=True)
            assert log.failure == "The database does not answer (its disk is full); nothing was changed."
            subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
            append_again(log)
            assert promised <= {record.id for record in log.conversation("c1")}
        assert len(promised) > 10
        assert verify(database, keys_of(database)).ok
        database.close()

    def test_postgresql_refuses_keeps_what_it_promised_and_goes_on_when_there_is_space(
        self, small_disk: Path, own_cluster: Cluster
    ) -> None:
        shutil.chown(small_disk, OWNER, OWNER)
        own_cluster.execute(f"CREATE TABLESPACE small LOCATION '{small_disk}'")
        with own_cluster.fresh_database("small") as url:
            database = Database(url)
            with a_log(database) as log:
                promised = append_until_refused(log, os.urandom(100_000), wait=True)
                subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
                append_again(log)
                assert promised <= {record.id for record in log.conversation("c1")}
            assert len(promised) > 10
            assert verify(database, keys_of(database)).ok
            forget_keys_of(database)
            database.close()
