"""The tool about value: parts by the caller's reach, an advisor who leaves, terms of a sale, what moved the value."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.analytics.valuation import DealTerms
from assistant.blocks import Result, Table
from assistant.errors import AssistantError, BadArguments, NotFound
from tests.desks import ADVISOR, MANAGER
from tests.tools.conftest import Call


def table(result: Result, title: str) -> Table:
    return next(block for block in result.blocks if isinstance(block, Table) and block.title == title)


class TestByPart:
    def test_a_manager_sees_the_value_by_advisor(self, call: Call) -> None:
        result = call("value_book", asker=MANAGER, by="advisor")
        rows = table(result, "Value by advisor").rows
        assert rows[-1][0] == "all"
        assert {str(row[0]) for row in rows[:-1]} >= {"Anna Keller", "Benedikt Šimić"}
        assert sum(row[3] for row in rows[:-1]) == rows[-1][3] == result.figure("multiple").value  # type: ignore[misc]

    def test_each_part_is_that_scopes_own_value(self, call: Call) -> None:
        rows = {
            str(row[0]): row for row in table(call("value_book", asker=MANAGER, by="advisor"), "Value by advisor").rows
        }
        alone = call("value_book", asker=MANAGER, scope="Benedikt Šimić")
        assert rows["Benedikt Šimić"][3] == alone.figure("multiple").value
        assert rows["Benedikt Šimić"][5] == alone.figure("npv").value

    def test_an_advisor_sees_the_own_classes(self, call: Call) -> None:
        rows = table(call("value_book", by="segment"), "Value by segment").rows
        assert [row[0] for row in rows] == ["A", "B", "C", "all"]

    def test_many_rows_are_not_cut_where_they_add_up(self, call: Call) -> None:
        assert table(call("value_book", asker=MANAGER, by="advisor", limit=1), "Value by advisor").rows[-1][0] == "all"


class TestAnAdvisorWhoLeaves:
    def test_a_manager_is_told_the_scenarios(self, call: Call) -> None:
        result = call("value_book", asker=MANAGER, lose_advisor="Anna Keller")
        assert len(table(result, "What is at risk if Anna Keller leaves").rows) == 5
        assert result.words()[0].startswith("If Anna Keller leaves, usually 10.0% to 22.0% ")

    def test_one_beyond_the_callers_reach_is_not_found(self, call: Call) -> None:
        with pytest.raises(NotFound):
            call("value_book", asker=ADVISOR, lose_advisor="Benedikt Šimić")

    def test_a_branch_is_no_advisor(self, call: Call) -> None:
        with pytest.raises(AssistantError, match="name one advisor"):
            call("value_book", asker=MANAGER, lose_advisor="Boston")


class TestTermsOfASale:
    def test_without_any_there_is_no_deal(self, call: Call) -> None:
        with pytest.raises(KeyError):
            call("value_book").figure("cash_value")

    def test_one_is_enough_and_the_rest_is_as_usual(self, call: Call) -> None:
        result, usual = call("value_book", earn_out_threshold=90), DealTerms()
        assert result.figure("earn_out_threshold").value == Decimal("0.9")
        assert result.figure("note_years").value == usual.note_years
        share = result.figure("down_payment").value / result.figure("price").value  # type: ignore[operator]
        assert float(share) == pytest.approx(usual.down_payment, abs=1e-6)

    def test_a_price_offered_is_in_units_of_money(self, call: Call) -> None:
        assert call("value_book", price=54_321.10).figure("price").value == Decimal("54321.10")

    def test_terms_without_sense_are_refused(self, call: Call) -> None:
        with pytest.raises(BadArguments):
            call("value_book", down_payment=-0.5)


class TestWhatMovedTheValue:
    def test_the_words_of_a_period_say_since_when(self, call: Call) -> None:
        result = call("value_book", since="ytd")
        assert str(result.figure("since").value) == "2025-12-31"
        assert table(result, "What moved the value").rows[-1][1] == result.figure("multiple").value

    def test_by_part_each_change_is_told(self, call: Call) -> None:
        rows = table(call("value_book", asker=MANAGER, by="advisor", since="ytd"), "Change of value by advisor").rows
        assert sum(row[3] for row in rows[:-1]) == rows[-1][3]  # type: ignore[misc]


class TestBytes:
    def test_the_same_call_has_the_same_bytes(self, call: Call) -> None:
        asked = {"by": "advisor", "since": "ytd", "lose_advisor": "Anna Keller", "down_payment": 0.5}
        assert (
            call("value_book", asker=MANAGER, **asked).to_json() == call("value_book", asker=MANAGER, **asked).to_json()
        )
