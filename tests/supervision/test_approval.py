"""Whose approval a draft needs, and who may not give it: delegates, the sender of retail mail, strangers."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.callers import Caller, Role
from assistant.errors import NotFound, Refused
from assistant.supervision import approver_of, check_approver
from tests.drafts.samples import a_draft

RETAIL = {"communication_class": "retail"}
POST = {"communication_class": "static_post", "channel": "linkedin"}
FLAGGED = {"disposition": "needs_principal_review"}


def caller(user_id: str, *roles: Role, own: tuple[str, ...] = (), supervises: tuple[str, ...] = ()) -> Caller:
    name = f"user {user_id}"
    return Caller(user_id, name, f"{user_id}@firm.example", frozenset(roles), own, supervises=frozenset(supervises))


ANNA = caller("U1", "advisor", own=("A1",))
BENEDIKT = caller("U2", "advisor", own=("A2",))
DARIO = caller("U4", "delegate", own=("A1",))
ESTHER = caller("U5", "manager")
GRETA = caller("U7", "compliance")
HUGO = caller("U8", "principal", supervises=("A1", "A2", "A3"))
IDA = caller("U9", "admin")
ELSEWHERE = caller("U11", "principal", supervises=("A3",))


class TestApproverOf:
    def test_a_draft_that_nobody_reviewed_has_no_approver(self) -> None:
        assert approver_of(a_draft(status="proposed", disposition="")) == "nobody"

    @pytest.mark.parametrize(
        ("changes", "approver"),
        [
            ({}, "sender"),
            (FLAGGED, "principal"),
            (RETAIL, "principal"),
            (RETAIL | FLAGGED, "principal"),
            (POST, "principal"),
            (POST | FLAGGED, "principal"),
            ({"communication_class": "institutional"}, "principal"),
            ({"disposition": "block"}, "nobody"),
            ({"disposition": "needs_disclosure"}, "nobody"),
            ({"disposition": "a word of tomorrow"}, "nobody"),
            ({"status": "held"}, "nobody"),
            (RETAIL | {"status": "held"}, "nobody"),
        ],
    )
    def test_class_and_review_decide(self, changes: dict[str, Any], approver: str) -> None:
        assert approver_of(a_draft(**changes)) == approver


class TestCheckApprover:
    @pytest.mark.parametrize("who", [ANNA, DARIO, HUGO])
    def test_a_draft_that_is_not_reviewed_is_approved_by_nobody(self, who: Caller) -> None:
        with pytest.raises(Refused, match="is held: change its words"):
            check_approver(who, a_draft(status="proposed", disposition=""))

    @pytest.mark.parametrize("changes", [{}, RETAIL, POST, FLAGGED, {"status": "held"}])
    @pytest.mark.parametrize("who", [BENEDIKT, ESTHER, GRETA, IDA, ELSEWHERE])
    def test_to_a_stranger_it_is_not_there_whatever_it_needs(self, who: Caller, changes: dict[str, Any]) -> None:
        """Another advisor, a manager, compliance, an admin, a principal outside the supervision."""
        with pytest.raises(NotFound, match="There is no draft D-1"):
            check_approver(who, a_draft(**changes))


class TestCorrespondence:
    def test_with_no_finding_it_is_its_senders_to_release(self) -> None:
        check_approver(ANNA, a_draft())

    def test_the_sender_approves_what_a_delegate_wrote(self) -> None:
        check_approver(ANNA, a_draft(author_id="U4"))

    def test_a_delegate_prepares_and_never_approves(self) -> None:
        with pytest.raises(Refused, match="A delegate prepares a draft; the advisor approves it"):
            check_approver(DARIO, a_draft(author_id="U4"))

    def test_an_advisor_who_acts_for_another_is_a_delegate_there(self) -> None:
        benedikt = caller("U2", "advisor", "delegate", own=("A2", "A1"))
        with pytest.raises(Refused, match="A delegate prepares a draft"):
            check_approver(benedikt, a_draft())
        check_approver(benedikt, a_draft(advisor_id="A2"))

    def test_a_principal_does_not_release_it_for_the_sender(self) -> None:
        with pytest.raises(Refused):
            check_approver(HUGO, a_draft())

    def test_with_a_finding_it_needs_a_principal(self) -> None:
        check_approver(HUGO, a_draft(**FLAGGED))
        for who in (ANNA, DARIO):
            with pytest.raises(Refused, match="needs a registered principal's approval"):
                check_approver(who, a_draft(**FLAGGED))


@pytest.mark.parametrize("changes", [RETAIL, POST], ids=["retail", "post"])
class TestRetailAndPosts:
    def test_with_a_block_nobody_approves(self, changes: dict[str, Any]) -> None:
        with pytest.raises(Refused, match="is held"):
            check_approver(HUGO, a_draft(**changes, disposition="block"))

    def test_a_principal_who_supervises_the_sender_approves(self, changes: dict[str, Any]) -> None:
        check_approver(HUGO, a_draft(**changes))

    @pytest.mark.parametrize("who", [ANNA, DARIO])
    def test_the_sender_and_the_delegate_do_not(self, changes: dict[str, Any], who: Caller) -> None:
        with pytest.raises(Refused, match="needs a registered principal's approval"):
            check_approver(who, a_draft(**changes))

    def test_nobody_approves_what_they_wrote(self, changes: dict[str, Any]) -> None:
        with pytest.raises(Refused, match="Nobody approves their own communication"):
            check_approver(HUGO, a_draft(**changes, author_id="U8"))

    @pytest.mark.parametrize("role", ["advisor", "delegate"])
    def test_nor_what_leaves_in_their_name_or_that_of_whom_they_act_for(
        self, changes: dict[str, Any], role: Role
    ) -> None:
        principal = caller("U8", "principal", role, own=("A1",), supervises=("A1",))
        with pytest.raises(Refused, match="another principal must"):
            check_approver(principal, a_draft(**changes))

    def test_a_principal_supervises_no_further_than_the_supervision_goes(self, changes: dict[str, Any]) -> None:
        check_approver(ELSEWHERE, a_draft(**changes, advisor_id="A3"))
        with pytest.raises(NotFound):
            check_approver(ELSEWHERE, a_draft(**changes))
