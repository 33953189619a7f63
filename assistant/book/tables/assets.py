"""What they own and pay: accounts, monthly balances, flows expected, wealth elsewhere, revenue, holdings."""

from __future__ import annotations

import datetime as dt

from assistant.book.tables.columns import (
    FirmTable,
    amount_key,
    day,
    flag,
    key,
    link,
    money,
    month,
    number,
    rate,
    shares,
    text,
    words,
)

REGISTRATIONS = ("taxable", "ira", "roth", "401k", "annuity", "insurance", "trust", "529", "cash")
REVENUE_TYPES = ("advisory_fee", "trail", "commission", "insurance", "planning")
FLOW_REASONS = ("rmd", "income_plan", "contribution", "house", "tuition", "tax", "gift", "other")


class Account(FirmTable, table=True):
    __tablename__ = "accounts"
    account_id: str = key()
    household_id: str = link("households.household_id", blank=False)
    registration: str = words(*REGISTRATIONS, blank=False)
    custodian: str | None = text()
    product_type: str | None = text()
    opened_on: dt.date | None = day()
    closed_on: dt.date | None = day()
    fee_schedule_id: str | None = link("fee_schedules.fee_schedule_id")
    split: str | None = shares()


class FeeSchedule(FirmTable, table=True):
    __tablename__ = "fee_schedules"
    fee_schedule_id: str = key()
    from_amount_cents: int = amount_key()
    rate: float = rate(blank=False)


class Balance(FirmTable, table=True):
    __tablename__ = "balances"
    account_id: str = key("accounts.account_id")
    month: str = month(part_of_key=True)
    begin_value_cents: int = money()
    contributions_cents: int = money()
    withdrawals_cents: int = money()
    transfers_in_cents: int = money()
    transfers_out_cents: int = money()
    market_gain_cents: int = money(negative=True)
    fees_cents: int = money()
    end_value_cents: int = money()


class DailyValue(FirmTable, table=True):
    __tablename__ = "daily_values"
    account_id: str = key("accounts.account_id")
    date: dt.date = day(part_of_key=True)
    value_cents: int = money()
    net_flow_cents: int = money(negative=True)


class ExpectedFlow(FirmTable, table=True):
    __tablename__ = "expected_flows"
    account_id: str = key("accounts.account_id")
    month: str = month(part_of_key=True)
    amount_cents: int = money(negative=True)
    reason: str = words(*FLOW_REASONS, part_of_key=True)


class NetWorth(FirmTable, table=True):
    __tablename__ = "net_worth"
    household_id: str = key("households.household_id")
    as_of: dt.date = day(part_of_key=True)
    investable_net_worth_cents: int | None = money(blank=True)
    total_net_worth_cents: int | None = money(blank=True, negative=True)
    providers: int | None = number(high=100)
    source: str | None = words("statement", "plan", "questionnaire", "enrichment")


class HeldAway(FirmTable, table=True):
    __tablename__ = "held_away"
    household_id: str = key("households.household_id")
    as_of: dt.date = day(part_of_key=True)
    institution: str = key()
    kind: str = words("old_401k", "bank", "insurer", "advisor", "other", part_of_key=True)
    amount_cents: int = money()


class Revenue(FirmTable, table=True):
    """`account_id` is blank on planning revenue; a blank is part of the key, so it is stored as an empty word."""

    __tablename__ = "revenue"
    household_id: str = key("households.household_id")
    account_id: str = key("accounts.account_id", blank=True)
    month: str = month(part_of_key=True)
    type: str = words(*REVENUE_TYPES, part_of_key=True)
    amount_cents: int = money(negative=True)
    non_repeatable: bool | None = flag()


class Holding(FirmTable, table=True):
    __tablename__ = "holdings"
    account_id: str = key("accounts.account_id")
    as_of: dt.date = day(part_of_key=True)
    symbol: str = key()
    name: str | None = text()
    asset_class: str | None = text()
    value_cents: int = money()
    cost_basis_cents: int | None = money(blank=True)
