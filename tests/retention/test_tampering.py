"""What verification finds, on either engine: every attack with its kinds and its place, and an honest log none."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.database import Database
from assistant.errors import BadArguments, ServiceDown
from assistant.retention import Finding, Keys, Log, Verdict, verify
from assistant.retention import leader as leading
from assistant.retention import sequencer as sequencing
from assistant.retention import walk as walking
from tests.retention.attacks import CASES, COUNT, Case, unguarded
from tests.retention.samples import ORIGIN, START, a_log, entry, fill, keys_of
from tests.retention.verifying import kinds, signed_log


@pytest.fixture
def signed(database: Database) -> str:
    return signed_log(database)


def later() -> dt.datetime:
    return START + dt.timedelta(hours=1)


class TestAnHonestLog:
    def test_an_empty_log_is_whole(self, log: Log, database: Database) -> None:
        assert verify(database, keys_of(database)) == Verdict(True, 0, (0, "0" * 64), None, (), {})

    def test_a_full_log_is_whole_and_gives_its_position_as_a_pin(self, database: Database, signed: str) -> None:
        verdict = verify(database, keys_of(database), pins=[signed])
        assert (verdict.ok, verdict.count, verdict.checkpoint, verdict.untold) == (True, COUNT, signed, ())
        assert verify(database, keys_of(database), pins=[signed], strict=False) == verdict
        assert verify(database, keys_of(database), pins=[verdict.pin]).ok

    def test_a_log_that_grew_since_the_pin_is_whole(self, database: Database, signed: str) -> None:
        with a_log(database) as log:
            fill(log, 3)
        assert verify(database, keys_of(database), pins=[signed, f"0 {'0' * 64}"]).ok

    def test_only_what_came_since_can_be_read(self, database: Database, signed: str) -> None:
        with a_log(database, clock=later) as log:
            fill(log, 3)
            end = log.head()
        verdict = verify(database, keys_of(database), since=COUNT)
        assert (verdict.ok, verdict.count, verdict.head) == (True, 3, end)
        assert verify(database, keys_of(database), since=COUNT - 1).count == COUNT + 3  # nothing was signed that early

    def test_a_log_at_work_is_whole_whenever_one_looks(
        self, log: Log, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """With a checkpoint after every batch, and one more before the pins are read: none is newer than the look."""
        monkeypatch.setattr(leading, "CHECKPOINT_SECONDS", 0.0)
        monkeypatch.setattr(sequencing, "IDLE_SECONDS", 0.0)
        done, pinned = threading.Event(), threading.Event()
        keep, read = Keys.keep_pin, Keys.pins

        def keep_and_tell(keys: Keys, note: str) -> None:
            keep(keys, note)
            pinned.set()

        def work() -> None:
            while not done.is_set():
                log.append(entry())

        def pins_after_another(keys: Keys) -> list[str]:
            pinned.clear()
            assert pinned.wait(60)
            return read(keys)

        monkeypatch.setattr(Keys, "keep_pin", keep_and_tell)
        monkeypatch.setattr(Keys, "pins", pins_after_another)
        worker = threading.Thread(target=work)
        worker.start()
        try:
            found = [verify(database, keys_of(database)).findings for _ in range(15)]
        finally:
            done.set()
            worker.join()
        assert found == [()] * 15

    def test_progress_is_told_page_by_page(
        self, database: Database, signed: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(walking, "PAGE", 5)
        told: list[tuple[int, int]] = []
        assert verify(database, keys_of(database), progress=lambda done, total: told.append((done, total))).ok
        assert told == [(5, 12), (10, 12), (12, 12)]

    def test_a_pin_that_is_none_is_refused(self, log: Log, database: Database) -> None:
        with pytest.raises(BadArguments, match="is not a pin"):
            verify(database, keys_of(database), pins=["yesterday"])

    def test_a_database_that_is_away_is_said_to_be_away(self, tmp_path: Path) -> None:
        with pytest.raises(ServiceDown, match="does not answer"):
            verify(Database("postgresql+psycopg://test@127.0.0.1:1/none"), Keys(tmp_path, ORIGIN))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.attack.__name__)
class TestAttacks:
    @pytest.mark.sampled(20)
    def test_it_is_found_and_its_place_is_named(self, database: Database, signed: str, case: Case) -> None:
        with unguarded(database) as attacker:
            case.attack(attacker)
        verdict = verify(database, keys_of(database))
        assert kinds(verdict) == case.kinds
        assert verdict.first_bad == case.first_bad
        quick = verify(database, keys_of(database), strict=False)
        assert kinds(quick) >= case.kinds - case.strict_only
        assert quick.ok is (case.kinds <= case.strict_only)


class TestColumns:
    def test_a_searched_column_cannot_say_something_else_than_the_record(self, database: Database, signed: str) -> None:
        columns = (
            "id", "type", "kind", "ts", "actor_id", "conversation", "run", "parent", "clients", "channel",
            "retention_class", "retain_until",
        )  # fmt: skip
        with unguarded(database) as attacker:
            for seq, column in enumerate(columns, 1):
                attacker.run(f"UPDATE log_record SET {column} = 'hidden' WHERE seq = {seq}")
        assert verify(database, keys_of(database)).findings == tuple(
            Finding(seq, "projection", f"Record {seq} is listed with another {column} than it has.")
            for seq, column in enumerate(columns, 1)
        )


class TestRuin:
    def test_a_log_ruined_from_end_to_end_is_told_in_a_few_findings_of_each_kind(
        self, log: Log, database: Database
    ) -> None:
        fill(log, 50)
        log.close()
        with unguarded(database) as attacker:
            attacker.run("UPDATE log_record SET leaf = header, channel = 'hidden'")
        verdict = verify(database, keys_of(database))
        assert verdict.counts == {"changed": 50, "chain": 50, "projection": 50, "tree": verdict.counts["tree"]}
        shown = [finding.kind for finding in verdict.findings]
        assert [shown.count(kind) for kind in ("changed", "chain", "projection")] == [20] * 3
        assert verdict.first_bad == 1


class TestTables:
    def test_a_database_without_a_log_is_no_whole_log(self, database: Database) -> None:
        verdict = verify(database, keys_of(database))
        assert kinds(verdict) == {"tables"}
        assert verdict.first_bad is None

    def test_a_table_rebuilt_without_its_key_is_found(self, database: Database, signed: str) -> None:
        with database.writing() as session:
            if database.is_sqlite:  # a trigger that names the table would keep another from taking its name
                session.execute(text("DROP TRIGGER log_key_no_delete"))
            session.execute(text("CREATE TABLE copy AS SELECT * FROM log_payload"))
            session.execute(text("DROP TABLE log_payload"))
            session.execute(text("ALTER TABLE copy RENAME TO log_payload"))
        assert verify(database, keys_of(database)).findings == (
            Finding(None, "tables", "The table log_payload has lost its primary key."),
        )
