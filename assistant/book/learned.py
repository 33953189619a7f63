"""What the nightly pass has learned from the whole firm, kept beside the book: every scope reads the same.

One row a kind and data version, never changed, so that an answer given from it can be given again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, Date, String, case, select
from sqlmodel import Field, Session, col

from assistant.database import FirmTable, UtcTime


class LearnedRow(FirmTable, table=True):
    """`through` is the last day of what was learned from."""

    __tablename__ = "learned"
    kind: str = Field(primary_key=True, sa_type=String)
    data_version: str = Field(primary_key=True, sa_type=String)
    through: dt.date = Field(sa_type=Date)
    at: dt.datetime = Field(sa_type=UtcTime)
    payload: dict[str, Any] = Field(sa_type=JSON)


def load_learned(session: Session, kind: str, data_version: str, by: dt.date) -> Mapping[str, Any] | None:
    """What was learned from this very version of the data, else what was learned last; nothing of days after `by`."""
    own = case((col(LearnedRow.data_version) == data_version, 0), else_=1)
    known = select(col(LearnedRow.payload)).where(col(LearnedRow.kind) == kind, col(LearnedRow.through) <= by)
    return session.scalars(known.order_by(own, col(LearnedRow.at).desc()).limit(1)).first()


def is_learned(session: Session, kind: str, data_version: str) -> bool:
    return session.get(LearnedRow, (kind, data_version)) is not None


def save_learned(
    session: Session, kind: str, data_version: str, *, through: dt.date, at: dt.datetime, payload: Mapping[str, Any]
) -> None:
    session.add(LearnedRow(kind=kind, data_version=data_version, through=through, at=at, payload=dict(payload)))
