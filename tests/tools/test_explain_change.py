"""explain_change as every door calls it: the client in words, two of a name, the whole book without one."""

from __future__ import annotations

import pytest

from assistant.errors import NotFound, Unclear
from tests.desks import MANAGER
from tests.tools.conftest import Call


class TestCall:
    def test_without_a_client_it_is_the_whole_book(self, call: Call) -> None:
        assert "Anna Keller" in call("explain_change").title

    def test_two_of_a_name_are_asked_about(self, call: Call) -> None:
        # domain 5.1 question 4, the trap: two Rossi households
        with pytest.raises(Unclear) as asked:
            call("explain_change", client="Rossi")
        assert len(asked.value.choices) == 2

    def test_a_client_in_words(self, call: Call) -> None:
        result = call("explain_change", client="the Lindqvists", period="2026")
        assert result.words()[0].startswith("Of the fall of $50,400 at Lindqvist")

    def test_somebody_elses_client_is_not_found(self, call: Call) -> None:
        with pytest.raises(NotFound):
            call("explain_change", client="Müller")

    def test_a_manager_may_ask_about_a_branch(self, call: Call) -> None:
        result = call("explain_change", asker=MANAGER, limit=3)
        assert result.figure("residual").value == 0
