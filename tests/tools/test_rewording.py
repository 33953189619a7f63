"""A draft reworded by an instruction without a language model: what a rule can do to a text, and what it cannot."""

from __future__ import annotations

import pytest

from assistant.errors import BadArguments, Refused
from assistant.tools.rewording import Words, reword

BODY = """Dear Marco,

Your review is due. I would like to go through your accounts with you.

The new form is in the portal. It takes ten minutes.

Please reply with a few times that suit you. Thank you.

Kind regards,
Anna Keller
Harbour Vale Wealth LLC
"""
LETTER = Words("Your review", BODY, "en")


def nowhere(_: str) -> Words:
    raise AssertionError("nobody asked for another language")


def said(instruction: str, body: str = BODY) -> str:
    return reword(Words("Your review", body, "en"), instruction, nowhere).body


class TestNothingToDo:
    @pytest.mark.parametrize("instruction", ["warmer", "make it more formal", "più caloroso", "??", "x" * 500])
    def test_what_no_rule_can_do_is_refused_with_what_can_be_done(self, instruction: str) -> None:
        with pytest.raises(Refused, match="shorter, drop a paragraph"):
            said(instruction)

    @pytest.mark.parametrize("instruction", ["drop the fifth paragraph", "drop paragraph 4"])
    def test_a_part_that_is_not_there_is_named(self, instruction: str) -> None:
        with pytest.raises(BadArguments, match="3 paragraphs"):
            said(instruction)

    def test_the_only_paragraph_stays(self) -> None:
        with pytest.raises(BadArguments, match="only paragraph"):
            said("drop the first paragraph", "Dear Marco,\n\nThank you.\n\nKind regards,\nAnna\n")


class TestDropping:
    @pytest.mark.parametrize(
        "instruction",
        [
            "drop the second paragraph", "please remove the second paragraph", "without the second paragraph",
            "take out paragraph 2", "togli il secondo paragrafo", "quita el segundo párrafo", "elimina el párrafo 2",
        ],
    )  # fmt: skip
    def test_a_paragraph_between_greeting_and_signature(self, instruction: str) -> None:
        assert said(instruction) == BODY.replace("The new form is in the portal. It takes ten minutes.\n\n", "")

    @pytest.mark.parametrize("instruction", ["drop the last sentence", "togli l'ultima frase", "cut the final line"])
    def test_a_sentence(self, instruction: str) -> None:
        assert said(instruction) == BODY.replace(" Thank you.", "")


class TestShorter:
    @pytest.mark.parametrize("instruction", ["shorter", "Make it shorter", "più breve", "más corto", "accorcialo"])
    def test_is_one_sentence_a_paragraph(self, instruction: str) -> None:
        once = said(instruction)
        assert "Your review is due.\n\nThe new form is in the portal.\n\nPlease reply" in once
        assert once.startswith("Dear Marco,")
        assert once.endswith("Anna Keller\nHarbour Vale Wealth LLC\n")

    def test_then_fewer_paragraphs_then_no_more(self) -> None:
        twice = said("shorter", said("shorter"))
        assert "portal" not in twice
        with pytest.raises(Refused, match="as short as"):
            said("shorter", twice)


class TestAdding:
    @pytest.mark.parametrize(
        "instruction", ["add: the office is closed on Friday", "mention that the office is closed on Friday."]
    )
    def test_a_sentence_stands_in_the_first_paragraph(self, instruction: str) -> None:
        assert "with you. The office is closed on Friday.\n" in said(instruction)

    def test_italian(self) -> None:
        assert "Venerdì siamo chiusi." in said("aggiungi: venerdì siamo chiusi")


class TestReplacing:
    @pytest.mark.parametrize(
        "instruction",
        ["replace “ten minutes” with “half an hour”", "change ten minutes to half an hour"],
    )
    def test_words_for_words(self, instruction: str) -> None:
        assert "It takes half an hour." in said(instruction)

    def test_words_that_are_not_there(self) -> None:
        with pytest.raises(BadArguments, match="does not stand"):
            said("replace Monday with Tuesday")

    def test_a_part_of_a_word_is_left_alone(self) -> None:
        with pytest.raises(BadArguments):
            said("replace port with harbour")

    def test_the_subject(self) -> None:
        changed = reword(LETTER, "change the subject to “Times for your review”", nowhere)
        assert (changed.subject, changed.body) == ("Times for your review", BODY)


class TestAnotherLanguage:
    @pytest.mark.parametrize(
        ("instruction", "language"), [("in Italian", "it"), ("put it into Spanish", "es"), ("in inglese", "en")]
    )
    def test_is_asked_of_the_house(self, instruction: str, language: str) -> None:
        asked: list[str] = []

        def translate(code: str) -> Words:
            asked.append(code)
            return LETTER

        reword(LETTER, instruction, translate)
        assert asked == [language]
