"""The log's ways out: a journal by mail to the firm's archive, sealed segments in a bucket, a daily attestation."""

from assistant.retention.outward.attestation import (
    Attestation,
    Line,
    Sign,
    day_of,
    logged_counts,
    logged_ids,
    read_attestation,
    reconcile,
)
from assistant.retention.outward.bucket import Bucket
from assistant.retention.outward.journal import Journal, JournalStanding, Sent
from assistant.retention.outward.message import journal_message
from assistant.retention.outward.post import (
    Answer,
    CutOff,
    Post,
    Server,
    connected,
    hand_over,
    read_journal_url,
    read_smtp_url,
)
from assistant.retention.outward.segments import Segments, SegmentsStanding

__all__ = [
    "Journal",
    "JournalStanding",
    "Sent",
    "journal_message",
    "Answer",
    "CutOff",
    "Post",
    "Server",
    "connected",
    "hand_over",
    "read_journal_url",
    "read_smtp_url",
    "Segments",
    "SegmentsStanding",
    "Bucket",
    "Attestation",
    "Line",
    "Sign",
    "day_of",
    "reconcile",
    "logged_counts",
    "logged_ids",
    "read_attestation",
]
