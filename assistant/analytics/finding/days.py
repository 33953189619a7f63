"""Conditions on days: when a client was last spoken to, whose birthday is near."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd
from babel.dates import get_month_names

from assistant.analytics.finding.amounts import Interval, interval, span_of_time
from assistant.analytics.finding.met import ASKED, Met, told
from assistant.analytics.finding.wording import comparisons, folded
from assistant.analytics.people import last_two_way
from assistant.blocks import Column
from assistant.book.periods import parse_period
from assistant.errors import AssistantError, BadArguments
from assistant.figures import Figure, Line, Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

CONTACT = Method("contact", "the latest contact in which the client took part")
NEVER = ("never", "none", "no", "mai", "nunca")
_BACK = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "=": "<=", "": "<="}
"""Longer ago is an earlier day."""
_WINDOW = re.compile(
    r"(?:in )?(?:the )?(?:next|coming|prossim[ioae]|proxim[oa]s?) (?P<count>\d+)? ?(?P<unit>[a-z]+)"
    r"|(?:within )?(?P<days>\d+) ?(?P<of>d|days?|w|weeks?|months?)"
)
_THIS = re.compile(r"(?:in )?(?:this|questo|quest[ao]|est[ea]) (?P<unit>week|month|year|settimana|mese|semana|mes)")
_UNITS = {"settimana": "week", "semana": "week", "mese": "month", "mes": "month"}
LONGEST_WINDOW = 366


def meet_last_contact(book: Book, ids: pd.Index, given: Any) -> Met:
    """Whose last two-way contact lies longer ago than a span, before or after a day, inside a period, or never was.

    A client never spoken to is dated from the first day as a client. Raises BadArguments for unreadable words.
    """
    spoken = pd.to_datetime(last_two_way(book)).reindex(ids).astype("datetime64[s]")
    column = Column("last_contact", "Last contact", "date", CONTACT)
    known = pd.Series(bool(len(book.interactions)), index=ids)
    missing = "no contacts on record"
    if isinstance(given, str) and folded(given) in NEVER:
        line = Line("no two-way contact on record")
        return Met("last_contact", told(spoken.isna(), known), line, column, spoken, missing)
    since = book.households.set_index("household_id")["since"].reindex(ids)
    dated = spoken.fillna(since).fillna(pd.Timestamp(1900, 1, 1))
    alternatives = [_days(book, alternative) for alternative in comparisons(given)]
    holds = pd.concat([span.holds(dated) for span in alternatives], axis=1).any(axis=1)
    silent = int((holds & spoken.isna()).sum())
    note = "Clients never spoken to are dated from their first day as clients." if silent and known.all() else ""
    pieces = [_contact_words(span, place) for place, span in enumerate(alternatives)]
    line = Line(" or ".join(t for t, _ in pieces), {k: v for _, values in pieces for k, v in values.items()})
    return Met("last_contact", told(holds, known), line, column, spoken, missing, note=note)


def _days(book: Book, alternative: tuple[tuple[str, str], ...]) -> Interval:
    whole = Interval()
    for sign, text in alternative:
        span = span_of_time(text)
        if span is not None and sign in _BACK:
            whole = whole.cut(interval(_BACK[sign], pd.Timestamp(book.as_of) - span, text))
        else:
            whole = whole.cut(_calendar(book, sign, text))
    return whole


def _calendar(book: Book, sign: str, text: str) -> Interval:
    """A day or a period of the calendar: before its first day, after its last, from, until, or inside it."""
    try:
        period = parse_period(text, book.as_of)
    except AssistantError as error:
        raise BadArguments(
            f"I cannot read “{text}” as a last contact; write it like >180d, <30d, <2026-01-01, 2026-Q1 or never."
        ) from error
    first, last = pd.Timestamp(period.start), pd.Timestamp(period.end)
    if sign in ("", "="):
        return Interval(first, last)
    return interval(sign, first if sign in ("<", ">=") else last, text)


def _contact_words(span: Interval, place: int) -> tuple[str, dict[str, Figure | str]]:
    mark = f"_{place + 1}" if place else ""
    values: dict[str, Figure | str] = {}
    parts = []
    for end, value, word in (
        ("from", span.low, "after" if span.low_open else "on or after"),
        ("to", span.high, "before" if span.high_open else "on or before"),
    ):
        if value is not None:
            key = f"last_contact_{end}{mark}"
            values[key] = Figure(key, f"Last contact, {word}", value.date(), "date", ASKED)
            parts.append(f"{word} {{{key}}}")
    return f"last contact {' and '.join(parts)}", values


def meet_birthday(book: Book, ids: pd.Index, given: Any) -> Met:
    """Whose household has somebody alive with a birthday in a window of days. Raises BadArguments for other words.

    The window is a month (`2026-12`, `december`), `next 30 days`, `next month`, a day or a range of days; a month named
    without its year is the next one of that name. `people`: client_id, household_id, who, on, turns.
    """
    first, last = _window(folded(given), book.as_of)
    people = book.clients
    people = people[people["deceased_on"].isna() & people["household_id"].isin(ids)]
    dated = people[people["birth_date"].notna()]
    on = _birthday_after(dated["birth_date"], first)
    found = dated.assign(on=on, turns=on.dt.year - dated["birth_date"].dt.year)[on <= pd.Timestamp(last)]
    found = found.assign(who=found["first_name"].fillna("") + " " + found["last_name"].fillna(""))
    found = found.sort_values(["on", "household_id", "client_id"])[["client_id", "household_id", "who", "on", "turns"]]
    has = pd.Series(ids.isin(found["household_id"]), index=ids)
    undated = people[people["birth_date"].isna()]["household_id"]
    values: dict[str, Figure | str] = {
        "birthday_from": Figure("birthday_from", "Birthdays, from", first, "date", ASKED),
        "birthday_to": Figure("birthday_to", "Birthdays, to", last, "date", ASKED),
    }
    words = "birthday on {birthday_from}" if first == last else "birthday from {birthday_from} to {birthday_to}"
    return Met(
        "birthday",
        told(has, has | ~pd.Series(ids.isin(undated), index=ids)),
        Line(words, values if first != last else {"birthday_from": values["birthday_from"]}),
        Column("birthday", "Birthday", "date", ASKED),
        found.drop_duplicates("household_id").set_index("household_id")["on"].reindex(ids),
        "somebody without a birth date on record",
        found,
    )


def _birthday_after(born: pd.Series, first: dt.date) -> pd.Series:
    """The first birthday of each on or after a day; who was born on 29 February has it on 1 March in other years."""
    start = pd.Timestamp(first)
    this_year = _in_year(born, first.year)
    return this_year.where(this_year >= start, _in_year(born, first.year + 1))


def _in_year(born: pd.Series, year: int) -> pd.Series:
    moved = (born.dt.month == 2) & (born.dt.day == 29) & (not calendar.isleap(year))
    parts = {"year": year, "month": born.dt.month.where(~moved, 3), "day": born.dt.day.where(~moved, 1)}
    return pd.to_datetime(pd.DataFrame(parts, index=born.index)).astype("datetime64[s]")


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Names of months, whole and shortened, in the languages answered in → their number."""
    return {
        folded(name).rstrip("."): number
        for language in ("en", "it", "es")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    }


