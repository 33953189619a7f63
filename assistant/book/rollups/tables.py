"""What is kept of the firm's months in its database: sums by advisor and month, and the version they were made from."""

from __future__ import annotations

from assistant.book.tables.columns import FirmTable, key, money, month, number, text, words


class RollUpVersion(FirmTable, table=True):
    """The one row of this table says which data version the roll-ups belong to, and in which layout they are kept."""

    __tablename__ = "rollup_versions"
    digest: str = key()
    layout: int = number(blank=False)


class RollUpMonth(FirmTable, table=True):
    """What an advisor's book adds up to in a month: the advisor's part of shared accounts, to the cent.

    `accounts` and `revenue_rows` count the rows behind the sums; without a row the book knows nothing of the month.
    """

    __tablename__ = "rollup_months"
    advisor_id: str = key("advisors.advisor_id")
    month: str = month(part_of_key=True)
    accounts: int = number(blank=False)
    begin_value_cents: int = money()
    contributions_cents: int = money()
    withdrawals_cents: int = money()
    transfers_in_cents: int = money()
    transfers_out_cents: int = money()
    market_gain_cents: int = money(negative=True)
    fees_cents: int = money()
    end_value_cents: int = money()
    revenue_rows: int = number(blank=False)
    advisory_fee_cents: int = money(negative=True)
    trail_cents: int = money(negative=True)
    commission_cents: int = money(negative=True)
    insurance_cents: int = money(negative=True)
    planning_cents: int = money(negative=True)
    non_repeatable_cents: int = money(negative=True)


class RollUpCohort(FirmTable, table=True):
    """Money that a bridge tells apart: what households that became clients in the month `cohort` contributed (`came`),
    and what households that closed in it and were not merged withdrew (`went`), in cents by month as JSON:
    `{"2026-03": 125000}`. Only months with any money are named, and only households that came or went since the
    balances begin are counted."""

    __tablename__ = "rollup_cohorts"
    kind: str = words("came", "went", part_of_key=True)
    advisor_id: str = key("advisors.advisor_id")
    cohort: str = month(part_of_key=True)
    by_month: str = text(blank=False)
