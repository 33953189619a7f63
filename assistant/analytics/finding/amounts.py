"""Amounts, years and spans of time as people write them, and the intervals that comparisons of them mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from assistant.analytics.finding.wording import Comparison
from assistant.errors import BadArguments

_SCALES = {
    **dict.fromkeys(("k", "thousand", "mila", "mil"), 1_000),
    **dict.fromkeys(("m", "mm", "mn", "mln", "million", "millions", "milione", "milioni", "millon", "millones"), 10**6),
    **dict.fromkeys(("b", "bn", "billion", "billions"), 10**9),
}
_AMOUNT = re.compile(
    rf"[$€£]? ?(?P<digits>\d[\d.,' ]*?) ?(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})?"
    r" ?(?:usd|eur|gbp|chf|dollars?|euros?|[$€£])?"
)
_YEARS = re.compile(
    r"(?P<digits>\d+(?:[.,]\d+)?) ?(?P<unit>m|months?|mesi|meses|y|yr|yrs|years?(?: old)?|of age|ann[oi]|anos?)?"
)
_SPAN = re.compile(r"(?P<count>\d+) ?(?P<unit>[a-z]*)(?: ago| fa)?")
_SPAN_UNITS = {
    **dict.fromkeys(("", "d", "day", "days", "giorni", "dias"), "days"),
    **dict.fromkeys(("w", "wk", "week", "weeks", "settimane", "semanas"), "weeks"),
    **dict.fromkeys(("m", "mo", "month", "months", "mesi", "meses"), "months"),
    **dict.fromkeys(("y", "yr", "year", "years", "anno", "anni", "ano", "anos"), "years"),
}
LONGEST_SPAN = 10_000


@dataclass(frozen=True, slots=True)
class Interval:
    """Values from `low` to `high`; None is no bound. The ends belong to it unless they are `open`."""

    low: Any = None
    high: Any = None
    low_open: bool = False
    high_open: bool = False

    def holds(self, values: pd.Series) -> pd.Series:
        """Where the values lie inside; False where a value is missing."""
        inside = values.notna()
        if self.low is not None:
            inside &= (values > self.low) if self.low_open else (values >= self.low)
        if self.high is not None:
            inside &= (values < self.high) if self.high_open else (values <= self.high)
        return inside.fillna(False).astype(bool)

    def cut(self, other: Interval) -> Interval:
        """What lies in both."""
        low, low_open = _tighter(((self.low, self.low_open), (other.low, other.low_open)), largest=True)
        high, high_open = _tighter(((self.high, self.high_open), (other.high, other.high_open)), largest=False)
        return Interval(low, high, low_open, high_open)


def _tighter(ends: Sequence[tuple[Any, bool]], *, largest: bool) -> tuple[Any, bool]:
    """The end that leaves less, of two; of equal ends the open one."""
    known = [end for end in ends if end[0] is not None]
    if not known:
        return None, False
    value = (max if largest else min)(end[0] for end in known)
    return value, any(is_open for end, is_open in known if end == value)


def intervals(
    alternatives: Sequence[Sequence[Comparison]], read: Callable[[str], Any], *, plain: str
) -> tuple[Interval, ...]:
    """What the comparisons mean: a value fits when it lies in any of the intervals.

    `read` gives the value of a comparison's text; `plain` is the operator of a value that stands alone.
    """
    found = []
    for alternative in alternatives:
        whole = Interval()
        for sign, text in alternative:
            whole = whole.cut(interval(sign or plain, read(text), text))
        found.append(whole)
    return tuple(found)


def interval(sign: str, value: Any, text: str) -> Interval:
    if sign == "!=":
        raise BadArguments(f"I cannot look for everything but {text}; write a comparison such as >=70 or <70.")
    return {
        ">=": Interval(low=value),
        ">": Interval(low=value, low_open=True),
        "<=": Interval(high=value),
        "<": Interval(high=value, high_open=True),
        "=": Interval(low=value, high=value),
    }[sign]


def money_cents(text: str) -> int:
    """`1m`, `250k`, `$1,000,000`, `1.5 million`, `250.000` → cents. Raises BadArguments."""
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise BadArguments(f"I cannot read “{text}” as an amount; write it like 250000, 250k or 1.5m.")
    amount = _decimal(match["digits"], scaled=bool(match["scale"])) * _SCALES.get(match["scale"] or "", 1)
    return int(amount * 100)


def years(text: str) -> float:
    """`70`, `70 years`, `18 months` → years. Raises BadArguments."""
    match = _YEARS.fullmatch(text)
    if match is None:
        raise BadArguments(f"I cannot read “{text}” as a number of years; write it like 70.")
    number = float(match["digits"].replace(",", "."))
    return number / 12 if (match["unit"] or "").startswith("m") else number


def span_of_time(text: str) -> pd.DateOffset | None:
    """`180d`, `6 months`, `2 weeks ago` → how long; None when the text is no span of time."""
    match = _SPAN.fullmatch(text)
    if match is None or match["unit"] not in _SPAN_UNITS or int(match["count"]) > LONGEST_SPAN:
        return None
    if not match["unit"] and len(match["count"]) == 4:
        return None  # a year of the calendar
    return pd.DateOffset(**{_SPAN_UNITS[match["unit"]]: int(match["count"])})


def _decimal(digits: str, *, scaled: bool) -> Decimal:
    """Digits with separators as a number; before a scale (`1.250m`) a single dot is a decimal one."""
    bare = re.sub(r"[' ]", "", digits)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", bare):
        return Decimal(bare.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", bare) and not (scaled and bare.count(".") == 1):
        return Decimal(bare.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d+(?:[.,]\d+)?", bare):
        return Decimal(bare.replace(",", "."))
    raise BadArguments(f"I cannot read “{digits}” as a number; write it like 1250000 or 1,250,000.")
