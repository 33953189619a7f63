"""Dates and periods of a text: days, months, quarters, half-years, years and clock times, in three languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Grain = Literal["day", "month", "part", "year", "time"]
BLANK = "\x00"

_MONTHS = (
    ("january", "jan", "gennaio", "gen", "enero", "ene"),
    ("february", "feb", "febbraio", "febrero"),
    ("march", "mar", "marzo"),
    ("april", "apr", "aprile", "abril", "abr"),
    ("may", "maggio", "mag", "mayo"),
    ("june", "jun", "giugno", "giu", "junio"),
    ("july", "jul", "luglio", "lug", "julio"),
    ("august", "aug", "agosto", "ago"),
    ("september", "sep", "sept", "settembre", "set", "sett", "septiembre"),
    ("october", "oct", "ottobre", "ott", "octubre"),
    ("november", "nov", "novembre", "noviembre"),
    ("december", "dec", "dicembre", "dic", "diciembre"),
)
_NUMBER_OF = {word: number for number, words in enumerate(_MONTHS, 1) for word in words}
MONTH_NAMES = frozenset(_NUMBER_OF)
# Words that are also something else (`may`, `march`, `set`, `ago`): a month only with a capital.
_ALSO_WORDS = {"may", "march", "mar", "set", "ago", "gen", "mag", "august", "mayo", "ott", "dec", "ene"}
_BEFORE_MAY = re.compile(
    r"\b(?:in|by|since|until|till|of|last|next|this|from|to|through|early|late|mid|and|for|during) $"
)
_ALONE = {word for word in _NUMBER_OF if len(word) > 4} | {"may", "june", "july", "mayo"}
_NAME = "(?P<name>" + "|".join(sorted(_NUMBER_OF, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])"
_NTH = r"(?:st|nd|rd|th|o|a|°)?"
_ORDINALS = (
    ("first", "primo", "primer"),
    ("second", "secondo", "segundo"),
    ("third", "terzo", "tercer"),
    ("fourth", "quarto", "cuarto"),
)
_ORDER = {word: number for number, words in enumerate(_ORDINALS, 1) for word in words}


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or period: its span, how fine it is, and its readings.

    A reading is (year, first month, last month, day), each None where the words leave it open; `clock` is a time of
    day.
    """

    start: int
    end: int
    grain: Grain
    readings: tuple[tuple[int | None, int | None, int | None, int | None], ...] = ()
    clock: str = ""


def _form(source: str) -> re.Pattern[str]:
    return re.compile(source)


_ISO = _form(rf"(?<![\d-]){_YEAR}-(?P<month>1[0-2]|0[1-9])-(?P<day>3[01]|[12]\d|0[1-9])(?![\d-])(?:t[\d:.]{1, 16}z?)?")
_ISO_PART = _form(rf"(?<![\w-]){_YEAR}-?(?P<part>[qh][1-4])\b")
_ISO_MONTH = _form(rf"(?<![\d-]){_YEAR}-(?P<month>1[0-2]|0[1-9])(?![\d-])")
_SLASHED = _form(
    rf"(?<![\d/.,-]){_DAY}(?P<sep>[/.-])(?P<month>3[01]|[12]\d|0?[1-9])(?P=sep)(?P<year>(?:19|20)\d\d|"
    rf"\d\d)(?![\d/%-]|[.,]\d)"
)
_CLOCK = _form(
    r"(?<![\d:])(?P<hour>2[0-3]|[01]?\d)[:.](?P<minute>[0-5]\d)\s?[ap]\.?m\b\.?|(?<![\d:])(?:2[0-3]|"
    r"[01]?\d):[0-5]\d(?![\d:])"
)
_HOUR = _form(r"(?<![\d.,:])(?:1[0-2]|[1-9])\s?[ap]\.?m\b\.?")
_DAY_NAME = _form(rf"(?<![\d.,/]){_DAY}{_NTH}(?: of| de| di)? {_NAME}(?:,?(?: de| del| of)? {_YEAR}\b)?")
_NAME_DAY = _form(rf"\b{_NAME} (?:the )?{_DAY}{_NTH}(?!\d|[.,]\d|\s?%|:)(?:,? {_YEAR}\b)?")
_PART = _form(rf"(?<![\w-])(?P<part>[qth][1-4])(?:[ ,/-]{{0,2}}(?:of |de |del )?{_YEAR})?\b")
_PART_WORDS = _form(
    rf"\b(?P<order>{'|'.join(_ORDER)})[ -](?P<span>quarter|half|trimestre|semestre)\b(?:,?(?: of| de| del)? {_YEAR}\b)?"
)
_NAME_YEAR = _form(rf"\b{_NAME},?(?: of| de| del)? {_YEAR}\b")
_NAME_ALONE = _form(rf"\b{_NAME}")
_YEARS = _form(
    rf"(?<![\w.,$€£/]){_YEAR}(?:[-/](?P<until>(?:19|20)\d\d))?"
    r"(?![\w%]|[.,]\d|\s?(?:%|[$€£¥]|(?:m|mil|mln|mld|bln)?\s?(?:us|ca)?(?:\$|usd|eur|gbp|chf|jpy|cad)))"
)
# From the most to the least certain: what one form has read is no longer there for the next.
_FORMS = (
    *(_ISO, _ISO_PART, _ISO_MONTH, _SLASHED, _CLOCK, _HOUR),
    *(_DAY_NAME, _NAME_DAY, _PART, _PART_WORDS, _NAME_YEAR, _NAME_ALONE, _YEARS),
)


