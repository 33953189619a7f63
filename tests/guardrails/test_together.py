"""Claims made of parts: where the parts may stand, and what takes one of them back."""

from __future__ import annotations

import pytest

from assistant.guardrails import review
from assistant.guardrails.passage import Passage
from assistant.guardrails.together import Parts, parts, said_together, sentences

GIFT = parts("A gift for silence.", r"\bwe pay\b", r"\bstay quiet\b")
# Each repeated to twenty thousand characters: a rule whose time grew with the square would not come back.
SHAPES = [
    "the sec approved us ", "your email i'll wire $5 ", "refer a friend $5 ", "Works at Acme call us ", "A B C ",
    "Ann Roe, CFP, ", "sipc fund insured ", "i'll pay you if you withdraw the complaint ", "selling calls on ",
    "> i want my money back\n", "this article couldn't agree market ", "client told me deal sell ", "you can deduct ",
]  # fmt: skip


def said(text: str, claim: Parts = GIFT) -> list[str]:
    passage = Passage(text)
    return [passage.text[hit.start : hit.end] for hit in said_together(passage, [claim])]


class TestParts:
    def test_nothing_says_nothing(self) -> None:
        assert said("") == []
        assert list(sentences(Passage(""))) == []

    def test_the_hit_spans_from_the_first_part_to_the_last(self) -> None:
        assert said("Well, stay quiet and we pay you.") == ["stay quiet and we pay"]

    @pytest.mark.parametrize("text", ["We pay you.", "Stay quiet.", "We never pay you, so stay quiet."])
    def test_every_part_must_be_said(self, text: str) -> None:
        assert said(text) == []

    def test_parts_in_two_sentences_count_only_when_that_is_allowed(self) -> None:
        across = parts("A gift for silence.", *GIFT.sources, across=True)
        assert said("We pay you. Please stay quiet.") == []
        assert said("We pay you. Please stay quiet.", across) == ["We pay you. Please stay quiet"]
        assert said("We pay you. It rains. Please stay quiet.", across) == []

    def test_an_excuse_takes_it_back(self) -> None:
        excused = parts("A gift for silence.", *GIFT.sources, excused=r"\blibrary\b")
        assert said("In the library we pay and stay quiet.", excused) == []

    def test_a_warning_takes_it_back_unless_its_words_belong_to_the_claim(self) -> None:
        warning = "Beware of fraud: they say stay quiet and the bank will pay."
        claim = (r"\bstay quiet\b", r"\bbank will pay\b")
        assert said(warning, parts("A gift for silence.", *claim)) == []
        assert said(warning, parts("A gift for silence.", *claim, anyhow=True)) == ["stay quiet and the bank will pay"]


@pytest.mark.sampled(6)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("facts", [{"audience": "public"}, {"audience": "one_client", "direction": "incoming"}])
def test_no_shape_of_text_makes_a_rule_run_away(shape: str, facts: dict[str, str]) -> None:
    found = review((shape * 20_000)[:20_000], {**facts, "verified_credentials": ["CFP"]}, "email").findings
    assert "review-incomplete" not in {flag.rule for flag in found}
