"""What an import refuses, cell by cell, row by row and file by file: the place, the kind, and what would be right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.book.importing import reading
from assistant.database import Database
from tests.book.folders import HEADERS, TinyFirm, fresh, places, problems_of


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One empty book for all: nothing is ever loaded here."""
    opened = fresh(f"sqlite:///{tmp_path_factory.mktemp('book') / 'firm.db'}")
    yield opened
    opened.close()


CELLS = [
    ("revenue", "300.00", '"1,300.00"', "amount", "bad_money", "1,300.00 is not a plain decimal; write 1300.00"),
    ("revenue", "300.00", '"1.300,00"', "amount", "bad_money", "1.300,00 is not a plain decimal; write 1300.00"),
    ("revenue", "300.00", "(300.00)", "amount", "bad_money", "(300.00) is not a plain decimal; write -300.00"),
    ("revenue", "300.00", "3e2", "amount", "bad_money", "3e2 is not a plain decimal; write an amount such as 1234.56"),
    ("revenue", "300.00", "300.005", "amount", "bad_money", "300.005 has more than two decimals; write whole cents"),
    ("revenue", "300.00", "99999999999999", "amount", "bad_money", "is too large to be an amount of money"),
    ("revenue", "300.00", "٣٠٠", "amount", "bad_money", "is not a plain decimal"),
    ("revenue", "300.00", "", "amount", "blank_required", "is blank; write an amount, such as 0.00"),
    ("revenue", "300.00,true", "300.00,TRUE", "non_repeatable", "bad_boolean", "TRUE is not a boolean; write true"),
    ("revenue", "planning", "Planning", "type", "word_outside_list", "advisory_fee, trail, commission"),
    ("revenue", "2026-10,planning", "2026-13,planning", "month", "bad_month", "write it as YYYY-MM"),
    ("revenue", "2026-10,planning", "Oct 2026,planning", "month", "bad_month", "write it as YYYY-MM"),
    ("clients", "1990-03-12", "3/12/1990", "birth_date", "bad_date", "write it as YYYY-MM-DD"),
    ("clients", "1990-03-12", "1990-02-30", "birth_date", "impossible_date", "is not a day of the calendar"),
    ("clients", "1990-03-12", "0990-03-12", "birth_date", "impossible_date", "check its year"),
    ("clients", "Lee,", ",", "first_name", "blank_required", "is blank"),
    ("clients", "Reed", "Re\x1b[31med", "last_name", "control_characters", "take them out"),
    ("clients", "Reed", "Re\u202eed", "last_name", "control_characters", "take them out"),
    ("clients", "Reed", '"Re\ned"', "last_name", "control_characters", "or a line break"),
    ("clients", "Reed", "Re\x00ed", "last_name", "control_characters", "take them out"),
    ("clients", "Reed", "R" * 2001, "last_name", "too_long", "has 2,001 characters; at most 2,000 fit here"),
    ("clients", "Reed", "=1+1", "last_name", "formula_in_text", "starts like a spreadsheet formula"),
    ("clients", "Reed", "@SUM(A1)", "last_name", "formula_in_text", "write ' before it"),
    ("clients", "Reed", "+cmd|' /C calc'!A0", "last_name", "formula_in_text", "starts like a spreadsheet formula"),
    ("clients", "Reed", "-2+3", "last_name", "formula_in_text", "starts like a spreadsheet formula"),
    ("clients", "true,C1", "maybe,C1", "is_primary", "bad_boolean", "write true or false"),
    ("clients", "C1", "C8", "next_generation_of", "unknown_id", "C8 is in no row of clients.csv"),
    ("households", "Keene,NH,US,,,", "Keene,NH,US,,9,", "risk_tolerance", "out_of_range", "9 is not between 1 and 5"),
    ("households", "Keene,NH,US,,,", "Keene,NH,US,,2.5,", "risk_tolerance", "bad_number", "is not a whole number"),
    ("households", "H1,A,,", "H1,A,Mars/Base,", "timezone", "unknown_time_zone", "write a name like America/New_York"),
    ("households", "H1,A,,", "H1,A,,H1", "merged_into", "merged_into_without_merger", "close_reason is not merged"),
    ("households", "H2,A1", "H2,A7", "advisor_id", "unknown_id", "A7 is in no row of advisors.csv"),
    ("households", "2016-03-03,,", "2016-03-03,,left", "close_reason", "reason_without_date", "write closed_on"),
    ("households", "2016-03-03,,", "2016-03-03,2015-03-03,left", "closed_on", "closed_before_since", "2016-03-03"),
    (
        "accounts",
        "2026-09-10,,,",
        "2026-09-10,,,A1:0.6",
        "split",
        "split_not_one",
        "sums to 0.6; the shares must sum to 1",
    ),
    ("accounts", "2026-09-10,,,", "2026-09-10,,,A1=1", "split", "bad_split", "write it like A1:0.6;A2:0.4"),
    ("accounts", "2026-09-10,,,", "2026-09-10,,,A1:nan", "split", "bad_split", "write it like A1:0.6;A2:0.4"),
    ("accounts", "2026-09-10,,,", "2026-09-10,,,A1:0.5;A1:0.5", "split", "bad_split", "names an advisor twice"),
    ("accounts", "2026-09-10,,,", "2026-09-10,,,A1:1.5;A2:-0.5", "split", "bad_split", "leave that advisor out"),
    (
        "accounts",
        "2026-09-10,,,",
        "2026-09-10,,,A1:0.5;A9:0.5",
        "split",
        "unknown_id",
        "A9 is in no row of advisors.csv",
    ),
]

