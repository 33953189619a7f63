"""The roles of PostgreSQL: whoever adds to the log cannot change it, whoever reads it cannot add to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from assistant.database import Database
from assistant.errors import BadArguments, ServiceDown
from assistant.retention import verify
from assistant.retention.roles import role_statements
from tests.postgres import Cluster
from tests.retention.samples import a_log, entry, forget_keys_of, keys_of

CHANGES = (
    "UPDATE log_record SET kind = 'hidden'",
    "DELETE FROM log_record",
    "TRUNCATE log_record",
    "UPDATE log_payload SET salt = ''",
    "TRUNCATE log_payload",
    "DELETE FROM log_checkpoint",
    "DELETE FROM log_node",
    "DELETE FROM log_sequencer",
    "UPDATE log_key SET wrapped = ''",
    "ALTER TABLE log_record DISABLE TRIGGER log_record_no_change",
    "DROP TRIGGER log_record_no_change ON log_record",
    "SET session_replication_role = replica",
)


def as_role(url: str, role: str) -> Database:
    return Database(f"{url}?options=-crole%3D{role}")


@pytest.fixture
def url(postgres_cluster: Cluster) -> Iterator[str]:
    """A log of one record, made by the owner, who then made the roles."""
    names = "writer_of_a_test", "reader_of_a_test"
    with postgres_cluster.fresh_database() as url:
        owner = Database(url)
        with a_log(owner) as log:
            log.append(entry("made by the owner"))
        with owner.writing() as session:
            for statement in role_statements(*names):
                session.execute(text(statement))
        yield url
        with owner.writing() as session:
            for name in names:
                session.execute(text(f"DROP OWNED BY {name}"))
                session.execute(text(f"DROP ROLE {name}"))
        forget_keys_of(owner)
        owner.close()


class TestNames:
    @pytest.mark.parametrize("name", ["", "x; DROP TABLE log_record", "Übung", "7up"])
    def test_that_are_none_are_refused(self, name: str) -> None:
        with pytest.raises(BadArguments, match="no plain name of a role"):
            role_statements(name)


class TestTheWriter:
    def test_runs_the_log_and_everything_verifies(self, url: str) -> None:
        database = as_role(url, "writer_of_a_test")
        with a_log(database) as log:
            log.append(entry("made by the writer"))
            assert log.checkpoint()
            assert [record.payload["text"] for record in log.each()] == ["made by the owner", "made by the writer"]
        assert verify(database, keys_of(database)).ok
        database.close()

    @pytest.mark.sampled(4)
    @pytest.mark.parametrize("change", CHANGES)
    def test_changes_nothing(self, url: str, change: str) -> None:
        database = as_role(url, "writer_of_a_test")
        with pytest.raises((ProgrammingError, ServiceDown)), database.writing() as session:
            session.execute(text(change))
        assert verify(database, keys_of(database)).count == 1
        database.close()


class TestTheReader:
    def test_verifies_and_cannot_add(self, url: str) -> None:
        database = as_role(url, "reader_of_a_test")
        assert verify(database, keys_of(database)).ok
        with pytest.raises(ProgrammingError), database.writing() as session:
            session.execute(text("INSERT INTO log_looked (name, seq) VALUES ('x', 1)"))
        database.close()

    @pytest.mark.sampled(4)
    @pytest.mark.parametrize("change", CHANGES)
    def test_changes_nothing(self, url: str, change: str) -> None:
        database = as_role(url, "reader_of_a_test")
        with pytest.raises((ProgrammingError, ServiceDown)), database.writing() as session:
            session.execute(text(change))
        database.close()
