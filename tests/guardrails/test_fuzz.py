"""Any text at all is reviewed: nothing is raised, every span is right, and no shape of text makes a rule run away."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.guardrails import review
from assistant.guardrails.channels import CHANNELS

FACTS: dict[str, Any] = {
    "figures": [],
    "allowed_hosts": [],
    "other_clients": ["Alan Petrov"],
    "consent": "opted_out",
    "full_message": True,
    "commercial": True,
    "local_time": "22:00",
}
PIECES = st.sampled_from(
    ["we ", "guarantee ", "7% ", "you ", "will ", "never ", "lose ", "'", '"', "> ", "\n", "\r\n", "Subject: ",
    "Bcc: ", "123-45-6789 ",
     "https://", "![", "](", "$", "1,234", "March 3 ", "\u200b", "\u202e", "\uff11", "\u0301", "\U0001f600", "if ",
     "the fund ", "not ", ". "]
)  # fmt: skip
# Each repeated to a few tens of thousands of characters: a rule whose time grew with the square would not come back.
SHAPES = [
    "a", "1", " ", "\n", "\n ", ".", "!", "-", "[", "![", "'a ", '"', "1,", "1 ", "9'", "A1 ", "we ", "$", "5% ",
    "http://",
    "if the fund ", "guaranteed 7 ", "delete this ", "text me on ", "your neighbor ", "subject: ", "Alan Petrov ",
    "may 5 ",
    "one hundred and ", "account 12 34 56 78 ", "12345678 ", "a.", "a@", "a_1", "\u0301", "\u200b", "\ufdfa",
    "no, ", "\r", "> x\n",
]  # fmt: skip


# Numbers by the thousand, and a letter that stands for eighteen: a review may run out of its time, and holds the text.
TOO_MUCH = {"1,", "1 ", "9'", "A1 ", "5% ", "guaranteed 7 ", "may 5 ", "account 12 34 56 78 ", "a_1", "ﷺ"}


@given(st.text(max_size=400), st.sampled_from([*CHANNELS, "unheard of"]))
def test_any_text_is_reviewed_and_every_quote_is_its_span(text: str, channel: str) -> None:
    for flag in review(text, FACTS, channel).findings:
        assert flag.rule != "review-incomplete"
        assert 0 <= flag.start <= flag.end <= len(text)
        assert text[flag.start : flag.end] == flag.quote


@given(st.lists(PIECES, max_size=60), st.sampled_from(list(CHANNELS)))
def test_any_mixture_of_telling_pieces_is_reviewed(pieces: list[str], channel: str) -> None:
    found = review("".join(pieces), FACTS, channel).findings
    assert "review-incomplete" not in {flag.rule for flag in found}
    assert list(found) == sorted(found, key=lambda f: (f.start, f.end, f.rule, f.reason))


KEYS = st.sampled_from(
    [*FACTS, "recipients", "subject", "lang", "grounding_words", "as_of", "firm_name", "listed_rows"]
)
LISTS = st.lists(st.text(max_size=5), max_size=3)
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | LISTS


@given(st.dictionaries(KEYS, VALUES))
def test_facts_of_any_type_are_read_or_hold_the_text(facts: dict[str, Any]) -> None:
    assert review("Hello 5, we guarantee a 7% return", facts, "answer").disposition == "block"


@pytest.mark.sampled(8)
@pytest.mark.parametrize("shape", SHAPES)
def test_no_shape_of_text_makes_a_rule_run_away(shape: str) -> None:
    found = {flag.rule for flag in review((shape * 20_000)[:20_000], FACTS, "email").findings}
    assert "review-incomplete" not in found or shape in TOO_MUCH
