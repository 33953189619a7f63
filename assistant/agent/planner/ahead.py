"""Times that lie ahead, for birthdays and the like: “next month”, “in December”, “the next 30 days”, “next year”."""

from __future__ import annotations

import datetime as dt
import re

from assistant.agent.planner import dates
from assistant.agent.planner.amounts import NUMBER_WORDS, whole_number

_UNITS = r"(?P<unit>days?|weeks?|months?|giorni|settiman[ae]|mes[ie]s?|dias|semanas?)"
_NEXT = re.compile(
    r"(?<!\w)(?:(?:in |over |within )?(?:the )?(?:next|coming|prossim[ie]|proxim[oa]s)|in|within|entro|en)"
    rf"(?: the next)? (?P<n>\d{{1,3}}|{'|'.join(NUMBER_WORDS)})? ?{_UNITS}(?!\w)"
)
_NAMED = (
    (re.compile(r"(?:next|coming) month|mese prossimo|prossimo mese|(?:mes proximo|proximo mes|mes que viene)"), 1),
    (re.compile(r"this month|questo mese|est[ea] mes"), 0),
)
_NEXT_YEAR = re.compile(r"next year|anno prossimo|prossimo anno|(?:ano proximo|proximo ano|ano que viene)")
_THIS_WEEK = re.compile(r"this week|questa settimana|esta semana")
_NEXT_WEEK = re.compile(r"next week|settimana prossima|prossima settimana|(?:semana que viene|proxima semana)")


def period_ahead(text: str, day: dt.date) -> str | None:
    """The span of the tools' grammar that the words name, counted ahead from a day; None when they name none.

    A month without a year is the next one to come, the present month included.
    """
    for pattern, months in _NAMED:
        if pattern.search(text):
            return f"{dates.month_start(day.year, day.month + months):%Y-%m}"
    if _NEXT_YEAR.search(text):
        return str(day.year + 1)
    for pattern, weeks in ((_THIS_WEEK, 0), (_NEXT_WEEK, 1)):
        if pattern.search(text):
            monday = day - dt.timedelta(days=day.weekday()) + dt.timedelta(weeks=weeks)
            return f"{monday.isoformat()}..{(monday + dt.timedelta(days=6)).isoformat()}"
    if found := _NEXT.search(text):
        count = whole_number(found["n"]) if found["n"] else 1
        return _counted(count or 1, found["unit"], day)
    return _month(text, day)


def _counted(count: int, unit: str, day: dt.date) -> str:
    if unit[0] == "m":
        end = dates.month_start(day.year, day.month + count)
        end = end.replace(day=min(day.day, 28))
    else:
        end = day + dt.timedelta(days=count * (7 if unit[0] in "ws" else 1))
    return f"{(day + dt.timedelta(days=1)).isoformat()}..{end.isoformat()}"


def _month(text: str, day: dt.date) -> str | None:
    """“in December”: this year's when it has not passed, else next year's; a year beside it decides."""
    named = dates.month(text, day)
    if named is None:
        return None
    year, number = (int(part) for part in named.split("-"))
    if re.search(r"(?<!\d)20\d\d(?!\d)", text):
        return named
    year = day.year if number >= day.month else day.year + 1
    return f"{year}-{number:02}"
