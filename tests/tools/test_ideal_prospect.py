"""The tool ideal_prospect as every door calls it."""

from __future__ import annotations

from assistant.blocks import Table
from tests.desks import MANAGER
from tests.tools.conftest import Call


class TestIdealProspect:
    def test_the_one_call_of_the_advisor(self, call: Call) -> None:
        result = call("ideal_prospect", limit=1)
        table = result.blocks[0]
        assert isinstance(table, Table)
        assert table.row_ids == ("L0066",)
        assert "L0066" in result.words()[0]

    def test_a_manager_sees_the_leads_of_everybody_below(self, call: Call) -> None:
        mine, all_of_them = call("ideal_prospect"), call("ideal_prospect", asker=MANAGER)
        assert int(str(all_of_them.figure("open_leads").value)) > int(str(mine.figure("open_leads").value))
