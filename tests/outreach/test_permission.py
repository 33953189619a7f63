"""May this client be written to: consent, death, the plan sponsor's rule, an address; each no has its sentence."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from assistant.book.tables import Client, PlanSponsor
from assistant.outreach import Permission, email_permission


def client(**changes: Any) -> Client:
    fields: dict[str, Any] = {
        "client_id": "C01", "household_id": "H01", "first_name": "Marco", "last_name": "Rossi",
        "email": "c01@clients.example", "email_consent": "in",
    }  # fmt: skip
    return Client(**{**fields, **changes})


def sponsor(rule: str, hr_email: str | None = None) -> PlanSponsor:
    return PlanSponsor(plan_sponsor_id="PS1", name="Granite Tools Inc.", contact_rule=rule, hr_email=hr_email)


def refused(permission: Permission) -> str:
    assert not permission.allowed
    assert permission.recipient is None
    return permission.reason


class TestConsent:
    def test_a_blank_consent_is_an_unknown_one(self) -> None:
        assert email_permission(client(email_consent=None), None).allowed
        assert refused(email_permission(client(email_consent=None), None, occasion="referral_ask"))

    # Contract, “Consent”: in – marketing and service; unknown – service and no marketing; out – neither.
    @pytest.mark.parametrize(
        ("consent", "service", "marketing"), [("in", True, True), ("unknown", True, False), ("out", False, False)]
    )
    def test_each_consent_permits_what_it_says(self, consent: str, service: bool, marketing: bool) -> None:
        someone = client(email_consent=consent)
        assert email_permission(someone, None).allowed == service
        assert email_permission(someone, None, occasion="referral_ask").allowed == marketing

    def test_the_reason_says_who_and_why(self) -> None:
        assert refused(email_permission(client(email_consent="out"), None)) == "Marco Rossi has opted out of email."
        unknown = email_permission(client(email_consent="unknown"), None, occasion="referral_ask")
        assert refused(unknown) == "Marco Rossi has not opted in to marketing email."

    def test_a_permitted_mail_goes_to_the_address_on_the_record(self) -> None:
        permission = email_permission(client(), None)
        assert permission.recipient is not None
        assert (permission.route, permission.reason) == ("direct", "")
        assert permission.recipient.to_json() == {
            "client_id": "C01", "name": "Marco Rossi", "address": "c01@clients.example",
        }  # fmt: skip
        assert permission.recipient.household_id == "H01"


class TestDeath:
    def test_who_is_alive_may_be_written_to(self) -> None:
        assert email_permission(client(deceased_on=None), None).allowed

    @pytest.mark.parametrize("rule", [None, "direct", "via_hr", "none"])
    def test_the_dead_are_never_written_to(self, rule: str | None) -> None:
        gone = client(deceased_on=dt.date(2025, 9, 14))
        through = sponsor(rule, "hr@granite.example") if rule else None
        assert refused(email_permission(gone, through)) == "Marco Rossi has died."


class TestAddress:
    @pytest.mark.parametrize("address", [None, "", float("nan"), "no address", pd.NA])
    def test_without_one_nothing_is_sent(self, address: Any) -> None:
        assert refused(email_permission(client(email=address), None)) == "Marco Rossi has no email address on file."

    def test_a_row_of_a_frame_does_as_well(self) -> None:
        rows = pd.DataFrame([client().model_dump(), client(email=None, last_name=None, deceased_on=None).model_dump()])
        with_address, without = rows.itertuples(index=False)
        assert email_permission(with_address, None).allowed
        assert refused(email_permission(without, None)) == "Marco has no email address on file."


class TestPlanSponsor:
    def test_a_client_of_no_plan_is_written_to_directly(self) -> None:
        assert email_permission(client(), None).route == "direct"

    def test_a_plan_that_permits_it_changes_nothing(self) -> None:
        assert email_permission(client(), sponsor("direct")) == email_permission(client(), None)

    def test_a_plan_that_permits_no_contact_is_respected_and_named(self) -> None:
        reason = refused(email_permission(client(), sponsor("none", "hr@granite.example")))
        assert reason == "Marco Rossi is a participant of Granite Tools Inc.'s plan, which does not allow contact."

    @pytest.mark.parametrize("own_address", ["c01@clients.example", None])
    def test_a_plan_that_forwards_is_written_to_instead_of_the_client(self, own_address: str | None) -> None:
        permission = email_permission(client(email=own_address), sponsor("via_hr", "hr@granite.example"))
        assert permission.recipient is not None
        assert (permission.allowed, permission.route) == (True, "via_hr")
        assert permission.recipient.address == "hr@granite.example"
        assert "Granite Tools Inc.'s plan contact, who forwards it" in permission.reason

    @pytest.mark.parametrize("hr_email", [None, "", "the front desk"])
    def test_a_plan_that_forwards_needs_an_address_of_its_own(self, hr_email: str | None) -> None:
        reason = refused(email_permission(client(), sponsor("via_hr", hr_email)))
        assert (
            reason == "Granite Tools Inc. forwards mail for Marco Rossi, but no contact address of theirs is on file."
        )

    @pytest.mark.parametrize("rule", ["direct", "via_hr"])
    def test_a_plan_opens_nothing_that_the_client_closed(self, rule: str) -> None:
        someone = client(email_consent="out")
        assert refused(email_permission(someone, sponsor(rule, "hr@granite.example")))
