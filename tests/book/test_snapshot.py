"""The Book: only this scope's rows, only what was known then, and nobody can change it; figures after tests/firms."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Connection, event

from assistant.book.sharing import FLOWS
from assistant.book.snapshot import BY_ACCOUNT, BY_ADVISOR, BY_HOUSEHOLD, FIRM_WIDE, Book, current_version
from assistant.database import FIRM_METADATA, Database
from assistant.errors import NotEnoughData, ServiceDown
from tests.book.small_firm import ABOUT_CLIENTS, EVERYONE, LAST_DAY, TABLES, book_of, changed_small, load, row, sheet


def cells(book: Book) -> set[str]:
    """Every value that is in any cell of any table of a book, as text."""
    frames = [book.frame(name) for name in TABLES]
    return {str(value) for frame in frames for column in frame for value in frame[column].dropna().unique()}


class TestNoBook:
    def test_an_empty_database_says_what_to_do(self, database_url: str) -> None:
        database = Database(database_url)
        FIRM_METADATA.create_all(database.engine)
        with database.reading() as session, pytest.raises(NotEnoughData, match="No book is loaded yet"):
            current_version(session)
        database.close()


class TestVersion:
    def test_the_first_import_is_the_first_version(self, small_on_both: Database) -> None:
        with small_on_both.reading() as session:
            version = current_version(session)
        assert (version.number, version.last_closed_month, version.last_closed_day) == (1, "2026-10", LAST_DAY)

    def test_importing_the_same_folder_again_is_the_same_version(self, own_copy: Database) -> None:
        before = book_of(own_copy, "A1").version
        load(own_copy)
        assert book_of(own_copy, "A1").version == before


class TestEmptyScope:
    def test_nobodys_book_has_no_client_in_any_table(self, small_on_both: Database) -> None:
        book = book_of(small_on_both)
        assert [name for name in ABOUT_CLIENTS if not book.frame(name).empty] == []

    def test_it_has_the_columns_and_types_of_a_full_one(self, small: Database) -> None:
        nobodys, everybodys = book_of(small), book_of(small, *EVERYONE)
        for name in TABLES:
            assert nobodys.frame(name).dtypes.equals(everybodys.frame(name).dtypes), name

    def test_what_is_derived_is_empty_too(self, small: Database) -> None:
        assert book_of(small).household_months.empty
        assert book_of(small).open_households.empty


class TestFrames:
    def test_a_table_that_is_not_a_books_is_not_opened(self, small: Database) -> None:
        for name in ("drafts", "approvals", "book_versions", "sqlite_master", ""):
            with pytest.raises(KeyError):
                book_of(small, *EVERYONE).frame(name)

    def test_every_table_says_whose_its_rows_are(self) -> None:
        owned = {"households", "accounts", "advisors", "revenue", "life_events", "campaign_sends", "tasks"}
        assert set(TABLES) == owned.union(BY_ACCOUNT, BY_HOUSEHOLD, BY_ADVISOR, FIRM_WIDE)

    def test_the_firms_book_has_every_row_of_the_files(self, small_on_both: Database) -> None:
        book = book_of(small_on_both, *EVERYONE)
        assert {name: len(book.frame(name)) for name in TABLES} == {name: len(sheet(name)) for name in TABLES}

    @pytest.mark.parametrize("small_on_both", ["postgresql"], indirect=True)
    @pytest.mark.parametrize("scope", [EVERYONE, ("A3",)])
    def test_both_engines_give_the_same_frames(
        self, small_on_both: Database, small: Database, scope: tuple[str, ...]
    ) -> None:
        there, here = book_of(small_on_both, *scope), book_of(small, *scope)
        for name in TABLES:
            pd.testing.assert_frame_equal(there.frame(name), here.frame(name))

    def test_money_is_the_cents_of_the_file(self, small_on_both: Database) -> None:
        balances = book_of(small_on_both, *EVERYONE).balances
        assert balances["end_value_cents"].dtype == "int64"
        for column in (*FLOWS, "begin_value_cents", "market_gain_cents", "end_value_cents"):
            written = sum(Decimal(line[column.removesuffix("_cents")]) for line in sheet("balances"))
            assert int(balances[column].sum()) == written * 100, column

    def test_a_month_is_its_first_day(self, small: Database) -> None:
        balances = book_of(small, *EVERYONE).balances
        assert balances["month"].min() == pd.Timestamp("2024-09-01")
        assert set(balances["month"].dt.day) == {1}

    def test_a_moment_is_in_utc(self, small_on_both: Database) -> None:
        mail = row(book_of(small_on_both, "A1").interactions, "interaction_id", "I018")  # 16:20 in Chicago
        assert mail.at == pd.Timestamp("2026-08-03T21:20:00Z")


class TestReadOnly:
    def spoil(self, frame: pd.DataFrame) -> None:
        frame.loc[:, frame.columns[0]] = None
        frame["new"] = 1
        frame.iloc[0:1] = frame.iloc[-1:].to_numpy()
        frame.drop(frame.index, inplace=True)

    def test_an_empty_frame_stays_empty(self, small: Database) -> None:
        book = book_of(small)
        frame = book.households
        frame.loc[0] = [None] * len(frame.columns)
        assert book.households.empty

    @pytest.mark.parametrize("name", [name for name in TABLES if name != "daily_values"])
    def test_what_is_done_to_a_frame_changes_nothing_in_the_book(self, small: Database, name: str) -> None:
        book = book_of(small, *EVERYONE)
        before = book.frame(name).copy(deep=True)
        self.spoil(book.frame(name))
        pd.testing.assert_frame_equal(book.frame(name), before)

    def test_nor_does_what_is_done_to_its_numbers(self, small: Database) -> None:
        book = book_of(small, *EVERYONE)
        before = book.balances["end_value_cents"].sum()
        with pytest.raises(ValueError, match="read-only"):
            book.balances["end_value_cents"].to_numpy()[:] = 0
        assert book.balances["end_value_cents"].sum() == before

    def test_what_is_derived_is_as_safe(self, small: Database) -> None:
        book = book_of(small, *EVERYONE)
        before = book.household_months.copy(deep=True)
        self.spoil(book.household_months)
        pd.testing.assert_frame_equal(book.household_months, before)
        assert "household_id" not in book.balances


class TestScope:
    KEYS = ("household_id", "client_id", "account_id", "interaction_id", "event_id", "questionnaire_id", "request_id")
    OF_AN_ADVISOR = ("lead_id", "opportunity_id", "expense_id")

    def test_an_advisor_who_is_not_there_has_an_empty_book(self, small: Database) -> None:
        assert book_of(small, "A9").households.empty

    @pytest.mark.parametrize("small_on_both", ["sqlite"], indirect=True)  # the frames of PostgreSQL are the same
    @pytest.mark.parametrize("advisor", EVERYONE)
    def test_nothing_of_another_advisors_clients_is_in_any_cell(self, small_on_both: Database, advisor: str) -> None:
        strange = self.strangers(advisor)
        assert len(strange) > 40
        assert cells(book_of(small_on_both, advisor)) & strange == set()

    @pytest.mark.parametrize("advisor", EVERYONE)
    def test_all_of_the_own_is_there(self, small: Database, advisor: str) -> None:
        shared = {"H08"} if advisor == "A3" else set()
        own = {line["household_id"] for line in sheet("households") if line["advisor_id"] == advisor} | shared
        book = book_of(small, advisor)
        assert set(book.households["household_id"]) == own
        persons = {line["client_id"] for line in sheet("clients") if line["household_id"] in own}
        assert set(book.clients["client_id"]) == persons

    def test_a_firm_campaign_is_in_every_book_with_the_own_clients_only(self, small: Database) -> None:
        book = book_of(small, "A2")
        assert book.frame("campaigns")["campaign_id"].tolist() == ["CP2"]
        assert book.frame("campaign_sends")["client_id"].tolist() == ["C15"]

    def strangers(self, advisor: str) -> set[str]:
        """Ids, names, addresses and phones of whoever is none of this advisor's, read from the files."""
        home = {line["household_id"]: line["advisor_id"] for line in sheet("households")}
        sharers = {"H08": {"A1", "A3"}}
        foreign = {h for h, owner in home.items() if advisor not in sharers.get(h, {owner})}
        persons = {line["client_id"]: line for line in sheet("clients") if line["household_id"] in foreign}
        strange = set(foreign) | set(persons)
        for line in persons.values():
            strange |= {line["email"], line["phone"], line["birth_date"] + " 00:00:00"}
        strange |= {line["name"] for line in sheet("households") if line["household_id"] in foreign}
        for name in TABLES:
            for line in sheet(name):
                if line.get("household_id") in foreign or line.get("client_id") in persons:
                    strange |= {line[key] for key in self.KEYS if key in line}
                if line.get("advisor_id") not in (None, "", advisor):
                    strange |= {line[key] for key in self.OF_AN_ADVISOR if key in line}
        kept = {line["name"] for line in sheet("households") if line["household_id"] not in foreign}
        return strange - kept - {""}


