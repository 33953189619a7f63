"""The shelf of books: one of a scope, date and version; and the names that may be in nobody else's answer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.book.opening import SHELF, Books
from assistant.book.tables import Client, Household, User
from assistant.callers import Caller
from assistant.database import FIRM_METADATA, Database
from assistant.errors import NotEnoughData, NotSignedIn
from tests.book.small_firm import EVERYONE, LAST_DAY, changed_small, load, scope_of

AT = "@harbourvale.example"


def reaching(*advisor_ids: str) -> Caller:
    return Caller("U", "Somebody", "somebody@firm.example", frozenset({"advisor"}), reach=frozenset(advisor_ids))


class TestNoBook:
    def test_nothing_is_opened_before_a_book_is_loaded(self, tmp_path: Path) -> None:
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        FIRM_METADATA.create_all(database.engine)
        books = Books(database)
        for ask in (books.version, lambda: books.open(scope_of("A1")), lambda: books.names_outside(frozenset(("A1",)))):
            with pytest.raises(NotEnoughData, match="No book is loaded yet"):
                ask()
        assert books.user_emails() == []
        database.close()


class TestTheShelf:
    def test_an_empty_scope_opens_an_empty_book(self, small: Database) -> None:
        assert Books(small).open(scope_of()).households.empty

    def test_a_book_is_opened_at_the_last_closed_day_unless_a_day_is_named(self, small: Database) -> None:
        books = Books(small)
        assert books.open(scope_of("A1")).as_of == LAST_DAY
        assert books.open(scope_of("A1"), dt.date(2026, 6, 30)).as_of == dt.date(2026, 6, 30)

    def test_the_same_scope_and_day_is_the_same_book(self, small: Database) -> None:
        books = Books(small)
        first = books.open(scope_of("A1"))
        assert books.open(scope_of("A1"), LAST_DAY) is first
        assert books.open(scope_of("A2")) is not first
        assert books.open(scope_of("A1"), dt.date(2026, 6, 30)) is not first

    def test_an_import_that_changes_something_gives_a_new_book(self, own_copy: Database, tmp_path: Path) -> None:
        books = Books(own_copy)
        before, version = books.open(scope_of("A1")), books.version()
        load(own_copy)
        assert books.open(scope_of("A1")) is before  # the same folder again changes nothing
        load(own_copy, changed_small(tmp_path / "newer", "households.csv", ("Boston,MA", "Salem,MA")))
        after = books.open(scope_of("A1"))
        assert books.version().number == version.number + 1
        assert after is not before
        assert "Salem" in set(after.households["city"])

    def test_the_books_opened_last_stay(self, small: Database) -> None:
        books = Books(small)
        first = books.open(scope_of("A1"))
        days = [LAST_DAY - dt.timedelta(days=n) for n in range(1, SHELF + 1)]
        for day in days[:-1]:
            books.open(scope_of("A1"), day)
        assert books.open(scope_of("A1")) is first
        books.open(scope_of("A1"), days[-1])  # the least lately used, days[0], goes
        second = books.open(scope_of("A1"), days[1])
        assert books.open(scope_of("A1"), days[1]) is second
        assert books.open(scope_of("A1")) is first


class TestPeople:
    def test_nobody_unknown_is_a_caller(self, small: Database) -> None:
        with pytest.raises(NotSignedIn):
            Books(small).caller("nobody" + AT)

    def test_a_caller_is_made_anew_each_time(self, own_copy: Database) -> None:
        books = Books(own_copy)
        assert books.caller("esther.cole" + AT).reach == {"A1", "A2"}
        with own_copy.writing() as session:
            session.get_one(User, "U5").active = False
        with pytest.raises(NotSignedIn):
            books.caller("esther.cole" + AT)

    def test_whoever_is_switched_off_is_not_among_the_addresses(self, small: Database) -> None:
        emails = Books(small).user_emails()
        assert len(emails) == 9
        assert "jonas.weiss" + AT not in emails


class TestNamesOutside:
    def test_to_who_reaches_nobody_everyone_is_outside(self, small: Database) -> None:
        assert len(Books(small).names_outside(frozenset())) == 24  # all the clients of clients.csv

    def test_to_who_reaches_everybody_nobody_is(self, small: Database) -> None:
        assert Books(small).names_outside(frozenset(EVERYONE)) == ()

    def test_another_advisors_clients_are_outside_and_the_own_are_not(self, small: Database) -> None:
        outside = set(Books(small).names_outside(frozenset(("A1",))))
        assert {"Jürgen Müller", "Ольга Иванова", "ليلى الفارابي"} <= outside
        assert not {"Paolo Rossi", "José García Márquez", "Đurđa Đorđević"} & outside

    def test_a_client_by_a_shared_account_is_not_outside(self, small: Database) -> None:
        outside = set(
            Books(small).names_outside(frozenset(("A3",)))
        )  # H08 is A1's household, and 40 % of its account A3's
        assert not {"Đurđa Đorđević", "Božidar Đorđević"} & outside
        assert len(outside) == 22

    def test_a_surname_borne_inside_too_tells_nothing_and_is_not_outside(self, own_copy: Database) -> None:
        with own_copy.writing() as session:
            session.add(Household(household_id="H99", advisor_id="A2", name="Rossi"))
            session.add(Client(client_id="C99", household_id="H99", first_name="Paolo", last_name="Rossi"))
        assert "Paolo Rossi" not in Books(own_copy).names_outside(frozenset(("A1",)))
        assert "Paolo Rossi" not in Books(own_copy).names_outside(frozenset(("A2",)))
        assert "Paolo Rossi" in Books(own_copy).names_outside(frozenset(("A3",)))

    def test_two_callers_of_different_reach_get_different_names(self, small: Database) -> None:
        books = Books(small)
        assert "Paolo Rossi" not in books.names_outside(frozenset(("A1",)))
        assert "Paolo Rossi" in books.names_outside(frozenset(("A2",)))
        assert "Paolo Rossi" not in books.names_outside(frozenset(("A1",)))

    def test_a_household_that_changed_hands_changes_sides(self, own_copy: Database, tmp_path: Path) -> None:
        books = Books(own_copy)
        assert "Ngozi Okafor" in books.names_outside(frozenset(("A2",)))
        load(own_copy, changed_small(tmp_path / "newer", "households.csv", ("H04,A1", "H04,A2")))
        assert "Ngozi Okafor" not in books.names_outside(frozenset(("A2",)))
        assert "Ngozi Okafor" in books.names_outside(frozenset(("A1",)))
