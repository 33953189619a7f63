"""What is to be written down: a change to a client's record, a call or task to enter, a post, a draft to revise."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from assistant.agent.planner import report_terms, terms, when
from assistant.agent.planner.phrases import compiled
from assistant.agent.planner.reading import Reading

LONGEST = 500
_END = (
    r" (?P<value>.{2,60}?)"
    r"(?= *(?:$|[.;,!]|(?:now|adesso|ora|ahora|instead|please|per favore|por favor|and his|and her|and their)\b))"
)
FIELDS = (
    ("employer", re.compile(r"(?:works?|working|lavora|trabaja) (?:for|at|presso|per|en|para)" + _END)),
    ("employer", re.compile(
        r"(?:new (?:job|employer)|changed jobs?|nuovo (?:lavoro|datore)|nuevo (?:trabajo|empleo))"
        r"(?: is| at| with| to| presso| en|:)*" + _END)),
    ("city", re.compile(
        r"(?:moved|moving|relocated|lives|living|trasferit[oa]|vive|se (?:mudo|ha mudado)|abita) "
        r"(?:to|in|a|en)" + _END)),
    ("phone", re.compile(
        r"(?:phone|mobile|cell|telefono|movil|numero)(?: number)?(?: is| to| e| es|:| now)* "
        r"(?P<value>\+?[\d(][\d ()./-]{5,20}\d)")),
    ("email", re.compile(
        r"(?:e?-?mail|correo)(?: address)?(?: is| to| e| es|:| now)* "
        r"(?P<value>\S+ ?@ ?\S+\.\w+|[\w.+-]+ \S+\.\w{2,6})")),
    ("birth_date", re.compile(
        r"(?:birth ?day|birth date|born|nat[oa]|nacio|nacid[oa])(?: is| on| il| el|:)* (?P<value>\d{4}-\d\d-\d\d)")),
    ("risk_tolerance", re.compile(r"risk (?:tolerance|profile)(?: is| to|:)* (?P<value>[1-5])(?!\d)")),
    ("annual_income", re.compile(
        r"(?:income|salary|reddito|ingresos)(?: is| to| now| e| es|:)* [$€£]?(?P<value>\d[\d,.]*)(?!\w)")),
    ("occupation", re.compile(
        r"(?:occupation|profession|job title|professione|profesion)(?: is| to| e| es|:)*" + _END)),
)  # fmt: skip
"""Field → how its new value is said; the first that is said counts."""
OUT = compiled(r"""
    no longer wants? .*(?:e?mails?|marketing|newsletters?)
    (?:opt\w*|opted)[ -]out.*
    unsubscrib\w+
    (?:stop|do not|don't|doesn't want) .*(?:e?mail\w*|newsletters?)
    non vuole (?:piu )?(?:ricevere )?(?:e?mail|newsletter).*
    ya no quiere .*(?:correos?|email).*
""")
IN = compiled(r"""
    (?:opt\w*|opted)[ -]in.*
    (?:is )?(?:happy|ok|okay|fine) with (?:marketing )?e?mails?
    wants? (?:our|the) (?:e?mails|newsletter).*
    consent\w* to e?mails?.*
    acconsente .*mail.*
    acepta .*correos?.*
