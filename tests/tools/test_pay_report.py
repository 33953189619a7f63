"""Tool: pay, by whom it may be seen, and what its arguments do."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.analytics.pay.words import CONFLICT, CONFLICT_OF_OTHERS
from assistant.blocks import Table
from assistant.errors import BadArguments, NotForThisRole, NotFound
from tests.desks import COMPLIANCE, DELEGATE, MANAGER
from tests.tools.conftest import Call

EXECUTIVE = "farid.naseri@harbourvale.example"


class TestPayReport:
    def test_an_advisor_is_told_the_own_pay_with_the_conflict(self, call: Call) -> None:
        # A1: 30 % of 19,187.40 = 5,756.22 (tests/analytics/test_pay.py)
        found = call("pay_report")
        assert found.figure("pay_ytd").value == Decimal("5756.22")
        assert found.figure("pay_ytd").id.startswith("pay_report.pay_ytd.")
        assert CONFLICT in found.words()

    def test_a_delegate_sees_it_too(self, call: Call) -> None:
        assert call("pay_report", asker=DELEGATE).figure("pay_ytd").value == Decimal("5756.22")

    def test_a_peers_pay_is_not_found(self, call: Call) -> None:
        with pytest.raises(NotFound):
            call("pay_report", scope="Benedikt Šimić")

    def test_compliance_has_no_such_tool(self, call: Call) -> None:
        with pytest.raises(NotForThisRole):
            call("pay_report", asker=COMPLIANCE)

    def test_a_manager_sees_each_advisor_below_and_the_sum(self, call: Call) -> None:
        # A1 5,756.22 and A2 2,655.00; Chloé Duval works in another branch
        found = call("pay_report", asker=MANAGER)
        assert found.figure("pay_ytd").value == Decimal("8411.22")
        table = found.blocks[0]
        assert isinstance(table, Table)
        assert [row[0] for row in table.rows] == ["Anna Keller", "Benedikt Šimić"]
        assert found.figure("value_created").value is not None
        assert CONFLICT_OF_OTHERS in found.words()

    def test_advisors_add_up_to_the_firm(self, call: Call) -> None:
        firm = call("pay_report", asker=EXECUTIVE).figure("pay_ytd").value
        alone = [
            call("pay_report", asker=EXECUTIVE, scope=name).figure("pay_ytd").value
            for name in ("Anna Keller", "Benedikt Šimić", "Chloé Duval")
        ]
        assert sum(pay for pay in alone if isinstance(pay, Decimal)) == firm

    @pytest.mark.parametrize(("extra", "change"), [(60_000, "18000.00"), ("-1000.50", "-300.15"), (-1000, "-300.00")])
    def test_extra_production_is_in_units_of_money(self, call: Call, extra: float | str, change: str) -> None:
        found = call("pay_report", extra_production=extra)
        assert found.figure("pay_change").value == Decimal(change)

    def test_extra_production_of_several_asks_for_one(self, call: Call) -> None:
        with pytest.raises(BadArguments, match="Name one advisor"):
            call("pay_report", asker=MANAGER, extra_production=1000)
        with pytest.raises(BadArguments):
            call("pay_report", extra_production="a lot")

    def test_last_year_is_the_whole_of_it(self, call: Call) -> None:
        found = call("pay_report", period="2025")
        assert found.title == "Pay of Anna Keller, January to December 2025"
        assert found.as_of.isoformat() == "2025-12-31"

    def test_value_and_projection_come_when_asked(self, call: Call) -> None:
        found = call("pay_report", project=True, value_created=True)
        assert found.figure("projected_pay").value is not None
        assert found.figure("value_created").value is not None
