"""The tool `pipeline` as every door calls it."""

from __future__ import annotations

import pytest

from assistant.errors import BadArguments, NotEnoughData, NotFound
from tests.desks import ADVISOR, COMPLIANCE, DELEGATE, MANAGER
from tests.tools.conftest import Call


class TestPipelineTool:
    def test_a_scope_outside_the_callers_reach_is_not_found(self, call: Call) -> None:
        with pytest.raises(NotFound):
            call("pipeline", scope="Chloé Duval")

    def test_compliance_has_no_book_reports(self, call: Call) -> None:
        with pytest.raises(Exception, match="no tool"):
            call("pipeline", asker=COMPLIANCE)

    def test_a_delegate_sees_what_the_advisor_sees(self, call: Call) -> None:
        assert call("pipeline").to_json() == call("pipeline", asker=DELEGATE).to_json()

    def test_the_advisors_own_stages_are_understood(self, call: Call) -> None:
        assert call("pipeline", stage="Proposals").figure("open_deals").value == 1
        with pytest.raises(BadArguments, match="The stages here are closed, proposal"):
            call("pipeline", stage="signing")

    def test_a_manager_sees_the_branch_and_one_advisor_of_it(self, call: Call) -> None:
        assert call("pipeline", asker=MANAGER).figure("open_deals").value == 2
        assert call("pipeline", asker=MANAGER, scope="Anna Keller").figure("open_deals").value == 1

    def test_stuck_deals_at_another_date(self, call: Call) -> None:
        # on 31 October O1 is stuck; on 1 September it was 31 days old and spoken of when nobody recorded it yet
        assert call("pipeline", asker=ADVISOR, stale_only=True).figure("open_deals").value == 1
        with pytest.raises(NotEnoughData):
            call("pipeline", as_of="2025-01-31")

    def test_a_limit_cuts_the_lists_and_an_unknown_argument_is_refused(self, call: Call) -> None:
        assert call("pipeline", asker=MANAGER, limit=1).figure("open_deals").value == 2
        with pytest.raises(BadArguments):
            call("pipeline", stages="proposal")
