"""What a third party's language model sees in place of numbers, names and contact details."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.guardrails.pseudonyms import Pseudonyms

NAMES = ("Mario Rossi", "Rossi", "José Núñez", "Rosa De Luca", "The Bianchi Household")
KEY = b"k" * 32


def hidden(names: tuple[str, ...] = NAMES) -> Pseudonyms:
    return Pseudonyms(KEY, names, contacts=True)


class TestNothingToHide:
    @pytest.mark.parametrize("text", ["", "  \n", "What is my book worth?", "AUM rose to $1,234,567.89 on 2026-03-31."])
    def test_leaves_the_words_as_they_are(self, text: str) -> None:
        assert hidden().hide(text) == text


class TestHiding:
    @pytest.mark.parametrize(
        ("text", "secret"),
        [
            ("Her SSN is 123-45-6789.", "123-45-6789"),
            ("the social is 123 45 6789", "123 45 6789"),
            ("Wire to account 12345678 today", "12345678"),
            ("Card 4111 1111 1111 1111", "4111"),
            ("IBAN DE89 3704 0044 0532 0130 00", "3704"),
            ("Ask Mario Rossi", "Rossi"),
            ("Ask MARIO ROSSI", "ROSSI"),
            ("Rossi's account fell", "Rossi"),
            ("Did Jose Nunez sign?", "Nunez"),
            ("Did José Núñez sign?", "Núñez"),
            ("Rosa De Luca and Mario Rossi", "Luca"),
            ("the Bianchi Household is The Bianchi Household", "Bianchi"),
            ("Write to mario.rossi@example.com", "mario"),
            ("Call (212) 555-0144 or +39 055 123 4567", "555-0144"),
        ],
    )
    def test_takes_the_secret_out_and_puts_it_back(self, text: str, secret: str) -> None:
        pseudonyms = hidden()
        sent = pseudonyms.hide(text)
        assert secret not in sent
        assert pseudonyms.restore(sent) == text

    def test_leaves_a_name_that_is_a_word_when_it_is_written_small(self) -> None:
        assert Pseudonyms(KEY, ["Rich"]).hide("a rich man, Rich") != "a rich man, Rich"
        assert Pseudonyms(KEY, ["Rich"]).hide("a rich man") == "a rich man"

    def test_names_and_contacts_leave_as_they_are_when_the_firm_says_so_but_numbers_never(self) -> None:
        sent = Pseudonyms(KEY).hide("Mario Rossi, mario@example.com, SSN 123-45-6789")
        assert sent.startswith("Mario Rossi, mario@example.com, SSN Taxnumber-")

    def test_is_stable_under_one_key_and_another_under_another(self) -> None:
        first, again = hidden().hide("Mario Rossi"), hidden().hide("Mario Rossi")
        assert first == again
        assert Pseudonyms(b"x" * 32, NAMES).hide("Mario Rossi") != first

    def test_a_model_may_write_a_pseudonym_in_small_letters(self) -> None:
        pseudonyms = hidden()
        assert pseudonyms.restore(pseudonyms.hide("Mario Rossi").lower() + "'s book") == "Mario Rossi's book"

    def test_a_pseudonym_that_was_never_given_out_stays(self) -> None:
        assert hidden().restore("Person-AAAAAAAA") == "Person-AAAAAAAA"

    @given(st.text(max_size=120), st.sampled_from(NAMES), st.text(max_size=120))
    def test_any_words_come_back_as_they_were(self, before: str, name: str, after: str) -> None:
        pseudonyms = hidden()
        text = f"{before} {name} {after}"
        assert pseudonyms.restore(pseudonyms.hide(text)) == text
