"""What verification must find: each attack by raw SQL on a log of twelve records, guards dropped and put back.

Two attacks no chain can see without a pin (the end cut off, everything rewritten with new hashes); they are here too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Connection, text

from assistant.database import Database
from assistant.errors import BadArguments, ServiceDown
from assistant.retention import Finding, Log, Verdict, canonical, verify
from assistant.retention import verify as verify_door
from assistant.retention.chain import BEGINNING, chain_hash, leaf_hash
from assistant.retention.guards import POSTGRESQL_GUARDS, SQLITE_GUARDS, create_guards
from tests.retention.samples import fill, keys_of

COUNT = 12
COLUMNS = "type, kind, ts, actor_id, conversation, run, parent, clients, channel, header, leaf, chain"


class Attacker:
    """Someone who owns the database, and knows how the hashes are made."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def run(self, statement: str, **values: Any) -> None:
        self.connection.execute(text(statement), values)

    def header(self, seq: int) -> dict[str, Any]:
        header: dict[str, Any] = json.loads(self._value("header", seq))
        return header

    def write(self, seq: int, exact: bytes, *, leaf: bool = True, chain: bool = False) -> None:
        """Put other bytes into a record, with their leaf and its own link made anew or not."""
        self.run("UPDATE log_record SET header = :exact WHERE seq = :seq", exact=exact, seq=seq)
        if leaf:
            self.run("UPDATE log_record SET leaf = :leaf WHERE seq = :seq", leaf=leaf_hash(exact), seq=seq)
        if chain:
            self._link(seq, self._value("chain", seq - 1))

    def forge(self, number: int, **changes: Any) -> bytes:
        return canonical({**self.header(number), **changes})

    def rechain(self) -> None:
        """Make every link anew, from the first record to the last."""
        previous = BEGINNING
        for (seq,) in self.connection.execute(text("SELECT seq FROM log_record ORDER BY seq")).all():
            previous = self._link(seq, previous)

    def _link(self, seq: int, previous: bytes) -> bytes:
        chain = chain_hash(previous, self._value("leaf", seq))
        self.run("UPDATE log_record SET chain = :chain WHERE seq = :seq", chain=chain, seq=seq)
        return chain

    def _value(self, column: str, seq: int) -> bytes:
        value: bytes = self.connection.execute(text(f"SELECT {column} FROM log_record WHERE seq = {seq}")).scalar_one()
        return value


@contextmanager
def unguarded(database: Database) -> Iterator[Attacker]:
    with database.writing() as session:
        connection = session.connection()
        for guard in SQLITE_GUARDS if database.is_sqlite else POSTGRESQL_GUARDS.items():
            connection.execute(text(f"DROP TRIGGER {guard if isinstance(guard, str) else ' ON '.join(guard)}"))
        yield Attacker(connection)
        create_guards(connection)


@pytest.fixture
def pin(log: Log) -> str:
    """A log of twelve records, and its position as somebody outside wrote it down."""
    fill(log, COUNT)
    seq, chain = log.head()
    return f"{seq} {chain}"


def kinds(verdict: Verdict) -> set[str]:
    assert verdict.ok == (not verdict.findings)
    return {finding.kind for finding in verdict.findings}


def change_bytes(attacker: Attacker) -> None:
    attacker.write(5, attacker.forge(5, payload_len=1), leaf=False)


def change_bytes_and_leaf(attacker: Attacker) -> None:
    attacker.write(5, attacker.forge(5, payload_len=1))


def change_bytes_leaf_and_link(attacker: Attacker) -> None:
    attacker.write(5, attacker.forge(5, payload_len=1), chain=True)


def remove(attacker: Attacker) -> None:
    attacker.run("DELETE FROM log_record WHERE seq = 5")
    attacker.run("DELETE FROM log_payload WHERE seq = 5")


def remove_several(attacker: Attacker) -> None:
    attacker.run("DELETE FROM log_record WHERE seq BETWEEN 5 AND 7")


def remove_the_first(attacker: Attacker) -> None:
    attacker.run("DELETE FROM log_record WHERE seq = 1")


