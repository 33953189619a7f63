"""Inside information, dealings beside the firm, and quarrels settled in private."""

from __future__ import annotations

import pytest

from tests.guardrails.tables import quotes

HITS = {
    "mnpi-tipping": [
        "You didn't hear it from me, but the takeover is set.",
        "The merger gets announced on Monday, get in now.",
        "My brother works at the lab and says the trial failed. You may want to sell.",
        "A client who sits on the board told me they will miss the quarter.",
        "Don't tell anyone: the buyer pays 40 a share.",
        "Compra acciones antes de que se anuncie la fusi\u00f3n.",
        "L'acquisizione non \u00e8 ancora pubblica: compri le azioni.",
    ],
    "selling-away": [
        "This isn't something the firm offers, but you could invest with us in a car wash.",
        "My cousin is opening a restaurant and there is room for two more investors.",
        "Could you lend me $10,000 until May?",
        "Make the check payable to me personally.",
        "You could name me as trustee of the account.",
        "Esto no pasa por la firma: un pr\u00e9stamo privado paga el 2% al mes.",
        "Pu\u00f2 indicarmi come beneficiario nella polizza.",
    ],
    "private-settlement": [
        "I'll pay you the $2,000 myself if you withdraw the complaint.",
        "Let me cover your loss out of my own pocket, and we keep it between us.",
        "We will refund the fee, provided that you agree not to contact the SEC or FINRA.",
        "I can send you a check, no need to involve compliance in this mistake.",
        "As a condition of the settlement you say nothing about me again.",
        "Le pago la diferencia si retira la queja.",
        "Le rimborso la perdita se ritira il reclamo.",
    ],
}
NEAR_MISSES = {
    "mnpi-tipping": [
        "The press release of this morning says that the merger closed.",
        "Insiders sold shares, as reported on Form 4.",
        "A reminder of our policy: never trade before earnings are public.",
        "About the tip from your friend at the lab: I wouldn't act on it.",
        "The board meeting of the homeowners association is on Monday.",
        "Apple reports its results on Thursday after the close.",
        "Please keep this confidential: your password reset is below.",
        "No podemos comprar acciones antes de que el resultado sea p\u00fablico.",
        "Non possiamo agire su notizie riservate sull'acquisizione.",
    ],
    "selling-away": [
        "I can't lend to clients or borrow from them; your bank can help.",
        "Please make the check payable to the custodian.",
        "Your cousin's deal isn't something that we can evaluate through the firm.",
        "I can't be named as your trustee; your attorney will suggest someone.",
        "My brother has a restaurant on Main Street; the chili is good.",
        "Could you lend me your copy of the trust?",
        "Send the form to me and I'll file it.",
        "No puedo prestarle dinero ni pedirle un pr\u00e9stamo.",
        "Non posso essere indicato come beneficiario.",
    ],
    "private-settlement": [
        "Any concern can go to our compliance line.",
        "The refund of the duplicate fee was approved by operations and posts on Friday.",
        "Congratulations on settling the house sale!",
        "Your trade settles on Tuesday.",
        "Nothing in this agreement stops you from contacting the SEC or FINRA.",
        "I'll send you the check register you asked for.",
        "We paid the invoice, and the dispute with the roofer is over.",
        "Puede presentar una queja ante FINRA cuando quiera.",
        "Pu\u00f2 sempre presentare un reclamo alla Consob.",
    ],
}


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in HITS.items() for text in texts])
@pytest.mark.parametrize("channel", ["email", "slack"])
def test_it_is_flagged(rule: str, text: str, channel: str) -> None:
    assert quotes(text, rule, channel)


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in NEAR_MISSES.items() for text in texts])
def test_the_innocent_sentence_is_not(rule: str, text: str) -> None:
    assert quotes(text, rule) == []


def test_a_tip_that_arrives_is_flagged_too() -> None:
    assert quotes(HITS["mnpi-tipping"][0], "mnpi-tipping", "incoming")


def test_approval_and_routing_count_by_their_value() -> None:
    deal, quarrel = HITS["selling-away"][1], HITS["private-settlement"][0]
    assert quotes(deal, "selling-away", firm_approved=True) == []
    assert quotes(deal, "selling-away", firm_approved=False)
    assert quotes(quarrel, "private-settlement", routed_to_compliance=True) == []
    assert quotes(quarrel, "private-settlement", routed_to_compliance=False)


def test_every_table_has_as_many_near_misses_as_hits() -> None:
    assert all(len(NEAR_MISSES[rule]) >= len(HITS[rule]) for rule in HITS)
