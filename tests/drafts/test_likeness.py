"""Which texts are substantially alike: names, numbers, greeting and signature aside (FINRA 2210(a)(5))."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.drafts.likeness import alike, bands, sequences

LETTER = """Dear {name},

we are taking new clients this autumn, and many people come to us through somebody they know. {extra}
If a friend of yours would like a second look at a pension, a short call is a good way to begin. Our office is
open on weekdays from nine to five, and every first talk takes about half an hour.

Kind regards,
{sender}
"""
NOTE = """Dear {name},

I am writing about {purpose}.

Please reply to this message, or call me, if you would like to talk it through.

Kind regards,
Anna Keller
"""


def letter(name: str = "Marco", extra: str = "", sender: str = "Anna Keller") -> str:
    return LETTER.format(name=name, extra=extra, sender=sender)


def near(one: str, other: str) -> bool:
    return alike(sequences(one), sequences(other))


class TestNothing:
    @pytest.mark.parametrize("text", ["", "  \n", "12 345 !"])
    def test_a_text_without_words_is_like_none_and_has_no_band(self, text: str) -> None:
        assert not near(text, text)
        assert bands(sequences(text)) == ()

    def test_one_word_is_like_itself(self) -> None:
        assert near("Thanks", "thanks!")


class TestAlike:
    @pytest.mark.parametrize(
        "other",
        [
            letter("Åsa"),
            letter(sender="Benedikt Simic"),
            letter(extra="It was good to see you on Tuesday."),
            letter().replace("half an hour", "40 minutes").upper(),
        ],
        ids=["another reader", "another sender", "a sentence of its own", "a detail and capitals"],
    )
    def test_the_same_letter_to_somebody_else(self, other: str) -> None:
        assert near(letter(), other)

    def test_a_readers_name_in_the_text_is_no_part_of_what_is_said(self) -> None:
        one, other = "Happy birthday, Marco, and a good year.", "Happy birthday, Anna Maria, and a good year."
        assert sequences(one, ["Marco Rossi"]) == sequences(other, ["Anna Maria Rossi"])

    @pytest.mark.parametrize("other", [NOTE.format(name="Marco", purpose="your tax papers"), letter()[:130]])
    def test_other_matters_are_not(self, other: str) -> None:
        assert not near(NOTE.format(name="Marco", purpose="the transfer of the old account"), other)


class TestBands:
    @given(st.sets(st.integers(0, 400), min_size=10), st.sets(st.integers(0, 400), max_size=3))
    def test_texts_that_are_alike_share_one(self, said: set[int], more: set[int]) -> None:
        one, other = (
            sequences(" ".join(f"word{chr(97 + n // 20)}{chr(97 + n % 20)}" for n in sorted(numbers)))
            for numbers in (said, said | more)
        )
        if alike(one, other):
            assert set(bands(one)) & set(bands(other))

    def test_are_the_same_in_every_process(self) -> None:
        """Kept in the database: a change of them needs a migration."""
        assert bands(sequences("we are taking new clients"))[0] == "0:665561673.960246741.433739391"
