"""The one day a draft may leave, which its approval binds, and the figures that its words quote.

Generated as 0001 says, with `assistant.drafts` imported too.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("draft_versions") as versions:
        versions.add_column(sa.Column("send_on", sa.Date(), nullable=True))
        versions.add_column(sa.Column("quotes", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("draft_versions") as versions:
        versions.drop_column("quotes")
        versions.drop_column("send_on")
