"""A communication as a message of RFC 5322, in the manner of a journal report: the envelope on top, then the words, the
record itself attached. Pure: the same record gives the same bytes.

Nothing a person wrote reaches a header: headers are made of cleaned ids, hashes and the firm's own addresses, and of a
name with every break and encoding taken out.
"""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from assistant.retention.canonical import canonical
from assistant.retention.export.rows import exact_line
from assistant.retention.export.words import REMOVED
from assistant.retention.records import Record, moment_text

# Lines up to what RFC 5321 allows: a folded or encoded id would be another id. Seven bits: any server takes them.
_POLICY = SMTP.clone(max_line_length=996, cte_type="7bit")
_LONGEST_NAME = 60
_SPOKEN_BY_THE_ASSISTANT = ("answer.released", "answer.withheld")
_WORDS = ("text", "answer", "words", "body")


def domain_of(origin: str) -> str:
    """The log's name as the right side of a Message-ID: letters, digits, dots and hyphens."""
    return _atom(origin) or "log"


def message_id(record_id: str, origin: str) -> str:
    """Stable: every copy of a record has the same one, and an archive keeps the first."""
    return f"<{record_id}@{domain_of(origin)}>"


def journal_message(record: Record, *, sender: str, to: str, follows: str | None = None, note: str = "") -> bytes:
    """The message of a communication, lines ending in CRLF.

    `sender` and `to` are the firm's journal addresses; `follows` is the id of the communication before it in its
    conversation; `note` is the newest signed checkpoint.
    """
    origin = record.header["origin"]
    message = EmailMessage(policy=_POLICY)
    message["Message-ID"] = message_id(record.id, origin)
    _thread(message, record, follows)
    message["Date"] = record.at
    user, _, domain = sender.rpartition("@")
    message["From"] = Address(_who_speaks(record)[:_LONGEST_NAME], user, domain)
    message["To"] = to
    message["Subject"] = (
        f"{record.type} {record.seq}, {_atom(record.scope.get('conversation') or '') or 'no conversation'}"
    )
    message["X-Record-Seq"] = str(record.seq)
    message["X-Record-Hash"] = record.leaf.hex()
    if note:
        message["X-Record-Checkpoint"] = _in_groups(base64.b64encode(note.encode()).decode())
    message.set_content("\n".join((*_envelope(record), "", _words(record), "")))
    message.add_attachment(exact_line(record, ()), maintype="application", subtype="json", filename="record.json")
    message.set_boundary(f"=_{record.id}")
    return message.as_bytes()


def one_line(text: object) -> str:
    """Plain words on one line: no breaks, no controls, nothing that a mail reader would decode into some."""
    plain = str(text).encode("utf-8", "replace").decode()
    kept = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in plain)
    return " ".join(kept.replace("=?", "= ?").split())


def _thread(message: EmailMessage, record: Record, follows: str | None) -> None:
    """A conversation is one thread even where some of its messages never arrive: all refer to a made-up first."""
    origin = record.header["origin"]
    conversation = _atom(record.scope.get("conversation") or "")
    root = [f"<conversation.{conversation}@{domain_of(origin)}>"] if conversation else []
    before = follows or record.parent
    if before:
        message["In-Reply-To"] = message_id(_atom(before), origin)
    if root or before:
        message["References"] = " ".join([*root, *([message_id(_atom(before), origin)] if before else [])])


def _envelope(record: Record) -> Iterator[str]:
    """Who → whom, how and when; every value on its own line, so that none can pass for another."""
    actor, scope = record.actor, record.scope
    fields: tuple[tuple[str, object], ...] = (
        ("Sender", _who_speaks(record)),
        ("Recipient", ", ".join(_to_whom(record))),
        ("On-Behalf-Of", " ".join(actor.get("on_behalf_of", ()))),
        ("Channel", scope.get("channel")),
        ("Conversation", scope.get("conversation")),
        ("Thread", scope.get("thread")),
        ("Advisors", " ".join(scope.get("advisors", ()))),
        ("Clients", " ".join(scope.get("clients", ()))),
        ("Time", moment_text(record.at)),
        ("Type", record.type),
        ("Record", f"{record.seq} of {record.header['origin']}"),
        ("Message-ID", message_id(record.id, record.header["origin"])),
        ("Payload-SHA-256", f"{record.header['payload_commit']} (over salt and content)"),
    )
    return (f"{name}: {one_line(value)}" for name, value in fields if value)


def _who_speaks(record: Record) -> str:
    return _assistant(record) if record.type in _SPOKEN_BY_THE_ASSISTANT else _person(record.actor)


def _to_whom(record: Record) -> list[str]:
    if record.type in _SPOKEN_BY_THE_ASSISTANT:
        return [_person(record.actor)]
    named = record.payload.get("to") if isinstance(record.payload, Mapping) else None
    if isinstance(named, list):
        return [one_line(f"{to.get('name', '')} <{to.get('address', '')}>") for to in named if isinstance(to, Mapping)]
    if record.type == "send.result":
        return [one_line(client) for client in record.scope.get("clients", ())]
    return [_assistant(record)]


def _assistant(record: Record) -> str:
    return one_line(f"Assistant ({record.header.get('model') or record.header['origin']})")


def _person(actor: Mapping[str, Any]) -> str:
    return one_line(f"{actor.get('name') or actor['id']} ({actor['kind']} {actor['id']})")


def _words(record: Record) -> str:
    """What a person reads; the record attached holds every byte."""
    if record.payload_gone:
        return REMOVED
    if isinstance(record.payload, bytes):
        return f"{len(record.payload)} bytes, attached in record.json."
    said = record.payload
    if isinstance(said, Mapping) and isinstance(words := next((said[k] for k in _WORDS if k in said), None), str):
        subject = f"Subject: {one_line(said['subject'])}\n\n" if said.get("subject") else ""
        return _encodable(subject + words)
    if isinstance(said, str):
        return _encodable(said)
    return json.dumps(json.loads(canonical(said, lenient=True)), indent=1, ensure_ascii=False)


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _atom(text: str) -> str:
    """A dot-atom of RFC 5322: what is none becomes a hyphen."""
    return re.sub(r"\.{2,}", ".", re.sub(r"[^A-Za-z0-9.-]+", "-", text)).strip(".-")[:200].strip(".-")


def _in_groups(text: str, size: int = 64) -> str:
    """White space where a long header may be folded; readers take it out."""
    return " ".join(text[start : start + size] for start in range(0, len(text), size))
