"""Tables as CSV and as a spreadsheet. Words of the book are written as words: none of them can become a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from decimal import Decimal
from typing import Any

from assistant.blocks import Result, Table
from assistant.figures import Figure, Unit, Value, show

BOM = "\ufeff"
"""Excel reads a CSV as UTF-8 only when it begins with this mark; without it “Müller” would be broken."""
RISKY = re.compile(r"^[\s]*[=+\-@\t\r|%]")
"""A word that a spreadsheet might take for a formula (OWASP, CSV injection); numbers are written as numbers."""
FORMATS: dict[Unit, str] = {
    "money": "#,##0.00", "rate": "0.0%", "multiple": "0.00", "score": "0.00", "count": "0", "date": "yyyy-mm-dd",
}  # fmt: skip
NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
LONGEST_SHEET_NAME = 31


def harmless(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: what might be one is led by an apostrophe."""
    return "'" + text if RISKY.match(text) else text


def table_csv(table: Table) -> bytes:
    """One table as CSV in UTF-8: a line of labels, then the exact values; undefined values are blank."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(column.label) for column in table.columns])
    for row in table.rows:
        writer.writerow([_plain(value) for value in row])
    return (BOM + out.getvalue()).encode()


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    return harmless(value) if isinstance(value, str) else str(value)


def workbook(result: Result, *, currency: str = "USD") -> bytes:
    """A whole result as .xlsx: figures with their definitions first, then a sheet a table. Same result, same bytes."""
    import xlsxwriter  # only who takes a spreadsheet waits for it

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": result.title, "created": dt.datetime.combine(result.as_of, dt.time())})
    styles = {unit: book.add_format({"num_format": look}) for unit, look in FORMATS.items()}
    styles["head"] = book.add_format({"bold": True, "bottom": 1})  # type: ignore[index]
    _about(book.add_worksheet("Figures"), result, styles, currency)
    names = {"figures"}
    for block in result.blocks:
        if isinstance(block, Table):
            _sheet(book.add_worksheet(_sheet_name(block.title, names)), block, styles)
    book.close()
    return out.getvalue()


def _about(sheet: Any, result: Result, styles: dict[Any, Any], currency: str) -> None:
    for column, words in enumerate(("Figure", "Value", "Unit", "Definition", "Rows behind it", "Reason if undefined")):
        sheet.write_string(0, column, words, styles["head"])
    for row, figure in enumerate(result.figures, start=1):
        _figure_row(sheet, row, figure, styles, currency)
    below = len(result.figures) + 2
    told = [result.title, *result.words(currency=currency), *result.caveats]
    for row, words in enumerate(told, start=below):
        sheet.write_string(row, 0, harmless(words))
    sheet.write_string(below + len(told), 0, f"As of {result.as_of.isoformat()}, data version {result.data_version}")
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 5, 22)
    sheet.freeze_panes(1, 0)


def _figure_row(sheet: Any, row: int, figure: Figure, styles: dict[Any, Any], currency: str) -> None:
    sheet.write_string(row, 0, harmless(figure.label))
    _cell(sheet, row, 1, figure.value, figure.unit, styles)
    sheet.write_string(row, 2, currency if figure.unit == "money" else figure.unit)
    sheet.write_string(row, 3, harmless(str(figure.method)))
    behind = show(len(figure.rows.ids), "count")
    sheet.write_string(row, 4, f"{behind} {figure.rows.table}" if figure.rows.ids else "")
    sheet.write_string(row, 5, harmless(figure.reason))


def _sheet(sheet: Any, table: Table, styles: dict[Any, Any]) -> None:
    for column, head in enumerate(table.columns):
        sheet.write_string(0, column, harmless(head.label), styles["head"])
        sheet.set_column(column, column, max(12, min(40, len(head.label) + 2)))
    for row, values in enumerate(table.rows, start=1):
        for column, (head, value) in enumerate(zip(table.columns, values, strict=True)):
            _cell(sheet, row, column, value, head.unit, styles)
    sheet.freeze_panes(1, 0)


def _cell(sheet: Any, row: int, column: int, value: Value, unit: Unit, styles: dict[Any, Any]) -> None:
    """A number as a number, a date as a date, a word as a word; never a formula, never a link."""
    style = styles.get(unit)
    if value is None:
        return
    if isinstance(value, Decimal | int):
        sheet.write_number(row, column, value, style)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, styles["date"])
    else:
        sheet.write_string(row, column, harmless(value))


def _sheet_name(title: str, taken: set[str]) -> str:
    """At most 31 characters, none of those Excel forbids, and no name twice (adds the name to `taken`)."""
    plain = NOT_IN_A_SHEET_NAME.sub(" ", title).strip() or "Table"
    name, number = plain[:LONGEST_SHEET_NAME].strip(), 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[: LONGEST_SHEET_NAME - 3].strip()} {number}"
    taken.add(name.casefold())
    return name
