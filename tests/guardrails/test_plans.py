"""Plan participants and employers' staff: what is education or invited, and what is advice or targeting."""

from __future__ import annotations

import pytest

from tests.guardrails.tables import quotes

ADVICE = [
    "Hi all, we suggest you move half of your balance into the index fund.",
    "If I were you I'd go with the small-cap option, the fund is cheap.",
    "Reply with your age and I will tell you which funds to choose.",
    "Get out of the stable value fund this week.",
    "Everyone should switch to the Target 2045 fund.",
    "Le consiglio di spostare tutto sul fondo azionario.",
    "Les recomiendo poner el saldo en el fondo de bonos.",
    "You'd be better off with the managed account I run.",
]
EDUCATION = [
    "If you leave you can keep the money in the plan, move it to an IRA or cash it out.",
    "We cannot recommend a fund to you; the plan's website compares all of them.",
    "Your plan's fee notice lists each fund and its expense ratio.",
    "For example, a model mix for twenty years holds 70% stocks and 30% bonds; it is not advice for you.",
    "What is a target-date fund? It holds fewer stocks as the date comes nearer.",
    "Please check your beneficiary before the enrollment window closes.",
    "You should consider your other assets and income before you use a model mix of funds.",
    "Non possiamo consigliare un fondo: la guida del piano li descrive tutti.",
    "No le recomiendo ning\u00fan fondo; consulte la gu\u00eda del plan.",
]
TARGETING = [
    "Calling all employees of Northgate Steel: let's talk about your buyout. Book a slot.",
    "Work at Northgate Steel? Message me for a free review.",
    "Everyone at Vantor Clinics deserves a second look. Call us.",
    "Your Vantor pension choice is coming. We can help, call me.",
    "Dipendenti di Acciaierie Rossi: prenotate un colloquio con me.",
    "Empleados de Sierra Verde: ll\u00e1menos para hablar de su ahorro.",
    "We used the participant list of your plan to reach you, and thought you would like an annuity.",
    "Audience: nurses of Vantor Clinics, aged 50 and more. Talk to us first.",
]
GENERAL = [
    "Restricted stock: how vesting and tax work. Education for anyone who holds employer shares. Questions? Call us.",
    "It was a joy to plant trees with the staff of the food bank on Saturday.",
    "Old 401(k)s are easy to forget. Here is how to look for one; call us with questions.",
    "Our team members answer the phone from nine to five. Call us.",
    "Do you work for yourself? Here is how a SEP works. Let's talk.",
    "Teachers at heart: our free library evening is back. Everybody is welcome.",
    "Your 401(k) statement explained in five pictures. Ask me anything.",
    "We do not write to employees of Northgate Steel without the sponsor. Call us if you have got such mail.",
]


class TestParticipants:
    @pytest.mark.parametrize("text", ADVICE)
    def test_advice_on_funds_is_flagged(self, text: str) -> None:
        assert quotes(text, "participant-advice", audience="plan_participants", agreement="education only")

    @pytest.mark.parametrize("text", EDUCATION)
    def test_education_is_not(self, text: str) -> None:
        assert quotes(text, "participant-advice", audience="plan_participants", agreement="education only") == []

    def test_an_agreement_on_advice_allows_it(self) -> None:
        assert quotes(ADVICE[0], "participant-advice", audience="plan_participants", agreement="3(21) advice") == []

    def test_a_client_of_ones_own_is_no_participant(self) -> None:
        assert quotes(ADVICE[0], "participant-advice", audience="one_client") == []


class TestStaff:
    @pytest.mark.parametrize("text", TARGETING)
    def test_an_employers_staff_is_not_sought_out(self, text: str) -> None:
        assert quotes(text, "employer-targeting", "linkedin", audience="public")

    @pytest.mark.parametrize("text", GENERAL)
    def test_general_words_are_no_targeting(self, text: str) -> None:
        assert quotes(text, "employer-targeting", "linkedin", audience="public") == []

    def test_the_sponsors_permission_counts_by_its_value(self) -> None:
        allowed = quotes(TARGETING[1], "employer-targeting", audience="plan_participants", sponsor_permits=True)
        forbidden = quotes(TARGETING[1], "employer-targeting", audience="plan_participants", sponsor_permits=False)
        assert (allowed, forbidden) == ([], ["Work at Northgate Steel"])


def test_there_are_as_many_near_misses_as_hits() -> None:
    assert len(EDUCATION) >= len(ADVICE)
    assert len(GENERAL) >= len(TARGETING)
