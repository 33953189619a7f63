"""The conditions of “which clients …”: age, money, place, class, what they hold, when they were last spoken to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from assistant.agent.planner import amounts, terms
from assistant.agent.planner.reading import Reading

N = r"(\d{1,3})"
_MORE = (
    r"(?:over|above|older than|more than|at least|past|beyond|oltre(?: i| gli)?|sopra(?: i| gli)?|(?:con )?piu di|"
    r"almeno|"
    r"mayor(?:es)? de|mas de|al menos)"
)
_LESS = (
    r"(?:under|below|younger than|less than|at most|sotto(?: i| gli)?|(?:con )?meno di|menor(?:es)? de|menos de|up to)"
)
_YEARS_OLD = r"(?: ?(?:years? old|years? of age|y/?o|yrs?(?: old)?|anni|anos)(?! as| with| di rapporto))?"
_NOT_MORE_UNITS = (
    r"(?!\d|[.,]\d| ?(?:k|m|mm|mln|mila|million|thousand|%|percent|months?|days?|weeks?|mesi|giorni|meses|dias|"
)
_NOT_MORE_UNITS += r"dollars?|usd|eur|euros?|bps|accounts?|years? (?:as|with)|meetings?|calls?)\b)"
AGES = (
    (re.compile(rf"(?:between|aged|tra i|fra i|tra|entre(?: los)?) {N} (?:and|to|e i|e|y(?: los)?) {N}(?!\d|"
                rf" ?[km]\b)"), "{0}-{1}"),
    (re.compile(rf"(?<![$€£\d]){_MORE} (?:the age of |age )?{N}{_NOT_MORE_UNITS}{_YEARS_OLD}"), ">{0}"),
    (re.compile(rf"(?<![$€£\d]){_LESS} (?:the age of |age )?{N}{_NOT_MORE_UNITS}{_YEARS_OLD}"), "<{0}"),
    (re.compile(rf"(?<![$€£\d]){N}(?:\+| (?:and|or) (?:over|older|above|up)| o piu| en adelante)(?! ?[km%])"), ">={0}"),
    (re.compile(r"in (?:their|his|her) (\d)0'?s"), "{0}0-{0}9"),
    (re.compile(rf"(?:aged?|turning|turn(?:s|ed)?|eta) (?:is )?{N}(?!\d)"), "{0}"),
)  # fmt: skip
LASTING = (
    (re.compile(rf"(?:for|with us (?:for )?|client\w* (?:for|da)|da|desde hace) ?(?:{_MORE} )?{N}\+? (?:years|anni|"
                rf"anos)"), ">={0}"),
    (re.compile(rf"{_MORE} {N} (?:years|anni|anos) (?:as (?:a )?clients?|with us|tenure|di rapporto|con noi|"
                rf"con nosotros)"), ">{0}"),
    (re.compile(rf"{_LESS} {N} (?:years?|anni|anos) (?:as (?:a )?clients?|with us|tenure|di rapporto|con noi|"
                rf"con nosotros)"), "<{0}"),
    (re.compile(r"(?:new|joined) (?:clients )?(?:in )?(?:the )?(?:last|past) year"), "<1"),
)  # fmt: skip
_UNIT = {"d": "d", "g": "d", "w": "w", "s": "w", "m": "m", "y": "y", "a": "y"}
SILENT = re.compile(
    r"(?:(?:not|n't|never|no)(?: yet)?(?: \w+){0,3}? (?:spoken|talked|met|seen|contact\w*|call\w*|heard|touched|"
    r"reached|reviewed)|"
    r"(?:without|no) (?:a |any )?(?:contact|meeting|call|touch)\w*|unseen|untouched|not seen|silent|"
    r"non (?:sento|vedo|ho sentito|ho visto|contatt\w+)|senza contatti|sin contacto|no (?:he|hemos) (?:hablado|"
    r"visto|contactado))"
    r"(?P<rest>.*)"
)
_SPAN = re.compile(
    rf"(?:in|for|since|over|da|desde hace|hace|en|(?:more than|over|at least) )?(?: ?(?:the )?(?:last|past|over|"
    rf"more than|at least))? ?"
    rf"(?P<n>\d{{1,3}}|{'|'.join(amounts.NUMBER_WORDS)}|a) (?P<unit>days?|giorni|dias?|weeks?|settiman[ae]|semanas?|"
    rf"months?|mes[ie]s?|"
    r"quarters?|years?|ann[oi]|anos?)"
)
PLACE = re.compile(
    r"(?<!\w)(?:liv(?:e|es|ing)|based|located|resid\w+|from|out|abit\w+|vivono|vive|residenti|viven|de)(?: in| out of|"
    r" near| a| en| at)? "
    r"(?P<place>(?:the )?[a-z][\w .'-]{1,30}?)(?= *(?:$|[?.!,;]|(?:and|with|who|over|under|that|e|con|y|che|que|"
    r"older|aged)\b))"
    r"|(?:clients?|households?|people|clienti|clientes|who|anyone|anybody)(?: is| are| do i have| do we have)? "
    r"(?:in|a|en) (?P<at>(?!my|the|our|total|all|book|danger|trouble|risk|their|his|her|mezzo)[a-z][\w .'-]{1,30}?)"
    r"(?= *(?:$|[?.!,;]|(?:and|with|who|over|under|that|e|con|y|che|que|older|aged|do)\b))"
)
NO_PLACE = re.compile(
    r"(?:the )?(?:book|last|past|this|next|each|every|pipeline|segment|total|order|their|his|her|retirement|general|"
    r"need|touch|debt|"
    r"mercato|pensione|jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*|"
    r"\d.*)(?:\W.*)?"
)
IN_A_PLACE = re.compile(
    r"(?<!\w)(?:in|a|en) (?P<place>[a-z][\w.'-]{1,20}(?: [a-z][\w.'-]{1,20})?)"
    r"(?= *(?:$|[?.!,;]|(?:and|with|who|over|under|that|e|con|y|che|que|older|aged)\b))"
)
HOLDS = re.compile(
    r"(?:hold(?:s|ing)?|own(?:s|ing)?|invested in|exposed to|positions? in|exposure to|detengono|possiedono|"
    r"hanno in portafoglio|"
    r"tienen|poseen) (?:any |the |some |shares? (?:of|in) |stock in |in )?(?P<what>@?[a-z][\w .&'-]{1,40}?)"
    r"(?= *(?:$|[?.!,;]|(?:and|with|who|over|that|e|con|y|stock|shares|position)\b))"
)
ACCOUNTS = terms.terms_of(
    ("roth", r"roths?(?: iras?)?"), ("529", r"529s?(?: plans?)?|college (?:savings )?(?:account|plan)s?"),
    ("401k", r"401ks?|401\(k\)s?"), ("annuity", r"annuit\w+"), ("trust", r"trusts? accounts?|(?:a|with) trusts?"),
    ("insurance", r"insurance (?:policy|policies|accounts?)"), ("ira", r"(?:traditional )?iras?"),
)  # fmt: skip
WITH = re.compile(
    r"(?:with|have|has|holding|hold|own|con|hanno|ha|tienen|tiene) (?:an? |una? |un |any |at least one )?$"
)
LACKS = re.compile(
    r"(?:without|no|missing|lack\w*|don't have|do not have|hasn't got|have no|has no|senza|sin|non hanno|no tienen) "
    r"(?:an? |any |una? |un )?(?P<what>[\w ]{3,40})"
)
MONEY_OF = (
    ("income", r"incomes?|earn\w*|salar\w+|reddit\w+|guadagn\w+|ingresos anuales|gan\w+|make"),
    ("net_worth", r"net worth|worth|wealth\w*|patrimonio netto|patrimonio neto"),
    ("revenue", r"revenues?|fees|pay(?:s|ing)? us|pay(?:s|ing)? me|gross|production|ricav\w+|ingresos|t-?12"),
    (
        "aum",
        r"aum|assets?|balances?|accounts?|money|with (?:us|me)|invested|portfolio|masse|patrimoni\w*|activos|liquid\w*",
    ),
)
_ABOVE = re.compile(
    rf"(?:{_MORE}|north of|exceed\w*|upwards of|>=?|bigger than|larger than|greater than|minimum) ?(?:of |di |de |"
    rf"i |los )?$"
)
_BELOW = re.compile(rf"(?:{_LESS}|south of|smaller than|<=?) ?(?:of |di |de |i |los )?$")
NEAR = 30  # characters between an amount and the word that says what it is an amount of


def conditions(part: Reading) -> dict[str, Any] | None:
    """The conditions said, as `find_clients` takes them; None when none is."""
    found: dict[str, Any] = {}
    for key, reader in READERS.items():
        value = reader(part)
        if value not in (None, ""):
            found[key] = value
    found |= _money(part.text)
    return found or None


def _shaped(shapes: tuple[tuple[re.Pattern[str], str], ...]) -> Callable[[Reading], str | None]:
    def reader(part: Reading) -> str | None:
        for pattern, shape in shapes:
            if found := pattern.search(part.text):
                return shape.format(*found.groups())
        return None

    return reader


def _last_contact(part: Reading) -> str | None:
    """“not spoken to in six months” → `>6m`."""
    silent = SILENT.search(part.text)
    span = _SPAN.search(silent["rest"]) if silent else None
    if not span:
        return None
    count = 1 if span["n"] == "a" else amounts.whole_number(span["n"])
    if span["unit"].startswith("q"):
        return f">{(count or 1) * 3}m"
    return f">{count}{_UNIT[span['unit'][0]]}"


def _place(part: Reading) -> str | None:
    found = PLACE.search(part.text)
    if not found:
        return _capitalised(part)
    group = "place" if found["place"] else "at"
    words = found[group]
    if "@" in words or NO_PLACE.fullmatch(words.strip()):
        return None
    return part.typed(*found.span(group))


def _capitalised(part: Reading) -> str | None:
    """“over 70 in Boston”: a word after “in”, typed as a name."""
    for found in IN_A_PLACE.finditer(part.text):
        words = part.typed(*found.span("place"))
        if words[:1].isupper() and not NO_PLACE.fullmatch(found["place"].strip()):
            return words
    return None


def _holding(part: Reading) -> str | None:
    found = HOLDS.search(part.text)
    if not found or part.named("client", "scope") or terms.first_of(ACCOUNTS, found["what"]):
        return None
    return part.typed(*found.span("what"))


def _account(part: Reading) -> str | None:
    """“with a Roth”: the kind of account, where somebody has it."""
    for value, pattern in ACCOUNTS:
        found = pattern.search(part.text)
        if found and WITH.search(part.text[: found.start()]):
            return value
    return None


def _need(part: Reading) -> str | None:
    """“without an estate plan”: the need nobody has met for them."""
    found = LACKS.search(part.text)
    return terms.earliest_of(terms.NEEDS, found["what"]) if found else None


def _segment(part: Reading) -> str | None:
    from assistant.agent.planner.extract import segment

    return segment(part)


READERS: Mapping[str, Callable[[Reading], str | None]] = {
    "tenure": _shaped(LASTING),
    "age": lambda part: None if _shaped(LASTING)(part) else _shaped(AGES)(part),
    "location": _place,
    "segment": _segment,
    "holding": _holding,
    "account": _account,
    "last_contact": _last_contact,
    "need": _need,
}


def _money(text: str) -> dict[str, str]:
    """“more than $1m in assets”, “income over 200k”: each amount goes to the nearest word; alone it is assets."""
    found: dict[str, str] = {}
    for number in amounts.numbers(text):
        if number.percent or not (number.money or number.value >= 1_000):
            continue
        before, after = text[: number.start], text[number.end :]
        sign = ">=" if _ABOVE.search(before) or re.match(r" ?(?:\+|or more|and up|plus|o piu|o mas)", after) else ""
        sign = sign or ("<" if _BELOW.search(before) else "")
        if sign:
            found.setdefault(_of_what(before, after), f"{sign}{round(number.value)}")
    return found


def _of_what(before: str, after: str) -> str:
    scored = []
    for key, words in MONEY_OF:
        for match in re.finditer(rf"(?<!\w)(?:{words})(?!\w)", before):
            scored.append((len(before) - match.end(), key))
        for match in re.finditer(rf"(?<!\w)(?:{words})(?!\w)", after):
            scored.append((match.start(), key))
    distance, key = min(scored, default=(NEAR + 1, "aum"))
    return key if distance <= NEAR else "aum"
