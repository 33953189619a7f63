"""The database on both engines: moments with a zone, all or nothing, one snapshot a reader, failures as sentences."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, event, func, inspect, select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session

import assistant
from assistant import database as database_module
from assistant.book.tables import OrgUnit, ServiceRequest
from assistant.database import FIRM_METADATA, Database
from assistant.errors import Refused, ServiceDown
from tests.postgres import Cluster

PACKAGE = Path(assistant.__path__[0])
for tables in PACKAGE.rglob("tables.py"):  # every room that keeps tables of its own
    importlib.import_module(f"assistant.{tables.parent.relative_to(PACKAGE).as_posix().replace('/', '.')}.tables")
USED = [FIRM_METADATA.tables[name] for name in ("org_units", "service_requests")]
ROME = dt.timezone(dt.timedelta(hours=2))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    FIRM_METADATA.create_all(database.engine, tables=USED)
    yield database
    database.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'one.db'}")
    FIRM_METADATA.create_all(database.engine, tables=USED)
    yield database
    database.close()


def unit(unit_id: str = "FIRM") -> OrgUnit:
    return OrgUnit(unit_id=unit_id, kind="firm", name="Harbour & Vale")


def add(database: Database, *unit_ids: str, then: Exception | None = None) -> None:
    """Add units, each sent to the database at once, and fail after the last when told to."""
    with database.writing() as session:
        for unit_id in unit_ids:
            session.add(unit(unit_id))
            session.flush()
        if then:
            raise then


def units(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(OrgUnit)) or 0


def request(opened_at: dt.datetime, closed_at: dt.datetime | None = None) -> ServiceRequest:
    return ServiceRequest(request_id="SR1", household_id="H1", opened_at=opened_at, closed_at=closed_at)


class TestUtcTime:
    def test_no_moment_stays_none(self, database: Database) -> None:
        with database.writing() as session:
            session.add(request(dt.datetime(2026, 5, 4, tzinfo=dt.UTC)))
        with database.reading() as session:
            assert session.get_one(ServiceRequest, "SR1").closed_at is None

    def test_a_naive_moment_is_refused(self, database: Database) -> None:
        with pytest.raises(StatementError, match="has no time zone"), database.writing() as session:
            session.add(request(dt.datetime(2026, 5, 4, 11, 10)))

    def test_a_moment_comes_back_the_same_and_in_utc(self, database: Database) -> None:
        opened = dt.datetime(2026, 5, 4, 0, 10, 0, 123456, tzinfo=ROME)
        with database.writing() as session:
            session.add(request(opened))
        with database.reading() as session:
            found = session.get_one(ServiceRequest, "SR1").opened_at
        assert found == opened
        assert found.isoformat() == "2026-05-03T22:10:00.123456+00:00"

    def test_moments_of_two_zones_are_compared_as_moments(self, database: Database) -> None:
        with database.writing() as session:
            session.add(request(dt.datetime(2026, 5, 4, 0, 10, tzinfo=ROME)))
        with database.reading() as session:
            before = select(ServiceRequest).where(
                ServiceRequest.opened_at < dt.datetime(2026, 5, 3, 23, tzinfo=dt.UTC)  # type: ignore[arg-type]
            )
            assert len(session.scalars(before).all()) == 1


class TestReading:
    def test_an_empty_database_has_no_rows(self, database: Database) -> None:
        with database.reading() as session:
            assert units(session) == 0

    def test_nothing_is_kept_of_what_a_reader_adds(self, database: Database) -> None:
        with database.reading() as session:
            session.add(unit())
            session.flush()
        with database.reading() as session:
            assert units(session) == 0

    def test_a_reader_sees_one_snapshot_while_others_write(self, database: Database) -> None:
        with database.reading() as reader:
            before = units(reader)
            add(database, "FIRM")
            assert units(reader) == before == 0
        with database.reading() as reader:
            assert units(reader) == 1


class TestWriting:
    def test_a_block_without_work_changes_nothing(self, database: Database) -> None:
        with database.writing():
            pass
        with database.reading() as session:
            assert units(session) == 0

    def test_what_a_block_did_is_there_when_it_ends_well(self, database: Database) -> None:
        with database.writing() as session:
            added = unit()
            session.add(added)
        assert added.name == "Harbour & Vale"  # still readable after the commit
        with database.reading() as session:
            assert units(session) == 1

    def test_an_error_undoes_all_of_it_and_stays_the_error_it_is(self, database: Database) -> None:
        with pytest.raises(Refused, match="no"):
            add(database, "FIRM", then=Refused("no"))
        with database.reading() as session:
            assert units(session) == 0

    def test_a_row_that_breaks_a_key_undoes_the_rows_before_it(self, database: Database) -> None:
        add(database, "FIRM")
        with pytest.raises(IntegrityError):
            add(database, "REG1", "FIRM")
        with database.reading() as session:
            assert session.scalars(select(OrgUnit.unit_id)).all() == ["FIRM"]


class TestServiceDown:
    def test_nobody_listens_there(self) -> None:
        database = Database("postgresql+psycopg://test@127.0.0.1:1/firm")
        with pytest.raises(ServiceDown, match=r"The database does not answer .* nothing was changed"):
            units_in(database)

    def test_the_file_is_no_database(self, tmp_path: Path) -> None:
        (tmp_path / "one.db").write_bytes(b"a spreadsheet" * 100)
        with pytest.raises(ServiceDown, match="its file is no database"):
            units_in(Database(f"sqlite:///{tmp_path / 'one.db'}"))

    def test_the_data_folder_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "var").write_text("a file where the folder should be")
        with pytest.raises(ServiceDown, match=r"The data folder .*var cannot be made .* name another"):
            Database(f"sqlite:///{tmp_path / 'var' / 'one.db'}")

    def test_another_process_holds_the_lock(self, sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(database_module, "BUSY_MILLISECONDS", 20)
        other = Database(str(sqlite.url))
        with sqlite.writing() as session:
            session.add(unit())
            session.flush()
            with pytest.raises(ServiceDown, match=r"locked by another process.*nothing was changed"):
                add(other, "LATE")
        with sqlite.reading() as session:
            assert session.scalars(select(OrgUnit.unit_id)).all() == ["FIRM"]
        other.close()

    def test_the_disk_is_full(self, sqlite: Database) -> None:
        @event.listens_for(sqlite.engine, "begin")
        def fill_the_disk(connection: Connection) -> None:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")  # SQLite raises it to the pages there are

        with pytest.raises(ServiceDown, match="its disk is full"):
            add(sqlite, *(f"a unit with a long name {n:0500}" for n in range(500)))
        with sqlite.reading() as session:
            assert units(session) == 0

    def test_the_connection_is_lost_in_the_middle(self, postgres_url: str, postgres_cluster: Cluster) -> None:
        database = Database(postgres_url)
        FIRM_METADATA.create_all(database.engine, tables=USED)

        def lose_the_connection() -> None:
            with database.writing() as session:
                session.add(unit())
                process = session.scalar(text("SELECT pg_backend_pid()"))
                postgres_cluster.execute(f"SELECT pg_terminate_backend({process})")
                units(session)

        with pytest.raises(ServiceDown, match="nothing was changed"):
            lose_the_connection()
        with database.reading() as session:  # and the next one finds a fresh connection
            assert units(session) == 0
        database.close()

    def test_data_that_speak_of_failure_are_no_failure(self, database: Database) -> None:
        with pytest.raises(IntegrityError):  # PostgreSQL quotes the key that is there twice
            add(database, "the database is locked", "the database is locked")

    def test_a_statement_that_is_wrong_stays_a_programming_error(self, database: Database) -> None:
        with pytest.raises(IntegrityError), database.reading() as session:
            session.execute(text("INSERT INTO org_units (unit_id) VALUES ('FIRM')"))  # without its name


@pytest.mark.each_engine
class TestMigrate:
    def test_an_empty_database_gets_every_table_of_the_product(self, database_url: str) -> None:
        database = Database(database_url)
        database.migrate("firm", FIRM_METADATA)
        assert set(FIRM_METADATA.tables) <= set(inspect(database.engine).get_table_names())
        database.close()

    def test_the_migrations_say_what_the_tables_say(self, database_url: str) -> None:
        database = Database(database_url)
        database.migrate("firm", FIRM_METADATA)
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"version_table": "version_firm"})
            assert compare_metadata(context, FIRM_METADATA) == []
        database.close()

    def test_a_second_run_changes_nothing_and_keeps_the_rows(self, database_url: str) -> None:
        database = Database(database_url)
        database.migrate("firm", FIRM_METADATA)
        add(database, "FIRM")
        tables = inspect(database.engine).get_table_names()
        database.migrate("firm", FIRM_METADATA)
        assert inspect(database.engine).get_table_names() == tables
        assert units_in(database) == 1
        database.close()


def units_in(database: Database) -> int:
    with database.reading() as session:
        return units(session)
