"""A client fills the form in a real browser, without a script; the advisor finds the alert and the letter's draft."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.desk import Desk, look_at_answers
from tests.desks import ADVISOR
from tests.forms import asking, issued, sent_form
from tests.web.conftest import Serving
from tests.web.test_page import FLAGS

pytestmark = pytest.mark.browser
SECONDS = 60
TINY, FINGER = 320, 24
"""The narrowest screen, and the least height in CSS pixels of what is touched (WCAG 2.2, 2.5.8)."""


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with asking(home) as desk:
        yield desk


@pytest.fixture
def page(desk: Desk) -> Iterator[Any]:
    """The form in a browser that runs no script, on a narrow screen."""
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "Chromium is not installed: the form was not looked at"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    from playwright.sync_api import sync_playwright

    form = f"/forms/{sent_form(desk)}?lang=en"
    with Serving(desk) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        opened = browser.new_page(java_script_enabled=False, viewport={"width": TINY, "height": 640})
        opened.set_default_timeout(SECONDS * 1_000)
        opened.said = []
        opened.on("console", lambda message: opened.said.append(message.text))
        opened.goto(url + form)
        yield opened
        browser.close()


def drafts(desk: Desk, wanted: str) -> list[Any]:
    """The advisor's drafts for a purpose, waited for: they are laid after the client was thanked."""
    found = list[Any]()
    end = time.monotonic() + SECONDS
    while not found and time.monotonic() < end:
        found = [draft for draft in desk.drafts(desk.caller(ADVISOR)) if draft.purpose == wanted]
        time.sleep(0.05)
    return found


def send(page: Any) -> None:
    page.get_by_role("button", name="Send my answers").click()


class TestTheFormInABrowser:
    def test_sent_empty_says_what_is_missing_and_leads_there(self, page: Any) -> None:
        send(page)
        summary = page.get_by_role("alert")
        summary.wait_for()
        assert page.title().startswith("Error: ")
        summary.get_by_role("link", name="Answer at least one question").click()
        assert page.url.endswith("#q-nothing")
        assert [said for said in page.said if "422" not in said] == []  # no more than that it was not taken

    def test_filled_in_arrives_and_the_advisor_finds_the_alert_and_the_draft(self, page: Any, desk: Desk) -> None:
        first = page.get_by_role("group", name="in your family (1)")
        first.get_by_label("What it is").select_option(label="A child was born or adopted")
        first.get_by_label("Day").fill("2026-12-01")
        first.get_by_label("In a few words").fill("A girl, <b>Inés</b>")
        page.get_by_label("Telephone number").fill("617 555 0199")
        page.get_by_label("I can live with it").check()
        page.get_by_label("A will").check()
        page.get_by_label("Savings and investments").fill("1,300,000")
        page.get_by_label("What else should we know?").fill("See you soon.\nJosé")
        send(page)
        page.get_by_role("heading", name="Thank you").wait_for()
        assert "Anna Keller" in page.get_by_role("status").inner_text()
        assert page.said == []

        mine = look_at_answers(desk, desk.caller(ADVISOR), issued(desk, "H05")["id"])
        assert mine["answers"] == {
            "phone": "617 555 0199", "event_1": "birth", "event_on_1": "2026-12-01",
            "event_note_1": "A girl, <b>Inés</b>", "investable": 1_300_000_00, "risk": "3", "documents": ["will"],
            "more": "See you soon.\nJosé",
        }  # fmt: skip
        shown, _ = desk.call_tool(desk.caller(ADVISOR), "alerts", {})
        assert "birth, told in the questionnaire" in str([block.rows for block in shown.blocks])  # type: ignore[union-attr]
        (draft,) = drafts(desk, "the letter after a birth")
        assert (draft.status, draft.language) == ("awaiting_approval", "es")

        page.go_back()
        page.reload()
        page.get_by_role("heading", name="This link does not open a form").wait_for()

    def test_is_gone_through_with_the_keyboard_alone(self, page: Any, desk: Desk) -> None:
        page.get_by_label("Nothing has changed").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Thank you").wait_for()
        assert issued(desk, "H05")["state"] == "answered"

    def test_fits_a_narrow_screen_with_room_for_a_finger(self, page: Any) -> None:
        wide = page.locator("html").bounding_box()["width"]
        assert wide <= TINY
        for control in page.locator("input, select, textarea, button").all():
            box = control.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= TINY
        for touched in page.locator("label:has(input), .field > input, select, textarea, button").all():
            assert touched.bounding_box()["height"] >= FINGER

    def test_every_control_has_a_name_that_a_screen_reader_says(self, page: Any) -> None:
        tree = page.locator("main").aria_snapshot()
        controls = [line.strip() for line in tree.splitlines() if line.strip().startswith(
            ("- textbox", "- combobox", "- radio", "- checkbox", "- button", "- group"))]  # fmt: skip
        assert len(controls) > 40
        assert [line for line in controls if '"' not in line] == []

    def test_speaks_another_language_at_a_click(self, page: Any) -> None:
        page.get_by_role("link", name="Italiano").click()
        page.get_by_role("button", name="Invia le risposte").wait_for()
        assert page.locator("html").get_attribute("lang") == "it"
