"""Questionnaires at the desk: whose is due gets a letter laid for approval, reminders after it, and the state of each.

The worker runs this over and over, perhaps in several processes: a letter is claimed in the database before its words
are made, so each is laid once; a claim whose maker died is taken over after an hour.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import CursorResult, select, update
from sqlmodel import Session, col
from ulid import ULID

from assistant.book.changes import in_turn, write_rows
from assistant.book.snapshot import Book
from assistant.desk.laying import lay
from assistant.desk.releasing import consents_said, link_secret
from assistant.drafts import Draft, DraftRow, Proposal
from assistant.errors import AssistantError
from assistant.outreach import links
from assistant.outreach.questionnaire_tables import IssuedRow, QuestionnaireMailRow
from assistant.outreach.questionnaires_due import APART, Due, Reader, questionnaires_due, who_is_asked
from assistant.tools.composing import compose

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

PURPOSE, REMINDER = "the six-monthly questionnaire", "a reminder of the six-monthly questionnaire"
FORM, FORMS_PATH = "form", "/forms/"
LINK_PURPOSE = "questionnaire"
GOOD_FOR = dt.timedelta(days=30)
"""How long a link opens the form, from the day its letter left."""
SIGNED_FOR = dt.timedelta(days=60)
"""How long the signature in a link holds: its letter may wait for approval before the thirty days begin."""
REMIND_AFTER, REMINDERS = dt.timedelta(days=10), 2
TO_ANSWER, AT_LEAST = dt.timedelta(days=21), dt.timedelta(days=7)
STALE = dt.timedelta(hours=1)
LEFT = ("released", "delivered", "unknown")
"""States of a draft whose words have left, as far as anybody knows."""
OVER = ("declined", "failed")
"""States of a draft whose words will not leave, or came back."""


@dataclass(slots=True)
class Issued:
    """What one pass did: letters laid and reminders laid, who was left out with the reason, what could not be done."""

    laid: int = 0
    reminded: int = 0
    sent: int = 0
    left_out: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        counts = ((self.laid, "laid"), (self.reminded, "reminders laid"), (self.sent, "sent"))
        told = [f"{count} {words}" for count, words in (*counts, (len(self.left_out), "left out")) if count]
        return f"Questionnaires: {', '.join(told)}." if told else ""


def send_due_questionnaires(desk: Desk) -> Issued:
    """Lay the questionnaire's letter for each household whose review is due, and reminders of those not answered.

    Nothing is sent: each letter is a draft that goes the ordinary way of approval. Without `public_url` there is no
    address for a form, and nothing is done. A book that cannot be looked at is in `failed`, the others go on.
    """
    done = Issued()
    if not desk.settings.public_url:
        return done
    done.sent = note_sent(desk)
    due, lately = list(_taken_over(desk)), _lately(desk)
    for advisor_id in desk.books.hierarchy().advisors:
        try:
            book = _book(desk, advisor_id)
            due += _claimed(desk, questionnaires_due(book, lately, partial(consents_said, desk)), done)
            done.reminded += _remind(desk, book)
        except AssistantError as error:
            done.failed[advisor_id] = error.sentence
    together = _alike(due)
    for questionnaire_id, each in due:
        try:
            _lay_mail(desk, questionnaire_id, FORM, each.advisor_id, each.who, together[each.who.language])
            done.laid += 1
        except AssistantError as error:
            done.failed[each.household_id] = error.sentence
    return done


def _alike(due: Iterable[tuple[str, Due]]) -> dict[str, frozenset[str]]:
    """Language → everybody who gets the same words in this pass."""
    found = defaultdict[str, set[str]](set)
    for _, each in due:
        if each.who.reader:
            found[each.who.language].add(each.who.reader.client_id)
    return {language: frozenset(persons) for language, persons in found.items()}


def note_sent(desk: Desk) -> int:
    """Write down which questionnaires have left since, from the state of their letters; how many they were.

    The record of the sending came with the sending itself. The book's own table has the questionnaire from then on.
    """
    mail, draft = QuestionnaireMailRow, DraftRow
    joined = select(IssuedRow, mail, draft).join(mail, col(mail.questionnaire_id) == IssuedRow.questionnaire_id)
    joined = joined.join(draft, col(draft.draft_id) == mail.draft_id)
    waiting = joined.where(col(IssuedRow.state).in_(("laid", "sent"))).with_for_update(of=IssuedRow)
    out: list[dict[str, Any]] = []
    with desk.database.writing() as session:
        in_turn(session)
        for issued, letter, words in session.execute(waiting):
            if letter.what == FORM and issued.state == "laid":
                out.extend(_note(issued, words))
            elif letter.what.startswith("reminder") and words.status in LEFT:
                issued.good_until = max(issued.good_until or words.changed_at, words.changed_at + GOOD_FOR)
        if out:
            write_rows(session, "questionnaires", out, new=True, at=desk.clock(), source="questionnaires sent")
    return len(out)


def _note(issued: IssuedRow, words: DraftRow) -> Iterator[dict[str, Any]]:
    if words.status in OVER:
        issued.state, issued.reason = "withdrawn", words.reason or f"The letter was {words.status}."
    if words.status in LEFT:
        yield mark_sent(issued, words.changed_at)


def mark_sent(issued: IssuedRow, at: dt.datetime) -> dict[str, Any]:
    """The letter left: the questionnaire is out, due before the review it is for; its row for the book."""
    issued.state, issued.sent_on, issued.good_until = "sent", at.date(), at + GOOD_FOR
    due_on = min(issued.sent_on + TO_ANSWER, max(issued.review_due, issued.sent_on + AT_LEAST))
    mine, home = issued.questionnaire_id, issued.household_id
    return {"questionnaire_id": mine, "household_id": home, "sent_on": issued.sent_on, "due_on": due_on}


# -- claiming ----------------------------------------------------------------------------------------------------------


def _lately(desk: Desk) -> set[str]:
    """Households for which a questionnaire was issued within 150 days, sent or not."""
    with desk.database.reading() as session:
        return _issued_since(session, desk.clock() - APART)


def _issued_since(session: Session, since: dt.datetime) -> set[str]:
    issued = select(col(IssuedRow.household_id)).where(col(IssuedRow.issued_at) >= since)
    return set(session.scalars(issued.where(col(IssuedRow.state) != "left_out")))


def _claimed(desk: Desk, due: Iterable[Due], done: Issued) -> list[tuple[str, Due]]:
    """Those of the households due that are this process's to write to, each with the id of its questionnaire."""
    mine = []
    now = desk.clock()
    with desk.database.writing() as session:
        _in_turn(session)
        taken = _issued_since(session, now - APART)
        for each in due:
            if each.household_id in taken:
                continue
            _forget_left_out(session, each.household_id)
            if each.who.reader is None:  # one row a household says why it is not asked, brought up to date each time
                done.left_out[each.household_id] = each.who.reason
                session.add(_row(f"QL-{each.household_id}", each, "left_out", now))
                continue
            questionnaire_id = f"QN-{ULID()}"
            session.add(_row(questionnaire_id, each, "laid", now))
            session.add(QuestionnaireMailRow(questionnaire_id=questionnaire_id, what=FORM, claimed_at=now))
            mine.append((questionnaire_id, each))
    return mine


