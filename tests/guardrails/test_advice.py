"""An answer that recommends is marked, and nothing is held for it."""

from __future__ import annotations

import pytest

from assistant.guardrails import review


def marked(text: str, channel: str = "answer") -> bool:
    return "recommendation-in-answer" in {f.rule for f in review(text, {"figures": []}, channel).findings}


class TestAnAnswerThatInforms:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "The portfolio holds more bonds than its peers.",
            "A Roth conversion is taxed in the year it is made.",
            "You should not sell the bonds on that alone.",
            "Should they sell the fund?",
            "You should call the client about the fund.",
            "El cliente pidió vender sus acciones.",
        ],
    )
    def test_is_not_marked(self, text: str) -> None:
        assert not marked(text)


class TestAnAnswerThatRecommends:
    @pytest.mark.parametrize(
        "text",
        [
            "You should sell the bond fund.",
            "I would recommend moving the cash into an ETF.",
            "It's time to trim the position in shares.",
            "Il cliente dovrebbe vendere le azioni.",
            "Conviene comprar bonos.",
        ],
    )
    def test_is_marked_and_passes(self, text: str) -> None:
        assert marked(text)
        assert review(text, {"figures": []}, "answer").disposition == "pass"

    def test_only_answers_are(self) -> None:
        assert not marked("You should sell the bond fund.", "email")
