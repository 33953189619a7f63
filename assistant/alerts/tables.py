"""Alerts on disk: one row an alert, one a book that was scanned, one a threshold that was signed (never changed)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, Float, Integer, String, Text
from sqlmodel import Field

from assistant.database import FirmTable, UtcTime


class AlertRow(FirmTable, table=True):
    __tablename__ = "alerts"
    alert_id: str = Field(primary_key=True, sa_type=String)
    advisor_id: str = Field(sa_type=String, index=True)
    household_id: str = Field(sa_type=String, index=True)
    name: str = Field(sa_type=String)
    kind: str = Field(sa_type=String)
    cause: str = Field(sa_type=String)
    episode: int = Field(sa_type=Integer)
    since: dt.date | None = Field(default=None, sa_type=Date)
    amount_cents: int | None = Field(default=None, sa_type=BigInteger)
    score: float = Field(sa_type=Float)
    what: str = Field(sa_type=Text)
    evidence: str = Field(sa_type=Text)
    first_seen: dt.date = Field(sa_type=Date)
    last_seen: dt.date = Field(sa_type=Date)
    lapsed_on: dt.date | None = Field(default=None, sa_type=Date)
    data_version: str = Field(sa_type=String)
    threshold: int = Field(sa_type=Integer)
    status: str = Field(sa_type=String)
    marked_by: str = Field(default="", sa_type=String)
    marked_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    reason: str = Field(default="", sa_type=String)
    note: str = Field(default="", sa_type=Text)
    marked_cents: int | None = Field(default=None, sa_type=BigInteger)


class ScannedBookRow(FirmTable, table=True):
    """The last pass over one advisor's book; the same day, data, threshold and layout need no second look."""

    __tablename__ = "scanned_books"
    advisor_id: str = Field(primary_key=True, sa_type=String)
    as_of: dt.date = Field(sa_type=Date)
    data_version: str = Field(sa_type=String)
    threshold: int = Field(sa_type=Integer)
    layout: int = Field(sa_type=Integer)


class AlertThresholdRow(FirmTable, table=True):
    __tablename__ = "alert_thresholds"
    number: int = Field(primary_key=True, sa_type=Integer)
    score: float = Field(sa_type=Float)
    amount_cents: int = Field(sa_type=BigInteger)
    signed_by: str = Field(sa_type=String)
    at: dt.datetime = Field(sa_type=UtcTime)
    basis: dict[str, Any] = Field(sa_type=JSON)