def _row(questionnaire_id: str, due: Due, state: str, now: dt.datetime) -> IssuedRow:
    return IssuedRow(
        questionnaire_id=questionnaire_id,
        household_id=due.household_id,
        client_id=due.who.reader.client_id if due.who.reader else "",
        advisor_id=due.advisor_id,
        language=due.who.language,
        state=state,
        reason=due.who.reason,
        review_due=due.review_due,
        issued_at=now,
    )


def _forget_left_out(session: Session, household_id: str) -> None:
    row = session.get(IssuedRow, f"QL-{household_id}")
    if row is not None:
        session.delete(row)
        session.flush()


def _taken_over(desk: Desk) -> Iterator[tuple[str, Due]]:
    """Questionnaires whose letter somebody claimed and never laid; the claim is renewed in this process's name."""
    mail, before = QuestionnaireMailRow, desk.clock() - STALE
    old = select(IssuedRow).join(mail, col(mail.questionnaire_id) == IssuedRow.questionnaire_id)
    old = old.where(col(mail.what) == FORM, col(mail.draft_id) == "", col(mail.claimed_at) < before)
    with desk.database.reading() as session:
        rows = list(session.scalars(old))
    for row in rows:
        if take_over(desk, row.questionnaire_id, FORM):
            who = _still_asked(desk, _book(desk, row.advisor_id), row)
            if who.reader is not None:
                yield row.questionnaire_id, Due(row.advisor_id, row.household_id, row.review_due, who)


