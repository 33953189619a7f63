"""The firm's stance tightens the rules and never loosens them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.desk import approve
from assistant.errors import Refused
from assistant.guardrails import review
from assistant.supervision import stance_flags
from assistant.supervision.stance import STANCES
from tests.desks import ADVISOR, PRINCIPAL, opened
from tests.letters import NOTE

SEVERITY = ("pass", "needs_disclosure", "needs_principal_review", "block")
TEXTS = (
    "", "The form is in the portal.", "We recommend that you move the account to the bond fund.",
    "I guarantee you six percent a year.", "You should buy more of the fund now.", "Le consiglio di comprare il fondo.",
)  # fmt: skip
ASK = {"to": ["Åsa Lindqvist"], "purpose": "a word about referrals", "occasion": "referral_ask"}


class TestEveryStance:
    @pytest.mark.parametrize("text", TEXTS)
    @pytest.mark.parametrize("seeks", [False, True])
    def test_is_at_least_as_strict_as_the_rules_alone(self, text: str, seeks: bool) -> None:
        alone = review(text, {"audience": "one_client"}, "email")
        found: dict[str, Any] = {
            stance: alone.with_doubts(stance_flags(text, {"stance": stance}, seeks_business=seeks))
            for stance in STANCES
        }
        assert found["standard"] == found["open"] == alone
        assert set(alone.findings) <= set(found["education"].findings)
        assert SEVERITY.index(found["education"].disposition) >= SEVERITY.index(alone.disposition)


class TestEducation:
    def test_sends_what_seeks_business_to_a_principal_and_leaves_their_own_business_alone(self, home: Path) -> None:
        with opened(home, stance="education") as desk:
            caller = desk.caller(ADVISOR)
            _, (note,) = desk.call_tool(caller, "draft_email", NOTE)
            assert note.disposition == "pass"
            _, (ask,) = desk.call_tool(caller, "draft_email", ASK)
            assert ask.disposition == "needs_principal_review"
            assert any("writes to teach" in finding["reason"] for finding in ask.findings)
            with pytest.raises(Refused, match="registered principal"):
                approve(desk, caller, ask.id)
            assert approve(desk, desk.caller(PRINCIPAL), ask.id).status == "approved"

    def test_asks_nobody_about_a_letter_that_standard_lets_its_sender_release(self, home: Path) -> None:
        with opened(home) as desk:
            _, (ask,) = desk.call_tool(desk.caller(ADVISOR), "draft_email", ASK)
            assert ask.disposition == "pass"
