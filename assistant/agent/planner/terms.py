"""What the values of arguments are called: needs, states of a draft, dimensions, ranks, languages, pronouns."""

from __future__ import annotations

import re

from assistant.agent.planner.phrases import compiled

Terms = tuple[tuple[str, re.Pattern[str]], ...]


def terms_of(*rows: tuple[str, str]) -> Terms:
    return tuple((value, compiled(phrases)) for value, phrases in rows)


def first_of(terms: Terms, text: str) -> str | None:
    """The first value in the catalogue's order that the text names."""
    return next((value for value, pattern in terms if pattern.search(text)), None)


def earliest_of(terms: Terms, text: str) -> str | None:
    """The value whose name stands first in the text."""
    found = [(match.start(), value) for value, pattern in terms if (match := pattern.search(text))]
    return min(found)[1] if found else None


NEEDS = terms_of(
    ("retirement_income", r"""
        retirement income|income in retirement|decumulation|pension income|retirement planning|jubilacion|pensione
        reddito (?:da|in) pensione|rendita (?:da )?pension\w+|pension[ei] integrativ\w+|ingresos? (?:de|
            para la) jubilacion
    """),
    ("rollover", r"roll[ -]?overs?|rolling over|401k|401\(k\)|old (?:employer )?plans?|traspaso"),
    ("education", r"""
        education\w*|college|tuition|529s?|school\w*|universit\w+|istruzione|scuola|studi|educacion|estudios
    """),
    ("insurance", r"insur\w+|life cover|long[ -]term care|ltc|assicur\w+|polizz\w+|seguros?|disability cover"),
    ("estate", r"""
        estate|trusts?|wills|(?:a|his|her|their) will|succession\w*|inheritance planning|legacy|testament\w+|eredit\w+
        herencia|sucesion
    """),
    ("lending", r"""
        lend\w+|loans?|credit(?: lines?)?|mortgages?|heloc|sbloc|borrow\w*|prestit\w+|mutu[oi]|credito|finanziament\w+
        prestamos?|hipotecas?
    """),
    ("annuity", r"annuit\w+|rendit[ae](?: vitalizi\w+)?|renta vitalicia|anualidad\w*|vitalizi\w+"),
    ("managed_account", r"""
        managed accounts?|wraps?|smas?|advisory accounts?|gestion\w+ patrimonial\w+|discretionary|gestion discrecional
        cuentas? gestionadas?
    """),
    ("cash", r"(?:idle |excess |too much )?cash(?: management| sweep)?|liquidity|money market|liquidita|efectivo|"
          "liquidez"),
    ("charitable", r"""
        charit\w+|philanthrop\w+|donor[ -]advised|dafs?|giving|beneficenza|filantropi\w+|donazion\w+|caridad|filantropia
        donacion\w*
    """),
)  # fmt: skip
RANKS = terms_of(
    ("roi", r"""
        roi|return on (?:investment|spend|cost)|ritorno(?: sull'investimento)?|rentabilidad|retorno
        per dollar(?: spent)?
        bang for (?:the|my) buck
    """),
    ("revenue", r"""
        (?:by|per|on|in|most|more|highest|annual|bring\w* in) (?:the |most |new )*(?:revenue|fees)
        (?:per|piu|in base ai) ricavi|(?:por|mas) ingresos
    """),
    ("value", r"(?:by|on|per|in terms of|most|highest|por|piu|mas) (?:\w+ )?(?:value|npv|ltv|valore|valor|worth)"),
    ("conversion", r"(?:by|on|per|por) (?:\w+ )?(?:conversion\w*|close rate|win rate|tasso di conversione)"),
)  # fmt: skip
_EACH = r"(?:by|per|for each|for every|each|every|across|between|por|cada|tra|fra|which|quale|quali|que|cual)"


def _dimension(words: str, more: str = "") -> re.Pattern[str]:
    """“by branch”, “for each of the branches”, “branch by branch”, and the adjective of a span of time."""
    each = rf"{_EACH} (?:the |le |i |las |los )?(?:\w+ )?(?:{words})(?:e?s|i|es)?"
    return compiled("\n".join((each, rf"(?:{words}) (?:by|per|a|por) (?:{words})", more)))