OPTIONAL_CELLS = [
    ("fee_schedules", "F1,0.00,85", "rate", "bad_rate", "85 is not between 0 and 1; 85 percent is 0.85"),
    ("fee_schedules", "F1,0.00,0.85%", "rate", "bad_rate", "write 0.0085"),
    ("fee_schedules", "F1,0.00,nan", "rate", "bad_rate", "write it like 0.0085"),
    ("fee_schedules", "F1,0.00,-0.01", "rate", "bad_rate", "-0.01 is not between 0 and 1"),
    ("interactions", "I1,H1,2026-10-05T10:00,call,in,5,true,", "at", "time_without_offset", "has no offset"),
    ("interactions", "I1,H1,5 Oct 2026,call,in,5,true,", "at", "bad_time", "write it like 2026-10-31T09:30"),
    ("interactions", "I1,H1,2026-10-05T25:00Z,call,in,5,true,", "at", "bad_time", "calendar and clock"),
    ("interactions", "I1,H1,0001-01-01T00:00+09:00,call,in,5,true,", "at", "bad_time", "check its year"),
    ("interactions", "I1,H1,2026-10-05T10:00Z,call,in,5,true,=HYPERLINK(A1)", "note", "formula_in_text", "'"),
    ("interactions", "I1,H1,2026-10-05T10:00Z,call,in,5,true,\x07", "note", "control_characters", "take them"),
    ("users", "U1,Ada,a@tiny.example,boss;advisor,,true", "role", "word_outside_list", "boss is not one of"),
    ("users", "U1,Ada,a@tiny.example,;,,true", "role", "blank_required", "write one or more of advisor"),
    ("plan_sponsors", "P1,Works,,,", "contact_rule", "blank_required", "write direct or via_hr or none"),
    ("expected_flows", "AC1,2026-11,-5.00,", "reason", "blank_required", "write one of rmd, income_plan"),
    ("holdings", f"AC1,2026-10-31,{'X' * 201},,,1.00,", "symbol", "too_long", "at most 200 fit here"),
]


class TestACell:
    @pytest.mark.parametrize("spoiled", CELLS, ids=lambda case: f"{case[3]} {case[2][:20]}")
    def test_that_cannot_be_read_is_named_with_what_would_be_right(
        self, database: Database, tmp_path: Path, spoiled: tuple[str, ...]
    ) -> None:
        table, old, new, column, kind, words = spoiled
        row = TinyFirm().rows[table][1]
        assert old in row
        firm = TinyFirm()
        firm.rows[table][1] = row.replace(old, new, 1)
        problems = problems_of(database, firm.at(tmp_path))
        assert places(problems) == [(f"{table}.csv", 3, column, kind)]
        assert words in problems[0].message

    @pytest.mark.parametrize("spoiled", OPTIONAL_CELLS, ids=lambda case: f"{case[2]} {case[1][:40]}")
    def test_of_an_optional_file_is_read_as_strictly(
        self, database: Database, tmp_path: Path, spoiled: tuple[str, ...]
    ) -> None:
        table, row, column, kind, words = spoiled
        problems = problems_of(database, TinyFirm().add(table, row).at(tmp_path))
        assert places(problems) == [(f"{table}.csv", 2, column, kind)]
        assert words in problems[0].message

    def test_that_a_spreadsheet_would_not_run_is_fine(self, database: Database, tmp_path: Path) -> None:
        firm = TinyFirm().replace("clients", "+1 555 0100", "+1 (555) 010-0100 ext. 7").replace("clients", "Reed", "-")
        firm.add("interactions", "I1,H1,2026-10-05T10:00Z,call,in,5,true,- called (no answer) | will try again")
        firm.add("interactions", "I2,H1,2026-10-05T10:00Z,call,in,5,true,=> agreed")
        firm.add("interactions", "I3,H1,2026-10-05T10:00Z,call,in,5,true,-2% since spring")
        assert problems_of(database, firm.at(tmp_path)) == ()

    def test_with_bytes_that_are_no_utf_8_is_named(self, database: Database, tmp_path: Path) -> None:
        folder = TinyFirm().replace("clients", "Reed", "Zürich").at(tmp_path)
        path = folder / "clients.csv"
        path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
        problems = problems_of(database, folder)
        assert places(problems) == [("clients.csv", 3, "last_name", "wrong_encoding")]
        assert "save the file as UTF-8" in problems[0].message


