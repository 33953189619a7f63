"""Spanish phrases of the five rules on promises, written without accents. How they are read: `asserted.py`."""

from __future__ import annotations

from assistant.guardrails.asserted import cue
from assistant.guardrails.promises_english import UNSURE

_INSURER = r"\b(?:aseguradora|emisora?|depositos?|garante|fdic|capacidad de pago)\b"
_GOOD = r"(?:rendimientos?|rentabilidad\w*|ganancias?|retornos?|beneficios?|ingresos?|intereses)"
_SURE = r"(?:garantizad[oa]s?|asegurad[oa]s?)"
_PCT = r"(?:<pct>|<n> por ciento\b)"

GUARANTEED = (
    cue(
        "A result is guaranteed.",
        rf"\b(?:te|le|les|se) lo (?:garantiz\w+|asegur\w+|promet\w+|prometo)\b<gap>(?:{_PCT}|\b{_GOOD}|"
        rf"\bcobrar\b|\bganar\b|\bcartera\b)",
        rf"\b(?:garantiz(?:o|amos)|aseguramos|aseguro|prometo|prometemos)\b<near>(?:{_PCT}|\b{_GOOD})",
        rf"\b{_GOOD}<near>\b{_SURE}\b",
        rf"\b{_SURE}\b<near>{_PCT}",
        excused=_INSURER,
    ),
)
GUARANTEES = (
    *GUARANTEED,
    cue(
        "An outcome is treated as certain.",
        rf"\bva(?:s|n)? a (?:cobrar|ganar|recibir|obtener)\b<near>{_PCT}",
        rf"\b(?:cobrara|ganara|recibira)s?\b<near>{_PCT}",
        r"\b(?:tiene|tienes|le doy|te doy) mi palabra\b",
        r"\bdel?o por hecho\b",
        r"\bcuent[ea] con (?:es[eao]s?|ello)\b",
        excused=r"\b(?:banco|cd|certificado|seguro social|pension)\b",
    ),
    cue(
        "A result is promised whatever the market does.",
        r"\bpase lo que pase\b",
        r"\bhaga lo que haga el mercado\b",
        excused=_INSURER,
    ),
)
LOSSES = (
    cue(
        "An offer to carry the client's loss.",
        r"\b(?:le|te|les) (?:devolv\w+|devuelv\w+|reembols\w+|repon\w+|compens\w+|cubr\w+)\b<gap>\b(?:pierd\w+|"
        r"perd\w+)",
        r"\b(?:cubr(?:o|imos)|asum(?:o|imos)|repon(?:go|emos))\b<near>\bperdidas?\b",
        r"\bde mi (?:propio )?bolsillo\b",
        r"\bpon(?:go|emos) (?:yo |nosotros )?la diferencia\b",
        excused=r"\b(?:banco|tarjeta|seguro)\b",
    ),
    cue(
        "The client is said to be unable to lose.",
        r"\bno (?:puede|puedes|va a|vas a|podra) (?:perder(?! (?:de vista|tiempo|esta))|salir perdiendo)\b",
        r"\bno (?:tiene|tienes|hay) nada que (?:temer|perder)\b",
        denied=False,
    ),
    cue(
        "Capital is said to be protected.",
        r"\bcapital\b<near>\b(?:protegido|garantizado|asegurado|a salvo)\b",
        excused=_INSURER,
    ),
)
SAFETY = (
    cue(
        "It is said to be without risk.",
        r"\b(?:sin|cero|ningun|nulo) (?:ningun )?riesgos?\b",
        r"\bno (?:tiene|hay|existe|conlleva|corre|implica) (?:ningun |nada de |el menor )?riesgos?\b",
        r"\blibre de riesgos?\b",
        r"\bnada puede (?:salir mal|fallar)\b",
        excused=r"\b(?:ninguna? (?:inversion|fondo|producto)|no exist\w+|tasa libre)\b",
        denied=False,
    ),
    cue(
        "It is said to be completely safe.",
        r"\b(?:completamente|totalmente|absolutamente) segur[oa]s?\b",
        r"\b(?:apuesta|inversion) segura\b",
        excused=r"\b(?:portal|contrasena|enlace)\b",
    ),
)
FUTURE = (
    cue(
        "A rise is predicted.",
        r"\b(?:se )?(?:duplicara|triplicara|doblara|disparara)n?\b",
        r"\bva a (?:duplicarse|doblar\w*|triplicar\w*|dispararse)\b",
        rf"\b(?:llegara|alcanzara|subira|rendira|valdra|crecera|superara|ganara)\b<near>(?:{_PCT}|\d|\bmill\w+)",
        rf"\b(?:esper(?:e|en|amos)|prevemos)\b<near>(?:{_PCT}|\bmas de lo mismo\b|\brendimientos? de\b)",
        excused=UNSURE,
    ),
)
SUPERLATIVES = (
    cue(
        "A superlative about the firm or product.",
        r"\bsomos (?:los|las|el|la) mejor(?:es)?\b",
        r"\b(?:los|las|el|la) mejor(?:es)? (?:asesor\w+|gestor\w+|equipo|firma|despacho|estrategi\w+|fondos?|"
        r"consultor\w+) (?:de|en|del)\b",
        r"\b(?:inigualabl\w+|insuperabl\w+|infalibl\w+|imbatibl\w+|sin igual)\b",
        r"\bning(?:un|una)\b<near>\b(?:puede igualar|iguala|como nosotros)",
        excused=r"\b(?:interes|vista|torta|receta)\b",
        denied=False,
    ),
)
