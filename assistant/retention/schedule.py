"""How long each record is kept: the retention classes with the rules behind them. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assistant.errors import BadArguments

DEFAULT_YEARS = 7
"""Longer than every period below that counts from a record's own date, so one number covers a dual-registered firm."""


@dataclass(frozen=True, slots=True)
class RetentionClass:
    """Records kept alike. `least` years at least, whatever a firm sets; counted from `starts`; `rules` say why.

    Without `least` the records stay as long as the log: they are what proves it.
    """

    name: str
    least: int | None
    starts: str
    rules: str


CLASSES = (
    RetentionClass(
        "conversation", 6, "the record's own day",
        "17a-4(b)(4) and FINRA 3110.09: 3 years; 204-2(a)(7): 5; FINRA 4511(b), no stated period: 6",
    ),
    RetentionClass(
        "communication", 6, "the last use of the words",
        "FINRA 2210(b)(4): 3 years from last use; 204-2(e)(3): 5 from the year of last publication; 4511(b): 6",
    ),
    RetentionClass(
        "client file", 6, "the day the account was closed, or the record's own day where that is later",
        "17a-3(a)(35) and 17a-4(e)(5): 6 years after the account closed or the information was replaced",
    ),
    RetentionClass(
        "supervision", 6, "the record's own day",
        "FINRA 3110.07 and .09: with the communication; FINRA 4513 complaints: 4 years; 4511(b): 6",
    ),
    RetentionClass(
        "operation", 6, "the record's own day",
        "17a-4(f)(3): the audit of inputs and looks is kept as long as the records; 4511(b): 6 years",
    ),
    RetentionClass("proof", None, "", "17a-4(f)(2)(i)(A): what shows that the log is whole is never disposed of"),
)  # fmt: skip
CLASS_OF = {each.name: each for each in CLASSES}


@dataclass(frozen=True, slots=True)
class Schedule:
    """A firm's periods: `years` for all classes, `longer` for some. Raises BadArguments when one is too short."""

    years: int = DEFAULT_YEARS
    longer: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        for name, years in (*((each.name, self.years) for each in CLASSES), *self.longer):
            if name not in CLASS_OF:
                raise BadArguments(f"{name!r} is not a retention class; the classes are {', '.join(CLASS_OF)}.")
            least = CLASS_OF[name].least
            if least is not None and years < least:
                raise BadArguments(f"{years} years are too short for {name}: the rules ask for {least} at least.")

    def period(self, name: str) -> int | None:
        """Years that a class is kept; None for as long as the log."""
        if CLASS_OF[name].least is None:
            return None
        return max([self.years, *(years for each, years in self.longer if each == name)])

    def retain_until(self, name: str, day: dt.date) -> dt.date | None:
        """The first day on which a record of that class and start may go; None for never."""
        years = self.period(name)
        return None if years is None else later_by_years(day, years)


def later_by_years(day: dt.date, years: int) -> dt.date:
    """The same day so many years on; 29 February becomes 1 March, so that no period is a day short."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)
