"""What can be written down: the closed list of types, the `Entry` a room hands in, the `Record` that comes back."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ulid import ULID

from assistant.errors import BadArguments

KINDS = ("question", "answer", "prompt", "tool", "draft", "approval", "send", "channel", "access", "system")


class RecordType(NamedTuple):
    """A type of record, the kind under which a search finds it, and the retention class of schedule.py."""

    name: str
    kind: str
    retention: str


RECORD_TYPES = (
    RecordType("msg.in", "question", "conversation"),
    RecordType("msg.edited", "channel", "conversation"),
    RecordType("msg.deleted", "channel", "conversation"),
    RecordType("prompt.sent", "prompt", "conversation"),
    RecordType("model.chunk", "prompt", "conversation"),
    RecordType("model.response", "prompt", "conversation"),
    RecordType("model.aborted", "prompt", "conversation"),
    RecordType("tool.call", "tool", "conversation"),
    RecordType("tool.result", "tool", "conversation"),
    RecordType("tool.refused", "tool", "conversation"),
    RecordType("guard.verdict", "answer", "conversation"),
    RecordType("answer.released", "answer", "conversation"),
    RecordType("answer.withheld", "answer", "conversation"),
    RecordType("turn.closed", "answer", "conversation"),
    RecordType("draft.version", "draft", "communication"),
    RecordType("draft.reviewed", "draft", "communication"),
    RecordType("approval.requested", "approval", "communication"),
    RecordType("approval.decided", "approval", "communication"),
    RecordType("send.scheduled", "send", "communication"),
    RecordType("send.cancelled", "send", "communication"),
    RecordType("send.held", "send", "communication"),
    RecordType("send.intent", "send", "communication"),
    RecordType("send.attempt", "send", "communication"),
    RecordType("send.deferred", "send", "communication"),
    RecordType("send.result", "send", "communication"),
    RecordType("send.unknown", "send", "communication"),
    RecordType("review.assigned", "approval", "supervision"),
    RecordType("review.decided", "approval", "supervision"),
    RecordType("review.escalated", "approval", "supervision"),
    RecordType("case.noted", "approval", "supervision"),
    RecordType("access.read", "access", "operation"),
    RecordType("access.search", "access", "operation"),
    RecordType("access.export", "access", "operation"),
    RecordType("authz.denied", "access", "operation"),
    RecordType("access.download", "access", "operation"),
    RecordType("import.applied", "system", "operation"),
    RecordType("import.refused", "system", "operation"),
    RecordType("scan.finished", "system", "operation"),
    RecordType("alert.raised", "system", "conversation"),
    RecordType("alert.marked", "system", "conversation"),
    RecordType("change.proposed", "system", "client file"),
    RecordType("change.confirmed", "system", "client file"),
    RecordType("consent.changed", "channel", "client file"),
    RecordType("change.applied", "system", "client file"),
    RecordType("change.refused", "system", "client file"),
    RecordType("questionnaire.answered", "channel", "client file"),
    RecordType("document.ingested", "system", "supervision"),
    RecordType("config.changed", "system", "supervision"),
    RecordType("clock.anomaly", "system", "proof"),
    RecordType("hold.placed", "system", "proof"),
    RecordType("hold.release_asked", "system", "proof"),
    RecordType("hold.released", "system", "proof"),
    RecordType("disposal.asked", "system", "proof"),
    RecordType("retention.disposed", "system", "proof"),
    RecordType("privacy.request", "system", "supervision"),
    RecordType("privacy.decision", "system", "supervision"),
    RecordType("key.rotated", "system", "proof"),
    RecordType("segment.sealed", "system", "proof"),
    RecordType("verify.result", "system", "proof"),
    RecordType("attestation", "system", "proof"),
)
KIND_OF = {each.name: each.kind for each in RECORD_TYPES}
RETENTION_OF = {each.name: each.retention for each in RECORD_TYPES}
COMMUNICATIONS = (
    "msg.in", "msg.edited", "msg.deleted", "answer.released", "answer.withheld", "draft.version", "send.result",
)  # fmt: skip
"""The types that are communications: each leaves as one message, in the journal and in an export alike."""
OPENING = "msg.in"
CLOSING = ("answer.released", "answer.withheld", "turn.closed")

_ULID = re.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}")
LONGEST = 200  # characters of a plain field: they are indexed, and an index entry has a limit on either engine
_ACTOR = ("kind", "id", "name", "role", "on_behalf_of", "auth", "session")
_SCOPE = ("conversation", "thread", "channel", "advisors", "clients")
_LISTS = ("advisors", "clients", "on_behalf_of")
_EDGES = ("id", "parent", "run", "model", "prompt_ver", "tool_ver", "policy_ver", "app_ver", "source_time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A fact as a room hands it in; the log adds number, time and hashes.

    `type` is one of RECORD_TYPES. `actor` has `kind` and `id`, and may have name, role, on_behalf_of, auth, session;
    `scope` may have conversation, thread, channel, and the lists advisors and clients (references without spaces).
    `payload` is anything JSON-like, or bytes kept exactly. `parent` is the id of the record this one follows from,
    `run` the turn it belongs to, `source_time` the channel's own time as it came. `id` is a ULID and the idempotency
    key: handing the same entry in twice gives the same record.
    Raises BadArguments when a field is unknown, too long or of the wrong kind.
    """

    type: str
    actor: Mapping[str, Any]
    scope: Mapping[str, Any] = field(default_factory=dict)
    payload: object = None
    parent: str | None = None
    run: str | None = None
    model: str | None = None
    prompt_ver: str | None = None
    tool_ver: str | None = None
    policy_ver: str | None = None
    app_ver: str | None = None
    source_time: str | None = None
    id: str = field(default_factory=lambda: str(ULID()))

    def __post_init__(self) -> None:
        if self.type not in KIND_OF:
            raise BadArguments(f"{self.type!r} is not a type of record; the types are {', '.join(KIND_OF)}.")
        if not (self.actor.get("kind") and self.actor.get("id")):
            raise BadArguments("A record names who acted: its actor needs `kind` and `id`.")
        _check("actor", self.actor, _ACTOR)
        _check("scope", self.scope, _SCOPE)
        if not _ULID.fullmatch(self.id):
            raise BadArguments(f"{self.id!r} is not the id of a record; ids are ULIDs of 26 characters.")
        _check("record", {name: getattr(self, name) for name in _EDGES}, _EDGES)

    def header(self) -> dict[str, Any]:
        """The entry's own part of the record header: plain JSON values, with what is empty left out."""
        edges = {name: getattr(self, name) for name in _EDGES}
        return _filled({"type": self.type, "actor": _filled(self.actor), "scope": _filled(self.scope), **edges})


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that a record is durable. Once it has its place: number, hash of its header (`leaf`) and the log's running
    hash after it, both hexadecimal. Before that (another process will give it its place) `seq` is 0, the hashes blank.
    """

    seq: int
    id: str
    chain: str
    leaf: str = ""

    def to_json(self) -> dict[str, Any]:
        """What whoever was given something may keep: with it, the record can be asked for and held to account."""
        return {"id": self.id, "seq": self.seq, "hash": self.leaf}


@dataclass(frozen=True, slots=True)
class Record:
    """A fact as the log holds it. `header` is everything that was hashed, `exact` its very bytes, `leaf` their hash.

    `payload` is what was recorded; `content` its very bytes, which the header's `payload_commit` binds with `salt`.
    All three are None, with `payload_gone` set, when the payload was disposed of.
    """

    seq: int
    id: str
    type: str
    kind: str
    at: dt.datetime
    header: Mapping[str, Any]
    payload: Any
    payload_gone: bool
    chain: str
    exact: bytes
    leaf: bytes
    salt: bytes | None
    content: bytes | None

    @property
    def actor(self) -> Mapping[str, Any]:
        actor: Mapping[str, Any] = self.header["actor"]
        return actor

    @property
    def scope(self) -> Mapping[str, Any]:
        scope: Mapping[str, Any] = self.header.get("scope", {})
        return scope

    @property
    def run(self) -> str | None:
        return self.header.get("run")

    @property
    def parent(self) -> str | None:
        return self.header.get("parent")

    def to_json(self) -> dict[str, Any]:
        """The record as plain JSON to be read: bytes as base64 under `$bytes`, what is no Unicode as `?`."""
        words = json.dumps(self.payload, default=_plain_bytes, ensure_ascii=False)
        shown = json.loads(words.encode("utf-8", "replace"))
        plain = {"seq": self.seq, "id": self.id, "type": self.type, "kind": self.kind, "at": self.at.isoformat()}
        plain |= {"actor": dict(self.actor), "scope": dict(self.scope), "header": dict(self.header)}
        return plain | {"payload": shown, "gone": self.payload_gone, "leaf": self.leaf.hex(), "chain": self.chain}


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A turn that began and was never closed: the question that opened it and the last record written in it."""

    opened: Record
    last: Record


