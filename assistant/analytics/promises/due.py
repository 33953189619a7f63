"""By when a promise was to be kept: the day that its own sentence names, counted from the day it was made.

English, Italian and Spanish. A sentence that names no day has none; nothing is assumed for it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pandas as pd

from assistant.book.names import plain

WEEKDAYS = (
    "monday|lunedi|lunes", "tuesday|martedi|martes", "wednesday|mercoledi|miercoles", "thursday|giovedi|jueves",
    "friday|venerdi|viernes", "saturday|sabato|sabado", "sunday|domenica|domingo",
)  # fmt: skip
MONTHS = (
    "january|gennaio|enero", "february|febbraio|febrero", "march|marzo", "april|aprile|abril", "may|maggio|mayo",
    "june|giugno|junio", "july|luglio|julio", "august|agosto", "september|settembre|septiembre|setiembre",
    "october|ottobre|octubre", "november|novembre|noviembre", "december|dicembre|diciembre",
)  # fmt: skip
NUMBERS = (
    "one|a|an|un|uno|una", "two|due|dos", "three|tre|tres", "four|quattro|cuatro", "five|cinque|cinco", "six|sei|seis",
    "seven|sette|siete", "eight|otto|ocho", "nine|nove|nueve", "ten|dieci|diez",
)  # fmt: skip
DAY, MONTH, NUMBER = "|".join(WEEKDAYS), "|".join(MONTHS), "|".join(NUMBERS)
UNITS = {"day|days|giorno|giorni|dia|dias": 1, "week|weeks|settimana|settimane|semana|semanas": 7}
FRIDAY = 4

_ISO = re.compile(r"(?<!\d)(\d{4}) (\d\d) (\d\d)(?!\d)")
_DATE = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?(?: of| de)? ({MONTH})|({MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?)"
    r"(?:,? (?:de(?:l)? )?(20\d\d))?\b"
)
_WITHIN = re.compile(
    rf"\b(?:within|in|entro|tra|fra|en|dentro de)(?: the next)? (\d{{1,2}}|{NUMBER}) ({'|'.join(UNITS)})\b"
)
_MONTH_END = re.compile(
    r"\b(?:end of (?:the |this )?month|month end|this month|fine (?:del )?mese|questo mese|fin(?:al)? de(?:l)? mes|"
    r"este mes)\b"
)
_NEXT_MONTH = re.compile(r"\b(?:next month|mese prossimo|prossimo mese|proximo mes|mes que viene)\b")
_THIS_WEEK = re.compile(r"\b(?:this week|end of (?:the |this )?week|questa settimana|fine settimana|esta semana)\b")
_NEXT_WEEK = re.compile(r"\b(?:next week|settimana prossima|prossima settimana|proxima semana|semana que viene)\b")
_TODAY = re.compile(r"\b(?:today|tonight|oggi|stasera|hoy)\b")
_TOMORROW = re.compile(r"\b(?:tomorrow|domani|(?<!la )manana)\b")
_WEEKDAY = re.compile(rf"\b(next |prossimo |proximo )?({DAY})\b")


def due_day(sentence: str, said: dt.date) -> dt.date | None:
    """The day a sentence names for its promise, or None. `said` is the day of the note.

    A weekday is the next one after that day; this or next week ends on its Friday, a month on its last day.
    """
    text = plain(sentence)
    for read in (_iso, _date, _within, _spans, _weekday):
        if (found := read(text, said)) is not None:
            return found
    return None


def _place(names: tuple[str, ...], word: str) -> int:
    return next(i for i, forms in enumerate(names) if word in forms.split("|"))


def _iso(text: str, _said: dt.date) -> dt.date | None:
    found = _ISO.search(text)
    return _calendar(*map(int, found.groups())) if found else None


def _date(text: str, said: dt.date) -> dt.date | None:
    """“12 May”, “May 12”: of the year written, else the first one that comes."""
    found = _DATE.search(text)
    if not found:
        return None
    number, month = int(found.group(1) or found.group(4)), _place(MONTHS, found.group(2) or found.group(3)) + 1
    if found.group(5):
        return _calendar(int(found.group(5)), month, number)
    day = _calendar(said.year, month, number)
    return day if day is None or day >= said else _calendar(said.year + 1, month, number)


def _calendar(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _within(text: str, said: dt.date) -> dt.date | None:
    found = _WITHIN.search(text)
    if not found:
        return None
    word = found.group(1)
    count = int(word) if word.isdigit() else _place(NUMBERS, word) + 1
    unit = next(days for names, days in UNITS.items() if found.group(2) in names.split("|"))
    return said + dt.timedelta(days=count * unit)


def _spans(text: str, said: dt.date) -> dt.date | None:
    friday = said - dt.timedelta(days=said.weekday() - FRIDAY)
    month_end = pd.Timestamp(said) + pd.offsets.MonthEnd(0)
    ends: tuple[tuple[re.Pattern[str], Callable[[], dt.date]], ...] = (
        (_TODAY, lambda: said),
        (_TOMORROW, lambda: said + dt.timedelta(days=1)),
        (_NEXT_MONTH, (month_end + pd.offsets.MonthEnd(1)).date),
        (_MONTH_END, month_end.date),
        (_NEXT_WEEK, lambda: friday + dt.timedelta(days=7)),
        (_THIS_WEEK, lambda: max(friday, said)),
    )
    return next((end() for pattern, end in ends if pattern.search(text)), None)


def _weekday(text: str, said: dt.date) -> dt.date | None:
    found = _WEEKDAY.search(text)
    if not found:
        return None
    wanted = _place(WEEKDAYS, found.group(2))
    if found.group(1):  # of the next calendar week
        return said + dt.timedelta(days=7 - said.weekday() + wanted)
    return said + dt.timedelta(days=(wanted - said.weekday() - 1) % 7 + 1)
