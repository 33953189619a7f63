"""The tool `questionnaires`."""

from __future__ import annotations

import pytest

from assistant.blocks import Table
from assistant.errors import BadArguments, NotEnoughData
from tests.desks import MANAGER
from tests.tools.conftest import Call


class TestQuestionnaires:
    def test_nothing_sent_is_said(self, call: Call) -> None:
        with pytest.raises(NotEnoughData, match="No questionnaire was sent in 2025"):
            call("questionnaires", period="2025")

    def test_an_advisors_own_and_a_managers(self, call: Call) -> None:
        assert call("questionnaires").figure("sent").value == 3  # Q4 went to a client of A2
        assert call("questionnaires", asker=MANAGER).figure("sent").value == 4

    def test_one_state(self, call: Call) -> None:
        titles = [b.title for b in call("questionnaires", status="overdue").blocks if isinstance(b, Table)]
        assert titles == ["Overdue, no answer", "Response by segment", "What the answers changed"]
        with pytest.raises(BadArguments, match="status"):
            call("questionnaires", status="lost")
