"""Quantities of a text: every number in digits or words, with its kind and all the values it can be read as.

English, Italian and Spanish forms are read side by side, since a model may write any of them: `1,234.5` and `1.234,5`,
`$1.2M` and `1,2 Mln USD`, `94 %` and `ninety-four percent`. A form with two readings keeps both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from assistant.guardrails.number_words import spoken_numbers

Kind = Literal["number", "money", "percent", "multiple", "share", "fold", "ordinal"]
Hedge = Literal["", "about", "over", "under"]
MOST_DIGITS = 30  # no figure has more; a longer run of digits has no reading


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of a mention; the unit of its last written digit; and of its last digit that is not a zero."""

    value: Decimal
    step: Decimal
    round_step: Decimal

    def times_ten_to(self, power: int) -> Reading:
        return Reading(self.value.scaleb(power), self.step.scaleb(power), self.round_step.scaleb(power))


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity: where it stands, its kind, its readings, its written sign, how it is hedged, its scale (10 to the …).

    `also` is a second kind it may be of: the 5 of `5-7%` may be five percent.
    """

    start: int
    end: int
    kind: Kind
    readings: tuple[Reading, ...]
    sign: int = 0
    hedge: Hedge = ""
    scale: int = 0
    also: Kind | None = None

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return (self.kind, self.also) if self.also else (self.kind,)


_CODE = r"(?:usd|eur|gbp|chf|jpy|cad)(?![a-z])"
_AFTER = rf"(?:us\$|ca\$|[$€£¥]|{_CODE})"
_BEFORE = rf"(?:us\$|ca\$|[$€£¥]|(?<![a-z]){_CODE})"
_SCALES: tuple[tuple[str, tuple[int, ...]], ...] = (
    (r"mil millones|miles de millones|mil m", (9,)),
    (r"trillions?|trn|billones|bilion[ei]", (12,)),
    (r"billions?|bn|miliard[oi]|mld|mrd", (9,)),
    (r"millions?|milion[ei]|millon(?:es)?|mln|mio|mm|m", (6,)),
    (r"bln|b", (9, 12)),  # a billion in English, 10^12 in Italian and Spanish
    (r"thousand|mila|mil|k", (3,)),
    (r"hundred", (2,)),
    (r"t", (12,)),
)
_SCALE = "|".join(f"(?P<s{i}>{words})" for i, (words, _) in enumerate(_SCALES))
_UNIT = (
    r"(?P<bps>\s?(?:basis points?|bps|punti base|puntos basicos)\b)|(?P<percent>\s?(?:%|(?:percent|per cent|pct|"
    r"per cento|por ciento|percentage points?|punti percentuali|puntos porcentuales|pp|points?|punti|puntos)\b))|"
    r"(?P<multiple>\s?×|x(?!\w)|\s(?:times|volte|veces)\b(?! (?:a|per|al|all|each|every|por)\b))"
    rf"|(?P<money>[ \t]?{_AFTER}|[ \t](?:di |de )?(?:(?:us )?dollars?|euros?|dollari|dolares|pounds)\b)"
)
_NUMBER = re.compile(
    rf"(?P<sign>(?<![\w.,%)])[+-]\s?)?(?:(?P<before>{_BEFORE}\s?)(?P<inner>[+-])?)?(?P<core>(?<![\w.])\.\d+|"
    rf"(?<!\d)\d{{1,3}}(?: \d{{3}}){{2,}}(?!\d)|\d+(?:[.,']\d+)*)(?:\s?(?:{_SCALE})(?={_AFTER}|\W|_|"
    rf"$))?(?:{_UNIT}|(?P<ordinal>(?:st|nd|rd|th|°|o|a)(?!\w)))?"
)
_TAIL = re.compile(_UNIT)
_SHARES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(source), percent)
    for source, percent in (
        (r"\bthree[- ]quarters of\b|\btre quarti de|\btres cuartas partes de", "75"),
        (r"\btwo[- ]thirds of\b|\bdue terzi de|\bdos tercios de", "66.6667"),
        (r"(?<!first )(?<!second )\bhalf (?:of|the|your|our|their) |\bla meta de|\bla mitad de", "50"),
        (r"\b(?:a|one)[- ]third of\b|\bun terzo de|\bun tercio de", "33.3333"),
        (r"\b(?:a|one)[- ]quarter of\b|\bun quarto de|\b(?:una cuarta parte|un cuarto) de", "25"),
        (r"\b(?:a|one)[- ]fifth of\b|\bun quinto de|\buna quinta parte de", "20"),
        (r"\b(?:a|one)[- ]tenth of\b|\bun decimo de|\buna decima parte de", "10"),
    )
)
_FOLDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"\b(?:doubled(?!-)|twice (?:as|the)|raddoppiat[oaie]|duplicad[oa]s?|il doppio d|el doble de)\b", re.I
        ),
        "2",
    ),
    (re.compile(r"\b(?:tripled|three-?fold|triplicat[oaie]|triplicad[oa]s?)\b"), "3"),
)
_HEDGE = re.compile(
    r"(?:(?P<about>\b(?:about|around|roughly|approximately|approx|circa|some|near|close to|intorno a|quasi|"
    r"cerca de|unos|unas|casi|alrededor de|aproximadamente)\.?|~|≈)|(?P<over>\b(?:over|more than|above|at least|"
    r"upwards of|oltre|piu di|almeno|mas de|al menos)|>)|(?P<under>\b(?:under|less than|fewer than|below|nearly|"
    r"almost|up to|at most|meno di|fino a|menos de|hasta)|<))(?: (?:the|a|an|il|lo|la|i|gli|le|el|los|las|di|"
    r"de))?\s?$"
)
_HEDGING = (
    "about around roughly approximately approx approx. circa some near close intorno quasi cerca unos unas casi "
    "alrededor aproximadamente over more above least upwards oltre piu almeno mas menos under less fewer below nearly "
    "almost up most meno fino hasta"
)
_HEDGE_WORDS = frozenset(_HEDGING.split())
_HEDGE_MARKS = frozenset("~≈<>")
_RANGE = re.compile(r" ?(?:-|to|and|a|e|ed|y|o|or|/) ?")


def mentions(low: str, language: str = "") -> list[Mention]:
    """Every quantity of a folded text in lower case, in order and apart from each other.

    Dates, names and links must have been blanked out before: what is left that looks like a number is one.
    """
    found = [_written(match, low) for match in _NUMBER.finditer(low)]
    found += list(_spoken(low, language))
    found += [_share(match, "share", percent, "3") for pattern, percent in _SHARES for match in pattern.finditer(low)]
    found += [_share(match, "fold", fold, "0.1") for pattern, fold in _FOLDS for match in pattern.finditer(low)]
    return _with_range_units(low, _apart(found))


def _written(match: re.Match[str], low: str) -> Mention:
    powers = next((p for i, (_, p) in enumerate(_SCALES) if match.group(f"s{i}")), (0,))
    readings = tuple(r.times_ten_to(power) for r in core_readings(match.group("core")) for power in powers)
    sign = _sign(match, low)
    start = match.start() if sign else match.start("before") if match.group("before") else match.start("core")
    mention = Mention(start, match.end(), "number", readings, sign, _hedge(low, match.start()), powers[0])
    return _typed(mention, match)


def _typed(mention: Mention, match: re.Match[str]) -> Mention:
    groups = match.groupdict()
    if groups["bps"]:
        return replace(mention, kind="percent", readings=tuple(r.times_ten_to(-2) for r in mention.readings))
    if groups["money"] or groups.get("before"):
        return replace(mention, kind="money")
    if groups["percent"]:
        return replace(mention, kind="percent")
    if groups["multiple"]:
        return replace(mention, kind="multiple")
    return replace(mention, kind="ordinal") if groups.get("ordinal") else mention


def _sign(match: re.Match[str], low: str) -> int:
    """-1 or +1 when a sign belongs to the number; a dash that opens a list item is none."""
    sign, inner = match.group("sign") or "", match.group("inner") or ""
    if sign[-1:].isspace() or not (sign or inner):
        return 0
    opens_line = not low[max(0, match.start() - 40) : match.start()].rpartition("\n")[2].strip()
    if sign == "-" and opens_line and not (match.group("before") or match.group("percent") or match.group("money")):
        return 0
    return -1 if "-" in sign + inner else 1


def _hedge(low: str, start: int) -> Hedge:
    before = low[max(0, start - 30) : start]
    if not _HEDGE_WORDS.intersection(before.split()) and before.strip()[-1:] not in _HEDGE_MARKS:
        return ""  # the usual case, and far cheaper than the pattern
    match = _HEDGE.search(before)
    if not match:
        return ""
    return "about" if match.group("about") else "over" if match.group("over") else "under"


def core_readings(core: str) -> tuple[Reading, ...]:
    """`1,234` → 1234 and 1.234; `1.234,5` → 1234.5; `1.2.3` → nothing, since it is no number."""
    digits = re.sub(r"[ ']", "", core)
    marks = re.sub(r"\d", "", digits)
    bare = re.sub(r"[.,]", "", digits)
    if len(bare) > MOST_DIGITS:
        return ()
    grouped = (_reading(bare, 0),) if not marks or _is_grouped(digits) else ()
    if not marks or (len(marks) > 1 and len(set(marks)) == 1):
        return grouped
    head, part = digits.rsplit(marks[-1], 1)
    if marks[-1] in marks[:-1] or (len(marks) > 1 and not _is_grouped(head)):
        return ()
    return (*grouped, _reading(bare, len(part)))


def _is_grouped(digits: str) -> bool:
    return bool(re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?:\.\d{3})+", digits))


def _reading(digits: str, places: int) -> Reading:
    value = Decimal(int(digits)).scaleb(-places)
    zeros = len(digits) - len(digits.rstrip("0")) if value and not places else 0
    return Reading(value, Decimal(1).scaleb(-places), Decimal(1).scaleb(zeros - places))


def _spoken(low: str, language: str) -> Iterator[Mention]:
    for number in spoken_numbers(low, language):
        reading = replace(_reading(str(number.value), 0), step=Decimal(number.unit))
        kind: Kind = "ordinal" if number.ordinal else "number"
        scale = len(str(number.unit)) - 1
        mention = Mention(number.start, number.end, kind, (reading,), 0, _hedge(low, number.start), scale)
        tail = _TAIL.match(low, number.end)
        yield _typed(replace(mention, end=tail.end()), tail) if tail and not number.ordinal else mention


def _share(match: re.Match[str], kind: Kind, value: str, step: str) -> Mention:
    return Mention(match.start(), match.end(), kind, (Reading(Decimal(value), Decimal(step), Decimal(step)),))


def _apart(found: list[Mention]) -> list[Mention]:
    """In order, without those that overlap an earlier one."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _with_range_units(low: str, found: list[Mention]) -> list[Mention]:
    """`5-7%`, `$1 to 2 million`: the first number of a range may have the unit and scale of the second."""
    for at in range(len(found) - 2, -1, -1):
        first, second = found[at], found[at + 1]
        between = low[first.end : second.start]
        if len(between) > 6 or not _RANGE.fullmatch(between):
            continue
        if "number" not in (first.kind, second.kind) and first.kind != second.kind:
            continue
        also = second.kind if first.kind == "number" and second.kind != "number" else None
        shift = second.scale if not first.scale else 0
        readings = first.readings + tuple(r.times_ten_to(shift) for r in first.readings if shift)
        found[at] = replace(first, also=also, readings=readings)
    return found