""")
TEXTS = compiled(r"(?:sms|text(?:s| messages?)?|messaggi|mensajes)")
RETIRED = compiled(r"(?:has |have |just |is now )*retired(?: .*)?|e andat[oa] in pensione|se (?:jubilo|ha jubilado)")
LANGUAGE = compiled(r"(?:speaks?|prefers?|language|parla|preferisce|habla|prefiere) .*")
SET = re.compile(
    r"(?:change|set|update|correct|cambia|aggiorna|actualiza|corrige) (?:the |his |her |their |il |la |el |su |"
    r"@client_[a-z]'?s? )*"
    r"(?P<field>[a-z][a-z _-]{2,30}?)(?: (?:of|for|di|de) (?:the )?@client_[a-z])? (?:to|a|in|en|"
    r"=) (?P<value>.{1,80}?) *$"
)
TOPIC = re.compile(
    r"(?:about|on(?! (?:linkedin|x|facebook|instagram|twitter))|regarding|explaining|su(?:l|lla|lle|gli|i)?|sobre|"
    r"acerca de) "
    r"(?P<topic>(?:the |our |la |il |el )?.{3,200})"
)
_STYLE = re.compile(r"[,;]? (?:in )?(?:plain|simple|short|easy) (?:english|words|language)?.*$")
FIXED_KINDS = ("contact", "task")


def change(part: Reading) -> dict[str, Any]:
    """`field` and `value` of a change to a record, each only when the words give it."""
    for field, pattern in FIELDS:
        found = pattern.search(part.text)
        if found:
            return {"field": field, "value": part.typed(*found.span("value"))}
    if OUT.search(part.text):
        return {"field": "sms_consent" if TEXTS.search(part.text) else "email_consent", "value": "out"}
    if IN.search(part.text):
        return {"field": "sms_consent" if TEXTS.search(part.text) else "email_consent", "value": "in"}
    if RETIRED.search(part.text):
        return {"field": "occupation", "value": "retired"}
    if LANGUAGE.search(part.text) and (language := terms.first_of(SPOKEN, part.text)):
        return {"field": "language", "value": language}
    named = SET.search(part.text)
    if named:
        return {
            "field": part.typed(*named.span("field")).replace(" ", "_").lower(),
            "value": part.typed(*named.span("value")),
        }
    return {}


SPOKEN = terms.terms_of(
    ("it", r"italian\w*|italiano"), ("es", r"spanish|spagnolo|espanol"), ("fr", r"french|francese|frances"),
    ("de", r"german|tedesco|aleman"), ("en", r"english|inglese|ingles"),
)  # fmt: skip


CLOSED = re.compile(
    r"\b(?:close|complete|finish|tick|mark|chiudi|completa|segna|cierra|marca)\b(?: \S+){0,4}? "
    r"#?(?P<id>[a-z]{1,3}-?\d+|ch-[0-9a-z]{26})\b"
)
"""An existing record that is done, by its id."""
OUTCOMES = terms.terms_of(("won", r"won|vint[ao]|ganad[ao]"), ("lost", r"lost|pers[ao]|perdid[ao]"))


def entry(part: Reading, today: dt.date) -> dict[str, Any]:
    """`kind` and `values` of a record to enter: the words as typed, and the day it is for; of one to close: its id."""
    kind = terms.first_of(report_terms.RECORDS_TO_ENTER, part.text) or "task"
    if closed := CLOSED.search(part.text):
        outcome = terms.first_of(OUTCOMES, part.text)
        values = {"id": part.typed(*closed.span("id")), "closed_on": today.isoformat()}
        return {"kind": kind, "values": values | ({"outcome": outcome} if outcome else {})}
    day = when.day_ahead(part.text, today)
    values = {"text": part.typed()[:LONGEST]}
    if day:
        values["due_on"] = day.isoformat()
    elif kind == "contact":
        values["at"] = today.isoformat()
    return {"kind": kind, "values": values}


def post(part: Reading) -> dict[str, Any]:
    """`network`, `topic` and `kind` of a post."""
    found = TOPIC.search(part.text)
    topic = _STYLE.sub("", part.typed(*found.span("topic"))) if found else ""
    network = terms.first_of(report_terms.NETWORKS, part.text)
    return {
        "network": network,
        "topic": topic.strip(" ,.;:?!"),
        "kind": terms.first_of(report_terms.POST_KINDS, part.text),
    }


def revision(part: Reading) -> dict[str, Any]:
    """`instruction`: what was said, as typed; `draft`: its id when one is named."""
    named = re.search(r"(?:draft|bozza|borrador) #?(?P<id>d-[0-9a-z]{10,30})", part.text)
    return {"instruction": part.typed()[:LONGEST], "draft": part.typed(*named.span("id")).upper() if named else None}
