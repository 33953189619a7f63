"""The laws of balances: to the cent, month after month, from nothing to nothing, over folder and database together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.database import Database
from tests.book.folders import TinyFirm, fresh, load, places, problems_of


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = fresh(f"sqlite:///{tmp_path / 'firm.db'}")
    yield opened
    opened.close()


def balances(*rows: str) -> TinyFirm:
    return TinyFirm().put("balances", *rows).put("revenue")


def flat(account: str, month: str, amount: str) -> str:
    return f"{account},{month},{amount},0.00,0.00,0.00,0.00,0.00,0.00,{amount}"


class TestARow:
    def test_adds_up_to_the_cent_or_tells_the_size_of_the_break(self, database: Database, tmp_path: Path) -> None:
        firm = balances("AC1,2026-09,100.00,50.00,20.00,5.00,3.00,-1.50,0.25,130.26")
        problems = problems_of(database, firm.at(tmp_path / "book"))
        # 100 + 50 − 20 + 5 − 3 − 1.50 − 0.25 = 130.25
        assert [str(problem) for problem in problems] == [
            "balances.csv:2:end_value: 130.26 is 0.01 too much: the row adds up to 130.25"
        ]

    def test_is_never_negative_but_in_its_market_gain(self, database: Database, tmp_path: Path) -> None:
        firm = balances("AC1,2026-09,100.00,0.00,0.00,0.00,0.00,-100.00,0.00,0.00", flat("AC2", "2026-09", "-1.00"))
        assert places(problems_of(database, firm.at(tmp_path / "book"))) == [
            ("balances.csv", 3, "begin_value", "negative_amount"),
            ("balances.csv", 3, "end_value", "negative_amount"),
        ]

    @given(st.lists(st.integers(0, 10**12), min_size=6, max_size=6), st.integers(-(10**12), 10**12), st.integers(1, 99))
    @settings(max_examples=30, deadline=None)
    def test_of_any_amounts_is_taken_when_it_adds_up_and_refused_when_it_does_not(
        self, tmp_path_factory: pytest.TempPathFactory, amounts: list[int], gain: int, off: int
    ) -> None:
        begin, contributions, withdrawals, came, went, fees = amounts
        end = begin + contributions - withdrawals + came - went + gain - fees
        shift = max(0, -end)
        texts = [_text(c) for c in (begin + shift, contributions, withdrawals, came, went, gain, fees)]
        database, path = fresh("sqlite://"), tmp_path_factory.mktemp("law")
        right = balances(f"AC1,2026-09,{','.join(texts)},{_text(end + shift)}")
        wrong = balances(f"AC1,2026-09,{','.join(texts)},{_text(end + shift + off)}")
        assert problems_of(database, right.at(path / "right")) == ()
        found = problems_of(database, wrong.at(path / "wrong"))
        assert [problem.kind for problem in found] == ["identity_break"]
        assert f"{_text(off)} too much" in found[0].message


def _text(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


class TestMonths:
    def test_begin_where_the_one_before_ended(self, database: Database, tmp_path: Path) -> None:
        firm = balances(flat("AC1", "2026-08", "10.00"), flat("AC1", "2026-09", "10.05"))
        problems = problems_of(database, firm.at(tmp_path / "book"))
        assert places(problems) == [("balances.csv", 3, "begin_value", "begin_not_previous_end")]
        assert problems[0].message == "10.05 is 0.05 too much: the month before ended at 10.00"

    def test_have_no_gap_whatever_the_order_of_the_file(self, database: Database, tmp_path: Path) -> None:
        firm = balances(
            flat("AC1", "2026-10", "10.00"), flat("AC1", "2026-01", "10.00"), flat("AC1", "2025-12", "10.00")
        )
        problems = problems_of(database, firm.at(tmp_path / "book"))
        assert [str(problem) for problem in problems] == [
            "balances.csv:2:month: account AC1 has no row for 2026-02 to 2026-09; add it"
        ]

    def test_with_an_unreadable_cell_bring_no_second_problem(self, database: Database, tmp_path: Path) -> None:
        firm = balances(
            flat("AC1", "2026-07", "10.00"),
            flat("AC1", "Aug 26", "10.00"),
            "AC1,2026-09,10.00,0.00,0.00,0.00,0.00,0.00,0.00,ten",
            flat("AC1", "2026-10", "11.00"),
        )
        assert places(problems_of(database, firm.at(tmp_path / "book"))) == [
            ("balances.csv", 3, "month", "bad_month"),
            ("balances.csv", 4, "end_value", "bad_money"),
        ]

    def test_that_come_twice_are_judged_once(self, database: Database, tmp_path: Path) -> None:
        firm = balances(
            flat("AC1", "2026-09", "10.00"), flat("AC1", "2026-09", "12.00"), flat("AC1", "2026-10", "10.00")
        )
        assert places(problems_of(database, firm.at(tmp_path / "book"))) == [
            ("balances.csv", 3, "", "duplicate_natural_key")
        ]


class TestTheFirstMonth:
    def test_of_an_account_opened_in_it_begins_at_nothing(self, database: Database, tmp_path: Path) -> None:
        firm = balances(flat("AC2", "2026-09", "10.00"))
        assert places(problems_of(database, firm.at(tmp_path / "book"))) == [
            ("balances.csv", 2, "begin_value", "new_not_empty")
        ]

    def test_of_an_account_older_than_the_history_may_begin_with_money(
        self, database: Database, tmp_path: Path
    ) -> None:
        assert problems_of(database, balances(flat("AC1", "2026-09", "10.00")).at(tmp_path / "book")) == ()

    def test_of_an_account_whose_opening_day_is_blank_counts_from_the_start_of_the_history(
        self, database: Database, tmp_path: Path
    ) -> None:
        firm = balances(flat("AC1", "2026-09", "10.00"), flat("AC2", "2026-10", "10.00"))
        firm.replace("accounts", "2026-09-10", "").replace("accounts", "2015-05-05", "")
        assert places(problems_of(database, firm.at(tmp_path / "book"))) == [
            ("balances.csv", 3, "begin_value", "new_not_empty")
        ]


class TestAClosedAccount:
    def test_ends_at_nothing_and_no_month_follows(self, database: Database, tmp_path: Path) -> None:
        firm = balances(flat("AC1", "2026-09", "10.00"), flat("AC1", "2026-10", "10.00"))
        firm.replace("accounts", "2015-05-05,", "2015-05-05,2026-09-30")
        problems = problems_of(database, firm.at(tmp_path / "book"))
        assert places(problems) == [
            ("balances.csv", 2, "end_value", "closed_not_empty"),
            ("balances.csv", 3, "month", "row_after_close"),
        ]
        assert "account AC1 closed on 2026-09-30 and must end at 0.00, not at 10.00" in problems[0].message

    def test_that_closes_in_the_month_that_is_still_open_has_not_ended(
        self, database: Database, tmp_path: Path
    ) -> None:
        firm = balances(flat("AC1", "2026-10", "10.00"))
        firm.replace("accounts", "2015-05-05,", "2015-05-05,2026-11-15")
        assert problems_of(database, firm.at(tmp_path / "book")) == ()

    def test_is_judged_at_the_account_where_the_book_has_the_months(self, database: Database, tmp_path: Path) -> None:
        load(database, TinyFirm().at(tmp_path / "first"))
        firm = TinyFirm().put("balances").replace("accounts", "2015-05-05,", "2015-05-05,2026-09-30")
        problems = problems_of(database, firm.at(tmp_path / "second"))
        assert places(problems) == [("accounts.csv", 2, "closed_on", "closed_not_empty")]
        assert "but the book has its 2026-09, ending at 1009.00" in problems[0].message


class TestANewerFolder:
    def test_is_checked_against_the_months_of_the_book(self, database: Database, tmp_path: Path) -> None:
        load(database, TinyFirm().at(tmp_path / "first"))
        gap = balances(flat("AC1", "2026-12", "1048.00"))
        assert places(problems_of(database, gap.at(tmp_path / "gap"))) == [
            ("balances.csv", 2, "month", "gap_in_months")
        ]
        jump = balances(flat("AC1", "2026-11", "2000.00"))
        assert places(problems_of(database, jump.at(tmp_path / "jump"))) == [
            ("balances.csv", 2, "begin_value", "begin_not_previous_end")
        ]

    def test_that_corrects_a_month_must_bring_the_next_with_it(self, database: Database, tmp_path: Path) -> None:
        load(database, TinyFirm().at(tmp_path / "first"))
        september = "AC1,2026-09,1000.00,0.00,0.00,0.00,0.00,20.00,1.00,1019.00"
        problems = problems_of(database, balances(september).at(tmp_path / "half"))
        assert [str(problem) for problem in problems] == [
            "balances.csv:2:end_value: 1019.00 is 10.00 too much: in the book the month after begins at 1009.00"
        ]
        october = "AC1,2026-10,1019.00,0.00,0.00,0.00,0.00,0.00,0.00,1019.00"
        assert load(database, balances(september, october).at(tmp_path / "whole")).rows_changed == 2
