"""What a person confirmed stands when a folder is imported, until a person chooses (contract, “The book on disk”)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.book.changes import Change
from assistant.book.importing import ImportReport
from assistant.desk import (
    Desk,
    confirm_change,
    export_book,
    import_book,
    look_at_changes,
    refuse_change,
    undo_change,
)
from assistant.retention import Search
from tests.book.small_firm import changed_small
from tests.desks import ADVISOR, SMALL_FIRM, opened

MARCO = "Marco Rossi"  # small firm: C01, an engineer


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with opened(home) as one:
        yield one


def confirmed(desk: Desk, value: str) -> Change:
    caller = desk.caller(ADVISOR)
    wanted = {"client": MARCO, "field": "occupation", "value": value}
    desk.call_tool(caller, "propose_change", wanted)
    (change,) = look_at_changes(desk, caller, "proposed")
    return confirm_change(desk, caller, change.id)


def brought(desk: Desk, folder: Path, value: str, *, dry_run: bool = False) -> ImportReport:
    return import_book(desk, changed_small(folder, "clients.csv", ("M,engineer", f"M,{value}")), dry_run=dry_run)


def occupation(desk: Desk) -> str:
    return (desk.books.stored("clients", "C01") or {})["occupation"]


def waiting(desk: Desk) -> list[Change]:
    return look_at_changes(desk, desk.caller(ADVISOR), "proposed")


class TestNothingConfirmed:
    def test_an_import_changes_what_it_brings(self, desk: Desk, tmp_path: Path) -> None:
        report = brought(desk, tmp_path / "next", "painter")
        assert (report.conflicts, report.rows_changed, occupation(desk)) == ((), 1, "painter")


class TestTheValueThatWasReplaced:
    def test_changes_nothing(self, desk: Desk) -> None:
        confirmed(desk, "retired")
        report = import_book(desk, SMALL_FIRM)
        assert (report.version, report.conflicts, occupation(desk)) == (None, (), "retired")

    def test_counts_however_many_steps_it_lies_back(self, desk: Desk) -> None:
        confirmed(desk, "painter")
        confirmed(desk, "retired")
        assert import_book(desk, SMALL_FIRM).conflicts == ()
        assert occupation(desk) == "retired"

    def test_comes_back_once_the_change_is_undone(self, desk: Desk, tmp_path: Path) -> None:
        undo_change(desk, desk.caller(ADVISOR), confirmed(desk, "retired").id)
        assert brought(desk, tmp_path / "next", "painter").conflicts == ()
        assert occupation(desk) == "painter"


class TestAnyOtherValue:
    def test_is_a_conflict_of_both_and_the_confirmed_one_stands(self, desk: Desk, tmp_path: Path) -> None:
        confirmed(desk, "retired")
        report = brought(desk, tmp_path / "next", "painter")
        (conflict,) = report.conflicts
        assert conflict.to_json() == {
            "table": "clients", "row": "C01", "column": "occupation", "confirmed": "retired", "import": "painter",
        }  # fmt: skip
        assert (report.rows_changed, occupation(desk)) == (0, "retired")
        (change,) = waiting(desk)
        assert (dict(change.before), dict(change.after)) == ({"occupation": "retired"}, {"occupation": "painter"})
        assert change.proposer == "the import of next"
        assert change.id in {r.payload["change"] for r in desk.log.search(Search(type="change.proposed"))}

    def test_waits_once_however_often_it_comes(self, desk: Desk, tmp_path: Path) -> None:
        confirmed(desk, "retired")
        brought(desk, tmp_path / "next", "painter")
        brought(desk, tmp_path / "again", "painter")
        assert len(waiting(desk)) == 1

    def test_that_a_person_chooses_is_the_confirmed_one_from_then_on(self, desk: Desk, tmp_path: Path) -> None:
        confirmed(desk, "retired")
        brought(desk, tmp_path / "next", "painter")
        confirm_change(desk, desk.caller(ADVISOR), waiting(desk)[0].id)
        assert brought(desk, tmp_path / "again", "painter").conflicts == ()
        assert import_book(desk, SMALL_FIRM).conflicts == ()
        assert occupation(desk) == "painter"

    def test_that_a_person_refuses_is_not_asked_about_again(self, desk: Desk, tmp_path: Path) -> None:
        confirmed(desk, "retired")
        brought(desk, tmp_path / "next", "painter")
        refuse_change(desk, desk.caller(ADVISOR), waiting(desk)[0].id)
        brought(desk, tmp_path / "again", "painter")
        assert (waiting(desk), occupation(desk)) == ([], "retired")

    def test_is_told_and_not_laid_when_one_only_looks(self, desk: Desk, tmp_path: Path) -> None:
        confirmed(desk, "retired")
        assert len(brought(desk, tmp_path / "next", "painter", dry_run=True).conflicts) == 1
        assert waiting(desk) == []


class TestAnExport:
    def test_has_the_confirmed_value_and_changes_nothing_when_it_comes_back(self, desk: Desk, tmp_path: Path) -> None:
        confirmed(desk, "retired")
        export_book(desk, tmp_path / "out")
        report = import_book(desk, tmp_path / "out")
        assert (report.version, report.conflicts, occupation(desk)) == (None, (), "retired")