def moments(text: str, low: str) -> tuple[list[Moment], str]:
    """The dates and periods of a folded text (`low`: in lower case), and `low` with them blanked out (same length)."""
    found: list[Moment] = []
    for form in _FORMS:
        spans = [(moment, match.span()) for match in form.finditer(low) if (moment := _moment(form, match, text))]
        found += [moment for moment, _ in spans]
        low = blank(low, [span for _, span in spans])
    return sorted(found, key=lambda moment: moment.start), low


def blank(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with these spans (in order, apart) filled with a character that belongs to no word and no number."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], BLANK * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


def _moment(form: re.Pattern[str], match: re.Match[str], text: str) -> Moment | None:
    groups = match.groupdict()
    year = _year(groups.get("year"))
    start, end = match.span()
    if form in (_CLOCK, _HOUR):
        return Moment(start, end, "time", clock=clock_key(match.group()))
    if form is _YEARS:
        until = _year(groups.get("until"))
        return Moment(start, end, "year", tuple((y, None, None, None) for y in (year, until) if y))
    if groups.get("part") or groups.get("order"):
        first, last = _months_of(groups)
        return Moment(start, end, "part", ((year, first, last, None),)) if last <= 12 else None
    if groups.get("name"):
        return _named(match, groups, year, text)
    month, day = int(groups["month"]), groups.get("day")
    if day is None:
        return Moment(start, end, "month", ((year, month, month, None),))
    pairs = {(month, int(day)), (int(day), month)} if form is _SLASHED else {(month, int(day))}
    return Moment(start, end, "day", tuple((year, m, m, d) for m, d in sorted(pairs) if m <= 12))


def _named(match: re.Match[str], groups: dict[str, str | None], year: int | None, text: str) -> Moment | None:
    word = str(groups["name"])
    month, day = _NUMBER_OF[word], groups.get("day")
    capital = text[match.start("name")].isupper()
    if word in _ALSO_WORDS and not year and not capital and word != "mayo":
        return None
    if day is not None:
        return Moment(match.start(), match.end(), "day", ((year, month, month, int(day)),))
    if year is None and (
        word not in _ALONE
        or (
            word in ("may", "march")
            and not _BEFORE_MAY.search(text[max(0, match.start() - 12) : match.start()].lower())
        )
    ):
        return None
    return Moment(match.start(), match.end(), "month", ((year, month, month, None),))


def _months_of(groups: dict[str, str | None]) -> tuple[int, int]:
    part = groups.get("part")
    number = int(part[1]) if part else _ORDER[str(groups["order"])]
    is_half = part[0] == "h" if part else groups["span"] in ("half", "semestre")
    length = 6 if is_half else 3
    return (number - 1) * length + 1, number * length


def _year(words: str | None) -> int | None:
    if words is None:
        return None
    return int(words) + (2000 if len(words) == 2 else 0)


def clock_key(words: str) -> str:
    """`9:40 a.m.` and `9:40am` are one time of day."""
    return re.sub(r"[^\d:apm]", "", words.replace(".", ":" if re.search(r"\d\.\d", words) else "")).rstrip(":")
