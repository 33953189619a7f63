"""Tool: revenue, by scope and period, and its splits."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assistant.blocks import Table
from assistant.errors import BadArguments, NotFound, Unclear
from tests.desks import MANAGER
from tests.tools.conftest import Call

EXECUTIVE = "farid.naseri@harbourvale.example"


def totals(table: Any) -> Decimal:
    assert isinstance(table, Table)
    at = [column.key for column in table.columns].index("total")
    return sum((row[at] for row in table.rows if isinstance(row[at], Decimal)), Decimal(0))


class TestRevenueReport:
    def test_the_year_to_date_of_the_own_book(self, call: Call) -> None:
        # tests/firms/small_answers/revenue.csv: A1, ytd, total
        assert call("revenue_report").figure("revenue").value in (Decimal("19187.40"), Decimal("19187.41"))

    def test_a_quarter_is_asked_for_by_name(self, call: Call) -> None:
        # small_answers/revenue.csv: A1, 2026-Q3, total 5,310.00
        found = call("revenue_report", period="2026-Q3")
        assert found.figure("revenue").value == Decimal("5310.00")
        assert found.as_of.isoformat() == "2026-09-30"

    @pytest.mark.parametrize("by", ["advisor", "team", "branch", "region"])
    def test_parts_add_up_to_the_firm(self, call: Call, by: str) -> None:
        found = call("revenue_report", asker=EXECUTIVE, by=by, period="1y")
        assert totals(found.blocks[0]) == found.figure("revenue").value == Decimal("33717.34")

    @pytest.mark.parametrize("by", ["month", "quarter", "year", "type", "segment"])
    def test_every_other_split_adds_up_too(self, call: Call, by: str) -> None:
        found = call("revenue_report", asker=MANAGER, by=by, period="1y")
        assert totals(found.blocks[0]) == found.figure("revenue").value

    def test_a_client_is_meant_by_name_and_two_of_a_name_are_asked_about(self, call: Call) -> None:
        assert call("revenue_report", client="the Okafors").title.startswith("Revenue of Okafor")
        with pytest.raises(Unclear):
            call("revenue_report", client="Rossi")
        with pytest.raises(NotFound):
            call("revenue_report", client="Müller")

    def test_the_ranking_is_as_long_as_asked(self, call: Call) -> None:
        table = call("revenue_report", by="client", period="1y", limit=2).blocks[0]
        assert isinstance(table, Table)
        assert table.row_ids == ("H05", "H04")

    def test_one_class_of_clients(self, call: Call) -> None:
        assert "the A clients" in call("revenue_report", segment="A", period="1y").words()[0]

    def test_a_split_that_does_not_exist_is_refused(self, call: Call) -> None:
        with pytest.raises(BadArguments, match="by"):
            call("revenue_report", by="weekday")
