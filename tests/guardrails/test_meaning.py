"""The meaning layer: breaches that use no keyword are found in whole mail, and good mail with the same words passes."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.guardrails import review
from assistant.guardrails.by_meaning import MEANT
from assistant.guardrails.meaning import Reader, reader
from assistant.guardrails.meaning.pieces import Pieces, readable
from assistant.guardrails.meaning.reader import HERE, MOST_PIECES
from assistant.guardrails.passage import Passage
from assistant.guardrails.rules import RULES

MAIL = """Subject: Your spring review

Dear Ana,

It was a pleasure to see you and Paul on Thursday, and thank you for bringing the insurance papers. {}
The beneficiary form is in the portal, and the new address is on file since Monday.

Kind regards,
Neil Ostrander
Larkspur Financial Advisers, LLC"""


def rules_of(sentence: str, **facts: Any) -> set[str]:
    given = {"audience": "26+_retail", "full_message": True, "commercial": False, **facts}
    return {flag.rule for flag in review(MAIL.format(sentence), given, "email").findings}


class TestWithoutASentence:
    @pytest.mark.parametrize("text", ["", " \n ", "\u200b", "!!!"])
    def test_there_is_nothing_to_judge(self, text: str) -> None:
        assert not {f.rule for f in review(text, {}, "email").findings} & set(MEANT)

    def test_an_ordinary_mail_passes(self) -> None:
        assert not rules_of("We will send the tax forms by the end of February.") & set(MEANT)


class TestTheReader:
    def test_knows_only_rules_of_the_catalogue_and_has_a_threshold_for_each(self) -> None:
        judge, ids = reader(), {rule.id for rule in RULES}
        known = set(judge.rules) - {"any"}
        assert set(judge.thresholds) == known
        assert set(MEANT) <= ids
        assert known - ids <= {"marketing"}
        assert all(0 < limit < 1 for limit in judge.thresholds.values())

    def test_gives_each_sentence_one_chance_a_rule_in_the_order_of_the_text(self) -> None:
        passage = Passage("Thank you for coming. The forms are in the portal. Call me on Monday.")
        found = list(reader().chances(passage))
        assert [sentence.start for sentence, _ in found] == sorted(sentence.start for sentence, _ in found)
        assert len(found) == 3
        assert {len(chances) for _, chances in found} == {len(reader().rules)}
        assert all(((chances >= 0) & (chances <= 1)).all() for _, chances in found)

    def test_reads_a_text_longer_than_its_window_to_the_end(self) -> None:
        text = " ".join(f"We met client number {n} in the office on Monday to talk about forms." for n in range(80))
        found = list(reader().chances(Passage(text)))
        assert len(found) == 80
        assert sum(len(sentence.pieces) for sentence, _ in found) > 3 * MOST_PIECES

    def test_a_sentence_said_twice_is_judged_once(self) -> None:
        assert len(list(reader().chances(Passage("Call me. " * 50)))) == 1

    def test_two_readers_give_the_same_chances(self) -> None:
        passage = Passage(MAIL.format("You will not lose a cent with this."))
        first, second = (list(judge.chances(passage)) for judge in (reader(), Reader()))
        assert [c.tolist() for _, c in first] == [c.tolist() for _, c in second]

    def test_quoted_words_of_an_earlier_mail_are_not_judged(self) -> None:
        text = "Thanks for asking.\n\nOn Monday Ana wrote:\n> You will double your money with us, I swear.\n"
        starts = [text[sentence.start : sentence.end] for sentence, _ in reader().chances(Passage(text))]
        assert not [words for words in starts if "double" in words]


class TestThePieces:
    def test_no_text_has_no_pieces(self) -> None:
        assert Pieces(HERE / "pieces.npz").ids([""]) == [[]]

    def test_accents_stay_and_invisible_characters_go(self) -> None:
        assert readable("perch\u00e9\u200b no\ufb01") == "perché nofi"

    def test_a_disguise_in_letters_of_another_script_reads_as_plain(self) -> None:
        plain, disguised = "You cannot lose money with this note.", "Yоu саnnоt lоsе mоnеy with this nоtе."
        found = [list(reader().chances(Passage(text))) for text in (plain, disguised)]
        assert found[0][0][1].tolist() == found[1][0][1].tolist()
