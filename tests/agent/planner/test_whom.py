"""Whom a question names, in the small firm: two Rossis, names in many scripts, strangers, words that are names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.agent.planner.reading import Named
from assistant.agent.planner.whom import named_in
from assistant.turn import Turn

TurnOf = Callable[..., Turn]


@pytest.fixture
def named(turn_of: TurnOf) -> Callable[..., list[tuple[str, str]]]:
    """`named(text, role)`: the kind and the words of everybody named for sure."""

    def read(text: str, role: str = "advisor") -> list[tuple[str, str]]:
        turn = turn_of(text, role=role)
        found: tuple[Named, ...] = named_in(text, turn.names(turn.book()), turn.reach.scopes(), turn.reach.firm_name)
        return [(n.kind, n.words) for n in found if n.sure]

    return read


Named_ = Callable[..., list[tuple[str, str]]]


class TestNobody:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            "what is my book worth",
            "Best referral sources",
            "Is AUM up since March?",
            "Who needs a Roth conversion talk at LinkedIn?",
            "draft a thank you",
            "clients in Boston",
            "WHAT CHANGED SINCE JANUARY",
            "chi ha bisogno di una polizza?",
            "show the top 100 clients",
        ],
    )
    def test_is_named_by_ordinary_words(self, text: str, named: Named_) -> None:
        assert named(text) == []


class TestAClient:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("the Okafors", "Okafor"),
            ("okafor's account", "Okafor"),
            ("OKAFOR 360", "Okafor"),
            ("garcia marquez", "García Márquez"),
            ("Đorđević", "Đorđević"),
            ("one pager on 山田", "山田"),
            ("call Ngozi Okafor", "Ngozi Okafor"),
            ("client H04", "Okafor"),
            ("i Rossi", "Rossi"),
            ("gli Okafor", "Okafor"),
        ],
    )
    def test_is_named_by_the_label_in_whatever_form_it_is_typed(self, text: str, words: str, named: Named_) -> None:
        assert named(text) == [("client", words)]

    def test_two_are_both_named(self, named: Named_) -> None:
        assert named("the Okafors and the Lindqvists") == [("client", "Okafor"), ("client", "Lindqvist")]


class TestAStranger:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("Is the Zanetti family eroding?", "Zanetti"),
            ("tell me about Edward Pemberton please", "Edward Pemberton"),
            ("is zanetti eroding", "zanetti"),
            ("what does Ms Fournier need", "Fournier"),
            ("quanto vale la famiglia Fournier", "Fournier"),
            ("show me everything about client 1023", "1023"),
            ("what about Al-Fārābī", "Al-Fārābī"),
        ],
    )
    def test_is_passed_on_as_words(self, text: str, words: str, named: Named_) -> None:
        assert named(text) == [("stranger", words)]

    def test_another_advisors_book_is_a_part_of_the_firm(self, named: Named_) -> None:
        assert named("what is Benedikt Šimić's book worth") == [("scope", "Benedikt Šimić")]


class TestAPartOfTheFirm:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("the Atlanta branch", "Atlanta"),
            ("how is Boston doing", "Boston"),
            ("region North", "North"),
            ("the oak team", "Oak team"),
            ("Chloé Duval's clients", "Chloé Duval"),
            ("what about Duval", "Chloé Duval"),
            ("the whole firm", "firm"),
            ("Harbour & Vale Wealth by region", "firm"),
        ],
    )
    def test_is_named_by_its_name_or_by_words_that_only_it_has(self, text: str, words: str, named: Named_) -> None:
        assert named(text, "executive") == [("scope", words)]

    def test_a_word_of_the_compass_alone_is_not_one(self, named: Named_) -> None:
        assert named("everything north of 50k", "executive") == []
