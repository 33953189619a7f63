"""The rule of grounding: every number, date and count of an answer follows from the figures and words of its turn.

A number follows when it is one of them, rounded to the digits it shows; or the sum, difference or ratio of two of them
that the text itself shows; or the length of a list that it sets out. Everything else is named as ungrounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assistant.guardrails.directions import contradicted
from assistant.guardrails.facts import Facts
from assistant.guardrails.given import Given
from assistant.guardrails.mentions import Mention, Reading
from assistant.guardrails.moments import blank
from assistant.guardrails.passage import Passage, TooLong
from assistant.guardrails.quantities import Quantities, read_quantities
from assistant.guardrails.rule import Hit, Rule
from assistant.guardrails.superlatives import misplaced

MOST_NUMBERS = 3000  # of one text: no answer has as many, and each is looked up
MOST_SHOWN = 60  # values of one text that are tried in pairs
MOST_IN_PAIRS = 40  # figures of one unit whose unshown sums are tried
EXACT_DIGITS = 5  # a sum of figures that the text does not show is believed only when written this exactly
_SCALED_CAP, _HEDGED_CAP, _PLAIN_CAP = Decimal("0.05"), Decimal("0.10"), Decimal("0.01")
_DIGITS = re.compile(r"\d+")
_LISTING = re.compile(
    r"\b(?:top|first|next|last|bottom|largest|biggest|smallest|these|those|following|remaining|below|prim[ie]|"
    r"ultim[ie]|quest[ei]|seguenti|principali|primer[oa]s|ultim[oa]s|est[oa]s|siguientes|mayores|mejores|"
    r"migliori|peggiori|maggiori)\s$"
)
_SUPERLATIVE = re.compile(
    r"\s(?:\w+\s)?(?:largest|biggest|best|top|smallest|highest|lowest|worst|oldest|most|piu|mas|mayores|mejores|"
    r"principali|maggiori|migliori)\b"
)
_DERIVED_AS = {"share": "percent", "fold": "multiple"}
_WORD_WITH_DIGITS = re.compile(r"(?<![\w-])[A-Za-z][\w-]{0,60}\d[\w-]{0,60}")


_A_COUNT, _BARE = 100, ("number", "ordinal")


@dataclass(frozen=True, slots=True)
class Shown:
    """A value of the turn that the text shows, and the kind it is shown as."""

    kind: str
    value: Decimal


def check(passage: Passage, facts: Facts) -> Iterator[Hit]:
    """Every quantity of the text that does not follow from the turn, and every direction word that contradicts it.

    Answers are always held to this; drafts when the facts hold the figures of their turn.
    """
    if facts.channel != "answer" and "figures" not in facts:
        return
    if sum(1 for _ in _DIGITS.finditer(passage.text)) > MOST_NUMBERS:
        raise TooLong
    given = Given(facts)
    passage.tick()
    known = [m.span() for m in _WORD_WITH_DIGITS.finditer(passage.text) if m.group().lower() in given.identifiers]
    read = read_quantities(blank(passage.text, known), facts.words("language") or facts.words("lang"))
    passage.tick()
    shown = {id(m): value for m in read.mentions if (value := _direct(m, given)) is not None}
    values = list(dict.fromkeys(Shown(m.kind, shown[id(m)]) for m in read.mentions if id(m) in shown))
    for mention in read.mentions:
        passage.tick()
        if id(mention) not in shown and not _otherwise(mention, passage, read, given, values[:MOST_SHOWN]):
            yield Hit(mention.start, mention.end, "No figure of this turn gives this number.")
    yield from _ungrounded_moments(passage, read, given)
    yield from contradicted(passage, read.mentions, given)
    yield from misplaced(passage, facts)


def quoted(text: str, figures: Sequence[Mapping[str, Any]], language: str = "") -> list[int]:
    """The places of those figures (each with `value` and `unit`) whose value the text says, rounded or not.

    A bare count below a hundred may be of anything, so it is not taken for a figure.
    """
    read = read_quantities(Passage(text).text, language)
    said = [m for m in read.mentions if m.kind not in _BARE or any(r.value >= _A_COUNT for r in m.readings)]
    alone = ({"value": figure["value"], "unit": figure["unit"]} for figure in figures)
    given = [Given(Facts({"figures": [figure]}, "answer")) for figure in alone]
    return [place for place, one in enumerate(given) if any(_direct(mention, one) is not None for mention in said)]


def _ungrounded_moments(passage: Passage, read: Quantities, given: Given) -> Iterator[Hit]:
    for moment in read.moments:
        number = Decimal(moment.readings[0][0] or 0) if moment.grain == "year" else None
        if not given.knows(moment) and not (number and given.pools["count"].within(number, number)):
            yield Hit(moment.start, moment.end, "Neither the figures nor the question of this turn hold this date.")
    for start, end in read.identifiers:
        if passage.text[start:end].lower() not in given.identifiers:
            yield Hit(start, end, "Nothing in this turn has this identifier.")


def _direct(mention: Mention, given: Given) -> Decimal | None:
    """The given value that the mention is a rounding of."""
    for reading in mention.readings:
        for kind in mention.kinds:
            for pool, low, high in _sought(kind, mention, reading):
                if (value := given.pools[pool].within(low, high, mention.sign)) is not None:
                    return value
    return None


def _sought(kind: str, mention: Mention, reading: Reading) -> Iterator[tuple[str, Decimal, Decimal]]:
    """The pools in which a value of this kind is sought, and between which bounds."""
    low, high = _bounds(mention, reading)
    if kind not in ("number", "ordinal"):
        yield ("percent" if kind == "share" else kind, low, high)
        return
    if kind == "number":
        yield ("number", low, high)
    if reading.step < 1:
        yield ("fraction", low, high)
    if mention.hedge or mention.scale or reading.step < 1:
        yield ("count", low, high)
    else:  # what is counted is not rounded, unless the words say so
        yield ("count", reading.value, reading.value)


def _bounds(mention: Mention, reading: Reading) -> tuple[Decimal, Decimal]:
    """The values that the reading can be a rounding of.

    Half a unit of the last digit shown. A hedge (`about`) makes trailing zeros mere size; `over` and `under` look to
    one side. The caps keep a coarse rounding ($1 million for 1.4) from passing.
    """
    value, half = reading.value, reading.step / 2
    if mention.hedge:
        place = reading.round_step / 2 if mention.hedge == "about" else reading.round_step
        room = max(half, min(place, value * _HEDGED_CAP))
        low = value - (half if mention.hedge == "over" else room)
        return low, value + (half if mention.hedge == "under" else room)
    if mention.scale:
        half = min(half, value * _SCALED_CAP) if value else half
    elif mention.kind in ("money", "number") and reading.step == 1:
        half = max(half, min(reading.round_step / 2, value * _PLAIN_CAP))
    return value - half, value + half


def _otherwise(mention: Mention, passage: Passage, read: Quantities, given: Given, shown: list[Shown]) -> bool:
    """Whether a number that is no given value still follows: derived, or the length or a place of a list."""
    if mention.kind in ("number", "ordinal") and _is_of_list(mention, passage, read, given):
        return True
    return any(_is_derived(mention, reading, shown) or _is_sum(mention, reading, given) for reading in mention.readings)


def _is_of_list(mention: Mention, passage: Passage, read: Quantities, given: Given) -> bool:
    if mention.scale or not mention.readings:
        return False
    value, most = mention.readings[0].value, max([*given.rows, *read.lists], default=0)
    if mention.kind == "ordinal":
        return value <= max(3, most) or any(day[2] == value for day in given.days)
    if value in given.rows or value in read.lists:
        return True
    before, after = passage.low[max(0, mention.start - 15) : mention.start], passage.low[mention.end : mention.end + 20]
    return value <= most and bool(_LISTING.search(before) or _SUPERLATIVE.match(after))


def _is_derived(mention: Mention, reading: Reading, shown: list[Shown]) -> bool:
    low, high = _bounds(mention, reading)
    kinds = {_DERIVED_AS.get(kind, kind) for kind in mention.kinds}
    for at, first in enumerate(shown):
        for second in shown[at + 1 :]:
            if first.kind != second.kind:
                continue
            if any(k in kinds and low <= abs(v) <= high for k, v in _combinations(first, second)):
                return True
    return False


def _combinations(first: Shown, second: Shown) -> Iterator[tuple[str, Decimal]]:
    """Sum, difference, ratio and relative change of two shown values."""
    a, b = first.value, second.value
    yield from ((first.kind, a + b), (first.kind, a - b))
    for over, under in ((a, b), (b, a)):
        if under:
            ratio = over / under
            yield from (("multiple", ratio), ("percent", ratio * 100), ("percent", (ratio - 1) * 100))
    if a + b:
        yield from (("percent", a / (a + b) * 100), ("percent", b / (a + b) * 100))


def _is_sum(mention: Mention, reading: Reading, given: Given) -> bool:
    """An exactly written sum or difference of two figures of the same unit, shown or not."""
    unit = {"money": "money", "number": "count"}.get(mention.kind)
    values = given.by_unit.get(unit or "", [])
    digits = reading.value.adjusted() - reading.round_step.adjusted() + 1 if reading.value else 0
    if not values or len(values) > MOST_IN_PAIRS or digits < EXACT_DIGITS:
        return False
    low, high = _bounds(mention, reading)
    return any(low <= abs(a + s * b) <= high for i, a in enumerate(values) for b in values[i + 1 :] for s in (1, -1))


RULES = (
    Rule(
        "ungrounded-figure",
        "A number that no figure of the turn gives",
        "block",
        "FINRA 2210(d)(1)(A)-(B); SEC 206(4)-1(a)(1)-(2); FINRA RN 24-09",
        "Use a figure of this turn as it is shown, or leave the number out.",
        "Not a rounding to fewer digits, a number of the question, the length of the list shown, a sum, difference or "
        "ratio of two figures that stand in the text, or a name such as 401(k).",
        check,
    ),
)
