"""Who: units, advisors, users, households, clients, plan sponsors."""

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
    number,
    rate,
    text,
    words,
    zone,
)
from assistant.callers import ROLES

CONSENT = ("in", "out", "unknown")


class OrgUnit(FirmTable, table=True):
    __tablename__ = "org_units"
    unit_id: str = key()
    parent_id: str | None = link("org_units.unit_id")
    kind: str = words("firm", "region", "branch", "team", blank=False)
    name: str = text(blank=False)


class Advisor(FirmTable, table=True):
    __tablename__ = "advisors"
    advisor_id: str = key()
    name: str = text(blank=False)
    email: str = text(blank=False)
    unit_id: str | None = link("org_units.unit_id")
    slack_user_id: str | None = text()
    joined_on: dt.date | None = day()
    hourly_cost_cents: int | None = money(blank=True)
    pay_grid_id: str | None = link("pay_grids.pay_grid_id")
    registered_states: str | None = text(header_optional=True)
    designations: str | None = text(header_optional=True)


class User(FirmTable, table=True):
    __tablename__ = "users"
    user_id: str = key()
    name: str = text(blank=False)
    email: str = text(blank=False)
    role: str = words(*ROLES, blank=False, many=True)
    acts_for: str | None = text()
    active: bool | None = flag()
    qualifications: str | None = text(header_optional=True)


class Household(FirmTable, table=True):
    __tablename__ = "households"
    household_id: str = key()
    advisor_id: str = link("advisors.advisor_id", blank=False)
    name: str = text(blank=False)
    since: dt.date | None = day()
    closed_on: dt.date | None = day()
    close_reason: str | None = words("left", "death", "merged", "firm_exit")
    city: str | None = text()
    state: str | None = text()
    country: str | None = text()
    annual_income_cents: int | None = money(blank=True)
    risk_tolerance: int | None = number(low=1, high=5)
    referral_source_id: str | None = link("referral_sources.source_id")
    referred_by_household_id: str | None = link("households.household_id")
    tier_override: str | None = words("A", "B", "C")
    timezone: str | None = zone()
    merged_into: str | None = link("households.household_id", header_optional=True)


class Client(FirmTable, table=True):
    __tablename__ = "clients"
    client_id: str = key()
    household_id: str = link("households.household_id", blank=False)
    first_name: str = text(blank=False)
    last_name: str | None = text()
    email: str | None = text()
    phone: str | None = text()
    birth_date: dt.date | None = day()
    deceased_on: dt.date | None = day()
    sex: str | None = text()
    occupation: str | None = text()
    employer: str | None = text()
    plan_sponsor_id: str | None = link("plan_sponsors.plan_sponsor_id")
    language: str | None = text()
    email_consent: str | None = words(*CONSENT)
    sms_consent: str | None = words(*CONSENT)
    is_primary: bool | None = flag()
    next_generation_of: str | None = link("clients.client_id")
    email_source: str | None = words("client", "sponsor", "enrichment", header_optional=True)
    email_consent_on: dt.date | None = day(header_optional=True)
    email_consent_evidence: str | None = text(header_optional=True)
    trusted_contact: str | None = text(header_optional=True)


class PlanSponsor(FirmTable, table=True):
    __tablename__ = "plan_sponsors"
    plan_sponsor_id: str = key()
    name: str = text(blank=False)
    contact_rule: str = words("direct", "via_hr", "none", blank=False)
    hr_email: str | None = text()
    agreement_note: str | None = text()
    allowed_channels: str | None = text(header_optional=True)
    allowed_topics: str | None = text(header_optional=True)
    valid_until: dt.date | None = day(header_optional=True)


class PayGrid(FirmTable, table=True):
    __tablename__ = "pay_grids"
    pay_grid_id: str = key()
    method: str = words("cliff", "marginal", "hurdle", blank=False)
    from_amount_cents: int = amount_key()
    rate: float = rate(blank=False)
