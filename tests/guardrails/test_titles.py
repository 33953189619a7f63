"""Titles, designations and the names of regulators."""

from __future__ import annotations

import pytest

from tests.guardrails.tables import quotes

TITLES = [
    "I'm a Certified Senior Wealth Specialist.",
    "Jordan Blake, RIA, helps families plan.",
    "As your investment counsel I watch every account.",
    "I am a fee-only advisor.",
    "Jordan Blake, CFP, CFA\nNorthgate Advisors",
    "As your attorney and advisor I wrote the trust.",
    "Soy abogada y asesora.",
    "Sono un avvocato e consulente.",
]
RIGHT_TITLES = [
    "Jordan Blake, CFP\nNorthgate Advisors",
    "I am a CFP and I answer your questions.",
    "I am not an attorney; please ask yours.",
    "Your CPA can tell you what you owe.",
    "What does 'Certified Senior Advisor' mean? Look up any designation before you trust it.",
    "I'm a CFA candidate.",
    "Jordan Blake, CFA Level II candidate",
    "Our insurance agents are licensed by the state.",
    "Le consiglio di chiedere a un avvocato.",
]
BLESSINGS = [
    "The SEC has approved our strategy.",
    "We are FINRA endorsed.",
    "Our numbers are audited by the SEC each year.",
    "State regulators signed off on this offering.",
    "Registered with the SEC: a badge of the skill that we bring.",
    "A perfect record with the SEC shows that we can be trusted: they checked us twice.",
    "La Consob ha approvato la nostra strategia.",
    "Nuestra firma est\u00e1 aprobada por el gobierno.",
]
PLAIN_STATUS = [
    "We are an adviser registered with the SEC. Registration does not imply skill or training.",
    "Neither the SEC nor any state has approved this offering.",
    "Look up our firm on BrokerCheck.",
    "The SEC approved the rule on spot ETFs in January.",
    "Securities offered through Northgate, member FINRA/SIPC.",
    "The SEC has a free fee calculator, and we like it.",
    "FINRA's rule says that we may not predict returns.",
    "La Consob non ha approvato la nostra offerta.",
]


class TestCredentials:
    @pytest.mark.parametrize("text", TITLES)
    def test_a_title_that_is_not_held_is_flagged(self, text: str) -> None:
        assert quotes(text, "credential-misuse", verified_credentials=["CFP"])

    @pytest.mark.parametrize("text", RIGHT_TITLES)
    def test_a_title_that_is_held_is_not(self, text: str) -> None:
        assert quotes(text, "credential-misuse", verified_credentials=["CFP"]) == []

    def test_what_is_on_file_decides(self) -> None:
        text = "Jordan Blake, CFP, CFA"
        assert quotes(text, "credential-misuse", verified_credentials=["CFP"]) == ["CFA"]
        assert quotes(text, "credential-misuse", verified_credentials=["CFP", "CFA"]) == []
        assert quotes(text, "credential-misuse") == []  # nothing on file: the letters prove nothing

    def test_an_adviser_without_a_broker_may_be_fee_only(self) -> None:
        assert quotes("I am a fee-only advisor.", "credential-misuse", entity="adviser only") == []


class TestRegulators:
    @pytest.mark.parametrize("text", BLESSINGS)
    def test_a_blessing_is_flagged(self, text: str) -> None:
        assert quotes(text, "regulator-endorsement")

    @pytest.mark.parametrize("text", PLAIN_STATUS)
    def test_plain_status_is_not(self, text: str) -> None:
        assert quotes(text, "regulator-endorsement") == []


def test_there_are_as_many_near_misses_as_hits() -> None:
    assert len(RIGHT_TITLES) >= len(TITLES)
    assert len(PLAIN_STATUS) >= len(BLESSINGS)
