"""Praise by others: testimonials, ratings, and shared content."""

from __future__ import annotations

import pytest

from tests.guardrails.tables import quotes

HITS = {
    "testimonial-without-disclosure": [
        '"They changed our lives and we trust them." - the Blake family',
        "Our clients say we are the best thing that happened to their retirement.",
        "Read our five-star reviews: people love us!",
        "One of our clients told me that she finally sleeps at night, thanks to us.",
        "RT from a happy client: best team ever!",
        "\u201cGracias a ella por fin entiendo mis ahorros.\u201d - Marta, clienta",
        "I nostri clienti dicono che siamo i migliori.",
    ],
    "third-party-rating-undisclosed": [
        "We were named one of the top 50 advisory teams in the state.",
        "Proud to be a Five Star Wealth Manager!",
        "Ranked #1 in the region. Thank you!",
        "Our firm won the award for best advisor.",
        "We are rated 4.9 stars online.",
        "Nos eligieron entre los mejores asesores: fuimos premiados.",
        "Siamo stati premiati come miglior consulente.",
    ],
    "entanglement-adoption": [
        "Couldn't agree more, everyone should read this article on why the stock will triple.",
        "Spot on. This thread explains the market better than we do.",
        "100% this. (shared link: 'Gold doubles by June')",
        "We paid the influencer to talk about our funds.",
        "Every word is true! (likes and pins a comment on our returns)",
        "Concordo! Leggete questo articolo: le azioni saliranno.",
        "Totalmente de acuerdo con este hilo sobre la bolsa.",
    ],
}
NEAR_MISSES = {
    "testimonial-without-disclosure": [
        '"They helped me plan." - Ann Roe, a client of the firm. She was not paid for this, and there is no conflict.',
        "Please don't feel you have to post a review.",
        "Thank you for the kind words at dinner, it made my week.",
        'The doctor was great: "the best hands in town", says my neighbor.',
        "Our clients asked what a bond ladder is, so here is a short guide.",
        "Happy anniversary to you both!",
        "Gracias por su visita, fue un gusto.",
        "I nostri clienti ricevono il rapporto ogni trimestre.",
    ],
    "third-party-rating-undisclosed": [
        "Named to the 2026 list of advisory teams by Ledger Magazine, based on data for 2025. We paid no fee.",
        "The bond is rated BBB by one agency.",
        "The fund's top ten holdings are on page 2.",
        "The movers you asked about have a 4.8 rating.",
        "Our youth softball team won the game; the best day of the year.",
        "We act in your best interest.",
        "Los mejores deseos para el a\u00f1o nuevo.",
        "La biblioteca ha vinto il premio della citt\u00e0.",
    ],
    "entanglement-adoption": [
        "The city put out new flood maps. (link to the city site)",
        "Investor.gov has a page on fund fees; this article there is short.",
        "We share this article for information and do not endorse it or its view of the market.",
        "Go Bobcats!",
        "Happy to sponsor the 5K again.",
        "The market fell 2% in March; here is our own short note.",
        "La biblioteca apre la domenica.",
        "Nuestro bolet\u00edn explica qu\u00e9 es un fondo.",
    ],
}


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in HITS.items() for text in texts])
def test_it_is_flagged(rule: str, text: str) -> None:
    assert quotes(text, rule, "linkedin", audience="public")


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in NEAR_MISSES.items() for text in texts])
def test_the_innocent_sentence_is_not(rule: str, text: str) -> None:
    assert quotes(text, rule, "linkedin", audience="public") == []


def test_a_reviewed_share_counts_by_its_value() -> None:
    text = HITS["entanglement-adoption"][0]
    assert quotes(text, "entanglement-adoption", "linkedin", audience="public", reviewed=True) == []
    assert quotes(text, "entanglement-adoption", "linkedin", audience="public", reviewed=False)


def test_every_table_has_as_many_near_misses_as_hits() -> None:
    assert all(len(NEAR_MISSES[rule]) >= len(HITS[rule]) for rule in HITS)
