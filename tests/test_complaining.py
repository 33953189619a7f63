"""The register of complaints: who opens, acknowledges and closes a case; what it stops, holds, and counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.desk import (
    Desk,
    acknowledge_complaint,
    approve,
    close_complaint,
    deliver_due,
    look_at_complaints,
    look_at_holds,
    look_at_quarter,
    open_complaint,
    release,
)
from assistant.errors import BadArguments, NotForThisRole, NotFound, Refused
from assistant.supervision.complaints import deadlines
from tests.desks import ADMIN, ADVISOR, COMPLIANCE, DELEGATE, OTHER_ADVISOR, PRINCIPAL, opened
from tests.letters import NOTE, now_of
from tests.mail_server import MailServer, running

WORDS = "Nobody ever told us what the annuity costs. We want an answer in writing."
ASK = {"to": ["Lindqvist"], "purpose": "a word about referrals", "occasion": "referral_ask"}


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with running(MailServer()) as server, opened(home, smtp_url=server.url) as desk:
        yield desk


class TestAnEmptyRegister:
    def test_has_nothing_for_anybody_and_counts_nothing(self, desk: Desk) -> None:
        assert [look_at_complaints(desk, desk.caller(who)) for who in (ADVISOR, PRINCIPAL, COMPLIANCE)] == [[], [], []]
        assert look_at_quarter(desk, desk.caller(COMPLIANCE), "2026-Q4") == {
            "from": "2026-10-01", "until": "2026-12-31", "report_by": "2027-01-15", "received": 0, "open": 0,
            "acknowledged_late": 0, "answered_late": 0, "by_kind": {}, "by_advisor": {},
        }  # fmt: skip


class TestACase:
    def test_is_opened_by_who_hears_of_it_with_its_days_and_holds_the_record(self, desk: Desk) -> None:
        row = open_complaint(desk, desk.caller(DELEGATE), "Lindqvist", WORDS, kind="fees", product="annuity")
        assert (row.advisor_id, row.household_id, row.received_on) == ("A1", "H03", dt.date(2026, 11, 22))
        assert (row.acknowledge_by, row.answer_by) == (dt.date(2026, 11, 27), dt.date(2026, 12, 22))
        (hold,) = look_at_holds(desk, desk.caller(COMPLIANCE))
        assert hold.hold.matter == f"complaint {row.complaint_id}"

    def test_shows_its_words_to_who_supervises_alone(self, desk: Desk) -> None:
        open_complaint(desk, desk.caller(COMPLIANCE), "H03", WORDS)
        (mine,), (theirs,) = (look_at_complaints(desk, desk.caller(who)) for who in (ADVISOR, PRINCIPAL))
        assert ("words" in mine, theirs["words"]) == (False, WORDS)
        assert look_at_complaints(desk, desk.caller(OTHER_ADVISOR)) == []

    def test_is_acknowledged_and_closed_by_who_supervises_with_what_was_done(self, desk: Desk) -> None:
        case = open_complaint(desk, desk.caller(ADVISOR), "H03", WORDS, kind="fees").complaint_id
        principal = desk.caller(PRINCIPAL)
        assert acknowledge_complaint(desk, principal, case).acknowledged_by == "U8"
        with pytest.raises(Refused, match="was acknowledged on"):
            acknowledge_complaint(desk, principal, case)
        with pytest.raises(BadArguments, match="what was done"):
            close_complaint(desk, principal, case, "done")
        assert close_complaint(desk, principal, case, "The costs were explained by letter.").closed_by == "U8"
        with pytest.raises(Refused, match="was closed on"):
            close_complaint(desk, principal, case, "The costs were explained by letter.")
        found = look_at_quarter(desk, desk.caller(COMPLIANCE), "2026-q4")
        assert (found["received"], found["open"], found["by_kind"], found["by_advisor"]) == (
            1,
            0,
            {"fees": 1},
            {"A1": 1},
        )

    @pytest.mark.parametrize("who", [ADVISOR, DELEGATE, OTHER_ADVISOR])
    def test_is_not_closed_by_the_advisor_it_is_about_nor_by_another(self, desk: Desk, who: str) -> None:
        case = open_complaint(desk, desk.caller(COMPLIANCE), "H03", WORDS).complaint_id
        with pytest.raises(NotFound):
            close_complaint(desk, desk.caller(who), case, "The costs were explained by letter.")

    def test_is_not_opened_about_whom_one_does_not_see_nor_by_an_administrator(self, desk: Desk) -> None:
        with pytest.raises(NotFound):
            open_complaint(desk, desk.caller(OTHER_ADVISOR), "Lindqvist", WORDS)
        with pytest.raises(NotForThisRole):
            open_complaint(desk, desk.caller(ADMIN), "Lindqvist", WORDS)
        with pytest.raises(BadArguments, match="kind of complaint"):
            open_complaint(desk, desk.caller(ADVISOR), "Lindqvist", WORDS, kind="rude")


class TestWhatItStops:
    def test_is_marketing_to_that_household_and_not_their_own_business(self, desk: Desk) -> None:
        case = open_complaint(desk, desk.caller(ADVISOR), "H03", WORDS).complaint_id
        with pytest.raises(Refused, match="open complaint"):
            desk.call_tool(desk.caller(ADVISOR), "draft_email", ASK)
        assert desk.call_tool(desk.caller(ADVISOR), "draft_email", NOTE)[1]
        close_complaint(desk, desk.caller(COMPLIANCE), case, "The costs were explained by letter.")
        assert desk.call_tool(desk.caller(ADVISOR), "draft_email", ASK | {"to": ["Åsa Lindqvist"]})

    def test_stops_what_was_approved_before_it_leaves(self, desk: Desk) -> None:
        caller = desk.caller(ADVISOR)
        with desk.database.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE clients SET email_consent = 'in' WHERE client_id = 'C05'")
        _, (draft,) = desk.call_tool(caller, "draft_email", ASK | {"to": ["Åsa Lindqvist"]})
        approve(desk, caller, draft.id)
        open_complaint(desk, caller, "H03", WORDS)
        release(desk, caller, draft.id)
        assert deliver_due(desk).counts == {"held": 1}
        assert "has an open complaint" in now_of(desk, draft).reason


class TestDeadlines:
    @pytest.mark.parametrize(
        ("received", "by"),
        [("2026-11-23", "2026-11-30"), ("2026-11-27", "2026-12-04"), ("2026-11-28", "2026-12-04")],  # Mon, Fri, Sat
    )
    def test_are_five_business_days_and_thirty_days(self, received: str, by: str) -> None:
        day = dt.date.fromisoformat(received)
        assert deadlines(day) == (dt.date.fromisoformat(by), day + dt.timedelta(days=30))
