"""Another client's name or money in a message, looked up among thousands."""

from __future__ import annotations

import random

import pytest

from tests.guardrails.tables import quotes

RULE = "pii-other-client"
THOUSANDS = tuple(f"{given}{n} Lastname{n}" for n, given in enumerate(["Ann", "Bo", "Cy"] * 1000))


class TestNamesFromTheFacts:
    def test_without_names_nothing_is_looked_up(self) -> None:
        assert quotes("Alan Petrov says hello.", RULE, other_clients=[], other_client_names=()) == []

    @pytest.mark.parametrize(
        ("names", "text", "found"),
        [
            (["Alan Petrov"], "Alan Petrov put money with us.", ["Alan Petrov"]),
            (["Petrov, Alan"], "I saw Alan Petrov.", ["Alan Petrov"]),
            (["Alan Petrov"], "The Petrovs moved.", ["Petrovs"]),
            (["Alan Petrov"], "As Petrov's balance shows", ["Petrov's"]),
            (["Alan Petrov"], "Mr. Petrov called.", ["Petrov"]),
            (["Fenwick"], "It still has the Fenwick family's net worth.", ["Fenwick"]),
            (["Fenwick"], "A note on Jane Fenwick.", ["Fenwick"]),
            (["The Okafor Household"], "the Okafors agreed", ["Okafors"]),
            (["Dr. Sam Overholt"], "Sam Overholt retired.", ["Sam Overholt"]),
            (["Jos\u00e9 Nu\u00f1ez"], "Jose Nunez and Jos\u00e9 Nu\u00f1ez", ["Jose Nunez", "Jos\u00e9 Nu\u00f1ez"]),
            (["Alan Petrov"], "Alan P\u0435trov called.", ["Alan P\u0435trov"]),  # a Cyrillic e
            (["H-00042"], "household h-00042 is large", ["h-00042"]),
            (["CNRY-a1-c2-name"], "Note: CNRY-a1-c2-name", ["CNRY-a1-c2-name"]),
            ([{"first_name": "Alan", "last_name": "Petrov"}], "Alan Petrov", ["Alan Petrov"]),
            ([{"name": "Alan Petrov", "id": "C77"}], "C77 holds bonds.", ["C77"]),
            (["Ruth King"], "Ruth King called.", ["Ruth King"]),
        ],
    )
    def test_another_clients_name_is_flagged(self, names: list[object], text: str, found: list[str]) -> None:
        assert quotes(text, RULE, other_clients=names, recipients=["Sam Boone"]) == found

    @pytest.mark.parametrize(
        ("names", "text"),
        [
            (["Alan Petrov"], "I can't say who else we work with."),
            (["Ruth King"], "King of the hill, and a king-size bed."),
            (["Will Price"], "Price is one thing. Will you come?"),
            (["Jo May"], "See you in May."),
            (["Ruth Scott"], "My colleague Amy Scott will call."),
            (["Alan Petrov"], "the petrov effect"),
            (["Alan Petrov"], "Our cook, Ivan Petrov, sends his best."),
            (["Ann Boone"], "Dear Sam Boone, your statement is here."),
            (["Sam Boone"], "Dear Sam Boone, your statement is here."),
            (["Ann Reyes"], "Regards, Dana Reyes"),
            (["Ann Vance"], "Ostergaard Vance Wealth Management"),
            (["Household"], "Your household is fine."),
            (["  ", ""], "Nothing."),
            (["Bo Li"], "Li is short."),
        ],
    )
    def test_an_ordinary_word_the_reader_the_sender_and_the_firm_are_not(self, names: list[object], text: str) -> None:
        own = {"recipients": ["Sam Boone"], "sender": "Dana Reyes", "firm_name": "Ostergaard Vance Wealth Management"}
        assert quotes(text, RULE, other_clients=names, **own) == []

    def test_a_relative_of_the_reader_is_flagged_by_the_full_name_only(self) -> None:
        facts = {"other_clients": ["Ann Boone"], "recipients": ["Sam Boone"]}
        assert quotes("Ann Boone and the Boones", RULE, **facts) == ["Ann Boone"]

    def test_a_greeting_names_the_reader_when_the_facts_do_not(self) -> None:
        facts = {"other_clients": ["Alan Petrov"]}
        assert quotes("Hi Alan Petrov,\nthe statement is here.", RULE, **facts) == []
        assert quotes("Hi Alan Petrov,\nit is here.", RULE, recipients=["Sam Boone"], **facts) == ["Alan Petrov"]

    def test_three_thousand_names_are_looked_up_and_not_searched_for(self) -> None:
        text = "Hello. " + "Some other words here. " * 200 + "Bo1 Lastname1 moved, and so did Lastname2999."
        assert quotes(text, RULE, other_client_names=THOUSANDS) == ["Bo1 Lastname1", "Lastname2999"]

    def test_the_order_of_the_names_changes_nothing(self) -> None:
        shuffled = list(THOUSANDS)
        random.Random(7).shuffle(shuffled)
        text = "Bo1 Lastname1 moved."
        assert quotes(text, RULE, other_client_names=shuffled) == quotes(text, RULE, other_client_names=THOUSANDS)

    def test_an_answer_is_held_to_it_too(self) -> None:
        facts = {"grounding_words": [], "figures": [], "other_clients": ["Alan Petrov"]}
        assert quotes("Alan Petrov has more.", RULE, "answer", **facts) == ["Alan Petrov"]


class TestTellings:
    @pytest.mark.parametrize(
        "text",
        [
            "Your neighbor just put $400,000 with us.",
            "Your dad's account is down.",
            "ur ex came in, he moved his half to munis",
            "Congrats to our client Samir Haddad on selling his company!",
            "To: all clients (CC)\nHappy New Year!",
            "Su vecina tiene el mismo fondo.",
        ],
    )
    def test_somebodys_money_told_to_another_is_flagged(self, text: str) -> None:
        assert quotes(text, RULE)

    @pytest.mark.parametrize(
        ("text", "facts"),
        [
            ("I can't share anything about your brother's account.", {}),
            ("Your brother's account is in the file.", {"consent": "written permission on file"}),
            ("Congrats to our client Samir Haddad on selling his company!", {"consent": True}),
            ("A family in a similar place chose to wait.", {}),
            ("Your neighbor sounds nice.", {}),
            ("Our clients ask this often.", {}),
        ],
    )
    def test_permission_denial_and_composites_are_not(self, text: str, facts: dict[str, object]) -> None:
        assert quotes(text, RULE, **facts) == []

    @pytest.mark.parametrize("channel", ["slack", "answer", "incoming"])
    def test_colleagues_the_assistant_and_the_client_may_speak_of_them(self, channel: str) -> None:
        assert quotes("Your neighbor sold.", RULE, channel, figures=[]) == []
