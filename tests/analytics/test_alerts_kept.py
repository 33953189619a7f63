"""The report of kept alerts: one state at a time, retention first, with the precision so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from assistant.alerts import Alert
from assistant.analytics.alerts_kept import LAPSED, kept_alerts
from assistant.blocks import Result, Table
from tests.alerts.samples import DAY, a_find, an_alert

GROWTH = a_find(household_id="H2", name="Reed", kind="growth", cause="life event E1", amount_cents=None, what="birth")


def report(alerts: Sequence[Alert], **more: Any) -> Result:
    return kept_alerts(alerts, as_of=DAY, **({"advisors": {"A1": "Ada Fox"}} | more))


def rows(result: Result) -> list[dict[str, Any]]:
    (table,) = result.blocks
    assert isinstance(table, Table)
    return [dict(zip((c.key for c in table.columns), row, strict=True)) for row in table.rows]


class TestNoAlert:
    def test_is_said_in_words_with_a_reason_for_the_precision(self) -> None:
        found = report([])
        assert found.words()[0] == "No alert of retention or growth is open."
        assert found.figure("precision").value is None
        assert found.figure("precision").reason.startswith("insufficient: 0 alerts")
        assert found.blocks == ()


class TestOpenAlerts:
    def test_are_listed_retention_first_the_greatest_amount_first(self) -> None:
        more = an_alert(3, found=a_find(household_id="H3", name="Lee", amount_cents=9_000_000))
        found = report([an_alert(1, found=GROWTH), an_alert(2), more])
        assert [row["client"] for row in rows(found)] == ["Lee", "Moss", "Reed"]
        assert found.words()[0] == "Open alerts: 2 of retention, 1 of growth."

    def test_carry_the_id_by_which_they_are_marked(self) -> None:
        assert rows(report([an_alert(7)]))[0]["alert"] == "AL-7"

    def test_of_one_kind_count_that_kind_alone(self) -> None:
        found = report([an_alert(1, found=GROWTH), an_alert(2)], kind="growth")
        assert next(figure.key for figure in found.figures) == "growth"
        assert len(rows(found)) == 1

    def test_name_the_advisor_where_there_are_several(self) -> None:
        assert "advisor" not in rows(report([an_alert()]))[0]
        several = report([an_alert()], advisors={"A1": "Ada Fox", "A2": "Bo Hill"})
        assert rows(several)[0]["advisor"] == "Ada Fox"

    def test_tell_namesakes_apart(self) -> None:
        found = report([an_alert(1), an_alert(2, found=a_find(household_id="H9"))])
        assert [row["client"] for row in rows(found)] == ["Moss (H1)", "Moss (H9)"]


class TestOtherStates:
    def test_say_who_marked_one_and_why(self) -> None:
        alert = an_alert(status="dismissed", reason="wrong", note="moved house", marked_by="Ada Fox")
        assert rows(report([alert], status="dismissed"))[0]["done"] == "nothing was there: moved house, by Ada Fox"

    def test_all_say_which_have_lapsed(self) -> None:
        found = report([an_alert(1, lapsed_on=DAY), an_alert(2, found=GROWTH, status="seen")], status="all")
        assert [row["status"] for row in rows(found)] == ["lapsed", "seen"]
        assert found.caveats == (LAPSED,)


class TestPrecision:
    def test_is_a_figure_with_its_bounds_once_enough_are_closed(self) -> None:
        acted = [an_alert(n, status="acted", marked_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC)) for n in range(15)]
        wrong = [an_alert(n, status="dismissed", reason="wrong") for n in range(15, 20)]
        found = report([*acted, *wrong])
        assert [str(found.figure(k).value) for k in ("judged", "precision")] == ["20", "0.750000"]
        assert "Of 20 alerts that were judged, 75.0% were right (between 56.8% and 87.3%)." in found.words()
