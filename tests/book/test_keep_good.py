"""Loading the good rows: what depends on a bad row stays out with it, and a person gets those rows in a folder."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.book.tables import FIRM_METADATA
from assistant.database import Database
from assistant.errors import BadInput
from tests.book.folders import FIRMS, HEADERS, TinyFirm, fresh, load, places


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = fresh(database_url)
    yield opened
    opened.close()


def ids(database: Database, table: str) -> list[str]:
    with database.reading() as session:
        first = next(iter(FIRM_METADATA.tables[table].primary_key.columns))
        return sorted(session.scalars(select(first)))


def rejected(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


class TestKeepGood:
    def test_a_sound_folder_has_no_rejects(self, database: Database, tmp_path: Path) -> None:
        report = load(database, TinyFirm().at(tmp_path / "book"), keep_good=True, rejects=tmp_path / "rejects")
        assert (report.rows_new, report.problems, report.rejects) == (13, (), None)
        assert not tmp_path.joinpath("rejects").exists()

    def test_a_bad_row_is_left_out_with_all_that_needs_it(self, database: Database, tmp_path: Path) -> None:
        firm = TinyFirm().replace("households", "H2,A1,Reed,2016-03-03", "H2,A1,Reed,2016")
        report = load(database, firm.at(tmp_path / "book"), keep_good=True, rejects=tmp_path / "rejects")
        assert places(report.problems) == [
            ("households.csv", 3, "since", "bad_date"),
            ("clients.csv", 3, "household_id", "left_out"),
            ("accounts.csv", 3, "household_id", "left_out"),
            ("balances.csv", 4, "account_id", "left_out"),
            ("balances.csv", 5, "account_id", "left_out"),
            ("revenue.csv", 3, "household_id", "left_out"),
        ]
        assert [ids(database, table) for table in ("households", "clients", "accounts")] == [["H1"], ["C1"], ["AC1"]]
        assert {name: count.rejected for name, count in report.files.items() if count.rejected} == {
            "households.csv": 1, "clients.csv": 1, "accounts.csv": 1, "balances.csv": 2, "revenue.csv": 1,
        }  # fmt: skip

    def test_one_bad_month_keeps_all_months_of_its_account_out(self, database: Database, tmp_path: Path) -> None:
        firm = TinyFirm().replace("balances", "505.05", "505.06")
        report = load(database, firm.at(tmp_path / "book"), keep_good=True, rejects=tmp_path / "rejects")
        assert places(report.problems) == [
            ("balances.csv", 4, "account_id", "left_out"),
            ("balances.csv", 5, "end_value", "identity_break"),
        ]
        assert ids(database, "balances") == ["AC1", "AC1"]
        rows = rejected(tmp_path / "rejects" / "balances.csv")
        assert [row["month"] for row in rows] == ["2026-09", "2026-10"]
        assert rows[1]["problem"] == "end_value: 505.06 is 0.01 too much: the row adds up to 505.05"

    def test_a_row_that_the_book_has_in_an_older_form_keeps_it(self, database: Database, tmp_path: Path) -> None:
        load(database, TinyFirm().at(tmp_path / "first"))
        firm = TinyFirm().replace("households", "H2,A1,Reed,2016-03-03", "H2,A1,Reed-Moss,2016")
        firm.replace("clients", "Lee", "Leo")
        report = load(database, firm.at(tmp_path / "second"), keep_good=True)
        assert places(report.problems) == [("households.csv", 3, "since", "bad_date")]
        assert (report.rows_changed, report.rejects) == (1, None)  # the client of the household that is known already

    def test_rejects_can_be_corrected_and_loaded_as_they_are(self, database: Database, tmp_path: Path) -> None:
        firm = TinyFirm().replace("clients", "Lee,Reed", '"=Lee, ""the"" kid",Reed')
        folder, rejects = firm.at(tmp_path / "book"), tmp_path / "rejects"
        load(database, folder, keep_good=True, rejects=rejects)
        assert ids(database, "clients") == ["C1"]
        row = rejected(rejects / "clients.csv")[0]
        assert row["first_name"] == """'=Lee, "the" kid"""  # harmless in a spreadsheet
        assert "starts like a spreadsheet formula" in row["problem"]
        TinyFirm({name: [] for name in HEADERS if name in TinyFirm().rows and name != "clients"}).at(rejects)
        report = load(database, rejects)
        assert [warning.kind for warning in report.warnings] == ["unknown_column"]  # `problem`
        assert ids(database, "clients") == ["C1", "C2"]

    def test_rows_that_could_not_be_read_at_all_are_among_the_rejects(self, database: Database, tmp_path: Path) -> None:
        firm = TinyFirm().add("clients", "C3,H1,Max", "C4,H1,Ann,Moss,,,,,,,,,,,,,,,,")
        report = load(database, firm.at(tmp_path / "book"), keep_good=True, rejects=tmp_path / "rejects")
        assert report.files["clients.csv"].rejected == 2
        text = tmp_path.joinpath("rejects", "clients.csv").read_text(encoding="utf-8").splitlines()
        assert text[1].startswith('"C3","H1","Max",""')
        assert "has 3 cells where the header has 17" in text[1]
        assert "has 20 cells where the header has 17" in text[2]

    def test_rejects_of_an_import_before_are_taken_away(self, database: Database, tmp_path: Path) -> None:
        rejects = tmp_path / "rejects"
        load(database, TinyFirm().replace("revenue", "300.00", "x").at(tmp_path / "1"), keep_good=True, rejects=rejects)
        load(database, TinyFirm().replace("clients", "1990", "90").at(tmp_path / "2"), keep_good=True, rejects=rejects)
        assert [path.name for path in rejects.iterdir()] == ["clients.csv"]

    def test_a_dry_run_writes_no_rejects(self, database: Database, tmp_path: Path) -> None:
        folder = TinyFirm().replace("revenue", "300.00", "x").at(tmp_path / "book")
        report = load(database, folder, keep_good=True, dry_run=True, rejects=tmp_path / "rejects")
        assert (report.rows_new, report.rejects, len(report.problems)) == (12, None, 1)
        assert not tmp_path.joinpath("rejects").exists()
        assert ids(database, "clients") == []

    @pytest.mark.parametrize("dry_run", [False, True])
    def test_a_file_that_cannot_be_read_leaves_no_good_rows(
        self, database: Database, tmp_path: Path, dry_run: bool
    ) -> None:
        folder = TinyFirm().at(tmp_path / "book")
        folder.joinpath("revenue.csv").unlink()
        if dry_run:
            report = load(database, folder, keep_good=True, dry_run=True)
            assert (places(report.problems), report.rows_new) == ([("revenue.csv", None, "", "missing_file")], 0)
        else:
            with pytest.raises(BadInput):
                load(database, folder, keep_good=True)
        assert ids(database, "clients") == []

    def test_the_broken_firm_loads_what_is_left_and_that_is_sound(self, database: Database, tmp_path: Path) -> None:
        folder = tmp_path / "book"
        folder.mkdir()
        whole = [path for path in FIRMS.joinpath("broken").iterdir() if path.stem not in SPOILED_FILES]
        for path in whole:
            folder.joinpath(path.name).write_bytes(path.read_bytes())
        folder.joinpath("revenue.csv").write_text(HEADERS["revenue"] + "\n")
        report = load(database, folder, keep_good=True, rejects=tmp_path / "rejects")
        assert ids(database, "households") == ["H01", "H02", "H03"]  # H04 to H06 are spoiled
        assert ids(database, "clients") == ["C01", "C02", "C03"]
        assert sorted(set(ids(database, "balances"))) == ["AC01"]
        assert {path.name for path in tmp_path.joinpath("rejects").iterdir()} == {
            problem.file for problem in report.problems
        }


SPOILED_FILES = {"expenses", "life_events", "questionnaires"}
