"""The first tables of a firm's book.

Generated; it imports nothing of the product. Until the first release delete it and draw it anew; afterwards a change is
a file of its own with the next `rev_id`. Import every module that puts tables on FIRM_METADATA:

    python - <<'END' && rm draw.db && ruff check --fix assistant/migrations && ruff format assistant/migrations
    from alembic import command
    from assistant.book.tables import FIRM_METADATA
    from assistant.database import Database, alembic_config
    database = Database("sqlite:///draw.db")
    database.migrate("firm", FIRM_METADATA)
    for table in FIRM_METADATA.tables.values():
        for column in table.columns:
            column.type = getattr(column.type, "impl_instance", column.type)
    with database.engine.begin() as connection:
        firm = alembic_config("firm", FIRM_METADATA, connection)
        command.revision(firm, "first book", autogenerate=True, rev_id="0001")
    END
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("household_id", sa.String(), nullable=False),
        sa.Column("registration", sa.String(), nullable=False),
        sa.Column("custodian", sa.String(), nullable=True),
        sa.Column("product_type", sa.String(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("fee_schedule_id", sa.String(), nullable=True),
        sa.Column("split", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.create_table(
        "advisors",
        sa.Column("advisor_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=True),
        sa.Column("slack_user_id", sa.String(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("hourly_cost_cents", sa.BigInteger(), nullable=True),
        sa.Column("pay_grid_id", sa.String(), nullable=True),
        sa.Column("registered_states", sa.String(), nullable=True),
        sa.Column("designations", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("advisor_id"),
    )
    op.create_table(
        "balances",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("begin_value_cents", sa.BigInteger(), nullable=False),
        sa.Column("contributions_cents", sa.BigInteger(), nullable=False),
        sa.Column("withdrawals_cents", sa.BigInteger(), nullable=False),
        sa.Column("transfers_in_cents", sa.BigInteger(), nullable=False),
        sa.Column("transfers_out_cents", sa.BigInteger(), nullable=False),
        sa.Column("market_gain_cents", sa.BigInteger(), nullable=False),
        sa.Column("fees_cents", sa.BigInteger(), nullable=False),
        sa.Column("end_value_cents", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "month"),
    )
    op.create_table(
        "book_versions",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("rows_new", sa.Integer(), nullable=False),
        sa.Column("rows_changed", sa.Integer(), nullable=False),
        sa.Column("last_closed_month", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_table(
        "campaign_sends",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("delivered", sa.Boolean(), nullable=True),
        sa.Column("opened", sa.Boolean(), nullable=True),
        sa.Column("clicked", sa.Boolean(), nullable=True),
        sa.Column("replied", sa.Boolean(), nullable=True),
        sa.Column("unsubscribed", sa.Boolean(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("new_assets_cents", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("campaign_id", "client_id"),
    )
    op.create_table(
        "campaigns",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("advisor_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holdout_share", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("campaign_id"),
    )
    op.create_table(
        "clients",
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("household_id", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("deceased_on", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(), nullable=True),
        sa.Column("occupation", sa.String(), nullable=True),
        sa.Column("employer", sa.String(), nullable=True),
        sa.Column("plan_sponsor_id", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("email_consent", sa.String(), nullable=True),
        sa.Column("sms_consent", sa.String(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=True),
        sa.Column("next_generation_of", sa.String(), nullable=True),
        sa.Column("email_source", sa.String(), nullable=True),
        sa.Column("email_consent_on", sa.Date(), nullable=True),
        sa.Column("email_consent_evidence", sa.String(), nullable=True),
        sa.Column("trusted_contact", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("client_id"),
    )
    op.create_table(
        "daily_values",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("value_cents", sa.BigInteger(), nullable=False),
        sa.Column("net_flow_cents", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "date"),
    )
    op.create_table(
        "expected_flows",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "month", "reason"),
    )
    op.create_table(
        "expenses",
        sa.Column("expense_id", sa.String(), nullable=False),
        sa.Column("advisor_id", sa.String(), nullable=True),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.Column("household_id", sa.String(), nullable=True),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("hours", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("expense_id"),
    )
    op.create_table(
        "fee_schedules",
        sa.Column("fee_schedule_id", sa.String(), nullable=False),
        sa.Column("from_amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("fee_schedule_id", "from_amount_cents"),
    )
    op.create_table(
        "held_away",
        sa.Column("household_id", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("household_id", "as_of", "institution", "kind"),
    )
    op.create_table(
        "holdings",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("asset_class", sa.String(), nullable=True),
        sa.Column("value_cents", sa.BigInteger(), nullable=False),
        sa.Column("cost_basis_cents", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("account_id", "as_of", "symbol"),
    )
    op.create_table(
        "households",
        sa.Column("household_id", sa.String(), nullable=False),
        sa.Column("advisor_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("close_reason", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("annual_income_cents", sa.BigInteger(), nullable=True),
        sa.Column("risk_tolerance", sa.Integer(), nullable=True),
        sa.Column("referral_source_id", sa.String(), nullable=True),
        sa.Column("referred_by_household_id", sa.String(), nullable=True),
        sa.Column("tier_override", sa.String(), nullable=True),
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("household_id"),
    )
    op.create_table(
        "interactions",
        sa.Column("interaction_id", sa.String(), nullable=False),
        sa.Column("household_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("two_way", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("interaction_id"),
    )
    op.create_table(
        "leads",
        sa.Column("lead_id", sa.String(), nullable=False),
        sa.Column("advisor_id", sa.String(), nullable=True),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.Column("referred_by_household_id", sa.String(), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("qualified_on", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("won_on", sa.Date(), nullable=True),
        sa.Column("lost_on", sa.Date(), nullable=True),
        sa.Column("household_id", sa.String(), nullable=True),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("income_cents", sa.BigInteger(), nullable=True),
        sa.Column("net_worth_cents", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("hours", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("lead_id"),
    )
    op.create_table(
        "life_events",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("known_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("event_id"),
    )
    op.create_table(
        "net_worth",
        sa.Column("household_id", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("investable_net_worth_cents", sa.BigInteger(), nullable=True),
        sa.Column("total_net_worth_cents", sa.BigInteger(), nullable=True),
        sa.Column("providers", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("household_id", "as_of"),
    )
    op.create_table(
        "opportunities",
        sa.Column("opportunity_id", sa.String(), nullable=False),
        sa.Column("advisor_id", sa.String(), nullable=True),
        sa.Column("household_id", sa.String(), nullable=True),
        sa.Column("lead_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("expected_revenue_cents", sa.BigInteger(), nullable=True),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("stage_since", sa.Date(), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=True),
        sa.Column("expected_close_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("last_two_way_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("opportunity_id"),
    )
    op.create_table(
        "org_units",
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id"),
    )
    op.create_table(
        "pay_grids",
        sa.Column("pay_grid_id", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("from_amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("pay_grid_id", "from_amount_cents"),
    )
    op.create_table(
        "plan_sponsors",
        sa.Column("plan_sponsor_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("contact_rule", sa.String(), nullable=False),
        sa.Column("hr_email", sa.String(), nullable=True),
        sa.Column("agreement_note", sa.String(), nullable=True),
        sa.Column("allowed_channels", sa.String(), nullable=True),
        sa.Column("allowed_topics", sa.String(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("plan_sponsor_id"),
    )
    op.create_table(
        "questionnaires",
        sa.Column("questionnaire_id", sa.String(), nullable=False),
        sa.Column("household_id", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("questionnaire_id"),
    )
    op.create_table(
        "referral_sources",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("compensated", sa.Boolean(), nullable=True),
        sa.Column("agreement_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("source_id"),
    )
    op.create_table(
        "revenue",
        sa.Column("household_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("non_repeatable", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("household_id", "account_id", "month", "type"),
    )
    op.create_table(
        "service_requests",
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("household_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_reply_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened", sa.Boolean(), nullable=True),
        sa.Column("not_in_good_order", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("request_id"),
    )
    op.create_table(
        "tasks",
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("household_id", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("task_id"),
    )
    op.create_table(
        "users",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("acts_for", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.Column("qualifications", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("user_id"),
    )


def downgrade() -> None:
    op.drop_table("users")
    op.drop_table("tasks")
    op.drop_table("service_requests")
    op.drop_table("revenue")
    op.drop_table("referral_sources")
    op.drop_table("questionnaires")
    op.drop_table("plan_sponsors")
    op.drop_table("pay_grids")
    op.drop_table("org_units")
    op.drop_table("opportunities")
    op.drop_table("net_worth")
    op.drop_table("life_events")
    op.drop_table("leads")
    op.drop_table("interactions")
    op.drop_table("households")
    op.drop_table("holdings")
    op.drop_table("held_away")
    op.drop_table("fee_schedules")
    op.drop_table("expenses")
    op.drop_table("expected_flows")
    op.drop_table("daily_values")
    op.drop_table("clients")
    op.drop_table("campaigns")
    op.drop_table("campaign_sends")
    op.drop_table("book_versions")
    op.drop_table("balances")
    op.drop_table("advisors")
    op.drop_table("accounts")
