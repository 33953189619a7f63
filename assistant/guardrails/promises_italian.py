"""Italian phrases of the five rules on promises, written without accents. How they are read: `asserted.py`."""

from __future__ import annotations

from assistant.guardrails.asserted import cue
from assistant.guardrails.promises_english import UNSURE

_INSURER = r"\b(?:compagnia|assicuratric\w+|assicurator\w+|emittente|depositi?|fondo interbancario|fitd|garante)\b"
_GOOD = r"(?:rendiment\w+|guadagn\w+|profitt\w+|cedol\w+|risultat\w+|rendite?\b|interessi|utili)"
_PCT = r"(?:<pct>|<n> per cento\b)"
_SURE = r"(?:garantit[oaie]|assicurat[oaie])"

GUARANTEED = (
    cue(
        "A result is guaranteed.",
        rf"\b(?:le|te|ti|vi|ve|glie)(?: ?lo)? (?:garantisc\w+|assicur(?:o|iamo))\b<near>(?:{_PCT}|\b{_GOOD})",
        rf"\b(?:garantiamo|garantisco|promettiamo|prometto|assicuriamo|assicuro)\b<near>(?:{_PCT}|\b{_GOOD})",
        rf"\b{_GOOD}<near>\b(?:e |sono |e gia )?{_SURE}\b",
        rf"\b{_GOOD} (?:cert[oaie]|sicur[oaie])\b",
        rf"\b{_SURE}\b<near>{_PCT}",
        rf"{_PCT}<near>\b{_SURE}\b",
        excused=_INSURER,
    ),
)
GUARANTEES = (
    *GUARANTEED,
    cue(
        "An outcome is treated as certain.",
        r"\b(?:metter\w+|inserir\w+|metta\w*)\b<near>\ba budget\b",
        r"\b(?:ha|hai|avete|le do|ti do) la mia parola\b",
        r"\blo consider[ia] (?:gia )?fatto\b",
        r"\b(?:puo|puoi|potete) contarci\b",
        r"\bsenza se e senza ma\b",
    ),
    cue(
        "A result is promised whatever the market does.",
        r"\b(?:qualunque|qualsiasi) cosa (?:accada|succeda|faccia\w*)\b",
        r"\bcomunque vad(?:a|ano) (?:i mercati|la borsa)\b",
        excused=_INSURER,
    ),
)
LOSSES = (
    cue(
        "An offer to carry the client's loss.",
        r"\b(?:le|la|ti|vi) (?:rimbors\w+|restitu\w+|ripag\w+|copr\w+)\b<gap>\bper[dts]\w+",
        r"\b(?:rimbors\w+|copr(?:o|iamo|iremo)|ripian\w+)\b<near>\bperdit[ae]\b",
        r"\b(?:di|dalla) tasca (?:mia|nostra)\b",
        r"\bci (?:metto|mettiamo) (?:io |noi )?la differenza\b",
        excused=r"\b(?:assicurazion\w+|polizza|carta|banca)\b",
    ),
    cue(
        "The client is said to be unable to lose.",
        r"\bnon (?:puo|puoi|si puo|potra|potete) (?:\w+ )?(?:rimetterci|perderci|perdere(?! (?:di vista|tempo|"
        r"il treno)))\b",
        denied=False,
    ),
    cue(
        "Capital is said to be protected.",
        r"\bcapitale\b<near>\b(?:protetto|garantito|al sicuro|tutelato)\b",
        excused=_INSURER,
    ),
)
SAFETY = (
    cue(
        "It is said to be without risk.",
        r"\bnon (?:ha|hanno|c'e|esiste|comporta|presenta|corre) (?:alcun|nessun|il minimo|"
        r"proprio alcun)\w* rischi\w*\b",
        r"\b(?:senza|privo di|privi di|zero) (?:alcun |nessun |ogni )?rischi[o]?\b",
        r"\ba rischio zero\b",
        r"\bnon puo (?:andare storto|andare male)\b",
        excused=r"\b(?:nessun (?:investimento|prodotto|fondo)|non esist\w+|tasso (?:privo|senza))\b",
        denied=False,
    ),
    cue(
        "It is said to be completely safe.",
        r"\b(?:completamente|totalmente|assolutamente|perfettamente|del tutto) sicur[oaie]\b",
        r"\bcome (?:tener\w+ |averl\w+ )?in cassaforte\b",
        r"\binvestimento sicuro\b",
        excused=r"\b(?:portale|password|cassetta di sicurezza)\b",
    ),
)
FUTURE = (
    cue(
        "A rise is predicted.",
        r"\b(?:raddoppiera|raddoppieranno|triplichera|esplodera)\b",
        rf"\b(?:salira|crescera|rendera|varra|arrivera a|raggiungera|superera|guadagnera|"
        rf"fruttera)\b<near>(?:{_PCT}|\d|milion\w+)",
        rf"\b(?:ci aspettiamo|prevediamo|si aspetti)\b<near>(?:{_PCT}|\b{_GOOD} d\w+)",
        excused=UNSURE,
    ),
)
SUPERLATIVES = (
    cue(
        "A superlative about the firm or product.",
        r"\b(?:siamo|sono) (?:i|le|il|la) miglior[ei]?\b",
        r"\b(?:i|le|il|la) (?:nostr[oaie] )?miglior[ei]? (?:consulent\w+|gestor\w+|team|squadra|societa|studio|"
        r"strategi\w+|fond[oi]) (?:di|d'|della|del|in|sul)\b",
        r"\b(?:imbattibil\w+|infallibil\w+|ineguagliabil\w+|insuperabil\w+|senza (?:eguali|rivali|pari))\b",
        r"\bnessun(?:o| altro)\b<near>\b(?:come noi|meglio di noi|eguagliar\w+)",
        excused=r"\b(?:che abbia mai|interesse|vista|pasta|torta)\b",
        denied=False,
    ),
)
