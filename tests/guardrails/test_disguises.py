"""An identifier does not get through by disguise: markup, codes, invisible characters, other scripts' digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.guardrails import review
from assistant.guardrails.markup import rendered
from assistant.guardrails.passage import Passage

PLAIN = "Her SSN is 123-45-6789, please keep it."
BETWEEN = st.sampled_from(
    ["", "\u200b", "\u2060", "\u202e", "\u00ad", "\u0301", "<b>", "</b>", "<span class='x'>", "<!-- no -->", "\ufeff"]
)


def coded(character: str) -> st.SearchStrategy[str]:
    forms = [character, f"&#{ord(character)};", f"&#x{ord(character):x};"]
    if character.isdigit():
        forms += [chr(0xFF10 + int(character)), chr(0x0660 + int(character)), chr(0x1D7CE + int(character))]
    else:
        forms += ["\u2011", "\u2013", "\u2212"]
    return st.sampled_from(forms)


class TestPlainText:
    @pytest.mark.parametrize("text", ["", "See you on Monday.", "a < b and c > d & so on, 5% of it"])
    def test_has_nothing_to_render(self, text: str) -> None:
        assert rendered(Passage(text)) is None

    def test_breaks_of_a_page_keep_numbers_apart(self) -> None:
        shown = rendered(Passage("<td>123</td><td>45</td><td>6789</td>"))
        assert shown is not None
        assert shown.passage.text.split() == ["123", "45", "6789"]


@pytest.mark.parametrize(
    "text",
    [
        "SSN 123-<b>45</b>-6789",
        "SSN &#49;23-45-6789",
        "SSN 123&nbsp;45&nbsp;6789",
        "SSN 123-45-<!-- x -->6789",
        "SSN 123%2D45%2D6789",
        "SSN 123\n-45-6789",
        "the card is 4111-1111-<i>1111</i>-1111",
        "the card is 4111&nbsp;1111&nbsp;1111&nbsp;1111",
    ],
)
def test_a_number_in_markup_is_found_and_its_quote_is_its_span(text: str) -> None:
    flag = next(f for f in review(text, {}, "email").findings if f.rule.startswith("pii-"))
    assert text[flag.start : flag.end] == flag.quote
    assert flag.quote.startswith(("1", "&", "4"))


@given(st.data())
def test_no_mixture_of_disguises_hides_a_number(data: st.DataObject) -> None:
    number = "".join(data.draw(BETWEEN) + data.draw(coded(c)) for c in "123-45-6789")
    found = {flag.rule for flag in review(PLAIN.replace("123-45-6789", number), {}, "email").findings}
    assert "pii-ssn" in found, number
