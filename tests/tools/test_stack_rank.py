"""The tool `stack_rank` as every door calls it: who sees names, who sees a place among peers, and what is recorded."""

from __future__ import annotations

import pytest

from assistant.blocks import Result, Table
from assistant.desk import Desk
from assistant.errors import BadArguments, NotFound
from assistant.retention import Search
from tests.desks import ADVISOR, DELEGATE, MANAGER, OTHER_ADVISOR
from tests.tools.conftest import Call

EXECUTIVE = "farid.naseri@harbourvale.example"
NAMES = {"Anna Keller", "Benedikt Šimić", "Chloé Duval"}


def first_column(result: Result) -> list[object]:
    block = next(block for block in result.blocks if isinstance(block, Table))
    return [row[0] for row in block.rows]


class TestStackRankTool:
    def test_it_asks_by_what(self, call: Call) -> None:
        with pytest.raises(BadArguments, match="metric: field required"):
            call("stack_rank")
        with pytest.raises(BadArguments, match="metric"):
            call("stack_rank", metric="luck")

    @pytest.mark.parametrize("asker", [ADVISOR, DELEGATE])
    def test_an_advisor_and_a_delegate_rank_clients_by_default(self, call: Call, asker: str) -> None:
        found = call("stack_rank", asker=asker, metric="aum", limit=2)
        assert found.title.startswith("Clients of Anna Keller by assets")
        assert first_column(found) == ["Okafor", "García Márquez"]

    def test_a_manager_ranks_advisors_by_default_and_sees_their_names(self, call: Call) -> None:
        found = call("stack_rank", asker=MANAGER, metric="aum")
        assert found.title.startswith("Advisors of Boston by assets")
        assert first_column(found) == ["Anna Keller", "Benedikt Šimić"]

    def test_a_manager_asking_about_one_advisor_ranks_that_book_s_clients(self, call: Call) -> None:
        assert call("stack_rank", asker=MANAGER, metric="aum", scope="Anna Keller").title.startswith("Clients of Anna")

    def test_a_manager_asking_where_one_advisor_stands_sees_all_below(self, call: Call) -> None:
        found = call("stack_rank", asker=EXECUTIVE, metric="aum", scope="Anna Keller", level="advisor")
        assert set(first_column(found)) == NAMES

    @pytest.mark.parametrize(
        ("level", "expected"),
        [
            ("team", ["Elm team", "Oak team", "Peach team"]),
            ("branch", ["Boston", "Atlanta"]),
            ("region", ["North", "South"]),
        ],
    )
    def test_the_cascade_of_an_executive(self, call: Call, level: str, expected: list[str]) -> None:
        assert first_column(call("stack_rank", asker=EXECUTIVE, metric="aum", level=level)) == expected

    def test_the_parts_of_each_level_add_up_to_the_firm(self, call: Call) -> None:
        groups = {
            level: call("stack_rank", asker=EXECUTIVE, metric="revenue", level=level).figure("group").value
            for level in ("advisor", "team", "branch", "region")
        }
        assert len(set(groups.values())) == 1

    def test_an_advisor_sees_the_own_place_and_nobody_s_name(self, call: Call) -> None:
        found = call("stack_rank", metric="revenue", level="advisor")
        assert found.figure("place_A1").value == 1
        assert found.figure("peers").value == 3
        text = str(found.to_json())
        assert not [name for name in NAMES - {"Anna Keller"} if name in text]

    def test_opening_the_peers_is_recorded(self, small_desk: Desk, call: Call) -> None:
        before = len(small_desk.log.search(Search(type="access.read", actor="U2")))
        call("stack_rank", asker=OTHER_ADVISOR, metric="depth", level="team")
        record, *_ = small_desk.log.search(Search(type="access.read", actor="U2"))
        assert len(small_desk.log.search(Search(type="access.read", actor="U2"))) == before + 1
        assert record.payload == {"read": "peers", "level": "team", "books": 3, "as_of": "2026-10-31"}

    def test_peers_are_not_opened_for_clients_nor_for_a_manager(self, small_desk: Desk, call: Call) -> None:
        before = len(small_desk.log.search(Search(type="access.read")))
        call("stack_rank", metric="revenue", order="bottom")
        call("stack_rank", asker=MANAGER, metric="revenue", order="bottom")
        assert len(small_desk.log.search(Search(type="access.read"))) == before

    def test_a_scope_beyond_the_own_is_not_found_at_any_level(self, call: Call) -> None:
        for words in ("Benedikt Šimić", "firm", "Boston"):
            with pytest.raises(NotFound):
                call("stack_rank", metric="aum", scope=words, level="advisor")

    def test_a_metric_that_no_client_has_is_refused_in_a_sentence(self, call: Call) -> None:
        with pytest.raises(BadArguments, match="conversion ranks advisors, teams, branches and regions"):
            call("stack_rank", metric="conversion")

    def test_ties_may_be_placed_in_three_ways(self, call: Call) -> None:
        for ties, words in (("competition", "1, 2, 2, 4"), ("dense", "1, 2, 2, 3"), ("average", "1, 2.5, 2.5, 4")):
            assert words in " ".join(call("stack_rank", asker=MANAGER, metric="sla", ties=ties).caveats)
