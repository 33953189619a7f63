"""The tool `required_distributions`."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from assistant.errors import NotFound
from tests.desks import DELEGATE, MANAGER, OTHER_ADVISOR
from tests.tools.conftest import Call


class TestRequiredDistributions:
    def test_nobody_of_another_book(self, call: Call) -> None:
        assert call("required_distributions", asker=OTHER_ADVISOR).figure("takers").value == 0

    @pytest.mark.parametrize("asker", [DELEGATE, MANAGER])
    def test_who_must_and_how_much(self, call: Call, asker: str) -> None:
        result = call("required_distributions", asker=asker)
        assert result.figure("required").value == Decimal("25316.46")  # 600,000 ÷ 23.7

    def test_one_client_at_another_date_and_only_what_is_due(self, call: Call) -> None:
        result = call("required_distributions", client="Okafor", as_of=dt.date(2026, 6, 30), due_only=True)
        # 10,000 of five months, and 8,000 in June
        assert result.figure("remaining").value == Decimal("7316.46")
        assert result.blocks[0].title == "Not taken in full yet"

    def test_another_advisors_client_is_not_found(self, call: Call) -> None:
        with pytest.raises(NotFound):
            call("required_distributions", client="Müller")