def remove_and_renumber(attacker: Attacker) -> None:
    remove(attacker)
    for seq in range(6, COUNT + 1):
        attacker.run(f"UPDATE log_record SET seq = {seq - 1} WHERE seq = {seq}")
        attacker.run(f"UPDATE log_payload SET seq = {seq - 1} WHERE seq = {seq}")


def insert_at_the_end(attacker: Attacker) -> None:
    copied = f"SELECT 13, 'copy', {COLUMNS} FROM log_record WHERE seq = 5"
    attacker.run(f"INSERT INTO log_record (seq, id, {COLUMNS}) {copied}")
    attacker.run("INSERT INTO log_payload SELECT 13, salt, payload, payload_type FROM log_payload WHERE seq = 5")


def insert_below_the_first(attacker: Attacker) -> None:
    attacker.run("UPDATE log_record SET seq = -5 WHERE seq = 12")


def insert_from_another_log(attacker: Attacker) -> None:
    attacker.write(12, attacker.forge(12, origin="other"), chain=True)


def insert_a_payload(attacker: Attacker) -> None:
    attacker.run("INSERT INTO log_payload SELECT 13, salt, payload, payload_type FROM log_payload WHERE seq = 5")


def swap(attacker: Attacker) -> None:
    for table in ("log_record", "log_payload"):
        for old, new in ((5, 99), (6, 5), (99, 6)):
            attacker.run(f"UPDATE {table} SET seq = {new} WHERE seq = {old}")


def respace(attacker: Attacker) -> None:
    attacker.write(5, json.dumps(attacker.header(5)).encode())
    attacker.rechain()


def double_a_key(attacker: Attacker) -> None:
    attacker.write(5, b'{"actor":{},' + attacker.forge(5)[1:])
    attacker.rechain()


def leave_no_json(attacker: Attacker) -> None:
    attacker.write(5, b"\xff")
    attacker.rechain()


def leave_other_json(attacker: Attacker) -> None:
    attacker.write(5, b"[]")
    attacker.rechain()


def change_the_payload(attacker: Attacker) -> None:
    attacker.run("UPDATE log_payload SET payload = :payload WHERE seq = 5", payload=b'{"text":"never said"}')


def change_the_salt(attacker: Attacker) -> None:
    attacker.run("UPDATE log_payload SET salt = :salt WHERE seq = 5", salt=bytes(32))


def change_the_payload_type(attacker: Attacker) -> None:
    attacker.run("UPDATE log_payload SET payload_type = 'text/plain' WHERE seq = 5")


def remove_the_payload(attacker: Attacker) -> None:
    attacker.run("DELETE FROM log_payload WHERE seq = 5")


class Case(NamedTuple):
    attack: Callable[[Attacker], None]
    kinds: set[str]
    first_bad: int
    strict_only: frozenset[str] = frozenset()  # what a quick look does not see


CASES = (
    Case(change_bytes, {"changed"}, 5),
    Case(change_bytes_and_leaf, {"chain"}, 5),
    Case(change_bytes_leaf_and_link, {"chain"}, 6),
    Case(remove, {"removed", "chain"}, 5),
    Case(remove_several, {"removed", "chain", "inserted"}, 5),
    Case(remove_the_first, {"removed", "chain", "inserted"}, 1),
    Case(remove_and_renumber, {"moved", "chain", "pin"}, 5),
    Case(insert_at_the_end, {"moved", "projection", "chain"}, 13),
    Case(insert_below_the_first, {"inserted", "moved", "payload_missing", "chain", "pin"}, -5),
    Case(insert_from_another_log, {"inserted", "pin"}, 12, frozenset({"inserted"})),
    Case(insert_a_payload, {"inserted"}, 13),
    Case(swap, {"moved", "chain"}, 5),
    Case(respace, {"canonical", "pin"}, 5),
    Case(double_a_key, {"canonical", "pin"}, 5, frozenset({"canonical"})),
    Case(leave_no_json, {"canonical", "pin"}, 5),
    Case(leave_other_json, {"canonical", "pin"}, 5),
    Case(change_the_payload, {"payload"}, 5),
    Case(change_the_salt, {"payload"}, 5),
    Case(change_the_payload_type, {"projection"}, 5, frozenset({"projection"})),
    Case(remove_the_payload, {"payload_missing"}, 5),
)


