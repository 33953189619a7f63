"""Promises, protection, safety, predictions, superlatives: what is said, and what is only mentioned."""

from __future__ import annotations

import pytest

from assistant.guardrails.asserted import Cue, is_denied, phrase
from assistant.guardrails.passage import Passage
from tests.guardrails.tables import flags, quotes

HITS = {
    "promissory-guarantee": [
        "We guarantee a 7% annual return on this portfolio.",
        "You're guaranteed to beat the market if you move the rest over.",
        "g\u200buaranteed 7% returns for our families",
        "I can promise you double-digit returns this year.",
        "Your principal grows and your results are guaranteed.",
        "It pays well in every market. Guaranteed.",
        "You will get your six percent every year, no ifs or buts.",
        "The note pays 8 and it always will.",
        "You have my word that it doubles.",
        "The sleeve is done. Consider it done.",
        "You can count on that number, put it in your budget.",
        "Whatever markets do, the same amount lands in your account.",
        "Your paycheck never shrinks with this plan.",
        "You'll have enough for the house, easily.",
        "You will never run out of money with us.",
        "Retire on time: it's a commitment we deliver on.",
        "Don't worry, we guarantee 6% growth.",
        "Le garantiamo un rendimento del 5% all'anno.",
        "Rendimento garantito del 4%, senza se e senza ma.",
        "Il rendimento del 6% \u00e8 assicurato, pu\u00f2 gi\u00e0 metterlo a budget.",
        "Qualunque cosa accada lei incassa la cedola.",
        "Le garantizamos una rentabilidad del 6% anual.",
        "Va a cobrar el cinco por ciento pase lo que pase.",
        "Es un rendimiento garantizado.",
    ],
    "guarantee-against-loss": [
        "We will reimburse any losses you suffer in the first year.",
        "You cannot lose money with this portfolio.",
        "If the fund goes down, we'll cover the loss.",
        "Your principal is fully protected with us.",
        "I will personally make you whole.",
        "I'll make up the difference out of my own pocket.",
        "There is no way for you to finish below your starting balance.",
        "Worst case you're back where you started.",
        "Any account that is in the red after a year gets topped back up.",
        "We share the downside with you.",
        "Se il fondo scende le rimborsiamo quello che perde.",
        "Con noi non pu\u00f2 perdere.",
        "Il capitale \u00e8 sempre garantito.",
        "Si el fondo baja, le devuelvo lo que pierda.",
        "No tiene nada que temer, no puede perder.",
        "Su capital est\u00e1 totalmente protegido.",
    ],
    "risk-free-claim": [
        "This is a risk-free investment.",
        "There's absolutely no risk to your money.",
        "It is completely safe and pays well.",
        "Nothing can go wrong with this bond.",
        "Honestly, there is no downside.",
        "It's a sure thing.",
        "The fund is as safe as cash.",
        "The worst that can happen is that you keep your shares.",
        "The strategy has never lost a penny.",
        "Questo fondo non ha alcun rischio.",
        "Un investimento senza rischi.",
        "\u00c8 del tutto sicuro, come tenerli in cassaforte.",
        "Es una inversi\u00f3n sin riesgo.",
        "Es totalmente seguro.",
        "We offer \u201crisk-free\u201d growth.",
    ],
    "performance-projection": [
        "The portfolio will return 9% next year.",
        "We expect gains of 12% in 2027.",
        "This stock is going to double by summer.",
        "Shares headed to $90 by March.",
        "By then the account will be worth $180k.",
        "The fund made 9% in each year; expect more of the same.",
        "Our strategy targets 10 to 12% annually.",
        "We see the portfolio finishing the year 12 percent higher.",
        "Based on how it has behaved, it should throw off plenty.",
        "There is every reason to believe you will enjoy a fourth year.",
        "Il fondo render\u00e0 il 7% l'anno prossimo.",
        "Il comparto raddoppier\u00e0 presto.",
        "La cartera subir\u00e1 un 10% este a\u00f1o.",
        "Su cuenta llegar\u00e1 al mill\u00f3n muy pronto.",
    ],
    "exaggerated-claim": [
        "We are the best advisors in the state.",
        "Our unbeatable strategy wins again.",
        "You won't find a smarter team anywhere.",
        "No one picks funds the way we do.",
        "A once-in-a-lifetime opening for our families.",
        "The only retirement plan you will ever need.",
        "Our signal called every turn of the market.",
        "Bear markets are a thing of the past with us.",
        "Siamo i migliori consulenti di Milano.",
        "Una strategia infallibile.",
        "Somos los mejores asesores de Miami.",
        "Ning\u00fan otro despacho puede igualar esto.",
    ],
}

