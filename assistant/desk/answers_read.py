"""Questionnaires as whoever serves the client looks at them: which are out, and what one answered. Each look at answers
is recorded, for they hold what a client told in confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select
from sqlmodel import Session, col

from assistant.book.changes import Change, find_change
from assistant.book.tables import Household
from assistant.callers import Caller
from assistant.desk.changing import confirm_change
from assistant.errors import BadArguments, NotFound, Refused
from assistant.outreach.questionnaire_tables import AnswersRow, FindingRow, IssuedRow, QuestionnaireMailRow

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

IssuedState = Literal["laid", "sent", "answered", "withdrawn", "left_out"]


def look_at_questionnaires(desk: Desk, caller: Caller, state: IssuedState | None = None) -> list[dict[str, Any]]:
    """The questionnaires of the clients this person serves, newest first; who was left out of them, and why."""
    withheld = desk.books.withheld()
    home = col(Household.household_id) == IssuedRow.household_id
    theirs = select(IssuedRow, col(Household.name)).join(Household, home)
    theirs = theirs.where(col(Household.advisor_id).in_(caller.own))
    if state is not None:
        theirs = theirs.where(col(IssuedRow.state) == state)
    ordered = theirs.order_by(col(IssuedRow.issued_at).desc(), col(IssuedRow.questionnaire_id))
    with desk.database.reading() as session:
        rows = session.execute(ordered).all()
    return [_issued(row, name) for row, name in rows if row.household_id not in withheld]


def look_at_answers(desk: Desk, caller: Caller, questionnaire_id: str) -> dict[str, Any]:
    """One questionnaire with its letters, its answers and what they propose: `together` is what one gesture may
    confirm, `verify` what is made sure of outside the form first. Raises NotFound: not theirs and not there look alike.
    """
    withheld = desk.books.withheld()
    with desk.database.reading() as session:
        issued = session.get(IssuedRow, questionnaire_id)
        home = session.get(Household, issued.household_id) if issued else None
        if issued is None or home is None or home.advisor_id not in caller.own or home.household_id in withheld:
            raise NotFound(f"There is no questionnaire {questionnaire_id}.")
        found = _looked_up(session, issued, home.name)
    said = {"read": "questionnaire", "questionnaire": questionnaire_id}
    desk.run(caller).record("access.read", said, wait=True, clients=(home.household_id,))
    return found


def confirm_answers(desk: Desk, caller: Caller, questionnaire_id: str) -> dict[str, Any]:
    """Confirm in one gesture every change of `together` that still waits; what could not be, and why, stays waiting.

    Raises NotFound, and NotForThisRole for who serves no client.
    """
    confirmed, left = [], []
    for each in look_at_answers(desk, caller, questionnaire_id)["together"]:
        if each["state"] != "proposed":
            continue
        try:
            confirmed.append(confirm_change(desk, caller, each["change"]).to_json())
        except (Refused, BadArguments) as error:
            left.append({"change": each["change"], "field": each["field"], "why": error.sentence})
    return {"confirmed": confirmed, "left": left}


def _looked_up(session: Session, issued: IssuedRow, name: str) -> dict[str, Any]:
    mine = issued.questionnaire_id
    answers = session.get(AnswersRow, mine)
    findings = select(FindingRow).where(col(FindingRow.questionnaire_id) == mine)
    mails = select(QuestionnaireMailRow).where(col(QuestionnaireMailRow.questionnaire_id) == mine)
    rows = session.scalars(findings.order_by(col(FindingRow.finding_id))).all()
    found = [_finding(row, find_change(session, row.change_id) if row.change_id else None) for row in rows]
    return {
        **_issued(issued, name),
        "letters": {row.what: row.draft_id for row in session.scalars(mails) if row.draft_id},
        "answers": dict(answers.answers) if answers else None,
        "together": [each for each in found if not each["verify"]],
        "verify": [each for each in found if each["verify"]],
    }


def _issued(row: IssuedRow, name: str) -> dict[str, Any]:
    return {
        "id": row.questionnaire_id,
        "household_id": row.household_id,
        "client": name,
        "state": row.state,
        "reason": row.reason,
        "language": row.language,
        "review_due": row.review_due.isoformat(),
        "sent_on": row.sent_on.isoformat() if row.sent_on else None,
        "answered_at": row.answered_at.isoformat() if row.answered_at else None,
    }


def _finding(row: FindingRow, change: Change | None) -> dict[str, Any]:
    """A consequence with its change and where that stands; a note is `to read`."""
    return {
        "id": row.finding_id,
        "kind": row.kind,
        "field": row.field,
        "change": row.change_id,
        "what": change.words if change else "",
        "before": dict(change.before) if change else {},
        "after": dict(change.after if change else row.after),
        "verify": row.verify,
        "needs": row.needs,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "letter": row.letter,
        "state": change.status if change else "to read",
    }
