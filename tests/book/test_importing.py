"""Loading a folder: all or nothing, twice changes nothing, a newer folder updates by id, on both engines."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from assistant.book.importing import ImportReport, import_folder
from assistant.book.importing.report import SHOWN
from assistant.book.tables import BOOK_FILES, FIRM_METADATA, BookVersion, Client, Household, Interaction, Lead
from assistant.database import Database
from assistant.errors import BadArguments, BadInput
from tests.book.folders import FIRMS, HEADERS, NOW, TinyFirm, fresh, load, places


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = fresh(database_url)
    yield opened
    opened.close()


def rows_in(database: Database) -> dict[str, int]:
    tables = FIRM_METADATA.tables
    with database.reading() as session:
        found = {name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables.items()}
    return {name: count for name, count in found.items() if count}


def versions(database: Database) -> list[BookVersion]:
    with database.reading() as session:
        return list(session.scalars(select(BookVersion).order_by(FIRM_METADATA.tables["book_versions"].c.version)))


class TestAnEmptyBook:
    def test_headers_without_rows_are_a_book_and_change_nothing(self, database: Database, tmp_path: Path) -> None:
        report = load(database, TinyFirm.empty().at(tmp_path / "book"))
        assert (report.version, report.problems, report.warnings, report.last_closed_month) == (None, (), (), "")
        assert rows_in(database) == {}

    def test_a_folder_without_files_lacks_the_required_ones(self, database: Database, tmp_path: Path) -> None:
        with pytest.raises(BadInput) as refused:
            load(database, tmp_path)
        required = ["advisors", "households", "clients", "accounts", "balances", "revenue"]
        assert places(refused.value.problems) == [(f"{name}.csv", None, "", "missing_file") for name in required]
        assert "6 problems were found in 6 files and nothing was loaded" in refused.value.sentence

    def test_a_folder_that_is_not_there_is_a_problem_too(self, database: Database, tmp_path: Path) -> None:
        with pytest.raises(BadInput) as refused:
            load(database, tmp_path / "nowhere")
        assert places(refused.value.problems) == [("nowhere", None, "", "missing_folder")]

    def test_a_book_without_balances_is_closed_to_the_month_before_it_was_loaded(
        self, database: Database, tmp_path: Path
    ) -> None:
        firm = TinyFirm().put("balances").put("revenue")
        version = load(database, firm.at(tmp_path / "book")).version
        assert version is not None
        assert version.last_closed_month == "2026-10"  # loaded on 2026-11-02


class TestTheColumns:
    def test_are_those_of_the_contract_in_its_order(self) -> None:
        from assistant.book.cells import csv_name  # the names as files have them

        for file in BOOK_FILES:
            columns = FIRM_METADATA.tables[file.name].columns
            optional = {"merged_into"} if file.name == "households" else set()
            named = [csv_name(c) for c in columns if not c.info["header_optional"] or c.name in optional]
            assert ",".join(named) == HEADERS[file.name]


class TestTheSmallFirm:
    def test_loads_whole_with_the_referral_circle_as_its_only_warning(self, database: Database) -> None:
        report = load(database, FIRMS / "small")
        assert [(w.file, w.kind) for w in report.warnings] == [("households.csv", "referral_cycle")]
        assert report.last_closed_month == "2026-10"
        assert report.version is not None
        assert report.version.rows_new == sum(count.read for count in report.files.values())
        counted = {f"{name}.csv": count for name, count in rows_in(database).items() if name != "book_versions"}
        assert counted == {name: count.new for name, count in report.files.items() if count.new}

    def test_a_second_time_changes_nothing(self, database: Database) -> None:
        load(database, FIRMS / "small")
        before = rows_in(database)
        report = load(database, FIRMS / "small", at=NOW + dt.timedelta(days=1))
        assert report.version is None
        assert all(count.unchanged == count.read for count in report.files.values())
        assert rows_in(database) == before
        assert len(versions(database)) == 1

    def test_has_the_same_digest_on_every_machine_and_engine(self, database: Database) -> None:
        """The digest is part of every answer's data version; this one was found on SQLite and on PostgreSQL."""
        first = load(database, FIRMS / "small").version
        other = fresh("sqlite://")
        second = load(other, FIRMS / "small", at=NOW + dt.timedelta(days=9)).version
        assert first is not None
        assert second is not None
        assert first.digest == second.digest

    def test_the_order_of_rows_and_columns_in_a_file_does_not_matter(self, database: Database, tmp_path: Path) -> None:
        whole = load(database, FIRMS / "small").version
        shuffled = shutil.copytree(FIRMS / "small", tmp_path / "shuffled")
        for path in shuffled.glob("*.csv"):
            header, *rows = path.read_text(encoding="utf-8").splitlines()
            if '"' not in header + "".join(rows):
                turned = [",".join(reversed(line.split(","))) for line in (header, *reversed(rows))]
                path.write_text("\n".join(turned) + "\n", encoding="utf-8")
        other = load(fresh("sqlite://"), shuffled).version
        assert whole is not None
        assert other is not None
        assert whole.digest == other.digest


