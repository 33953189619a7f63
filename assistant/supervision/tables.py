"""What waits for a supervisor's eye, on disk: one row a review, kept when it is done; the seeds of samples."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Date, String, Text
from sqlmodel import Field

from assistant.database import FirmTable, UtcTime


class ReviewRow(FirmTable, table=True):
    __tablename__ = "reviews"
    review_id: str = Field(primary_key=True, sa_type=String)
    kind: str = Field(sa_type=String)
    draft_id: str = Field(sa_type=String, index=True)
    version: int
    advisor_id: str = Field(sa_type=String, index=True)
    why: str = Field(sa_type=Text)
    status: str = Field(sa_type=String, index=True)
    assigned_to: str = Field(default="", sa_type=String)
    escalated: bool = Field(default=False)
    outcome: str = Field(default="", sa_type=String)
    comment: str = Field(default="", sa_type=Text)
    decided_by: str = Field(default="", sa_type=String)
    opened_at: dt.datetime = Field(sa_type=UtcTime)
    decided_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)


class SampleSeedRow(FirmTable, table=True):
    """The seed of a quarter's samples: with it anybody can draw them again."""

    __tablename__ = "sample_seeds"
    quarter: str = Field(primary_key=True, sa_type=String)
    seed: str = Field(sa_type=String)


class SubstituteRow(FirmTable, table=True):
    """Who approves for an absent principal, from one day to another."""

    __tablename__ = "substitutes"
    substitution_id: str = Field(primary_key=True, sa_type=String)
    absent_id: str = Field(sa_type=String, index=True)
    absent_email: str = Field(sa_type=String)
    absent_name: str = Field(sa_type=String)
    substitute_id: str = Field(sa_type=String, index=True)
    first_on: dt.date = Field(sa_type=Date)
    last_on: dt.date = Field(sa_type=Date)
    named_by: str = Field(sa_type=String)
    at: dt.datetime = Field(sa_type=UtcTime)
    ended_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)


class ExceptionRow(FirmTable, table=True):
    """Why the one principal of a firm approves what is their own business, from one day to another."""

    __tablename__ = "principal_exceptions"
    exception_id: str = Field(primary_key=True, sa_type=String)
    user_id: str = Field(sa_type=String, index=True)
    reason: str = Field(sa_type=Text)
    first_on: dt.date = Field(sa_type=Date)
    last_on: dt.date = Field(sa_type=Date)
    granted_by: str = Field(sa_type=String)
    at: dt.datetime = Field(sa_type=UtcTime)
    ended_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)


class ComplaintRow(FirmTable, table=True):
    """A case of the register of complaints, kept when it is closed."""

    __tablename__ = "complaints"
    complaint_id: str = Field(primary_key=True, sa_type=String)
    advisor_id: str = Field(sa_type=String, index=True)
    household_id: str = Field(sa_type=String, index=True)
    client_id: str = Field(sa_type=String)
    kind: str = Field(sa_type=String)
    product: str = Field(sa_type=String)
    words: str = Field(sa_type=Text)
    source: str = Field(sa_type=String)
    received_on: dt.date = Field(sa_type=Date, index=True)
    acknowledge_by: dt.date = Field(sa_type=Date)
    answer_by: dt.date = Field(sa_type=Date)
    opened_by: str = Field(sa_type=String)
    opened_at: dt.datetime = Field(sa_type=UtcTime)
    acknowledged_by: str = Field(default="", sa_type=String)
    acknowledged_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    closed_by: str = Field(default="", sa_type=String)
    closed_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    outcome: str = Field(default="", sa_type=Text)


class DisputeRow(FirmTable, table=True):
    __tablename__ = "disputes"
    draft_id: str = Field(primary_key=True, sa_type=String)
    version: int = Field(primary_key=True)
    rule: str = Field(primary_key=True, sa_type=String)
    content_hash: str = Field(sa_type=String)
    reason: str = Field(sa_type=Text)
    disputed_by: str = Field(sa_type=String)
    at: dt.datetime = Field(sa_type=UtcTime)
    decision: str = Field(default="", sa_type=String)
    decision_reason: str = Field(default="", sa_type=Text)
    decided_by: str = Field(default="", sa_type=String)
