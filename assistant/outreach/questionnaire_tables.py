"""Questionnaires on disk: one row a questionnaire issued, one a letter about it, one its answers, one a finding.

They are workflow, outside the book's data version. That one was sent and answered stands in the book's own table
`questionnaires` too, under the same id, where the reports count it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Boolean, Date, String, Text
from sqlmodel import Field

from assistant.database import FirmTable, UtcTime


class IssuedRow(FirmTable, table=True):
    """A questionnaire for one household. `state`: `laid` (its letter waits for approval), `sent`, `answered`,
    `withdrawn` (its letter was declined or did not arrive); or `left_out`: it was due, and `reason` says why nobody of
    the household was asked."""

    __tablename__ = "issued_questionnaires"
    questionnaire_id: str = Field(primary_key=True, sa_type=String)
    household_id: str = Field(sa_type=String, index=True)
    client_id: str = Field(default="", sa_type=String)
    advisor_id: str = Field(sa_type=String, index=True)
    language: str = Field(default="en", sa_type=String)
    state: str = Field(sa_type=String, index=True)
    reason: str = Field(default="", sa_type=Text)
    review_due: dt.date = Field(sa_type=Date)
    issued_at: dt.datetime = Field(sa_type=UtcTime)
    sent_on: dt.date | None = Field(default=None, sa_type=Date)
    good_until: dt.datetime | None = Field(default=None, sa_type=UtcTime)
    answered_at: dt.datetime | None = Field(default=None, sa_type=UtcTime)


class QuestionnaireMailRow(FirmTable, table=True):
    """A letter about a questionnaire: `what` is `form`, `reminder 1`, `reminder 2`, or `letter ` and the finding that
    it answers. Until `draft_id` is there, whoever claimed it last is laying it; a claim that is old is anybody's."""

    __tablename__ = "questionnaire_mails"
    questionnaire_id: str = Field(primary_key=True, sa_type=String)
    what: str = Field(primary_key=True, sa_type=String)
    draft_id: str = Field(default="", sa_type=String, index=True)
    claimed_at: dt.datetime = Field(sa_type=UtcTime)


class AnswersRow(FirmTable, table=True):
    """What a household answered, once; `record_id` is the record that came first."""

    __tablename__ = "questionnaire_answers"
    questionnaire_id: str = Field(primary_key=True, sa_type=String)
    answers: dict[str, Any] = Field(sa_type=JSON)
    language: str = Field(sa_type=String)
    at: dt.datetime = Field(sa_type=UtcTime)
    record_id: str = Field(sa_type=String)


class FindingRow(FirmTable, table=True):
    """A consequence of answers: the change to the record that it proposes (`change_id`), or a note for the advisor
    (`after`); of an event its needs, by when, and the letter that belongs to it."""

    __tablename__ = "questionnaire_findings"
    finding_id: str = Field(primary_key=True, sa_type=String)
    questionnaire_id: str = Field(sa_type=String, index=True)
    advisor_id: str = Field(sa_type=String, index=True)
    household_id: str = Field(sa_type=String, index=True)
    kind: str = Field(sa_type=String)
    field: str = Field(sa_type=String)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    verify: bool = Field(sa_type=Boolean)
    needs: str = Field(default="", sa_type=Text)
    due_on: dt.date | None = Field(default=None, sa_type=Date)
    letter: str = Field(default="", sa_type=String, index=True)
    change_id: str = Field(default="", sa_type=String)
    proposed_at: dt.datetime = Field(sa_type=UtcTime)
