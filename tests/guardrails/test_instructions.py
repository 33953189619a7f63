"""Money, trades and records on the word of a message."""

from __future__ import annotations

import pytest

from tests.guardrails.tables import quotes

RULE = "wire-instruction-unverified"
TAKEN = [
    "Thanks for your email with the new account. I'll wire the $40,000 there today.",
    "Just text me the ticker and the amount and I'll place the order.",
    "Got your message, sold 200 shares as you asked.",
    "I changed the address on the account after your email, no need to call.",
    "Sure, I can take the order right here.",
    "Consider it sold!",
    "Ricevuta la sua mail: ho gi\u00e0 disposto il bonifico.",
    "Recib\u00ed su correo y ya orden\u00e9 la transferencia.",
]
CHECKED = [
    "I got your email about the new account. I have called you on the number on file to confirm before any wire.",
    "I can't take orders by text. Please call the desk.",
    "We never change bank details on the word of an email.",
    "I called you at ten, you confirmed, and the wire goes out today.",
    "Your monthly distribution of $2,000 was sent to your bank as scheduled.",
    "If you get a text that asks you to move money, do not answer it.",
    "Thank you for your email about the school play. I'll send the photos.",
    "Ho ricevuto la sua mail sul bonifico, ma prima di procedere richiameremo noi il numero registrato.",
    "No haremos la transferencia hasta hablar con usted por tel\u00e9fono; recibimos su correo.",
]


@pytest.mark.parametrize("text", TAKEN)
def test_an_instruction_taken_by_message_is_flagged(text: str) -> None:
    assert quotes(text, RULE)
    assert quotes(text, RULE, "slack")


@pytest.mark.parametrize("text", CHECKED)
def test_a_refusal_or_a_checked_one_is_not(text: str) -> None:
    assert quotes(text, RULE) == []


def test_a_call_back_counts_by_its_value() -> None:
    assert quotes(TAKEN[0], RULE, callback_done=True) == []
    assert quotes(TAKEN[0], RULE, callback_done=False)


def test_there_are_as_many_near_misses_as_hits() -> None:
    assert len(CHECKED) >= len(TAKEN)
