"""The triggers: honest mistakes are refused on either engine."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from assistant.database import Database
from assistant.retention import Log, verify
from tests.retention.samples import fill, keys_of

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
