"""The tool `life_events`: which spans it looks at, for whom, and for which kinds."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.blocks import Result, Table
from assistant.errors import BadArguments, NotEnoughData, NotFound, Unclear
from tests.desks import COMPLIANCE, DELEGATE, MANAGER
from tests.tools.conftest import Call

EVENTS, DATES = "Life events, the most pressing first", "Dates ahead"


def table(result: Result, title: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(
        (b.to_json()["rows"] for b in result.blocks if isinstance(b, Table) and b.title == title), []
    )
    return found


def spans(result: Result) -> tuple[str, str]:
    """From and to of the dates ahead; nothing where none were looked for."""
    found = {figure.key: str(figure.value) for figure in result.figures}
    return found.get("ahead_from", ""), found.get("ahead_to", "")


class TestSpans:
    def test_by_default_events_of_the_year_and_dates_of_the_next_thirty_days(self, call: Call) -> None:
        result = call("life_events")
        assert [row["event"] for row in table(result, EVENTS)] == ["graduation", "job change", "new home"]
        assert spans(result) == ("2026-11-01", "2026-11-30")

    @pytest.mark.parametrize("kind", ["birthday", "anniversary", "milestone"])
    def test_a_kind_of_date_looks_ahead_alone(self, call: Call, kind: str) -> None:
        result = call("life_events", type=kind)
        assert spans(result) == ("2026-11-01", "2026-11-30")
        assert "events" not in {figure.key for figure in result.figures}

    def test_birthdays_of_december(self, call: Call) -> None:
        result = call("life_events", type="birthday", period="2026-12")
        assert [(row["client"], row["person"]) for row in table(result, DATES)] == [("Rossi (Chicago)", "Paolo Rossi")]

    def test_a_period_ahead_without_a_kind_gives_all_dates(self, call: Call) -> None:
        result = call("life_events", period="2027-03..2027-04")
        assert {row["occasion"] for row in table(result, DATES)} == {"birthday", "anniversary"}

    def test_the_rest_of_a_period_that_has_begun_is_looked_at_too(self, call: Call) -> None:
        result = call("life_events", period="2026")
        assert len(table(result, EVENTS)) == 3
        assert spans(result) == ("2026-11-01", "2026-12-31")

    def test_a_period_that_has_passed_gives_events_alone(self, call: Call) -> None:
        result = call("life_events", period="2025")
        assert [row["event"] for row in table(result, EVENTS)] == ["birth"]
        assert spans(result) == ("", "")

    def test_a_kind_of_event_cannot_be_known_ahead(self, call: Call) -> None:
        with pytest.raises(NotEnoughData, match="begins after 2026-10-31"):
            call("life_events", type="divorce", period="2027")

    def test_events_told_by_questionnaire(self, call: Call) -> None:
        result = call("life_events", source="questionnaire")
        assert [row["client"] for row in table(result, EVENTS)] == ["Rossi (Chicago)"]
        assert spans(result) == ("", "")


class TestWho:
    def test_one_client(self, call: Call) -> None:
        assert {row["client"] for row in table(call("life_events", client="García Márquez"), EVENTS)} == {
            "García Márquez"
        }

    def test_two_clients_of_a_name_are_asked_about(self, call: Call) -> None:
        with pytest.raises(Unclear, match="Boston"):
            call("life_events", client="Rossi")

    def test_another_advisors_client_is_not_found(self, call: Call) -> None:
        with pytest.raises(NotFound):
            call("life_events", client="Müller")

    def test_delegates_and_managers_have_it_too(self, call: Call) -> None:
        assert call("life_events", asker=DELEGATE).figure("events").value == 3
        assert call("life_events", asker=MANAGER).figure("events").value == 4

    def test_compliance_has_no_reports_of_a_book(self, call: Call) -> None:
        with pytest.raises(Exception, match="no tool “life_events” for you"):
            call("life_events", asker=COMPLIANCE)

    def test_a_kind_that_does_not_exist_is_refused(self, call: Call) -> None:
        with pytest.raises(BadArguments, match="type"):
            call("life_events", type="wedding")
