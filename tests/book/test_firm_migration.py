"""The migrations of the firm's database make the tables that the code declares, on both engines."""

from __future__ import annotations

import ast

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from assistant.book.tables import FIRM_METADATA
from assistant.database import MIGRATIONS, Database


@pytest.mark.each_engine
class TestTheFirmsMigrations:
    def test_an_empty_database_gets_every_table_and_a_second_run_changes_nothing(self, database_url: str) -> None:
        database = Database(database_url)
        database.migrate("firm", FIRM_METADATA)
        database.migrate("firm", FIRM_METADATA)
        assert _differences(database) == []

    def test_a_column_that_is_missing_is_seen(self, database_url: str) -> None:
        database = Database(database_url)
        database.migrate("firm", FIRM_METADATA)
        with database.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE tasks DROP COLUMN done_on")
        assert [difference[0] for difference in _differences(database)] == ["add_column"]

    def test_import_nothing_of_the_product(self) -> None:
        for path in MIGRATIONS.joinpath("firm").glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    names = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
                    assert not any(name.startswith("assistant") for name in names), path.name


def _differences(database: Database) -> list[tuple[str, ...]]:
    def ours(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return kind != "table" or name in FIRM_METADATA.tables

    with database.engine.connect() as connection:
        options = {"compare_type": True, "include_object": ours}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, FIRM_METADATA))
