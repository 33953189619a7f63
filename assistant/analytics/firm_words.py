"""The firm's own words (stages, campaigns): which of them a person means, whatever the case, accents or a near miss."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from assistant.book.names import plain

NEAR = 0.75
"""How alike two words must be to be the same one misspelt (1 is equal)."""


def meant(words: str, choices: Iterable[str], *, filler: Iterable[str] = ()) -> tuple[str, ...]:
    """The choices that the words may mean, in their order; the first kind of likeness that finds any decides: the same
    but for case and accents, all words of the one among those of the other, nearly the same spelling.

    `filler` are words that say what kind of thing is meant (`stage`, `campaign`) and not which.
    """
    named = {choice: plain(choice) for choice in dict.fromkeys(choices)}
    key = plain(words)
    bare = " ".join(word for word in key.split() if word not in set(filler)) or key
    same = tuple(choice for choice, name in named.items() if name in (key, bare))
    if same:
        return same
    asked = set(bare.split())
    words_of = {choice: set(name.split()) for choice, name in named.items()}
    part = tuple(c for c, name in words_of.items() if name and asked and (asked <= name or name <= asked))
    if part:
        return part
    near = get_close_matches(bare, list(named.values()), n=1, cutoff=NEAR)
    return tuple(choice for choice, name in named.items() if name in near)
