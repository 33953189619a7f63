"""What makes the log prove itself: data keys, the tree's nodes, checkpoints, disposals, one sequencer and its inbox.

Records of the first version stay as they are: their payloads are plain, and they carry no retention class.
"""

import sqlalchemy as sa
from alembic import op

from assistant.retention.guards import create_guards

revision = "log_0002"
down_revision = "log_0001"
branch_labels = None
depends_on = None

FIRST_SQLITE = tuple(
    f"{table}_no_{deed}" for table in ("log_record", "log_payload") for deed in ("update", "delete", "replace")
)
SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _drop_first_guards()
    op.add_column("log_record", sa.Column("retention_class", sa.Text))
    op.add_column("log_record", sa.Column("retain_until", sa.Text))
    op.create_index("ix_log_record_retain_until", "log_record", ["retain_until"])
    op.add_column("log_payload", sa.Column("key_id", sa.Text))
    op.create_table(
        "log_key",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "log_node",
        sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("place", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "log_checkpoint",
        sa.Column("number", SEQ, primary_key=True, autoincrement=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("ix_log_checkpoint_size", "log_checkpoint", ["size"])
    op.create_table(
        "log_disposed",
        sa.Column("seq", SEQ, primary_key=True, autoincrement=False),
        sa.Column("by_record", sa.BigInteger, nullable=False),
    )
    _sequencer_tables()
    create_guards(op.get_bind())


def _drop_first_guards() -> None:
    """A log of the first version has guards of its own under these names."""
    if op.get_bind().dialect.name == "sqlite":
        for name in FIRST_SQLITE:
            op.execute(f"DROP TRIGGER IF EXISTS {name}")
    else:
        for table in ("log_record", "log_payload"):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}")
        op.execute("DROP FUNCTION IF EXISTS log_append_only()")


def _sequencer_tables() -> None:
    sequencer = op.create_table(
        "log_sequencer",
        sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("chain", sa.LargeBinary, nullable=False),
        sa.Column("seal", sa.LargeBinary, nullable=False),
    )
    op.bulk_insert(sequencer, [{"only": 1, "epoch": 0, "size": 0, "chain": b"", "seal": b""}])
    op.create_table(
        "log_inbox",
        sa.Column("place", SEQ, primary_key=True, autoincrement=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("entry", sa.LargeBinary, nullable=False),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    raise RuntimeError("The log only grows: its tables are never taken back.")
