"""Dates that are known ahead: birthdays, anniversaries of the relationship, and ages at which something begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.distributions.rules import required_age
from assistant.errors import BadArguments
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

LE4 = Method(
    "LE4",
    "birthdays, anniversaries of becoming a client and ages that matter of living people in present households within "
    "the period; 29 February counts as 1 March in years without it",
)
MOST_YEARS = 10
COLUMNS = ["date", "kind", "household_id", "client_id", "years", "what", "row_id"]
NO_YEARS = float("nan")
Days = npt.NDArray[np.datetime64]
Found = tuple[Any, str, str, str, float, str, str]


@dataclass(frozen=True, slots=True)
class Age:
    """An age at which something begins. `children`: it matters for the next generation alone."""

    years: int
    months: int
    what: str
    children: bool = False


AGES = (
    Age(18, 0, "of age, with a signature and powers of attorney of their own", children=True),
    Age(21, 0, "custodial accounts pass to the child in most states", children=True),
    Age(26, 0, "leaves the parents' health cover", children=True),
    Age(59, 6, "no additional tax on early withdrawals any more"),
    Age(62, 0, "Social Security can begin, reduced"),
    Age(65, 0, "Medicare; enrolment opens three months before"),
    Age(70, 6, "charitable distributions from an IRA become possible"),
)
"""Ages that matter; the age of required distributions follows from the birth year (RMD1)."""
BEGINS = "required distributions begin with this year"


def dates_ahead(
    book: Book, period: Period, *, kind: str | None = None, household_id: str | None = None
) -> pd.DataFrame:
    """Dates within the period in order: `date`, `kind` (birthday, anniversary, milestone), `household_id`, `client_id`
    (of an anniversary the first living person's), `years` (age reached, or years as a client; NaN where the year is not
    known), `what`, `row_id`.

    Recorded birthdays, anniversaries and milestones count too, birthdays only of people without a birth date. Raises
    BadArguments for a period of more than ten years. Source: LE4.
    """
    if period.end.year - period.start.year > MOST_YEARS:
        raise BadArguments(f"Dates ahead are listed for {MOST_YEARS} years at most; ask for a shorter period.")
    people = living(book)
    if household_id is not None:
        people = people[people["household_id"] == household_id]
    found: list[Found] = []
    if kind in (None, "birthday"):
        found += _birthdays(people, period)
        found += _again(_recorded(book, people[people["birth_date"].isna()], "birthday"), "birthday", period)
    if kind in (None, "anniversary"):
        found += _anniversaries(book, people, period)
        found += _again(_recorded(book, people, "anniversary"), "anniversary", period)
    if kind in (None, "milestone"):
        found += _milestones(people, period)
        found += _once(_recorded(book, people, "milestone"), period)
    frame = pd.DataFrame(sorted(found), columns=COLUMNS)
    return frame.astype({"date": "datetime64[s]", "years": "float64", **dict.fromkeys(COLUMNS[1:4], "str")})


def living(book: Book) -> pd.DataFrame:
    """The living people of present households, the primary client of each first. A recorded death counts as one."""
    people, events = book.clients, book.life_events
    dead = events[events["type"] == "death"]["client_id"]
    here = people["household_id"].isin(book.open_households["household_id"])
    alive = people[here & people["deceased_on"].isna() & ~people["client_id"].isin(dead)]
    first = alive.assign(
        heir=alive["next_generation_of"].notna(), other=~alive["is_primary"].fillna(False).astype(bool)
    )
    return first.sort_values(["household_id", "heir", "other", "client_id"], ignore_index=True)


def in_year(days: Days, year: int | npt.NDArray[np.int64]) -> Days:
    """The same day of a year (one, or one for each); 29 February becomes 1 March where there is none."""
    months = days.astype("M8[M]")
    offset = days.astype("M8[D]") - months.astype("M8[D]")
    wanted = np.asarray((np.asarray(year) - 1970) * 12 + months.astype("int64") % 12)
    moved: Days = wanted.astype("M8[M]").astype("M8[D]") + offset
    return moved


def months_later(days: Days, months: int) -> Days:
    """The same day of a later month, or its last one where the month is too short."""
    begun = days.astype("M8[M]")
    wanted = begun + months
    last = (wanted + 1).astype("M8[D]") - wanted.astype("M8[D]") - np.timedelta64(1, "D")
    moved: Days = wanted.astype("M8[D]") + np.minimum(days.astype("M8[D]") - begun.astype("M8[D]"), last)
    return moved


def years_of(days: Days) -> npt.NDArray[np.int64]:
    return days.astype("M8[Y]").astype("int64") + 1970


def _inside(days: Days, period: Period) -> npt.NDArray[np.int64]:
    """Places of the days that fall into the period."""
    return np.flatnonzero((days >= np.datetime64(period.start, "D")) & (days <= np.datetime64(period.end, "D")))


def _recorded(book: Book, people: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Recorded events of one of the three kinds, of these people, with the day they fell on."""
    events = book.life_events
    events = events[(events["type"] == kind) & events["occurred_on"].notna()]
    homes = people[["client_id", "household_id"]]
    return events.merge(homes, on="client_id").drop_duplicates(["client_id", "occurred_on"], ignore_index=True)


