"""Numbers written out in words, in English, Italian and Spanish: where they stand and what they are worth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ITALIAN = (
    "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
    "diciassette diciotto diciannove"
)
_SPANISH = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete "
    "veintiocho veintinueve"
)
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ITALIAN_TENS = "venti trenta quaranta cinquanta sessanta settanta ottanta novanta"
_SPANISH_TENS = "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_SPANISH_HUNDREDS = "dos tres cuatro quin seis sete ocho nove"
_LATER_ORDINALS = "fourth fifth sixth seventh eighth ninth tenth"


def _italian() -> dict[str, int]:
    """One to 999,000, written as one word: the tens drop their vowel before uno and otto (ventuno, ventotto)."""
    units = _ITALIAN.split()
    small = {word: value for value, word in enumerate(units)}
    for at, ten in enumerate(_ITALIAN_TENS.split(), 2):
        small[ten] = at * 10
        small |= {(ten[:-1] if u in (1, 8) else ten) + units[u]: at * 10 + u for u in range(1, 10)}
    words = dict(small)
    for hundreds in range(1, 10):
        head = ("" if hundreds == 1 else units[hundreds]) + "cento"
        words[head] = hundreds * 100
        words |= {head + word: hundreds * 100 + value for word, value in small.items() if value}
    return words | {word + "mila": value * 1000 for word, value in words.items() if value > 1} | {"mille": 1000}


def _words() -> dict[str, int]:
    english = _counted(_ENGLISH) | _counted(_ENGLISH_TENS, 2, 10) | {"dozen": 12}
    spanish = _counted(_SPANISH) | _counted(_SPANISH_TENS, 2, 10) | {"cien": 100, "ciento": 100}
    for end in ("cientos", "cientas"):
        spanish |= {word + end: value for word, value in _counted(_SPANISH_HUNDREDS, 2, 100).items()}
    return _italian() | spanish | english | {"quinientos": 500, "quinientas": 500}


def _counted(words: str, first: int = 0, times: int = 1) -> dict[str, int]:
    return {word: number * times for number, word in enumerate(words.split(), first)}


VALUES = _words()
TIMES = {"hundred": 100} | dict.fromkeys(("thousand", "mil", "mila"), 1000)
TIMES |= dict.fromkeys(("million", "milione", "milioni", "millon", "millones"), 10**6)
TIMES |= dict.fromkeys(("billion", "miliardo", "miliardi"), 10**9)
# A number in one language and another word in another, or a name: read only in a text of that language.
_ONLY_IN = {"once": "es", "dos": "es", "diez": "es", "mil": "es", "ocho": "es", "cien": "es"}
_ONLY_IN |= dict.fromkeys(("due", "sei", "otto", "sette", "nove", "cento", "mille", "cinque", "tre"), "it")
_NEVER = {"uno"}  # an article and a pronoun far more often than a count
_JOIN = re.compile(r"(?:[ \n]|-|,? and | y )")
_WORD = re.compile(r"[a-z]+")
_ORDINALS = _counted(_LATER_ORDINALS, 4)
_EXACTLY_ONE = re.compile(r"\b(?:only|just|exactly|precisely) $")
_PLURAL = re.compile(r" [a-z]{3,}[ie]\b")
_TELLING = {
    "it": re.compile(r"\b(?:il|di|che|per|del|della|dei|sono|nel|gli|con|clienti|famiglie)\b"),
    "es": re.compile(r"\b(?:el|que|los|las|para|con|su|por|una|del|clientes|hogares)\b"),
    "en": re.compile(r"\b(?:the|and|of|to|is|are|your|with|for|clients|households)\b"),
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A number in words: its span, value, the power of ten it was counted in, and whether it is an ordinal."""

    start: int
    end: int
    value: int
    unit: int = 1
    ordinal: bool = False


def languages(low: str, language: str = "") -> frozenset[str]:
    """The languages a text is in, by its small words; the one it is declared to be in counts too."""
    counts = {name: len(pattern.findall(low[:20_000])) for name, pattern in _TELLING.items()}
    most = max(counts.values())
    return frozenset({name for name, count in counts.items() if count and count * 3 >= most} | {language[:2]})


def spoken_numbers(low: str, language: str = "") -> Iterator[Spoken]:
    """Every number in words of a lower-case text."""
    inside = languages(low, language)
    number: _Sum | None = None
    for match in _WORD.finditer(low):
        word = match.group()
        if word in _ORDINALS:
            yield Spoken(match.start(), match.end(), _ORDINALS[word], ordinal=True)
        if number and number.takes(word, low[number.end : match.start()]):
            number.add(word, match.end())
            continue
        if not _is_number(word, match, low, inside):
            continue
        if number:
            yield number.spoken()
        number = _Sum(word, match)
    if number:
        yield number.spoken()


def _is_number(word: str, match: re.Match[str], low: str, inside: frozenset[str]) -> bool:
    if (word not in VALUES and word not in TIMES) or word in _NEVER:
        return False
    if word == "one":
        return bool(_EXACTLY_ONE.search(low, max(0, match.start() - 12), match.start()))
    if word == "sei" and not _PLURAL.match(low, match.end()):
        return False
    return _ONLY_IN.get(word, "") in ("", *inside)


class _Sum:
    """A number in words while it is read: `two hundred` then `and five`, `three` then `million`."""

    def __init__(self, word: str, match: re.Match[str]) -> None:
        self.start, self.end = match.span()
        self.whole, self.part, self.unit = 0, 0, 1
        self.add(word, match.end())

    def takes(self, word: str, between: str) -> bool:
        if not _JOIN.fullmatch(between) or (word not in TIMES and word not in VALUES):
            return False
        if word in TIMES:
            return bool(self.part)
        value = VALUES[word]
        if self.part == 0:
            return value < self.unit
        return (self.part % 100 == 0 and value < 100) or (self.part % 100 >= 20 and self.part % 10 == 0 and value < 10)

    def add(self, word: str, end: int) -> None:
        self.end = end
        times = TIMES.get(word, 0)
        if times >= 1000:
            self.whole, self.part, self.unit = self.whole + max(self.part, 1) * times, 0, times
        elif times:
            self.part = max(self.part, 1) * times
        else:
            self.part += VALUES[word]

    def spoken(self) -> Spoken:
        return Spoken(self.start, self.end, self.whole + self.part, self.unit if not self.part else 1)
