"""Drafts on disk: one row a draft, one a version, one an approval. Versions and approvals are never changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Date, String, Text
from sqlmodel import Field

from assistant.database import FirmTable, UtcTime


class DraftRow(FirmTable, table=True):
    __tablename__ = "drafts"
    draft_id: str = Field(primary_key=True, sa_type=String)
    advisor_id: str = Field(sa_type=String, index=True)
    author_id: str = Field(sa_type=String)
    channel: str = Field(sa_type=String)
    communication_class: str = Field(sa_type=String)
    status: str = Field(sa_type=String, index=True)
    reason: str = Field(default="", sa_type=Text)
    hold_reason: str = Field(default="", sa_type=Text)
    version: int
    conversation_id: str = Field(default="", sa_type=String)
    created_at: dt.datetime = Field(sa_type=UtcTime)
    changed_at: dt.datetime = Field(sa_type=UtcTime)


class DraftVersionRow(FirmTable, table=True):
    __tablename__ = "draft_versions"
    draft_id: str = Field(primary_key=True, sa_type=String)
    version: int = Field(primary_key=True)
    recipients: list[dict[str, Any]] = Field(sa_type=JSON)
    subject: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    language: str = Field(sa_type=String)
    purpose: str = Field(sa_type=Text)
    disposition: str = Field(sa_type=String)
    findings: list[dict[str, Any]] = Field(sa_type=JSON)
    content_hash: str = Field(sa_type=String)
    created_at: dt.datetime = Field(sa_type=UtcTime)
    author_id: str = Field(default="", sa_type=String)
    occasion: str = Field(default="", sa_type=String)
    change: str = Field(default="", sa_type=Text)
    send_on: dt.date | None = Field(default=None, sa_type=Date)
    quotes: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)


class DraftBandRow(FirmTable, table=True):
    """A band of a draft's newest words: drafts that are alike have one in common (likeness.py)."""

    __tablename__ = "draft_bands"
    draft_id: str = Field(primary_key=True, sa_type=String)
    band: str = Field(primary_key=True, sa_type=String, index=True)


class ApprovalRow(FirmTable, table=True):
    __tablename__ = "approvals"
    approval_id: str = Field(primary_key=True, sa_type=String)
    draft_id: str = Field(sa_type=String, index=True)
    version: int
    content_hash: str = Field(sa_type=String)
    approved_by: str = Field(sa_type=String)
    approver_roles: str = Field(sa_type=String)
    at: dt.datetime = Field(sa_type=UtcTime)
