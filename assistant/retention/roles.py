"""Two roles of PostgreSQL: one that adds to the log and changes nothing in it, one that reads it and adds nothing.

The owner of the tables, who can drop a trigger, need not be whoever runs the assistant. What the writer may delete is
what the guards let go: a payload that a recorded disposal names, a data key that nothing needs, an entry of the inbox.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.errors import BadArguments
from assistant.retention.tables import LOG

WRITER, READER = "assistant_log_writer", "assistant_log_reader"
ADDED = "SELECT, INSERT"
MORE: Mapping[str, str] = {
    "log_sequencer": "SELECT, UPDATE",
    "log_inbox": "SELECT, INSERT, DELETE",
    "log_payload": "SELECT, INSERT, DELETE",
    "log_key": "SELECT, INSERT, DELETE",
    "log_word": "SELECT, INSERT, DELETE",
    "log_indexed": "SELECT, INSERT, UPDATE, DELETE",
    **dict.fromkeys(("log_journal", "log_looked", "log_segment"), "SELECT, INSERT, UPDATE"),
}
"""What the writer needs beyond adding rows. Nobody but the owner may truncate, and nothing that proves may change."""


def role_statements(writer: str = WRITER, reader: str = READER) -> tuple[str, ...]:
    """The SQL that the owner of the tables runs once, and again after an update: roles without a login, to be granted.

    Raises BadArguments when a name is no plain identifier.
    """
    for name in (writer, reader):
        if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", name):
            raise BadArguments(f"{name!r} is no plain name of a role: small letters, digits and _ only.")
    tables = sorted({*LOG.tables, *MORE, "version_log"})
    return (
        *(f"CREATE ROLE {name} NOLOGIN" for name in (writer, reader)),
        f"REVOKE ALL ON {', '.join(tables)} FROM PUBLIC, {writer}, {reader}",
        f"GRANT SELECT ON {', '.join(tables)} TO {reader}",
        *(f"GRANT {_rights(table)} ON {table} TO {writer}" for table in tables),
        f"GRANT USAGE ON SEQUENCE log_inbox_place_seq TO {writer}",
    )


def _rights(table: str) -> str:
    return "SELECT" if table == "version_log" else MORE.get(table, ADDED)
