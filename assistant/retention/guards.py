"""What keeps honest mistakes out of the log: triggers on both engines, and settings that put a commit on the disk.

Triggers prevent, hashes prove: whoever owns the file can drop a trigger, which is why the verifier looks for them
word for word. A migration that changes a guard drops it and calls `create_guards` again. Never batch-alter a table
of the log: on SQLite that rebuilds the table without its triggers.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

TABLES = ("log_record", "log_payload")
_REFUSAL = "the log is append-only"
_ABORT = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"


def _sqlite_guards(table: str, same_row: str) -> dict[str, str]:
    # INSERT OR REPLACE deletes without asking the delete trigger (recursive_triggers is off): hence the third.
    taken = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same_row})"  # noqa: S608 - both are constants below
    return {
        f"{table}_no_update": f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {_ABORT}",
        f"{table}_no_delete": f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {_ABORT}",
        f"{table}_no_replace": f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} {taken} {_ABORT}",
    }


SQLITE_GUARDS = {
    **_sqlite_guards("log_record", "seq = NEW.seq OR id = NEW.id"),
    **_sqlite_guards("log_payload", "seq = NEW.seq"),
}
_FUNCTION_BODY = f" BEGIN RAISE EXCEPTION '{_REFUSAL}'; END "
_FUNCTION = f"CREATE OR REPLACE FUNCTION log_append_only() RETURNS trigger LANGUAGE plpgsql AS $${_FUNCTION_BODY}$$"
POSTGRESQL_GUARDS = {f"{table}_no_change": table for table in TABLES}
_BEFORE_UPDATE_DELETE_TRUNCATE = 2 | 8 | 16 | 32  # bits of pg_trigger.tgtype, for each statement

_DURABLE_JOURNALS = ("wal", "delete", "truncate", "persist")
_DURABLE_COMMITS = ("on", "remote_write", "remote_apply")


def create_guards(connection: Connection) -> None:
    """Create every trigger of the log on this engine; for migrations only."""
    if connection.dialect.name == "sqlite":
        for statement in SQLITE_GUARDS.values():
            connection.exec_driver_sql(statement)
        return
    connection.exec_driver_sql(_FUNCTION)
    for name, table in POSTGRESQL_GUARDS.items():
        connection.exec_driver_sql(
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION log_append_only()"
        )
        # ALWAYS: otherwise session_replication_role = replica would switch it off for a session.
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def missing_guards(connection: Connection) -> tuple[str, ...]:
    """The names of the log's triggers that are gone, switched off or altered; empty when all stand."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        found: dict[str, str] = {row.name: row.sql for row in rows}
        return tuple(name for name, statement in SQLITE_GUARDS.items() if found.get(name) != statement)
    standing = connection.execute(
        text(
            "SELECT t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgenabled = 'A' "
            "AND t.tgtype & :kind = :kind AND t.tgqual IS NULL AND p.prosrc = :body "
            "AND (t.tgrelid = to_regclass('log_record') OR t.tgrelid = to_regclass('log_payload'))"
        ),
        {"kind": _BEFORE_UPDATE_DELETE_TRUNCATE, "body": _FUNCTION_BODY},
    ).scalars()
    return tuple(sorted(set(POSTGRESQL_GUARDS) - set(standing)))


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
