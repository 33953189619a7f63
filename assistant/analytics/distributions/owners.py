"""Whose account it is: a book says which household an account belongs to, not which person of it.

The primary client is taken for the owner, and everybody else whose age could change the answer is named beside.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from assistant.analytics.distributions.rules import first_year

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

YOUNGER_BY = 10
"""Years: a spouse younger by more, who is the only beneficiary, brings in the Joint Life table instead."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may own the household's accounts. `born` and `died` are None where nothing is on record."""

    client_id: str
    name: str
    born: dt.date | None
    died: dt.date | None
    employer: str

    def must_by(self, year: int) -> bool:
        """Whether the required age is reached in the year or before."""
        return self.born is not None and first_year(self.born) <= year

    def age_in(self, year: int) -> int | None:
        """The age reached in the year."""
        return None if self.born is None else year - self.born.year


@dataclass(frozen=True, slots=True)
class Owners:
    """The person taken for the owner, and the others of the household who might be."""

    assumed: Person
    others: tuple[Person, ...]

    @property
    def younger_spouse(self) -> bool:
        """Whether somebody in the household is more than ten years younger than the owner."""
        born = self.assumed.born
        return born is not None and any(
            p.born is not None and p.born.year - born.year > YOUNGER_BY for p in self.others
        )


def owners_of(book: Book) -> dict[str, Owners]:
    """household_id → its possible owners: members alive when the year began, the primary client first, else the oldest.

    The next generation counts only where nobody else is there.
    """
    people = book.clients
    new_year = pd.Timestamp(book.as_of.year, 1, 1)
    here = people[people["deceased_on"].isna() | (people["deceased_on"] >= new_year)]
    here = here.assign(
        heir=here["next_generation_of"].notna(), other=~here["is_primary"].fillna(False).astype(bool)
    ).sort_values(["household_id", "heir", "other", "birth_date", "client_id"])
    found: dict[str, list[Any]] = {}
    for row in here.itertuples(index=False):
        members = found.setdefault(str(row.household_id), [])
        if not row.heir or not members:
            members.append(row)
    return {home: Owners(_person(rows[0]), tuple(map(_person, rows[1:]))) for home, rows in found.items()}


def _person(row: Any) -> Person:
    name = " ".join(str(part) for part in (row.first_name, row.last_name) if pd.notna(part))
    born = None if pd.isna(row.birth_date) else row.birth_date.date()
    died = None if pd.isna(row.deceased_on) else row.deceased_on.date()
    return Person(str(row.client_id), name, born, died, "" if pd.isna(row.employer) else str(row.employer))
