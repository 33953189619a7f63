"""Attacks by raw SQL on a log of twelve records, its guards dropped and put back: what verification must find."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from assistant.database import Database
from assistant.retention import canonical
from assistant.retention.chain import BEGINNING, chain_hash, leaf_hash
from assistant.retention.guards import POSTGRESQL_GUARDS, SQLITE_GUARDS, create_guards
from assistant.retention.keys import SigningKey
from assistant.retention.merkle import Frontier
from assistant.retention.notes import NO_NOTE, Checkpoint, sign_text
from assistant.retention.records import moment_text
from assistant.retention.tree import store_missing
from tests.retention.samples import ORIGIN

COUNT = 12
COLUMNS = (
    "type, kind, ts, actor_id, conversation, run, parent, clients, channel, retention_class, retain_until, header, "
    "leaf, chain"
)
PAYLOAD = "salt, payload, payload_type, key_id"


class Attacker:
    """Someone who owns the database and knows how every hash in it is made."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def run(self, statement: str, **values: Any) -> None:
        self.connection.execute(text(statement), values)

    def header(self, seq: int) -> dict[str, Any]:
        header: dict[str, Any] = json.loads(self.value("header", seq))
        return header

    def forge(self, number: int, **changes: Any) -> bytes:
        return canonical({**self.header(number), **changes})

    def write(self, seq: int, exact: bytes, *, leaf: bool = True, chain: bool = False) -> None:
        """Put other bytes into a record, with their leaf and its own link made anew or not."""
        self.run("UPDATE log_record SET header = :exact WHERE seq = :seq", exact=exact, seq=seq)
        if leaf:
            self.run("UPDATE log_record SET leaf = :leaf WHERE seq = :seq", leaf=leaf_hash(exact), seq=seq)
        if chain:
            self._link(seq, self.value("chain", seq - 1))

    def rechain(self) -> None:
        """Make every link anew, from the first record to the last."""
        previous = BEGINNING
        for (seq,) in self.connection.execute(text("SELECT seq FROM log_record ORDER BY seq")).all():
            previous = self._link(seq, previous)

    def cut(self, last: int) -> None:
        """Remove every record after `last`, with its payload."""
        self.run(f"DELETE FROM log_record WHERE seq > {last}")
        self.run(f"DELETE FROM log_payload WHERE seq > {last}")

    def forget_checkpoints(self) -> None:
        self.run("DELETE FROM log_checkpoint")

    def sign(self, key: SigningKey) -> str:
        """One checkpoint over what is there now, signed with any key, in the place of all others."""
        self.forget_checkpoints()
        rows = self.connection.execute(text("SELECT leaf, chain FROM log_record ORDER BY seq")).all()
        frontier = Frontier()
        for row in rows:
            frontier.add(row.leaf)
        time = moment_text(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC))
        said = Checkpoint(ORIGIN, len(rows), frontier.root(), 1, NO_NOTE, rows[-1].chain, time)
        note = sign_text(said.body(), key.name, key.private)
        self.run("INSERT INTO log_checkpoint VALUES (1, :size, :note)", size=len(rows), note=note)
        return note

    def store_nodes_anew(self) -> None:
        self.run("DELETE FROM log_node")
        store_missing(self.connection, self.connection.execute(text("SELECT max(seq) FROM log_record")).scalar_one())

    def seal_as(self, seal: bytes) -> None:
        """Say that the log ends where it now ends, with whatever seal could be made."""
        row = self.connection.execute(text("SELECT seq, chain FROM log_record ORDER BY seq DESC LIMIT 1")).one()
        self.run("UPDATE log_sequencer SET size = :size, chain = :chain, seal = :seal",
                 size=row.seq, chain=row.chain, seal=seal)  # fmt: skip

    def value(self, column: str, seq: int) -> bytes:
        found: bytes = self.connection.execute(text(f"SELECT {column} FROM log_record WHERE seq = {seq}")).scalar_one()
        return found

    def _link(self, seq: int, previous: bytes) -> bytes:
        chain = chain_hash(previous, self.value("leaf", seq))
        self.run("UPDATE log_record SET chain = :chain WHERE seq = :seq", chain=chain, seq=seq)
        return chain


@contextmanager
def unguarded(database: Database) -> Iterator[Attacker]:
    """The database without its guards, which stand again afterwards."""
    with database.writing() as session:
        connection = session.connection()
        drop = [f"DROP TRIGGER {name}" for name in SQLITE_GUARDS]
        if not database.is_sqlite:
            drop = [f"DROP TRIGGER {guard.name} ON {guard.table}" for guard in POSTGRESQL_GUARDS]
        for statement in drop:
            connection.execute(text(statement))
        yield Attacker(connection)
        create_guards(connection)


def change_bytes(attacker: Attacker) -> None:
    attacker.write(5, attacker.forge(5, payload_len=1), leaf=False)


def change_bytes_and_leaf(attacker: Attacker) -> None:
    attacker.write(5, attacker.forge(5, payload_len=1))


def change_bytes_leaf_and_link(attacker: Attacker) -> None:
    attacker.write(5, attacker.forge(5, payload_len=1), chain=True)