class TestANewerFolder:
    def test_updates_rows_by_id_and_keeps_those_it_no_longer_has(self, database: Database, tmp_path: Path) -> None:
        load(database, TinyFirm().at(tmp_path / "first"))
        newer = TinyFirm().replace("clients", "Lee,Reed", "Lee,Reed-Moss").put("revenue")
        newer.add("clients", "C3,H1,Max,Moss,,,,,,,,,,,,,")
        report = load(database, newer.at(tmp_path / "second"))
        clients = report.files["clients.csv"]
        assert (clients.read, clients.new, clients.changed, clients.unchanged) == (3, 1, 1, 1)
        assert (report.rows_new, report.rows_changed) == (1, 1)
        assert rows_in(database)["revenue"] == 2
        with database.reading() as session:
            lee = session.get(Client, "C2")
            assert lee is not None
            assert lee.last_name == "Reed-Moss"

    def test_chains_the_digest_of_the_version_before(self, database: Database, tmp_path: Path) -> None:
        load(database, TinyFirm().at(tmp_path / "first"))
        changed = TinyFirm().replace("households", "Dover", "Derry").at(tmp_path / "second")
        load(database, changed, at=NOW + dt.timedelta(days=1))
        load(database, TinyFirm().at(tmp_path / "third"), at=NOW + dt.timedelta(days=2))
        found = versions(database)
        assert [(v.version, v.source, v.rows_new, v.rows_changed) for v in found] == [
            (1, "first", 13, 0), (2, "second", 0, 1), (3, "third", 0, 1),
        ]  # fmt: skip
        assert len({version.digest for version in found}) == 3  # the third holds what the first did, by another way
        assert found[1].at == NOW + dt.timedelta(days=1)

    def test_brings_a_new_month_alone(self, database: Database, tmp_path: Path) -> None:
        load(database, TinyFirm().at(tmp_path / "first"))
        november = TinyFirm().put("balances", "AC1,2026-11,1048.00,0.00,0.00,0.00,0.00,2.00,0.00,1050.00")
        assert load(database, november.at(tmp_path / "second")).last_closed_month == "2026-11"

    def test_that_lacks_an_optional_column_leaves_it_as_it_was(self, database: Database, tmp_path: Path) -> None:
        merged = TinyFirm().replace("households", "Keene,NH", "Keene,NH")
        merged.put("households", ROW_H1, "H2,A1,Reed,2016-03-03,2026-10-31,merged,Keene,NH,US,,,,H1,A,,H1")
        load(database, merged.at(tmp_path / "first"))
        older = TinyFirm()
        older.headers["households"] = HEADERS["households"].removesuffix(",merged_into")
        older.put(
            "households", ROW_H1.removesuffix(","), "H2,A1,Reed,2016-03-03,2026-10-31,merged,Salem,NH,US,,,,H1,A,"
        )
        report = load(database, older.at(tmp_path / "second"))
        assert report.rows_changed == 1
        assert [warning.kind for warning in report.warnings] == ["merged_nowhere"]
        with database.reading() as session:
            household = session.get(Household, "H2")
            assert household is not None
            assert (household.city, household.merged_into) == ("Salem", "H1")

    def test_may_refer_to_ids_of_the_book_that_it_does_not_repeat(self, database: Database, tmp_path: Path) -> None:
        load(database, TinyFirm().at(tmp_path / "first"))
        newer = TinyFirm.empty().add("clients", "C9,H2,Ann,Reed,,,,,,,,,,,,,C1")
        assert load(database, newer.at(tmp_path / "second")).rows_new == 1


ROW_H1 = "H1,A1,Moss,2015-02-02,,,Dover,NH,US,90000.00,3,,,,America/New_York,"


