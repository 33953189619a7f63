"""The tool top_referrers as every door calls it."""

from __future__ import annotations

import pytest

from assistant.blocks import Table
from assistant.errors import AssistantError, NotForThisRole
from tests.desks import COMPLIANCE, DELEGATE, MANAGER
from tests.tools.conftest import Call


class TestTopReferrers:
    def test_an_advisor_sees_the_own_book(self, call: Call) -> None:
        result = call("top_referrers")
        assert result.figure("won").value == 18
        assert all(figure.id for figure in result.figures)

    def test_a_delegate_sees_what_the_advisor_sees(self, call: Call) -> None:
        assert call("top_referrers", asker=DELEGATE, scope="Anna Keller").figure("won").value == 18

    def test_a_manager_sees_everything_below(self, call: Call) -> None:
        assert call("top_referrers", asker=MANAGER).figure("won").value == 19

    def test_limit_and_period_are_kept(self, call: Call) -> None:
        result = call("top_referrers", limit=1, period="2026-Q1")
        table = result.blocks[0]
        assert isinstance(table, Table)
        assert len(table.rows) == 1
        assert result.figure("leads").value == 13  # leads.csv: L0001 to L0013

    def test_compliance_has_no_book_reports(self, call: Call) -> None:
        with pytest.raises(NotForThisRole):
            call("top_referrers", asker=COMPLIANCE)

    def test_another_argument_is_refused(self, call: Call) -> None:
        with pytest.raises(AssistantError, match="cannot be called like this"):
            call("top_referrers", rank_by="luck")
