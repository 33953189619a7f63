"""The first page in a real browser: a newcomer clicks a question and sees figures, a chart and a draft."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
pytestmark = pytest.mark.browser


@pytest.fixture
def page(server: str) -> Iterator[Any]:
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "Chromium is not installed: the page was not looked at"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        opened = browser.new_page()
        opened.set_default_timeout(60_000)
        opened.errors = []
        opened.on("pageerror", lambda error: opened.errors.append(str(error)))
        opened.goto(server)
        yield opened
        browser.close()


class TestTheFirstPage:
    def test_says_who_is_asking_and_how_fresh_the_figures_are(self, page: Any) -> None:
        assert "Anna Keller" in page.get_by_role("heading", level=2).inner_text()
        assert "31 October 2026" in page.get_by_role("banner").inner_text()

    def test_answers_a_clicked_question_with_figures_a_chart_and_their_provenance(self, page: Any) -> None:
        page.get_by_role("button", name="What is my book worth").click()
        page.locator("details.figure").first.wait_for()
        page.locator("figure.chart svg").first.wait_for()
        page.locator("details.figure summary").first.click()
        provenance = page.locator("details.figure dl").first.inner_text()
        assert re.search(r"F\d+.*: .+", provenance)
        assert re.search(r"\d+ rows of \w+: ", provenance)
        assert page.errors == []

    def test_a_table_and_a_chart_can_be_taken_away(self, page: Any) -> None:
        page.get_by_role("button", name="What is my book worth").click()
        page.locator("figure.chart svg").first.wait_for()
        for kind in ("Excel", "PNG"):
            with page.expect_download() as taken:
                page.get_by_role(
                    "button", name=re.compile("Download .+ as " + {"Excel": "xlsx"}.get(kind, "png"))
                ).first.click()
            assert taken.value.suggested_filename.startswith("value_book-2026-10-31")
        assert page.errors == []

    def test_drafts_approves_and_releases_a_note(self, page: Any) -> None:
        page.get_by_label("Your question").fill("Draft a note to Lindqvist about the transfer")
        page.get_by_role("button", name="Ask", exact=True).click()
        page.get_by_role("button", name="Approve these words").click()
        page.get_by_role("button", name="Release").click()
        page.locator(".state.released").wait_for()
        assert page.errors == []

    def test_schedules_a_note_and_takes_it_back(self, page: Any) -> None:
        page.get_by_label("Your question").fill("Draft a note to Lindqvist about the transfer")
        page.get_by_role("button", name="Ask", exact=True).click()
        page.get_by_role("button", name="Approve these words").click()
        page.get_by_label("Leave at").fill("2026-12-01T22:00")
        page.get_by_role("button", name="Schedule").click()
        page.get_by_role("alert").filter(has_text="quiet hours").wait_for()
        page.get_by_label("Leave at").fill("2026-12-01T09:00")
        page.get_by_role("button", name="Schedule").click()
        page.get_by_text("It leaves on 2026-12-01 at 09:00 (America/New_York).").wait_for()
        page.get_by_role("button", name="Cancel its schedule").click()
        page.locator(".state.approved").wait_for()
        assert [e for e in page.errors if "409" not in e] == []

    def test_rewords_a_draft_which_is_reviewed_anew(self, page: Any) -> None:
        page.get_by_label("Your question").fill("Draft a note to Lindqvist about the transfer")
        page.get_by_role("button", name="Ask", exact=True).click()
        page.get_by_role("button", name="Edit").click()
        page.get_by_label("Words").fill(
            "Dear Åsa,\n\nI guarantee you six percent a year.\n\nKind regards,\nAnna Keller"
        )
        page.get_by_role("button", name="Save as a new version").click()
        page.locator(".state.held").wait_for()
        assert page.get_by_text("version 2").count() == 1
        page.get_by_role("button", name="Edit").click()
        page.get_by_label("Words").fill("Dear Åsa,\n\nThe form is in the portal.\n\nKind regards,\nAnna Keller")
        page.get_by_role("button", name="Save as a new version").click()
        page.locator(".state.awaiting_approval").wait_for()
        assert page.get_by_text("version 3").count() == 1

    def test_shows_a_script_in_a_question_as_text(self, page: Any) -> None:
        page.get_by_label("Your question").fill("<img src=x onerror=alert(1)> what is my book worth?")
        page.get_by_role("button", name="Ask", exact=True).click()
        page.locator(".source", has_text="Recorded").wait_for()
        assert page.locator("article img").count() == 0
        assert page.errors == []

    def test_becomes_another_person_by_a_click(self, page: Any) -> None:
        page.get_by_label("You are").select_option(label="Esther Cole (manager)")
        page.get_by_role("button", name="Switch").click()
        page.get_by_role("heading", name="Esther Cole").wait_for()
        assert page.errors == []
