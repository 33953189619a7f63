"""The log's first tables: records and payloads. The triggers that refuse to change them come with the next revision."""

import sqlalchemy as sa
from alembic import op

revision = "log_0001"
down_revision = None
branch_labels = None
depends_on = None

SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")
SEARCHED = ("kind", "ts", "actor_id", "conversation", "run")


def upgrade() -> None:
    op.create_table(
        "log_record",
        sa.Column("seq", SEQ, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("ts", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.Column("conversation", sa.Text),
        sa.Column("run", sa.Text),
        sa.Column("parent", sa.Text),
        sa.Column("clients", sa.Text, nullable=False),
        sa.Column("channel", sa.Text),
        sa.Column("header", sa.LargeBinary, nullable=False),
        sa.Column("leaf", sa.LargeBinary, nullable=False),
        sa.Column("chain", sa.LargeBinary, nullable=False),
    )
    for column in SEARCHED:
        op.create_index(f"ix_log_record_{column}", "log_record", [column])
    op.create_table(
        "log_payload",
        sa.Column("seq", SEQ, primary_key=True, autoincrement=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("payload_type", sa.Text, nullable=False),
    )


def downgrade() -> None:
    raise RuntimeError("The log only grows: its tables are never taken back.")
