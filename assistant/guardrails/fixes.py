"""What to write instead: for a flag whose breach words can mend, the concrete words and the place they go.

Three kinds. `replace`: a sentence that may stand where the flagged one stood. `insert`: a disclosure of the firm's that
belongs right after it, from `facts["disclosures"]` (rule → id, version, text; see `knowledge/disclosures/`). `delete`:
no words cure it and the sentence goes. A rule that neither table names has no fix: a person decides what to write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assistant.guardrails.facts import Facts
from assistant.guardrails.flags import Fix
from assistant.guardrails.language import Language, language_of
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit

_DIGIT = re.compile(r"\d")
_MASKED = ("pii-ssn", "pii-account-number")
_AT_THE_END = ("missing-identification", "missing-unsubscribe", "missing-postal-address")

DELETED = frozenset(
    {
        "mnpi-tipping", "record-evasion", "private-settlement", "selling-away", "hedge-clause", "employer-targeting",
        "contact-not-permitted", "pii-other-client", "cherry-picked-performance", "hypothetical-performance",
        "exaggerated-claim", "unsubstantiated-claim", "ai-washing", "referral-incentive", "credential-misuse",
    }
)  # fmt: skip
"""Rules that no added words cure: the sentence goes."""

REPLACED: dict[str, dict[Language, str]] = {
    "promissory-guarantee": {
        "en": "This is what we aim for; no result is certain and you can lose money.",
        "it": "Questo è il nostro obiettivo; nessun risultato è certo e si può perdere denaro.",
        "es": "Este es nuestro objetivo; ningún resultado es seguro y se puede perder dinero.",
    },
    "guarantee-against-loss": {
        "en": "The value can fall, and the firm does not make up losses.",
        "it": "Il valore può scendere, e la società non copre le perdite.",
        "es": "El valor puede bajar, y la firma no cubre las pérdidas.",
    },
    "risk-free-claim": {
        "en": "Like every investment it carries risk and can lose value.",
        "it": "Come ogni investimento comporta dei rischi e può perdere valore.",
        "es": "Como toda inversión conlleva riesgos y puede perder valor.",
    },
    "performance-projection": {
        "en": "Nobody knows future returns, and past returns do not show them.",
        "it": "Nessuno conosce i rendimenti futuri, e quelli passati non li indicano.",
        "es": "Nadie conoce los rendimientos futuros, y los pasados no los indican.",
    },
    "product-mischaracterization": {
        "en": "It is an investment and not a bank deposit: its value can fall, and the money may not be there at once.",
        "it": "È un investimento e non un deposito: il valore può scendere e il denaro può non essere subito disponibile.",
        "es": "Es una inversión y no un depósito: su valor puede bajar y el dinero puede no estar disponible enseguida.",
    },
    "urgency-pressure": {
        "en": "Please take the time you need to decide; doing nothing is also a choice.",
        "it": "Si prenda il tempo che le serve per decidere; anche non fare nulla è una scelta.",
        "es": "Tómese el tiempo que necesite para decidir; no hacer nada también es una opción.",
    },
    "crypto-misleading": {
        "en": "Crypto assets swing widely in price and can lose all their value; they are not FDIC insured and are "
        "generally not covered by SIPC.",
        "it": "Le cripto-attività oscillano molto di prezzo e possono perdere tutto il loro valore; non sono assicurate "
        "dalla FDIC e in genere non sono coperte dalla SIPC.",
        "es": "Los criptoactivos oscilan mucho de precio y pueden perder todo su valor; no están asegurados por la FDIC "
        "y en general no los cubre la SIPC.",
    },
    "sipc-fdic-misstatement": {
        "en": "FDIC insurance covers bank deposits up to its limits; SIPC covers securities and cash missing at a failed "
        "member up to $500,000 (of it $250,000 cash), never a fall in value.",
        "it": "La FDIC assicura i depositi bancari entro i suoi limiti; la SIPC copre titoli e contanti mancanti presso "
        "un membro fallito fino a 500.000 dollari (di cui 250.000 in contanti), mai un calo di valore.",
        "es": "La FDIC asegura depósitos bancarios hasta sus límites; la SIPC cubre valores y efectivo que falten en un "
        "miembro quebrado hasta 500.000 dólares (250.000 en efectivo), nunca una caída de valor.",
    },
    "regulator-endorsement": {
        "en": "Registration does not imply a certain level of skill or training, and no regulator has approved this.",
        "it": "L'iscrizione non implica un certo livello di competenza, e nessuna autorità ha approvato quanto detto.",
        "es": "El registro no implica cierto nivel de pericia, y ningún regulador ha aprobado lo dicho.",
    },
    "fee-misstatement": {
        "en": "Fees and other costs apply; they are listed in our Form CRS and in the product's documents.",
        "it": "Si applicano commissioni e altri costi, indicati nel nostro Form CRS e nei documenti del prodotto.",
        "es": "Se aplican comisiones y otros costes, que figuran en nuestro Form CRS y en los documentos del producto.",
    },
    "tax-deferred-as-tax-free": {
        "en": "Growth is tax-deferred: withdrawals are taxed as ordinary income, and before age 59½ a 10 % additional "
        "tax may apply.",
        "it": "La crescita è a tassazione differita: i prelievi sono tassati come reddito ordinario, e prima dei 59 anni "
        "e mezzo può aggiungersi un'imposta del 10 %.",
        "es": "El crecimiento tiene impuestos diferidos: los retiros tributan como ingreso ordinario, y antes de los 59 "
        "años y medio puede sumarse un impuesto adicional del 10 %.",
    },
    "tax-legal-advice": {
        "en": "This is general information; please ask your CPA or attorney before you act.",
        "it": "È un'informazione generale; prima di decidere chieda al suo commercialista o avvocato.",
        "es": "Es información general; antes de actuar consulte a su contador o abogado.",
    },
    "recommendation-without-basis": {
        "en": "If you like, we can look together at whether this suits your goals, its costs and its risks.",
        "it": "Se vuole, vediamo insieme se è adatto ai suoi obiettivi, con i costi e i rischi.",
        "es": "Si quiere, vemos juntos si encaja con sus objetivos, con sus costes y riesgos.",
    },
    "participant-advice": {
        "en": "The plan's materials describe each option; we cannot say which of them you should choose.",
        "it": "I documenti del piano descrivono ogni opzione; non possiamo dire quale scegliere.",
        "es": "Los materiales del plan describen cada opción; no podemos decir cuál elegir.",
    },
    "secret-solicitation": {
        "en": "Please use the secure portal; we never ask for passwords, codes or full numbers in a message.",
        "it": "Usi il portale sicuro; non chiediamo mai password, codici o numeri completi in un messaggio.",
        "es": "Use el portal seguro; nunca pedimos contraseñas, códigos ni números completos en un mensaje.",
    },
    "off-channel-invitation": {
        "en": "Please write to me by e-mail or through the client portal, where the firm keeps our messages.",
        "it": "Mi scriva per e-mail o dal portale clienti, dove la società conserva i nostri messaggi.",
        "es": "Escríbame por correo o por el portal de clientes, donde la firma guarda nuestros mensajes.",
    },
    "wire-instruction-unverified": {
        "en": "Before we act we will call you on the number that we have on file.",
        "it": "Prima di procedere la chiameremo al numero che abbiamo in archivio.",
        "es": "Antes de proceder le llamaremos al número que tenemos registrado.",
    },
    "complaint-received": {
        "en": "Thank you for telling us. I have passed your message on to our compliance team, who will answer you.",
        "it": "Grazie per avercelo detto. Ho inoltrato il suo messaggio alla nostra compliance, che le risponderà.",
        "es": "Gracias por decírnoslo. He pasado su mensaje a nuestro equipo de cumplimiento, que le responderá.",
    },
}  # fmt: skip
"""Sentences that may stand in the place of the flagged one. They claim nothing that is not true of every firm."""


def fix_of(rule: str, hit: Hit, passage: Passage, facts: Facts) -> Fix | None:
    """The fix of one flag, with spans of the original text; None when only a person can say what to write."""
    start, end = passage.span(hit.start, hit.end)
    if rule in _MASKED:
        return Fix("replace", start, end, _masked(passage.original[start:end]))
    if disclosure := _disclosure(rule, passage, facts):
        place = len(passage.original.rstrip()) if rule in _AT_THE_END else _sentence(passage, hit)[1]
        return Fix("insert", place, place, disclosure[0], disclosure[1])
    if rule in REPLACED:
        return Fix("replace", *_sentence(passage, hit), REPLACED[rule][language_of(passage.low, facts)])
    if rule in DELETED and start < end:
        return Fix("delete", *_sentence(passage, hit), "")
    return None


def apply(text: str, fix: Fix) -> str:
    """The text with the fix made, words kept apart by a space."""
    before, after = text[: fix.start], text[fix.end :]
    gap = " " if fix.kind == "insert" and before and not before[-1].isspace() else ""
    return before + gap + fix.text + after


def _sentence(passage: Passage, hit: Hit) -> tuple[int, int]:
    """The sentence of the hit in characters of the original, without the blanks around it."""
    first, last = passage.sentence(hit.start)
    last = max(last, hit.end)
    words = passage.text[first:last]
    first += len(words) - len(words.lstrip())
    return passage.span(first, max(first, first + len(words.strip())))


def _masked(number: str) -> str:
    """All digits but the last four hidden, the separators kept."""
    hidden = max(0, len(_DIGIT.findall(number)) - 4)
    return _DIGIT.sub("X", number, count=hidden) if hidden else "X" * len(number)


def _disclosure(rule: str, passage: Passage, facts: Facts) -> tuple[str, str] | None:
    """The words to insert in the text's language, and `id@version` of the page they come from."""
    given = facts.get("disclosures")
    page = given.get(rule) if isinstance(given, Mapping) else None
    if not isinstance(page, Mapping) or not isinstance(page.get("text"), Mapping):
        return None
    words = page["text"].get(language_of(passage.low, facts)) or page["text"].get("en")
    return (str(words), f"{page.get('id')}@{page.get('version')}") if words else None