class TestAnHonestLog:
    def test_an_empty_log_is_whole(self, log: Log, database: Database) -> None:
        assert verify(database, keys_of(database)) == Verdict(True, 0, (0, "0" * 64), None, (), {})

    def test_a_full_log_is_whole_and_gives_its_position_as_a_pin(self, log: Log, database: Database, pin: str) -> None:
        verdict = verify(database, keys_of(database), pin=pin)
        assert (verdict.ok, verdict.count, verdict.pin) == (True, COUNT, pin)
        assert verify(database, keys_of(database), pin=pin, strict=False) == verdict

    def test_a_log_that_grew_since_the_pin_is_whole(self, log: Log, database: Database, pin: str) -> None:
        fill(log, 3)
        assert verify(database, keys_of(database), pin=pin).ok
        assert verify(database, keys_of(database), pin=f"0 {'0' * 64}").ok

    def test_only_what_came_since_can_be_read(self, log: Log, database: Database, pin: str) -> None:
        fill(log, 3)
        verdict = verify(database, keys_of(database), since=COUNT, pin=pin)
        assert (verdict.ok, verdict.count, verdict.head) == (True, 3, log.head())
        assert verify(database, keys_of(database), since=COUNT + 3).head == log.head()

    def test_progress_is_told_page_by_page(
        self, log: Log, database: Database, pin: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(verify_door.__globals__, "PAGE", 5)
        told: list[tuple[int, int]] = []
        assert verify(database, keys_of(database), progress=lambda done, total: told.append((done, total))).ok
        assert told == [(5, 12), (10, 12), (12, 12)]

    def test_a_pin_that_is_none_is_refused(self, log: Log, database: Database) -> None:
        with pytest.raises(BadArguments, match="is not a pin"):
            verify(database, keys_of(database), pin="yesterday")

    def test_a_database_that_is_away_is_said_to_be_away(self) -> None:
        with pytest.raises(ServiceDown, match="does not answer"):
            verify(Database("postgresql+psycopg://test@127.0.0.1:1/none"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.attack.__name__)
class TestAttacks:
    def test_it_is_found_and_its_place_is_named(self, log: Log, database: Database, pin: str, case: Case) -> None:
        with unguarded(database) as attacker:
            case.attack(attacker)
        verdict = verify(database, keys_of(database), pin=pin)
        assert kinds(verdict) == case.kinds
        assert verdict.first_bad == case.first_bad
        assert kinds(verify(database, keys_of(database))) == case.kinds - {"pin"}
        assert kinds(verify(database, keys_of(database), pin=pin, strict=False)) >= case.kinds - case.strict_only


class TestColumns:
    def test_a_searched_column_cannot_say_something_else_than_the_record(
        self, log: Log, database: Database, pin: str
    ) -> None:
        columns = ("id", "type", "kind", "ts", "actor_id", "conversation", "run", "parent", "clients", "channel")
        with unguarded(database) as attacker:
            for seq, column in enumerate(columns, 1):
                attacker.run(f"UPDATE log_record SET {column} = 'hidden' WHERE seq = {seq}")
        assert verify(database, keys_of(database)).findings == tuple(
            Finding(seq, "projection", f"Record {seq} is listed with another {column} than it has.")
            for seq, column in enumerate(columns, 1)
        )


class TestThePin:
    """What only a position kept outside the database can show."""

    def cut(self, attacker: Attacker, last: int) -> None:
        attacker.run(f"DELETE FROM log_record WHERE seq > {last}")
        attacker.run(f"DELETE FROM log_payload WHERE seq > {last}")

    def test_a_tail_cut_off(self, log: Log, database: Database, pin: str) -> None:
        with unguarded(database) as attacker:
            self.cut(attacker, 9)
        assert verify(database, keys_of(database), pin=pin).findings == (
            Finding(12, "pin", "Record 12 was pinned and is gone: the end of the log was cut off."),
        )
        assert verify(database, keys_of(database)).ok

    def test_the_whole_log_emptied(self, log: Log, database: Database, pin: str) -> None:
        with unguarded(database) as attacker:
            self.cut(attacker, 0)
        assert kinds(verify(database, keys_of(database), pin=pin)) == {"pin"}
        assert verify(database, keys_of(database)).ok

    def test_everything_rewritten_with_hashes_made_anew(self, log: Log, database: Database, pin: str) -> None:
        with unguarded(database) as attacker:
            attacker.write(5, attacker.forge(5, payload_len=1))
            attacker.rechain()
        assert kinds(verify(database, keys_of(database), pin=pin)) == {"pin"}
        assert verify(database, keys_of(database)).ok

    def test_a_record_removed_and_the_rest_renumbered_with_hashes_made_anew(
        self, log: Log, database: Database, pin: str
    ) -> None:
        with unguarded(database) as attacker:
            remove_and_renumber(attacker)
            for seq in range(5, COUNT):
                attacker.write(seq, attacker.forge(seq, seq=seq))
            attacker.rechain()
        assert kinds(verify(database, keys_of(database), pin=pin)) == {"pin"}
        assert verify(database, keys_of(database)).ok

    def test_going_on_from_a_record_that_is_gone(self, log: Log, database: Database, pin: str) -> None:
        with unguarded(database) as attacker:
            self.cut(attacker, 9)
        assert kinds(verify(database, keys_of(database), since=12)) == {"removed"}


class TestRuin:
    def test_a_log_ruined_from_end_to_end_is_told_in_a_few_findings_of_each_kind(
        self, log: Log, database: Database
    ) -> None:
        fill(log, 50)
        with unguarded(database) as attacker:
            attacker.run("UPDATE log_record SET leaf = header, channel = 'hidden'")
        verdict = verify(database, keys_of(database))
        assert verdict.counts == {"changed": 50, "chain": 50, "projection": 50}
        assert len(verdict.findings) == 60
        assert verdict.first_bad == 1


class TestGuardsAndTables:
    def test_each_missing_trigger_is_named(self, log: Log, database: Database) -> None:
        with database.writing() as session:
            for name in ("log_record_no_delete", "log_payload_no_replace") if database.is_sqlite else ():
                session.execute(text(f"DROP TRIGGER {name}"))
            for name, table in {} if database.is_sqlite else POSTGRESQL_GUARDS.items():
                session.execute(text(f"DROP TRIGGER {name} ON {table}"))
        assert [finding.kind for finding in verify(database, keys_of(database)).findings] == ["guard", "guard"]

    def test_a_trigger_that_lets_everything_pass_is_found(self, log: Log, database: Database) -> None:
        with database.writing() as session:
            if database.is_sqlite:
                session.execute(text("DROP TRIGGER log_record_no_delete"))
                session.execute(
                    text("CREATE TRIGGER log_record_no_delete BEFORE DELETE ON log_record BEGIN SELECT 1; END")
                )
            else:
                function = "CREATE OR REPLACE FUNCTION log_append_only() RETURNS trigger LANGUAGE plpgsql"
                session.execute(text(f"{function} AS 'BEGIN RETURN OLD; END'"))
        assert kinds(verify(database, keys_of(database))) == {"guard"}

    def test_a_trigger_switched_off_is_found(self, postgres_url: str) -> None:
        database = Database(postgres_url)
        with Log(database, origin="t", clock=lambda: None):  # type: ignore[arg-type,return-value]
            pass
        with database.writing() as session:
            session.execute(text("ALTER TABLE log_record DISABLE TRIGGER log_record_no_change"))
        assert verify(database, keys_of(database)).findings == (
            Finding(None, "guard", "The trigger log_record_no_change is missing, switched off or altered."),
        )
        database.close()

    def test_a_database_without_a_log_is_no_whole_log(self, database: Database) -> None:
        verdict = verify(database, keys_of(database))
        assert kinds(verdict) == {"tables"}
        assert verdict.first_bad is None

    def test_a_table_rebuilt_without_its_key_is_found(self, log: Log, database: Database, pin: str) -> None:
        with database.writing() as session:
            session.execute(text("CREATE TABLE copy AS SELECT * FROM log_payload"))
            session.execute(text("DROP TABLE log_payload"))
            session.execute(text("ALTER TABLE copy RENAME TO log_payload"))
        assert verify(database, keys_of(database)).findings == (
            Finding(None, "tables", "The table log_payload has lost its primary key."),
        )
