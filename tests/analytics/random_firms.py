"""Random small firms for Hypothesis: units in a tree, advisors anywhere in it, households that come, close, merge and
arrive by transfer, accounts shared in odd parts. They are written as canonical CSV and go in through the real import.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from assistant.book.importing import import_folder
from assistant.book.opening import Books
from assistant.book.snapshot import Version
from assistant.callers import Scope
from assistant.database import FIRM_METADATA, Database
from tests.book.folders import TinyFirm
from tests.book.rolled import books_with_sums

START = dt.date(2025, 1, 1)
TYPES = ("advisory_fee", "trail", "commission", "insurance", "planning")
REASONS = ("left", "death", "firm_exit", "merged", "")
LEVELS = ("advisor", "team", "branch", "region")


@dataclass(frozen=True)
class Home:
    """A household as drawn: months are counted from START; `closes` lies at or after `comes`, both may be None."""

    advisor: int
    comes: int | None
    closes: int | None
    reason: str
    splits: tuple[str, ...]
    transferred: bool
    late_row: bool = False


def month(index: int) -> str:
    return f"{START.year + index // 12}-{index % 12 + 1:02d}"


def first_day(index: int) -> dt.date:
    return dt.date(START.year + index // 12, index % 12 + 1, 1)


@st.composite
def firms(draw: st.DrawFn) -> TinyFirm:
    """A firm as files; `at(folder)` writes them."""
    months = draw(st.integers(2, 14))
    units, places = draw(_units())
    advisors = draw(st.lists(st.sampled_from([*places, ""]), min_size=2, max_size=4))
    homes = draw(st.lists(_homes(len(advisors), months), min_size=2, max_size=6))
    luck = random.Random(draw(st.integers(0, 2**32)))
    firm = TinyFirm.empty()
    firm.add("org_units", *units)
    for number, unit in enumerate(advisors):
        firm.add("advisors", f"A{number},Advisor {number},a{number}@tiny.example,{unit},,2015-01-05,,")
    for number, home in enumerate(homes):
        _add(firm, f"H{number}", home, months, luck, into=f"H{number - 1}" if number else "")
    return firm


@st.composite
def _units(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """Rows of org_units.csv and the ids of units: a firm, up to two regions, branches and teams below any of them."""
    rows, regions, branches, teams = ["F,,firm,The firm"], [], ["F"], []
    for number in range(draw(st.integers(0, 2))):
        regions.append(f"R{number}")
        rows.append(f"R{number},F,region,Region {number}")
    for number in range(draw(st.integers(0, 2))):
        branches.append(f"B{number}")
        rows.append(f"B{number},{draw(st.sampled_from(regions or ['F']))},branch,Branch {number}")
    for number in range(draw(st.integers(0, 2))):
        teams.append(f"T{number}")
        rows.append(f"T{number},{draw(st.sampled_from(branches))},team,Team {number}")
    return rows, ["F", *regions, *branches[1:], *teams]


@st.composite
def _homes(draw: st.DrawFn, advisors: int, months: int) -> Home:
    comes = draw(st.none() | st.integers(-6, months - 1))
    closes = draw(st.none() | st.integers(max(0, comes or 0), months - 1))
    sharing = st.lists(st.integers(0, advisors - 1), min_size=2, max_size=3, unique=True).flatmap(_split)
    splits = st.just("") | sharing
    return Home(
        advisor=draw(st.integers(0, advisors - 1)),
        comes=comes,
        closes=closes,
        reason=draw(st.sampled_from(REASONS)),
        splits=tuple(draw(st.lists(splits, min_size=1, max_size=2))),
        transferred=draw(st.booleans()),
        late_row=draw(st.booleans()),
    )


def _split(advisors: list[int]) -> st.SearchStrategy[str]:
    """Shares in billionths that sum to one."""
    cuts = st.sets(st.integers(1, 10**9 - 1), min_size=len(advisors) - 1, max_size=len(advisors) - 1).map(sorted)

    def written(at: list[int]) -> str:
        widths = [high - low for low, high in zip([0, *at], [*at, 10**9], strict=True)]
        return ";".join(f"A{a}:{width / 10**9:.9f}" for a, width in zip(advisors, widths, strict=True))

    return cuts.map(written)


def _add(firm: TinyFirm, home_id: str, home: Home, months: int, luck: random.Random, into: str) -> None:
    since = "" if home.comes is None else f"{_shifted(home.comes, luck.randint(1, 28))}"
    reason = home.reason if home.closes is not None else ""
    reason = "left" if reason == "merged" and not into else reason
    closed = f"{_shifted(home.closes, 28)}" if home.closes is not None else ""
    merged_into = into if reason == "merged" else ""
    firm.add("households", f"{home_id},A{home.advisor},Name {home_id},{since},{closed},{reason},,,,,,,,,,{merged_into}")
    for person in range(luck.randint(0, 2)):
        died = f"{_shifted(luck.randrange(months), 9)}" if luck.random() < 0.2 else ""
        firm.add("clients", f"{home_id}P{person},{home_id},Kim,Moss,,,,{died},,,,,en,in,unknown,,")
    for number, split in enumerate(home.splits):
        _add_account(firm, f"{home_id}C{number}", home_id, home, months, luck, split)
    _add_facts(firm, home_id, home, months, luck)


def _add_account(
    firm: TinyFirm, account: str, home_id: str, home: Home, months: int, luck: random.Random, split: str
) -> None:
    first = max(0, home.comes or 0)
    ends = home.closes if home.closes is not None else months - 1
    opened = "2014-05-05" if home.comes is None or home.comes < 0 or home.late_row else first_day(first).isoformat()
    closed = f"{_shifted(home.closes, 28)}" if home.closes is not None else ""
    firm.add("accounts", f"{account},{home_id},taxable,,,{opened},{closed},,{split}")
    value = luck.randint(0, 10**7) if opened < first_day(first).isoformat() else 0
    for index in range(first, ends + 1):
        is_last = index == home.closes
        paid_in, moved_in = _some(luck), luck.randint(1, 10**6) if home.transferred and index == first else 0
        held = value + paid_in + moved_in
        paid_out = luck.randint(0, held) if luck.random() < 0.5 else 0
        fee = luck.randint(0, min(99, held - paid_out))
        gain = luck.randint(-(held - paid_out - fee), 10**5)
        end, moved_out = held - paid_out - fee + gain, 0
        if is_last:
            moved_out, paid_out = (end, paid_out) if home.reason == "merged" else (0, paid_out + end)
            end = 0
        money = (value, paid_in, paid_out, moved_in, moved_out, gain, fee, end)
        firm.add("balances", f"{account},{month(index)},{','.join(map(_money, money))}")
        for kind in luck.sample(TYPES, luck.randint(0, 2)):
            once = luck.choice(("true", "false", ""))
            firm.add("revenue", f"{home_id},{account},{month(index)},{kind},{_money(luck.randint(-99, 9999))},{once}")
        value = end


def _add_facts(firm: TinyFirm, home_id: str, home: Home, months: int, luck: random.Random) -> None:
    """Revenue without an account, declared net worth, contacts, requests, a lead."""
    if luck.random() < 0.4:
        firm.add("revenue", f"{home_id},,{month(luck.randrange(months))},planning,300.01,true")
    for day in sorted({_shifted(luck.randint(-20, months), luck.randint(1, 28)) for _ in range(luck.randint(0, 2))}):
        worth = _money(luck.randint(0, 10**8)) if luck.random() < 0.8 else ""
        firm.add("net_worth", f"{home_id},{day},{worth},,,{luck.choice(('statement', 'plan', ''))}")
    for number in range(luck.randint(0, 2)):
        at = f"{_shifted(luck.randrange(months), luck.randint(1, 28))}T10:00:00Z"
        two_way = luck.choice(("true", "false", ""))
        firm.add("interactions", f"{home_id}I{number},{home_id},{at},call,in,10,{two_way},")
        firm.add("service_requests", f"{home_id}Q{number},{home_id},transfer,{at},,,,,")
    if luck.random() < 0.5:
        created, won = sorted(_shifted(luck.randrange(months), luck.randint(1, 28)) for _ in range(2))
        firm.add("leads", f"L{home_id},A{home.advisor},,,{created},,,{won},,,,,,,")


def _shifted(index: int, day: int) -> dt.date:
    """A day of a month counted from START; months before it are those of earlier years."""
    return dt.date(START.year + index // 12, index % 12 + 1, day)


def _some(luck: random.Random) -> int:
    return luck.randint(1, 10**6) if luck.random() < 0.4 else 0


def _money(cents: int) -> str:
    sign, whole = "-" if cents < 0 else "", abs(cents)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


@dataclass(frozen=True)
class Opened:
    """A firm that went in: its books, and the firm as a scope with the parts of each level."""

    database: Database
    books: Books
    version: Version
    firm: Scope
    parts: dict[str, list[Scope]]

    def close(self) -> None:
        self.database.close()

    @property
    def scopes(self) -> list[Scope]:
        return [self.firm, *(part for parts in self.parts.values() for part in parts)]


def opened(firm: TinyFirm, folder: Path) -> Opened:
    """Import the firm into SQLite in the folder and make its roll-ups, as the desk does."""
    database = Database(f"sqlite:///{folder / 'firm.db'}")
    FIRM_METADATA.create_all(database.engine)
    with database.writing() as session:
        import_folder(session, firm.at(folder / "csv"), at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    books = books_with_sums(database, folder / "shards")
    hierarchy = books.hierarchy()
    everybody = [hierarchy.scope_of_advisors([advisor]) for advisor in hierarchy.advisors]
    units = [hierarchy.scope_of_unit(unit) for unit in hierarchy.units]
    parts = {level: _disjoint([*everybody, *units], set(hierarchy.advisors), level) for level in LEVELS}
    return Opened(database, books, books.version(), hierarchy.firm(), parts)


def _disjoint(scopes: list[Scope], left: set[str], level: str) -> list[Scope]:
    parts = []
    for scope in scopes:
        if scope.level == level and scope.advisor_ids and left.issuperset(scope.advisor_ids):
            parts.append(scope)
            left = left.difference(scope.advisor_ids)
    return [*parts, Scope("advisor", f"no {level}", tuple(sorted(left)))] if left else parts
