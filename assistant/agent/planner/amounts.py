"""Numbers in words: counts, money, percentages, and which assumption of a what-if each percentage is for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "fifty": 50, "hundred": 100, "dozen": 12,
    "couple": 2, "uno": 1, "una": 1, "due": 2, "tre": 3, "quattro": 4, "cinque": 5, "sei": 6, "sette": 7, "otto": 8,
    "nove": 9, "dieci": 10, "dodici": 12, "quindici": 15, "venti": 20, "cinquanta": 50, "cento": 100, "dos": 2,
    "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "doce": 12,
    "quince": 15, "veinte": 20, "cincuenta": 50, "cien": 100,
}  # fmt: skip
SCALES = {
    "k": 1_000, "m": 1_000_000, "mm": 1_000_000, "mln": 1_000_000, "thousand": 1_000, "grand": 1_000, "mila": 1_000,
    "million": 1_000_000, "millions": 1_000_000, "mil": 1_000, "mille": 1_000, "milione": 1_000_000,
    "milioni": 1_000_000, "millon": 1_000_000, "millones": 1_000_000,
}  # fmt: skip
RATE_CUES = (
    ("heir_retention", r"heirs?|next[ -]gen\w*|children|eredi|herederos|figli"),
    (
        "discount_rate",
        r"disc(?:ount\w*)?|sconto|attualizzazione|attualizzo|descuento|cost of capital|wacc|required return",
    ),
    ("growth", r"grow\w*|crescita|cresc\w+|crecimiento|crec\w+"),
    ("margin", r"margin\w*|margine|margen"),
    ("retention", r"ret(?:ention|ain\w*)?|keep|kept|fidelizzazione|mantenimento|mantengo|trattenere|retencion|stay"),
)
"""Assumption of a valuation → the words that name it."""

_WORDS = "|".join(NUMBER_WORDS)
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_PERCENT = ("%", "percent", "per cent", "per cento", "por ciento")
_POINTS = r"points?|pts?|pp|punti|puntos?"
_YEARS = r"years?|ann[oi]|anos?"
_NUMBER = re.compile(
    rf"(?P<sign>[$€£] ?)?(?<![\w.@_/])(?P<digits>\d{{1,3}}(?:[.,' ]\d{{3}})+(?![\d%])|\d+(?:[.,]\d+)?|"
    rf"(?:{_WORDS})(?= (?:{_SCALE}|percent|per cent)(?!\w))|"
    rf"half a(?= million))(?: ?(?P<scale>{_SCALE})(?!\w))?(?: ?(?P<unit>%|percent(?! points)|per cent(?! points)|"
    rf"per cento|por ciento|{_POINTS}|dollars?|euros?|usd|eur|{_YEARS}|"
    r"[$€£])(?!\w))?"
)
_RIGHT_BEFORE = re.compile(r"[ %]*(?:(?!and |with |plus |e |con |y )\w+ )?(?:of |di |de )?")
_RELATIVE = re.compile(
    rf"(?<!\w)(?:\d+(?:[.,]\d+)?|{_WORDS}) (?:percentage |punti |percent )?(?:{_POINTS}|percentuali|"
    r"porcentuales)(?!\w)"
)
_GROUPED = re.compile(r"(?!0[.,])\d{1,3}(?:[.,' ]\d{3})+")
_AT_LEAST = re.compile(
    r"(?:at least|more than|over|above|bigger than|larger than|greater than|minimum(?: of)?|min|upwards of|exceeding|"
    r"north of|>=?|almeno|piu di|oltre|sopra(?: i| gli)?|superior[ei] (?:a|ai)|minimo|(?:de )?mas de|por lo menos|"
    r"al menos|superior(?:es)? a) ?(?:di |de |i |los )?$"
)
_OR_MORE = re.compile(r" ?(?:or more|\+|plus|and up|and above|o piu|in su|o mas)")
_TO = re.compile(r" ?(?:%|percent)? ?(?:to|-|->|up to|a|al|all'|hasta|fino a(?:l)?) ?(?:the |el )?")
_NIL = (
    r"(?<!\w)(?:(?:zero|nil|cero) (?:{cue})|(?:{cue}) (?:rate )?(?:(?:is|was|were|at|of|to|falls to|goes to|a|al|di|de|"
    r"es|e|fosse|fuera) )?(?:zero|nil|cero))(?!\w)"
)
_STANDS_FOR_RATE = re.compile(r"(?:^|\b(?:at|to|with|al|a|con|de|was|were|it's|make it))[ ,]*$")
_OTHER_UNIT = re.compile(r" ?(?:clients?|years?|households?|\w+ clients?)")
_HORIZONS = (
    re.compile(
        r"(?<!\w)(?:over|for|horizon of|next|orizzonte di|su|a|en|per|durante) (\d{1,2}) (?:years?|anni|"
        r"anos)(?!\w)(?! ago)"
    ),
    re.compile(r"(?<!\w)(\d{1,2})[ -]years? (?:horizon|cash[ -]?flow|dcf|forecast|projection|run[ -]?off)"),
    re.compile(r"(?<!\w)(?:horizon|orizzonte|horizonte) (?:of |di |de )?(\d{1,2})(?!\w)"),
)
FARTHEST = 40  # characters between a percentage and the word it belongs to
RETENTION_FROM, DISCOUNT_FROM = 60, 5  # what a percentage that no word explains stands for


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the text; `percent` and `money` are what its unit says."""

    start: int
    end: int
    value: float
    percent: bool = False
    money: bool = False
    unit: str = ""

    @property
    def rate(self) -> float:
        return round(self.value / 100 if self.percent or self.value > 1 else self.value, 6)


