"""New versions of a draft: reviewed and approved anew, by whom it belongs to; whose words count together; posts."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.desk import Desk, approve, release, revise, turn_down
from assistant.drafts import Draft
from assistant.errors import NotForThisRole, NotFound, Refused
from tests.desks import ADVISOR, COMPLIANCE, DELEGATE, OTHER_ADVISOR, PRINCIPAL, opened

NOTE = {"to": ["Lindqvist"], "purpose": "the transfer of the old account"}


def drafted(desk: Desk, email: str = ADVISOR, **arguments: object) -> Draft:
    _, (draft,) = desk.call_tool(desk.caller(email), "draft_email", NOTE | arguments)
    return draft


def reworded(desk: Desk, draft: Draft, instruction: str, email: str = ADVISOR) -> Draft:
    _, (anew,) = desk.call_tool(desk.caller(email), "revise_draft", {"instruction": instruction, "draft": draft.id})
    return anew


class TestNoDraft:
    def test_there_is_nothing_to_revise(self, home: Path) -> None:
        with opened(home) as desk, pytest.raises(NotFound, match="no draft to revise"):
            desk.call_tool(desk.caller(ADVISOR), "revise_draft", {"instruction": "shorter"})

    @pytest.mark.parametrize("email", [OTHER_ADVISOR])
    def test_somebody_elses_is_not_found(self, home: Path, email: str) -> None:
        with opened(home) as desk:
            draft = drafted(desk)
            with pytest.raises(NotFound):
                revise(desk, desk.caller(email), draft.id, subject="S", body="B", change="mine")


class TestANewVersion:
    def test_by_an_instruction_is_reviewed_and_keeps_the_old_one(self, home: Path) -> None:
        with opened(home) as desk:
            draft = drafted(desk)
            anew = reworded(desk, draft, "add: the form is in the portal")
            versions = desk.draft_versions(desk.caller(ADVISOR), draft.id)
        assert (anew.id, anew.version, anew.status) == (draft.id, 2, "awaiting_approval")
        assert "The form is in the portal." in anew.body
        assert desk.firm_name in anew.body
        assert [v.body for v in versions] == [draft.body, anew.body]
        assert [v.change for v in versions] == ["", "add: the form is in the portal"]

    def test_by_hand_that_promises_is_held_and_mended_by_the_next(self, home: Path) -> None:
        with opened(home) as desk:
            draft, caller = drafted(desk), desk.caller(ADVISOR)
            bad = draft.body.replace("Kind regards", "I guarantee you six percent a year.\n\nKind regards")
            held = revise(desk, caller, draft.id, subject=draft.subject, body=bad, change="by hand")
            assert (held.status, held.disposition) == ("held", "block")
            mended = revise(desk, caller, draft.id, subject=draft.subject, body=draft.body, change="by hand")
            assert (mended.version, mended.status) == (3, "awaiting_approval")

    def test_takes_back_the_approval_of_the_one_before(self, home: Path) -> None:
        with opened(home) as desk:
            draft, caller = drafted(desk), desk.caller(ADVISOR)
            approve(desk, caller, draft.id)
            anew = reworded(desk, draft, "add: the form is in the portal")
            assert anew.status == "awaiting_approval"
            with pytest.raises(Refused, match="not approved"):
                release(desk, caller, draft.id)
            approve(desk, caller, draft.id)
            assert "portal" in release(desk, caller, draft.id)[1].read_text()

    def test_of_a_returned_draft_answers_the_comment(self, home: Path) -> None:
        with opened(home) as desk:
            draft, caller = drafted(desk), desk.caller(ADVISOR)
            turn_down(desk, caller, draft.id, "returned", "Say where the form is.")
            assert reworded(desk, draft, "add: the form is in the portal").status == "awaiting_approval"

    @pytest.mark.parametrize("end", ["declined", "released"])
    def test_of_a_draft_that_is_done_there_is_none(self, home: Path, end: str) -> None:
        with opened(home) as desk:
            draft, caller = drafted(desk), desk.caller(ADVISOR)
            if end == "declined":
                turn_down(desk, caller, draft.id, "declined", "Not now.")
            else:
                approve(desk, caller, draft.id)
                release(desk, caller, draft.id)
            with pytest.raises(Refused, match=f"is {end}"):
                reworded(desk, draft, "add: the form is in the portal")

    def test_that_changes_nothing_is_none(self, home: Path) -> None:
        with opened(home) as desk:
            draft = drafted(desk)
            with pytest.raises(Refused, match="changes no word"):
                revise(desk, desk.caller(ADVISOR), draft.id, subject=draft.subject, body=draft.body, change="x")

    @pytest.mark.parametrize("email", [PRINCIPAL, COMPLIANCE])
    def test_is_not_for_who_judges(self, home: Path, email: str) -> None:
        with opened(home) as desk:
            draft = drafted(desk)
            with pytest.raises(NotForThisRole, match="return it with a comment"):
                revise(desk, desk.caller(email), draft.id, subject="S", body="B", change="x")

    def test_a_delegate_prepares_one_that_the_advisor_approves(self, home: Path) -> None:
        with opened(home) as desk:
            draft = drafted(desk)
            anew = reworded(desk, draft, "add: the form is in the portal", DELEGATE)
            assert anew.author_id == desk.caller(DELEGATE).user_id
            with pytest.raises(Refused, match="delegate prepares"):
                approve(desk, desk.caller(DELEGATE), draft.id)
            assert approve(desk, desk.caller(ADVISOR), draft.id).status == "approved"


class TestAnotherLanguage:
    def test_the_house_has_its_occasions_in_three(self, home: Path) -> None:
        with opened(home) as desk:
            draft = drafted(desk, purpose="her birthday", occasion="birthday", language="en")
            italian = reworded(desk, draft, "in Italian")
            assert (italian.language, italian.version) == ("it", 2)
            assert italian.body != draft.body
            with pytest.raises(Refused, match="Italian already"):
                reworded(desk, draft, "in Italian")

    def test_words_of_ones_own_are_not_translated_by_rule(self, home: Path) -> None:
        with opened(home) as desk:
            draft = drafted(desk, language="en")
            with pytest.raises(Refused, match="language model"):
                reworded(desk, draft, "in Spanish")