NEAR_MISSES = {
    "promissory-guarantee": [
        "We do not, and cannot, guarantee any return.",
        "Returns are never guaranteed.",
        "Past performance does not guarantee future results.",
        "There is no guarantee that the strategy reaches its goal.",
        "We guarantee that someone will call you back today.",
        "I promise to call you before five.",
        "I promise you a reply on Monday.",
        "The income is guaranteed by the issuing insurance company, subject to its claims-paying ability.",
        "It is guaranteed-issue life insurance.",
        "The guarantor on the lease has to sign.",
        "The CD at the bank pays 4.10% every year until it matures.",
        "If anybody promises you eight percent a year, please call me first.",
        "The words 'guaranteed return' are a classic warning sign of fraud.",
        "'Guaranteed 8%' and 'investment' in one sentence? Ask who is doing the guaranteeing.",
        "The caller says: 'we guarantee a 9% return'.",
        "You will receive your 1099 in February.",
        "You will get a 5% discount on tickets every year.",
        "Nobody can promise you a return.",
        "Whatever the markets do, our fees are the same.",
        "Il rendimento non \u00e8 garantito.",
        "Nessuno pu\u00f2 garantire un rendimento.",
        "La rendita \u00e8 garantita nei limiti della solidit\u00e0 della compagnia.",
        "Diffidate di chi promette guadagni sicuri.",
        "No garantizamos ning\u00fan rendimiento.",
        "Thanks.\nOn May 2 Ann wrote:\n> You said that I will get a guaranteed 6% return.",
    ],
    "guarantee-against-loss": [
        "You could lose some or all of your money.",
        "Even bonds lose money at times.",
        "The bank will reimburse the $60 charge you did not make.",
        "We credited the fee that we charged in error.",
        "FDIC insurance covers deposits up to $250,000.",
        "Stop orders do not protect you from loss.",
        "A buffered ETF absorbs the first 15% of losses; below that you lose one for one.",
        "If the market falls, we'll call you.",
        "If things change, we will make an adjustment.",
        "You can't lose your place in line.",
        "Beware of platforms that say you cannot lose money.",
        "The principal of a deposit is fully insured within FDIC limits.",
        "The trail leads back to where you started, a full circle.",
        "Il capitale pu\u00f2 diminuire.",
        "Il fondo pu\u00f2 perdere valore.",
        "El fondo puede bajar de valor.",
        "No puede perder de vista los costos.",
    ],
    "risk-free-claim": [
        "No investment is risk free.",
        "There is no such thing as a risk-free investment.",
        "The risk-free rate is a textbook stand-in.",
        "There is no risk-free way to earn more than cash.",
        "Cash isn't risk-free either.",
        "You can cancel at no risk of a fee.",
        "There is no risk in asking.",
        "Keep the original in a safe deposit box.",
        "It is completely safe to upload it through the portal.",
        "Drive safe, the roads are icy.",
        "Is it safe to leave cash at the bank?",
        "The site promised 'zero risk', which is a red flag.",
        "Nessun investimento \u00e8 privo di rischi.",
        "Il fondo comporta rischi.",
        "Ninguna inversi\u00f3n es sin riesgo.",
        "Desconf\u00ede de quien le ofrezca 'cero riesgo'.",
    ],
    "performance-projection": [
        "The market returned 9% last year; that says nothing about next year.",
        "Your required minimum distribution will reach $14,200.",
        "The Federal Reserve's committee members expect rates to be lower.",
        "We expect to send your forms in February.",
        "A tin of syrup should reach you this week, value $28.",
        "Your bond matures in June and will return $10,000 plus the final coupon.",
        "If inflation averaged 3%, it will rise to about $134; it is arithmetic.",
        "Nobody knows where the market will finish.",
        "Double-check the sender before you click.",
        "The fee will go up to $50 in May.",
        "We are going to double check the form.",
        "The calculator will reach $90k with these inputs.",
        "Nessuno sa se il mercato salir\u00e0 del 10%.",
        "Nadie puede saber cu\u00e1nto subir\u00e1.",
        "I rendimenti passati non sono indicativi.",
    ],
    "exaggerated-claim": [
        "We act in your best interest.",
        "What is the best age to claim?",
        "Best wishes to the class of 2026!",
        "The index had its best month of the year.",
        "The best apple pie I've had in years.",
        "Thanks to the food bank team, the best volunteers in town!",
        "Unique features of this account are two signatures.",
        "It was a once-in-a-lifetime trip.",
        "The only form you will need is page two.",
        "No strategy wins every year.",
        "We may not be the right team for everyone.",
        "La migliore consulente che abbia mai conosciuto si chiamava Adele.",
        "Il suo miglior interesse viene prima.",
        "Actuamos en su mejor inter\u00e9s.",
    ],
}


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in HITS.items() for text in texts])
def test_a_claim_is_flagged(rule: str, text: str) -> None:
    assert quotes(text, rule)


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in NEAR_MISSES.items() for text in texts])
def test_what_is_denied_quoted_warned_of_or_of_another_kind_is_no_claim(rule: str, text: str) -> None:
    assert quotes(text, rule) == []


def test_every_table_has_as_many_near_misses_as_hits() -> None:
    assert all(len(NEAR_MISSES[rule]) >= len(HITS[rule]) for rule in HITS)


def test_a_disclaimer_elsewhere_does_not_cure_a_promise() -> None:
    text = "We guarantee a 7% return. Past performance does not guarantee future results."
    assert quotes(text, "promissory-guarantee") == ["We guarantee a 7%"]


def test_a_promise_made_under_cover_of_a_warning_is_still_a_promise() -> None:
    assert quotes("Beware of imitations: we guarantee a 9% return.", "promissory-guarantee")


def test_a_warning_of_the_firm_is_not_read_as_its_claim() -> None:
    assert not flags("If someone guarantees a 9% return, hang up.", "promissory-guarantee")


class TestDenial:
    @pytest.mark.parametrize(
        ("text", "denied"),
        [
            ("guarantee", False),
            ("we cannot guarantee", True),
            ("we do not, and will not, guarantee", True),
            ("no doubt we guarantee", False),
            ("not only do we guarantee", False),
            ("it is not cheap, but it works every day and so we guarantee", False),
            ("that is wrong. we guarantee", False),
            ("it isn't insured; we guarantee", False),
            ("non possiamo guarantee", True),
        ],
    )
    def test_a_negation_counts_in_its_own_clause(self, text: str, denied: bool) -> None:
        assert is_denied(Passage(text), text.index("guarantee")) is denied

    def test_a_space_in_a_phrase_is_any_white_space(self) -> None:
        assert phrase("a b").search("a \n b")
        assert phrase("a ?b").search("ab")

    def test_a_cue_says_when_it_is_excused(self) -> None:
        assert Cue("why", "a").excused == ""
