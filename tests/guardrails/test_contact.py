"""May this person be written to: what the facts say plainly."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.guardrails import review
from tests.guardrails.tables import flags

RULE = "contact-not-permitted"
OFFER = "Come to our new webinar about income."


def test_without_facts_nothing_is_forbidden() -> None:
    assert flags(OFFER, RULE) == []


@pytest.mark.parametrize(
    ("channel", "facts"),
    [
        ("email", {"consent": "opted_out 2026-02-11"}),
        ("email", {"consent": "unsubscribed"}),
        ("email", {"consent": "do_not_contact"}),
        ("email", {"consent": "non-solicit agreement in force"}),
        ("email", {"consent": "marketing opted_out"}),
        ("email", {"consent": False}),
        ("email", {"consent": {"email": "opted_out"}}),
        ("sms", {"consent": "revoked"}),
        ("sms", {"consent": "no sms consent"}),
        ("linkedin", {"consent": "do_not_contact"}),
        ("sms", {"consent": "sms consent", "local_time": "22:40"}),
        ("sms", {"local_time": "07:59"}),
        ("email", {"sponsor_permits": False, "audience": "plan_participants"}),
        ("email", {"sponsor_permits": "via_hr", "audience": "plan_participants"}),
        ("email", {"sponsor_permits": "no direct contact; all mail through HR", "audience": "plan_participants"}),
        ("email", {"sponsor_permits": False, "data_source": "plan recordkeeping file"}),
    ],
)
def test_an_offer_to_somebody_who_may_not_be_contacted_is_flagged_whole(channel: str, facts: dict[str, Any]) -> None:
    assert [f.quote for f in flags(OFFER, RULE, channel, **facts)] == [OFFER]


@pytest.mark.parametrize(
    ("text", "channel", "facts"),
    [
        ("This confirms that you're off our newsletter list.", "email", {"consent": "opted_out"}),
        ("You're unsubscribed and won't get more.", "sms", {"consent": "revoked, sent within five minutes"}),
        ("Se dio de baja del bolet\u00edn.", "email", {"consent": "opted_out"}),
        ("I've marked that you don't want to hear from me.", "linkedin", {"consent": "do_not_contact"}),
        ("Thanks.", "linkedin", {"consent": "do_not_contact, single acknowledgement"}),
        ("Your trade confirmation is in the portal.", "email", {"consent": "opted_out"}),
        ("Your trade confirmation is here.", "email", {"consent": "marketing opted_out"}),
        ("Thinking of you.", "email", {"consent": "marketing opted_out"}),
        (OFFER, "email", {"consent": "twice a year"}),
        (OFFER, "email", {"consent": True}),
        (OFFER, "email", {"consent": {"sms": "opted_out"}}),
        (OFFER, "sms", {"consent": "sms consent", "local_time": "11:05"}),
        (OFFER, "sms", {"local_time": "20:59"}),
        ("Your appt is confirmed for Tue.", "sms", {"local_time": "22:00"}),
        (OFFER, "sms", {"local_time": "22:00", "commercial": False}),
        (OFFER, "email", {"local_time": "23:00"}),
        (OFFER, "email", {"sponsor_permits": True, "audience": "plan_participants"}),
        (
            "Sent at the request of Brightwell HR: the notice.",
            "email",
            {"sponsor_permits": False, "audience": "plan_participants"},
        ),
        (OFFER, "email", {"sponsor_permits": False, "data_source": "website form"}),
        (OFFER, "linkedin", {"consent": "opted_out", "audience": "public"}),
        (OFFER, "slack", {"consent": "opted_out"}),
    ],
)
def test_a_notice_a_consent_or_another_channel_is_not(text: str, channel: str, facts: dict[str, Any]) -> None:
    assert flags(text, RULE, channel, **facts) == []


def test_the_reason_names_what_is_on_file() -> None:
    assert "opted_out 2026-02-11" in flags(OFFER, RULE, consent="opted_out 2026-02-11")[0].reason
    assert "22:40" in flags(OFFER, RULE, "sms", local_time="22:40")[0].reason


class TestStatesAndPlanFiles:
    OFFER = "Dear Ana, I would like to show you our new service."

    @staticmethod
    def found(facts: dict[str, object]) -> list[str]:
        whole = {"audience": "one_client", "commercial": True, **facts}
        return [f.reason for f in review(TestStatesAndPlanFiles.OFFER, whole, "email").findings
                if f.rule == "contact-not-permitted"]  # fmt: skip

    def test_nothing_on_file_permits(self) -> None:
        assert self.found({}) == []

    def test_a_state_without_registration_is_named(self) -> None:
        reasons = self.found({"recipient_state": "tx", "registered_states": ["MA", "NY"]})
        assert reasons == ["The recipient is in TX, where the sender is not registered."]

    @pytest.mark.parametrize(
        "facts",
        [
            {"recipient_state": "MA", "registered_states": ["ma "]},
            {"recipient_state": "TX"},
            {"recipient_state": "TX", "registered_states": ["MA"], "commercial": False},
            {"data_source": "plan participant census", "commercial": False},
            {"data_source": "list supplied by sponsor for this mailing to participants"},
            {"data_source": "plan participant census", "sponsor_permits": True},
            {"data_source": "referral"},
        ],
    )
    def test_a_registered_state_a_service_message_or_a_lent_list_does_not_stop_it(
        self, facts: dict[str, object]
    ) -> None:
        assert self.found(facts) == []

    def test_a_plan_file_is_no_marketing_list(self) -> None:
        assert "plan's file" in self.found({"data_source": "recordkeeper census"})[0]
