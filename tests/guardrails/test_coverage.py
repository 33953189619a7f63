"""What SIPC, FDIC and guaranty associations are said to protect."""

from __future__ import annotations

import pytest

from tests.guardrails.tables import quotes

OVERSTATED = [
    "Your portfolio is insured by SIPC if the market drops.",
    "Our mutual funds carry FDIC protection, so relax.",
    "With SIPC you can't lose your money.",
    "Every dollar in the fund is federally insured.",
    "The state guaranty association stands behind your annuity.",
    "Los fondos est\u00e1n asegurados por el gobierno.",
    "I suoi fondi sono garantiti dallo Stato.",
]
EXACT = [
    "Investment products are not FDIC insured, not bank guaranteed, and may lose value.",
    "SIPC covers securities missing at a failed member; it does not protect against market losses.",
    "Within FDIC limits your bank deposits are insured.",
    "Northgate, member FINRA/SIPC.",
    "Cash is swept to program banks, where it is FDIC insured up to the limits.",
    "We may not use the state guaranty association to sell an annuity.",
    "Los fondos no est\u00e1n asegurados por el gobierno.",
    "I fondi non sono garantiti dallo Stato.",
]


@pytest.mark.parametrize("text", OVERSTATED)
def test_an_overstated_protection_is_flagged(text: str) -> None:
    assert quotes(text, "sipc-fdic-misstatement")


@pytest.mark.parametrize("text", EXACT)
def test_its_exact_scope_is_not(text: str) -> None:
    assert quotes(text, "sipc-fdic-misstatement") == []


def test_there_are_as_many_near_misses_as_hits() -> None:
    assert len(EXACT) >= len(OVERSTATED)
