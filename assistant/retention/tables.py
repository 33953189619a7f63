"""The log's two tables: a record's header, never disposed, and its payload, which a later disposal may remove.

They have a metadata of their own: the firm's migrations never see them.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

LOG = MetaData()
SEQ = BigInteger().with_variant(Integer, "sqlite")  # there it is the row's own address


class LogTable(SQLModel, registry=registry(metadata=LOG)):
    """What lies in the log's file."""


class RecordRow(LogTable, table=True):
    """One record. `header` are the exact bytes that were hashed; the columns before it repeat them for searching."""

    __tablename__ = "log_record"

    seq: int = Field(sa_column=Column(SEQ, primary_key=True, autoincrement=False))
    id: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    type: str = Field(sa_column=Column(Text, nullable=False))
    kind: str = Field(sa_column=Column(Text, nullable=False, index=True))
    ts: str = Field(sa_column=Column(Text, nullable=False, index=True))
    actor_id: str = Field(sa_column=Column(Text, nullable=False, index=True))
    conversation: str | None = Field(sa_column=Column(Text, index=True))
    run: str | None = Field(sa_column=Column(Text, index=True))
    parent: str | None = Field(sa_column=Column(Text))
    clients: str = Field(sa_column=Column(Text, nullable=False))
    channel: str | None = Field(sa_column=Column(Text))
    header: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    leaf: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    chain: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class PayloadRow(LogTable, table=True):
    """What a record says. The header commits to it with the salt, so that it can go without breaking the chain."""

    __tablename__ = "log_payload"

    seq: int = Field(sa_column=Column(SEQ, primary_key=True, autoincrement=False))
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    payload: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    payload_type: str = Field(sa_column=Column(Text, nullable=False))


RECORDS = LOG.tables["log_record"]
PAYLOADS = LOG.tables["log_payload"]
