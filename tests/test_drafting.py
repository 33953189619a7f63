"""The path of a draft: proposed, reviewed, held or awaiting approval, approved by whom its class requires, released."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from assistant.desk import approve, release, verify_log
from assistant.drafting import propose, review_draft
from assistant.drafts import Proposal, Recipient
from assistant.errors import NotForThisRole, NotFound, Refused
from knowledge import insertions
from tests.desks import ADVISOR, COMPLIANCE, DELEGATE, DELEGATE_OF_TWO, OTHER_ADVISOR, PRINCIPAL, opened

NOTE = {"to": ["Lindqvist"], "purpose": "the transfer of the old account"}


def records(home: Path, kind: str) -> int:
    with sqlite3.connect(home / "log.db") as log:
        return int(log.execute("SELECT count(*) FROM log_record WHERE type = ?", (kind,)).fetchone()[0])


class TestNoDraft:
    def test_there_is_none_to_begin_with(self, home: Path) -> None:
        with opened(home) as desk:
            assert desk.drafts(desk.caller(ADVISOR)) == []

    def test_an_unknown_one_is_not_found(self, home: Path) -> None:
        with opened(home) as desk, pytest.raises(NotFound):
            approve(desk, desk.caller(ADVISOR), "D-nothing")


class TestACleanNote:
    def test_awaits_its_senders_approval_and_says_who_stands_behind_it(self, home: Path) -> None:
        with opened(home) as desk:
            _, (draft,) = desk.call_tool(desk.caller(ADVISOR), "draft_email", NOTE)
            assert draft.status == "awaiting_approval"
            assert desk.firm_name in draft.body

    def test_leaves_as_one_message_in_exactly_the_approved_form(self, home: Path) -> None:
        with opened(home) as desk:
            caller = desk.caller(ADVISOR)
            _, (draft,) = desk.call_tool(caller, "draft_email", NOTE)
            approve(desk, caller, draft.id)
            released, path = release(desk, caller, draft.id)
            assert verify_log(desk.settings).ok
        message = message_from_bytes(path.read_bytes(), policy=default)
        assert released.status == "released"
        assert message.get_content().replace("\r\n", "\n") == draft.body
        assert message["Subject"] == draft.subject
        assert [a.addr_spec for a in message["To"].addresses] == ["c05@clients.example"]
        assert [
            records(home, k)
            for k in ("draft.version", "draft.reviewed", "approval.decided", "send.intent", "send.result")
        ] == [1] * 5

    def test_is_not_released_before_it_is_approved(self, home: Path) -> None:
        with opened(home) as desk:
            caller = desk.caller(ADVISOR)
            _, (draft,) = desk.call_tool(caller, "draft_email", NOTE)
            with pytest.raises((Refused, NotFound)):
                release(desk, caller, draft.id)
        assert not (home / "outbox").exists()

    def test_is_released_once_however_often_it_is_asked(self, home: Path) -> None:
        with opened(home) as desk:
            caller = desk.caller(ADVISOR)
            _, (draft,) = desk.call_tool(caller, "draft_email", NOTE)
            approve(desk, caller, draft.id)
            release(desk, caller, draft.id)
            with pytest.raises(Refused):
                release(desk, caller, draft.id)
        assert len(list((home / "outbox").glob("*.eml"))) == 1


class TestWhoDecides:
    def test_a_delegate_prepares_and_never_approves(self, home: Path) -> None:
        with opened(home) as desk:
            delegate = desk.caller(DELEGATE)
            _, (draft,) = desk.call_tool(delegate, "draft_email", NOTE)
            with pytest.raises(Refused, match="advisor approves"):
                approve(desk, delegate, draft.id)
            assert approve(desk, desk.caller(ADVISOR), draft.id).status == "approved"

    def test_another_advisor_does_not_even_see_it(self, home: Path) -> None:
        with opened(home) as desk:
            _, (draft,) = desk.call_tool(desk.caller(ADVISOR), "draft_email", NOTE)
            with pytest.raises(NotFound):
                desk.draft(desk.caller(OTHER_ADVISOR), draft.id)

    def test_compliance_reads_and_changes_nothing(self, home: Path) -> None:
        with opened(home) as desk:
            _, (draft,) = desk.call_tool(desk.caller(ADVISOR), "draft_email", NOTE)
            auditor = desk.caller(COMPLIANCE)
            assert desk.draft(auditor, draft.id).body == draft.body
            with pytest.raises((Refused, NotFound)):
                approve(desk, auditor, draft.id)
            with pytest.raises(NotForThisRole):
                release(desk, auditor, draft.id)

    def test_a_principal_does_not_release_an_advisors_mail(self, home: Path) -> None:
        with opened(home) as desk:
            caller = desk.caller(ADVISOR)
            _, (draft,) = desk.call_tool(caller, "draft_email", NOTE)
            approve(desk, caller, draft.id)
            with pytest.raises(NotForThisRole):
                release(desk, desk.caller(PRINCIPAL), draft.id)


class TestOneTextToManyPersons:
    """FINRA 2210(a)(5): more than 25 retail persons within thirty days make a communication retail."""

    def test_is_correspondence_while_it_reaches_few(self, home: Path) -> None:
        with opened(home) as desk:
            _, drafts = desk.call_tool(desk.caller(ADVISOR), "draft_email", {**NOTE, "to": ["Lindqvist", "Okafor"]})
        assert [draft.communication_class for draft in drafts] == ["correspondence"] * 2

    def test_is_retail_from_the_twenty_sixth_person_on(self, home: Path) -> None:
        earlier = [
            {"client_id": f"X{n}", "household_id": "X", "name": "X", "address": "x@y.example"} for n in range(25)
        ]
        with opened(home) as desk:
            desk.call_tool(desk.caller(ADVISOR), "draft_email", NOTE)
        with sqlite3.connect(home / "firm.db") as firm:
            firm.execute("UPDATE draft_versions SET recipients = ?", (json.dumps(earlier),))
        with opened(home) as desk:
            caller = desk.caller(ADVISOR)
            _, (draft,) = desk.call_tool(caller, "draft_email", NOTE)
            assert draft.communication_class == "retail"
            with pytest.raises(Refused, match="principal"):
                approve(desk, caller, draft.id)
            assert approve(desk, desk.caller(PRINCIPAL), draft.id).status == "approved"


class TestWordsThatMayNotLeave:
    def test_a_promise_is_held_and_cannot_be_approved(self, home: Path) -> None:
        promise = {
            "to": ["Lindqvist"],
            "purpose": "moving the rest over",
            "points": ["You are guaranteed to beat the market."],
        }
        with opened(home) as desk:
            caller = desk.caller(ADVISOR)
            _, (draft,) = desk.call_tool(caller, "draft_email", promise)
            assert draft.status == "held"
            assert any(f["rule"] == "promissory-guarantee" for f in draft.findings)
            with pytest.raises(Refused):
                approve(desk, caller, draft.id)

    def test_another_clients_name_is_held(self, home: Path) -> None:
        gossip = {
            "to": ["Lindqvist"],
            "purpose": "your review",
            "points": ["Chukwuemeka Okafor moved 50,000 last month."],
        }
        with opened(home) as desk:
            _, (draft,) = desk.call_tool(desk.caller(ADVISOR), "draft_email", gossip)
        assert draft.status == "held"
        assert any(f["rule"] == "pii-other-client" for f in draft.findings)


class TestADelegateOfTwoAdvisors:
    def test_cannot_name_the_ones_client_to_the_others(self, home: Path) -> None:
        gossip = {
            "to": ["Lindqvist"],
            "purpose": "your review",
            "points": ["Chiara Bianchi moved her account last month."],
        }
        with sqlite3.connect(home / "firm.db") as firm:
            firm.execute("UPDATE users SET active = 1")
        with opened(home) as desk:
            _, (draft,) = desk.call_tool(desk.caller(DELEGATE_OF_TWO), "draft_email", gossip)
        assert draft.status == "held"


class TestWhoMayNotBeWrittenTo:
    def test_a_client_of_another_advisor_is_not_found(self, home: Path) -> None:
        with opened(home) as desk, pytest.raises(NotFound):
            desk.call_tool(desk.caller(ADVISOR), "draft_email", {"to": ["Bianchi"], "purpose": "hello there"})

    def test_a_client_who_opted_out_is_refused_with_the_reason(self, home: Path) -> None:
        with opened(home) as desk, pytest.raises(Refused, match="opted out"):
            desk.call_tool(desk.caller(ADVISOR), "draft_email", {"to": ["Jörgen Lindqvist"], "purpose": "hello there"})


class TestACrashBetweenTheOutboxAndTheDatabase:
    """Security case S-46: after a restart there is one message, and its draft says so."""

    def test_is_settled_at_the_next_start(self, home: Path) -> None:
        with opened(home) as desk:
            caller = desk.caller(ADVISOR)
            _, (draft,) = desk.call_tool(caller, "draft_email", NOTE)
            approve(desk, caller, draft.id)
            release(desk, caller, draft.id)
        with sqlite3.connect(home / "firm.db") as firm:
            firm.execute("UPDATE drafts SET status = 'approved'")
        with opened(home) as desk:
            assert desk.draft(desk.caller(ADVISOR), draft.id).status == "released"
            with pytest.raises(Refused):
                release(desk, desk.caller(ADVISOR), draft.id)
        assert len(list((home / "outbox").glob("*.eml"))) == 1


class TestADraftThatNeedsADisclosure:
    def test_gets_it_by_rule_right_after_the_claim_and_is_reviewed_again(self, home: Path) -> None:
        words = "Thank you for your call. Covered calls would suit you fine: you collect the premium.\n"
        to = (Recipient("C05", "H03", "Åsa Lindqvist", "c05@clients.example"),)
        with opened(home) as desk:
            caller = desk.caller(ADVISOR)
            run = desk.run(caller)
            proposal = Proposal("email", caller.own[0], to, "Your call", words, "en", "a call")
            draft = propose(proposal, caller, "c1", run, count=lambda _draft: 1)
            facts = {"audience": "one_client", "disclosures": insertions(dt.date(2026, 3, 31))}
            reviewed = review_draft(draft, facts, run)
            again = review_draft(reviewed, facts, run)
        assert reviewed.body.index("premium.") < reviewed.body.index("Options involve risk")
        assert "options-missing-odd" not in {finding["rule"] for finding in reviewed.findings}
        assert again.body == reviewed.body