def take_over(desk: Desk, questionnaire_id: str, what: str) -> bool:
    """Claim a letter, or take over a claim that is old. False when it is laid, or somebody else is at it."""
    now, mail = desk.clock(), QuestionnaireMailRow
    with desk.database.writing() as session:
        _in_turn(session)
        if session.get(mail, (questionnaire_id, what)) is None:
            session.add(mail(questionnaire_id=questionnaire_id, what=what, claimed_at=now))
            return True
        same = (col(mail.questionnaire_id) == questionnaire_id, col(mail.what) == what, col(mail.draft_id) == "")
        stale = update(mail).where(*same, col(mail.claimed_at) < now - STALE).values(claimed_at=now)
        done: CursorResult[tuple[()]] = session.connection().execute(stale)
        return bool(done.rowcount)


def _in_turn(session: Session) -> None:
    """Two processes claim one after the other: on SQLite every writer does, PostgreSQL is told."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().exec_driver_sql("LOCK TABLE issued_questionnaires IN EXCLUSIVE MODE")


# -- letters -----------------------------------------------------------------------------------------------------------


def _lay_mail(desk: Desk, questionnaire_id: str, what: str, advisor_id: str, who: Reader, also: frozenset[str]) -> None:
    reader = who.reader
    if reader is None:
        return
    purpose, template = (PURPOSE, "questionnaire") if what == FORM else (REMINDER, "questionnaire_reminder")
    said = {"q": questionnaire_id, "h": reader.household_id}
    token = links.sign(link_secret(desk), LINK_PURPOSE, said, desk.clock() + SIGNED_FOR)
    subject, body, language = compose(
        occasion=template,
        purpose=purpose,
        points=(),
        first_name=who.first_name,
        sender=desk.books.hierarchy().advisors[advisor_id].name,
        language=who.language,
        link=f"{desk.settings.public_url}{FORMS_PATH}{token}",
    )
    proposal = Proposal("email", advisor_id, (reader,), subject, body, language, purpose, occasion=template)
    keep = partial(keep_mail, questionnaire_id, what, desk.clock())
    lay(desk, proposal, questionnaire_id, also=also, keep=keep)


def keep_mail(questionnaire_id: str, what: str, at: dt.datetime, session: Session, draft: Draft) -> None:
    """Remember which draft the letter is: it is laid."""
    mail = QuestionnaireMailRow
    session.merge(mail(questionnaire_id=questionnaire_id, what=what, draft_id=draft.id, claimed_at=at))


def _remind(desk: Desk, book: Book) -> int:
    """Lay the reminders that are due in one book; nobody gets one who may no longer be written to."""
    count = 0
    out = select(IssuedRow).where(col(IssuedRow.advisor_id).in_(book.scope.advisor_ids), col(IssuedRow.state) == "sent")
    with desk.database.reading() as session:
        numbered = [(row, _reminder_due(session, row, desk.clock())) for row in session.scalars(out)]
    clients = set(book.open_households["household_id"])
    for row, number in numbered:
        if not number or row.household_id not in clients:
            continue
        who = _still_asked(desk, book, row)
        if who.reader is not None and take_over(desk, row.questionnaire_id, f"reminder {number}"):
            also = frozenset((row.client_id,))
            _lay_mail(desk, row.questionnaire_id, f"reminder {number}", row.advisor_id, who, also)
            count += 1
    return count


def _still_asked(desk: Desk, book: Book, row: IssuedRow) -> Reader:
    return who_is_asked(book, row.household_id, partial(consents_said, desk), row.client_id)


def _reminder_due(session: Session, row: IssuedRow, now: dt.datetime) -> int:
    """Which reminder is due now, 1 or 2; 0 for none. The second follows only a first that left."""
    mails = QuestionnaireMailRow
    drafts = select(mails, DraftRow).outerjoin(DraftRow, col(DraftRow.draft_id) == mails.draft_id)
    mine = drafts.where(col(mails.questionnaire_id) == row.questionnaire_id, col(mails.what).startswith("reminder"))
    earlier = session.execute(mine.order_by(col(mails.what))).all()
    unlaid = [mail for mail, draft in earlier if draft is None]
    if unlaid:
        return int(unlaid[0].what.split()[1])
    if len(earlier) >= REMINDERS or row.sent_on is None or (row.good_until and row.good_until <= now):
        return 0
    if any(draft.status not in LEFT for _, draft in earlier):
        return 0
    last = max([row.sent_on, *(draft.changed_at.date() for _, draft in earlier)])
    return len(earlier) + 1 if now.date() >= last + REMIND_AFTER else 0


def _book(desk: Desk, advisor_id: str) -> Book:
    return desk.books.open(desk.books.hierarchy().scope_of_advisors([advisor_id]), desk.clock().date())
