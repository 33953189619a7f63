"""The tool `ageing` as every door calls it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.desk import import_book
from assistant.errors import BadArguments, NotFound
from tests.book.folders import TinyFirm
from tests.desks import MANAGER, opened
from tests.tools.conftest import Call


class TestAgeingTool:
    def test_all_kinds_by_default(self, call: Call) -> None:
        assert call("ageing").title == "Ageing of Anna Keller"

    def test_one_kind(self, call: Call) -> None:
        assert call("ageing", of="tasks").figure("open").value == 1
        with pytest.raises(BadArguments):
            call("ageing", of="promises")

    def test_where_one_transfer_is(self, call: Call) -> None:
        assert call("ageing", asker=MANAGER, item="acat 3").figure("escalate_in").value == 0

    def test_one_that_is_not_theirs_is_not_found(self, call: Call) -> None:
        with pytest.raises(NotFound, match="I find no transfer “3”"):
            call("ageing", item="transfer 3")

    def test_a_date_that_was_asked_for_is_kept(self, call: Call) -> None:
        with pytest.raises(NotFound):
            call("ageing", asker=MANAGER, item="transfer 3", as_of="2026-09-01")

    def test_a_transfer_of_the_open_month_is_looked_up_as_of_today(self, tmp_path: Path) -> None:
        firm = TinyFirm().put("service_requests", "SR-7,H1,transfer,2026-11-06T15:00:00Z,,,,,")
        firm.put("users", "U1,Ada Fox,ada@tiny.example,advisor,,true")
        with opened(tmp_path / "home") as desk:
            import_book(desk, firm.at(tmp_path / "csv"))
            result = desk.call_tool(desk.caller("ada@tiny.example"), "ageing", {"item": "transfer 7"})[0]
        assert result.as_of == dt.date(2026, 11, 22)
        assert result.figure("days").value == 11  # Friday 6 to Sunday 22 November
