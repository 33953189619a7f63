"""Whatever one value of the log is changed to, verification says so, in findings and not in a failure of its own."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Integer, LargeBinary, Table, select, text, update

from assistant.database import Database
from assistant.retention import Entry, verify
from assistant.retention.guards import POSTGRESQL_GUARDS, SQLITE_GUARDS
from assistant.retention.tables import CHECKPOINTS, DISPOSED, KEYS, NODES, PAYLOADS, RECORDS, SEQUENCER
from tests.retention.attacks import unguarded
from tests.retention.samples import ADVISOR, a_log, fill, keys_of

PROVED = (RECORDS, PAYLOADS, KEYS, NODES, CHECKPOINTS, DISPOSED, SEQUENCER)
"""The tables that verification vouches for: not what waits for its number, nor how far the search index has come."""
UNPROVED = {"log_sequencer.epoch"}  # any epoch is as good as another; it fences, and proves nothing


@pytest.fixture
def open_log(database: Database) -> Database:
    """A log with a row in each table that is proved, closed, its guards gone."""
    with a_log(database) as log:
        fill(log, 256)  # with them the first node is stored
        log.append(Entry(type="retention.disposed", actor=ADVISOR, payload={"ranges": [[7, 7]]}))
    with unguarded(database) as attacker:
        attacker.run("INSERT INTO log_disposed VALUES (7, 257)")
        attacker.run("DELETE FROM log_payload WHERE seq = 7")
    assert verify(database, keys_of(database)).ok
    with database.writing() as session:
        for name in SQLITE_GUARDS if database.is_sqlite else ():
            session.execute(text(f"DROP TRIGGER {name}"))
        for guard in () if database.is_sqlite else POSTGRESQL_GUARDS:
            session.execute(text(f"DROP TRIGGER {guard.name} ON {guard.table}"))
    return database


def found_with(database: Database, column: Column[object], value: object) -> set[str]:
    """The kinds found beside the missing guards with that value in one row's column; afterwards all is as it was."""
    table = column.table
    assert isinstance(table, Table)
    keys = list(table.primary_key.columns)
    with database.writing() as session:
        row = session.execute(select(table).order_by(*keys).limit(1)).one()._mapping
        here = [key == row[key.name] for key in keys]
        session.execute(update(table).where(*here).values({column.name: value}))
    found = set(verify(database, keys_of(database)).counts) - {"guard"}
    there = [key == (value if key is column else row[key.name]) for key in keys]
    with database.writing() as session:
        session.execute(update(table).where(*there).values({column.name: row[column.name]}))
    return found


def another(column: Column[object]) -> object:
    """A value of the column's own type that no row of these has."""
    if isinstance(column.type, Integer):
        return 999_999
    return b"another" * 10 if isinstance(column.type, LargeBinary) else "another"


class TestAnotherValue:
    @pytest.mark.sampled(1)
    def test_is_found_in_every_column_of_every_table_that_is_proved(self, open_log: Database) -> None:
        columns = [column for table in PROVED for column in table.columns]
        missed = {str(column) for column in columns if not found_with(open_log, column, another(column))}
        assert missed == UNPROVED
        assert set(verify(open_log, keys_of(open_log)).counts) == {"guard"}

    @pytest.mark.sampled(3)
    @pytest.mark.parametrize("column", [PAYLOADS.c.key_id, NODES.c.hash, KEYS.c.id, DISPOSED.c.by_record], ids=str)
    def test_is_found_for_what_it_is(self, open_log: Database, column: Column[object]) -> None:
        kinds = {"log_payload": {"payload"}, "log_node": {"tree"}, "log_key": {"payload"}}
        expected = kinds.get(column.table.name, {"payload_missing"})
        assert found_with(open_log, column, another(column)) == expected


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestAValueOfAnotherType:
    """SQLite takes any value in any column."""

    @pytest.mark.sampled(1)
    @pytest.mark.parametrize("value", ["x'ff00'", "'text'", "1.5", "CAST(x'ff' AS TEXT)"])
    def test_is_found_in_every_column(self, open_log: Database, value: str) -> None:
        missed = set()
        for table in PROVED:
            for column in table.columns:
                if column.primary_key and isinstance(column.type, Integer):
                    continue  # an address, or refused by its neighbours: a number either way
                with open_log.writing() as session:
                    first = f"SELECT rowid AS place, {column.name} AS was FROM {table.name} LIMIT 1"
                    row = session.execute(text(first)).one()
                    session.execute(text(f"UPDATE {table.name} SET {column.name} = {value} WHERE rowid = {row.place}"))
                if not set(verify(open_log, keys_of(open_log)).counts) - {"guard"}:
                    missed.add(str(column))
                with open_log.writing() as session:
                    back = text(f"UPDATE {table.name} SET {column.name} = :was WHERE rowid = {row.place}")
                    session.execute(back, {"was": row.was})
        assert missed == set()
        assert set(verify(open_log, keys_of(open_log)).counts) == {"guard"}

    def test_names_the_record(self, open_log: Database) -> None:
        with open_log.writing() as session:
            session.execute(text("UPDATE log_record SET leaf = 'text' WHERE seq = 5"))
        found = verify(open_log, keys_of(open_log))
        assert (found.counts, found.first_bad) == ({"tables": 1}, 5)


class TestATableOfAnotherForm:
    def test_that_lost_a_column_is_found(self, open_log: Database) -> None:
        with open_log.writing() as session:
            session.execute(text("ALTER TABLE log_record DROP COLUMN channel"))
        found = verify(open_log, keys_of(open_log)).findings
        assert [(finding.kind, "column channel" in finding.message) for finding in found] == [("tables", True)]

    @pytest.mark.parametrize(
        "change", ["leaf TYPE text USING encode(leaf, 'hex')", "header DROP NOT NULL", "channel TYPE int USING 1"]
    )
    @pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
    def test_that_takes_other_values_is_found(self, open_log: Database, change: str) -> None:
        with open_log.writing() as session:
            session.execute(text(f"ALTER TABLE log_record ALTER COLUMN {change}"))
        assert verify(open_log, keys_of(open_log)).counts == {"tables": 1}

    def test_whose_rows_are_all_gone_is_found(self, open_log: Database) -> None:
        for table in PROVED:
            with open_log.writing() as session:
                rows = [dict(row) for row in session.execute(select(table)).mappings()]
                session.execute(table.delete())
            assert not verify(open_log, keys_of(open_log)).ok
            with open_log.writing() as session:
                session.execute(table.insert(), rows)
        assert set(verify(open_log, keys_of(open_log)).counts) == {"guard"}