_OF_CLIENTS = re.compile(
    r" ?%? ?(?:of|dei|delle|de|degli) (?:my |our |the |miei |mis |los |las )?(?:clients|households|customers|clienti|"
    r"famiglie|clientes)(?!\w)"
)


def whole_number(word: str) -> int | None:
    return int(word) if word.isdigit() else NUMBER_WORDS.get(word)


def numbers(text: str) -> list[Number]:
    """Every number written in figures, and number words that a scale or “percent” follows."""
    return [_number(match) for match in _NUMBER.finditer(text)]


def money_at_least(text: str) -> int | None:
    """“at least 50k”, “more than $100,000”, “almeno 50 mila euro” → whole currency units."""
    for number in numbers(text):
        named = _AT_LEAST.search(text[: number.start]) or _OR_MORE.match(text[number.end :])
        if named and not number.percent and (number.money or number.value >= 1_000):
            return round(number.value)
    return None


def rates(text: str) -> dict[str, float]:
    """Assumption → rate as a decimal. Of “from 94 to 97 %” the second counts; each number goes to the nearest word.

    A percentage that no word explains is a retention from 60 % up and a discount rate from 5 %.
    """
    given = [n for n in _targets(text, numbers(text)) if _may_be_rate(text, n)]
    near = sorted(
        (_distance(text, number, start, end), i, name)
        for i, number in enumerate(given)
        for start, end, name in _cues(text)
    )
    found: dict[str, float] = {}
    used: set[int] = set()
    for distance, i, name in near:
        if distance <= FARTHEST and i not in used and name not in found:
            below = name == "growth" and _is_negative(text, given[i])
            found[name] = -given[i].rate if below else given[i].rate
            used.add(i)
    for i, number in enumerate(given):
        name = "retention" if number.value >= RETENTION_FROM else "discount_rate"
        if i not in used and number.value >= DISCOUNT_FROM and (number.percent or _stands_for_rate(text, number)):
            found.setdefault(name, number.rate)
    for name, cue in RATE_CUES:
        if name not in found and re.search(_NIL.format(cue=cue), text):
            found[name] = 0.0
    return found


def is_impossible(text: str) -> bool:
    """The last percentage lies beyond a hundred, or below zero and is no growth."""
    given = [n for n in _targets(text, numbers(text)) if n.percent]
    if not given:
        return False
    last = given[-1]
    below = _is_negative(text, last) and not re.search(RATE_CUES[2][1], text)
    return last.value > 100 or below


def is_share_of_clients(text: str) -> bool:
    """“ten percent of my clients”: how many people, which is no rate of a valuation."""
    return any(n.percent and _OF_CLIENTS.match(text[n.end :]) for n in numbers(text))


def _is_negative(text: str, number: Number) -> bool:
    return bool(re.search(r"(?:(?:^|[\s(])-|(?<!\w)(?:minus|negative|meno|menos)) ?$", text[: number.start]))


def is_relative(text: str) -> bool:
    """“two points better”: a change whose base the question does not give."""
    return bool(_RELATIVE.search(text))


def years_in(text: str) -> int | None:
    """The horizon of a cash flow: “over 10 years”, “10-year horizon”, “orizzonte di 10 anni”."""
    found = next((m for shape in _HORIZONS if (m := shape.search(text))), None)
    return int(found.group(1)) if found else None


def _number(match: re.Match[str]) -> Number:
    unit, scale = match["unit"] or "", match["scale"] or ""
    money = bool(match["sign"] or scale or re.fullmatch(r"[$€£]|dollars?|euros?|usd|eur", unit))
    value = _value(match["digits"]) * SCALES.get(scale, 1)
    return Number(match.start(), match.end(), value, unit in _PERCENT, money, unit)


def _value(digits: str) -> float:
    if digits in NUMBER_WORDS or digits.startswith("half"):
        return NUMBER_WORDS.get(digits, 0.5)
    return float(re.sub(r"\D", "", digits) if _GROUPED.fullmatch(digits) else digits.replace(",", "."))


def _targets(text: str, given: Sequence[Number]) -> list[Number]:
    """Without the left ends of “from 94 to 97 %”."""
    kept: list[Number] = []
    for number in given:
        if kept and _TO.fullmatch(text[kept[-1].end : number.start]):
            kept.pop()
        kept.append(number)
    return kept


def _may_be_rate(text: str, number: Number) -> bool:
    if _OF_CLIENTS.match(text[number.end :]):
        return False
    if number.money or not 0 <= number.value <= 100 or re.fullmatch(rf"{_YEARS}|{_POINTS}", number.unit):
        return False
    if re.match(rf"-(?:{_YEARS})", text[number.end :]):
        return False
    return not re.search(r"(?:q|h|top )$", text[: number.start])


def _cues(text: str) -> list[tuple[int, int, str]]:
    """Where an assumption is named. “heirs stay” is the heirs' retention, not the book's."""
    cues = [
        (m.start(), m.end(), name) for name, cue in RATE_CUES for m in re.finditer(rf"(?<!\w)(?:{cue})(?!\w)", text)
    ]
    heirs = [start for start, _, name in cues if name == "heir_retention"]
    return [cue for cue in cues if cue[2] != "retention" or all(abs(cue[0] - heir) > 25 for heir in heirs)]


def _distance(text: str, number: Number, start: int, end: int) -> int:
    """Characters between the number and the word; a word that does not follow at once is farther than one before."""
    if number.end > start:
        return len(text[end : number.start]) + 2
    between = text[number.end : start]
    return len(between) if _RIGHT_BEFORE.fullmatch(between) else 2 * len(between) + 5


def _stands_for_rate(text: str, number: Number) -> bool:
    """A bare number that is the whole of a what-if: “at 97?”, “and with 95”."""
    return bool(_STANDS_FOR_RATE.search(text[: number.start])) and not _OTHER_UNIT.match(text[number.end :])
