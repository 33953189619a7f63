"""Who approves for an absent principal, and the exception of a firm that has one principal only.

Generated as 0001 says, with `assistant.supervision` imported too.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "substitutes",
        sa.Column("substitution_id", sa.String(), nullable=False),
        sa.Column("absent_id", sa.String(), nullable=False),
        sa.Column("absent_email", sa.String(), nullable=False),
        sa.Column("absent_name", sa.String(), nullable=False),
        sa.Column("substitute_id", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("named_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("substitution_id"),
    )
    for column in ("absent_id", "substitute_id"):
        op.create_index(op.f(f"ix_substitutes_{column}"), "substitutes", [column], unique=False)
    op.create_table(
        "principal_exceptions",
        sa.Column("exception_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("granted_by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("exception_id"),
    )
    op.create_index(op.f("ix_principal_exceptions_user_id"), "principal_exceptions", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_table("principal_exceptions")
    op.drop_table("substitutes")
