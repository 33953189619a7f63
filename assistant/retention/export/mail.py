"""A communication as mail (RFC 5322): threaded, with the exact record attached. No word of it can become a header."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from assistant.retention.export.contents import Thread
from assistant.retention.export.words import Person, domain_of, envelope, line, moment, subject, text
from assistant.retention.records import Record

POLICY = SMTP.clone(max_line_length=900)  # RFC 5322 allows 998; an id that is never folded is never broken


def message(record: Record, *, origin: str, thread: Thread, attached: bytes) -> bytes:
    """The bytes of a record's message; `attached` is its line of records.jsonl.

    The Message-ID is the record's own, so that who gets it twice can tell. The envelope is repeated on top of the
    words, where no mail system removes it.
    """
    sender, recipients = envelope(record.header, record.payload, origin)
    mail = EmailMessage(policy=POLICY)
    mail["From"] = _address(sender)
    if recipients:
        mail["To"] = [_address(each) for each in recipients]
    mail["Subject"] = _plain(subject(record.header, record.payload))
    mail["Date"] = record.at
    mail["Message-ID"] = _id(record.id, origin)
    if thread.answers:
        mail["In-Reply-To"] = _id(thread.answers, origin)
        ids = (_id(each, origin) for each in (thread.first, thread.answers) if each)
        mail["References"] = " ".join(dict.fromkeys(ids))
    mail["X-Record-Seq"] = str(record.seq)
    mail["X-Record-Hash"] = record.leaf.hex()
    mail["X-Record-Type"] = record.type
    mail.set_content(_body(record, sender, recipients))
    mail.add_attachment(attached, maintype="application", subtype="json", filename="record.json")
    mail.set_boundary(record.leaf.hex())  # known to nobody who wrote the words: the hash is over a random salt as well
    return mail.as_bytes()


def _body(record: Record, sender: Person, recipients: list[Person]) -> str:
    top = [("Record", f"{record.seq} ({record.type})"), ("Sender", str(sender))]
    top += [("Recipient", str(each)) for each in recipients]
    top += [("Channel", line(record.scope.get("channel") or "")), ("Recorded", moment(record.header))]
    lines = [f"{name}: {value}" for name, value in top if value]
    return "\n".join([*lines, "", text(record.payload, record.payload_gone), ""])


def _address(person: Person) -> Address:
    return Address(_plain(person.name), *person.address.rsplit("@", 1))


def _plain(words: str) -> str:
    """The words without an encoded word (`=?utf-8?q?=0D=0ABcc: …?=`): read back, it could become a header."""
    return words.replace("=?", "= ?")


def _id(record_id: str, origin: str) -> str:
    return f"<{record_id}@{domain_of(origin)}>"
