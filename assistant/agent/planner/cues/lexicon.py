"""Single words that speak for a tool, by weight: what is left to go by when no phrase is known.

A word counts once. `stem*` is any word that begins so. The sum is capped, so that words alone never outweigh a phrase.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

MOST = 5.0

LEXICON: Mapping[str, Mapping[float, str]] = {
    "book_snapshot": {
        3: "aum snapshot* flows netflows inflow* outflow* bridge raccolt* masse flujos organic* organica organico",
        2: """
            chang* happen* grow* grew growth recap* update* salit* sces* subid* bajad* paso pasado cambiat* cambi*
            cambios cresciut* crescita crecimiento crecid* andament* overview riepilog* panoramica resumen totals
            missed
        """,
        1.5: """
            assets book overall level headline portafoglio cartera market rise rose fell risen status patrimonio
            numbers stand standing doing moved move mercato went gone up down total* novita new situazion* quadro
            compare
        """,
        1: """
            clients we lost this money practice business year quarter month half days anything so far anno
            trimestre mese how come como
        """,
    },
    "value_book": {
        4: "worth valuat* npv dcf valutaz* valoraci* vale valgono varrebbe valdria",
        3: """
            price stima* estimat* vendita venta value valued valore valor discount* sconto descuento buyer* sell*
            sold vend* appraisal heirs eredi herederos multiple present* attualizz*
        """,
        1.5: """
            bought buys ricavare remains remain asking lose lost leave left retention growth margin* lifetime
            perdo perdessi pierdo fidelizz* retencion price* pay fetch represent
        """,
        1: "book practice business portafoglio cartera biggest largest if se si percent assume suppose top",
    },
    "find_erosion": {
        4: "ero* leak* siphon* seep* bleed*",
        3: """
            hidden silent* quiet* secret* sneak* stealth* unnotic* drain* drift* slip* silenzi* nascosto silencio*
            svuot* emorragi* fuga fugas shrink* dwindl* robb*
        """,
        2: """
            slowly gradual* leaving withdraw* withdrew prelev* losing perdendo perdiendo elsewhere altrove
            togliend* portand* sacand* llevand* pulling away dropping walking noticing poached poach*
        """,
        1: """
            money assets clients out who which soldi denaro dinero balances taking someone without anyone chi
            quien fine poco masse other
        """,
    },
    "client_profile": {
        3: "lowdown sheet profile* profilo perfil brief* dossier scheda ficha prep prepar* background rundown catch",
        2: """
            quick summary meeting* meet riunione incontro reunion appuntament* cita review* lunch visit* minutes
            tomorrow everything tutto todo who chi quien cover
        """,
        1: "about call know su sobre before seeing",
    },
    "propensity": {
        3: """
            need* propens* candidat* ripe likely likelihood bisogn* necesit* interessat* interesad* pitch*
            prospect* suited adatt* cross-sell eligible fit
        """,
        2: """
            insurance estate rollover* annuit* 529* 529s college lend* loan* mortgage* heloc trust* charit* cash
            wrap retirement polizz* assicur* succession* mutu* prestit* seguro* herencia hipoteca prestamo*
            beneficenza liquidita gestione gestion* income cover
        """,
        1: """
            who which anyone buy want* should could might chi quali clienti quien clientes people households talk
            much too soon
        """,
    },
    "similar_clients": {
        4: "lookalike* resembl* peers simil* parecid* comparable* twins somigli* assomigli* analog* paragonabil*",
        2.5: "similar like alike come como looks closest match* nearest",
        1: "clients households families hold others clienti clientes famiglie gente hanno tienen",
    },
    "referral_sources": {
        4: "source* fonte fonti fuente* referral* coi cois cpa* segnalazion* referid*",
        3: "channel* canal* seminar* introduction* leads funnel custodian convert* conversion*",
        1.5: """
            time hours best bring business migliori migliore mejor* contatti spend deserve* where merita works
            funziona funciona
        """,
    },
    "explain_answer": {
        3: "calculat* computed derive* formula calcol* calculast* obtuv*",
        2: "number* figure* numero cifra that how come basis include* inputs used usato usati dati sure",
    },
    "search_knowledge": {
        4: """
            gift* regal* polic* finra regulation* complian* testimonial* regol* norma* normativa politica reglas
            consent correspondence promissory
        """,
        3: """
            texting retail communications sign* allowed rule* permitted permit* mean* definition define gift*
            consenso procedur* guideline* significa approval process explain* concept required
        """,
        1.5: """
            ok okay spend spendere written what limit how keep legal need can disclos* counts general posso puedo
            che cos'e cosa is
        """,
    },
    "draft_email": {
        3: """
            draft* write* email* letter note wish* condolence* congratul* apolog* scriv* bozza lettera redact*
            escrib* correo carta mail thank* ringrazi* invit* birthday reach
        """,
        1.5: "send tell message say remind dear saying line nice manda envia invia",
    },
    "drafts": {
        4: "drafts bozze borradores",
        2: "approved held returned declined status aprob* approvat* awaiting pending respint* sign-off bloccate",
        1: "draft letter email my",
    },
}


@lru_cache(maxsize=1)
def _weights() -> tuple[dict[str, dict[str, float]], dict[str, list[tuple[str, str, float]]]]:
    """Whole words → tool → weight, and by first letter the stems."""
    whole: dict[str, dict[str, float]] = {}
    stems: dict[str, list[tuple[str, str, float]]] = {}
    for tool, groups in LEXICON.items():
        for weight, words in groups.items():
            for word in words.split():
                if word.endswith("*"):
                    stems.setdefault(word[0], []).append((word[:-1], tool, weight))
                else:
                    whole.setdefault(word, {})[tool] = weight
    return whole, stems


def spoken_for(words: frozenset[str]) -> dict[str, float]:
    """Tool → what the single words say for it, at most `MOST`."""
    whole, stems = _weights()
    found: dict[str, dict[str, float]] = {}
    for word in words:
        for tool, weight in whole.get(word, {}).items():
            found.setdefault(tool, {})[word] = weight
        for stem, tool, weight in stems.get(word[0], ()):
            if word.startswith(stem):
                found.setdefault(tool, {})[stem] = weight
    return {tool: min(MOST, sum(sorted(signs.values(), reverse=True)[:4])) for tool, signs in found.items()}