def change_bytes_and_rechain(attacker: Attacker) -> None:
    attacker.write(5, attacker.forge(5, payload_len=1))
    attacker.rechain()


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


def remove_renumber_and_rechain(attacker: Attacker) -> None:
    remove_and_renumber(attacker)
    for seq in range(5, COUNT):
        attacker.write(seq, attacker.forge(seq, seq=seq))
    attacker.rechain()


def cut_the_tail(attacker: Attacker) -> None:
    attacker.cut(9)


def cut_the_tail_and_its_checkpoints(attacker: Attacker) -> None:
    attacker.cut(9)
    attacker.forget_checkpoints()


def empty_it(attacker: Attacker) -> None:
    attacker.cut(0)
    attacker.forget_checkpoints()
    attacker.run("DELETE FROM log_sequencer")


def rewrite_everything(attacker: Attacker) -> None:
    """With every hash made anew and no checkpoint left that says otherwise; only the seal cannot be made."""
    change_bytes_and_rechain(attacker)
    attacker.forget_checkpoints()
    attacker.seal_as(bytes(32))


def insert_at_the_end(attacker: Attacker) -> None:
    copied = f"SELECT 13, 'copy', {COLUMNS} FROM log_record WHERE seq = 5"
    attacker.run(f"INSERT INTO log_record (seq, id, {COLUMNS}) {copied}")
    attacker.run(f"INSERT INTO log_payload (seq, {PAYLOAD}) SELECT 13, {PAYLOAD} FROM log_payload WHERE seq = 5")


def insert_below_the_first(attacker: Attacker) -> None:
    attacker.run("UPDATE log_record SET seq = -5 WHERE seq = 12")


def insert_from_another_log(attacker: Attacker) -> None:
    attacker.write(12, attacker.forge(12, origin="other"), chain=True)


def insert_a_payload(attacker: Attacker) -> None:
    attacker.run(f"INSERT INTO log_payload (seq, {PAYLOAD}) SELECT 13, {PAYLOAD} FROM log_payload WHERE seq = 5")


def swap(attacker: Attacker) -> None:
    for table in ("log_record", "log_payload"):
        for old, new in ((5, 99), (6, 5), (99, 6)):
            attacker.run(f"UPDATE {table} SET seq = {new} WHERE seq = {old}")


def swap_the_payloads(attacker: Attacker) -> None:
    for old, new in ((5, 99), (6, 5), (99, 6)):
        attacker.run(f"UPDATE log_payload SET seq = {new} WHERE seq = {old}")


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
    attacker.run("UPDATE log_payload SET payload = :payload WHERE seq = 5", payload=b"never said" * 5)


def cut_the_payload_short(attacker: Attacker) -> None:
    attacker.run("UPDATE log_payload SET payload = :payload WHERE seq = 5", payload=b"{}")


def write_the_payload_in_the_clear(attacker: Attacker) -> None:
    """As records of the first version have it, so that no key is needed."""
    said = b'{"text":"never said"}'
    attacker.run("UPDATE log_payload SET payload = :payload, key_id = NULL WHERE seq = 5", payload=said)


def change_the_salt(attacker: Attacker) -> None:
    attacker.run("UPDATE log_payload SET salt = :salt WHERE seq = 5", salt=bytes(32))


def change_the_payload_type(attacker: Attacker) -> None:
    attacker.run("UPDATE log_payload SET payload_type = 'text/plain' WHERE seq = 5")


def remove_the_payload(attacker: Attacker) -> None:
    attacker.run("DELETE FROM log_payload WHERE seq = 5")


def dispose_of_it_unrecorded(attacker: Attacker) -> None:
    attacker.run("INSERT INTO log_disposed VALUES (5, 3)")
    attacker.run("DELETE FROM log_payload WHERE seq = 5")


def mark_it_as_disposed_of(attacker: Attacker) -> None:
    """What opens the guard over a payload that is still there."""
    attacker.run("INSERT INTO log_disposed VALUES (5, 3)")


def mark_what_is_to_come(attacker: Attacker) -> None:
    attacker.run("INSERT INTO log_disposed VALUES (13, 3)")


def replace_the_data_key(attacker: Attacker) -> None:
    attacker.run("UPDATE log_key SET wrapped = :wrapped", wrapped=bytes(60))


def remove_the_data_key(attacker: Attacker) -> None:
    attacker.run("DELETE FROM log_key")


def remove_the_sequencer(attacker: Attacker) -> None:
    attacker.run("DELETE FROM log_sequencer")


def forge_the_seal(attacker: Attacker) -> None:
    attacker.seal_as(bytes(32))


def leave_no_seal(attacker: Attacker) -> None:
    attacker.seal_as(b"")


def seal_below_zero(attacker: Attacker) -> None:
    attacker.run("UPDATE log_sequencer SET size = -1")


def set_another_sequencer_beside(attacker: Attacker) -> None:
    attacker.run("INSERT INTO log_sequencer SELECT 2, epoch, size, chain, seal FROM log_sequencer")


