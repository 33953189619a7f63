"""What is due: each person's IRAs together, each employer plan by itself, a first distribution put off to 1 April."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pandas as pd

from assistant.analytics.distributions.money import retirement_accounts, taken_in, year_end_balances
from assistant.analytics.distributions.owners import Owners, Person, owners_of
from assistant.analytics.distributions.rules import (
    FIRST_TABLE_YEAR,
    deadline,
    divisor,
    first_year,
    required_cents,
)
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

RMD4 = Method("RMD4", "required − taken, never below nothing; IRAs of a person together, each employer plan by itself")
RMD5 = Method("RMD5", "31 December of the year; for the first year 1 April of the next")
IRAS = "IRAs"
SELF_EMPLOYED = re.compile(r"self.?employed|\bown\b|retired", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Due:
    """One distribution of one owner for one year, in whole cents; what is not known is None and `reason` says why.

    `low` and `high`: the amount for the owner assumed and for everybody else of the household who might own it.
    """

    household_id: str
    owner: Person
    year: int
    plan: str
    accounts: tuple[str, ...]
    balance: int | None
    required: int | None
    taken: int
    marked: int
    planned: int
    due_on: dt.date
    low: int | None
    high: int | None
    notes: tuple[str, ...] = ()
    reason: str = ""

    @property
    def remaining(self) -> int | None:
        return None if self.required is None else max(0, self.required - self.taken)

    @property
    def is_open(self) -> bool:
        """Something is left to take, or nobody can say."""
        return self.remaining != 0


@dataclass(frozen=True, slots=True)
class Dues:
    """All of a book: `certain` for owners of age, `maybe` where only another person is of age, `unknown` where the
    birth date that decides is missing, and inherited accounts apart (a frame with their year-end `balance`)."""

    certain: tuple[Due, ...]
    maybe: tuple[Due, ...]
    unknown: tuple[Due, ...]
    inherited: pd.DataFrame
    lines: pd.DataFrame


def dues_of(book: Book, *, household_id: str | None = None) -> Dues:
    """Required distributions for the calendar year of the book's date. Sources: RMD1 to RMD5.

    `lines`: one row an account of an owner of age: `account_id, household_id, registration, balance, age, divisor,
    required, taken, marked, planned` (cents, NaN where unknown).
    """
    year = book.as_of.year
    accounts = retirement_accounts(book)
    if household_id is not None:
        accounts = accounts[accounts["household_id"] == household_id]
    accounts = _with_money(accounts, book, year)
    apart = accounts["inherited"] & ~(accounts["closed_on"] < pd.Timestamp(year, 1, 1))
    own = accounts[~accounts["inherited"]]
    owners = owners_of(book)
    certain: list[Due] = []
    maybe: list[Due] = []
    unknown: list[Due] = []
    for home, rows in _by_plan(own):
        if home not in owners:
            continue
        who = owners[home]
        if who.assumed.must_by(year):
            certain += _of_owner(rows, home, who, year)
        elif (other := next((p for p in who.others if p.must_by(year)), None)) is not None:
            rest = tuple(p for p in (who.assumed, *who.others) if p is not other)
            maybe.append(_due(rows, home, Owners(other, rest), year))
        elif who.assumed.born is None:
            unknown.append(_due(rows, home, who, year))
    return Dues(_with_a_balance(certain), _with_a_balance(maybe), _with_a_balance(unknown), accounts[apart],
                _lines(own, owners, year))  # fmt: skip


def _with_a_balance(dues: list[Due]) -> tuple[Due, ...]:
    """Those whose accounts had something in them at the year-end, or may have had."""
    return tuple(due for due in dues if due.balance != 0)


def _by_plan(own: pd.DataFrame) -> Iterator[tuple[str, list[Any]]]:
    """The accounts of each household, its IRAs together and each employer plan alone, in order."""
    rows = own.sort_values(["household_id", "plan", "account_id"]).itertuples(index=False)
    for (home, _plan), group in groupby(rows, key=lambda row: (row.household_id, row.plan)):
        yield str(home), list(group)


def _with_money(accounts: pd.DataFrame, book: Book, year: int) -> pd.DataFrame:
    """Balances of the two year-ends and what was taken in both years, beside each account."""
    before = taken_in(book, year - 1)["taken"].rename("taken_before")
    money = taken_in(book, year).join(before, how="outer").fillna(0).astype("int64")
    plan = accounts["account_id"].where(accounts["registration"] != "ira", IRAS)
    rows = accounts.assign(
        plan=plan,
        balance=accounts["account_id"].map(year_end_balances(book, accounts, year - 1)),
        balance_before=accounts["account_id"].map(year_end_balances(book, accounts, year - 2)),
    )
    rows = rows.join(money, on="account_id")
    return rows.fillna(dict.fromkeys(money.columns, 0)).astype(dict.fromkeys(money.columns, "int64"))


def _of_owner(rows: list[Any], home: str, who: Owners, year: int) -> Iterator[Due]:
    """The distribution of the year; in the second year also what is left of a first one that was put off.

    What is withdrawn by the end of March counts for the first one as far as that is open.
    """
    due = _due(rows, home, who, year)
    born = who.assumed.born
    if born is not None and first_year(born) == year - 1:
        before = [r._replace(balance=r.balance_before, taken=r.taken_before, marked=0, planned=0) for r in rows]
        first = _due(before, home, who, year - 1)
        if first.required is None:
            yield replace(first, notes=("whether the first distribution was taken in full is not known",))
        elif first.remaining:
            late = min(sum(row.early for row in rows), first.remaining)
            yield replace(first, taken=first.taken + late, notes=(*first.notes, "first one, put off to 1 April"))
            due = replace(due, taken=due.taken - late)
    yield due


def _due(rows: list[Any], home: str, who: Owners, year: int) -> Due:
    owner = who.assumed
    required, reason = _amount(rows, owner, year)
    range_of = [a for p in (owner, *who.others) if (a := _amount(rows, p, year)[0]) is not None]
    sure = required is not None
    return Due(
        household_id=home,
        owner=owner,
        year=year,
        plan=str(rows[0].plan),
        accounts=tuple(row.account_id for row in rows),
        balance=None if any(pd.isna(row.balance) for row in rows) else int(sum(row.balance for row in rows)),
        required=required,
        taken=sum(row.taken for row in rows),
        marked=sum(row.marked for row in rows),
        planned=sum(row.planned for row in rows),
        due_on=deadline(owner.born, year) if owner.born is not None else dt.date(year, 12, 31),
        low=min(range_of) if sure else None,
        high=max(range_of) if sure else None,
        notes=_notes(rows, who, year),
        reason=reason,
    )


def _amount(rows: list[Any], owner: Person, year: int) -> tuple[int | None, str]:
    """Cents required of an owner from these accounts, or None with what is missing."""
    age = owner.age_in(year)
    if age is None:
        return None, f"the birth date of {owner.name} is not on record"
    if not owner.must_by(year):
        return 0, ""
    if year < FIRST_TABLE_YEAR:
        return None, f"another table applied before {FIRST_TABLE_YEAR}"
    missing = [row.account_id for row in rows if pd.isna(row.balance)]
    if missing:
        return None, f"the balance of 31 December {year - 1} is missing for {', '.join(missing)}"
    return sum(required_cents(int(row.balance), age) for row in rows), ""


def _notes(rows: list[Any], who: Owners, year: int) -> tuple[str, ...]:
    owner = who.assumed
    notes = []
    if owner.died is not None:
        notes.append(f"{owner.name} died in {year}: the beneficiaries take what is left")
    elif owner.employer and not SELF_EMPLOYED.search(owner.employer) and rows[0].plan != IRAS:
        notes.append(f"may wait while still working for {owner.employer}, if the plan is theirs")
    if any(pd.notna(row.closed_on) for row in rows):
        notes.append("an account of these was closed in the meantime")
    if who.younger_spouse:
        notes.append("less if a spouse over ten years younger is the only beneficiary (Joint Life table)")
    return tuple(notes)


def _lines(own: pd.DataFrame, owners: dict[str, Owners], year: int) -> pd.DataFrame:
    def age(home: Any) -> float:
        person = owners[home].assumed if home in owners else None
        return float("nan") if person is None or not person.must_by(year) else float(person.age_in(year) or 0)

    rows = own.assign(age=own["household_id"].map(age).astype("float64")).dropna(subset="age")
    table = year >= FIRST_TABLE_YEAR
    divisors = [float(divisor(int(a))) if table else float("nan") for a in rows["age"]]
    amounts = [
        required_cents(int(b), int(a)) if table and pd.notna(b) else float("nan")
        for a, b in zip(rows["age"], rows["balance"], strict=True)
    ]
    rows = rows.assign(divisor=divisors, required=pd.Series(amounts, index=rows.index, dtype="float64"))
    return rows[~(rows["balance"] == 0)].sort_values(["household_id", "account_id"], ignore_index=True)
