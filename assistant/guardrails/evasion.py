"""Away from the record: invitations to channels that nobody archives, traces removed, secrets asked for by message."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.guardrails.asserted import claims, cue
from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit, Rule

_APP = (
    r"(?:whats ?app|telegram|wechat|imessage|facetime|messenger|snapchat|viber|instagram|insta|tiktok|discord|"
    r"facebook)"
)
_OWN = (
    r"(?:(?:my|your|his|her) (?:own |personal |private )?(?:gmail|yahoo|hotmail|icloud|cell|cellphone|mobile|"
    r"whats ?app|telegram)|(?:my|your|his|her) (?:own|personal|private) (?:\w+ )?(?:phone|number|email|e-mail|"
    r"line|account|inbox|address|chat|cell)|(?:mia|mio) (?:\w+ )?(?:chat|numero|cellulare|mail|email|"
    r"telefono) (?:privat[ao]|personale)|mi[oa] (?:cellulare|gmail)|mi (?:numero|correo|celular|movil|"
    r"telefono) (?:personal|privado)|mi (?:celular|movil|gmail))"
)
_INVITE = (
    r"\b(?:text|txt|ping|message|msg|dm|write|reach|find|add|contact|call|email|send|chat|talk|get|hop|jump|move|"
    r"switch|take|continue|keep|use|try|slide|let's|easier|prefer|imessage|just imessage|scriv\w+|mand[ia]\w*|"
    r"continu\w+|sentiamoci|passiamo|usiamo|spostiamo\w*|escrib\w+|mand[ea]\w*|hablemos|sigamos|pasemos|usemos)\b"
)
_ARCHIVED = (
    r"\b(?:archiv\w+|saved (?:it|your)|got your|received your|recib\w+|ricevut\w+|can't|cannot|don't|isn't our|"
    r"not me|no podemos|non possiamo|forward to|video meeting|join our|page|follow us|newsletter|turn signal|"
    r"signal (?:that|from|of))\b"
)
CHANNELS = (
    cue(
        "It moves business to a channel the firm does not archive.",
        rf"{_INVITE}<gap>\b{_APP}\b",
        rf"\b(?:on|via|over|through|by|su|per|por) {_APP}\b<gap>\b(?:faster|quicker|easier|there|instead|trade|"
        rf"details|numbers?|"
        r"ideas?|fondos|piu comod\w+|mas rapido)\b",
        rf"\b{_APP} (?:dms?|me|is (?:easier|better|faster))\b",
        excused=_ARCHIVED,
    ),
    cue(
        "It moves business to a private line or address.",
        rf"{_INVITE}<gap>\b{_OWN}\b",
        r"\bimessage my\b",
        excused=_ARCHIVED + r"|\b(?:son|daughter)\b",
    ),
    cue(
        "It leaves the firm's recorded channels.",
        r"\b(?:disappearing|self-destructing|vanishing|ephemeral) (?:messages?|chats?|texts?)\b",
        r"\b(?:on|to|via|over|use|per|su|por) signal\b(?! (?:report|strength|processing|flag))",
        r"\b(?:messaggi effimeri|mensajes temporales|non ci sono controlli|sin controles)\b",
        r"\b(?:off|outside|away from) (?:of )?(?:the )?(?:firm's|firm|company|recorded|work) (?:systems?|line|"
        r"email|phone|server|channels?)\b",
        excused=_ARCHIVED,
    ),
)

_MESSAGES = (
    r"(?:thread|messages?|msg|e-?mails?|chat|texts?|conversation|correspondence|notes?|recording|voicemail|"
    r"records?|log|files?|history)"
)
_KEPT = (
    r"\b(?:legal hold|stays? (?:saved|in)|archive\w*|calendar|reminder|duplicate|old (?:version|draft)|"
    r"by mistake|phishing|spam|scams?|suspicious|without opening|policy)\b"
)
_WROTE = r"(?:in (?:an? )?(?:email|writing|slack|the crm|the file|the notes?)|it down|this down|on (?:file|record))"
TRACES = (
    cue(
        "It asks that a record be removed.",
        r"\b(?:delete|erase|wipe|destroy|shred|trash|get rid of|burn|scrub)\b<near>\b(?:this|the|that|our|all|"
        r"any|your|these|those)\b"
        rf"(?: \w+)?(?: \w+)? {_MESSAGES}\b",
        r"\b(?:delete|erase) (?:this|it|that|these|them) (?:once|after|when|as soon as|before|right after)\b",
        excused=_KEPT,
    ),
    cue(
        "It keeps business out of the record.",
        r"\boff the (?:books?|record)\b",
        r"\b(?:no|leaves? no|without a|avoid a|avoids? any) (?:paper )?trail\b",
        r"\bnothing in writing\b",
        rf"\b(?:don't|do not|let's not|better not to|rather not) (?:\w+ )?(?:put|write|mention|log|note|"
        rf"leave)\b<near>\b{_WROTE}",
        excused=r"\b(?:running|hiking|trail map|passwords?|pins?|ssn|social security|account numbers?|card "
        r"numbers?|voicemail|orders?)\b",
        denied=False,
    ),
    cue(
        "It keeps an arrangement secret.",
        r"\bbetween (?:us|the two of us|you and me)\b<gap>\b(?:agreed|deal|arrangement|rate|return|price|nobody|"
        r"don't tell|compliance)\b",
        r"\b(?:agreed|deal|arrangement|what we|keep (?:this|it|that))\b<near>\bbetween (?:us|the two of us|"
        r"you and me)\b",
        r"\b(?:take|leave|keep|drop|cut) (?:compliance|legal|supervision|the principal) (?:off|out)\b",
        r"\bwithout (?:compliance|legal) (?:seeing|knowing|finding)",
        r"\bcompliance (?:doesn't|does not|needn't) (?:need to |have to )?(?:know|see|find out)\b",
        r"\buse the (?:code ?)?word\b",
        excused=r"\b(?:i think|password manager|verification|callback)\b",
        denied=False,
    ),
    cue(
        "A date or signature is falsified.",
        r"\bback-?dat(?:e|ed|ing)\b",
        r"\b(?:put|use|write|enter) (?:\w+ )?(?:last (?:month|week|year|quarter)'s|yesterday's|an earlier|"
        r"a different|the old) date\b",
        r"\bso it looks like (?:you|we|he|she|they|it)\b",
        r"\bsigned (?:it |them )?(?:for you|on your behalf|in your name|your name)\b",
        r"\bforge\w* (?:your|the|his|her) (?:signature|initials)\b",
        r"\bmark (?:them|these|those|it|everything)(?: \w+)? (?:as )?(?:read|reviewed|approved)\b",
        r"\btidy up the (?:review|log|record)",
        excused=r"\b(?:correct\w*|initial(?:ed|led)|power of attorney|as trustee|unread)\b",
    ),
    cue(
        "It asks that a record be removed.",
        r"\b(?:cancell\w+|elimin\w+|distrugg\w+)\b<near>\b(?:quest[aoei]|il|la|i|le) (?:messagg\w+|mail|email|chat|"
        r"conversazion\w+)",
        r"\b(?:borr\w+|elimin\w+|destru\w+)\b<near>\b(?:est[eaos]+|el|la|los|las) (?:mensajes?|correos?|chats?|"
        r"conversacion\w*|hilo)",
        r"\bretrodat\w+|\bantedat\w+",
        excused=_KEPT + r"|\b(?:iscri\w+|disiscri\w+|suscri\w+)\b",
    ),
    cue(
        "It asks to leave no trace.",
        r"\bsenza lasciare tracc\w+|\bresti tra (?:noi|di noi)\b|\bsin dejar rastro\b",
        r"\bque quede entre (?:nosotros|tu y yo|usted y yo)\b",
        r"\bnon (?:lo |la )?(?:scriva|scrivere|metta|mettere)\b<near>\b(?:per iscritto|mail|email)\b",
        r"\bno (?:lo |la )?(?:escriba|pongas?|escribas)\b<near>\b(?:por escrito|correo|mail)\b",
        excused=_KEPT,
        denied=False,
    ),
)

_KEYS_OF = (
    r"(?:pass ?words?|passcodes?|pins?|log-?ins?|credentials|seed (?:phrase|words)|recovery phrase|private keys?|"
    r"(?:one[- ]time|verification|security|sms|access|login|\d[- ]digit|(?:four|six|"
    r"eight)[- ]digit) (?:pass)?codes?|security (?:questions?|answers?)|mother's maiden name|maiden name|"
    r"full (?:social|ssn)|social security number|ssn|(?:full )?(?:account|card) number|cvv|contrasena|"
    r"clave(?: del? \w+)?|codigo(?: de \w+)?|nip|parola chiave|codice(?: di \w+)?)"
)
_ASK = (
    r"\b(?:send|text|e-?mail|reply|respond|answer|give|tell|share|provide|forward|dm|message|read|supply|get|"
    r"mandi|mandami|mi mandi|mi scriva|scrivimi|mi invii|inviami|mi comunichi|dammi|mi dia|risponda|mi dica|"
    r"mi serve|respondame|respondeme|mandeme|mandame|envieme|enviame|digame|dime|deme|dame|necesito)\b"
)
_SAFE = (
    r"\b(?:never|don't|do not|won't|will not|nobody|no one|not by|portal|secure (?:link|upload|page|form)|upload|"
    r"to reset|reset (?:link|page)|forgot|change (?:your|the) (?:password|pin|code)|door|garage|gate|wi-?fi|"
    r"dress|zip|promo|discount|tax|building|last four|ending|nunca|mai|non (?:le |vi )?(?:chieder\w+|mandi|"
    r"invii)|no (?:le |les )?(?:pediremos|mande|envie)|portale|postal|procedura)\b"
)
SECRETS = (
    cue(
        "It asks for a secret or a full identifier by message.",
        rf"{_ASK}<gap>\b{_KEYS_OF}\b",
        rf"\b{_KEYS_OF}\b<gap>\b(?:(?:the only thing|all) (?:i|we)(?: still)? need|send (?:it|them)|text (?:it|them)|"
        r"(?:read|give|tell|text) (?:it|them) (?:to )?(?:me|us)|so (?:i|we) can log in)\b",
        r"\bcodes? (?:is coming|will arrive|will come|was sent)\b<gap>\b(?:text|send|read|give|tell|forward)\b",
        r"\b(?:photo|picture|copy|scan) of\b<gap>\b(?:licen[sc]e|passport)\b<gap>\b(?:full social|ssn|social)\b",
        excused=_SAFE,
    ),
)


def _off_channel(passage: Passage, _: Facts) -> Iterable[Hit]:
    return claims(passage, CHANNELS)


def _off_record(passage: Passage, _: Facts) -> Iterable[Hit]:
    return claims(passage, TRACES)


def _secret_asked(passage: Passage, _: Facts) -> Iterable[Hit]:
    return claims(passage, SECRETS)


RULES = (
    Rule(
        "secret-solicitation",
        "Asks for passwords, codes or full identifiers by message",
        "block",
        "Reg S-P 248.30; Reg S-ID; FINRA RN 21-18 (account takeover)",
        "Send the person to the secure portal; never ask for credentials.",
        "Not 'we will never ask', a reset the person does alone, a portal upload, or the code of a door.",
        _secret_asked,
    ),
    Rule(
        "off-channel-invitation",
        "Moves business to an unarchived channel",
        "block",
        "Exchange Act 17a-4(b)(4); Advisers Act 204-2(a)(7); FINRA 4511 and 3110.09; RN 17-18 and 07-59",
        "Offer only channels the firm archives; what a client wrote elsewhere is forwarded to the firm and "
        "answered here.",
        "Not a refusal, a message received elsewhere and archived, a call to the office line, or a page to follow.",
        _off_channel,
    ),
    Rule(
        "record-evasion",
        "Delete, hide, backdate or keep out of writing",
        "block",
        "Exchange Act 17a-4; FINRA 4511 and 2010; 18 U.S.C. 1519",
        "Do not send it; preserve the record; escalate.",
        "Not a deleted reminder, a link that expires while the record stays, a corrected form with its first "
        "version kept.",
        _off_record,
    ),
)
