"""Required minimum distributions: the rules by birth year, the table, whose account, what was taken, by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.distributions import (
    divisor,
    first_year,
    required_age,
    required_cents,
    required_distributions,
)
from assistant.analytics.distributions.rules import TENTHS, deadline
from assistant.blocks import Chart, Result, Table
from tests.analytics.conftest import OpenBook
from tests.analytics.tiny_books import tiny_book
from tests.book.folders import TinyFirm

DAY = dt.date.fromisoformat
MONTHS = [f"{month:%Y-%m}" for month in pd.date_range("2024-12-01", "2026-10-01", freq="MS")]


def balances(account: str, value: float, out: Mapping[str, float] | None = None, first: str = MONTHS[0]) -> list[str]:
    """An account without market or fees, from a first month on: what is withdrawn in a month is all that moves."""
    rows, held = [], value
    for month in MONTHS[MONTHS.index(first) :]:
        taken = (out or {}).get(month, 0.0)
        begin, put = (held, 0.0) if month != first or first == MONTHS[0] else (0.0, held)
        rows.append(f"{account},{month},{begin:.2f},{put:.2f},{taken:.2f},0.00,0.00,0.00,0.00,{held - taken:.2f}")
        held -= taken
    return rows


def firm(*people: str, accounts: Mapping[str, str] | None = None, out: Mapping[str, float] | None = None) -> TinyFirm:
    """Household H1 of these people (`C1,Kim,1950-03-12,,true,`), 265,000 in each account."""
    kept = accounts or {"AC1": "ira,managed"}
    made = TinyFirm().put("clients", *(_client(*row.split(",")) for row in people))
    made.put(
        "accounts", *(f"{a},H1,{kind.split(',')[0]},,{kind.split(',')[1]},2015-05-05,,," for a, kind in kept.items())
    )
    made.put("balances", *(row for a in kept for row in balances(a, 265_000, out if a == "AC1" else None)))
    return made.put("revenue", "H1,AC1,2026-10,advisory_fee,1.00,")


def _client(key: str, name: str, born: str, died: str, primary: str, heir_of: str, employer: str = "") -> str:
    return f"{key},H1,{name},Moss,,,{born},{died},,,{employer},,en,in,unknown,{primary},{heir_of}"


def table(result: Result, title: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(
        (b.to_json()["rows"] for b in result.blocks if isinstance(b, Table) and b.title == title), []
    )
    return found


def value(result: Result, key: str) -> Any:
    return result.figure(key).value


class TestRules:
    @pytest.mark.parametrize(
        ("born", "age", "first"),
        [
            ("1949-06-30", (70, 6), 2019),  # 70½ on 30 December 2019
            ("1948-11-05", (70, 6), 2019),  # 70½ on 5 May 2019
            ("1949-07-01", (72, 0), 2021),
            ("1950-12-31", (72, 0), 2022),
            ("1951-01-01", (73, 0), 2024),
            ("1959-12-31", (73, 0), 2032),
            ("1960-01-01", (75, 0), 2035),
        ],
    )
    def test_the_age_follows_the_birth_date(self, born: str, age: tuple[int, int], first: int) -> None:
        # SECURE Act section 114 (72 for who reaches 70½ after 2019), SECURE 2.0 section 107 (73 from 1951, 75 later)
        assert (required_age(DAY(born)), first_year(DAY(born))) == (age, first)

    def test_the_first_year_is_due_in_april_and_every_other_in_december(self) -> None:
        # 26 CFR 1.401(a)(9)-2: required beginning date 1 April of the following year
        born = DAY("1953-10-14")
        assert deadline(born, 2026) == dt.date(2027, 4, 1)
        assert deadline(born, 2027) == dt.date(2027, 12, 31)

    @pytest.mark.parametrize(
        ("age", "years"),
        [(72, "27.4"), (73, "26.5"), (75, "24.6"), (80, "20.2"), (84, "16.8"), (85, "16.0"), (90, "12.2"), (95, "8.9"),
         (100, "6.4"), (110, "3.5"), (119, "2.3"), (120, "2.0"), (125, "2.0")],
    )  # fmt: skip
    def test_the_uniform_lifetime_table(self, age: int, years: str) -> None:
        # IRS Publication 590-B, Appendix B, Table III (for use from 2022 on)
        assert divisor(age) == Decimal(years)

    def test_the_table_has_an_entry_for_every_age_and_falls(self) -> None:
        assert len(TENTHS) == 120 - 72 + 1
        assert list(TENTHS) == sorted(set(TENTHS), reverse=True)

    def test_below_the_table_there_is_no_divisor(self) -> None:
        with pytest.raises(ValueError, match="begins at 72"):
            divisor(71)

    def test_the_golden_amounts(self) -> None:
        # 265,000 ÷ 26.5 = 10,000; 600,000 ÷ 23.7 = 25,316.4557
        assert required_cents(26_500_000, 73) == 1_000_000
        assert required_cents(60_000_000, 76) == 2_531_646

    @given(st.integers(0, 10**12), st.integers(72, 130))
    def test_the_amount_is_the_quotient_to_half_a_cent(self, balance: int, age: int) -> None:
        assert abs(required_cents(balance, age) * divisor(age) - balance) <= divisor(age) / 2


class TestTheSmallFirm:
    def test_an_empty_book_owes_nothing(self, open_book: OpenBook) -> None:
        result = required_distributions(open_book("NOBODY"))
        assert (value(result, "takers"), value(result, "required")) == (0, Decimal("0.00"))
        assert result.words() == ("Nobody in this book is certain to owe a distribution for 2026.",)
        assert result.blocks == ()

    def test_the_retiree_has_taken_it(self, open_book: OpenBook) -> None:
        # AC05: 600,000.00 at the end of 2025; C07, born 1950, reaches 76, divisor 23.7: 25,316.46.
        # Withdrawn January to October: 10 × 2,000 of the income plan and 6,000 marked as RMD in June = 26,000
        result = required_distributions(open_book("FIRM"))
        keys = ("takers", "required", "taken", "marked", "remaining", "not_done")
        assert [value(result, key) for key in keys] == [
            1, Decimal("25316.46"), Decimal("26000.00"), Decimal("6000.00"), Decimal("0.00"), 0,
        ]  # fmt: skip
        assert value(result, "next_deadline") is None
        assert result.figure("next_deadline").reason == "nothing is left to take"
        assert result.words()[1] == "All of them have taken at least what is required."

    def test_the_other_owner_would_owe_another_amount(self, open_book: OpenBook) -> None:
        # C08, born 1953-10-14, reaches 73 in 2026: 600,000 ÷ 26.5 = 22,641.51
        row = table(required_distributions(open_book("A1")), "If another person owns the account")[0]
        assert (row["client"], row["low"], row["high"]) == ("Okafor", 22641.51, 25316.46)

    def test_in_june_of_the_year_before_half_was_left(self, open_book: OpenBook) -> None:
        # 594,000 ÷ 24.6 (75 in 2025) = 24,146.34; six times 2,000 withdrawn; 12,000 planned for December
        result = required_distributions(open_book("A1", "2025-06-30"))
        assert value(result, "remaining") == Decimal("12146.34")
        assert value(result, "next_deadline") == dt.date(2025, 12, 31)
        assert table(result, "Account by account")[0]["planned"] == 12000.0
        assert result.words()[2] == "Most is left for Okafor."

    def test_without_the_balance_of_the_year_end_there_is_no_amount(self, open_book: OpenBook) -> None:
        result = required_distributions(open_book("A1", "2024-12-31"))  # balances begin in September 2024
        for key in ("required", "remaining"):
            assert value(result, key) is None
            assert result.figure(key).reason == "the balance of 31 December 2023 is missing for AC05"
        assert value(result, "taken") == Decimal("20000.00")  # 4 × 2,000 and 12,000
        assert "how much cannot be said" in result.words()[0]
        assert value(result, "unknown") == 1

    def test_before_january_closes_nothing_taken_is_known(self, open_book: OpenBook) -> None:
        result = required_distributions(open_book("A1", "2026-01-15"))
        assert value(result, "taken") == Decimal("0.00")
        assert any("No month of the year has closed yet" in caveat for caveat in result.caveats)

    def test_a_client_alone_and_another(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        assert value(required_distributions(book, household_id="H04"), "takers") == 1
        assert value(required_distributions(book, household_id="H17"), "takers") == 0  # an annuity, born 1958

    def test_due_only_leaves_out_what_is_done(self, open_book: OpenBook) -> None:
        result = required_distributions(open_book("FIRM"), due_only=True)
        assert table(result, "Not taken in full yet") == []
        assert not any(isinstance(block, Chart) for block in result.blocks)
        assert value(result, "takers") == 1

    @pytest.mark.parametrize("key", ["required", "taken", "marked", "remaining"])
    def test_the_books_of_the_advisors_add_up_to_the_firm(self, open_book: OpenBook, key: str) -> None:
        parts = [value(required_distributions(open_book(scope)), key) for scope in ("A1", "A2", "A3")]
        assert sum(parts) == value(required_distributions(open_book("FIRM")), key)

    def test_the_same_book_gives_the_same_bytes(self, open_book: OpenBook) -> None:
        once, twice = (required_distributions(open_book("FIRM")).to_json() for _ in range(2))
        assert once == twice


class TestAccounts:
    def test_iras_count_together_and_a_plan_by_itself(self, tmp_path: Path) -> None:
        # Three times 265,000 ÷ 26.5 = 10,000; born 1953, 73 in 2026. 25,000 from one IRA serves both, never the plan
        kinds = {"AC1": "ira,managed", "AC2": "ira,SEP", "AC3": "401k,employer plan"}
        made = firm("C1,Kim,1953-03-12,,true,", accounts=kinds, out={"2026-05": 25_000})
        result = required_distributions(tiny_book(tmp_path, made))
        rows = {row["plan"]: row for row in table(result, "Required distributions")}
        assert (rows["AC1, AC2"]["required"], rows["AC1, AC2"]["remaining"]) == (20000.0, 0.0)
        assert (rows["AC3"]["required"], rows["AC3"]["remaining"]) == (10000.0, 10000.0)
        assert (value(result, "takers"), value(result, "not_done"), value(result, "remaining")) == (1, 1, 10000)
        assert value(result, "next_deadline") == dt.date(2027, 4, 1)

    def test_no_roth_owes_anything_in_its_owners_life(self, tmp_path: Path) -> None:
        kinds = {"AC1": "roth,managed", "AC2": "401k,Roth 401(k)", "AC3": "ira,Roth IRA", "AC4": "taxable,brokerage"}
        result = required_distributions(tiny_book(tmp_path, firm("C1,Kim,1945-03-12,,true,", accounts=kinds)))
        assert value(result, "takers") == 0

    def test_inherited_accounts_stand_apart_without_an_amount(self, tmp_path: Path) -> None:
        kinds = {"AC1": "ira,Inherited IRA", "AC2": "roth,beneficiary Roth"}
        result = required_distributions(tiny_book(tmp_path, firm("C1,Kim,1990-03-12,,true,", accounts=kinds)))
        rows = table(result, "Inherited accounts, under other rules")
        assert [(row["account"], row["balance"], row["required"]) for row in rows] == [
            ("AC1", 265000.0, None),
            ("AC2", 265000.0, None),
        ]
        assert "who inherited" in rows[0]["why"]
        assert (value(result, "inherited"), value(result, "required")) == (2, Decimal("0.00"))
        assert any("tenth year" in caveat for caveat in result.caveats)

    def test_an_account_opened_in_the_year_had_nothing_at_the_year_end(self, tmp_path: Path) -> None:
        made = firm("C1,Kim,1953-03-12,,true,", accounts={"AC1": "ira,managed", "AC2": "ira,managed"})
        made.replace("accounts", "AC2,H1,ira,,managed,2015-05-05", "AC2,H1,ira,,managed,2026-03-05")
        made.put("balances", *balances("AC1", 265_000), *balances("AC2", 9_000, first="2026-03"))
        assert value(required_distributions(tiny_book(tmp_path, made)), "required") == Decimal("10000.00")

    def test_an_account_closed_in_the_year_still_owes_for_it(self, tmp_path: Path) -> None:
        made = firm("C1,Kim,1953-03-12,,true,", out={"2026-04": 265_000})
        made.replace("accounts", "managed,2015-05-05,", "managed,2015-05-05,2026-04-30")
        made.put("balances", *balances("AC1", 265_000, {"2026-04": 265_000})[:17])  # to April 2026
        rows = table(required_distributions(tiny_book(tmp_path, made)), "Required distributions")
        assert (rows[0]["required"], rows[0]["taken"]) == (10000.0, 265000.0)
        assert "closed in the meantime" in rows[0]["notes"]

    def test_one_closed_the_year_before_owes_nothing(self, tmp_path: Path) -> None:
        made = firm("C1,Kim,1950-03-12,,true,")
        made.replace("accounts", "managed,2015-05-05,", "managed,2015-05-05,2025-04-30")
        made.put("balances", *balances("AC1", 265_000, {"2025-04": 265_000})[:5])
        made.put("revenue", "H1,AC1,2025-04,advisory_fee,1.00,")
        made.add("accounts", "AC2,H1,cash,,cash,2015-05-05,,,").add("balances", *balances("AC2", 10.0))
        assert value(required_distributions(tiny_book(tmp_path, made)), "takers") == 0

    def test_a_closed_household_is_no_client_any_more(self, tmp_path: Path) -> None:
        made = firm("C1,Kim,1950-03-12,,true,")
        made.replace("households", "2015-02-02,,,", "2015-02-02,2026-10-30,left,")
        assert value(required_distributions(tiny_book(tmp_path, made)), "takers") == 0


class TestOwners:
    def test_a_primary_too_young_beside_somebody_of_age_is_in_doubt(self, tmp_path: Path) -> None:
        made = firm("C1,Kim,1958-03-12,,true,", "C2,Pat,1950-03-12,,false,")
        result = required_distributions(tiny_book(tmp_path, made))
        row = table(result, "Depends on who owns the account")[0]
        assert (row["owner"], row["required"]) == ("Pat Moss", 11181.43)  # 265,000 ÷ 23.7
        spread = table(result, "If another person owns the account")[0]
        assert (spread["low"], spread["high"]) == (0.0, 11181.43)
        assert (value(result, "takers"), value(result, "in_doubt"), value(result, "required")) == (0, 1, 0)

    def test_a_missing_birth_date_is_named(self, tmp_path: Path) -> None:
        result = required_distributions(tiny_book(tmp_path, firm("C1,Kim,,,true,")))
        row = table(result, "Cannot be judged: a birth date is missing")[0]
        assert (row["required"], row["notes"]) == (None, "the birth date of Kim Moss is not on record")
        assert value(result, "unknown") == 1
        assert "Something is missing to judge 1" in result.words()[1]

    def test_without_a_primary_client_the_oldest_stands(self, tmp_path: Path) -> None:
        made = firm("C1,Kim,1953-03-12,,,", "C2,Pat,1948-03-12,,,")
        row = table(required_distributions(tiny_book(tmp_path, made)), "Required distributions")[0]
        assert (row["owner"], row["age"]) == ("Pat Moss", 78)

    def test_the_next_generation_owns_nothing_while_the_parents_are_there(self, tmp_path: Path) -> None:
        made = firm("C1,Kim,1950-03-12,,true,", "C2,Pat,1980-03-12,,false,C1")
        result = required_distributions(tiny_book(tmp_path, made))
        assert table(result, "If another person owns the account") == []
        assert table(result, "Required distributions")[0]["notes"] is None

    def test_a_much_younger_spouse_brings_in_another_table(self, tmp_path: Path) -> None:
        made = firm("C1,Kim,1950-03-12,,true,", "C2,Pat,1961-03-12,,false,")
        notes = table(required_distributions(tiny_book(tmp_path, made)), "Required distributions")[0]["notes"]
        assert "Joint Life table" in notes

    def test_who_still_works_may_wait_with_the_plan_alone(self, tmp_path: Path) -> None:
        kinds = {"AC1": "ira,managed", "AC2": "401k,employer plan"}
        made = firm("C1,Kim,1950-03-12,,true,,Granite Tools", accounts=kinds)
        rows = {
            r["plan"]: r for r in table(required_distributions(tiny_book(tmp_path, made)), "Required distributions")
        }
        assert rows["AC1"]["notes"] is None
        assert "still working for Granite Tools" in rows["AC2"]["notes"]

    def test_the_year_of_death_is_taken_by_the_beneficiaries(self, tmp_path: Path) -> None:
        made = firm("C1,Kim,1950-03-12,2026-05-05,true,", "C2,Pat,1975-03-12,,false,")
        row = table(required_distributions(tiny_book(tmp_path, made)), "Required distributions")[0]
        assert (row["owner"], row["required"]) == ("Kim Moss", 11181.43)
        assert "the beneficiaries take what is left" in row["notes"]

    def test_who_died_before_the_year_owns_nothing(self, tmp_path: Path) -> None:
        made = firm("C1,Kim,1950-03-12,2025-05-05,true,", "C2,Pat,1975-03-12,,false,")
        assert value(required_distributions(tiny_book(tmp_path, made)), "takers") == 0

    def test_a_household_without_anybody_is_passed_over(self, tmp_path: Path) -> None:
        made = firm("C1,Kim,1950-03-12,2025-05-05,true,")
        assert value(required_distributions(tiny_book(tmp_path, made)), "takers") == 0


class TestTheFirstYear:
    def test_it_may_wait_for_april(self, tmp_path: Path) -> None:
        result = required_distributions(tiny_book(tmp_path, firm("C1,Kim,1953-03-12,,true,"), "2026-06-30"))
        assert value(result, "next_deadline") == dt.date(2027, 4, 1)

    def test_put_off_it_is_due_beside_the_second(self, tmp_path: Path) -> None:
        # Born 1952: 73 in 2025. Required for 2025: 265,000 ÷ 26.5 = 10,000, of which 4,000 were taken in 2025. In 2026
        # 5,000 by February count for it first; required for 2026: 261,000 ÷ 25.5 = 10,235.29
        made = firm("C1,Kim,1952-03-12,,true,", out={"2025-08": 4_000, "2026-02": 5_000, "2026-07": 700})
        result = required_distributions(tiny_book(tmp_path, made))
        rows = table(result, "Required distributions")
        assert [(r["age"], r["required"], r["taken"], r["remaining"], r["due_on"]) for r in rows] == [
            (74, 10235.29, 700.0, 9535.29, "2026-12-31"),
            (73, 10000.0, 9000.0, 1000.0, "2026-04-01"),
        ]
        assert "put off to 1 April" in rows[1]["notes"]
        assert (value(result, "missed"), value(result, "takers")) == (1, 1)
        assert "A deadline has passed for 1 of them." in result.words()

    def test_taken_in_its_own_year_it_leaves_nothing_behind(self, tmp_path: Path) -> None:
        made = firm("C1,Kim,1952-03-12,,true,", out={"2025-08": 10_000, "2026-02": 5_000})
        rows = table(required_distributions(tiny_book(tmp_path, made)), "Required distributions")
        assert [(r["age"], r["taken"]) for r in rows] == [(74, 5000.0)]

    def test_when_the_history_is_too_short_to_tell_it_says_so(self, tmp_path: Path) -> None:
        made = firm("C1,Kim,1952-03-12,,true,")
        made.put("balances", *(row for row in balances("AC1", 265_000) if row.split(",")[1] >= "2025-09"))
        result = required_distributions(tiny_book(tmp_path, made))
        rows = table(result, "Required distributions")
        assert rows[0]["required"] is None
        assert "whether the first distribution was taken in full is not known" in rows[0]["notes"]
        assert value(result, "required") == Decimal("10392.16")  # 265,000 ÷ 25.5; the other is in no sum
        assert any("Not in the sums" in caveat for caveat in result.caveats)

    def test_years_before_the_present_table_are_not_computed(self, tmp_path: Path) -> None:
        made = firm("C1,Kim,1940-03-12,,true,")
        result = required_distributions(tiny_book(tmp_path, made, "2021-06-30"))
        assert value(result, "required") is None
        assert result.figure("required").reason == "another table applied before 2022"
