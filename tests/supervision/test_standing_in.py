"""Who may approve: nobody paid on the business or in the charge of the sender; substitutes; the one principal."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.desk import (
    Desk,
    approve,
    assign_review,
    decide_on_dispute,
    dispute_finding,
    end_early,
    grant_exception,
    look_at_reviews,
    look_at_substitutes,
    name_substitute,
    revise,
)
from assistant.drafts import Draft
from assistant.errors import BadArguments, NotForThisRole, Refused
from assistant.retention import Search
from tests.desks import ADVISOR, COMPLIANCE, NOW, OTHER_ADVISOR, PRINCIPAL, settings_of
from tests.letters import NOTE
from tests.test_worker import Moving

TODAY = NOW.date()
WEEK = TODAY + dt.timedelta(days=7)
ALONE = "The firm has one registered principal, who serves clients too."


def users(home: Path, *statements: str) -> None:
    """Other users than the small firm has."""
    with sqlite3.connect(home / "firm.db") as firm:
        for each in statements:
            firm.execute(each)


@pytest.fixture
def clock() -> Moving:
    return Moving()


@pytest.fixture
def home_with(home: Path) -> Path:
    """Benedikt (A2) and Chloé (A3) are principals too; Chloé shares AC10 with Anna (A1), whom this is about."""
    users(home, "UPDATE users SET role = 'advisor;principal' WHERE user_id IN ('U2', 'U3')")
    return home


@pytest.fixture
def desk(home_with: Path, clock: Moving) -> Iterator[Desk]:
    with Desk(settings_of(home_with), clock=clock) as desk:
        yield desk


CHLOE = "chloe.duval@harbourvale.example"


def for_a_principal(desk: Desk, email: str = ADVISOR) -> Draft:
    """A letter that a principal must decide about: its finding was set aside."""
    advisor, compliance = desk.caller(email), desk.caller(PRINCIPAL)
    _, (note,) = desk.call_tool(advisor, "draft_email", NOTE)
    body = note.body.replace("Kind regards", "I guarantee you six percent a year.\n\nKind regards")
    draft = revise(desk, advisor, note.id, body=body, change="by hand")
    for rule in {str(finding["rule"]) for finding in draft.findings}:
        dispute_finding(desk, advisor, draft.id, rule, "It quotes the letter of another firm.")
        draft = decide_on_dispute(desk, compliance, draft.id, rule, "set_aside", "A quotation.")
    return draft


class TestAPrincipal:
    def test_with_no_business_of_the_senders_approves(self, desk: Desk) -> None:
        assert desk.caller(PRINCIPAL).barred == {}
        assert approve(desk, desk.caller(OTHER_ADVISOR), for_a_principal(desk).id).status == "approved"

    def test_who_is_paid_on_the_senders_business_does_not(self, desk: Desk) -> None:
        draft = for_a_principal(desk)
        with pytest.raises(Refused, match="you are paid on the same accounts"):
            approve(desk, desk.caller(CHLOE), draft.id)

    def test_who_reports_to_the_sender_does_not(self, home_with: Path, desk: Desk) -> None:
        users(home_with, "UPDATE users SET role = 'advisor;manager', acts_for = 'A1;A2' WHERE user_id = 'U1'")
        draft = for_a_principal(desk)
        with pytest.raises(Refused, match="you report to them"):
            approve(desk, desk.caller(OTHER_ADVISOR), draft.id)


class TestASubstitute:
    @pytest.fixture
    def home_with(self, home: Path) -> Path:
        """Two principals: Hugo of all, Esther of nobody but A3 by herself."""
        users(home, "UPDATE users SET role = 'principal', acts_for = 'A3' WHERE user_id = 'U5'")
        return home

    ESTHER = "esther.cole@harbourvale.example"

    def test_approves_on_those_days_and_the_record_says_for_whom(self, desk: Desk, clock: Moving) -> None:
        draft = for_a_principal(desk)
        name_substitute(desk, desk.caller(PRINCIPAL), self.ESTHER, TODAY, WEEK)
        approve(desk, desk.caller(self.ESTHER), draft.id)
        decided = desk.log.search(Search(type="approval.decided"))[0].payload
        assert (decided["needed"], decided["for"]) == ("principal", "Hugo Pires")

    def test_does_not_before_nor_afterwards_nor_once_it_was_ended(self, desk: Desk, clock: Moving) -> None:
        named = name_substitute(desk, desk.caller(PRINCIPAL), self.ESTHER, TODAY + dt.timedelta(days=1), WEEK)
        assert "A1" not in desk.caller(self.ESTHER).supervises
        clock.now += dt.timedelta(days=2)
        assert "A1" in desk.caller(self.ESTHER).supervises
        end_early(desk, desk.caller(PRINCIPAL), named.substitution_id)
        assert "A1" not in desk.caller(self.ESTHER).supervises
        name_substitute(desk, desk.caller(PRINCIPAL), self.ESTHER, TODAY, WEEK)
        clock.now += dt.timedelta(days=7)
        assert "A1" not in desk.caller(self.ESTHER).supervises

    def test_gets_what_is_assigned_to_the_absent_one(self, desk: Desk) -> None:
        for_a_principal(desk)
        name_substitute(desk, desk.caller(PRINCIPAL), self.ESTHER, TODAY, WEEK)
        (review,) = [r for r in look_at_reviews(desk, desk.caller(PRINCIPAL))["reviews"] if r["kind"] == "approval"]
        assert assign_review(desk, desk.caller(PRINCIPAL), review["id"], PRINCIPAL).assigned_to == "U5"

    @pytest.mark.parametrize(("who", "says"), [(PRINCIPAL, "name somebody else"), (ADVISOR, "no registered principal")])
    def test_is_a_registered_principal_and_somebody_else(self, desk: Desk, who: str, says: str) -> None:
        with pytest.raises(Refused, match=says):
            name_substitute(desk, desk.caller(PRINCIPAL), who, TODAY, WEEK)

    def test_is_named_by_a_principal_for_days_to_come(self, desk: Desk) -> None:
        with pytest.raises(NotForThisRole):
            name_substitute(desk, desk.caller(ADVISOR), self.ESTHER, TODAY, WEEK)
        with pytest.raises(BadArguments, match="no day to come"):
            name_substitute(desk, desk.caller(PRINCIPAL), self.ESTHER, WEEK, TODAY)


class TestAFirmWithOnePrincipal:
    @pytest.fixture
    def home_with(self, home: Path) -> Path:
        users(
            home,
            "UPDATE users SET role = 'advisor;principal' WHERE user_id = 'U1'",
            "UPDATE users SET active = 0 WHERE user_id = 'U8'",
        )
        return home

    def test_approves_its_own_under_a_recorded_exception_alone(self, desk: Desk) -> None:
        advisor = desk.caller(ADVISOR)
        _, (post,) = desk.call_tool(advisor, "draft_email", NOTE)
        body = post.body.replace("Kind regards", "We are the best firm in town.\n\nKind regards")
        draft = revise(desk, advisor, post.id, body=body, change="by hand")
        assert draft.disposition == "needs_principal_review"
        with pytest.raises(Refused, match="Nobody approves their own"):
            approve(desk, desk.caller(ADVISOR), draft.id)
        granted = grant_exception(desk, desk.caller(COMPLIANCE), ADVISOR, ALONE, TODAY, WEEK)
        approve(desk, desk.caller(ADVISOR), draft.id)
        assert desk.log.search(Search(type="approval.decided"))[0].payload["exception"] == granted.exception_id
        assert [row["reason"] for row in look_at_substitutes(desk, desk.caller(COMPLIANCE))] == [ALONE]

    def test_has_none_without_compliance_and_a_reason(self, desk: Desk) -> None:
        with pytest.raises(NotForThisRole):
            grant_exception(desk, desk.caller(ADVISOR), ADVISOR, ALONE, TODAY, WEEK)
        with pytest.raises(BadArguments, match="why"):
            grant_exception(desk, desk.caller(COMPLIANCE), ADVISOR, "busy", TODAY, WEEK)

    def test_has_none_while_another_may(self, home_with: Path, desk: Desk) -> None:
        users(home_with, "UPDATE users SET active = 1 WHERE user_id = 'U8'")
        with pytest.raises(Refused, match="Hugo Pires may approve in their place"):
            grant_exception(desk, desk.caller(COMPLIANCE), ADVISOR, ALONE, TODAY, WEEK)
