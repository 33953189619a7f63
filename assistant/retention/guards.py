"""What keeps honest mistakes out of the log: triggers on both engines, and settings that put a commit on the disk.

Triggers prevent, hashes prove: whoever owns the file can drop a trigger, which is why the verifier looks for them
word for word. Two tables let a row go: a payload that a recorded disposal names, a data key that nothing needs. A
migration that changes a guard drops it and calls `create_guards` again. Never batch-alter a table of the log: on
SQLite that rebuilds the table without its triggers.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, text

REFUSAL = "the log is append-only"
_ABORT = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"


class Guarded(NamedTuple):
    """A table, what makes a row the same as another, and a row's way out: a condition under which it may not go."""

    table: str
    same: str
    kept_while: str = ""  # of a row OLD; empty: for ever


GUARDED = (
    Guarded("log_record", "seq = NEW.seq OR id = NEW.id"),
    Guarded("log_payload", "seq = NEW.seq", "NOT EXISTS (SELECT 1 FROM log_disposed WHERE seq = OLD.seq)"),
    Guarded("log_node", "level = NEW.level AND place = NEW.place"),
    Guarded("log_checkpoint", "number = NEW.number"),
    Guarded("log_disposed", "seq = NEW.seq"),
    Guarded(
        "log_key",
        "id = NEW.id",
        "EXISTS (SELECT 1 FROM log_payload WHERE key_id = OLD.id) "
        "OR EXISTS (SELECT 1 FROM log_inbox WHERE key_id = OLD.id)",
    ),
)


def _sqlite_guards(guarded: Guarded) -> dict[str, str]:
    # INSERT OR REPLACE deletes without asking the delete trigger (recursive_triggers is off): hence the third.
    table = guarded.table
    kept = f"WHEN {guarded.kept_while} " if guarded.kept_while else ""
    taken = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {guarded.same})"  # noqa: S608 - constants above
    return {
        f"{table}_no_update": f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {_ABORT}",
        f"{table}_no_delete": f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {kept}{_ABORT}",
        f"{table}_no_replace": f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} {taken} {_ABORT}",
    }


SQLITE_GUARDS = {name: sql for guarded in GUARDED for name, sql in _sqlite_guards(guarded).items()}


class PostgresGuard(NamedTuple):
    """A trigger of PostgreSQL: its function's body and the bits of pg_trigger.tgtype that say when it fires."""

    name: str
    table: str
    body: str
    when: str
    bits: int


_RAISE = f"RAISE EXCEPTION '{REFUSAL}';"
_BEFORE, _ROW, _DELETE, _UPDATE, _TRUNCATE = 2, 1, 8, 16, 32


def _postgres_guards(guarded: Guarded) -> tuple[PostgresGuard, ...]:
    table = guarded.table
    if not guarded.kept_while:
        when = "UPDATE OR DELETE OR TRUNCATE"
        bits = _BEFORE | _DELETE | _UPDATE | _TRUNCATE
        return (PostgresGuard(f"{table}_no_change", table, f" BEGIN {_RAISE} END ", when, bits),)
    kept = f" BEGIN IF {guarded.kept_while} THEN {_RAISE} END IF; RETURN OLD; END "
    return (
        PostgresGuard(
            f"{table}_no_change", table, f" BEGIN {_RAISE} END ", "UPDATE OR TRUNCATE", _BEFORE | _UPDATE | _TRUNCATE
        ),
        PostgresGuard(f"{table}_no_delete", table, kept, "DELETE", _BEFORE | _ROW | _DELETE),
    )


POSTGRESQL_GUARDS = tuple(guard for guarded in GUARDED for guard in _postgres_guards(guarded))

_DURABLE_JOURNALS = ("wal", "delete", "truncate", "persist")
_DURABLE_COMMITS = ("on", "remote_write", "remote_apply")


def create_guards(connection: Connection) -> None:
    """Create every trigger of the log on this engine; for migrations only."""
    if connection.dialect.name == "sqlite":
        for statement in SQLITE_GUARDS.values():
            connection.exec_driver_sql(statement)
        return
    for guard in POSTGRESQL_GUARDS:
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $${guard.body}$$"
        )
        each = "ROW" if guard.bits & _ROW else "STATEMENT"
        connection.exec_driver_sql(
            f"CREATE TRIGGER {guard.name} BEFORE {guard.when} ON {guard.table} "
            f"FOR EACH {each} EXECUTE FUNCTION {guard.name}()"
        )
        # ALWAYS: otherwise session_replication_role = replica would switch it off for a session.
        connection.exec_driver_sql(f"ALTER TABLE {guard.table} ENABLE ALWAYS TRIGGER {guard.name}")


def missing_guards(connection: Connection) -> tuple[str, ...]:
    """The names of the log's triggers that are gone, switched off or altered; empty when all stand."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        found: dict[str, str] = {row.name: row.sql for row in rows}
        return tuple(name for name, statement in SQLITE_GUARDS.items() if found.get(name) != statement)
    rows = connection.execute(
        text(
            "SELECT t.tgname, c.relname, t.tgtype, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgenabled = 'A' AND t.tgqual IS NULL "
            # of all columns, and of a function that looks for its tables where everybody does
            "AND t.tgattr = '' AND p.proconfig IS NULL AND c.oid = to_regclass(c.relname)"
        )
    )
    standing = {(row.tgname, row.relname, row.prosrc): int(row.tgtype) for row in rows}
    return tuple(
        guard.name for guard in POSTGRESQL_GUARDS if standing.get((guard.name, guard.table, guard.body)) != guard.bits
    )


def weak_settings(connection: Connection) -> tuple[str, ...]:
    """Why a commit of this connection might not survive a crash, as `setting is value`; empty when it would."""
    if connection.dialect.name == "sqlite":
        journal = str(connection.execute(text("PRAGMA journal_mode")).scalar_one())
        level = int(connection.execute(text("PRAGMA synchronous")).scalar_one())
        weak = [f"journal_mode is {journal}"] if journal not in _DURABLE_JOURNALS else []
        return (*weak, *([f"synchronous is {level}, below FULL"] if level < 2 else []))
    fsync = connection.execute(text("SHOW fsync")).scalar_one()
    commit = connection.execute(text("SHOW synchronous_commit")).scalar_one()
    weak = [f"fsync is {fsync}"] if fsync != "on" else []
    return (*weak, *([f"synchronous_commit is {commit}"] if commit not in _DURABLE_COMMITS else []))
