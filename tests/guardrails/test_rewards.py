"""Gifts and rewards: the limit of FINRA 3220, and what may be paid for an introduction."""

from __future__ import annotations

import pytest

from tests.guardrails.tables import flags, quotes

GIFTS = [
    "Enclosed is a watch worth $450 for you, with our thanks.",
    "I am sending you two tickets for Friday's final, I can't make it. Enjoy them with your wife.",
    "We'd be glad to cover the flight and the hotel for your summer trip.",
    "There is a gift card on its way to you.",
    "Let's split the $500 gift into two invoices and send it.",
    "Le env\u00edo una cesta de 600 euros, con nuestro agradecimiento.",
    "Per lei un orologio da 900 euro: grazie del mandato, gliel'ho regalato volentieri. Le mandiamo il regalo domani.",
]
NO_GIFTS = [
    "Enclosed is a box of pecans worth $40 for you and the team.",
    "Please join me for dinner after the committee's meeting; the bill may reach $400, and we are glad to host.",
    "We cannot send you the $450 watch as a gift: it is over the limit.",
    "The gift tax exclusion is $19,000 for 2026.",
    "I returned the $500 basket that your office sent; thank you all the same.",
    "Congratulations on the wedding! A small present is on its way.",
    "The plan's fee is $450 a person; the breakdown is enclosed.",
    "Non possiamo accettare il regalo da 400 euro, grazie.",
]
REWARDS = [
    "Introduce a friend who signs and we will take $250 off your fee.",
    "Refer a neighbor and get a gift card.",
    "Leave us a five-star review and you enter our raffle.",
    "For every colleague you bring us there is a free quarter of planning.",
    "Our accountant friend gets a share of the fee for each client she sends.",
    "Per ogni amico che ci presenta, uno sconto sulle commissioni.",
    "Por cada amigo que nos refiera, una tarjeta de regalo.",
]
THANKS = [
    "Thank you for introducing your sister, it means a lot to us.",
    "We never pay for referrals, but a kind word is always welcome.",
    "Please don't feel you have to post a review.",
    "The travel card's reward points expire in June.",
    "I can introduce you to an estate attorney; nobody pays me for it.",
    "Our planning service costs $1,800 a year.",
    "Non paghiamo le segnalazioni di amici.",
    "Gracias por recomendarnos. No pagamos por referencias.",
]
ROLE = "benefits manager of a plan sponsor"


class TestGifts:
    @pytest.mark.parametrize("text", GIFTS)
    def test_a_large_or_money_like_gift_is_flagged(self, text: str) -> None:
        assert quotes(text, "gift-limit", audience="institutional", recipient_role=ROLE)

    @pytest.mark.parametrize("text", NO_GIFTS)
    def test_a_small_or_refused_one_is_not(self, text: str) -> None:
        assert quotes(text, "gift-limit", audience="institutional", recipient_role=ROLE) == []

    def test_a_retail_customer_may_be_given_more(self) -> None:
        assert quotes("Enclosed is a watch worth $450 for you, with our thanks.", "gift-limit") == []

    @pytest.mark.parametrize(("given", "over"), [(0, False), (150, False), (151, True)])
    def test_gifts_of_the_year_count_together(self, given: int, over: bool) -> None:
        text = "A basket worth $150 is on its way to you."  # 300 a year, RN 26-05
        assert bool(quotes(text, "gift-limit", recipient_role=ROLE, gifts_ytd=given)) is over

    @pytest.mark.parametrize(("day", "limit"), [("2026-03-29", "$100"), ("2026-03-30", "")])
    def test_the_limit_is_of_its_day(self, day: str, limit: str) -> None:
        found = flags("A basket worth $150 is on its way to you.", "gift-limit", recipient_role=ROLE, draft_date=day)
        assert [limit in flag.reason for flag in found] == ([True] if limit else [])


class TestReferrals:
    @pytest.mark.parametrize("text", REWARDS)
    def test_a_reward_is_flagged(self, text: str) -> None:
        assert quotes(text, "referral-incentive", program_approved=False)

    @pytest.mark.parametrize("text", THANKS)
    def test_thanks_are_not(self, text: str) -> None:
        assert quotes(text, "referral-incentive") == []

    def test_an_approved_program_may_be_told(self) -> None:
        assert quotes(REWARDS[0], "referral-incentive", program_approved=True) == []


def test_there_are_as_many_near_misses_as_hits() -> None:
    assert len(NO_GIFTS) >= len(GIFTS)
    assert len(THANKS) >= len(REWARDS)
