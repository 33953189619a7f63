"""The tool `open_promises`."""

from __future__ import annotations

import pytest

from assistant.blocks import Text
from assistant.errors import NotFound
from tests.desks import MANAGER, OTHER_ADVISOR
from tests.tools.conftest import Call


class TestOpenPromises:
    def test_nothing_promised_is_said(self, call: Call) -> None:
        result = call("open_promises")
        assert result.words()[0] == "No promise to a present client is found open in the notes of ytd."
        assert result.figure("tasks").value == 1  # T3

    def test_quoted_with_the_record(self, call: Call) -> None:
        texts = [b for b in call("open_promises", asker=OTHER_ADVISOR).blocks if isinstance(b, Text)]
        assert [(text.body, text.source) for text in texts] == [
            ("we promised the transfer forms by Friday", "our note of a contact (meeting), record I100")
        ]

    def test_period_client_and_overdue(self, call: Call) -> None:
        assert call("open_promises", asker=MANAGER, period="2026-09").figure("promises").value == 1
        assert call("open_promises", asker=MANAGER, period="2026-10").figure("promises").value == 0
        assert call("open_promises", asker=OTHER_ADVISOR, client="Al-Fārābī", overdue_only=True).figure("overdue").value

    def test_another_advisors_client_is_not_found(self, call: Call) -> None:
        with pytest.raises(NotFound):
            call("open_promises", client="Al-Fārābī")
