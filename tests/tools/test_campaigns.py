"""The tool `campaigns` as every door calls it."""

from __future__ import annotations

import pytest

from assistant.errors import NotEnoughData, NotFound
from tests.desks import MANAGER, OTHER_ADVISOR
from tests.tools.conftest import Call


class TestCampaignsTool:
    def test_those_of_the_year_by_default(self, call: Call) -> None:
        assert call("campaigns").figure("campaigns").value == 1

    def test_one_by_its_name(self, call: Call) -> None:
        assert call("campaigns", campaign="year-end").title == "Year-end letter"
        with pytest.raises(NotFound, match="The campaigns are"):
            call("campaigns", campaign="gala dinner")

    def test_another_advisors_campaign_is_not_found(self, call: Call) -> None:
        with pytest.raises(NotFound, match="I find no campaign “college savings”"):
            call("campaigns", asker=OTHER_ADVISOR, campaign="college savings")

    def test_another_period(self, call: Call) -> None:
        assert call("campaigns", asker=MANAGER, period="1y").figure("campaigns").value == 2
        with pytest.raises(NotEnoughData, match="No campaign of 2026-01"):
            call("campaigns", period="2026-01")
