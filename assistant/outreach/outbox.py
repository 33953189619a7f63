"""An approved draft as one message with a stable Message-ID: for the mail server, or as a file in the outbox."""

from __future__ import annotations

import datetime as dt
import os
import re
import unicodedata
from email import message_from_bytes
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from assistant.drafts import ApprovedDraft, Draft, Recipient
from assistant.errors import Refused, ServiceDown
from assistant.retention import Receipt

PLAIN_ADDRESS = re.compile(r"[^\s@<>()\[\]:;,\\\"]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
POLICY = SMTP.clone(max_line_length=996, cte_type="7bit")
"""Lines up to what RFC 5321 allows: a folded or encoded id or link would be another one."""
ENCODED_WORD = re.compile(r"=\?[^?]*\?[^?]*\?[^?]*\?=")


def make_message(
    approved: ApprovedDraft, *, sender: Recipient, origin: str, record: Receipt, at: dt.datetime, unsubscribe: str = ""
) -> bytes:
    """The message of an approved draft, byte for byte, lines ending in CRLF, in seven bits: any server takes it.

    `record` is what announced the message: its number and hash travel with it, a copy outside the log. `unsubscribe` is
    the reader's link to one click (RFC 8058); empty for mail that needs none.
    Raises Refused when a name, an address or the subject would not arrive as approved.
    """
    draft = approved.draft
    if not draft.to:
        raise Refused(f"Draft {draft.id} goes to nobody: name a recipient.")
    message = EmailMessage(policy=POLICY)
    try:
        message["From"] = _address(sender)
        message["To"] = [_address(r) for r in draft.to]
        message["Subject"] = _one_line(draft.subject)
        message["Date"] = at
        message["Message-ID"] = message_id(draft, origin)
        message["X-Record-Id"] = record.id
        if record.seq:  # it has its place in the log already
            message["X-Record-Seq"], message["X-Record-Hash"] = str(record.seq), record.leaf
        if unsubscribe:
            message["List-Unsubscribe"] = f"<{unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(draft.body)
        content = message.as_bytes()
        _check_arrives(content, list(message.keys()), draft)
    except (ValueError, MessageError) as error:
        raise Refused(f"Draft {draft.id} has a line break or an address that mail does not allow: {error}.") from error
    return content


def write_message(
    approved: ApprovedDraft,
    *,
    sender: Recipient,
    folder: Path,
    origin: str,
    record: Receipt,
    at: dt.datetime,
    unsubscribe: str = "",
) -> Path:
    """Write the message of an approved draft into the outbox and return its path.

    The file's name and the Message-ID come from the draft and its version, so that writing twice leaves one message.
    Raises what `make_message` does, and ServiceDown when the folder cannot be written.
    """
    path = folder / message_name(approved.draft)
    if path.exists():
        return path
    content = make_message(approved, sender=sender, origin=origin, record=record, at=at, unsubscribe=unsubscribe)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_whole(path, content)
    except OSError as error:
        raise ServiceDown(
            f"The outbox cannot be written ({error.strerror}); {approved.draft.id} did not leave."
        ) from error
    return path


def message_id(draft: Draft, origin: str) -> str:
    """The same for the same version, however often it is tried."""
    return f"<{draft.id}.{draft.version}@{re.sub(r'[^A-Za-z0-9.-]+', '-', origin)}>"


def message_name(draft: Draft) -> str:
    """The file name of a draft's message: the same for the same version, so that writing twice leaves one."""
    return f"{draft.id}-v{draft.version}.eml"


def _address(recipient: Recipient) -> Address:
    if not (recipient.address.isascii() and PLAIN_ADDRESS.fullmatch(recipient.address)):
        raise ValueError(f"“{recipient.address}” is no mail address")
    user, _, domain = recipient.address.rpartition("@")
    return Address(_one_line(recipient.name), user, domain)


def _one_line(text: str) -> str:
    """A name or subject as it stands. A line break may also be hidden in an encoded word (`=?utf-8?q?=0D=0A…?=`)."""
    if ENCODED_WORD.search(text) or any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in text):
        raise ValueError(f"{text!r} holds more than plain words")
    return text


def _check_arrives(content: bytes, headers: list[str], draft: Draft) -> None:
    """Read the message as a mail server does: the same headers, recipients and subject, or it does not leave."""
    read = message_from_bytes(content, policy=SMTP)
    if read.keys() != headers:
        raise ValueError("it would arrive with other headers")
    sent = [(_letters(a.display_name), a.addr_spec) for a in read["To"].addresses]
    if sent != [(_letters(r.name), r.address) for r in draft.to] or _letters(read["Subject"]) != _letters(
        draft.subject
    ):
        raise ValueError("a name or the subject would arrive as something else")


def _letters(text: str) -> str:
    """Without white space: where a long header is folded, reading it back may add or drop a space."""
    return "".join(text.split())


def _write_whole(path: Path, content: bytes) -> None:
    """All bytes or none: written aside, forced to disk, then moved into place."""
    partial = path.with_suffix(".partial")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
