"""What leaves, on disk: one row for each version of a draft that was ever to leave; and what clients said of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Float, Index, Integer, LargeBinary, String, Text
from sqlmodel import Field

from assistant.database import FirmTable, UtcTime


class SendRow(FirmTable, table=True):
    """The way of one version of a draft to its readers. Its key is the version itself, so there is never a second one.

    `state` is one of sends.STATES. `planned_at` is when it was meant to leave (`wall` in `zone` by the rules of
    `tzdata`, where somebody named a time), `due_at` when it is looked at next. Until `lease_until` it is `lease_owner`
    alone who may go on with it. `unfinished` counts the looks in a row that came to no end. `message` is what leaves,
    byte for byte, once it was made; `reply` what was last heard of it.
    """

    __tablename__ = "sends"
    __table_args__ = (Index("ix_sends_due", "state", "due_at"),)

    send_id: str = Field(primary_key=True, sa_type=String)
    draft_id: str = Field(sa_type=String, index=True)
    version: int = Field(sa_type=Integer)
    content_hash: str = Field(sa_type=String)
    approval_id: str = Field(sa_type=String)
    advisor_id: str = Field(sa_type=String)
    message_id: str = Field(sa_type=String)
    state: str = Field(sa_type=String)
    attempts: int = Field(default=0, sa_type=Integer)
    unfinished: int = Field(default=0, sa_type=Integer)
    lease_owner: str = Field(default="", sa_type=String)
    lease_until: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    due_at: dt.datetime = Field(sa_type=UtcTime)
    planned_at: dt.datetime = Field(sa_type=UtcTime)
    wall: str = Field(default="", sa_type=String)
    zone: str = Field(default="", sa_type=String)
    tzdata: str = Field(default="", sa_type=String)
    message: bytes | None = Field(default=None, sa_type=LargeBinary)
    reply: str = Field(default="", sa_type=Text)
    queued_by: str = Field(sa_type=String)
    queued_at: dt.datetime = Field(sa_type=UtcTime)
    ended_at: dt.datetime | None = Field(default=None, sa_type=UtcTime, index=True)


class ConsentRow(FirmTable, table=True):
    """What a client said last about a channel. It counts before what the book says; the history is in the record."""

    __tablename__ = "consents"
    client_id: str = Field(primary_key=True, sa_type=String)
    channel: str = Field(primary_key=True, sa_type=String)
    consent: str = Field(sa_type=String)
    source: str = Field(sa_type=String)
    at: dt.datetime = Field(sa_type=UtcTime)


class InboundRow(FirmTable, table=True):
    """A message that arrived: whose it is and what it answers, as far as one can tell. Its words are in the record."""

    __tablename__ = "inbound_messages"
    message_key: str = Field(primary_key=True, sa_type=String)
    message_id: str = Field(sa_type=String)
    channel: str = Field(sa_type=String)
    sender: str = Field(sa_type=String)
    subject: str = Field(sa_type=Text)
    what: str = Field(sa_type=String)
    advisor_id: str = Field(sa_type=String, index=True)
    household_id: str = Field(sa_type=String)
    client_id: str = Field(sa_type=String)
    draft_id: str = Field(sa_type=String, index=True)
    flags: list[dict[str, Any]] = Field(sa_type=JSON)
    at: dt.datetime = Field(sa_type=UtcTime, index=True)
    record_id: str = Field(sa_type=String)


class BouncedRow(FirmTable, table=True):
    """An address that gave a message back for good: nothing is sent there until the record has another."""

    __tablename__ = "bounced_addresses"
    address: str = Field(primary_key=True, sa_type=String)
    status: str = Field(sa_type=String)
    at: dt.datetime = Field(sa_type=UtcTime)


class OutreachRow(FirmTable, table=True):
    """A campaign: its letter, the seed of its hold-out, and what was last noted of it in the book (`noted`, by client:
    delivered, replied, unsubscribed)."""

    __tablename__ = "outreach_campaigns"
    campaign_id: str = Field(primary_key=True, sa_type=String)
    advisor_id: str = Field(sa_type=String, index=True)
    name: str = Field(sa_type=String)
    purpose: str = Field(sa_type=Text)
    points: list[str] = Field(sa_type=JSON)
    occasion: str = Field(sa_type=String)
    language: str = Field(sa_type=String)
    subject: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    holdout_share: float = Field(sa_type=Float)
    seed: str = Field(sa_type=String)
    created_by: str = Field(sa_type=String)
    created_at: dt.datetime = Field(sa_type=UtcTime)
    closed_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    noted: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class MemberRow(FirmTable, table=True):
    """A client in a campaign: treated, held out, or left out for a reason."""

    __tablename__ = "outreach_members"
    campaign_id: str = Field(primary_key=True, sa_type=String)
    client_id: str = Field(primary_key=True, sa_type=String)
    household_id: str = Field(sa_type=String)
    label: str = Field(sa_type=String)
    group: str = Field(sa_type=String)
    reason: str = Field(default="", sa_type=Text)
    draft_id: str = Field(default="", sa_type=String, index=True)
