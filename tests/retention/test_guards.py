"""The triggers: honest mistakes are refused on either engine, and a trigger that does not stand is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from assistant.database import Database
from assistant.errors import ServiceDown
from assistant.retention import Finding, Log, verify
from assistant.retention.guards import POSTGRESQL_GUARDS, SQLITE_GUARDS
from tests.retention.samples import a_log, fill, forget_keys_of, keys_of

TABLES = ("log_record", "log_payload")


def refused(database: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match="the log is append-only"), database.writing() as session:
        session.execute(text(statement))
    assert verify(database, keys_of(database)).ok


@pytest.mark.parametrize("table", TABLES)
class TestGuards:
    def test_nothing_is_updated(self, log: Log, database: Database, table: str) -> None:
        fill(log, 3)
        refused(database, f"UPDATE {table} SET seq = seq + 10 WHERE seq = 2")

    def test_nothing_is_deleted(self, log: Log, database: Database, table: str) -> None:
        fill(log, 3)
        refused(database, f"DELETE FROM {table} WHERE seq = 2")

    def test_nothing_is_inserted_over(self, log: Log, database: Database, table: str) -> None:
        fill(log, 3)
        copy = f"{table} SELECT * FROM {table} WHERE seq = 2"
        if database.is_sqlite:
            refused(database, f"INSERT OR REPLACE INTO {copy}")
            refused(database, f"REPLACE INTO {copy}")
        else:
            refused(database, f"INSERT INTO {copy} ON CONFLICT (seq) DO UPDATE SET seq = excluded.seq")

    def test_nothing_is_truncated(self, log: Log, database: Database, table: str) -> None:
        fill(log, 3)
        refused(database, f"DELETE FROM {table}" if database.is_sqlite else f"TRUNCATE {table}")

    def test_a_session_that_plays_replica_is_refused_too(self, log: Log, database: Database, table: str) -> None:
        fill(log, 3)
        if not database.is_sqlite:
            refused(database, f"SET LOCAL session_replication_role = replica; DELETE FROM {table}")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestReplaceById:
    def test_an_id_is_not_taken_over_under_a_new_number(self, log: Log, database: Database) -> None:
        fill(log, 3)
        columns = "id, type, kind, ts, actor_id, conversation, run, parent, clients, channel, header, leaf, chain"
        refused(
            database,
            f"INSERT OR REPLACE INTO log_record (seq, {columns}) SELECT 9, {columns} FROM log_record WHERE seq = 2",
        )


class TestAGuard:
    def drop_two(self, database: Database) -> list[str]:
        names = ["log_record_no_delete", "log_payload_no_replace"]
        statements = [f"DROP TRIGGER {name}" for name in names]
        if not database.is_sqlite:
            guards = POSTGRESQL_GUARDS[:2]
            names = [guard.name for guard in guards]
            statements = [f"DROP TRIGGER {guard.name} ON {guard.table}" for guard in guards]
        with database.writing() as session:
            for statement in statements:
                session.execute(text(statement))
        return names

    def test_that_is_missing_is_named(self, log: Log, database: Database) -> None:
        names = self.drop_two(database)
        findings = verify(database, keys_of(database)).findings
        assert [finding.kind for finding in findings] == ["guard", "guard"]
        assert all(name in finding.message for name, finding in zip(names, findings, strict=True))

    def test_a_log_without_a_trigger_is_not_opened(self, log: Log, database: Database) -> None:
        log.close()
        self.drop_two(database)
        with pytest.raises(ServiceDown, match="guards are missing or altered"):
            a_log(database).open()

    def test_that_lets_everything_pass_is_found(self, log: Log, database: Database) -> None:
        with database.writing() as session:
            if database.is_sqlite:
                session.execute(text("DROP TRIGGER log_record_no_delete"))
                session.execute(
                    text("CREATE TRIGGER log_record_no_delete BEFORE DELETE ON log_record BEGIN SELECT 1; END")
                )
            else:
                function = "CREATE OR REPLACE FUNCTION log_record_no_change() RETURNS trigger LANGUAGE plpgsql"
                session.execute(text(f"{function} AS 'BEGIN RETURN OLD; END'"))
        assert verify(database, keys_of(database)).counts == {"guard": 1}

    @pytest.mark.parametrize("how", ["DISABLE", "ENABLE", "ENABLE REPLICA"])
    def test_that_is_switched_off_is_found(self, postgres_url: str, how: str) -> None:
        database = Database(postgres_url)
        with a_log(database):
            pass
        with database.writing() as session:
            session.execute(text(f"ALTER TABLE log_record {how} TRIGGER log_record_no_change"))
        assert verify(database, keys_of(database)).findings == (
            Finding(None, "guard", "The trigger log_record_no_change is missing, switched off or altered."),
        )
        database.close()

    @pytest.mark.sampled(6)
    @pytest.mark.parametrize("name", SQLITE_GUARDS)
    def test_of_sqlite_that_never_fires_is_found(self, tmp_path: Path, name: str) -> None:
        database = Database(f"sqlite:///{tmp_path / 'log.db'}")
        with a_log(database):
            pass
        never = SQLITE_GUARDS[name].split(" BEGIN ")[0].split(" WHEN ")[0] + " WHEN 0 BEGIN SELECT 1; END"
        with database.writing() as session:
            session.execute(text(f"DROP TRIGGER {name}"))
            session.execute(text(never))
        assert verify(database, keys_of(database)).findings == (
            Finding(None, "guard", f"The trigger {name} is missing, switched off or altered."),
        )
        database.close()

    @pytest.mark.parametrize(
        "when",
        [
            "BEFORE UPDATE OF channel OR DELETE OR TRUNCATE ON log_record",  # another column may then be changed
            "BEFORE UPDATE OR DELETE ON log_record",
            "AFTER UPDATE OR DELETE OR TRUNCATE ON log_record",
            "BEFORE UPDATE OR DELETE OR TRUNCATE ON log_payload",
        ],
    )
    def test_of_postgresql_that_stands_for_less_is_found(self, postgres_url: str, when: str) -> None:
        database = Database(postgres_url)
        with a_log(database):
            pass
        name = "log_record_no_change"
        with database.writing() as session:
            session.execute(text(f"DROP TRIGGER {name} ON log_record"))
            session.execute(text(f"CREATE TRIGGER {name} {when} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"))
            session.execute(text(f"ALTER TABLE {when.rsplit(maxsplit=1)[-1]} ENABLE ALWAYS TRIGGER {name}"))
        assert [finding.kind for finding in verify(database, keys_of(database)).findings] == ["guard"]
        forget_keys_of(database)
        database.close()

    def test_of_postgresql_that_looks_for_the_marks_elsewhere_is_found(self, postgres_url: str) -> None:
        """Its words are the same, and it asks another log_disposed whether a payload may go."""
        database = Database(postgres_url)
        with a_log(database):
            pass
        with database.writing() as session:
            session.execute(text("ALTER FUNCTION log_payload_no_delete() SET search_path = elsewhere, public"))
        assert verify(database, keys_of(database)).findings == (
            Finding(None, "guard", "The trigger log_payload_no_delete is missing, switched off or altered."),
        )
        forget_keys_of(database)
        database.close()
