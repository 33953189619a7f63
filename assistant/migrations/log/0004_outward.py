"""The log's ways out: the journal's states, how far it looked, the sealed segments."""

import sqlalchemy as sa
from alembic import op

revision = "log_0004"
down_revision = "log_0003"
branch_labels = None
depends_on = None

SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "log_journal",
        sa.Column("seq", SEQ, primary_key=True, autoincrement=False),
        sa.Column("message_id", sa.Text, nullable=False, unique=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_try", sa.Text, nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("accepted_at", sa.Text),
    )
    op.create_index("ix_log_journal_due", "log_journal", ["state", "next_try"])
    op.create_table(
        "log_looked",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "log_segment",
        sa.Column("number", SEQ, primary_key=True, autoincrement=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("manifest", sa.Text, nullable=False),
        sa.Column("retain_until", sa.Text, nullable=False),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("version", sa.Text),
        sa.Column("manifest_version", sa.Text),
        sa.Column("replicated_at", sa.Text),
        sa.Column("failure", sa.Text, nullable=False),
    )


def downgrade() -> None:
    raise RuntimeError("What has left for the archives is evidence too: these tables are never taken back.")
