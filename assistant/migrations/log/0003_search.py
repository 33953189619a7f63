"""Finding among a million encrypted records: an index of blind tokens, and columns in the order of the log."""

import sqlalchemy as sa
from alembic import op

revision = "log_0003"
down_revision = "log_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "log_indexed",
        sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("upto", sa.BigInteger, nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE log_word USING fts5(tokens, content='', detail=none, columnsize=0, tokenize='ascii')"
        )
    else:
        op.execute("CREATE TABLE log_word (seq BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX ix_log_word_tokens ON log_word USING gin (tokens)")
    for name in ("kind", "actor_id", "conversation"):
        op.drop_index(f"ix_log_record_{name}", "log_record")
    for name in ("type", "kind", "actor_id", "conversation"):
        op.create_index(f"ix_log_record_{name}_seq", "log_record", [name, "seq"])


def downgrade() -> None:
    raise RuntimeError("The log only grows: its tables are never taken back.")
