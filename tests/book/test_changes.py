"""Changes in the book: what can be entered or closed, what speaks against a change, and what writing one does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.book.changes import (
    TABLE_OF,
    About,
    Change,
    Served,
    apply_change,
    close,
    enter,
    list_changes,
    load_change,
    new_id,
    save_change,
    save_decision,
    stored_row,
    why_not,
)
from assistant.book.exporting import export_folder
from assistant.book.snapshot import current_version
from assistant.database import Database
from assistant.errors import NotFound
from tests.book.folders import NOW, TinyFirm, fresh, load
from tests.book.small_firm import changed_small, copy_of
from tests.book.small_firm import load as load_small

TODAY = dt.date(2026, 11, 22)
ABOUT = About(TODAY, "H01", "C01", "A1", "U1", "America/New_York")


def of_phone(before: str = "+1-617-555-0100", after: str = "+1-617-555-0999", **more: Any) -> Change:
    values: dict[str, Any] = {"about": "Marco Rossi", "advisor_id": "A1", "household_id": "H01", "client_id": "C01"}
    values |= {"proposed_at": NOW} | more
    return Change(new_id(), "field", "clients", "C01", {"phone": before}, {"phone": after}, **values)


def a_task(text: str = "Call Marco") -> Change:
    change_id = new_id()
    values = enter("task", {"text": text}, change_id, ABOUT).values
    return Change(change_id, "task", "tasks", change_id, {}, values, "Rossi", "A1", "H01", "", proposed_at=NOW)


def applied(database: Database, change: Change) -> str:
    """Write it and commit, as the desk does; the digest of the version that comes of it."""
    with database.writing() as session:
        assert why_not(session, change) == ""
        return apply_change(session, change, NOW).digest


def objection(database: Database, change: Change) -> str:
    with database.reading() as session:
        return why_not(session, change)


def exported(database: Database, folder: Path) -> Mapping[str, bytes]:
    with database.reading() as session:
        export_folder(session, folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class TestARecordToEnter:
    def test_of_nothing_says_what_it_needs(self) -> None:
        entered = enter("contact", {}, "CH-1", About(TODAY))
        assert entered.problems == ("client: name the client whose contact it is",)

    def test_is_filled_with_what_goes_without_saying(self) -> None:
        assert enter("task", {"text": "Call him", "due": "2026-12-01"}, "CH-1", ABOUT).values == {
            "task_id": "CH-1", "household_id": "H01", "owner": "U1", "created_on": "2026-11-22",
            "due_on": "2026-12-01", "done_on": "", "text": "Call him",
        }  # fmt: skip

    def test_on_a_day_without_an_hour_is_at_noon_where_the_client_lives(self) -> None:
        assert enter("contact", {"at": "2026-11-20"}, "CH-1", ABOUT).values["at"] == "2026-11-20T17:00:00Z"

    @pytest.mark.parametrize(
        ("kind", "note", "column", "word"),
        [
            ("contact", "log a call with the Rossis", "channel", "call"),
            ("contact", "registra un incontro con Rossi", "channel", "meeting"),
            ("life_event", "Marco's divorce is final", "type", "divorce"),
            ("life_event", "nothing that has a name", "type", ""),
        ],
    )
    def test_takes_a_word_of_a_closed_list_from_the_note(self, kind: str, note: str, column: str, word: str) -> None:
        assert enter(kind, {"text": note}, "CH-1", ABOUT).values[column] == word

    @pytest.mark.parametrize("kind", sorted(TABLE_OF))
    def test_of_every_kind_lists_all_that_is_wrong(self, kind: str) -> None:
        wrong = (
            {"colour": "red", "household_id": "H99"} if kind != "life_event" else {"colour": "red", "client_id": "C9"}
        )
        problems = enter(kind, wrong, "CH-1", ABOUT).problems
        assert [problem.split(":")[0] for problem in problems] == list(wrong)

    def test_reads_its_values_as_an_import_does(self) -> None:
        given = {"name": "Old 401k", "amount": "$85,000", "created_on": "yesterday", "outcome": "maybe"}
        problems = enter("opportunity", given, "CH-1", ABOUT).problems
        assert [problem.split(":")[0] for problem in problems] == ["amount", "created_on", "outcome"]
        assert "write 85000" in problems[0]

    def test_that_has_words_its_table_cannot_hold_gives_them_back(self) -> None:
        assert enter("lead", {"text": "John, met at the fair"}, "CH-1", ABOUT).left_over == "John, met at the fair"


class TestARecordToClose:
    OPEN: Mapping[str, str] = {"task_id": "T3", "household_id": "H03", "done_on": "", "text": "Call Åsa"}

    def test_without_its_closing_day_asks_for_it(self) -> None:
        assert close("task", {"id": "T3"}, self.OPEN, ABOUT).problems == (
            "done_on: give the day on which it was closed, done_on",
        )

    def test_changes_only_what_changes(self) -> None:
        closed = close("task", {"id": "T3", "closed_on": "2026-11-20", "text": "Call Åsa"}, self.OPEN, ABOUT)
        assert (closed.values, closed.problems) == ({"done_on": "2026-11-20"}, ())

    def test_that_is_closed_already_says_since_when(self) -> None:
        done = {**self.OPEN, "done_on": "2026-10-01"}
        assert close("task", {"done_on": "2026-11-20"}, done, ABOUT).problems == (
            "done_on: it is closed since 2026-10-01",
        )

    def test_that_was_an_opportunity_says_how_it_ended(self) -> None:
        now = {"opportunity_id": "O1", "closed_on": "", "outcome": ""}
        assert close("opportunity", {"closed_on": "2026-11-20"}, now, ABOUT).problems == ("outcome: write won or lost",)

    def test_that_is_never_open_is_refused(self) -> None:
        assert "not open or closed" in close("contact", {"id": "I001"}, {}, ABOUT).problems[0]


class TestAChange:
    def test_says_what_it_does(self) -> None:
        assert of_phone(before="").words == "phone: (blank) → +1-617-555-0999"
        assert a_task().words.startswith("a new task: task_id CH-")

    @pytest.mark.parametrize(
        ("table", "column", "asks"),
        [
            ("clients", "email", True), ("clients", "phone", True), ("clients", "sms_consent", True),
            ("households", "city", True), ("clients", "occupation", False), ("households", "risk_tolerance", False),
        ],
    )  # fmt: skip
    def test_asks_for_a_verification_where_a_person_is_reached(self, table: str, column: str, asks: bool) -> None:
        change = Change(new_id(), "field", table, "X", {column: "a"}, {column: "b"}, "", "A1", "H01", "")
        assert change.needs_verification is change.back().needs_verification is asks

    def test_has_one_way_back_and_that_another(self) -> None:
        change = of_phone()
        assert change.back() == change.back()
        assert (change.back().before, change.back().after) == (change.after, change.before)
        assert len({change.id, change.back().id, change.back().back().id}) == 3


class TestWhatSpeaksAgainstAChange:
    def test_is_nothing_while_the_record_is_as_it_was(self, own_copy: Database) -> None:
        assert objection(own_copy, of_phone()) == ""

    def test_is_that_the_record_has_changed_meanwhile(self, own_copy: Database) -> None:
        assert "phone is now +1-617-555-0100" in objection(own_copy, of_phone(before="+1-617-555-0001"))

    def test_is_that_the_record_is_gone(self, own_copy: Database) -> None:
        assert "no longer in clients.csv" in objection(own_copy, replace(of_phone(), row="C99"))

    @pytest.mark.parametrize(
        ("before", "after", "why"),
        [
            ({"close_reason": ""}, {"close_reason": "left"}, "a reason without a date"),
            ({"closed_on": ""}, {"closed_on": "2001-01-01"}, "is before since"),
            ({"referral_source_id": "S1"}, {"referral_source_id": "S99"}, "in no row of referral_sources.csv"),
        ],
    )
    def test_is_what_an_import_would_find_wrong(
        self, own_copy: Database, before: dict[str, str], after: dict[str, str], why: str
    ) -> None:
        change = Change(new_id(), "field", "households", "H01", before, after, "Rossi", "A1", "H01", "")
        assert why in objection(own_copy, change)

    def test_is_that_a_person_would_descend_from_themselves(self, own_copy: Database) -> None:
        older = {"next_generation_of": "C03"}  # who descends from C01
        change = replace(of_phone(), before={"next_generation_of": ""}, after=older)
        assert "cannot descend from themselves" in objection(own_copy, change)

    def test_is_that_others_refer_to_a_row_that_would_go(self, own_copy: Database) -> None:
        lead_id, deal_id = new_id(), new_id()
        lead = Change(lead_id, "lead", "leads", lead_id, {}, enter("lead", {}, lead_id, ABOUT).values, "", "A1", "", "")
        deal_values = enter("opportunity", {"name": "Hers", "lead_id": lead_id}, deal_id, ABOUT).values
        deal = Change(deal_id, "opportunity", "opportunities", deal_id, {}, deal_values, "", "A1", "H01", "")
        applied(own_copy, lead)
        applied(own_copy, deal)
        assert "opportunities" in objection(own_copy, lead.back())
        applied(own_copy, deal.back())
        assert objection(own_copy, lead.back()) == ""


class TestWritingAChange:
    @pytest.fixture
    def database(self, database_url: str, tmp_path: Path) -> Iterator[Database]:
        opened = fresh(database_url)
        load_small(opened)
        yield opened
        opened.close()

    @pytest.mark.parametrize("change", [of_phone(), a_task()], ids=["a field", "a new record"])
    def test_moves_the_data_version_and_back_gives_the_same_book(
        self, database: Database, tmp_path: Path, change: Change
    ) -> None:
        before = exported(database, tmp_path / "before")
        with database.reading() as session:
            first = current_version(session)
        there = applied(database, change)
        assert exported(database, tmp_path / "there") != before
        back = applied(database, change.back())
        assert len({first.digest, there, back}) == 3
        assert exported(database, tmp_path / "back") == before
        with database.reading() as session:
            assert current_version(session).last_closed_month == first.last_closed_month

    def test_gives_a_book_that_can_be_exported_and_imported_again(self, database: Database, tmp_path: Path) -> None:
        applied(database, of_phone(after="'=odd but text"))
        applied(database, a_task("- two lines,\nquoted “so”"))
        exported(database, tmp_path / "out")
        assert load(database, tmp_path / "out").version is None


class TestAnImportThatComesLater:
    def test_leaves_a_change_it_says_nothing_of_alone(self, own_copy: Database) -> None:
        task = a_task()
        applied(own_copy, task)
        load_small(own_copy)
        with own_copy.reading() as session:
            assert stored_row(session, "tasks", task.row) == dict(task.after)


class TestKeptChanges:
    MINE = Served(frozenset(["A1"]))

    def test_are_none_at_first(self, own_copy: Database) -> None:
        with own_copy.reading() as session:
            assert list_changes(session, self.MINE) == []

    def test_come_back_as_they_were(self, own_copy: Database) -> None:
        change = of_phone(proposed_by="U1", proposer="Anna Keller", conversation_id="c1")
        with own_copy.writing() as session:
            save_change(session, change)
        decided = replace(change, status="applied", decided_by="U4", decider="Dario", decided_at=NOW, verified="called")
        with own_copy.reading() as session:
            assert load_change(session, change.id, self.MINE) == change
        with own_copy.writing() as session:
            save_decision(session, decided)
        with own_copy.reading() as session:
            assert list_changes(session, self.MINE, "applied") == [decided]
            assert list_changes(session, self.MINE, "proposed") == []

    @pytest.mark.parametrize("served", [Served(frozenset(["A2"])), Served(frozenset(["A1"]), frozenset(["H01"]))])
    def test_of_clients_of_others_or_withheld_are_not_there(self, own_copy: Database, served: Served) -> None:
        change = of_phone()
        with own_copy.writing() as session:
            save_change(session, change)
        with own_copy.reading() as session:
            assert list_changes(session, served) == []
            with pytest.raises(NotFound):
                load_change(session, change.id, served)

    def test_go_with_a_client_who_is_taken_over(self, own_copy: Database, tmp_path: Path) -> None:
        change = of_phone()
        with own_copy.writing() as session:
            save_change(session, change)
        load_small(own_copy, changed_small(tmp_path / "next", "households.csv", ("H01,A1,", "H01,A2,")))
        with own_copy.reading() as session:
            assert list_changes(session, self.MINE) == []
            assert list_changes(session, Served(frozenset(["A2"]))) == [change]


PLAIN = st.text(st.characters(categories=("L", "N", "Zs")), min_size=1, max_size=30).map(str.strip).filter(bool)
FIELDS = st.one_of(
    st.tuples(st.just(("clients", "C1", "occupation")), PLAIN),
    st.tuples(st.just(("clients", "C1", "birth_date")), st.dates(dt.date(1900, 1, 1), dt.date(2020, 1, 1)).map(str)),
    st.tuples(st.just(("clients", "C2", "email_consent")), st.sampled_from(["in", "out", "unknown", ""])),
    st.tuples(st.just(("clients", "C1", "is_primary")), st.sampled_from(["true", "false", ""])),
    st.tuples(
        st.just(("households", "H1", "annual_income")), st.integers(0, 10**9).map(lambda c: f"{c // 100}.{c % 100:02d}")
    ),
    st.tuples(st.just(("households", "H2", "risk_tolerance")), st.sampled_from(["1", "5", ""])),
)


class TestAnyChange:
    @pytest.fixture(scope="class")
    def tiny(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
        folder = tmp_path_factory.mktemp("tiny")
        database = fresh(f"sqlite:///{folder / 'firm.db'}")
        load(database, TinyFirm().at(folder / "book"))
        yield database
        database.close()

    @settings(max_examples=30)
    @given(moves=st.lists(FIELDS, min_size=1, max_size=4))
    def test_written_and_taken_back_in_order_gives_the_same_book(
        self, tiny: Database, tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[tuple[str, str, str], str]]
    ) -> None:
        folder = tmp_path_factory.mktemp("any")
        database = copy_of(tiny, folder / "own.db")
        before, done = exported(database, folder / "before"), []
        for (table, row, column), value in moves:
            with database.reading() as session:
                now = stored_row(session, table, row) or {}
            change = Change(new_id(), "field", table, row, {column: now[column]}, {column: value}, "", "A1", "H1", "")
            applied(database, change)
            done.append(change)
        for change in reversed(done):
            applied(database, change.back())
        assert exported(database, folder / "after") == before
        database.close()