def store_a_node_too_many(attacker: Attacker) -> None:
    attacker.run("INSERT INTO log_node VALUES (8, 0, :hash)", hash=bytes(32))


def leave_no_json_at_the_beginning(attacker: Attacker) -> None:
    attacker.write(1, b"\xff")
    attacker.rechain()


def nest_too_deep(attacker: Attacker) -> None:
    attacker.write(5, b"[" * 100_000)
    attacker.rechain()


def begin_anew(attacker: Attacker) -> None:
    """As a log looks that nobody has written to yet."""
    attacker.cut(0)
    attacker.forget_checkpoints()
    attacker.run("UPDATE log_sequencer SET size = 0, chain = :none, seal = :none", none=b"")


class Case(NamedTuple):
    """An attack; the kinds of findings, the first bad number (None: no single record is), what a quick look misses."""

    attack: Callable[[Attacker], None]
    kinds: set[str]
    first_bad: int | None
    strict_only: frozenset[str] = frozenset()


MEANING = frozenset({"canonical", "projection", "payload", "inserted", "moved"})
CASES = (
    Case(change_bytes, {"changed"}, 5),
    Case(change_bytes_and_leaf, {"chain", "tree"}, 5),
    Case(change_bytes_leaf_and_link, {"chain", "tree"}, 6),
    Case(change_bytes_and_rechain, {"tree", "seal"}, 12),
    Case(remove, {"removed", "chain", "tree"}, 5),
    Case(remove_several, {"removed", "chain", "inserted", "tree"}, 5),
    Case(remove_the_first, {"removed", "chain", "inserted", "tree"}, 1),
    Case(remove_and_renumber, {"moved", "chain", "payload", "checkpoint", "pin", "seal"}, 5, MEANING),
    Case(remove_renumber_and_rechain, {"payload", "checkpoint", "pin", "seal"}, 5, MEANING),
    Case(cut_the_tail, {"checkpoint", "pin", "seal"}, 10),
    Case(cut_the_tail_and_its_checkpoints, {"pin", "seal"}, 10),
    Case(empty_it, {"pin", "seal"}, 12),
    Case(rewrite_everything, {"tree", "pin", "seal"}, 12),
    Case(insert_at_the_end, {"moved", "projection", "chain", "payload", "seal"}, 13, MEANING),
    Case(
        insert_below_the_first,
        {"inserted", "moved", "payload_missing", "chain", "checkpoint", "pin", "seal"},
        -5,
        MEANING,
    ),
    Case(insert_from_another_log, {"inserted", "tree", "seal"}, 12, MEANING),
    Case(insert_a_payload, {"inserted"}, 13),
    Case(swap, {"moved", "chain", "payload", "tree"}, 5, MEANING),
    Case(swap_the_payloads, {"payload"}, 5, MEANING),
    Case(respace, {"canonical", "tree", "seal"}, 5, MEANING),
    Case(double_a_key, {"canonical", "tree", "seal"}, 5, MEANING),
    Case(leave_no_json, {"canonical", "tree", "seal"}, 5, MEANING),
    Case(leave_other_json, {"canonical", "tree", "seal"}, 5, MEANING),
    Case(change_the_payload, {"payload"}, 5, MEANING),
    Case(cut_the_payload_short, {"payload"}, 5, MEANING),
    Case(write_the_payload_in_the_clear, {"payload"}, 5, MEANING),
    Case(change_the_salt, {"payload"}, 5, MEANING),
    Case(change_the_payload_type, {"projection"}, 5, MEANING),
    Case(remove_the_payload, {"payload_missing"}, 5),
    Case(dispose_of_it_unrecorded, {"payload_missing"}, 5),
    Case(mark_it_as_disposed_of, {"inserted"}, 5),
    Case(mark_what_is_to_come, {"inserted"}, 13),
    Case(replace_the_data_key, {"payload"}, 1, MEANING),
    Case(remove_the_data_key, {"payload"}, 1, MEANING),
    Case(remove_the_sequencer, {"seal"}, None),
    Case(forge_the_seal, {"seal"}, 12),
    Case(leave_no_seal, {"seal"}, 12),
    Case(seal_below_zero, {"seal"}, None),
    Case(set_another_sequencer_beside, {"seal"}, None),
    Case(store_a_node_too_many, {"tree"}, None),
    Case(leave_no_json_at_the_beginning, {"canonical", "tree", "seal"}, 1, MEANING),
    Case(nest_too_deep, {"canonical", "tree", "seal"}, 5, MEANING),
    Case(begin_anew, {"pin"}, 12),
)

SEEN_BY_THE_FOLDER = frozenset({"payload", "seal", "pin"})
"""Kinds for which the key folder is needed: its wrapping key, its pin."""
MISSED_BY_THE_DATABASE_ALONE = (
    cut_the_tail_and_its_checkpoints, rewrite_everything, begin_anew, remove_the_data_key, replace_the_data_key,
    forge_the_seal, leave_no_seal, seal_below_zero, swap_the_payloads, change_the_payload, cut_the_payload_short,
    change_the_salt,
)  # fmt: skip
"""What nobody finds who has the database and the trusted keys, but neither the key folder nor a pin (table 2.7)."""
