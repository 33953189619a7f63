"""The tool `retention_rates` as every door calls it: whose book, which period, which parts of the firm, refusals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assistant.blocks import Chart, Table
from assistant.errors import BadArguments, NotForThisRole
from tests.desks import ADMIN, COMPLIANCE, MANAGER
from tests.tools.conftest import Call


def titles(result: Any) -> list[str]:
    return [block.title for block in result.blocks if isinstance(block, Table)]


class TestRetentionRates:
    def test_without_arguments_the_own_book_by_every_definition_since_the_new_year(self, call: Call) -> None:
        # tests/firms/small_answers/retention.csv: A1 ytd keeps 6 of 7
        result = call("retention_rates")
        assert result.title == "Retention of Anna Keller, ytd"
        assert result.figure("clients").value == Decimal("0.857143")
        assert {"Clients kept", "Money, revenue and wallet kept", "Who went, by reason"} <= set(titles(result))
        assert any(isinstance(block, Chart) for block in result.blocks)
        assert result.figure("clients").id.startswith("retention_rates.clients.")

    def test_a_manager_sees_the_parts_below(self, call: Call) -> None:
        result = call("retention_rates", asker=MANAGER, by="advisor", measure="assets_gross", period="1y")
        (rows,) = (
            b.to_json()["rows"] for b in result.blocks if isinstance(b, Table) and b.title.endswith("by advisor")
        )
        total = sum(Decimal(str(row["out_of"])) for row in rows)
        assert total == result.figure("assets_gross_out_of").value

    @pytest.mark.parametrize(
        "measure", ["clients", "controllable", "assets_gross", "assets_net", "revenue_gross", "revenue_net", "wallet"]
    )
    def test_every_measure_of_the_contract_answers(self, call: Call, measure: str) -> None:
        assert (
            call("retention_rates", measure=measure)
            .figure(measure)
            .label.endswith(
                ", R"
                + "1234567"[
                    [
                        "clients",
                        "controllable",
                        "assets_gross",
                        "assets_net",
                        "revenue_gross",
                        "revenue_net",
                        "wallet",
                    ].index(measure)
                ]
            )
        )

    @pytest.mark.parametrize("by", ["month", "quarter", "year", "segment", "advisor", "team", "branch", "tenure"])
    def test_every_dimension_of_the_contract_answers(self, call: Call, by: str) -> None:
        assert f"Retention by {by}" in titles(call("retention_rates", by=by))

    @pytest.mark.parametrize("wrong", [{"measure": "loyalty"}, {"by": "mood"}, {"client": "Rossi"}])
    def test_what_the_contract_does_not_know_is_refused(self, call: Call, wrong: dict[str, str]) -> None:
        with pytest.raises(BadArguments, match="cannot be called like this"):
            call("retention_rates", **wrong)

    def test_a_limit_cuts_the_list_of_who_went(self, call: Call) -> None:
        result = call("retention_rates", asker=MANAGER, period="1y", limit=1)
        (gone,) = (b for b in result.blocks if isinstance(b, Table) and b.title == "Clients who went")
        assert len(gone.rows) == 1

    @pytest.mark.parametrize("asker", [COMPLIANCE, ADMIN])
    def test_roles_without_a_book_have_no_such_tool(self, call: Call, asker: str) -> None:
        with pytest.raises(NotForThisRole):
            call("retention_rates", asker=asker)
