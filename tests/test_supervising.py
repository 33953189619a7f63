"""The principal's queue: what waits, what was drawn from what left, who may look, and how a look ends."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from assistant.desk import (
    Desk,
    approve,
    assign_review,
    decide_review,
    look_at_reviews,
    release,
    revise,
    turn_down,
    verify_log,
)
from assistant.drafts import Draft
from assistant.errors import NotFound, Refused
from tests.desks import ADVISOR, COMPLIANCE, DELEGATE, PRINCIPAL, opened

NOTE = {"to": ["Lindqvist"], "purpose": "the transfer of the old account"}
POST = {"network": "linkedin", "topic": "diversification"}


def a_post(desk: Desk) -> Draft:
    _, (draft,) = desk.call_tool(desk.caller(ADVISOR), "draft_post", POST)
    return draft


def a_sent_note(desk: Desk) -> Draft:
    caller = desk.caller(ADVISOR)
    _, (draft,) = desk.call_tool(caller, "draft_email", NOTE)
    approve(desk, caller, draft.id)
    return release(desk, caller, draft.id)[0]


def queue(desk: Desk, email: str = PRINCIPAL, status: Any = "open") -> list[dict[str, Any]]:
    return list(look_at_reviews(desk, desk.caller(email), status)["reviews"])


class TestAnEmptyQueue:
    def test_says_that_nothing_waits_and_no_time_was_measured(self, home: Path) -> None:
        with opened(home) as desk:
            said = look_at_reviews(desk, desk.caller(PRINCIPAL))
        assert said == {"reviews": [], "service": {"ended": 0, "median_hours": None, "slowest_hours": None}}

    @pytest.mark.parametrize("email", [ADVISOR, DELEGATE])
    def test_is_nobodys_who_does_not_supervise(self, home: Path, email: str) -> None:
        with opened(home) as desk, pytest.raises(NotFound):
            look_at_reviews(desk, desk.caller(email))

    def test_mail_that_its_sender_may_release_does_not_wait_in_it(self, home: Path) -> None:
        with opened(home) as desk:
            desk.call_tool(desk.caller(ADVISOR), "draft_email", NOTE)
            assert queue(desk) == []


class TestAPost:
    def test_waits_until_it_is_approved(self, home: Path) -> None:
        with opened(home, networks="linkedin") as desk:
            draft = a_post(desk)
            (review,) = queue(desk)
            assert (review["kind"], review["draft"], review["version"]) == ("approval", draft.id, 1)
            approve(desk, desk.caller(PRINCIPAL), draft.id)
            assert queue(desk) == []
            (done,) = queue(desk, status="done")
            assert (done["outcome"], done["decided_by"]) == ("approved", desk.caller(PRINCIPAL).user_id)
            assert look_at_reviews(desk, desk.caller(PRINCIPAL))["service"]["ended"] == 1

    def test_of_which_there_is_a_new_version_waits_as_that(self, home: Path) -> None:
        with opened(home, networks="linkedin") as desk:
            draft = a_post(desk)
            words = draft.body.replace("often", "sometimes")
            revise(desk, desk.caller(ADVISOR), draft.id, subject=draft.subject, body=words, change="by hand")
            (review,) = queue(desk)
            assert review["version"] == 2
            assert [r["outcome"] for r in queue(desk, status="done")] == ["superseded"]

    def test_that_goes_back_ends_its_review_with_the_comment(self, home: Path) -> None:
        with opened(home, networks="linkedin") as desk:
            draft = a_post(desk)
            turn_down(desk, desk.caller(PRINCIPAL), draft.id, "returned", "Name the source.")
            (done,) = queue(desk, status="done")
            assert (done["outcome"], done["comment"]) == ("returned", "Name the source.")

    def test_is_decided_on_the_draft_and_not_in_the_queue(self, home: Path) -> None:
        with opened(home, networks="linkedin") as desk:
            a_post(desk)
            (review,) = queue(desk)
            with pytest.raises(Refused, match="itself"):
                decide_review(desk, desk.caller(PRINCIPAL), review["id"], "no_issue", "")


class TestWhatLeft:
    def test_under_heightened_supervision_is_looked_at_and_the_look_is_evidence(self, home: Path) -> None:
        with opened(home) as plain:
            own = plain.caller(ADVISOR).own[0]
        with opened(home, heightened=own) as desk:
            draft = a_sent_note(desk)
            (review,) = queue(desk)
            assert (review["kind"], review["draft"]) == ("sample", draft.id)
            with pytest.raises(Refused, match="what the issue is"):
                decide_review(desk, desk.caller(PRINCIPAL), review["id"], "issue", " ")
            done = decide_review(desk, desk.caller(PRINCIPAL), review["id"], "issue", "Names a fund.")
            assert done.status == "done"
            with pytest.raises(Refused, match="is done"):
                decide_review(desk, desk.caller(PRINCIPAL), review["id"], "no_issue", "")
            assert verify_log(desk.settings).ok
        with sqlite3.connect(home / "log.db") as log:
            kinds = [row[0] for row in log.execute("SELECT type FROM log_record ORDER BY seq")]
        assert "review.decided" in kinds

    def test_is_drawn_with_a_seed_that_is_recorded_once_a_quarter(self, home: Path) -> None:
        with opened(home) as desk:
            a_sent_note(desk)
            a_sent_note(desk)
        with sqlite3.connect(home / "log.db") as log:
            noted = log.execute("SELECT count(*) FROM log_record WHERE type = 'case.noted'").fetchone()[0]
        with sqlite3.connect(home / "firm.db") as firm:
            seeds = firm.execute("SELECT quarter, length(seed) FROM sample_seeds").fetchall()
        assert seeds == [("2026-Q4", 64)]
        assert noted == 3  # the seed, and each draw whether it was drawn or not


class TestWhoseItIs:
    def test_compliance_reads_and_decides_nothing(self, home: Path) -> None:
        with opened(home, networks="linkedin") as desk:
            a_post(desk)
            (review,) = queue(desk, COMPLIANCE)
            with pytest.raises(NotFound):
                decide_review(desk, desk.caller(COMPLIANCE), review["id"], "no_issue", "")
            with pytest.raises(NotFound):
                assign_review(desk, desk.caller(COMPLIANCE), review["id"], PRINCIPAL)

    def test_it_is_assigned_to_a_principal_of_those_people_only(self, home: Path) -> None:
        with opened(home, networks="linkedin") as desk:
            a_post(desk)
            (review,) = queue(desk)
            with pytest.raises(Refused, match="registered principal"):
                assign_review(desk, desk.caller(PRINCIPAL), review["id"], ADVISOR)
            mine = assign_review(desk, desk.caller(PRINCIPAL), review["id"], PRINCIPAL, escalate=True)
            assert (mine.assigned_to, mine.escalated) == (desk.caller(PRINCIPAL).user_id, True)
