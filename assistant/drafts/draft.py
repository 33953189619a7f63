"""The Draft: words meant for a client, who they go to, where they stand, and the hash that an approval binds."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assistant.drafts.disguises import why_doubtful

Channel = Literal["email", "linkedin", "x", "facebook", "instagram"]
DraftStatus = Literal[
    "proposed", "held", "awaiting_approval", "approved", "returned", "declined", "scheduled", "released", "delivered",
    "failed", "unknown",
]  # fmt: skip
Class = Literal["correspondence", "retail", "static_post", "interactive_post", "institutional", "internal"]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person a draft goes to, with the address on the client's record."""

    client_id: str
    household_id: str
    name: str
    address: str

    def to_json(self) -> dict[str, str]:
        return {"client_id": self.client_id, "name": self.name, "address": self.address}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a tool lays on the turn: words nobody has reviewed yet.

    `hold_reason` says why it must wait for a person whatever the review finds. `occasion`: the template it was filled
    from. `revises`: the draft whose next version it is, and then `change` what was asked of it. `send_on`: the one day
    it may leave; any day while its approval is good, where None. `quotes`: the figures that its words say, each with
    the call it came from (desk/quoting.py).
    """

    channel: Channel
    advisor_id: str
    to: tuple[Recipient, ...]
    subject: str
    body: str
    language: str
    purpose: str
    hold_reason: str = ""
    occasion: str = ""
    revises: str = ""
    change: str = ""
    send_on: dt.date | None = None
    quotes: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """One version of a draft. It is never changed: a change is a new version, a step is a new state and a record.

    `author_id` wrote this version, `authors` are all who had a hand in the versions before.
    """

    id: str
    version: int
    channel: Channel
    communication_class: Class
    advisor_id: str
    author_id: str
    to: tuple[Recipient, ...]
    subject: str
    body: str
    language: str
    purpose: str
    status: DraftStatus
    disposition: str = ""
    findings: tuple[Mapping[str, Any], ...] = ()
    conversation_id: str = ""
    reason: str = ""
    hold_reason: str = ""
    occasion: str = ""
    change: str = ""
    authors: tuple[str, ...] = ()
    send_on: dt.date | None = None
    quotes: tuple[Mapping[str, Any], ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256 over everything an approval binds: body, subject, recipients, channel and, where named, the day."""
        bound: dict[str, Any] = {
            "body": self.body,
            "subject": self.subject,
            "channel": self.channel,
            "to": sorted([r.client_id, r.name, r.address] for r in self.to),
        }
        if self.send_on:
            bound["on"] = self.send_on.isoformat()
        text = json.dumps(bound, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What whoever approves should know of its recipients: who looks like somebody else."""
        return tuple(sentence for reader in self.to for sentence in why_doubtful(reader.name, reader.address))

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "version": self.version,
            "channel": self.channel,
            "class": self.communication_class,
            "to": [r.to_json() for r in self.to],
            "subject": self.subject,
            "body": self.body,
            "language": self.language,
            "status": self.status,
            "disposition": self.disposition,
            "findings": [dict(f) for f in self.findings],
            "warnings": list(self.warnings),
            "hash": self.content_hash,
            "reason": self.reason,
            "purpose": self.purpose,
            "author": self.author_id,
            "change": self.change,
            "send_on": self.send_on.isoformat() if self.send_on else None,
            "quotes": [dict(quote) for quote in self.quotes],
        }


@dataclass(frozen=True, slots=True)
class ApprovedDraft:
    """A draft whose very bytes a person with the right approved.

    Only `drafting.py` makes one; release takes nothing else.
    """

    draft: Draft
    approval_id: str
    approved_by: str
    approved_hash: str

    def __post_init__(self) -> None:
        if self.approved_hash != self.draft.content_hash:
            raise ValueError(f"draft {self.draft.id}: what was approved is not what is here; approve this version")
