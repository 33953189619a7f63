"""find_clients as every door calls it: conditions either way, rights, what a language model is shown."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.analytics.finding.wording import ALIASES
from assistant.errors import BadArguments, NotFound
from assistant.tools.find_clients import FIND_CLIENTS
from tests.desks import DELEGATE, MANAGER
from tests.tools.conftest import Call


class TestCall:
    def test_without_arguments_it_is_the_whole_book(self, call: Call) -> None:
        result = call("find_clients")
        assert result.figure("clients").value == 7  # A1: H01 to H08 without H07, who left
        assert result.blocks == ()

    @pytest.mark.parametrize(
        "where",
        [{"age": ">=60", "location": "Newton"}, {"age": 76, "location": ["Newton", "Boston"]},
         "age >= 60 and location = Newton", [{"field": "age", "op": ">=", "value": 60}, "city is Newton"]],
        ids=str,
    )  # fmt: skip
    def test_conditions_are_taken_as_an_object_a_sentence_or_a_list(self, call: Call, where: Any) -> None:
        result = call("find_clients", where=where)
        assert result.blocks[0].to_json()["rows"][0]["client"] == "Okafor"

    def test_a_manager_sees_the_branch_and_a_delegate_the_advisor_acted_for(self, call: Call) -> None:
        assert call("find_clients", asker=MANAGER).figure("clients").value == 13
        assert call("find_clients", asker=DELEGATE).figure("clients").value == 7

    def test_parts_of_a_branch_are_compared(self, call: Call) -> None:
        result = call("find_clients", asker=MANAGER, level="advisor")
        rows = result.blocks[0].to_json()["rows"]
        assert {row["advisor"] for row in rows} == {"Anna Keller", "Benedikt Šimić"}
        assert sum(row["clients"] for row in rows) == 13

    def test_somebody_elses_book_is_not_found(self, call: Call) -> None:
        with pytest.raises(NotFound):
            call("find_clients", scope="Benedikt Simic")

    @pytest.mark.parametrize("where", [{"colour": "red"}, "colour = red", {"age": "blue"}])
    def test_what_cannot_be_read_is_a_sentence(self, call: Call, where: Any) -> None:
        with pytest.raises(BadArguments):
            call("find_clients", where=where)

    def test_limit_and_by_go_together(self, call: Call) -> None:
        result = call("find_clients", where={"aum": ">0"}, by="age", limit=2)
        assert len(result.blocks[0].to_json()["rows"]) == 2
        assert sum(row["clients"] for row in result.blocks[1].to_json()["rows"]) == 7


class TestWhatAModelIsShown:
    def test_names_every_condition_with_how_it_is_written(self) -> None:
        shown = FIND_CLIENTS.to_json()["parameters"]["properties"]["where"]
        assert set(shown["properties"]) == set(ALIASES)
        assert all(each["description"] for each in shown["properties"].values())
