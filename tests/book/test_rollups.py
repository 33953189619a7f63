"""Roll-ups: made from the shards with the version they belong to, never used for another, made anew when needed."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import func, select

from assistant.book.opening import LARGEST_BOOK, Books
from assistant.book.rollups import Shards, are_current, keep
from assistant.book.rollups.tables import RollUpCohort, RollUpMonth, RollUpVersion
from assistant.book.snapshot import current_version
from assistant.callers import Scope
from assistant.database import Database
from assistant.desk import import_book
from assistant.desk.rollups import refresh
from assistant.errors import NotEnoughData, ServiceDown
from tests.book.folders import TinyFirm, fresh
from tests.book.folders import load as load_tiny
from tests.book.rolled import books_with_sums
from tests.book.small_firm import EVERYONE, book_of, changed_small, load, scope_of
from tests.desks import opened

COLUMNS = ("contributions_cents", "withdrawals_cents", "transfers_in_cents", "market_gain_cents", "end_value_cents")


@pytest.fixture
def loaded_on_both(database_url: str) -> Iterator[Database]:
    """The small firm in a database of the test's own, on each engine."""
    database = Database(database_url)
    load(database)
    yield database
    database.close()


def stored(database: Database, model: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


class TestNothingYet:
    def test_without_a_book_there_is_nothing_to_sum(self, tmp_path: Path) -> None:
        database = fresh(f"sqlite:///{tmp_path / 'firm.db'}")
        with pytest.raises(NotEnoughData, match="No book is loaded yet"):
            refresh(database, Shards(tmp_path / "shards"), lambda _words, _share: None)
        database.close()

    def test_a_firm_without_clients_has_no_months(self, tmp_path: Path) -> None:
        database = fresh(f"sqlite:///{tmp_path / 'firm.db'}")
        firm = TinyFirm.empty().add("advisors", "A1,Ada Fox,ada@tiny.example,,,2015-01-05,,")
        load_tiny(database, firm.at(tmp_path / "csv"))
        sums = books_with_sums(database, tmp_path / "shards").rollup(scope_of("A1"))
        assert (len(sums.months), sums.first_month) == (0, sums.last_month)
        assert sums.clients(dt.date(2026, 1, 1), dt.date(2026, 12, 31)).sum().sum() == 0
        database.close()


class TestSums:
    def test_a_month_of_an_advisor_is_the_sum_of_the_advisors_book(
        self, loaded_on_both: Database, tmp_path: Path
    ) -> None:
        sums = books_with_sums(loaded_on_both, tmp_path).rollup(scope_of(*EVERYONE))
        for advisor in EVERYONE:
            told = sums.months[sums.months["advisor_id"] == advisor].set_index("month")
            book = book_of(loaded_on_both, advisor).household_months.groupby("month")[list(COLUMNS)].sum()
            pd.testing.assert_frame_equal(told.loc[told["accounts"] > 0, list(COLUMNS)], book, check_freq=False)

    def test_revenue_is_kept_by_type_and_what_does_not_repeat_apart(self, own_copy: Database, tmp_path: Path) -> None:
        sums = books_with_sums(own_copy, tmp_path).rollup(scope_of("A1"))
        april = sums.months[sums.months["month"] == "2026-04-01"].iloc[0]
        book = book_of(own_copy, "A1").revenue
        rows = book[book["month"] == "2026-04-01"]
        for kind, cents in rows.groupby("type")["amount_cents"].sum().items():
            assert april[f"{kind}_cents"] == cents
        assert april["non_repeatable_cents"] == rows[rows["non_repeatable"].fillna(False)]["amount_cents"].sum() > 0

    def test_a_past_date_knows_nothing_of_later_months(self, own_copy: Database, tmp_path: Path) -> None:
        sums = books_with_sums(own_copy, tmp_path).rollup(scope_of(*EVERYONE), dt.date(2026, 6, 29))
        assert sums.last_month == sums.months["month"].max() == pd.Timestamp("2026-05-01")

    def test_money_of_who_came_and_who_went_is_told_by_their_month(self, own_copy: Database, tmp_path: Path) -> None:
        # balances.csv: H06 of A1, since June 2026, brought 250,000.00 then; H07, closed in May 2026, took all it had
        sums = books_with_sums(own_copy, tmp_path).rollup(scope_of("A1"))
        year, last = pd.Timestamp("2026-01-01"), pd.Timestamp("2026-10-01")
        came, went = (sums.moved(kind, year, last) for kind in ("came", "went"))
        book = book_of(own_copy, "A1").household_months
        joined = book[(book["household_id"] == "H06") & (book["contributions_cents"] > 0)]
        assert came["contributions_cents"].sum() == joined["contributions_cents"].sum() > 0
        left = book[(book["household_id"] == "H07") & (book["month"] >= year)]
        assert went["withdrawals_cents"].sum() == left["withdrawals_cents"].sum() > 0
        assert sums.moved("came", pd.Timestamp("2026-07-01"), last).empty

    def test_households_of_several_count_once_where_they_meet(self, own_copy: Database, tmp_path: Path) -> None:
        # H08 is shared by A1 and A3, who has nothing else (small_answers/counts.csv: 7 and 1; together they have 7)
        sums = books_with_sums(own_copy, tmp_path).rollup(scope_of(*EVERYONE))
        parts = (scope_of("A1"), scope_of("A3"), Scope("team", "both", ("A1", "A3")))
        one, three, both = sums.clients(dt.date(2026, 1, 1), dt.date(2026, 10, 31), parts)["households"]
        assert (one, three, both) == (7, 1, 7)


class TestTheVersionTheyBelongTo:
    def test_they_are_made_once_for_a_version(self, own_copy: Database, tmp_path: Path) -> None:
        shards = Shards(tmp_path)
        told: list[str] = []
        refresh(own_copy, shards, lambda words, _share: told.append(words))
        assert told[-2:] == ["summing up the months", "done"]
        assert (stored(own_copy, RollUpVersion), stored(own_copy, RollUpMonth)) == (1, 78)
        told.clear()
        refresh(own_copy, shards, lambda words, _share: told.append(words))
        assert told == ["done"]

    def test_the_book_going_on_makes_them_anew(self, own_copy: Database, tmp_path: Path) -> None:
        books = books_with_sums(own_copy, tmp_path / "shards")
        before = books.rollup(scope_of("A1"))
        assert books.rollup(scope_of("A1")) is before
        load(own_copy, changed_small(tmp_path / "newer", "revenue.csv", ("2026-10,trail,", "2026-10,commission,")))
        after = books.rollup(scope_of("A1"))
        assert after.data_version != before.data_version
        assert stored(own_copy, RollUpVersion) == 1
        with pytest.raises(ServiceDown, match="updated while it was being read"):
            before.moved("came", pd.Timestamp("2026-01-01"), before.last_month)

    def test_sums_of_a_version_that_is_gone_are_not_kept(self, own_copy: Database) -> None:
        with own_copy.writing() as session, pytest.raises(ServiceDown, match="while its months were summed up"):
            keep(session, "another", [], [])
        assert stored(own_copy, RollUpVersion) == 0

    def test_who_comes_second_writes_nothing(self, own_copy: Database, tmp_path: Path) -> None:
        refresh(own_copy, Shards(tmp_path), lambda _words, _share: None)
        with own_copy.writing() as session:
            digest = current_version(session).digest
            keep(session, digest, [], [])
            assert are_current(session, digest)
        assert stored(own_copy, RollUpMonth) == 78
        assert stored(own_copy, RollUpCohort) > 0

    def test_shards_that_went_missing_are_written_when_next_asked(self, own_copy: Database, tmp_path: Path) -> None:
        books = books_with_sums(own_copy, tmp_path)
        day = dt.date(2026, 1, 1)
        before = books.rollup(scope_of("A1")).clients(day, day)
        for folder in tmp_path.iterdir():
            shutil.rmtree(folder, ignore_errors=True)
        assert books.rollup(scope_of("A1")).clients(day, day).equals(before)


class TestWhichBooksAreLarge:
    def test_by_the_households_of_the_scope_and_never_one_advisors(self, own_copy: Database, tmp_path: Path) -> None:
        books = books_with_sums(own_copy, tmp_path)
        assert (books.largest, books.is_large(scope_of(*EVERYONE))) == (LARGEST_BOOK, False)
        books.largest = 10
        assert books.is_large(scope_of(*EVERYONE))  # 17 households
        assert not books.is_large(scope_of("A2", "A3"))  # eight of A2 and none of A3's own
        assert not books.is_large(scope_of("A1"))

    def test_without_a_folder_every_book_is_opened(self, small: Database) -> None:
        books = Books(small)
        books.largest = 0
        assert not books.is_large(scope_of(*EVERYONE))
        with pytest.raises(ServiceDown, match="No folder"):
            books.rollup(scope_of(*EVERYONE))


class TestAfterAnImport:
    def test_the_desk_makes_them(self, home: Path) -> None:
        with opened(home) as desk:
            digest = desk.version().digest
            assert (home / "shards" / digest / "manifest.json").exists()
            assert stored(desk.database, RollUpVersion) == 1

    def test_a_folder_that_cannot_be_written_leaves_the_book_loaded(self, home: Path, tmp_path: Path) -> None:
        shutil.rmtree(home / "shards")
        (home / "shards").write_text("a file", encoding="utf-8")
        newer = changed_small(tmp_path / "newer", "households.csv", ("Boston,MA", "Salem,MA"))
        with opened(home) as desk:
            before = desk.version().number
            with pytest.raises(ServiceDown, match="The book is loaded, but"):
                import_book(desk, newer)
            assert desk.version().number == before + 1