class TestARow:
    def test_is_counted_in_lines_of_an_editor(self, database: Database, tmp_path: Path) -> None:
        firm = TinyFirm()
        firm.add("interactions", 'I1,H1,2026-10-05T10:00Z,call,in,5,true,"one\ntwo\nthree"', "")
        firm.add("interactions", ",,,,,,,", "I2,H1,2026-10-05T10:00Z,call,in,five,true,")
        assert places(problems_of(database, firm.at(tmp_path))) == [("interactions.csv", 7, "minutes", "bad_number")]

    def test_with_cells_too_few_or_too_many_is_one_problem(self, database: Database, tmp_path: Path) -> None:
        firm = TinyFirm().replace("balances", "AC1,2026-10,1009.00", "AC1,2026-10,1,009.00")
        firm.replace("accounts", "AC2,H2,ira,,,2026-09-10,,,", "AC2,H2,ira")
        problems = problems_of(database, firm.at(tmp_path))
        assert places(problems) == [
            ("accounts.csv", 3, "", "too_few_fields"),
            ("balances.csv", 3, "", "too_many_fields"),
        ]
        assert problems[0].message == "has 3 cells where the header has 9; write blank cells too"
        assert "a comma inside a cell needs quotes" in problems[1].message

    def test_whose_quotes_do_not_match_does_not_hide_the_next(self, database: Database, tmp_path: Path) -> None:
        firm = TinyFirm().put("clients", 'C1,H1,"Kim"my,Moss,,,,,,,,,,,,,', "C2,H2,Lee,Reed,,,soon,,,,,,,,,,")
        firm.put("revenue", "H1,AC1,2026-10,advisory_fee,1.00,", 'H2,,2026-10,"planning,300.00,')
        problems = problems_of(database, firm.at(tmp_path))
        assert places(problems) == [
            ("clients.csv", 2, "", "bad_quotes"),
            ("clients.csv", 3, "birth_date", "bad_date"),
            ("revenue.csv", 3, "", "bad_quotes"),
        ]
        assert "never closed" in problems[2].message

    def test_with_a_cell_beyond_all_measure_is_refused(self, database: Database, tmp_path: Path) -> None:
        firm = TinyFirm().replace("clients", "Reed", '"' + "R" * 140_000 + '"')
        problems = problems_of(database, firm.at(tmp_path))
        assert places(problems) == [("clients.csv", 3, "", "bad_quotes")]
        assert "more than 131,072 characters" in problems[0].message

    def test_that_repeats_a_key_names_the_line_that_has_it(self, database: Database, tmp_path: Path) -> None:
        firm = TinyFirm().add("clients", "C1,H1,Max,Moss,,,,,,,,,,,,,")
        firm.add("revenue", "H2,,2026-10,planning,1.00,")
        problems = problems_of(database, firm.at(tmp_path))
        assert places(problems) == [
            ("clients.csv", 4, "client_id", "duplicate_id"),
            ("revenue.csv", 4, "", "duplicate_natural_key"),
        ]
        assert problems[1].message == "line 3 has H2, , 2026-10, planning already; keep one of the two"

    def test_of_a_user_with_the_email_of_another_cannot_sign_in(self, database: Database, tmp_path: Path) -> None:
        firm = TinyFirm().add("users", "U1,Ada,ada@tiny.example,advisor,,", "U2,Ada,Ada@tiny.example,manager,,")
        assert places(problems_of(database, firm.at(tmp_path))) == [("users.csv", 3, "email", "duplicate_email")]

    def test_of_a_user_who_acts_for_nobody_known_is_named(self, database: Database, tmp_path: Path) -> None:
        firm = TinyFirm().add("org_units", "TEAM1,,team,Team one")
        firm.add("users", "U1,Di,di@tiny.example,delegate,A1; A8,true", "U2,Ed,ed@tiny.example,manager,TEAM1,true")
        assert places(problems_of(database, firm.at(tmp_path))) == [("users.csv", 2, "acts_for", "unknown_id")]

    def test_of_a_merged_household_says_where_it_went(self, database: Database, tmp_path: Path) -> None:
        firm = TinyFirm().replace("households", "2016-03-03,,", "2016-03-03,2026-10-31,merged")
        assert places(problems_of(database, firm.at(tmp_path))) == [
            ("households.csv", 3, "merged_into", "missing_merged_into")
        ]


