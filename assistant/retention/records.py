"""What can be written down: the closed list of types, the `Entry` a room hands in, the `Record` that comes back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ulid import ULID

from assistant.errors import BadArguments

KINDS = ("question", "answer", "prompt", "tool", "draft", "approval", "send", "channel", "access", "system")


class RecordType(NamedTuple):
    """A type of record and the kind under which a search finds it; `system` is the firm's own housekeeping."""

    name: str
    kind: str


RECORD_TYPES = (
    RecordType("msg.in", "question"),
    RecordType("msg.edited", "channel"),
    RecordType("msg.deleted", "channel"),
    RecordType("prompt.sent", "prompt"),
    RecordType("model.response", "prompt"),
    RecordType("model.aborted", "prompt"),
    RecordType("tool.call", "tool"),
    RecordType("tool.result", "tool"),
    RecordType("tool.refused", "tool"),
    RecordType("guard.verdict", "answer"),
    RecordType("answer.released", "answer"),
    RecordType("answer.withheld", "answer"),
    RecordType("turn.closed", "answer"),
    RecordType("draft.version", "draft"),
    RecordType("draft.reviewed", "draft"),
    RecordType("approval.requested", "approval"),
    RecordType("approval.decided", "approval"),
    RecordType("send.intent", "send"),
    RecordType("send.attempt", "send"),
    RecordType("send.result", "send"),
    RecordType("send.unknown", "send"),
    RecordType("access.read", "access"),
    RecordType("access.search", "access"),
    RecordType("access.export", "access"),
    RecordType("authz.denied", "access"),
    RecordType("import.applied", "system"),
    RecordType("import.refused", "system"),
    RecordType("scan.finished", "system"),
    RecordType("alert.raised", "system"),
    RecordType("alert.marked", "system"),
    RecordType("change.proposed", "system"),
    RecordType("change.confirmed", "system"),
    RecordType("config.changed", "system"),
    RecordType("verify.result", "system"),
)
KIND_OF = {each.name: each.kind for each in RECORD_TYPES}
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
    """Proof that a record is durable: its number, its id and the log's running hash (hexadecimal) after it."""

    seq: int
    id: str
    chain: str


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


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A turn that began and was never closed: the question that opened it and the last record written in it."""

    opened: Record
    last: Record


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
