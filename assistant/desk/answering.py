"""A client answers a questionnaire, by the link in a letter: the answers are kept once, and the advisor hears at once.

Whoever holds the link may have been forwarded it. So the form shows nothing of the household but a first name, and what
is answered changes nothing by itself. A link that is used up, too old, forged or somebody else's is one and the same
NotFound.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlmodel import Session, col
from ulid import ULID

import assistant
from assistant.alerts import save_alerts
from assistant.book.changes import in_turn, new_id, write_rows
from assistant.book.tables import Client, Household, NetWorth
from assistant.desk.changing import keep_proposed
from assistant.desk.questionnaires import FORM, LEFT, LINK_PURPOSE, mark_sent
from assistant.desk.releasing import link_secret
from assistant.desk.telling import Answered, alerts_of, told
from assistant.drafts import DraftRow
from assistant.errors import NotFound
from assistant.outreach import links
from assistant.outreach.answers import Answers, read_answers
from assistant.outreach.answers_as_changes import Answering, change_of
from assistant.outreach.findings import Finding, Known, findings_of
from assistant.outreach.questionnaire_tables import AnswersRow, FindingRow, IssuedRow, QuestionnaireMailRow
from assistant.outreach.questionnaires import spoken
from assistant.retention import Run

if TYPE_CHECKING:
    from assistant.desk.desk import Desk

GONE = "This link does not open a form."


@dataclass(frozen=True, slots=True)
class FormOpened:
    """What the form shows of who is asked, and who reads the answers."""

    questionnaire_id: str
    first_name: str
    language: str
    firm: str
    advisor: str
    currency: str


def open_form(desk: Desk, token: str) -> FormOpened:
    """The form of a link; looking uses nothing up. Raises NotFound."""
    with desk.database.reading() as session:
        return _opened(desk, _good(desk, session, token))


def answer_form(desk: Desk, token: str, fields: Mapping[str, Sequence[str]], *, language: str = "") -> FormOpened:
    """Keep the answers of a form, once: the record first, then the answers, what they propose, and the alerts.

    `language` is that of the page, by default the client's. Raises NotFound for a link that opens no form, BadInput
    with every problem of the answers (nothing of them is kept then).
    """
    now = desk.clock()
    spoke = spoken(language or open_form(desk, token).language)
    answers = read_answers(fields, language=spoke, today=now.date())
    with desk.database.writing() as session:
        in_turn(session)
        good = _good(desk, session, token, to_change=True)
        found = findings_of(answers, _known(session, good), now.date())
        answered, run = _answered(good, answers, found, desk, now), _run(desk, good)
        record_id = run.record("questionnaire.answered", answered.to_json(spoke), wait=True, clients=_clients(good))
        _keep(session, good, AnswersRow(
            questionnaire_id=answered.questionnaire_id, answers=dict(answers), language=spoke, at=now,
            record_id=record_id,
        ))  # fmt: skip
        _propose(session, run, answered, _whose(good, now))
        alerts = alerts_of(answered)
        run.record("alert.raised", told(answered, alerts), wait=True, clients=_clients(good))
        save_alerts(session, new=alerts)
    return _opened(desk, good)


def _propose(session: Session, run: Run, answered: Answered, whose: Answering) -> None:
    """Lay what the answers propose as changes to the record, each recorded first, and keep what belongs to each."""
    changes = [change_of(found, new_id(), whose) for found in answered.findings]
    keep_proposed(session, run, [change for change in changes if change])
    for number, (found, change) in enumerate(zip(answered.findings, changes, strict=True), 1):
        session.add(FindingRow(
            finding_id=f"{answered.questionnaire_id}-{number:02}",
            questionnaire_id=answered.questionnaire_id,
            advisor_id=answered.advisor_id,
            household_id=answered.household_id,
            kind=found.kind,
            field=found.field,
            after={} if change else {found.field: found.after},
            verify=found.verify,
            needs=found.needs,
            due_on=found.due_on,
            letter=found.letter,
            change_id=change.id if change else "",
            proposed_at=whose.at,
        ))  # fmt: skip


# -- the link ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Good:
    """What a good link leads to: `words` are the letter it came with."""

    issued: IssuedRow
    client: Client
    household: Household
    words: DraftRow


def _good(desk: Desk, session: Session, token: str, *, to_change: bool = False) -> _Good:
    """The questionnaire of a link that may be answered now. Raises NotFound, always the same."""
    try:
        said = links.read(link_secret(desk), LINK_PURPOSE, token, desk.clock())
        issued = session.get(IssuedRow, str(said["q"]), with_for_update=to_change or None)
    except (NotFound, KeyError):
        raise NotFound(GONE) from None
    client = session.get(Client, issued.client_id) if issued else None
    household = session.get(Household, issued.household_id) if issued else None
    words = _letter(session, issued) if issued else None
    if issued is None or client is None or household is None or words is None or said.get("h") != issued.household_id:
        raise NotFound(GONE)
    theirs = client.household_id == household.household_id and client.deceased_on is None
    theirs = theirs and household.closed_on is None and household.household_id not in desk.books.withheld()
    if not theirs or not _is_out(issued, words, desk.clock()):
        raise NotFound(GONE)
    return _Good(issued, client, household, words)


def _letter(session: Session, issued: IssuedRow) -> DraftRow | None:
    mail = session.get(QuestionnaireMailRow, (issued.questionnaire_id, FORM))
    return session.get(DraftRow, mail.draft_id) if mail and mail.draft_id else None


def _is_out(issued: IssuedRow, words: DraftRow, now: dt.datetime) -> bool:
    """Its letter left, it is not answered, and its days are not over. That it left may not be noted yet."""
    if issued.state == "laid":
        return words.status in LEFT
    return issued.state == "sent" and issued.good_until is not None and now <= issued.good_until


def _opened(desk: Desk, good: _Good) -> FormOpened:
    advisor = desk.books.hierarchy().advisors.get(good.household.advisor_id)
    return FormOpened(
        good.issued.questionnaire_id,
        good.client.first_name,
        good.issued.language,
        desk.firm_name,
        advisor.name if advisor else desk.firm_name,
        desk.settings.currency,
    )


# -- what is kept ------------------------------------------------------------------------------------------------------


def _known(session: Session, good: _Good) -> Known:
    worth = select(NetWorth).where(col(NetWorth.household_id) == good.household.household_id)
    last = session.scalars(worth.order_by(col(NetWorth.as_of).desc()).limit(1)).first()
    cents = last.investable_net_worth_cents if last else None
    return Known(good.client.model_dump(), good.household.model_dump(), cents)


def _answered(good: _Good, answers: Answers, found: Sequence[Finding], desk: Desk, now: dt.datetime) -> Answered:
    return Answered(
        questionnaire_id=good.issued.questionnaire_id,
        advisor_id=good.household.advisor_id,
        household_id=good.household.household_id,
        household=good.household.name,
        client_id=good.client.client_id,
        answers=answers,
        findings=tuple(found),
        on=now.date(),
        data_version=desk.version().digest,
    )


def _whose(good: _Good, now: dt.datetime) -> Answering:
    name = " ".join(filter(None, (good.client.first_name, good.client.last_name)))
    its, home = good.issued.questionnaire_id, good.household
    return Answering(its, home.advisor_id, home.household_id, good.client.client_id, name, now)


def _keep(session: Session, good: _Good, answers: AnswersRow) -> None:
    """The answers, and that the questionnaire was answered: here and in the book's own table."""
    issued = good.issued
    new = issued.state == "laid"
    row = mark_sent(issued, good.words.changed_at) if new else {"questionnaire_id": issued.questionnaire_id}
    issued.state, issued.answered_at = "answered", answers.at
    rows = [{**row, "answered_on": answers.at.date()}]
    write_rows(session, "questionnaires", rows, new=new, at=answers.at, source=f"answers {issued.questionnaire_id}")
    session.add(answers)


def _run(desk: Desk, good: _Good) -> Run:
    """The run of an answer. Its actor is the client of the link, known by nothing but the link."""
    actor = {"kind": "external", "id": good.client.client_id, "auth": "link"}
    scope = {"advisors": [good.household.advisor_id], "conversation": good.issued.questionnaire_id, "channel": "form"}
    return Run(desk.log, f"R-{ULID()}", actor, scope, assistant.__version__)


def _clients(good: _Good) -> tuple[str, ...]:
    return good.household.household_id, good.client.client_id