class TestCircles:
    def test_of_units_mergers_and_generations_are_refused(self, database: Database, tmp_path: Path) -> None:
        firm = TinyFirm().add("org_units", "T1,T2,team,One", "T2,T1,team,Two", "T3,T1,team,Three")
        firm.replace("clients", "unknown,true,", "unknown,true,C2")
        firm.replace("households", "2016-03-03,,", "2016-03-03,2026-10-31,merged")
        firm.replace("households", "H1,A,,", "H1,A,,H2")
        problems = problems_of(database, firm.at(tmp_path))
        assert places(problems) == [
            ("org_units.csv", 2, "parent_id", "circle"),
            ("households.csv", 3, "merged_into", "circle"),
            ("clients.csv", 2, "next_generation_of", "circle"),
        ]
        assert problems[0].message.startswith("T1 → T2 → T1 goes round in a circle")


class TestAFile:
    def test_without_its_header_is_empty(self, database: Database, tmp_path: Path) -> None:
        folder = TinyFirm().at(tmp_path)
        folder.joinpath("tasks.csv").write_bytes(b"\xef\xbb\xbf\r\n\r\n")
        assert places(problems_of(database, folder)) == [("tasks.csv", None, "", "empty_file")]

    def test_that_lacks_a_column_is_still_read_for_other_problems(self, database: Database, tmp_path: Path) -> None:
        firm = TinyFirm().put("households", "H1,A1,Moss,soon", "H2,A1,Reed,2016-03-03")
        firm.headers["households"] = "household_id,advisor_id,name,since"
        found = places(problems_of(database, firm.at(tmp_path)))
        missing = HEADERS["households"].split(",")[4:-1]  # merged_into is optional
        assert found == [
            *(("households.csv", None, column, "missing_column") for column in missing),
            ("households.csv", 2, "since", "bad_date"),
        ]

    def test_that_lacks_its_key_brings_no_flood_of_unknown_ids(self, database: Database, tmp_path: Path) -> None:
        firm = TinyFirm()
        firm.headers["households"] = HEADERS["households"].replace("household_id,", "id,", 1)
        problems = problems_of(database, firm.at(tmp_path))
        assert places(problems) == [("households.csv", None, "household_id", "missing_column")]

    def test_that_names_a_column_twice_is_not_read(self, database: Database, tmp_path: Path) -> None:
        firm = TinyFirm().replace("advisors", "150.00,", "150.00,,").replace("advisors", "Ada", "=Ada")
        firm.headers["advisors"] += ",name"
        assert places(problems_of(database, firm.at(tmp_path))) == [("advisors.csv", None, "name", "duplicate_column")]

    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            ("advisor_id,name".encode("utf-16"), "wrong_encoding"),
            ("advisor_id,name".encode("utf-16-le"), "not_csv"),
            (b"PK\x03\x04\x14\x00\x06\x00", "not_csv"),
            (b"advisor_id;name;email;unit_id\nA1;Ada;a@tiny.example;\n", "not_csv"),
            (b'"advisor_id,name\n', "not_csv"),
            ("advisor_id,prénom".encode("latin-1"), "not_csv"),
        ],
    )
    def test_that_is_no_utf_8_csv_says_so_once(
        self, database: Database, tmp_path: Path, content: bytes, kind: str
    ) -> None:
        folder = TinyFirm().at(tmp_path)
        folder.joinpath("advisors.csv").write_bytes(content)
        assert places(problems_of(database, folder)) == [("advisors.csv", None, "", kind)]

    def test_that_is_a_folder_is_no_file(self, database: Database, tmp_path: Path) -> None:
        folder = TinyFirm().at(tmp_path)
        folder.joinpath("tasks.csv").mkdir()
        assert places(problems_of(database, folder)) == [("tasks.csv", None, "", "not_csv")]

    def test_beyond_two_gibibytes_is_refused_before_it_is_read(self, database: Database, tmp_path: Path) -> None:
        folder = TinyFirm().at(tmp_path)
        with folder.joinpath("tasks.csv").open("wb") as stream:
            stream.truncate(reading.LARGEST_FILE + 1)  # a hole: it takes no room on the disk
        problems = problems_of(database, folder)
        assert places(problems) == [("tasks.csv", None, "", "too_large")]
        assert "2.0 GiB" in problems[0].message

    def test_of_amounts_with_line_breaks_inside_is_not_taken_for_more_rows(
        self, database: Database, tmp_path: Path
    ) -> None:
        firm = TinyFirm().replace("revenue", "300.00", '"300.00\n5.00"')
        assert places(problems_of(database, firm.at(tmp_path))) == [("revenue.csv", 3, "amount", "bad_money")]
