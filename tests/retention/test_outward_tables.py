"""The migration of the ways out makes the tables that the code declares, on both engines."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from assistant.database import Database
from assistant.retention import Log
from assistant.retention.outward.tables import JOURNAL, LOOKED, SEGMENTS
from assistant.retention.tables import LOG

OURS = {table.name for table in (JOURNAL, LOOKED, SEGMENTS)}


class TestTheMigration:
    def test_an_open_log_has_the_tables_as_they_are_declared(self, log: Log, database: Database) -> None:
        assert _differences(database) == []

    def test_a_column_that_is_missing_is_seen(self, log: Log, database: Database) -> None:
        with database.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE log_segment DROP COLUMN failure")
        assert [difference[0] for difference in _differences(database)] == ["add_column"]


def _differences(database: Database) -> list[tuple[str, ...]]:
    def ours(thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        table = name if kind == "table" else getattr(getattr(thing, "table", None), "name", None)
        return table in OURS

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": ours})
        return list(compare_metadata(context, LOG))