def _birthdays(people: pd.DataFrame, period: Period) -> Iterator[Found]:
    rows = people.dropna(subset="birth_date")
    homes, ids, born = rows["household_id"].to_numpy(), rows["client_id"].to_numpy(), rows["birth_date"].to_numpy()
    for year in range(period.start.year, period.end.year + 1):
        days, ages = in_year(born, year), year - years_of(born)
        for at in _inside(days, period):
            if ages[at] > 0:
                yield days[at].item(), "birthday", homes[at], ids[at], float(ages[at]), "", ids[at]


def _again(recorded: pd.DataFrame, kind: str, period: Period) -> Iterator[Found]:
    """A recorded birthday or anniversary comes again each year; how many years it makes is known of anniversaries."""
    fell = recorded["occurred_on"].to_numpy()
    for year in range(period.start.year, period.end.year + 1):
        days, passed = in_year(fell, year), year - years_of(fell)
        for at in _inside(days, period):
            if passed[at] > 0:
                row, years = recorded.iloc[at], float(passed[at]) if kind == "anniversary" else NO_YEARS
                yield days[at].item(), kind, row["household_id"], row["client_id"], years, "recorded", row["event_id"]


def _once(recorded: pd.DataFrame, period: Period) -> Iterator[Found]:
    days = recorded["occurred_on"].to_numpy().astype("M8[D]")
    for at in _inside(days, period):
        row = recorded.iloc[at]
        yield days[at].item(), "milestone", row["household_id"], row["client_id"], NO_YEARS, "recorded", row["event_id"]


def _anniversaries(book: Book, people: pd.DataFrame, period: Period) -> Iterator[Found]:
    first = people.drop_duplicates("household_id")[["household_id", "client_id"]]
    rows = book.open_households.dropna(subset="since").merge(first, on="household_id")
    homes, ids, since = rows["household_id"].to_numpy(), rows["client_id"].to_numpy(), rows["since"].to_numpy()
    for year in range(period.start.year, period.end.year + 1):
        days, passed = in_year(since, year), year - years_of(since)
        for at in _inside(days, period):
            if passed[at] > 0:
                yield days[at].item(), "anniversary", homes[at], ids[at], float(passed[at]), "as a client", homes[at]


def _milestones(people: pd.DataFrame, period: Period) -> Iterator[Found]:
    rows = people.dropna(subset="birth_date")
    homes, ids, born = rows["household_id"].to_numpy(), rows["client_id"].to_numpy(), rows["birth_date"].to_numpy()
    heirs = rows["next_generation_of"].notna().to_numpy()
    begins = np.array([required_age(day)[0] for day in born.astype("M8[D]").tolist()], dtype="int64")
    distributions = tuple((Age(years, 0, BEGINS), begins == years) for years in (72, 73, 75))
    everybody = np.ones(len(rows), dtype=bool)
    for age, whose in (*((age, heirs if age.children else everybody) for age in AGES), *distributions):
        days = months_later(in_year(born, years_of(born) + age.years), age.months)
        for at in _inside(days, period):
            if whose[at]:
                years = age.years + age.months / 12
                yield days[at].item(), "milestone", homes[at], ids[at], years, age.what, ids[at]


def left_out(book: Book, period: Period, kind: str | None) -> list[str]:
    """What a reader should know of people who are not among the dates: the dead, those without a birth date, and those
    born on 29 February."""
    people, alive = book.clients, living(book)
    here = people[people["household_id"].isin(book.open_households["household_id"])]
    dead = here[~here["client_id"].isin(alive["client_id"])]
    found = []
    if kind in (None, "birthday") and (gone := len(list(_birthdays(dead, period)))) > 0:
        found.append(f"Birthdays of people who have died are left out: {gone}.")
    if kind in (None, "birthday", "milestone"):
        if (unknown := int(alive["birth_date"].isna().sum())) > 0:
            found.append(f"Living people without a birth date on record, of whom nothing is known ahead: {unknown}.")
        born = alive["birth_date"]
        if ((born.dt.month == 2) & (born.dt.day == 29)).any():
            found.append("Whoever was born on 29 February stands at 1 March in years without that day.")
    return found
