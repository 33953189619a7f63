"""Alembic's entry: runs over the connection that `Database.migrate` hands in; the line says which tables it owns."""

from typing import Any

from alembic import context

connection = context.config.attributes["connection"]
metadata = context.config.attributes["metadata"]


def _ours(_object: Any, name: str | None, kind: str, _reflected: bool, _compare: Any) -> bool:
    """On PostgreSQL both lines share a database: each leaves the other's tables alone."""
    return kind != "table" or name in metadata.tables


context.configure(
    connection=connection,
    target_metadata=metadata,
    version_table=context.config.attributes["version_table"],
    include_object=_ours,
)
with context.begin_transaction():
    context.run_migrations()
