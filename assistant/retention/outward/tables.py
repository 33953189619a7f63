"""What is on its way out: side tables that may change. Without them the log is whole all the same."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Text
from sqlmodel import Field

from assistant.retention.tables import LOG, SEQ, LogTable


class JournalRow(LogTable, table=True):
    """One communication's way to the archive. `reply` is what the archive's server said last."""

    __tablename__ = "log_journal"
    __table_args__ = (Index("ix_log_journal_due", "state", "next_try"),)

    seq: int = Field(sa_column=Column(SEQ, primary_key=True, autoincrement=False))
    message_id: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    state: str = Field(sa_column=Column(Text, nullable=False))
    tries: int = Field(sa_column=Column(Integer, nullable=False))
    next_try: str = Field(sa_column=Column(Text, nullable=False))
    reply: str = Field(sa_column=Column(Text, nullable=False))
    accepted_at: str | None = Field(sa_column=Column(Text))


class LookedRow(LogTable, table=True):
    """How far into the log the journal has looked: the highest number seen, whether or not that record leaves."""

    __tablename__ = "log_looked"

    name: str = Field(sa_column=Column(Text, primary_key=True))
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))


class SegmentRow(LogTable, table=True):
    """One segment, planned before it is stored. `record_id` is the id that its record of sealing has, or will have.

    Replicated when both objects were read back from the bucket; `failure` says why the last try did not end so.
    """

    __tablename__ = "log_segment"

    number: int = Field(sa_column=Column(SEQ, primary_key=True, autoincrement=False))
    first: int = Field(sa_column=Column(BigInteger, nullable=False))
    last: int = Field(sa_column=Column(BigInteger, nullable=False))
    sha256: str = Field(sa_column=Column(Text, nullable=False))
    manifest: str = Field(sa_column=Column(Text, nullable=False))
    retain_until: str = Field(sa_column=Column(Text, nullable=False))
    record_id: str = Field(sa_column=Column(Text, nullable=False))
    version: str | None = Field(sa_column=Column(Text))
    manifest_version: str | None = Field(sa_column=Column(Text))
    replicated_at: str | None = Field(sa_column=Column(Text))
    failure: str = Field(sa_column=Column(Text, nullable=False))


JOURNAL = LOG.tables["log_journal"]
LOOKED = LOG.tables["log_looked"]
SEGMENTS = LOG.tables["log_segment"]
