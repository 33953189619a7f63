"""The book written as CSV: importing it changes nothing, nothing in it runs, as of a date it is the book of then."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.book.cells import is_formula
from assistant.book.exporting import export_folder
from assistant.book.tables import FIRM_METADATA, Interaction, Task
from assistant.database import Database
from tests.book.folders import FIRMS, HEADERS, REQUIRED, TinyFirm, fresh, load


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = fresh(database_url)
    yield opened
    opened.close()


def export(database: Database, folder: Path, as_of: dt.date | None = None) -> dict[str, int]:
    with database.reading() as session:
        return export_folder(session, folder, as_of=as_of)


def cells(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


class TestAnEmptyBook:
    def test_is_the_headers_of_the_required_files(self, database: Database, tmp_path: Path) -> None:
        written = export(database, tmp_path / "out")
        assert written == {f"{name}.csv": 0 for name in REQUIRED}
        for path in tmp_path.joinpath("out").iterdir():
            assert path.read_text().startswith(HEADERS[path.stem])
        assert load(database, tmp_path / "out").version is None


class TestTheSmallFirm:
    def test_exported_and_imported_changes_nothing(self, database: Database, tmp_path: Path) -> None:
        read = {name: count.read for name, count in load(database, FIRMS / "small").files.items()}
        assert export(database, tmp_path / "out") == read
        report = load(database, tmp_path / "out")
        assert (report.version, report.problems) == (None, ())

    def test_exported_into_another_database_is_the_same_book(self, database: Database, tmp_path: Path) -> None:
        first = load(database, FIRMS / "small").version
        export(database, tmp_path / "out")
        second = load(fresh("sqlite://"), tmp_path / "out").version
        assert first is not None
        assert second is not None
        assert first.last_closed_month == second.last_closed_month
        again = fresh("sqlite://")
        load(again, tmp_path / "out")
        export(again, tmp_path / "again")
        for path in tmp_path.joinpath("out").iterdir():
            assert path.read_bytes() == tmp_path.joinpath("again", path.name).read_bytes()

    def test_comes_in_the_columns_of_the_contract(self, database: Database, tmp_path: Path) -> None:
        load(database, FIRMS / "small")
        export(database, tmp_path / "out")
        for path in tmp_path.joinpath("out").iterdir():
            header = path.read_text(encoding="utf-8").splitlines()[0].replace('"', "")
            assert header.startswith(HEADERS[path.stem])
            extra = header.removeprefix(HEADERS[path.stem]).split(",")[1:]
            columns = FIRM_METADATA.tables[path.stem].columns
            assert all(columns[name].info["header_optional"] for name in extra)


class TestTheFolder:
    def test_says_what_the_book_says_when_it_held_another(self, database: Database, tmp_path: Path) -> None:
        load(database, TinyFirm().at(tmp_path / "book"))
        old = TinyFirm().add("tasks", "T1,H1,,2026-10-01,,,Call").at(tmp_path / "out")
        old.joinpath("notes.txt").write_text("mine")
        export(database, old)
        assert {path.name for path in old.iterdir()} == {f"{name}.csv" for name in REQUIRED} | {"notes.txt"}


class TestCells:
    def test_are_exact_and_nothing_in_them_runs(self, database: Database, tmp_path: Path) -> None:
        note = "-2+3+cmd|' /C calc'!A0\r\nnext, \"line\"\rlast"
        firm = TinyFirm().add("interactions", "I1,H1,2026-10-05T10:00:00.5+02:00,call,in,5,true,'=1+1")
        firm.add("fee_schedules", "F1,0.00,0.00000012345678901").replace("clients", "Reed", "''@SUM(A1)")
        load(database, firm.at(tmp_path / "book"))
        with database.writing() as session:
            session.add(Task(task_id="T1", household_id="H1", text=note))  # as the product may write it
        export(database, tmp_path / "out")
        written = {path.stem: cells(path) for path in tmp_path.joinpath("out").iterdir()}
        assert written["interactions"][0]["note"] == "'=1+1"
        assert written["interactions"][0]["at"] == "2026-10-05T08:00:00.500000Z"
        assert written["fee_schedules"][0]["rate"] == "0.00000012345678901"
        assert written["clients"][0]["phone"] == "+1 555 0100"
        assert written["clients"][1]["last_name"] == "''@SUM(A1)"
        assert written["tasks"][0]["text"] == "'" + note
        assert written["balances"][1]["market_gain"] == "-10.00"
        texts = [cell for rows in written.values() for row in rows for cell in row.values()]
        assert not any(is_formula(cell) for cell in texts)
        assert load(database, tmp_path / "out").version is None
        with database.reading() as session:
            task, interaction = session.get(Task, "T1"), session.get(Interaction, "I1")
            assert task is not None
            assert interaction is not None
            assert (task.text, interaction.note) == (note, "=1+1")


class TestAsOf:
    @pytest.mark.sampled(2)
    @pytest.mark.parametrize("day", [dt.date(2026, 3, 31), dt.date(2026, 3, 30), dt.date(2025, 1, 15)])
    def test_the_small_firm_is_a_sound_book_of_then(self, database: Database, tmp_path: Path, day: dt.date) -> None:
        load(database, FIRMS / "small")
        export(database, tmp_path / "out", day)
        other = fresh("sqlite://")
        report = load(other, tmp_path / "out")
        assert report.problems == ()
        months = {row["month"] for name in ("balances", "revenue") for row in cells(tmp_path / "out" / f"{name}.csv")}
        assert max(months) == report.last_closed_month == {31: "2026-03", 30: "2026-02", 15: "2024-12"}[day.day]

    def test_what_happened_later_is_blank_and_what_came_later_is_not_there(
        self, database: Database, tmp_path: Path
    ) -> None:
        firm = TinyFirm().put(
            "households",
            "H1,A1,Moss,2015-02-02,,,Dover,NH,US,90000.00,3,,H3,,America/New_York,",
            "H2,A1,Reed,2016-03-03,2026-10-20,merged,Keene,NH,US,,,,H1,A,,H1",
            "H3,A1,Late,2026-10-21,,,Keene,NH,US,,,,,,,",
        )
        firm.add("clients", "C3,H3,Max,Late,,,,,,,,,,,,,", "C4,H1,Ida,Moss,,,,,,,,,,,,,C3")
        firm.add("campaigns", "CP1,A1,Spring,Hello,email,2026-10-22T09:00Z,0.1")
        firm.add("campaign_sends", "CP1,C1,treated,true,,,,,,")
        firm.add("leads", "L1,A1,,H1,2026-09-01,2026-10-05,,2026-10-21,,H3,,,,,")
        firm.add("tasks", "T1,H1,U1,2026-10-01,2026-10-09,2026-10-21,Call")
        load(database, firm.at(tmp_path / "book"))
        export(database, tmp_path / "out", dt.date(2026, 10, 19))
        written = {path.stem: cells(path) for path in tmp_path.joinpath("out").iterdir()}
        households = {row["household_id"]: row for row in written["households"]}
        assert sorted(households) == ["H1", "H2"]
        closing = ("closed_on", "close_reason", "merged_into", "referred_by_household_id")
        assert [households["H2"][name] for name in closing] == ["", "", "", "H1"]
        assert households["H1"]["referred_by_household_id"] == ""  # the household that referred it came later
        assert [row["client_id"] for row in written["clients"]] == ["C1", "C2", "C4"]
        assert written["clients"][2]["next_generation_of"] == ""
        assert "campaigns" not in written
        assert "campaign_sends" not in written
        lead = written["leads"][0]
        assert (lead["qualified_on"], lead["won_on"], lead["household_id"]) == ("2026-10-05", "", "")
        assert (written["tasks"][0]["done_on"], written["tasks"][0]["owner"]) == ("", "U1")
        assert [row["month"] for row in written["balances"]] == ["2026-09", "2026-09"]
        assert load(fresh("sqlite://"), tmp_path / "out").problems == ()
