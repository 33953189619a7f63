"""A second reader of drafts, on a real HTTP endpoint: it adds doubts for a principal, takes none away, sees no name."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.desk import approve
from assistant.drafts import Draft
from assistant.errors import Refused
from tests.desks import ADVISOR, PRINCIPAL, driven_by, opened
from tests.scripted import Calls, Fails, Says, scripted_model

NOTE = {"to": ["Lindqvist"], "purpose": "the transfer of the old account"}
WHY = "The reader sounds sure of a thing nobody can know."


def opinion(*doubts: dict[str, str]) -> Calls:
    return Calls((("Opinion", {"doubts": list(doubts)}),))


def doubt(quote: str, rule: str = "exaggerated-claim") -> dict[str, str]:
    return {"rule": rule, "quote": quote, "why": WHY}


def drafted(home: Path, *steps: Any, on: bool = True) -> tuple[Draft, Sequence[dict[str, Any]]]:
    """The note drafted by the tool while the endpoint answers so, and what the endpoint was sent."""
    with scripted_model(*steps) as script, driven_by(home, script, second_opinion=on) as desk:
        _, (draft,) = desk.call_tool(desk.caller(ADVISOR), "draft_email", NOTE)
        return draft, list(script.seen)


def recorded(home: Path, kind: str) -> list[str]:
    with sqlite3.connect(home / "log.db") as log:
        return [row[0] for row in log.execute("SELECT type FROM log_record WHERE type = ?", (kind,))]


class TestNotAsked:
    def test_without_the_setting_nothing_leaves(self, home: Path) -> None:
        draft, seen = drafted(home, opinion(), on=False)
        assert not seen
        assert draft.disposition == "pass"

    def test_the_embedded_model_gives_none(self, home: Path) -> None:
        with opened(home, second_opinion=True) as desk:
            _, (draft,) = desk.call_tool(desk.caller(ADVISOR), "draft_email", NOTE)
        assert draft.disposition == "pass"


class TestADoubt:
    def test_none_changes_nothing(self, home: Path) -> None:
        draft, seen = drafted(home, opinion())
        assert len(seen) == 1
        assert (draft.disposition, draft.status) == ("pass", "awaiting_approval")

    def test_sends_a_clean_draft_to_a_principal_with_the_words_in_question(self, home: Path) -> None:
        clean, _ = drafted(home, opinion())
        words = next(line for line in clean.body.splitlines() if len(line.split()) > 4)
        draft, _ = drafted(home, opinion(doubt(words.upper())))
        (finding,) = draft.findings
        assert (draft.disposition, draft.status) == ("needs_principal_review", "awaiting_approval")
        assert finding["quote"] == words
        assert WHY in finding["reason"]
        assert finding["by"] == "openai:scripted"

    def test_about_words_that_are_not_there_is_about_the_whole(self, home: Path) -> None:
        draft, _ = drafted(home, opinion(doubt("You will double your money.")))
        assert draft.findings[0]["quote"].endswith(draft.body)

    def test_by_a_rule_that_does_not_exist_is_none(self, home: Path) -> None:
        draft, _ = drafted(home, opinion(doubt("Dear", rule="tone-of-voice")))
        assert draft.disposition == "pass"

    def test_binds_the_approval_too(self, home: Path) -> None:
        draft, _ = drafted(home, opinion(doubt("Dear")))
        with opened(home) as desk:
            with pytest.raises(Refused, match="principal"):
                approve(desk, desk.caller(ADVISOR), draft.id)
            assert approve(desk, desk.caller(PRINCIPAL), draft.id).status == "approved"


class TestWhatLeaves:
    def test_is_recorded_and_holds_no_name_of_a_client(self, home: Path) -> None:
        draft, (request,) = drafted(home, opinion())
        told = json.dumps(request, ensure_ascii=False)
        assert "Lindqvist" in draft.body + draft.subject + draft.to[0].name
        assert "Lindqvist" not in told
        assert "exaggerated-claim" in told
        assert recorded(home, "prompt.sent")
        assert recorded(home, "model.response")


class TestNoOpinion:
    @pytest.mark.sampled(1)
    @pytest.mark.parametrize(
        "step",
        [Fails(500), Fails(200, b"not json"), Says("It looks fine to me."), Calls((("Opinion", {"doubts": "none"}),))],
    )
    def test_is_itself_a_doubt(self, home: Path, step: Any) -> None:
        draft, _ = drafted(home, step)
        (finding,) = draft.findings
        assert finding["rule"] == "review-incomplete"
        assert draft.disposition == "needs_principal_review"
