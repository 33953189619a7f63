"""Advice on taxes and law, and general information with a referral."""

from __future__ import annotations

import pytest

from tests.guardrails.tables import quotes

RULE = "tax-legal-advice"
ADVICE = [
    "You can deduct our fee on Schedule A.",
    "You should file as head of household this year.",
    "Don't report the cash gift from your aunt.",
    "The IRS never checks sales this small.",
    "Putting the house into an LLC will keep it from creditors.",
    "You don't need a lawyer for this trust.",
    "The prenup is not enforceable, so relax.",
    "Puede deducir la comisi\u00f3n en su declaraci\u00f3n.",
    "Pu\u00f2 dedurre la nostra commissione.",
]
INFORMATION = [
    "Please ask your CPA whether you can deduct the fee.",
    "Your required distribution for 2026 is $14,200: the balance divided by the factor.",
    "The contribution limit for 2026 is on the IRS site.",
    "We followed the letter of your attorney and retitled the account.",
    "This is not tax advice; your accountant can say how the sale is taxed.",
    "You may owe tax when the shares are sold.",
    "Please report the fake profile to us.",
    "I cannot tell you how to file; a CPA can.",
    "Su contador le dir\u00e1 si puede deducir la comisi\u00f3n.",
    "Chieda al suo commercialista: il suo commercialista sa che cosa pu\u00f2 dedurre.",
]


@pytest.mark.parametrize("text", ADVICE)
def test_advice_is_flagged(text: str) -> None:
    assert quotes(text, RULE)


@pytest.mark.parametrize("text", INFORMATION)
def test_information_is_not(text: str) -> None:
    assert quotes(text, RULE) == []


def test_there_are_as_many_near_misses_as_hits() -> None:
    assert len(INFORMATION) >= len(ADVICE)
