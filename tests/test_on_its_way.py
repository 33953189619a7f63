"""Between approval and sending: more readers, findings set aside, samples, and two who change one draft at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ulid import ULID

from assistant import drafting
from assistant.desk import (
    Desk,
    approve,
    ask_again,
    communication_file,
    decide_on_dispute,
    deliver_due,
    dispute_finding,
    look_at_reviews,
    release,
    revise,
    schedule_draft,
)
from assistant.drafts import Draft, Recipient, save_new
from assistant.errors import Refused
from assistant.guardrails import Flag, Review
from assistant.outreach import save_consent
from assistant.retention import Search
from assistant.supervision import RETAIL_FROM
from tests.desks import ADVISOR, PRINCIPAL, settings_of
from tests.letters import NOTE, a_letter, now_of, release_all, row_of
from tests.mail_server import MailServer, running
from tests.test_scheduling import MOMENT, MORNING
from tests.test_worker import Moving


@pytest.fixture
def clock() -> Moving:
    return Moving()


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running(MailServer()) as server:
        yield server


@pytest.fixture
def desk(home: Path, clock: Moving, server: MailServer) -> Iterator[Desk]:
    settings = settings_of(home, smtp_url=server.url, smtp_seconds=5, heightened="A1")
    with Desk(settings, clock=clock) as desk:
        yield desk


def to_others_too(desk: Desk, draft: Draft) -> None:
    """The same words go to as many other persons as make them retail."""
    others = [Recipient(f"X{n}", f"Y{n}", f"Reader {n}", f"x{n}@clients.example") for n in range(RETAIL_FROM)]
    with desk.database.writing() as session:
        for reader in others:
            save_new(session, replace(draft, id=f"D-{ULID()}", to=(reader,), status="released"), desk.clock())


def waiting(desk: Desk) -> list[dict[str, Any]]:
    return list(look_at_reviews(desk, desk.caller(PRINCIPAL), "open")["reviews"])


class TestMoreReadersThanWhenItWasApproved:
    def test_bring_it_before_a_principal_when_its_sender_would_approve_it(self, desk: Desk) -> None:
        caller = desk.caller(ADVISOR)
        _, (draft,) = desk.call_tool(caller, "draft_email", NOTE)
        to_others_too(desk, draft)
        with pytest.raises(Refused, match="a principal approves"):
            approve(desk, caller, draft.id)
        assert (now_of(desk, draft).status, now_of(desk, draft).communication_class) == ("awaiting_approval", "retail")
        assert [review["draft"] for review in waiting(desk)] == [draft.id]
        assert approve(desk, desk.caller(PRINCIPAL), draft.id).status == "approved"

    def test_send_it_back_to_a_principal_before_it_is_scheduled(self, desk: Desk) -> None:
        draft = a_letter(desk)
        to_others_too(desk, draft)
        with pytest.raises(Refused, match="a principal approves"):
            schedule_draft(desk, desk.caller(ADVISOR), draft.id, MORNING)
        assert (now_of(desk, draft).status, now_of(desk, draft).communication_class) == ("awaiting_approval", "retail")
        assert [review["draft"] for review in waiting(desk)] == [draft.id]

    def test_hold_it_when_they_come_after_it_was_scheduled(self, desk: Desk, clock: Moving, server: MailServer) -> None:
        draft = a_letter(desk)
        schedule_draft(desk, desk.caller(ADVISOR), draft.id, MORNING)
        to_others_too(desk, draft)
        clock.now = MOMENT
        assert deliver_due(desk).counts == {"held": 1}
        assert (now_of(desk, draft).reason, server.taken) == (drafting.MORE_READERS, [])
        again = ask_again(desk, desk.caller(ADVISOR), draft.id)
        assert (again.status, again.communication_class) == ("awaiting_approval", "retail")
        assert [review["kind"] for review in waiting(desk)] == ["approval"]


class TestTheDayItWasApprovedFor:
    def test_is_over_when_the_server_was_away_for_the_rest_of_it(
        self, desk: Desk, clock: Moving, server: MailServer
    ) -> None:
        caller = desk.caller(ADVISOR)
        _, (draft,) = desk.call_tool(caller, "draft_email", NOTE | {"send_on": "2026-11-22"})
        approve(desk, caller, draft.id)
        release(desk, caller, draft.id)
        server.behaviour = ["451"]
        assert deliver_due(desk).counts == {"deferred": 1}
        clock.now = dt.datetime(2026, 11, 23, 5, 1, tzinfo=dt.UTC)  # a minute past midnight in New York
        assert deliver_due(desk).counts == {"held": 1}
        assert now_of(desk, draft).reason.startswith("It was approved to leave on 2026-11-22 and could not.")
        assert server.taken == []


class TestWithoutAMailServer:
    """It leaves as it is released, so it is looked at once more as it is released."""

    @pytest.fixture
    def desk(self, home: Path, clock: Moving) -> Iterator[Desk]:
        with Desk(settings_of(home), clock=clock) as desk:
            yield desk

    @pytest.mark.parametrize(("days", "why"), [(0, "has opted out"), (31, "older than 30 days")])
    def test_a_draft_that_may_not_leave_is_held(
        self, desk: Desk, home: Path, clock: Moving, days: int, why: str
    ) -> None:
        draft, caller = a_letter(desk), desk.caller(ADVISOR)
        clock.now += dt.timedelta(days=days)
        with desk.database.writing() as session:
            save_consent(session, "C05", "in" if days else "out", "on the telephone", clock.now)
        with pytest.raises(Refused, match=why):
            release(desk, caller, draft.id)
        assert now_of(desk, draft).status == "held"
        assert not (home / "outbox").exists()
        assert [held.payload["draft"] for held in desk.log.search(Search(type="send.held"))] == [draft.id]
        assert ask_again(desk, caller, draft.id).status == "awaiting_approval"


class TestWhoseApprovalItIsWhenTheRulesSayOtherThanAtItsReview:
    """Whoever of sender and principal is the stricter; somebody always is."""

    DOUBT = Flag("tax-advice", "needs_principal_review", 0, 0, "", "It is a doubt.", "", "")

    @pytest.mark.parametrize(("then", "now"), [((), (DOUBT,)), ((DOUBT,), ())])
    def test_it_is_the_principals(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch, then: tuple[Flag, ...], now: tuple[Flag, ...]
    ) -> None:
        caller = desk.caller(ADVISOR)
        monkeypatch.setattr(drafting, "review", lambda *_given: Review(then))
        _, (draft,) = desk.call_tool(caller, "draft_email", NOTE)
        monkeypatch.setattr(drafting, "review", lambda *_given: Review(now))
        with pytest.raises(Refused, match="needs a registered principal's approval"):
            approve(desk, caller, draft.id)
        assert approve(desk, desk.caller(PRINCIPAL), draft.id).status == "approved"


class TestWhatAPrincipalSetAside:
    def test_is_set_aside_when_it_is_sent_too(self, desk: Desk, server: MailServer) -> None:
        advisor, principal = desk.caller(ADVISOR), desk.caller(PRINCIPAL)
        _, (note,) = desk.call_tool(advisor, "draft_email", NOTE)
        body = note.body.replace("Kind regards", "I guarantee you six percent a year.\n\nKind regards")
        draft = revise(desk, advisor, note.id, body=body, change="by hand")
        for rule in {str(finding["rule"]) for finding in draft.findings}:
            dispute_finding(desk, advisor, draft.id, rule, "It quotes the letter of another firm.")
            decide_on_dispute(desk, principal, draft.id, rule, "set_aside", "A quotation.")
        approve(desk, principal, draft.id)
        release(desk, advisor, draft.id)
        assert deliver_due(desk).counts == {"delivered": 1}
        assert "six percent" in server.messages[0].get_content()


class TestTheSample:
    @pytest.mark.parametrize("scheduled", [False, True])
    def test_is_drawn_once_from_what_leaves_at_once_and_from_what_leaves_later(
        self, desk: Desk, clock: Moving, scheduled: bool
    ) -> None:
        draft = a_letter(desk)
        if scheduled:
            schedule_draft(desk, desk.caller(ADVISOR), draft.id, MORNING)
            assert waiting(desk) == []
            clock.now = MOMENT
        else:
            release_all(desk, [draft])
        assert deliver_due(desk).counts == {"delivered": 1}
        assert [(review["kind"], review["draft"]) for review in waiting(desk)] == [("sample", draft.id)]
        drawn = [r for r in desk.log.search(Search(type="case.noted", limit=10)) if r.payload.get("draft") == draft.id]
        assert len(drawn) == 1


class TestTheFileOfACommunication:
    def test_of_what_never_left_has_no_day_of_use(self, desk: Desk) -> None:
        kept = communication_file(desk, desk.caller(PRINCIPAL), a_letter(desk).id)
        assert (kept["first_use"], kept["last_use"], kept["persons_in_thirty_days"]) == (None, None, 1)

    def test_has_the_days_on_which_words_like_it_left_and_who_prepared_and_approved_it(
        self, desk: Desk, clock: Moving
    ) -> None:
        first, second = a_letter(desk), a_letter(desk)
        release_all(desk, [first])
        deliver_due(desk)
        clock.now += dt.timedelta(days=2)
        release_all(desk, [second])
        deliver_due(desk)
        kept = communication_file(desk, desk.caller(PRINCIPAL), first.id)
        assert (kept["first_use"], kept["last_use"]) == ("2026-11-22", "2026-11-24")
        assert (kept["prepared_by"], kept["approvals"][0]["by"]) == (["U1"], "U1")
        assert kept["approvals"][0]["is_these_words"]
        assert kept["message_ids"] == [row_of(desk, first).message_id]


class TestTwoWhoChangeADraftAtOnce:
    def test_the_second_is_told_and_nothing_of_theirs_is_kept(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        draft, caller = a_letter(desk), desk.caller(ADVISOR)
        review = drafting.review_draft

        def and_meanwhile(*given: Any) -> Draft:
            monkeypatch.setattr(drafting, "review_draft", review)
            revise(desk, caller, draft.id, subject="Quicker", change="by another hand")
            return review(*given)

        monkeypatch.setattr(drafting, "review_draft", and_meanwhile)
        with pytest.raises(Refused, match="changed meanwhile"):
            revise(desk, caller, draft.id, subject="Slower", change="by hand")
        assert (now_of(desk, draft).subject, now_of(desk, draft).version) == ("Quicker", 2)

    def test_what_is_scheduled_is_cancelled_before_it_changes(self, desk: Desk, clock: Moving) -> None:
        draft = a_letter(desk)
        schedule_draft(desk, desk.caller(ADVISOR), draft.id, MORNING)
        with pytest.raises(Refused, match="cancel its schedule first"):
            revise(desk, desk.caller(ADVISOR), draft.id, subject="Another", change="by hand")
        clock.now = MOMENT + dt.timedelta(minutes=1)
        assert deliver_due(desk).counts == {"delivered": 1}
        assert row_of(desk, draft).state == "delivered"
