"""investments as every door calls it."""

from __future__ import annotations

import pytest

from assistant.errors import BadArguments, Unclear
from tests.tools.conftest import Call


class TestCall:
    def test_without_a_client_it_is_the_whole_book(self, call: Call) -> None:
        assert call("investments", by="security").words()[0].startswith("The largest position is World Equity Fund")

    def test_two_of_a_name_are_asked_about(self, call: Call) -> None:
        with pytest.raises(Unclear):
            call("investments", client="the Rossis", by="account")

    def test_a_client_account_by_account(self, call: Call) -> None:
        assert (
            call("investments", client="the Okafors", by="account").blocks[0].to_json()["rows"][0]["account"] == "AC05"
        )

    def test_another_way_to_list_is_refused(self, call: Call) -> None:
        with pytest.raises(BadArguments):
            call("investments", by="colour")
