"""Laws of what moved, what is held and who matches: the unit of money, the order of rows, an empty client, a split
account change nothing that they should not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.analytics.change import explain_change
from assistant.analytics.finding import find_clients
from assistant.analytics.investments import investments
from assistant.blocks import Result
from assistant.book.periods import parse_period
from assistant.book.snapshot import Book
from assistant.figures import Figure
from tests.analytics.tiny_books import tiny_book
from tests.book.folders import TinyFirm

HOLDINGS = (
    "AC1,2026-10-31,ALDR,Alder Robotics,us equity,400.00,100.00",
    "AC1,2026-10-31,BMIX,Broad Fund,us equity,648.00,600.00",
    "AC2,2026-10-31,ALDR,Alder Robotics,us equity,52.00,60.00",
    "AC2,2026-10-31,QCASH,Money Market,cash,453.05,453.05",
)
EXPECTED = ("AC1,2026-10,-20.00,tuition", "AC1,2026-10,100.00,contribution")
MONEY_COLUMNS = {
    "balances": range(2, 10),
    "revenue": (4,),
    "holdings": (5, 6),
    "expected_flows": (2,),
    "households": (9,),
}


def firm() -> TinyFirm:
    return TinyFirm().add("holdings", *HOLDINGS).add("expected_flows", *EXPECTED)


def answers(book: Book) -> tuple[Result, ...]:
    period = parse_period("ytd", book.as_of)
    return (
        explain_change(book, period=period),
        explain_change(book, period=period, household_id="H1"),
        investments(book, period=period, by="security"),
        find_clients(book, where="age > 20", by="age"),
    )


def values(results: tuple[Result, ...]) -> list[tuple[str, str, Any]]:
    figures: list[Figure] = [figure for result in results for figure in result.figures]
    return [(f.key, f.unit, f.value) for f in figures]


@pytest.fixture
def plain(tmp_path: Path) -> list[tuple[str, str, Any]]:
    return values(answers(tiny_book(tmp_path, firm())))


class TestTheUnitOfMoney:
    def test_scales_money_and_leaves_the_rest(self, tmp_path: Path, plain: list[tuple[str, str, Any]]) -> None:
        scaled = firm()
        for name, columns in MONEY_COLUMNS.items():
            scaled.rows[name] = [_times(row, columns, 7) for row in scaled.rows[name]]
        found = values(answers(tiny_book(tmp_path / "scaled", scaled)))
        for (key, unit, before), (_, _, after) in zip(plain, found, strict=True):
            if unit != "money" or before is None:
                same = pytest.approx(float(before), abs=2e-6) if _is_rate(unit, before) else before
                assert (float(after) if _is_rate(unit, before) else after) == same, key
            else:
                assert abs(after - 7 * before) <= 4, key  # an average capital is rounded to the cent before and after


class TestTheOrderOfRows:
    def test_changes_nothing(self, tmp_path: Path, plain: list[tuple[str, str, Any]]) -> None:
        turned = firm()
        for name in ("households", "clients", "accounts", "balances", "revenue", "holdings", "expected_flows"):
            turned.rows[name] = turned.rows[name][::-1]
        assert values(answers(tiny_book(tmp_path / "turned", turned))) == plain


class TestAnEmptyClient:
    def test_changes_no_total(self, tmp_path: Path, plain: list[tuple[str, str, Any]]) -> None:
        more = firm().add("households", "H9,A1,Void,2020-01-01,,,,,,,,,,,,")
        counted = {"clients", "book_clients", "clients_share"}
        found = values(answers(tiny_book(tmp_path / "more", more)))
        assert [f for f in found if f[0] not in (*counted, "untold_age")] == [f for f in plain if f[0] not in counted]


class TestASplitAccount:
    def test_changes_only_the_counts(self, tmp_path: Path, plain: list[tuple[str, str, Any]]) -> None:
        two = firm().add("accounts", "AC3,H2,ira,,,2026-09-10,,,")
        two.rows["balances"] = [_half(row) if row.startswith("AC2") else row for row in two.rows["balances"]]
        two.add("balances", *(row.replace("AC2", "AC3") for row in two.rows["balances"] if row.startswith("AC2")))
        two.rows["holdings"] = [_half(row) if row.startswith("AC2") else row for row in two.rows["holdings"]]
        two.add("holdings", *(row.replace("AC2", "AC3") for row in two.rows["holdings"] if row.startswith("AC2")))
        one = firm()
        one.rows["balances"] = [_double(_half(row)) if row.startswith("AC2") else row for row in one.rows["balances"]]
        one.rows["holdings"] = [_double(_half(row)) if row.startswith("AC2") else row for row in one.rows["holdings"]]
        alone = ("accounts", "covered_accounts", "largest_flow", "largest_account")
        whole, split = (values(answers(tiny_book(tmp_path / name, f))) for name, f in (("one", one), ("two", two)))
        assert [f for f in split if f[0] not in alone] == [f for f in whole if f[0] not in alone]


def _times(row: str, columns: Any, factor: int) -> str:
    cells = row.split(",")
    for column in columns:
        if cells[column]:
            cells[column] = f"{float(cells[column]) * factor:.2f}"
    return ",".join(cells)


def _money(row: str) -> range:
    return range(2, 10) if row.count(",") == 9 else range(5, 7)


def _half(row: str) -> str:
    """Every amount halved to an even number of cents."""
    cells = row.split(",")
    for column in _money(row):
        cells[column] = f"{int(float(cells[column]) * 100) // 4 * 2 / 100:.2f}"
    return ",".join(_closed(cells))


def _double(row: str) -> str:
    return _times(row, _money(row), 2)


def _closed(cells: list[str]) -> list[str]:
    """The market gain of a balance that closes its identity."""
    if len(cells) == 10:
        begin, came, went, moved_in, moved_out, _, fees, end = (round(float(c) * 100) for c in cells[2:])
        cells[7] = f"{(end - begin - came + went - moved_in + moved_out + fees) / 100:.2f}"
    return cells


def _is_rate(unit: str, value: Any) -> bool:
    return unit in ("rate", "score") and value is not None
