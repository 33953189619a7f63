"""Questionnaires that were issued, the letters about them, their answers, and what the answers propose.

Generated as 0001 says, with `assistant.outreach.questionnaire_tables` imported beside the modules of 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "issued_questionnaires",
        sa.Column("questionnaire_id", sa.String(), nullable=False),
        sa.Column("household_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("advisor_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("review_due", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("good_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("questionnaire_id"),
    )
    for column in ("household_id", "advisor_id", "state"):
        op.create_index(op.f(f"ix_issued_questionnaires_{column}"), "issued_questionnaires", [column], unique=False)
    op.create_table(
        "questionnaire_mails",
        sa.Column("questionnaire_id", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("questionnaire_id", "what"),
    )
    op.create_index(op.f("ix_questionnaire_mails_draft_id"), "questionnaire_mails", ["draft_id"], unique=False)
    op.create_table(
        "questionnaire_answers",
        sa.Column("questionnaire_id", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("questionnaire_id"),
    )
    op.create_table(
        "questionnaire_findings",
        sa.Column("finding_id", sa.String(), nullable=False),
        sa.Column("questionnaire_id", sa.String(), nullable=False),
        sa.Column("advisor_id", sa.String(), nullable=False),
        sa.Column("household_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("verify", sa.Boolean(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("change_id", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("finding_id"),
    )
    for column in ("questionnaire_id", "advisor_id", "household_id", "letter"):
        op.create_index(op.f(f"ix_questionnaire_findings_{column}"), "questionnaire_findings", [column], unique=False)


def downgrade() -> None:
    for table in ("questionnaire_findings", "questionnaire_answers", "questionnaire_mails", "issued_questionnaires"):
        op.drop_table(table)