DIMENSIONS: Terms = (
    ("month", _dimension("month|mese|mes", r"monthly|mensil\w+|mensual\w*|month[ -](?:by|over|on)[ -]month")),
    ("quarter", _dimension("quarter|trimestre", r"quarterly|trimestral\w*|quarter[ -](?:by|over|on)[ -]quarter")),
    ("segment", _dimension("segment|tier|segmento|fascia")),
    ("advisor", _dimension("advis[eo]r|consulente|asesor")),
    ("team", _dimension("team|squadra|equipo")),
    ("branch", _dimension("branch|office|filiale|sede|agenzia|sucursal|oficina")),
    ("region", _dimension("region|regione|area")),
)
STATES = terms_of(
    ("awaiting_approval", r"""
        (?:await\w*|wait\w*|pending|need\w*|queued?)(?: (?:on|for|in|to|my|the|compliance|principal))*(?: (?:approv\w*|
            review|
            sign[ -]?off|release))?
        to be approved|in attesa|da approvare|pendientes?|por aprobar|esperando
    """),
    ("held", r"held|on hold|blocked|stuck in compliance|bloccat\w+|ferm[ei]|trattenut\w+|retenid\w+|bloquead\w+"),
    ("returned", r"""
        return\w+|kick\w* back|sent back|came back|bounc\w+ back|rimandat\w+|restituit\w+|tornat\w+ indietro|devuelt\w+
    """),
    ("declined", r"declin\w+|reject\w+|turned down|respint\w+|rifiutat\w+|rechazad\w+"),
    ("scheduled", r"schedul\w+|programmat\w+|programad\w+"),
    ("delivered", r"deliver\w+|consegnat\w+|recapitat\w+|entregad\w+"),
    ("released", r"""
        releas\w+|gone out|went out|go out|sent(?! back)|(?:ever|already) send|rilasciat\w+|inviat\w+|spedit\w+
        enviad\w+
    """),
    ("failed", r"fail\w+|bounc\w+|fallit\w+|fallid\w+"),
    ("approved", r"approved|signed off|cleared|approvat\w+|aprob(?:ad\w+|o)"),
    ("proposed", r"proposed|propost[ei]|propuest\w+"),
)  # fmt: skip
LANGUAGES = terms_of(
    ("it", r"(?:in|en|into) (?:italian|italiano)"),
    ("en", r"(?:in|en|into) (?:english|inglese|ingles)"),
    ("es", r"(?:in|en|into) (?:spanish|spagnolo|espanol|castellano)"),
    ("fr", r"(?:in|en|into) (?:french|francese|frances)"),
    ("de", r"(?:in|en|into) (?:german|tedesco|aleman)"),
    ("pt", r"(?:in|en|into) (?:portuguese|portoghese|portugues)"),
)
LOSING = compiled(r"""
    los(?:e|es|t|ing)|leav(?:e|es|ing)|left|walk(?:s|ed|ing)?(?: out| away)?|quits?|go(?:es)? away|went away|without
    minus
    gone|exits?|retires?|perd(?:o|essi|iamo|essimo|e|ere|endo)|se ne (?:va|vanno|andasse\w*)|va(?:nno)? via|senza
    and(?:asse|assero|assi) via|lasci(?:a|ano|asse\w*)|esc(?:e|ono)|pierd(?:o|e|emos|a|iera)|perd(?:iera|emos|er|eria)
    se (?:va|van|fuera|fueran|marcha\w*)|sin
""")
SUPERLATIVE = (
    r"(?:top|biggest|largest|best|most valuable|most important|highest[ -]paying|key|principal|"
    r"(?:clienti )?piu (?:gross|grand|important|ricc)[oaie]|maggior[ei]|miglior[ei]|primi|prime|mayores|mejores|"
    r"mejor|mayor|(?:clientes )?mas (?:grandes?|importantes?)|principales|primeros)"
)
PRONOUN = compiled(r"""
    him|her|hers|his|them|their|they|he|she|(?:this|that|the same) (?:client|household|family)|lui|lei|loro|suo|sua|suoi
    gli|scrivigli|scrivile|(?:questo|quel) cliente|questa famiglia|ella|ellos|(?:este|ese) cliente|esa familia
    escribele|les?
""")
EVERYWHERE = compiled(r"""
    elsewhere|(?:my|the) (?:whole|entire|rest of (?:my|the)) book|in my book|whole book|across (?:the|my) book|overall
    every(?:one|body) else|other clients|altrove|in tutto il|tutto il (?:book|portafoglio)|altri clienti
    nel (?:mio )?portafoglio|en toda la cartera|otros clientes|toda la cartera
""")
ALL_OF_THEM = compiled(r"""
    them(?: all)?|all of them|those(?: (?:clients|households|three|two|five|people|families))?|these|each of them
    tutti loro
    everyone on (?:the|that) list|quelli|questi|tutti quelli|ellos|todos ellos|esos
""")
