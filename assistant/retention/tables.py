"""The log's tables: a record's header, never disposed, and its payload, which a later disposal may remove; the tree's
stored nodes, the checkpoints, the wrapped data keys; who gives the numbers, and what waits for one.

They have a metadata of their own: the firm's migrations never see them.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

LOG = MetaData()
SEQ = BigInteger().with_variant(Integer, "sqlite")  # there it is the row's own address


class LogTable(SQLModel, registry=registry(metadata=LOG)):
    """What lies in the log's file."""


class RecordRow(LogTable, table=True):
    """One record. `header` are the exact bytes that were hashed; the columns before it repeat them for searching."""

    __tablename__ = "log_record"
    __table_args__ = tuple(
        Index(f"ix_log_record_{name}_seq", name, "seq") for name in ("type", "kind", "actor_id", "conversation")
    )

    seq: int = Field(sa_column=Column(SEQ, primary_key=True, autoincrement=False))
    id: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    type: str = Field(sa_column=Column(Text, nullable=False))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    ts: str = Field(sa_column=Column(Text, nullable=False, index=True))
    actor_id: str = Field(sa_column=Column(Text, nullable=False))
    conversation: str | None = Field(sa_column=Column(Text))
    run: str | None = Field(sa_column=Column(Text, index=True))
    parent: str | None = Field(sa_column=Column(Text))
    clients: str = Field(sa_column=Column(Text, nullable=False))
    channel: str | None = Field(sa_column=Column(Text))
    retention_class: str | None = Field(sa_column=Column(Text))
    retain_until: str | None = Field(sa_column=Column(Text))
    header: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    leaf: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    chain: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class PayloadRow(LogTable, table=True):
    """What a record says. The header commits to it with the salt, so that it can go without breaking the chain.

    `payload` is encrypted with the data key `key_id`; without one (records of the first version) it is plain.
    """

    __tablename__ = "log_payload"

    seq: int = Field(sa_column=Column(SEQ, primary_key=True, autoincrement=False))
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    payload: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    payload_type: str = Field(sa_column=Column(Text, nullable=False))
    key_id: str | None = Field(sa_column=Column(Text))


class DataKeyRow(LogTable, table=True):
    """The key of one retention class and month, wrapped; it goes when the last payload under it has gone."""

    __tablename__ = "log_key"

    id: str = Field(sa_column=Column(Text, primary_key=True))
    wrapped: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class NodeRow(LogTable, table=True):
    """A complete subtree of 2^level leaves, kept at every eighth level: proofs need no reading of the whole log."""

    __tablename__ = "log_node"

    level: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    place: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class CheckpointRow(LogTable, table=True):
    """A signed note; number and size repeat what it says."""

    __tablename__ = "log_checkpoint"

    number: int = Field(sa_column=Column(SEQ, primary_key=True, autoincrement=False))
    size: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    note: str = Field(sa_column=Column(Text, nullable=False))


class DisposedRow(LogTable, table=True):
    """A payload that may be deleted, and by which record of a disposal: only with it the guard lets it go."""

    __tablename__ = "log_disposed"

    seq: int = Field(sa_column=Column(SEQ, primary_key=True, autoincrement=False))
    by_record: int = Field(sa_column=Column(BigInteger, nullable=False))


class SequencerRow(LogTable, table=True):
    """One row: the epoch of whoever gives the numbers, and the log's end under a keyed seal."""

    __tablename__ = "log_sequencer"

    only: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    epoch: int = Field(sa_column=Column(BigInteger, nullable=False))
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    chain: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    seal: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class IndexedRow(LogTable, table=True):
    """One row: how far the index of words has come. The index itself is each engine's own (migration log_0003)."""

    __tablename__ = "log_indexed"

    only: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    upto: int = Field(sa_column=Column(BigInteger, nullable=False))


class InboxRow(LogTable, table=True):
    """A durable entry of a process that does not give the numbers; it goes when it has become a record."""

    __tablename__ = "log_inbox"

    place: int = Field(sa_column=Column(SEQ, primary_key=True, autoincrement=True))
    id: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    type: str = Field(sa_column=Column(Text, nullable=False))
    entry: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    key_id: str = Field(sa_column=Column(Text, nullable=False))
    payload: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


RECORDS = LOG.tables["log_record"]
PAYLOADS = LOG.tables["log_payload"]
KEYS = LOG.tables["log_key"]
NODES = LOG.tables["log_node"]
CHECKPOINTS = LOG.tables["log_checkpoint"]
DISPOSED = LOG.tables["log_disposed"]
SEQUENCER = LOG.tables["log_sequencer"]
INDEXED = LOG.tables["log_indexed"]
INBOX = LOG.tables["log_inbox"]
