"""Orders by message: money moved, a trade placed or a profile changed on the word of an unverified message."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.guardrails.asserted import claims, cue
from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit, Rule
from assistant.guardrails.together import parts, said_together

_CHECKED = (
    r"\b(?:i called|we called|called you|spoke|spoken|we talked|(?:number|phone) (?:on file|of record)|"
    r"call(?:ing)? you (?:now|back|first|to (?:confirm|verify))|verif\w+|by phone|in the portal|through the portal|"
    r"your signature|once we (?:talk|speak)|after we (?:talk|speak)|signed (?:form|letter)|call[- ]?back|"
    r"hasta hablar|todavia no|prima di|until (?:we|i)|confirm(?:ed)? (?:with you )?by (?:phone|voice)|hablamos|"
    r"la llame|lo llame|llamaremos|ho chiamato|abbiamo parlato|richiameremo|numero (?:que tenemos )?registrado|"
    r"portal\w*|as scheduled|automatic|monthly distribution)\b"
)
_MESSAGE = (
    r"\b(?:(?:your|ur|this|the) (?:e-?mail|text|txt|message|msg|dm|voicemail|note|reply)|(?:just |simply )?(?:text|"
    r"txt|email|dm|message|reply|leave (?:me |us )?a (?:message|voicemail))|over (?:text|dm|email)|in (?:a )?dms?|"
    r"by (?:text|email|message|dm)|(?:forwarded|e-?mailed|texted|sent|messaged) (?:me|us|over)|wrote (?:in|from)|"
    r"nella (?:sua )?(?:mail|email)|nel (?:suo )?messaggio|via mail|che mi ha (?:\w+ )?(?:scritto|indicato|mandato|"
    r"inviato)|su (?:correo|mensaje|email)|por (?:correo|mensaje)|(?:la )?sua (?:mail|email)|il suo messaggio|"
    r"per (?:mail|messaggio))\b"
)
_MOVES = (
    r"\b(?:(?:i|we)(?:'ll| will|'ve| have)? ?(?:already |just |go ahead and |get )*(?:wire|wired|send|sent|transfer|"
    r"transferred|move|moved|release|released|place|placed|execute|executed|enter|entered|buy|bought|sell|sold|"
    r"update|updated|change|changed|switch|switched|liquidate|liquidated|process|processed|push|pushed)|(?:will|"
    r"gets?|is|was|has been|it'll be|be) (?:already )?(?:wired|sent|transferred|executed|placed|processed|filled|"
    r"entered|updated|changed)|(?:sold|bought|wired|moved|sent|placed) (?:all |the |your )?[\d$][\d,.]*|(?:wire|"
    r"transfer|order|trade) (?:is|went|goes) (?:in|out)|\d (?:is|are) (?:already |now )?(?:out|gone|on its way|done)|"
    r"ya (?:\w+ )?(?:ordene|envie|transferi|cambie|vendi|compre|hice|mande)|(?:he|hemos) (?:\w+ )?\w+[ai]do|(?:ho|"
    r"abbiamo) (?:\w+ )?\w+(?:ato|uto|ito|atto|osto)|go ahead and (?:wire|send|release|place|sell|buy|move)|(?:funds|"
    r"money|wire|proceeds) (?:are|is) on (?:their|its) way|bonifico (?:\w+ ){0,4}(?:parte|partira)|(?:lo|"
    r"la) (?:vendo|compro|mando|envio|eseguo))\b"
)
_WHAT = (
    r"(?:[$€]\s?\d|\b(?:wire|wiring|funds?|money|bank (?:details|account|info)|account|routing|order|trades?|shares?|"
    r"ticker|address|beneficiar\w+|phone number|transfer|distribution|withdrawal|position|proceeds|transferencia|"
    r"cuenta|datos bancarios|dinero|acciones|beneficiari\w+|bonifico|conto|coordinate|iban|azioni|titoli|indirizzo|"
    r"direccion|domicilio)\b)"
)
_ON_A_MESSAGE = (
    parts(
        "Money, a trade or a record moves on an unverified message.",
        _MESSAGE,
        _MOVES,
        _WHAT,
        excused=_CHECKED,
        across=True,
    ),
    parts(
        "An instruction is carried out without a call back.",
        _MOVES,
        r"\b(?:no need (?:to|for (?:a|any)) (?:call|phone|verif|voice|sign)\w*|without (?:a call|calling|verif\w+)|"
        r"skip(?:ping)? the (?:call|callback|call-back|form|verification)|(?:no|sin) (?:hace falta|"
        r"necesidad de) (?:llamar|firmar)|non (?:serve|occorre) (?:chiamare|firmare|telefonare)|sin llamar|"
        r"senza chiamare)\b",
        denied=False,
        across=True,
    ),
)
_TAKEN = (
    cue(
        "An order is accepted by message.",
        r"\b(?:take|accept|handle|do) (?:the |your |an? |that )?(?:orders?|trades?|"
        r"instructions?)\b<near>\b(?:right here|here|in (?:a )?dms?|by (?:text|email|message)|over text)\b",
        r"\b(?:shoot|drop|send) (?:me|us) (?:an? )?(?:text|email|message|dm|note|line)\b<gap>\b(?:i'll|we'll|i will|"
        r"we will) (?:\w+ )?(?:sell|buy|hit|place|execute|move|wire|do it)|\bconsider it (?:placed|sold|bought|sent|"
        r"wired|executed|filled)\b",
        r"\b(?:text|txt|email|dm|message|whatsapp|leave|send) (?:me|us) (?:\w+ ){0,4}(?:ticker|amount|symbol|order|"
        r"routing|new bank|bank details)\b<gap>\b(?:i'll|we'll|will|it)\b",
        r"\b(?:sold|bought|wired|moved|placed|sent|selling|buying|wiring|moving|placing|sending|"
        r"releasing)\b<gap>\b(?:per|as per|based on|on) (?:your|ur) (?:text|email|message|voicemail|dm)\b",
        r"\b(?:mandeme|enviame|escribame|mi scriva|mi mandi)\b<gap>\b(?:yo (?:lo|la) (?:ejecuto|compro|vendo)|(?:lo|"
        r"la) eseguo|eseguo l'ordine)\b",
        excused=_CHECKED,
    ),
)


def _unverified(passage: Passage, facts: Facts) -> Iterator[Hit]:
    if facts.says_yes("callback_done"):
        return
    yield from said_together(passage, _ON_A_MESSAGE)
    yield from claims(passage, _TAKEN)


RULES = (
    Rule(
        "wire-instruction-unverified",
        "Money movement, trade or profile change accepted by message",
        "needs_principal_review",
        "FINRA 3110(c)(2) and 4512; RN 12-05; Reg S-ID 17 CFR 248.201",
        "Call back on the number of record, then confirm in the portal; take no order from an unattended message.",
        "Not a refusal, a fraud alert, a scheduled payment, or the confirmation of a change that was verified by call.",
        _unverified,
    ),
)