def _window(text: str, as_of: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the words, counted from the date of the book."""
    bare = re.sub(r"^(?:in|on|of|=|during|a|di|en) ", "", text.lstrip("= "))
    if bare in ("today", "oggi", "hoy"):
        return as_of, as_of
    if bare in ("tomorrow", "domani", "manana"):
        return as_of + dt.timedelta(days=1), as_of + dt.timedelta(days=1)
    found = _relative(bare, as_of) or _named_month(bare, as_of) or _ahead(bare)
    if found is None:
        raise BadArguments(
            f"I cannot read “{text}” as a time of birthdays; write it like 2026-12, december, next 30 days or "
            "2026-12-01..2026-12-24."
        )
    return found


def _relative(text: str, as_of: dt.date) -> tuple[dt.date, dt.date] | None:
    this, match = _THIS.fullmatch(text), _WINDOW.fullmatch(text)
    if this:
        unit = _UNITS.get(this["unit"], this["unit"])
        return _span_around(as_of, unit)
    if match is None:
        return None
    unit = (match["unit"] or match["of"]).rstrip("s")
    count = int(match["count"] or match["days"] or 0)
    if not count:
        step = {"week": pd.DateOffset(weeks=1), "month": pd.DateOffset(months=1), "year": pd.DateOffset(years=1)}
        word = _UNITS.get(unit, unit)
        return _span_around((pd.Timestamp(as_of) + step[word]).date(), word) if word in step else None
    span = span_of_time(f"{count} {unit}")
    if span is None:
        return None
    last = (pd.Timestamp(as_of) + span).date()
    return as_of + dt.timedelta(days=1), min(last, as_of + dt.timedelta(days=LONGEST_WINDOW))


def _span_around(day: dt.date, unit: str) -> tuple[dt.date, dt.date]:
    """The whole week (from Monday), month or year of a day."""
    if unit == "week":
        monday = day - dt.timedelta(days=day.weekday())
        return monday, monday + dt.timedelta(days=6)
    if unit == "year":
        return dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)
    return _month(day.year, day.month)


def _month(year: int, month: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def _named_month(text: str, as_of: dt.date) -> tuple[dt.date, dt.date] | None:
    """`december`, `dic`, `12`, `december 2026`: without a year the next one, this month included."""
    match = re.fullmatch(r"(?P<name>[a-z]+|\d{1,2})\.?(?:(?: of| di| de)? (?P<year>\d{4}))?", text)
    if match is None:
        return None
    name = match["name"]
    month = int(name) if name.isdigit() else _months().get(name)
    if month is None or not 1 <= month <= 12:
        return None
    return _month(int(match["year"]) if match["year"] else as_of.year + (month < as_of.month), month)


def _ahead(text: str) -> tuple[dt.date, dt.date] | None:
    """A day, a month, a year or a range of the calendar; the period grammar, days ahead allowed."""
    try:
        period = parse_period(text, dt.date(9999, 12, 31))
    except AssistantError:
        return None
    if period.start.year < 1900 or (period.end - period.start).days >= LONGEST_WINDOW:
        return None
    return period.start, period.end
