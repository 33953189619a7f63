"""What arrives: a mail, a bounce or a reply on a social network, read as data. Pure, and believes nothing it reads.

Mail is read with the standard library's parser; of a mail in HTML the words that a reader sees. A bounce is a delivery
status report (RFC 3464); a mail that says it was sent by a machine (RFC 3834) asks for nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from typing import Literal, cast

from assistant.errors import BadArguments
from assistant.guardrails.markup import rendered
from assistant.guardrails.passage import Passage, plain

What = Literal["message", "bounce", "opt_out", "automatic", "outgoing"]
LONGEST, LONGEST_HEAD = 100_000, 64_000
FOR_GOOD = ("5.0.0", "5.2.1", "5.4.4")
"""Codes beside 5.1.x (RFC 3463) that say that an address is none any more; a full mailbox (5.2.2) will be emptied."""
_IDS = re.compile(r"<[^<>\s]{3,300}>")
_QUOTED = re.compile(r"^\s*(>|on .{5,120} wrote:|il .{5,120} ha scritto:|el .{5,120} escribio:|-{2,}\s*original)", re.I)
_OPT_OUT = re.compile(
    r"(please )?(unsubscribe|stop|opt[ -]?out|remove|take) ?(me|us)?( off| out)?( of| from| to)?"
    r"( (your|this|the|these|all))?( mailing)?( lists?| e?-?mails?| messages?| letters?)?( please)?"
    r"|(please )?(stop|no more) (e-?mailing|writing( to)?|sending|contacting|e-?mails?|letters?)( me| us)?"
    r"( e?-?mails?| letters?)?( please)?"
    r"|(per favore )?(cancella(te)?mi|disiscriv\w+|rimuov\w+)( (dalla|da questa) lista| da queste (mail|e-?mail))?"
    r"|non (scrivete|scrivere|mandate|inviate)mi piu( (mail|e-?mail|lettere))?|basta (mail|e-?mail)"
    r"|(por favor )?(dar(me|se)?|quiero darme|da(me|rme)|deme) de baja|baja( por favor)?"
    r"|no me (escriban|escriba|envien) mas( correos)?"
)
"""The whole first line of a message that asks for no more of them, without marks, in three languages."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery that failed: for whom, the code (`5.1.1`), whether for good, and which of our messages it was."""

    address: str
    status: str
    for_good: bool


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that arrived. `answers` are the ids of messages that it says it answers."""

    id: str
    channel: str
    sender: str
    subject: str
    text: str
    answers: tuple[str, ...] = ()
    what: What = "message"
    bounce: Bounce | None = None


def read_mail(raw: bytes) -> Incoming:
    """A mail as it was received (RFC 5322). One without a Message-ID is named after its bytes. Raises BadArguments for
    bytes that are no mail."""
    if len(re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]) > LONGEST_HEAD:
        raise BadArguments("That is no mail: its head is longer than any mail's.")
    mail = message_from_bytes(raw, policy=default)
    sender = parseaddr(str(mail.get("From", "")))[1].strip().lower()
    its_id = _ids(str(mail.get("Message-ID", ""))) or (f"<{hashlib.sha256(raw).hexdigest()}>",)
    if not sender:
        raise BadArguments("That is no mail: it has no sender.")
    bounce = _bounce(mail)
    text = _words(mail)
    answers = _ids(f"{mail.get('In-Reply-To', '')} {mail.get('References', '')}")
    subject = " ".join(str(mail.get("Subject", "")).split())[:500]
    what: What = "bounce" if bounce else "automatic" if _is_automatic(mail) else _asks(text)
    more = _ids_within(mail) if bounce else ()
    return Incoming(its_id[0], "email", sender, subject, text, (*answers, *more), what, bounce)


def read_reply(raw: bytes) -> Incoming:
    """A reply on a social network, as the firm's tool hands it over: {id, network, from, text, post?}."""
    try:
        said = json.loads(raw)
        its_id, network, sender, text = (str(said[name]) for name in ("id", "network", "from", "text"))
    except (ValueError, KeyError, TypeError) as error:
        raise BadArguments("A reply is JSON with id, network, from and text.") from error
    if network.strip().lower() in ("email", "mail"):
        raise BadArguments("A mail is handed in as message/rfc822, not as a reply on a network.")
    answers = (str(said["post"]),) if said.get("post") else ()
    return Incoming(f"{network}:{its_id}"[:300], network[:40], sender[:300], "", text[:LONGEST], answers)


def _asks(text: str) -> What:
    """Whether the first line asks for no more messages, and is all that it says."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = re.sub(r"[^\w\s-]+", "", plain(lines[0])).strip() if lines else ""
    return "opt_out" if _OPT_OUT.fullmatch(" ".join(first.split())) else "message"


def _words(mail: EmailMessage) -> str:
    """What a reader sees, without what it quotes of an earlier message."""
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, UnicodeError):  # a charset nobody knows: its bytes as they are
        payload = part.get_payload(decode=True)
        text = payload.decode("latin-1") if isinstance(payload, bytes) else ""
    if part.get_content_subtype() == "html" and (shown := rendered(Passage(text[:LONGEST]))):
        text = shown.passage.original
    kept = []
    for line in text[:LONGEST].splitlines():
        if _QUOTED.match(line):
            break
        kept.append(line.rstrip())
    return "\n".join(kept).strip() or text[:LONGEST].strip()  # who answers below the quotation is read whole


def _is_automatic(mail: EmailMessage) -> bool:
    said = str(mail.get("Auto-Submitted", "no")).strip().lower()
    return not said.startswith("no") or str(mail.get("Precedence", "")).lower() in ("bulk", "junk", "auto_reply")


def _bounce(mail: EmailMessage) -> Bounce | None:
    if mail.get_content_type() != "multipart/report":
        return None
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in cast(list[EmailMessage], part.get_payload()):
            recipient = str(fields.get("Final-Recipient", "")).rpartition(";")[2].strip().lower()
            action = str(fields.get("Action", "")).strip().lower()
            status = str(fields.get("Status", "")).strip()
            if recipient and action in ("failed", "delayed"):
                hard = action == "failed" and (status.startswith("5.1.") or status in FOR_GOOD)
                return Bounce(recipient, status, hard)
    return None


def _ids_within(mail: EmailMessage) -> tuple[str, ...]:
    """The ids of the messages that a report carries."""
    found: list[str] = []
    for part in mail.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            found += re.findall(r"(?im)^message-id:\s*(<[^<>\s]+>)", part.as_string())
    return tuple(found)


def _ids(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_IDS.findall(text)))