class TestSharedAccounts:
    def test_who_has_no_share_has_no_row(self, small_on_both: Database) -> None:
        book = book_of(small_on_both, "A2")
        assert "H08" not in set(book.households["household_id"])
        assert "AC10" not in set(book.accounts["account_id"])

    @pytest.mark.parametrize("name", ["balances", "revenue"])
    def test_the_parts_add_up_to_the_firm_in_every_month_and_column(self, small_on_both: Database, name: str) -> None:
        parts = [self.of_the_account(book_of(small_on_both, a), name) for a in ("A1", "A3")]
        whole = self.of_the_account(book_of(small_on_both, *EVERYONE), name)
        assert len(whole) == 26
        assert (parts[0] + parts[1]).equals(whole)

    def test_the_household_is_in_each_book_and_once_in_the_firms(self, small_on_both: Database) -> None:
        for scope in (("A1",), ("A3",), ("A1", "A3"), EVERYONE):
            households = book_of(small_on_both, *scope).households["household_id"].tolist()
            assert households.count("H08") == 1

    @pytest.mark.parametrize("scope", [("A1",), ("A2",), ("A3",), ("A1", "A2"), EVERYONE])
    def test_every_month_of_every_scope_keeps_its_identity(self, small: Database, scope: tuple[str, ...]) -> None:
        rows = book_of(small, *scope).balances
        signed = (rows[list(FLOWS)] * [1, -1, 1, -1, -1]).sum(axis=1)
        assert (rows["begin_value_cents"] + signed + rows["market_gain_cents"] == rows["end_value_cents"]).all()
        before = rows.groupby("account_id")["end_value_cents"].shift()
        assert (before.isna() | (before == rows["begin_value_cents"])).all()

    def test_an_owner_without_a_share_has_the_household_and_not_the_account(
        self, own_copy: Database, tmp_path: Path
    ) -> None:
        load(own_copy, changed_small(tmp_path / "newer", "accounts.csv", ("A1:0.6;A3:0.4", "A2:0.6;A3:0.4")))
        book = book_of(own_copy, "A1")
        assert "H08" in set(book.households["household_id"])
        assert "AC10" not in set(book.accounts["account_id"]) | set(book.balances["account_id"])
        assert "H08" not in set(book.revenue["household_id"])

    def test_household_months_count_the_share_alone(self, small: Database) -> None:
        months = book_of(small, "A3").household_months
        assert set(months["household_id"]) == {"H08"}
        assert months["end_value_cents"].iloc[-1] in (2081335, 2081336)  # small_answers/split.csv

    @staticmethod
    def of_the_account(book: Book, name: str) -> pd.DataFrame:
        rows = book.frame(name)
        rows = rows[rows["account_id"] == "AC10"]
        return rows.groupby("month")[[c for c in rows.columns if c.endswith("_cents")]].sum()


