"""Disputes: an author's word against a finding, a principal's decision with a reason, and what nobody sets aside."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.desk import (
    Desk,
    approve,
    decide_on_dispute,
    dispute_finding,
    look_at_precision,
    look_at_reviews,
    release,
    revise,
)
from assistant.drafts import Draft
from assistant.errors import NotFound, Refused
from tests.desks import ADVISOR, COMPLIANCE, OTHER_ADVISOR, PRINCIPAL, opened

NOTE = {"to": ["Lindqvist"], "purpose": "the transfer of the old account"}
PROMISE = "I guarantee you six percent a year."
RULE = "promissory-guarantee"
WHY = "It quotes the letter of another firm that she asked about."


def held(desk: Desk, words: str = PROMISE) -> Draft:
    caller = desk.caller(ADVISOR)
    _, (draft,) = desk.call_tool(caller, "draft_email", NOTE)
    body = draft.body.replace("Kind regards", f"{words}\n\nKind regards")
    return revise(desk, caller, draft.id, subject=draft.subject, body=body, change="by hand")


class TestNoFinding:
    def test_of_a_clean_draft_there_is_none_to_dispute(self, home: Path) -> None:
        with opened(home) as desk:
            _, (draft,) = desk.call_tool(desk.caller(ADVISOR), "draft_email", NOTE)
            with pytest.raises(NotFound, match="no finding"):
                dispute_finding(desk, desk.caller(ADVISOR), draft.id, RULE, WHY)
            assert look_at_precision(desk, desk.caller(COMPLIANCE)) == []

    def test_what_nobody_disputes_is_not_decided(self, home: Path) -> None:
        with opened(home) as desk:
            draft = held(desk)
            with pytest.raises(NotFound, match="Nobody disputes"):
                decide_on_dispute(desk, desk.caller(PRINCIPAL), draft.id, RULE, "set_aside", "Right.")


class TestADispute:
    def test_that_is_upheld_leaves_the_draft_held(self, home: Path) -> None:
        with opened(home) as desk:
            draft = held(desk)
            dispute_finding(desk, desk.caller(ADVISOR), draft.id, RULE, WHY)
            assert [r["kind"] for r in look_at_reviews(desk, desk.caller(PRINCIPAL))["reviews"]][-1] == "dispute"
            after = decide_on_dispute(desk, desk.caller(PRINCIPAL), draft.id, RULE, "upheld", "It promises a return.")
            assert after.status == "held"
            assert look_at_precision(desk, desk.caller(PRINCIPAL)) == [
                {"rule": RULE, "open": 0, "upheld": 1, "set_aside": 0}
            ]

    def test_that_is_set_aside_sends_these_bytes_to_a_principal(self, home: Path) -> None:
        with opened(home) as desk:
            draft, advisor, principal = held(desk), desk.caller(ADVISOR), desk.caller(PRINCIPAL)
            for rule in {finding["rule"] for finding in draft.findings}:
                dispute_finding(desk, advisor, draft.id, rule, WHY)
                after = decide_on_dispute(desk, principal, draft.id, rule, "set_aside", "A quotation.")
            assert (after.status, after.disposition) == ("awaiting_approval", "needs_principal_review")
            with pytest.raises(Refused, match="principal"):
                approve(desk, advisor, draft.id)
            approve(desk, principal, draft.id)
            assert PROMISE in release(desk, advisor, draft.id)[1].read_text()

    def test_says_nothing_about_other_words(self, home: Path) -> None:
        with opened(home) as desk:
            draft, advisor, principal = held(desk), desk.caller(ADVISOR), desk.caller(PRINCIPAL)
            for rule in {finding["rule"] for finding in draft.findings}:
                dispute_finding(desk, advisor, draft.id, rule, WHY)
                decide_on_dispute(desk, principal, draft.id, rule, "set_aside", "A quotation.")
            other = draft.body.replace("six percent", "nine percent")
            anew = revise(desk, advisor, draft.id, subject=draft.subject, body=other, change="more")
            assert (anew.status, anew.disposition) == ("held", "block")

    def test_is_made_once_and_decided_once(self, home: Path) -> None:
        with opened(home) as desk:
            draft, advisor, principal = held(desk), desk.caller(ADVISOR), desk.caller(PRINCIPAL)
            dispute_finding(desk, advisor, draft.id, RULE, WHY)
            with pytest.raises(Refused, match="disputed already"):
                dispute_finding(desk, advisor, draft.id, RULE, WHY)
            with pytest.raises(Refused, match="Say why"):
                decide_on_dispute(desk, principal, draft.id, RULE, "upheld", " ")
            decide_on_dispute(desk, principal, draft.id, RULE, "upheld", "It promises.")
            with pytest.raises(Refused, match="is decided"):
                decide_on_dispute(desk, principal, draft.id, RULE, "set_aside", "On reflection.")


class TestWhoMay:
    def test_not_the_author_and_nobody_else_sees_it(self, home: Path) -> None:
        with opened(home) as desk:
            draft = held(desk)
            dispute_finding(desk, desk.caller(ADVISOR), draft.id, RULE, WHY)
            for email in (ADVISOR, OTHER_ADVISOR, COMPLIANCE):
                with pytest.raises(NotFound):
                    decide_on_dispute(desk, desk.caller(email), draft.id, RULE, "set_aside", "Mine.")
            with pytest.raises(NotFound):
                dispute_finding(desk, desk.caller(OTHER_ADVISOR), draft.id, RULE, WHY)


class TestWhatStands:
    @pytest.mark.parametrize(
        ("words", "rule"),
        [
            ("Your number is 219-09-9999, as you wrote.", "pii-ssn"),
            ("Please delete this message after reading it.", "record-evasion"),
        ],
    )
    def test_identifiers_and_evasion_are_not_disputed(self, home: Path, words: str, rule: str) -> None:
        with opened(home) as desk:
            draft = held(desk, words)
            assert rule in {finding["rule"] for finding in draft.findings}
            with pytest.raises(Refused, match="stands"):
                dispute_finding(desk, desk.caller(ADVISOR), draft.id, rule, WHY)
