"""Look-alikes: who is proposed as one, and who is not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from assistant.analytics.duplicates import duplicate_records
from assistant.analytics.duplicates.pairs import folded, person_pairs
from assistant.blocks import Table
from tests.analytics.conftest import FIRMS, OpenBook


class Records:
    """The two frames that are compared, and nothing else of a book."""

    def __init__(self, *people: tuple[str, str, str, str, str, str, str, str]) -> None:
        names = ["client_id", "household_id", "first_name", "last_name", "email", "phone", "birth_date", "city"]
        frame = pd.DataFrame(people, columns=names)
        frame["birth_date"] = pd.to_datetime(frame["birth_date"])
        self.clients = frame.drop(columns="city")
        self.households = frame[["household_id", "city"]].drop_duplicates("household_id")


ANNA = ("C1", "H1", "Anna", "Müller", "anna@x.example", "+41 44 668 18 00", "1960-02-01", "Zürich")


def other(**changes: str) -> tuple[str, ...]:
    names = ["client_id", "household_id", "first_name", "last_name", "email", "phone", "birth_date", "city"]
    return tuple({**dict(zip(names, ANNA, strict=True)), "client_id": "C2", "household_id": "H2", **changes}.values())


def confidence(second: tuple[str, ...]) -> float:
    pairs = person_pairs(Records(ANNA, second))  # type: ignore[arg-type]
    return float(pairs["confidence"].iloc[0]) if len(pairs) else 0.0


class TestPersonPairs:
    def test_nobody_looks_like_nobody(self) -> None:
        assert person_pairs(Records()).empty  # type: ignore[arg-type]

    def test_one_person_is_no_pair(self) -> None:
        assert person_pairs(Records(ANNA)).empty  # type: ignore[arg-type]

    def test_the_same_person_entered_twice_is_almost_certain(self) -> None:
        assert confidence(other()) > 0.99

    def test_a_slip_of_typing_in_the_name_does_not_hide_a_shared_address(self) -> None:
        assert confidence(other(first_name="ANNA ", last_name="Mueller", phone="")) > 0.9

    def test_a_couple_with_one_address_and_one_telephone_are_two_people(self) -> None:
        assert confidence(other(first_name="Bernd", household_id="H1", birth_date="1958-07-09")) == 0.0

    def test_two_of_the_same_name_in_two_cities_are_two_people(self) -> None:
        # the trap of T8: two Rossi households are told apart by asking, not by merging
        assert confidence(other(email="", phone="", birth_date="", city="Bern")) == 0.0

    def test_father_and_son_of_one_name_are_told_apart_by_their_birth_dates(self) -> None:
        assert confidence(other(email="", phone="", birth_date="1991-05-05")) == 0.0

    def test_a_number_that_everybody_has_tells_nothing(self) -> None:
        crowd = [
            (f"C{i:03}", f"H{i:03}", f"First{i}", f"Last{i}", "", "0800 123 4567", "", "Zürich") for i in range(40)
        ]
        assert person_pairs(Records(*crowd)).empty  # type: ignore[arg-type]

    def test_the_order_of_the_rows_changes_nothing(self) -> None:
        one, two = Records(ANNA, other()), Records(other(), ANNA)  # type: ignore[arg-type]
        assert person_pairs(one).equals(person_pairs(two))  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("typed", "is_compared_as"), [("  MÜLLER ", "muller"), (None, ""), ("J. P.  Sá", "j. p. sa")]
    )
    def test_names_are_compared_without_case_accents_and_double_spaces(self, typed: str, is_compared_as: str) -> None:
        assert folded(typed) == is_compared_as


class TestDuplicateRecords:
    def test_a_book_without_lookalikes_says_how_many_were_compared(self, open_book: OpenBook) -> None:
        found = duplicate_records(open_book("FIRM"))
        assert found.figure("people").value == 0
        assert "none looks like a duplicate" in found.words()[0]

    def test_an_empty_book_has_nobody_to_compare(self, open_book: OpenBook) -> None:
        assert duplicate_records(open_book("NOBODY")).figure("checked").value == 0

    def test_a_merge_is_previewed_and_not_made(self, tmp_path: Path) -> None:
        from assistant.book.importing import import_folder
        from assistant.book.snapshot import Book, current_version
        from assistant.book.tables import FIRM_METADATA
        from assistant.callers import Scope
        from assistant.database import Database

        for file in (FIRMS / "small").glob("*.csv"):
            (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
        clients = pd.read_csv(tmp_path / "clients.csv", dtype=str, keep_default_na=False)
        copy = clients[clients["household_id"] == "H04"].iloc[[0]].assign(client_id="C99", household_id="H03")
        pd.concat([clients, copy]).to_csv(tmp_path / "clients.csv", index=False)
        database = Database(f"sqlite:///{tmp_path / 'firm.db'}")
        FIRM_METADATA.create_all(database.engine)
        with database.writing() as session:
            import_folder(session, tmp_path, at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
        with database.reading() as session:
            version = current_version(session)
        book = Book(database, Scope("firm", "FIRM", ("A1", "A2", "A3")), dt.date(2026, 10, 31), version)
        found = duplicate_records(book)
        preview = next(b for b in found.blocks if isinstance(b, Table) and b.title == "What a merge would change")
        # end values of 2026-10 in tests/firms/small/balances.csv: H03 149,100.00 and H04 560,000.00
        assert [str(cell) for cell in preview.rows[0]][2] == "709100.00"
        assert set(book.open_households["household_id"]) >= {"H03", "H04"}
        database.close()
