"""The tools acquisition_cost and referral_sources (its attribution) as every door calls them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.blocks import Table
from assistant.errors import AssistantError
from tests.desks import MANAGER
from tests.tools.conftest import Call


class TestAcquisitionCost:
    def test_by_source_for_the_advisor(self, call: Call) -> None:
        assert call("acquisition_cost").figure("cac").value == Decimal("2057.72")

    @pytest.mark.parametrize("by", ["advisor", "team", "branch", "region"])
    def test_parts_sum_to_the_whole(self, call: Call, by: str) -> None:
        table = call("acquisition_cost", asker=MANAGER, by=by).blocks[0]
        assert isinstance(table, Table)
        cost = [column.key for column in table.columns].index("cost")
        *parts, whole = [row[cost] for row in table.rows]
        assert sum(parts) == whole  # type: ignore[arg-type]

    @pytest.mark.parametrize("by", ["quarter", "year"])
    def test_by_span(self, call: Call, by: str) -> None:
        assert call("acquisition_cost", by=by, period="2026").figure("won").value == 47

    def test_another_split_is_refused(self, call: Call) -> None:
        with pytest.raises(AssistantError, match="cannot be called like this"):
            call("acquisition_cost", by="mood")


class TestAttributionOfReferralSources:
    @pytest.mark.parametrize("rule", ["first", "last", "linear", "position"])
    def test_the_rule_is_an_argument(self, call: Call, rule: str) -> None:
        assert call("referral_sources", attribution=rule).figure("credited").method.id == f"F33 {rule}"

    def test_the_first_touch_is_the_default(self, call: Call) -> None:
        assert call("referral_sources").figure("credited").method.id == "F33 first"
