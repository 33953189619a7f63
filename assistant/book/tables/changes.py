"""Changes to the record on disk: one row a change. They are no file of a book and lie outside its data version."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, String, Text
from sqlmodel import Field

from assistant.database import FirmTable, UtcTime


class ChangeRow(FirmTable, table=True):
    """What a change is never changes once it is proposed; `status` and what was decided with it do, once or twice."""

    __tablename__ = "changes"
    change_id: str = Field(primary_key=True, sa_type=String)
    kind: str = Field(sa_type=String)
    table_name: str = Field(sa_type=String)
    row_id: str = Field(sa_type=String, index=True)
    before: dict[str, Any] = Field(sa_type=JSON)
    after: dict[str, Any] = Field(sa_type=JSON)
    about: str = Field(sa_type=Text)
    advisor_id: str = Field(sa_type=String, index=True)
    household_id: str = Field(sa_type=String, index=True)
    client_id: str = Field(sa_type=String)
    proposed_by: str = Field(sa_type=String)
    proposer: str = Field(sa_type=String)
    proposed_at: dt.datetime = Field(sa_type=UtcTime)
    conversation_id: str = Field(sa_type=String)
    undoes: str = Field(default="", sa_type=String)
    status: str = Field(sa_type=String, index=True)
    decided_by: str = Field(default="", sa_type=String)
    decider: str = Field(default="", sa_type=String)
    decided_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    verified: str = Field(default="", sa_type=Text)
    reason: str = Field(default="", sa_type=Text)
