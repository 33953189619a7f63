"""What leaves for the archives, at the desk: the journal, the segments; and the proof of each night."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.desk.proof import verify_log
from assistant.desk.recovery import SYSTEM
from assistant.outreach import sends
from assistant.retention import Entry, Verdict
from assistant.retention.notes import sign_text
from assistant.retention.outward import Bucket, Journal, Segments, Sent, read_journal_url, read_smtp_url

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

JOURNAL_OFF = "off: no copy goes to an archive by mail. Set ASSISTANT_JOURNAL_URL, _JOURNAL_TO and _JOURNAL_FROM."
MAIL_OFF = "off: the outbox folder is what leaves. Set ASSISTANT_SMTP_URL to send from here."
_TOLD = {
    "queued": "wait", "sending": "being sent", "delivered": "delivered", "failed": "not delivered",
    "unknown": "of which nobody knows whether they left: find out, and say so", "outbox": "in the outbox",
}  # fmt: skip
SEGMENTS_OFF = "off: no sealed copy lies in a bucket with Object Lock. Set ASSISTANT_SEGMENTS_BUCKET."


def journal_of(desk: Desk) -> Journal | None:
    """The journal of this firm; None when it is off. Raises BadArguments when its settings cannot be used."""
    settings = desk.settings
    if not settings.journal_url:
        return None
    post = read_journal_url(settings.journal_url, sender=settings.journal_from, to=settings.journal_to)
    return Journal(desk.log, desk.log_database, post, origin=settings.origin)


def segments_of(desk: Desk) -> Segments | None:
    """The segments of this firm; None when they are off. Raises BadArguments when their settings cannot be used."""
    settings = desk.settings
    if not settings.segments_bucket:
        return None
    return Segments(desk.log, desk.log_database, Bucket(settings.segments_bucket, settings.segments_endpoint))


def send_journal(desk: Desk) -> Sent:
    """Send what is due of the journal, each message with the newest checkpoint; nothing when the journal is off."""
    journal = journal_of(desk)
    return journal.send_due(desk.clock(), newest_note(desk)) if journal else Sent()


def seal_segments(desk: Desk) -> list[int]:
    """Seal and replicate what is due; the numbers of the segments, none when they are off."""
    segments = segments_of(desk)
    return segments.seal_due(desk.clock(), newest_note(desk)) if segments else []


def newest_note(desk: Desk) -> str:
    """The newest signed checkpoint; nothing before the first."""
    return desk.log.keys.pin() or ""


def sign_note(desk: Desk, text: str) -> str:
    """A signed note of a text, with the key that signs the log's checkpoints."""
    key = desk.log.keys.signing()
    return sign_text(text, key.name, key.private)


def verify_and_record(desk: Desk) -> Verdict:
    """Read and hash the whole log again and record the verdict, good or bad (`verify.result`)."""
    verdict = verify_log(desk.settings)
    head, found = {"seq": verdict.head[0], "chain": verdict.head[1]}, [f.message for f in verdict.findings]
    said = {"ok": verdict.ok, "count": verdict.count, "head": head, "first_bad": verdict.first_bad}
    desk.log.append(
        Entry(type="verify.result", actor=SYSTEM, payload={**said, "counts": verdict.counts, "findings": found})
    )
    return verdict


def mail_status(desk: Desk) -> str:
    """Where the firm's own mail stands, in a sentence."""
    with desk.database.reading() as session:
        counts = sends.counts(session)
    told = [f"{counts[state]} {words}" for state, words in _TOLD.items() if counts.get(state)]
    if desk.settings.smtp_url:
        read_smtp_url(desk.settings.smtp_url)
        return f"{', '.join(told) or 'nothing was sent yet'}."
    return MAIL_OFF + (f" {', '.join(told)}." if told else "")


def outward_status(desk: Desk) -> dict[str, str]:
    """Where journal and segments stand, in a sentence each; that they are off is said too."""
    journal, segments = journal_of(desk), segments_of(desk)
    said = journal.standing().sentence if journal else JOURNAL_OFF
    refused = [f"Record {seq}: {reply}" for seq, reply in journal.refusals(3)] if journal else []
    return {
        "mail": mail_status(desk),
        "journal": " ".join((said, *refused)),
        "segments": segments.standing().sentence if segments else SEGMENTS_OFF,
    }
