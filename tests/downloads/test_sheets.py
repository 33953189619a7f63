"""Tables as CSV and spreadsheet: exact, harmless, the same bytes each time."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.blocks import Column, Result, Table
from assistant.downloads import table_csv, workbook
from assistant.downloads.sheets import harmless
from assistant.figures import Figure, Method

HOW = Method("F0", "counted")
COLUMNS = (
    Column("who", "Who"),
    Column("aum", "Assets", "money", HOW),
    Column("share", "Share", "rate", HOW),
    Column("on", "On", "date"),
)
ROWS = (
    ("Müller, Jörg", Decimal("-1234.50"), Decimal("0.25"), dt.date(2026, 10, 31)),
    ("=cmd|' /C calc'!A0", None, None, None),
)
TABLE = Table("Clients: A/B", COLUMNS, ROWS)
# OWASP, “CSV Injection”: what a cell may begin with to be taken for a formula
TRIGGERS = ("=1+1", "+1", "-1+cmd", "@SUM(A1)", "\t=1", "\r=1", " =1", "|calc", "%0A=1")


def result(*tables: Table) -> Result:
    figures = (Figure("n", "=Clients", 2, "count", HOW), Figure("x", "Return", None, "rate", HOW, reason="no assets"))
    return Result("Title", dt.date(2026, 10, 31), figures, tables, data_version="abc")


def sheets(content: bytes) -> dict[str, str]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return {name: parts.read(name).decode() for name in parts.namelist()}


class TestCsv:
    def test_of_an_empty_table_is_its_labels(self) -> None:
        assert table_csv(Table("None", COLUMNS, ())).decode("utf-8-sig") == "Who,Assets,Share,On\r\n"

    def test_holds_exact_values_and_blanks_for_undefined_ones(self) -> None:
        lines = list(csv.reader(io.StringIO(table_csv(TABLE).decode("utf-8-sig"), newline="")))
        assert lines[1] == ["Müller, Jörg", "-1234.50", "0.25", "2026-10-31"]
        assert lines[2] == ["'=cmd|' /C calc'!A0", "", "", ""]

    def test_is_read_as_utf_8_by_a_spreadsheet(self) -> None:
        assert table_csv(TABLE).startswith(b"\xef\xbb\xbf")


class TestHarmless:
    def test_an_empty_word_stays_empty(self) -> None:
        assert harmless("") == ""

    @pytest.mark.parametrize("text", TRIGGERS)
    def test_what_could_be_a_formula_is_a_word(self, text: str) -> None:
        assert harmless(text) == "'" + text

    @given(st.text())
    def test_no_word_at_all_begins_as_a_formula(self, text: str) -> None:
        assert not harmless(text).lstrip().startswith(("=", "+", "-", "@", "|", "%"))


class TestWorkbook:
    def test_of_a_result_without_tables_is_its_figures(self) -> None:
        parts = sheets(workbook(result()))
        assert 'name="Figures"' in parts["xl/workbook.xml"]
        assert "no assets" in parts["xl/sharedStrings.xml"]

    def test_the_same_result_gives_the_same_bytes(self) -> None:
        assert workbook(result(TABLE)) == workbook(result(TABLE))

    def test_nothing_in_it_is_a_formula_or_a_link(self) -> None:
        parts = sheets(workbook(result(TABLE)))
        pages = [text for name, text in parts.items() if name.startswith("xl/worksheets/sheet")]
        assert len(pages) == 2
        assert not any(
            node.tag.endswith(("}f", "}hyperlink")) for page in pages for node in ElementTree.fromstring(page).iter()
        )

    def test_money_is_a_number_with_its_cents(self) -> None:
        page = ElementTree.fromstring(sheets(workbook(result(TABLE)))["xl/worksheets/sheet2.xml"])
        values = {c.get("r"): c[0].text for c in page.iter() if c.tag.endswith("}c") and c.get("t") is None and len(c)}
        assert Decimal(values["B2"] or "0") == Decimal("-1234.50")

    def test_two_tables_of_one_name_and_of_forbidden_characters_have_sheets_of_their_own(self) -> None:
        book = sheets(workbook(result(TABLE, TABLE)))["xl/workbook.xml"]
        assert 'name="Clients  A B"' in book
        assert 'name="Clients  A B 2"' in book
