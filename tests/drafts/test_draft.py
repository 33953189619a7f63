"""The Draft: what its hash binds, what an approval is worth, and that one version never changes."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.drafts import ApprovedDraft
from tests.drafts.samples import GIULIA, MARCO, a_draft


class TestContentHash:
    def test_a_draft_without_words_or_recipients_has_one_too(self) -> None:
        empty = a_draft(to=(), subject="", body="")
        assert len(empty.content_hash) == 64
        assert empty.content_hash != a_draft().content_hash

    def test_the_same_words_have_the_same_hash(self) -> None:
        assert a_draft().content_hash == a_draft().content_hash

    @pytest.mark.parametrize(
        "change",
        [
            {"body": "Dear Marco,\n\nshall we talk? \n"},
            {"body": "Dear Marco,\r\n\r\nshall we talk?\r\n"},
            {"subject": "Your Review"},
            {"channel": "linkedin"},
            {"to": (MARCO, GIULIA)},
            {"to": (GIULIA,)},
            {"to": ()},
            {"to": (dataclasses.replace(MARCO, address="c01@clients.exampIe"),)},
            {"to": (dataclasses.replace(MARCO, name="Marc Rossi"),)},
            {"to": (dataclasses.replace(MARCO, client_id="C99"),)},
        ],
    )
    def test_it_binds_body_subject_recipients_and_channel(self, change: dict[str, object]) -> None:
        assert a_draft(**change).content_hash != a_draft().content_hash

    @pytest.mark.parametrize(
        "change",
        [
            {"status": "approved"},
            {"version": 2},
            {"disposition": ""},
            {"reason": "why"},
            {"findings": ({"rule": "r"},)},
        ],
    )
    def test_where_a_draft_stands_does_not_touch_it(self, change: dict[str, object]) -> None:
        assert a_draft(**change).content_hash == a_draft().content_hash

    def test_the_order_of_recipients_does_not_touch_it(self) -> None:
        assert a_draft(to=(MARCO, GIULIA)).content_hash == a_draft(to=(GIULIA, MARCO)).content_hash

    @given(st.text(), st.text(), st.text(), st.text())
    def test_other_words_have_another_hash_wherever_one_ends_and_the_next_begins(
        self, subject: str, body: str, other_subject: str, other_body: str
    ) -> None:
        same = (subject, body) == (other_subject, other_body)
        one, other = a_draft(subject=subject, body=body), a_draft(subject=other_subject, body=other_body)
        assert (one.content_hash == other.content_hash) == same


class TestApprovedDraft:
    def test_an_empty_hash_approves_nothing(self) -> None:
        with pytest.raises(ValueError, match="what was approved is not what is here; approve this version"):
            ApprovedDraft(a_draft(), "A-1", "U8", "")

    def test_the_hash_of_other_words_is_refused(self) -> None:
        approved = a_draft().content_hash
        with pytest.raises(ValueError, match="D-1"):
            ApprovedDraft(a_draft(body="Dear Marco, I promise 12 % a year."), "A-1", "U8", approved)

    def test_a_recipient_added_later_is_refused(self) -> None:
        with pytest.raises(ValueError, match="D-1"):
            ApprovedDraft(a_draft(to=(MARCO, GIULIA)), "A-1", "U8", a_draft().content_hash)

    def test_the_very_words_are_approved(self) -> None:
        draft = a_draft()
        assert ApprovedDraft(draft, "A-1", "U8", draft.content_hash).draft is draft


class TestDraft:
    def test_an_empty_one_is_json_too(self) -> None:
        shown = a_draft(to=(), subject="", body="").to_json()
        assert (shown["to"], shown["findings"]) == ([], [])

    def test_its_json_has_all_that_a_turn_shows_and_the_hash(self) -> None:
        shown = json.loads(json.dumps(a_draft().to_json()))
        assert shown == {
            "id": "D-1", "version": 1, "channel": "email", "class": "correspondence",
            "to": [{"client_id": "C01", "name": "Marco Rossi", "address": "c01@clients.example"}],
            "subject": "Your review", "body": "Dear Marco,\n\nshall we talk?\n", "language": "en",
            "status": "awaiting_approval", "disposition": "pass", "findings": [], "warnings": [],
            "hash": a_draft().content_hash, "reason": "", "purpose": "review", "author": "U1", "change": "",
            "send_on": None, "quotes": [],
        }  # fmt: skip

    def test_a_version_is_never_changed(self) -> None:
        draft = a_draft()
        with pytest.raises(dataclasses.FrozenInstanceError):
            draft.body = "other words"  # type: ignore[misc]
