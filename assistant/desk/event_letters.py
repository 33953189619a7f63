"""The firm's letter after a life event that a questionnaire told of, laid as a draft for the advisor and never sent.

After a death, a divorce or an illness there is none: the alert says to speak to the client first.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlmodel import Session, col

from assistant.desk.laying import lay
from assistant.desk.questionnaires import keep_mail, take_over
from assistant.desk.releasing import consents_said
from assistant.drafts import Draft, Proposal
from assistant.outreach.questionnaire_tables import FindingRow, IssuedRow
from assistant.outreach.questionnaires import letters
from assistant.outreach.questionnaires_due import Reader, who_is_asked
from assistant.tools.composing import compose

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


def lay_event_letters(desk: Desk, questionnaire_id: str | None = None) -> int:
    """Lay the letters that answers call for, of one questionnaire or of all; how many were laid.

    Each is laid once, however many processes run. Nothing is written to who may not be written to.
    """
    joined = col(IssuedRow.questionnaire_id) == FindingRow.questionnaire_id
    wanted = select(FindingRow, IssuedRow).join(IssuedRow, joined)
    wanted = wanted.where(col(FindingRow.letter) == "wanted")
    if questionnaire_id is not None:
        wanted = wanted.where(col(FindingRow.questionnaire_id) == questionnaire_id)
    with desk.database.reading() as session:
        found = session.execute(wanted.order_by(col(FindingRow.finding_id))).all()
    return sum(_lay(desk, finding, issued) for finding, issued in found)


def _lay(desk: Desk, finding: FindingRow, issued: IssuedRow) -> bool:
    what = f"letter {finding.finding_id}"
    if not take_over(desk, issued.questionnaire_id, what):
        return False
    book = desk.books.open(desk.books.hierarchy().scope_of_advisors([finding.advisor_id]), desk.clock().date())
    who = who_is_asked(book, finding.household_id, partial(consents_said, desk), issued.client_id)
    if who.reader is None:
        with desk.database.writing() as session:
            _settle(session, finding.finding_id, f"not laid: {who.reason}")
        return False

    def keep(session: Session, draft: Draft) -> None:
        keep_mail(issued.questionnaire_id, what, desk.clock(), session, draft)
        _settle(session, finding.finding_id, draft.id)

    lay(desk, _proposal(desk, finding, who), issued.questionnaire_id, keep=keep)
    return True


def _settle(session: Session, finding_id: str, letter: str) -> None:
    row = session.get(FindingRow, finding_id)
    if row is not None:
        row.letter = letter


def _proposal(desk: Desk, finding: FindingRow, who: Reader) -> Proposal:
    letter, event = letters()[finding.field], finding.field.replace("_", " ")
    point, template = letter["point"][who.language], str(letter["template"])
    subject, body, language = compose(
        occasion=template,
        purpose=letter["purpose"][who.language] if "purpose" in letter else event,
        points=(point,) if point else (),
        first_name=who.first_name,
        sender=desk.books.hierarchy().advisors[finding.advisor_id].name,
        language=who.language,
    )
    readers, purpose = (who.reader,) if who.reader else (), f"the letter after a {event}"
    return Proposal("email", finding.advisor_id, readers, subject, body, language, purpose, occasion=template)
