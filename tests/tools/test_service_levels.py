"""The tool `service_levels` as every door calls it."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.errors import BadArguments
from tests.desks import MANAGER
from tests.tools.conftest import Call


class TestServiceLevelsTool:
    def test_both_halves_by_default(self, call: Call) -> None:
        result = call("service_levels")
        assert result.figure("judged").value == 2
        assert result.figure("reviews_owed").value == 14

    def test_one_half_and_one_tier(self, call: Call) -> None:
        result = call("service_levels", kind="reviews", tier="A")
        assert result.figure("clients").value == 2
        with pytest.raises(KeyError):
            result.figure("judged")

    @pytest.mark.parametrize("wrong", [{"tier": "D"}, {"kind": "emails"}, {"by": "client"}, {"days_ahead": -1}])
    def test_what_it_does_not_know_is_refused(self, call: Call, wrong: dict[str, object]) -> None:
        with pytest.raises(BadArguments):
            call("service_levels", **wrong)

    def test_days_ahead(self, call: Call) -> None:
        assert call("service_levels", kind="reviews", days_ahead=7).figure("due_until").value == dt.date(2026, 11, 7)

    def test_parts_below_a_manager(self, call: Call) -> None:
        result = call("service_levels", asker=MANAGER, by="team")
        assert result.figure("parts").value == 2
        assert result.figure("parts_breaching").value == 2
