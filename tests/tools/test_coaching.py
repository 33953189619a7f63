"""The tool `coaching` as every door calls it: whose, by whom, and what it does not show."""

from __future__ import annotations

import pytest

from assistant.blocks import Table
from assistant.desk import Desk
from assistant.errors import BadArguments, NotFound
from assistant.retention import Search
from tests.desks import ADVISOR, DELEGATE, MANAGER
from tests.tools.conftest import Call

EXECUTIVE = "farid.naseri@harbourvale.example"


class TestCoachingTool:
    @pytest.mark.parametrize("asker", [ADVISOR, DELEGATE])
    def test_the_own_coaching_by_default(self, call: Call, asker: str) -> None:
        assert call("coaching", asker=asker).title.startswith("Coaching for Anna Keller")

    def test_no_other_advisor_is_named(self, call: Call) -> None:
        text = str(call("coaching").to_json())
        assert "Duval" not in text
        assert "Šimić" not in text

    def test_a_manager_gets_a_line_for_each_advisor_below(self, call: Call) -> None:
        found = call("coaching", asker=MANAGER)
        block = next(block for block in found.blocks if isinstance(block, Table))
        assert {row[0] for row in block.rows} == {"Anna Keller", "Benedikt Šimić"}

    @pytest.mark.parametrize("given", [{"advisor": "Chloé Duval"}, {"scope": "Chloé Duval"}])
    def test_a_manager_may_name_one_either_way(self, call: Call, given: dict[str, str]) -> None:
        assert call("coaching", asker=EXECUTIVE, **given).title.startswith("Coaching for Chloé Duval")

    def test_a_branch_is_no_advisor(self, call: Call) -> None:
        with pytest.raises(BadArguments, match="Boston is a branch; name one advisor"):
            call("coaching", asker=EXECUTIVE, advisor="Boston")

    def test_another_advisor_s_coaching_is_not_found(self, call: Call) -> None:
        with pytest.raises(NotFound):
            call("coaching", advisor="Benedikt Šimić")
        with pytest.raises(NotFound):
            call("coaching", asker=MANAGER, advisor="Chloé Duval")

    def test_looking_at_the_peers_is_recorded(self, small_desk: Desk, call: Call) -> None:
        call("coaching", period="2026-H1")
        record, *_ = small_desk.log.search(Search(type="access.read", actor="U1"))
        assert record.payload == {"read": "peers", "level": "advisor", "books": 3, "as_of": "2026-10-31"}
