"""What happens: contacts, events, referrals, leads, opportunities, expenses, service, campaigns, tasks."""

from __future__ import annotations

import datetime as dt

from assistant.book.tables.columns import (
    FirmTable,
    day,
    flag,
    hours,
    key,
    link,
    moment,
    money,
    month,
    number,
    rate,
    text,
    words,
)

EVENT_TYPES = (
    "birth", "marriage", "divorce", "death", "inheritance", "graduation", "new_home", "move", "job_change",
    "retirement", "business_sale", "illness", "birthday", "anniversary", "milestone",
)  # fmt: skip


class Interaction(FirmTable, table=True):
    __tablename__ = "interactions"
    interaction_id: str = key()
    household_id: str = link("households.household_id", blank=False)
    at: dt.datetime = moment(blank=False)
    channel: str = words("meeting", "call", "email", "text", "portal", "event", blank=False)
    direction: str | None = words("in", "out")
    minutes: int | None = number(high=10_000)
    two_way: bool | None = flag()
    note: str | None = text(prose=True)


class LifeEvent(FirmTable, table=True):
    __tablename__ = "life_events"
    event_id: str = key()
    client_id: str = link("clients.client_id", blank=False)
    type: str = words(*EVENT_TYPES, blank=False)
    occurred_on: dt.date | None = day()
    known_on: dt.date | None = day()
    source: str | None = words("questionnaire", "note", "public", "inferred")
    note: str | None = text(prose=True)


class Questionnaire(FirmTable, table=True):
    __tablename__ = "questionnaires"
    questionnaire_id: str = key()
    household_id: str = link("households.household_id", blank=False)
    sent_on: dt.date | None = day()
    due_on: dt.date | None = day()
    answered_on: dt.date | None = day()


class ReferralSource(FirmTable, table=True):
    __tablename__ = "referral_sources"
    source_id: str = key()
    name: str = text(blank=False)
    kind: str = words("client", "coi", "custodian", "event", "web", "seminar", "cold", "paid", blank=False)
    compensated: bool | None = flag()
    agreement_on: dt.date | None = day()


class Lead(FirmTable, table=True):
    __tablename__ = "leads"
    lead_id: str = key()
    advisor_id: str | None = link("advisors.advisor_id")
    source_id: str | None = link("referral_sources.source_id")
    referred_by_household_id: str | None = link("households.household_id")
    created_on: dt.date = day(blank=False)
    qualified_on: dt.date | None = day()
    met_on: dt.date | None = day()
    won_on: dt.date | None = day()
    lost_on: dt.date | None = day()
    household_id: str | None = link("households.household_id")
    age: int | None = number(high=120)
    income_cents: int | None = money(blank=True)
    net_worth_cents: int | None = money(blank=True, negative=True)
    state: str | None = text()
    hours: float | None = hours()


class Opportunity(FirmTable, table=True):
    __tablename__ = "opportunities"
    opportunity_id: str = key()
    advisor_id: str | None = link("advisors.advisor_id")
    household_id: str | None = link("households.household_id")
    lead_id: str | None = link("leads.lead_id")
    name: str = text(blank=False)
    kind: str | None = text()
    amount_cents: int | None = money(blank=True)
    expected_revenue_cents: int | None = money(blank=True)
    stage: str | None = text()
    stage_since: dt.date | None = day()
    created_on: dt.date | None = day()
    expected_close_on: dt.date | None = day()
    closed_on: dt.date | None = day()
    outcome: str | None = words("won", "lost")
    last_two_way_on: dt.date | None = day()


class Expense(FirmTable, table=True):
    __tablename__ = "expenses"
    expense_id: str = key()
    advisor_id: str | None = link("advisors.advisor_id")
    source_id: str | None = link("referral_sources.source_id")
    household_id: str | None = link("households.household_id")
    month: str = month()
    category: str = words("acquisition", "service", "marketing", "event", blank=False)
    amount_cents: int | None = money(blank=True)
    hours: float | None = hours()


class ServiceRequest(FirmTable, table=True):
    __tablename__ = "service_requests"
    request_id: str = key()
    household_id: str = link("households.household_id", blank=False)
    kind: str | None = text()
    opened_at: dt.datetime = moment(blank=False)
    first_reply_at: dt.datetime | None = moment()
    due_at: dt.datetime | None = moment()
    closed_at: dt.datetime | None = moment()
    reopened: bool | None = flag()
    not_in_good_order: bool | None = flag()


class Campaign(FirmTable, table=True):
    __tablename__ = "campaigns"
    campaign_id: str = key()
    advisor_id: str | None = link("advisors.advisor_id")
    name: str = text(blank=False)
    subject: str | None = text()
    channel: str | None = text()
    sent_at: dt.datetime | None = moment()
    holdout_share: float | None = rate()


class CampaignSend(FirmTable, table=True):
    __tablename__ = "campaign_sends"
    campaign_id: str = key("campaigns.campaign_id")
    client_id: str = key("clients.client_id")
    group: str = words("treated", "holdout", blank=False)
    delivered: bool | None = flag()
    opened: bool | None = flag()
    clicked: bool | None = flag()
    replied: bool | None = flag()
    unsubscribed: bool | None = flag()
    met_on: dt.date | None = day()
    new_assets_cents: int | None = money(blank=True, negative=True)


class Task(FirmTable, table=True):
    __tablename__ = "tasks"
    task_id: str = key()
    household_id: str | None = link("households.household_id")
    owner: str | None = link("users.user_id")
    created_on: dt.date | None = day()
    due_on: dt.date | None = day()
    done_on: dt.date | None = day()
    text: str = text(blank=False, prose=True)
