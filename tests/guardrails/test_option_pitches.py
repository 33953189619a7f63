"""Options strategies: promoted, or explained."""

from __future__ import annotations

import pytest

from tests.guardrails.tables import quotes

RULE = "options-missing-odd"
PITCHES = [
    "Selling covered calls gives you extra income each month.",
    "Let's buy a few puts on the index before earnings.",
    "Our options income program can pay you each week.",
    "How about a straddle on the bank before Thursday?",
    "Learn our weekly put-selling routine and earn more.",
    "Vender opciones es una forma f\u00e1cil de ganar ingresos.",
    "Vendere opzioni call coperte d\u00e0 una rendita extra.",
]
NO_PITCHES = [
    "You have several options for the hotel.",
    "Your employee stock options vest in May.",
    "A call gives the right to buy and a put the right to sell; many options contracts expire worthless.",
    "I'd call the bank and put the meeting on Tuesday.",
    "The bond is callable from 2027.",
    "We do not trade options in your account.",
    "What are your options for the old 401(k)? You can leave it, move it or cash out.",
    "Le opzioni per l'albergo sono tre.",
]
DISCLOSED = (
    " Options are not suitable for all investors; read 'Characteristics and Risks of Standardized Options' first."
)


@pytest.mark.parametrize("text", PITCHES)
def test_a_pitch_is_flagged(text: str) -> None:
    assert quotes(text, RULE)


@pytest.mark.parametrize("text", NO_PITCHES)
def test_other_options_are_not(text: str) -> None:
    assert quotes(text, RULE) == []


def test_the_document_and_the_notice_together_cure_it() -> None:
    assert quotes(PITCHES[0] + DISCLOSED, RULE) == []
    assert quotes(PITCHES[0] + " Options are not suitable for all investors.", RULE)


def test_there_are_as_many_near_misses_as_hits() -> None:
    assert len(NO_PITCHES) >= len(PITCHES)
