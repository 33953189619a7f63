"""Revisions of drafts: who had a hand in one, what a version changed, and which texts are alike.

Generated as 0001 says, with `assistant.drafts` imported too.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_bands",
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("band", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "band"),
    )
    op.create_index(op.f("ix_draft_bands_band"), "draft_bands", ["band"], unique=False)
    with op.batch_alter_table("drafts") as drafts:
        drafts.add_column(sa.Column("hold_reason", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("draft_versions") as versions:
        versions.add_column(sa.Column("author_id", sa.String(), nullable=False, server_default=""))
        versions.add_column(sa.Column("occasion", sa.String(), nullable=False, server_default=""))
        versions.add_column(sa.Column("change", sa.Text(), nullable=False, server_default=""))
    op.execute(
        "UPDATE draft_versions SET author_id = "
        "(SELECT author_id FROM drafts WHERE drafts.draft_id = draft_versions.draft_id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("draft_versions") as versions:
        for name in ("change", "occasion", "author_id"):
            versions.drop_column(name)
    with op.batch_alter_table("drafts") as drafts:
        drafts.drop_column("hold_reason")
    op.drop_index(op.f("ix_draft_bands_band"), table_name="draft_bands")
    op.drop_table("draft_bands")