class TestAllOrNothing:
    def test_one_bad_cell_keeps_everything_out(self, database: Database, tmp_path: Path) -> None:
        firm = TinyFirm().replace("revenue", "300.00", "$300.00")
        with pytest.raises(BadInput) as refused:
            load(database, firm.at(tmp_path / "book"))
        assert [str(problem) for problem in refused.value.problems] == [
            "revenue.csv:3:amount: $300.00 is not a plain decimal; write 300.00"
        ]
        assert rows_in(database) == {}

    def test_a_dry_run_lists_the_problems_and_writes_nothing(self, database: Database, tmp_path: Path) -> None:
        folder = TinyFirm().replace("revenue", "300.00", "$300.00").at(tmp_path / "book")
        report = load(database, folder, dry_run=True)
        assert places(report.problems) == [("revenue.csv", 3, "amount", "bad_money")]
        assert (report.version, report.rows_new, report.files["revenue.csv"].read) == (None, 0, 2)
        assert rows_in(database) == {}

    def test_a_dry_run_of_a_sound_folder_counts_what_would_be_written(self, database: Database, tmp_path: Path) -> None:
        report = load(database, TinyFirm().at(tmp_path / "book"), dry_run=True)
        assert (report.version, report.rows_new, report.dry_run) == (None, 13, True)
        assert rows_in(database) == {}


class TestTheBrokenFirm:
    def test_shows_every_problem_at_its_place(self, database: Database) -> None:
        """The expectations were written by hand from the contract, without this importer."""
        import csv

        with FIRMS.joinpath("broken_expected.csv").open(encoding="utf-8") as stream:
            expected = list(csv.DictReader(stream))
        errors = {_place(row) for row in expected if row["kind"] != "unknown_column"}
        warned = {(row["file"], row["column"]) for row in expected if row["kind"] == "unknown_column"}
        report = load(database, FIRMS / "broken", dry_run=True)
        assert {_place_found(*place) for place in places(report.problems)} == errors
        assert {(w.file, w.column) for w in report.warnings if w.kind == "unknown_column"} == warned
        assert len(report.problems) == len(errors)  # no error brings a second one


def _place(row: dict[str, str]) -> tuple[str, int | None, str, str]:
    return row["file"], int(row["row"]) if row["row"] else None, row["column"], row["kind"]


def _place_found(file: str, row: int | None, column: str, kind: str) -> tuple[str, int | None, str, str]:
    """Our place in the words of the list: it names the file for bytes that are no UTF-8, where we name the cell."""
    if kind == "wrong_encoding":
        return file, None, "", kind
    return file, row, column, {"negative_amount": "negative_balance"}.get(kind, kind)


class TestProgress:
    def test_is_told_from_nothing_to_all(self, tmp_path: Path) -> None:
        told: list[tuple[str, float]] = []
        load(
            fresh("sqlite://"),
            TinyFirm().at(tmp_path / "book"),
            progress=lambda words, share: told.append((words, share)),
        )
        shares = [share for _, share in told]
        assert shares == sorted(shares)
        assert (shares[0], shares[-1]) == (0.0, 1.0)
        assert {"reading balances.csv", "checking", "writing balances.csv", "done"} <= {words for words, _ in told}


class TestWarnings:
    def test_files_and_columns_of_no_book_are_named_and_left_alone(self, tmp_path: Path) -> None:
        firm = TinyFirm()
        firm.headers["advisors"] += ",Favourite colour,Unit_ID"
        firm.replace("advisors", "150.00,", "150.00,,green,U1")
        folder = firm.at(tmp_path / "book")
        folder.joinpath("Balances.csv.bak").write_text("x")
        folder.joinpath(".DS_Store").write_text("x")
        report = load(fresh("sqlite://"), folder)
        assert [str(warning) for warning in report.warnings] == [
            "advisors.csv:Favourite colour: Favourite colour is not a column of this file and was kept out",
            "advisors.csv:Unit_ID: Unit_ID is not a column of this file and was kept out",
            "Balances.csv.bak: this is not a file of a book and was left alone",
        ]

    def test_ids_of_a_file_that_nobody_has_given_are_kept_unchecked(self, tmp_path: Path) -> None:
        firm = TinyFirm().replace("advisors", "tiny.example,,", "tiny.example,TEAM1,")
        firm.add("users", "U1,Ada Fox,ada@tiny.example,manager,TEAM1,true")
        report = load(fresh("sqlite://"), firm.at(tmp_path / "book"))
        assert [(w.file, w.column, w.kind) for w in report.warnings] == [
            ("advisors.csv", "unit_id", "unchecked_ids"),
            ("users.csv", "acts_for", "unchecked_ids"),
        ]

    def test_fees_that_differ_from_the_advisory_revenue_are_told_with_their_size(self, tmp_path: Path) -> None:
        firm = TinyFirm().replace("revenue", "advisory_fee,1.00", "advisory_fee,1.25")
        report = load(fresh("sqlite://"), firm.at(tmp_path / "book"))
        assert [str(warning) for warning in report.warnings] == [
            "revenue.csv:2:amount: 1.25 is 0.25 too much: balances.csv debits a fee of 1.00 in 2026-10"
        ]

    def test_a_fee_not_yet_debited_is_a_receivable_and_no_warning(self, tmp_path: Path) -> None:
        firm = TinyFirm().add("revenue", "H2,AC2,2026-10,advisory_fee,4.00,")
        assert load(fresh("sqlite://"), firm.at(tmp_path / "book")).warnings == ()

    def test_of_one_kind_are_counted_after_the_first_few(self, tmp_path: Path) -> None:
        firm = TinyFirm()
        closed = (f"H{n},A1,Gone,2015-02-02,2020-01-01,,,,,,,,,,," for n in range(100, 100 + SHOWN + 5))
        report = load(fresh("sqlite://"), firm.add("households", *closed).at(tmp_path / "book"))
        assert len(report.warnings) == SHOWN + 1
        assert str(report.warnings[0]) == "households.csv:close_reason: 5 more rows like these"