def _plain_bytes(value: object) -> dict[str, str]:
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} is not JSON")


def projected(header: Mapping[str, Any]) -> dict[str, Any]:
    """The indexed columns of a record, read out of its header; the verifier compares them with what the table says."""
    scope = header.get("scope") or {}
    return {
        "seq": header["seq"],
        "id": header["id"],
        "type": header["type"],
        "kind": KIND_OF.get(header["type"], ""),
        "ts": header["ts"],
        "actor_id": header["actor"]["id"],
        "conversation": scope.get("conversation"),
        "run": header.get("run"),
        "parent": header.get("parent"),
        "clients": joined(scope.get("clients", ())),
        "channel": scope.get("channel"),
        "retention_class": header.get("class"),
        "retain_until": header.get("retain_until"),
    }


def joined(references: Sequence[str]) -> str:
    """References in one text, a space on either side of each, so that a search finds whole ones only."""
    return "".join(f" {reference}" for reference in references) + " " if references else ""


def moment_text(moment: dt.datetime) -> str:
    """UTC to the microsecond in a fixed width, so that text order is time order. A naive moment is a ValueError."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; give an offset or Z")
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _check(where: str, fields: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for name, value in fields.items():
        if name not in known:
            raise BadArguments(f"A record's {where} has no field {name!r}; it has {', '.join(known)}.")
        several = name in _LISTS and isinstance(value, list | tuple)
        for each in value if several else (value,):
            _check_text(f"{where} {name}", each, spaces=name != "clients")


def _check_text(what: str, value: object, *, spaces: bool) -> None:
    """A plain field must fit an index of either engine: a text that cannot would hold up every other record."""
    if value is None:
        return
    if not isinstance(value, str):
        raise BadArguments(f"A record's {what} is a {type(value).__name__}; it must be a text.")
    if len(value) > LONGEST or "\x00" in value or not (value.isascii() or _encodable(value)):
        raise BadArguments(
            f"A record's {what} must be at most {LONGEST} characters of valid text; put the rest in its payload."
        )
    if not spaces and (not value or value.split() != [value]):
        raise BadArguments(f"A record's {what} holds {value!r}; a reference to a client has no spaces.")


def _encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", (), [], {})}
