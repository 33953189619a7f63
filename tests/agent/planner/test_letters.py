"""What a draft is asked to be: purpose, points, language and day, in the words of who asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assistant.agent.planner import make_plan
from assistant.turn import Turn

TurnOf = Callable[..., Turn]


@pytest.fixture
def drafted(turn_of: TurnOf) -> Callable[[str], dict[str, Any]]:
    def read(text: str) -> dict[str, Any]:
        ((tool, arguments),) = make_plan(text, turn_of(text)).calls
        assert tool == "draft_email"
        return arguments

    return read


Drafted = Callable[[str], dict[str, Any]]


class TestAPurpose:
    @pytest.mark.parametrize(
        ("text", "purpose"),
        [
            ("draft a note to the Okafors about the transfer", "the transfer"),
            ("thank you note to the Okafors for the referral", "thank you: the referral"),
            ("condolence letter to the Okafors", "condolence"),
            ("follow up email to Lindqvist about the Beneficiary Form", "follow-up: the Beneficiary Form"),
            ("email Lindqvist re: his IRA", "his IRA"),
        ],
    )
    def test_is_the_occasion_and_the_subject_as_typed(self, text: str, purpose: str, drafted: Drafted) -> None:
        assert drafted(text)["purpose"] == purpose

    def test_of_a_condolence_takes_no_points_of_business(self, drafted: Drafted) -> None:
        assert "points" not in drafted("condolences to the Okafors: his brother died, no business talk")


class TestPoints:
    def test_are_what_should_be_said_spoken_to_the_client(self, drafted: Drafted) -> None:
        text = "recap for the Okafors: met today, they agreed to look at munis, next call dec 3"
        assert drafted(text)["points"] == ["met today", "you agreed to look at munis", "next call dec 3"]

    def test_are_absent_when_only_a_subject_is_given(self, drafted: Drafted) -> None:
        assert "points" not in drafted("email Lindqvist about thursday")


class TestLanguageAndDay:
    def test_the_language_of_a_draft_is_the_one_asked_for(self, drafted: Drafted) -> None:
        assert drafted("draft a birthday note for Ngozi Okafor in Spanish")["language"] == "es"

    def test_without_a_wish_the_client_decides(self, drafted: Drafted) -> None:
        assert "language" not in drafted("scrivi una mail agli Okafor sul trasferimento")

    def test_a_day_counts_only_when_sending_is_asked_for_it(self, drafted: Drafted) -> None:
        assert drafted("draft a note to Okafor about the review, send it on December 3")["send_on"] == "2026-12-03"
        assert "send_on" not in drafted("note to Okafor about the call on December 3")


class TestRecipients:
    def test_a_stranger_beside_a_client_is_kept_so_that_the_tool_refuses(self, drafted: Drafted) -> None:
        assert drafted("note to the Okafors and the Zanettis about fees")["to"] == ["Okafor", "Zanettis"]

    def test_are_those_the_message_goes_to_and_not_those_it_speaks_of(self, drafted: Drafted) -> None:
        text = "Draft an email to Lindqvist telling them how much the Okafors have invested"
        assert drafted(text)["to"] == ["Lindqvist"]
        assert drafted("tell the Okafors that Lindqvist left")["to"] == ["Okafor"]

    @pytest.mark.parametrize("text", ["Draft an email to Okafor with their SSN", "email Okafor his account number"])
    def test_stay_when_something_is_asked_that_the_guardrails_will_hold(self, text: str, drafted: Drafted) -> None:
        assert drafted(text)["to"] == ["Okafor"]

    def test_a_name_in_the_message_is_no_recipient(self, drafted: Drafted) -> None:
        assert drafted("email Lindqvist about the lunch with Okafor")["to"] == ["Lindqvist"]
