"""Changes over HTTP and in the page: listed, confirmed, refused, undone by who may."""

from __future__ import annotations

import os
import shutil
from typing import Any

import httpx
import pytest

from tests.desks import ADVISOR, COMPLIANCE, DELEGATE, MANAGER, OTHER_ADVISOR

CALLED = "called her at the number on file"


def as_(email: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {email}"}


def proposed(client: httpx.Client, field: str = "occupation", value: str = "retired") -> str:
    given = {"client": "Marco Rossi", "field": field, "value": value}
    assert client.post("/v1/tools/propose_change", json=given, headers=as_(ADVISOR)).status_code == 200
    return str(listed(client, status="proposed")[0]["id"])


def listed(client: httpx.Client, email: str = ADVISOR, **asked: str) -> list[dict[str, Any]]:
    reply = client.get("/v1/changes", params=asked, headers=as_(email))
    assert reply.status_code == 200
    found: list[dict[str, Any]] = reply.json()
    return found


def step(client: httpx.Client, change: str, name: str, email: str = ADVISOR, **said: str) -> httpx.Response:
    return client.post(f"/v1/changes/{change}/{name}", json=said or None, headers=as_(email))


class TestListing:
    def test_before_any_change_is_empty(self, client: httpx.Client) -> None:
        assert listed(client) == []

    def test_asks_nobody_who_they_are_in_vain(self, client: httpx.Client) -> None:
        assert client.get("/v1/changes").status_code == 401

    def test_gives_each_their_own_by_state(self, client: httpx.Client) -> None:
        change = proposed(client)
        assert [each["id"] for each in listed(client, DELEGATE, status="proposed")] == [change]
        assert listed(client, OTHER_ADVISOR) == listed(client, status="applied") == []

    @pytest.mark.parametrize("asked", [{"status": "done"}, {"status": ""}])
    def test_with_a_wrong_word_says_so(self, client: httpx.Client, asked: dict[str, str]) -> None:
        assert client.get("/v1/changes", params=asked, headers=as_(ADVISOR)).status_code == 422

    @pytest.mark.parametrize("email", [MANAGER, COMPLIANCE])
    def test_is_not_for_another_role(self, client: httpx.Client, email: str) -> None:
        assert client.get("/v1/changes", headers=as_(email)).status_code == 403


class TestOneChange:
    def test_shows_before_and_after(self, client: httpx.Client) -> None:
        change = client.get(f"/v1/changes/{proposed(client)}", headers=as_(ADVISOR)).json()
        assert (change["before"], change["after"]) == ({"occupation": "engineer"}, {"occupation": "retired"})
        assert (change["status"], change["needs_verification"]) == ("proposed", False)

    def test_of_others_and_one_that_is_not_there_look_alike(self, client: httpx.Client) -> None:
        change, nowhere = proposed(client), "CH-01J00000000000000000000000"
        for name in ("confirm", "refuse", "undo"):
            theirs, none = step(client, change, name, OTHER_ADVISOR), step(client, nowhere, name)
            assert theirs.status_code == none.status_code == 404
            assert theirs.text.replace(change, nowhere) == none.text


class TestDeciding:
    def test_confirmed_twice_is_applied_once(self, client: httpx.Client) -> None:
        change = proposed(client)
        first, second = step(client, change, "confirm"), step(client, change, "confirm")
        assert (first.status_code, first.json()["status"]) == (200, "applied")
        assert second.json() == first.json()

    def test_undone_gives_the_further_change(self, client: httpx.Client) -> None:
        change = proposed(client)
        step(client, change, "confirm")
        back = step(client, change, "undo").json()
        assert (back["undoes"], back["status"], back["after"]) == (change, "applied", {"occupation": "engineer"})
        assert step(client, change, "confirm").status_code == 409

    def test_refused_says_why(self, client: httpx.Client) -> None:
        refused = step(client, proposed(client), "refuse", reason="not him")
        assert (refused.status_code, refused.json()["status"], refused.json()["reason"]) == (200, "refused", "not him")

    def test_of_a_phone_number_asks_how_it_was_verified(self, client: httpx.Client) -> None:
        change = proposed(client, "phone", "+1-617-555-0999")
        asked = step(client, change, "confirm")
        assert (asked.status_code, asked.headers["content-type"]) == (422, "application/problem+json")
        assert "how this was verified" in asked.json()["detail"]
        assert step(client, change, "confirm", verified=CALLED).json()["verified"] == CALLED

    def test_with_a_field_nobody_knows_changes_nothing(self, client: httpx.Client) -> None:
        change = proposed(client)
        assert step(client, change, "confirm", by="me").status_code == 422
        assert listed(client, status="proposed")


@pytest.mark.browser
class TestInThePage:
    def test_a_change_is_confirmed_and_undone_by_its_buttons(self, server: str) -> None:
        chromium = shutil.which("chromium")
        if chromium is None:
            reason = "Chromium is not installed: the page was not looked at"
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
        from playwright.sync_api import sync_playwright

        from tests.web.test_page import FLAGS

        with sync_playwright() as playwright:
            page = playwright.chromium.launch(executable_path=chromium, args=FLAGS).new_page()
            page.set_default_timeout(60_000)
            page.goto(server)
            page.locator("#question").fill("change Ngozi Okafor's phone to 617 555 0199")
            page.locator("#send").click()
            page.get_by_role("button", name="Confirm").click()
            page.get_by_text("how this was verified").wait_for()
            page.get_by_label("How was it verified").fill(CALLED)
            page.get_by_role("button", name="Confirm").click()
            page.get_by_role("button", name="Undo").wait_for()  # the card of the applied change has come
            page.get_by_label("How was it verified").fill(CALLED)
            page.get_by_role("button", name="Undo").click()
            page.get_by_text("617 555 0199 → +1-617-555-0107").wait_for()