class TestText:
    def test_of_any_language_and_prose_with_line_breaks_comes_through_as_it_was(
        self, database: Database, tmp_path: Path
    ) -> None:
        firm = TinyFirm().replace("clients", "Kim,Moss", "  Ελένη ,山田")
        firm.add("interactions", 'I1,H1,2026-10-05T10:00:00+02:00,call,in,5,true,"- asked:\n\n""why?"", twice"')
        firm.add("interactions", "I2,H1,2026-10-06 10:00Z,call,in,5,true,'=1+1 is how it was written")
        load(database, firm.at(tmp_path / "book"))
        with database.reading() as session:
            client, first, second = (
                session.get(Client, "C1"), session.get(Interaction, "I1"), session.get(Interaction, "I2"),
            )  # fmt: skip
            assert client is not None
            assert first is not None
            assert second is not None
            assert (client.first_name, client.last_name, client.phone) == ("Ελένη", "山田", "+1 555 0100")
            assert first.note == '- asked:\n\n"why?", twice'
            assert first.at == dt.datetime(2026, 10, 5, 8, tzinfo=dt.UTC)
            assert second.note == "=1+1 is how it was written"  # the apostrophe says that it is text

    def test_amounts_may_be_short_and_some_below_nothing(self, database: Database, tmp_path: Path) -> None:
        leads = ("L1,A1,,,2026-09-01,,,,,,40,1200,-12.5,NH,0.5", "L2,A1,,,2026-09-02,,,,,,,-0.00,,,")
        load(database, TinyFirm().add("leads", *leads).at(tmp_path / "book"))
        with database.reading() as session:
            first, second = session.get(Lead, "L1"), session.get(Lead, "L2")
            assert first is not None
            assert second is not None
            assert (first.income_cents, first.net_worth_cents, first.hours) == (120_000, -1_250, 0.5)
            assert (second.income_cents, second.net_worth_cents, second.hours) == (0, None, None)

    def test_a_byte_order_mark_and_carriage_returns_are_no_problem(self, tmp_path: Path) -> None:
        folder = TinyFirm().at(tmp_path / "book")
        for path in folder.iterdir():
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
        assert load(fresh("sqlite://"), folder).rows_new == 13


class TestTwoImportsAtOnce:
    def test_follow_each_other(self, database: Database, tmp_path: Path) -> None:
        """The second begins while the first has not committed; it waits, and then finds the rows there already."""
        folder = TinyFirm().at(tmp_path / "book")
        reports: list[ImportReport] = []
        second = threading.Thread(target=lambda: reports.append(load(database, folder)))
        with database.writing() as session:
            import_folder(session, folder, at=NOW)
            second.start()
        second.join(timeout=60)
        assert [report.version for report in reports] == [None]
        assert len(versions(database)) == 1


class TestTheSession:
    def test_is_not_committed_here(self, tmp_path: Path) -> None:
        database = fresh(f"sqlite:///{tmp_path / 'firm.db'}")
        with database.reading() as session:
            import_folder(session, TinyFirm().at(tmp_path / "book"), at=NOW)
        assert rows_in(database) == {}

    def test_a_rejects_folder_that_is_the_book_itself_is_refused(self, tmp_path: Path) -> None:
        folder = TinyFirm().at(tmp_path / "book")
        with pytest.raises(BadArguments, match="name another folder"):
            load(fresh("sqlite://"), folder, keep_good=True, rejects=folder / ".")


class TestTheDemoFirm:
    def test_loads_without_a_problem(self, tmp_path: Path) -> None:
        from assistant.book.demo import write_demo_firm

        tmp_path.joinpath("demo").mkdir()
        write_demo_firm(tmp_path / "demo", households=60, advisors=3)
        report = load(fresh("sqlite://"), tmp_path / "demo")
        assert report.problems == ()
        assert {warning.kind for warning in report.warnings} <= {"referral_cycle", "unknown_file"}
