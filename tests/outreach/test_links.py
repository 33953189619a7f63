"""Signed links: good for one purpose, up to a moment, in every letter as they were made."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import NotFound
from assistant.outreach.links import LinkNotGood, read, sign
from tests.drafts.samples import AT

SECRET, OTHER = b"k" * 32, b"o" * 32
LATER = AT + dt.timedelta(days=30)


class TestALink:
    @pytest.mark.parametrize("token", ["", ".", "x", "e30.x", "a" * 5000, "é", "..", "null"])
    def test_that_is_none_is_not_found(self, token: str) -> None:
        with pytest.raises(NotFound, match="not one of ours"):
            read(SECRET, "form", token, AT)

    def test_says_what_was_signed(self) -> None:
        token = sign(SECRET, "form", {"household": "H01", "number": 7}, LATER)
        assert read(SECRET, "form", token, AT) == {"household": "H01", "number": 7}
        assert token.isascii()
        assert not set(token) & set("/+=?&#% ")

    def test_is_good_up_to_its_moment(self) -> None:
        token = sign(SECRET, "form", {}, LATER)
        assert read(SECRET, "form", token, LATER) == {}
        with pytest.raises(LinkNotGood, match="too old"):
            read(SECRET, "form", token, LATER + dt.timedelta(seconds=1))

    def test_is_good_for_its_purpose_alone(self) -> None:
        with pytest.raises(LinkNotGood):
            read(SECRET, "unsubscribe", sign(SECRET, "form", {"client": "C01"}, LATER), AT)

    def test_of_another_firm_is_not_ours(self) -> None:
        with pytest.raises(LinkNotGood):
            read(SECRET, "form", sign(OTHER, "form", {"client": "C01"}, LATER), AT)

    @given(st.data())
    def test_with_one_letter_changed_is_not_ours(self, data: st.DataObject) -> None:
        token = sign(SECRET, "form", {"client": "C01"}, LATER)
        place = data.draw(st.integers(0, len(token) - 2))  # the last letter of base64 has bits that count for nothing
        letter = data.draw(st.characters(codec="ascii", exclude_characters=token[place], min_codepoint=33))
        with pytest.raises(LinkNotGood):
            read(SECRET, "form", token[:place] + letter + token[place + 1 :], AT)