class TestANewerBook:
    """What was opened before an import is never mixed with what came after."""

    def test_a_frame_that_was_not_read_yet_is_refused_in_a_sentence(self, own_copy: Database, tmp_path: Path) -> None:
        book = book_of(own_copy, "A1")
        known = book.households
        load(own_copy, changed_small(tmp_path / "newer", "households.csv", ("Boston,MA", "Salem,MA")))
        with pytest.raises(ServiceDown, match="The book was updated while it was being read; please ask again"):
            _ = book.clients
        pd.testing.assert_frame_equal(book.households, known)
        assert "Salem" in set(book_of(own_copy, "A1").households["city"])

    def test_shares_that_change_in_the_middle_of_a_reading_are_noticed(
        self, own_copy: Database, tmp_path: Path
    ) -> None:
        newer = changed_small(tmp_path / "newer", "accounts.csv", ("A1:0.6;A3:0.4", "A1:0.1;A3:0.9"))
        book = book_of(own_copy, "A1")
        writer = Database(str(own_copy.url))
        waiting = [newer]

        @event.listens_for(own_copy.engine, "before_cursor_execute")
        def import_before_the_shares_are_read(_c: Connection, _k: Any, statement: str, *_rest: Any) -> None:
            if "split IS NOT NULL" in statement and waiting:
                load(writer, waiting.pop())

        with pytest.raises(ServiceDown, match="The book was updated"):
            _ = book.balances
        assert not waiting
        writer.close()
