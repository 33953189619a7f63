"""What a draft is asked to be: for whom, for what, with which points, in which language, and when it should leave."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from assistant.agent.planner import when
from assistant.agent.planner.phrases import compiled
from assistant.agent.planner.reading import Reading
from assistant.agent.planner.terms import LANGUAGES, first_of

LONGEST = 500
MOST_POINTS = 8
OCCASIONS = tuple(
    (name, compiled(phrases))
    for name, phrases in (
        ("condolence", r"""
            condo[lg]\w+|sympath\w+|passed away|died|death of|mourn\w*|loss of (?:his|her|their)|funeral|lutto
            scompars\w+
            decess\w+|morte|morto|mancat[oa]|pesame|fallec\w+|muerte|murio
        """),
        ("birthday wishes", r"birthdays?|compleann\w+|cumpleanos|turn(?:s|ing|ed) \d\d"),
        ("thank you", r"thanks?(?:[ -]you)?|thanking|grateful|ringrazi\w+|graci?as|agradec\w+"),
        ("review invitation", r"reviews?(?: meetings?| invit\w*)?|annual meeting|revision\w*|incontro annuale"),
        ("check-in", r"""
            check(?:ing)?[ -]?ins?|touch(?:ing)? base|catch[ -]?up|how (?:they are|he is|she is|they're) doing|hello
            stay in touch|reconnect|come stanno|come sta|saluto|saludo|como estan
        """),
    )
)  # fmt: skip
"""Occasions the firm has a template for."""
KINDS = tuple(
    (name, compiled(phrases))
    for name, phrases in (
        ("recap of our meeting", r"recaps?|summary|minutes|riepilogo|riassunto|resumen"),
        ("follow-up", r"follow(?:ing)?[ -]?ups?|next steps?|seguimiento"),
        ("reminder", r"remind\w*|promemoria|ricord\w+|recordatorio|recuerda\w*"),
        ("congratulations", r"congrat\w+|felicit\w+|complimenti|enhorabuena"),
        ("invitation", r"invit\w+"),
        ("introduction", r"introduc\w+|intro|presentazione|presentacion"),
        ("apology", r"apolog\w+|sorry|scuse|disculpa\w*"),
        ("welcome", r"welcome|benvenut\w+|bienvenid\w+"),
        ("holiday greetings", r"holidays?|christmas|merry|season'?s|natale|auguri|navidad|felices fiestas|new year"),
        ("anniversary wishes", r"anniversar\w+|aniversario"),
    )
)
_TO_DO = (
    "discuss|explain|ask|invite|remind|thank|congratulate|confirm|tell|let|see|schedule|book|set|check|say|wish|offer"
)
_PER = r"il|lo|la|l'|i|gli|le|un|una|fissare|ringrazi\w+|invit\w+|ricord\w+|dire|spiegare|confermare|chiedere|fare"
_FOR = "the|his|her|their|a|an|this|next|referring|sending|coming|being|moving|signing|introducing|staying"
TOPIC = re.compile(
    rf"(?<!\w)(?:(?:about|regarding|concerning|on the subject of|explaining|to (?:{_TO_DO})|riguardo(?: (?:a|al|alla|"
    rf"ai))?|circa|a proposito d\w+|su(?:l|llo|lla|i|gli|lle)?|sobre|acerca de)(?!\w)|re:|per (?=(?:{_PER})\b)|"
    rf"por (?=(?:el|la|su)\b)|para (?=(?:agradec|invit|record|decir|explicar|confirmar|pedir)\w*)|"
    rf"for (?=(?:{_FOR}) ))"
    r"(?! ?(?:the |i |gli |la |los |mr |mrs |ms )*@client)"
)
SAYING = re.compile(
    r"(?<!\w)(?:saying(?: that)?|that says|to say(?: that)?|say that|stating(?: that)?|mention(?:ing)?(?: that)?|"
    r"including?|(?:tell|telling|remind|reminding|inform|informing) (?:him|her|them|(?:the |i |gli |los )?"
    r"@client_[a-z])(?: that)?|(?:let|"
    r"letting) (?:him|her|them|@client_[a-z]) know(?: that)?|dicendo(?:gli)?(?: che)?|che dic[ae](?: che)?|"
    r"spiegando(?: che)?|(?:digli|dille|di' loro) che|diciendo(?: que)?|que diga(?: que)?|dile(?:s)? que|"
    r"next step is)(?!\w)|:(?= )"
)
GROUP = re.compile(
    r"(?<!\w)(?:to|for|email|write|a|ai|agli|alle|per|para|a los|remind|invite|thank) (?P<group>(?:everyone|"
    r"everybody|anyone|all|each|every|my|the|tutti|tutte|i|gli|miei|todos|mis|los|those)(?: \w+){0,3}? ?(?:whose|who|"
    r"with|that|clients?|households?|families|people|retirees|prospects|segment|tier|clienti|famiglie|pensionati|"
    r"clientes|familias|quelli|che|con)(?:(?! about| saying| regarding|[:,.;]| su | per | sobre )[^:,.;])*|everyone|"
    r"everybody|tutti|todos)"
)
COPIED = re.compile(
    r"(?<!\w)(?:b?cc|ccing|copy(?:ing)?|copia|en copia|in copia|con copia|c\.c\.)"
    r"(?: (?!about|saying)\w+){0,3}[ :]+@(?:client|name)_"
)
"""Another client in copy."""
ADDRESS = re.compile(
    r"(?:(?<!\w)(?:(?:short|quick|nice|brief) )?(?:e-?mail|note|letter|message|line|text|mail|lettera|messaggio|nota|"
    r"carta|correo|mensaje) )?(?:(?<!\w)(?:to|for|a|ai|agli|alla|al|per|para) )?(?:(?<!\w)(?:the|i|gli|los|la|il|el|"
    r"mr|mrs|ms) )*@(?:client|name)_[a-z](?: (?:family|household))?"
)
COMMAND = re.compile(
    r"^(?:(?:hi|hey|hello|ok|okay|so|and|then|also|please|pls|can you|could you|would you|i need|i want|i'd like|"
    r"need|no|quick|now|e|poi|y|per favore|por favor|puoi|potresti|mi|me)[ ,]+)*(?:(?:draft|write|compose|prepare|"
    r"prep|create|do|make|send|shoot|drop|fire off|get|give|put together|type|scrivi|scrivimi|prepara|preparami|"
    r"bozza|redigi|manda|fammi|fai|invia|escribe|redacta|borrador|envia|haz|e?mail|text|message|tell|thank|invite|"
    r"remind|wish|congratulate|ringrazia|invita|agradece)(?!\w)[ ,]*)?(?:(?:me|us|up|a|an|the|una|un|la|il|di|de|"
    r"short|quick|nice|polite|warm|brief|breve)[ ]+)*"
)
_VERB = re.compile(r"(?<!\w)(?:was|were|is|are|will|has|have|had|e|era|sono|stato|fue|es|son)(?!\w)")
_TRIMMED = re.compile(
    r"(?:[ ,]+(?:please|thanks|per favore|grazie|por favor|gracias|asap|in (?:italian|english|spanish|italiano|"
    r"inglese)|en (?:espanol|español|ingles)))+$",
    re.IGNORECASE,
)
_TO_YOU = tuple(
    (re.compile(rf"(?<!\w)(?:{theirs})(?!\w)", re.IGNORECASE), yours)
    for theirs, yours in (("they're|theyre|they are", "you are"), ("they", "you"), ("their", "your"), ("them", "you"))
)
_SENDING = re.compile(
    r"(?<!\w)(?:send(?: it| on| out)?|to go out|go out|schedule(?: it)?|for sending|da inviare|inviala|spedirla|"
    r"para enviar|enviar) (?:\w+ ){0,2}?((?:on|next|tomorrow|per|el|il|domani|manana|for|\d).*)"
)


def letter(part: Reading, today: dt.date) -> dict[str, Any]:
    """`to`, `purpose`, `points`, `language` and `send_on`, each only when the words give it."""
    said, sending = _points(part), _SENDING.search(part.text)
    leaves = when.day_ahead(sending.group(1), today) if sending else None
    return {
        "to": recipients(part),
        "purpose": purpose(part, has_points=bool(said)),
        "points": [] if first_of(OCCASIONS, part.text) == "condolence" else said,
        "language": first_of(LANGUAGES, part.text),
        "send_on": leaves.isoformat() if leaves else None,
    }


def recipients(part: Reading) -> list[str]:
    """Clients named as whom the message is for; a group in words when nobody is named."""
    said = SAYING.search(part.text) or re.search(r"(?<!\w)about(?!\w)", part.text)
    named = (_addressed(part.part(0, said.end())) if said else []) or _addressed(part)
    if named:
        return list(dict.fromkeys(named))
    group = GROUP.search(part.text)
    return [part.typed(*group.span("group"))] if group else []


def purpose(part: Reading, *, has_points: bool) -> str:
    """What the message is for: the occasion or kind of message, and the subject as the person typed it."""
    occasion, topic = first_of(OCCASIONS, part.text), _topic(part)
    if occasion:
        return f"{occasion}: {topic}"[:LONGEST] if topic and not has_points else occasion
    kind = first_of(KINDS, part.text) or ""
    if topic and kind and kind.split()[0][:6] not in topic.lower():
        return f"{kind}: {topic}"[:LONGEST]
    return (topic or kind or _rest(part))[:LONGEST]


def _addressed(part: Reading) -> list[str]:
    """Clients; beside them a name that is nobody's counts only in a list (“the Okafors and the Zanettis”)."""
    if not part.named("client"):
        return [named.words for named in part.named("stranger")]
    masks = {named.words: mask for mask, named in part.masks}
    return [
        n.words for n in part.named("client", "stranger") if n.kind == "client" or _listed(part.text, masks[n.words])
    ]


def _listed(text: str, mask: str) -> bool:
    joint = r",? (?:and|e|y) (?:the |i |gli |los )?"
    return bool(re.search(rf"@client_[a-z]{joint}{mask}|{mask}{joint}@client_[a-z]", text))


def _topic(part: Reading) -> str:
    """The subject: what follows “about”, up to what should be said; else what should be said is about."""
    said, found = SAYING.search(part.text), TOPIC.search(part.text)
    if found and (not said or found.start() < said.start()):
        end = said.start() if said and said.start() > found.end() else len(part.text)
        return _clean(part, found.end(), end)
    if not said:
        return ""
    first = re.split(r"[,;.]", part.text[said.end() :])[0]
    subject = _VERB.split(first)[0]
    return _clean(part, said.end(), said.end() + len(subject if len(subject.split()) > 1 else first))


def _points(part: Reading) -> list[str]:
    """What should be said, sentence by sentence, spoken to the client."""
    said = SAYING.search(part.text)
    if not said:
        return []
    spoken: list[str] = []
    position = said.start() if said.group().startswith("next step") else said.end()
    for piece in re.split(r"([,;.](?= |$))", part.text[position:]):
        words = _clean(part, position, position + len(piece))
        position += len(piece)
        for theirs, yours in _TO_YOU:
            words = theirs.sub(yours, words)
        spoken += [words] if words else []
    return spoken[:MOST_POINTS]


def _rest(part: Reading) -> str:
    """What is left of the request without the command and the names: the purpose of last resort."""
    command = COMMAND.match(part.text)
    left = part.part(command.end() if command else 0, len(part.text))
    names = [match.span() for match in ADDRESS.finditer(left.text)]
    starts, ends = [0, *(end for _, end in names)], [*(start for start, _ in names), len(left.text)]
    kept = " ".join(left.typed(start, end) for start, end in zip(starts, ends, strict=True) if end > start)
    words = re.sub(r"\s+", " ", kept).strip(" ,.;:?!¿¡")
    return words if len(words) > 2 else ""


def _clean(part: Reading, start: int, end: int) -> str:
    return _TRIMMED.sub("", part.typed(start, end).strip(" ,.;:?!"))
