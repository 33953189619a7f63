"""Which of the three languages a text is in: what the facts say, else its most frequent small words."""

from __future__ import annotations

import re
from typing import Literal

from assistant.guardrails.facts import Facts

Language = Literal["en", "it", "es"]

_WORD = re.compile(r"[a-z']+")
_SMALL: dict[Language, frozenset[str]] = {
    "en": frozenset(
        _WORD.findall("the and you your of to is are we our for with this that it will not have be on as at")
    ),
    "it": frozenset(
        _WORD.findall("il lo gli di che e per non un una sono del della nel nostro vostro con si da ha suo")
    ),
    "es": frozenset(
        _WORD.findall("el los las de que y para no un una es del en nuestro su con se por al usted como lo")
    ),
}
_ENOUGH = 4_000  # characters: more of a text says nothing new about its language


def language_of(low: str, facts: Facts) -> Language:
    """The language of a folded text in lower case; English when nothing speaks for another."""
    for key in ("lang", "language"):
        said = facts.words(key)[:2].lower()
        if said in _SMALL:
            return said
    words = _WORD.findall(low[:_ENOUGH])
    counts = {language: sum(word in small for word in words) for language, small in _SMALL.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] > counts["en"] else "en"
