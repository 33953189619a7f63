"""What a complete message must carry."""

from __future__ import annotations

import pytest

from tests.guardrails.tables import flags, quotes

FULL = {"full_message": True, "commercial": True}
FIRM = "Marlowe Creek Wealth Advisors, LLC"
EXACT = f"{FIRM}, a registered investment adviser. 25 Mill Race Lane, Stonecutter, VA 24999."


class TestTheFirm:
    rule = "missing-identification"

    def test_a_fragment_need_not_say_it(self) -> None:
        assert flags("We build plans.", self.rule) == []

    @pytest.mark.parametrize(
        "text",
        [
            "We build plans for dentists.",
            "The Golden Years Club is here.",
            "See you there,\nThe team",
            "Dana from the office",
        ],
    )
    def test_a_complete_commercial_message_without_a_legal_name_is_flagged_at_its_end(self, text: str) -> None:
        found = flags(f"{text}\n", self.rule, **FULL)
        assert [(f.start, f.end, f.severity) for f in found] == [(len(text), len(text), "needs_disclosure")]

    @pytest.mark.parametrize(
        "text",
        [
            "Harborline Wealth Partners invites you.",
            "Ann, Smith & Sons LLC",
            "Tessaly Ridge Wealth Management",
            "Rossi SIM",
        ],
    )
    def test_a_legal_name_identifies_the_firm(self, text: str) -> None:
        assert flags(text, self.rule, **FULL) == []

    def test_a_service_notice_need_not(self) -> None:
        assert flags("Your form arrived.", self.rule, full_message=True, commercial=False) == []

    def test_our_own_draft_must_carry_the_firms_own_name(self) -> None:
        found = flags("Hello, from Other Firm LLC.", self.rule, firm_name=FIRM, identification=EXACT)
        assert [f.cure for f in found] == [f"Add: {EXACT}"]
        assert flags(f"Hello.\n{FIRM.upper()}", self.rule, firm_name=FIRM) == []
        assert flags(f"Hello.\n{FIRM.replace(' ', '  ')}", self.rule, firm_name=FIRM) == []

    def test_without_the_exact_text_the_name_is_the_cure(self) -> None:
        assert flags("Hello.", self.rule, firm_name=FIRM)[0].cure == f"Add: {FIRM}"

    def test_a_draft_in_progress_gets_a_note_that_changes_nothing(self) -> None:
        found = flags("Hello.", self.rule, firm_name=FIRM, full_message=False)
        assert [f.severity for f in found] == ["advise"]

    def test_adding_the_cure_cures(self) -> None:
        cured = f"Hello.\n{EXACT}"
        assert flags(cured, self.rule, firm_name=FIRM, identification=EXACT) == []


class TestTheWayOut:
    rule = "missing-unsubscribe"

    @pytest.mark.parametrize(
        "text",
        [
            "Come to our dinner.",
            "To stop these emails, log in, open Settings and pay the $5 fee.",
            "Unsubscribe by sending us a notarized letter.",
            "There is no stop on the way to lunch.",
        ],
    )
    def test_a_commercial_message_without_a_working_opt_out_is_flagged(self, text: str) -> None:
        assert len(flags(text, self.rule, **FULL)) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "Unsubscribe: [link]",
            "To stop these emails, reply 'unsubscribe'.",
            'No more invitations? Reply "no thanks".',
            "To stop these letters click here.",
            "Per non ricevere altre email: [link]",
            "Para darse de baja: [link]",
            "Responda BAJA para no recibir m\u00e1s avisos",
            "Opt out any time.",
        ],
    )
    def test_one_step_is_enough(self, text: str) -> None:
        assert flags(text, self.rule, **FULL) == []

    def test_a_text_message_needs_a_stop_line(self) -> None:
        assert flags("Our call is at noon. Unsubscribe on our site.", self.rule, "sms", **FULL)
        assert not flags("Our call is at noon. Reply STOP to opt out.", self.rule, "sms", **FULL)

    @pytest.mark.parametrize("facts", [{}, {"full_message": True}, {"full_message": True, "commercial": False}])
    def test_what_is_not_commercial_needs_none(self, facts: dict[str, object]) -> None:
        assert flags("Come to our dinner.", self.rule, **facts) == []

    def test_a_post_needs_none(self) -> None:
        assert flags("Come to our dinner.", self.rule, "linkedin", **FULL) == []


class TestThePostalAddress:
    rule = "missing-postal-address"

    @pytest.mark.parametrize("text", ["Come to our dinner.", "Visit us downtown any time!", "We have 12 new models."])
    def test_a_commercial_email_without_one_is_flagged(self, text: str) -> None:
        assert len(flags(text, self.rule, **FULL)) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "18 Quay Street, Savannah, GA 31401",
            "PO Box 418, Savannah",
            "P.O. Box 418",
            "Dunmore Falls, OH 43099",
            "Via Manzoni 12, 20121 Milano",
            "600 Calle Norte, Las Palomas",
            "1140 Linden Ave",
        ],
    )
    def test_a_street_a_box_or_a_postal_code_is_an_address(self, text: str) -> None:
        assert quotes(text, self.rule, **FULL) == []

    def test_the_firms_own_address_is_known_and_offered(self) -> None:
        facts = {**FULL, "postal_address": "The Old Mill, Stonecutter"}
        assert flags("Hello.\nThe Old Mill,\nStonecutter", self.rule, **facts) == []
        assert flags("Hello.", self.rule, **facts)[0].cure == "Add: The Old Mill, Stonecutter"

    def test_a_text_message_needs_none(self) -> None:
        assert flags("Come to our dinner.", self.rule, "sms", **FULL) == []
