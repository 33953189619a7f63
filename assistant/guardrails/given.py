"""What a turn has given: its figures, the numbers in its words, its dates. A text may use these and no others."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from assistant.figures import Figure
from assistant.guardrails.facts import Facts
from assistant.guardrails.moments import MONTH_NAMES, Moment
from assistant.guardrails.number_words import TIMES, VALUES
from assistant.guardrails.passage import Passage, plain
from assistant.guardrails.quantities import read_quantities

_OWN_WORDS = ("grounding_words", "identification", "firm_name", "fact", "profile", "draft_date", "recipients")
_FIGURE_WORDS = ("label", "reason", "definition", "method", "id", "key")
_APART = " ;\n "  # between given words, so that no number runs from one into the next
_RANGE_OF_MONTHS = re.compile(r"\b(\d{4})-(\d\d)(?:-\d\d)?\.\.(\d{4})-(\d\d)\b")
_SPAN = re.compile(r"\b(\d{1,3})\s?-?(y|yr|years?|ann[io]|anos?|m|months?|mes[ei]s?)\b", re.IGNORECASE)
_PARTS_OF_TEN = Decimal("1.5")  # a bare 0.94 (or 1.2) among the arguments may be said as 94 % (or 120 %)
_FURTHEST_YEARS = 5
_COUNTING = frozenset("0123456789")
_NUMBER_WORDS = frozenset(VALUES) | frozenset(TIMES) | MONTH_NAMES
_WORD = re.compile(r"[a-z]+")
_LARGE = 1000  # from here on a bare number may be a rounded amount


@dataclass(frozen=True, slots=True)
class Signed:
    """A figure that says which way something went, for checking words such as `rose` and `fell`."""

    value: Decimal
    is_change: bool


@dataclass(slots=True)
class Pool:
    """Given values that one kind of mention may take, by sign, sorted: is any of them in this interval?"""

    plus: list[Decimal] = field(default_factory=list)
    minus: list[Decimal] = field(default_factory=list)

    def add(self, value: Decimal, unsigned: bool = False) -> None:
        if unsigned or value >= 0:
            self.plus.append(abs(value))
        if unsigned or value <= 0:
            self.minus.append(abs(value))

    def settle(self) -> None:
        self.plus = sorted(set(self.plus))
        self.minus = sorted(set(self.minus))

    def within(self, low: Decimal, high: Decimal, sign: int = 0) -> Decimal | None:
        """A value (signed) whose size lies between, and whose sign is the one asked for; else None."""
        for values, its_sign in ((self.plus, 1), (self.minus, -1)):
            if sign in (0, its_sign):
                at = bisect_left(values, low)
                if at < len(values) and values[at] <= high:
                    return values[at] * its_sign
        return None


class Given:
    """The numbers, dates and identifiers that the words of a turn may use."""

    def __init__(self, facts: Facts) -> None:
        self.pools: dict[str, Pool] = defaultdict(Pool)
        self.by_unit: dict[str, list[Decimal]] = defaultdict(list)
        self.signed: dict[str, list[Signed]] = defaultdict(list)
        self.days: set[tuple[int, int, int]] = set()
        self.months: set[tuple[int, int]] = set()
        self.years: set[int] = set()
        self.clocks: set[str] = set()
        self.identifiers: set[str] = set()
        self.rows = frozenset(_whole_numbers(facts.get("listed_rows")))
        words = list(facts.leaves(*_OWN_WORDS))
        for figure in _listed(facts.get("figures")):
            words += self._take_figure(_plain(figure))
        words += self._take_as_of(facts.get("as_of"))
        self._take_words(_APART.join(each for each in dict.fromkeys(words) if _may_count(each)))
        for pool in self.pools.values():
            pool.settle()

    def _take_figure(self, figure: Mapping[str, Any]) -> list[str]:
        """Take a figure's value; its words (label, definition, inputs, a value in words) come back to be read."""
        words = [figure[key] for key in _FIGURE_WORDS if isinstance(figure.get(key), str)]
        words += [str(value) for value in _values(figure.get("inputs"))]
        value, unit = figure.get("value"), str(figure.get("unit") or "")
        number = None if isinstance(value, str) and unit in ("", "text", "date") else _decimal(value)
        if isinstance(value, dt.date):
            self._take_day(value)
        elif number is not None:
            self._take_number(number, unit, str(figure.get("label") or ""))
        elif isinstance(value, str):
            words.append(value)
        return words

    def _take_number(self, value: Decimal, unit: str, label: str) -> None:
        for kind, its_value in _kinds_of(value, unit):
            self.pools[kind].add(its_value)
        self.by_unit[unit].append(value)
        shown = value * 100 if unit == "rate" else value
        self.signed["percent" if unit == "rate" else unit].append(Signed(shown, bool(_CHANGE.search(label))))

    def _take_words(self, words: str) -> None:
        """The numbers of given words: they have no sign of their own unless it is written."""
        if not words:
            return
        text = Passage(words).text
        quantities = read_quantities(text)
        for mention in quantities.mentions:
            for reading in mention.readings:
                for kind, value in _kinds_of(reading.value, "percent" if mention.kind == "share" else mention.kind):
                    self.pools[kind].add(value * (mention.sign or 1), unsigned=not mention.sign)
        for moment in quantities.moments:
            self._take_moment(moment)
        self.identifiers.update(text[start:end].lower() for start, end in quantities.identifiers)
        self._take_spans(text)

    def _take_spans(self, text: str) -> None:
        for match in _SPAN.finditer(text):
            number, in_years = Decimal(match.group(1)), match.group(2).lower()[0] in "ya"
            for value in (number, number * 12) if in_years else (number, number / 12):
                if value == value.to_integral_value():
                    self.pools["count"].add(value, unsigned=True)
        for match in _RANGE_OF_MONTHS.finditer(text):
            first, last = (int(match.group(at)) * 12 + int(match.group(at + 1)) - 1 for at in (1, 3))
            for month in range(first, min(last, first + 600) + 1):
                self._take_month(month // 12, month % 12 + 1)

    def _take_moment(self, moment: Moment) -> None:
        if moment.clock:
            self.clocks.add(moment.clock)
        for year, first, last, day in moment.readings:
            if year is not None:
                self.years.add(year)
                self.pools["count"].add(Decimal(year), unsigned=True)
            if first is None or last is None:
                self._take_edges(year, 1, 12)
            elif day is not None:
                self.days.add((year or 0, first, day))
                self._take_month(year or 0, first)
            else:
                self._take_edges(year, first, last)
                for month in range(first, last + 1):
                    self._take_month(year or 0, month)

    def _take_month(self, year: int, month: int) -> None:
        self.months.add((year, month))
        if year:
            self.years.add(year)

    def _take_edges(self, year: int | None, first: int, last: int) -> None:
        """The first and last day of a period may be named where the period is."""
        if year is None or not dt.MINYEAR < year < dt.MAXYEAR:
            return
        self.days |= {(year, first, 1), (year, last, _last_day(year, last))}
        self.months |= {(year, first), (year, last)}

    def _take_day(self, day: dt.date) -> None:
        self.days.add((day.year, day.month, day.day))
        self._take_month(day.year, day.month)

    def _take_as_of(self, as_of: Any) -> list[str]:
        """The day of the turn, the starts and ends of the periods around it, and the same day some years back."""
        if isinstance(as_of, str):
            try:
                as_of = dt.date.fromisoformat(as_of[:10])
            except ValueError:
                return [as_of]
        if not isinstance(as_of, dt.date):
            return []
        self._take_day(as_of)
        self.years |= {as_of.year - 1}
        quarter = (as_of.month - 1) // 3 * 3 + 1
        for first, last in ((1, 12), (quarter, quarter + 2), (as_of.month, as_of.month)):
            self._take_edges(as_of.year, first, last)
        self.days |= {(as_of.year - 1, 12, 31), (as_of.year - 1, 1, 1)}
        for back in range(1, _FURTHEST_YEARS + 1):
            self.days |= {(as_of.year - back, as_of.month, as_of.day)}
        return []

    def knows(self, moment: Moment) -> bool:
        """Whether a date or period of the text is one of the turn's."""
        if moment.clock:
            return moment.clock in self.clocks
        return any(self._knows_reading(reading) for reading in moment.readings)

    def _knows_reading(self, reading: tuple[int | None, int | None, int | None, int | None]) -> bool:
        year, first, last, day = reading
        if first is None or last is None:
            return year in self.years
        if day is not None:
            return any(d[1:] == (first, day) and (year is None or d[0] in (0, year)) for d in self.days)
        return any(first <= m <= last and (year is None or y in (0, year)) for y, m in self.months)


_CHANGE = re.compile(
    r"\b(?:change|growth|grew|return|net flows?|net new|variation|difference|delta|increase|variazione|crescita|"
    r"rendimento|flussi netti|differenza|variacion|crecimiento|rentabilidad|rendimiento|flujos netos|"
    r"diferencia)\b",
    re.IGNORECASE,
)


def _kinds_of(value: Decimal, unit: str) -> Iterator[tuple[str, Decimal]]:
    """The kinds of mention that may say a value of this unit, and the value they would say.

    A bare number is a `count` (said exactly), a `number` (a large amount, said rounded) or a `fraction` (said with its
    decimals), so that no rate or small amount vouches for a count.
    """
    if unit == "money":
        yield from (("money", value), *_bare(value))
    elif unit == "rate":
        yield from (("percent", value * 100), ("fraction", value), ("multiple", value), ("fold", value + 1))
    elif unit == "percent":
        yield from (("percent", value), *_bare(value), ("fraction", value / 100), ("multiple", value / 100))
        yield ("fold", value / 100 + 1)
    elif unit in ("multiple", "score"):
        yield from (("multiple", value), ("fraction", value), ("percent", value * 100), ("fold", value))
    elif unit in ("months", "years", "days"):
        yield from _bare(value)
        other = value / 12 if unit == "months" else value * 12
        if unit != "days" and other == other.to_integral_value():
            yield ("count", other)
    elif unit == "count":
        yield from (("multiple", value), *_bare(value))
    else:
        yield from (*_bare(value), ("count", value), ("money", value), ("percent", value), ("multiple", value))
        if abs(value) <= _PARTS_OF_TEN:
            yield ("percent", value * 100)


def _bare(value: Decimal) -> Iterator[tuple[str, Decimal]]:
    shown = round(value, 1)  # a figure without a unit is printed to one decimal
    if shown == shown.to_integral_value():
        yield ("count", shown)
    if value != shown or shown != shown.to_integral_value():
        yield ("number" if abs(value) >= _LARGE else "fraction", value)


def _may_count(words: str) -> bool:
    """Whether the words can hold a number or a date at all: most labels and sentences of a turn hold none."""
    return not _COUNTING.isdisjoint(words) or not _NUMBER_WORDS.isdisjoint(_WORD.findall(plain(words)))


def _plain(figure: Any) -> Mapping[str, Any]:
    if isinstance(figure, Figure):
        plain = {key: getattr(figure, key) for key in ("value", "unit", "label", "reason", "id", "key")}
        return plain | {"definition": figure.method.definition, "inputs": dict(figure.inputs)}
    if isinstance(figure, Mapping):
        return figure
    raise TypeError("A figure of the turn must be a Figure or a mapping with value, unit and label.")


def _listed(figures: Any) -> Iterable[Any]:
    if figures is None:
        return ()
    if isinstance(figures, (str, bytes, Mapping)) or not isinstance(figures, Iterable):
        raise TypeError("The figures of a turn must be a list.")
    return figures


def _values(inputs: Any) -> Iterable[Any]:
    if isinstance(inputs, Mapping):
        return inputs.values()
    return (pair[1] for pair in inputs) if isinstance(inputs, (list, tuple)) else ()


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 60 else None


def _whole_numbers(value: Any) -> Iterator[int]:
    for item in value if isinstance(value, (list, tuple, set, frozenset)) else [value]:
        if isinstance(item, int) and not isinstance(item, bool):
            yield item


def _last_day(year: int, month: int) -> int:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return (following - dt.timedelta(days=1)).day
