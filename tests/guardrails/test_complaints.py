"""Complaints that arrive, and drafts that answer one."""

from __future__ import annotations

import pytest

from tests.guardrails.tables import quotes

RULE = "complaint-received"
GRIEVANCES = [
    "You put my mother into that annuity and nobody explained the charges.",
    "I want my money back.",
    "Why did you sell my shares without asking me?",
    "I am very disappointed with how my account was handled.",
    "You promised us safe income and we lost half.",
    "I'm filing a complaint with FINRA.",
    "i never signed that form",
    "Nunca me explicaron las comisiones.",
    "Nessuno mi ha spiegato i costi e rivoglio i miei soldi.",
]
NO_GRIEVANCES = [
    "Could you tell me when the tax form arrives?",
    "I am worried about the market. Can we talk?",
    "My bank charged me twice and I am furious with them.",
    "Thank you for explaining the charges so well.",
    "The portal won't let me log in.",
    "I'd like to sell some shares in May. What would it cost?",
    "When will my tax refund arrive?",
    "\u00bfCu\u00e1ndo llega el formulario? Gracias.",
    "Potrebbe dirmi quando arriva il modulo? Grazie mille.",
]
ANSWERS = [
    "About your complaint: the annuity was the right choice at the time.",
    "I'm sorry you feel misled, but you signed the form.",
    "You say I never told you about the charge; I did.",
    "Respecto a su queja, la comisi\u00f3n estaba en el contrato.",
]
HOLDING_REPLIES = [
    "Thank you for your message. I have passed your complaint to compliance, who will write to you.",
    "I'm so sorry for your loss. Take all the time you need.",
    "Sorry that I missed your call.",
    "Hemos enviado su queja al departamento de cumplimiento.",
]


class TestWhatArrives:
    @pytest.mark.parametrize("text", GRIEVANCES)
    def test_a_grievance_is_flagged(self, text: str) -> None:
        assert quotes(text, RULE, direction="incoming")
        assert quotes(text, RULE, "incoming")

    @pytest.mark.parametrize("text", NO_GRIEVANCES)
    def test_a_question_or_praise_is_not(self, text: str) -> None:
        assert quotes(text, RULE, direction="incoming") == []


class TestDrafts:
    @pytest.mark.parametrize("text", ANSWERS)
    def test_an_answer_is_flagged(self, text: str) -> None:
        assert quotes(text, RULE)

    @pytest.mark.parametrize("text", HOLDING_REPLIES)
    def test_a_holding_reply_is_not(self, text: str) -> None:
        assert quotes(text, RULE) == []

    def test_what_compliance_has_in_hand_is_not(self) -> None:
        assert quotes(ANSWERS[0], RULE, routed_to_compliance=True) == []

    def test_the_grievance_below_a_reply_is_seen(self) -> None:
        text = "Thanks, I will call.\n\nOn May 4 Ann wrote:\n> I want my money back.\n> Ann"
        assert quotes(text, RULE) == ["I want my money back"]


def test_there_are_as_many_near_misses_as_hits() -> None:
    assert len(NO_GRIEVANCES) >= len(GRIEVANCES)
    assert len(HOLDING_REPLIES) >= len(ANSWERS)
