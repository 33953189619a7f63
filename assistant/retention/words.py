"""Words as a search knows them: folded alike in every script, and the tokens by which an index finds them. Pure.

A word is a run of letters and digits without case or accents; of Chinese, Japanese and Korean writing, which sets no
spaces, each character is one. A word that is looked for matches every word that begins with it; one or two letters
match a whole word only. Words in quotation marks match in their order, next to each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

PREFIXES = (3, 5, 8)  # lengths at which a word's beginning is indexed
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003134f"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_QUOTED = re.compile(r'["“„«]([^"“”„«»]*)["”»]')


def folded(text: str) -> str:
    """Without case, accents and forms: `Straße` and `STRASSE` are the same, as are `é` and `e`."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c))).casefold()


def words_of(text: str) -> list[str]:
    """The folded words of a text, in their order."""
    return _WORD.findall(folded(text))


def texts_of(payload: Any) -> Iterator[str]:
    """Every value of a payload as text; names of fields are not what anybody said."""
    if isinstance(payload, Mapping):
        for value in payload.values():
            yield from texts_of(value)
    elif isinstance(payload, list | tuple):
        for value in payload:
            yield from texts_of(value)
    elif isinstance(payload, bytes):
        yield payload.decode("utf-8", "replace")
    elif payload is not None and not isinstance(payload, bool):
        yield str(payload)


def rules_of(payload: Any) -> Iterator[str]:
    """The ids of the rules whose findings a payload tells of, wherever in it."""
    if isinstance(payload, Mapping):
        if isinstance(payload.get("rule"), str):
            yield payload["rule"]
        for value in payload.values():
            yield from rules_of(value)
    elif isinstance(payload, list):
        for value in payload:
            yield from rules_of(value)


def phrases_of(asked: str) -> list[list[str]]:
    """What a search asks for: each quoted phrase as its words, each other word alone."""
    phrases = [words_of(quoted) for quoted in _QUOTED.findall(asked)]
    phrases += [[word] for word in words_of(_QUOTED.sub(" ", asked))]
    return [phrase for phrase in phrases if phrase]


def says(words: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether the words hold a phrase: in order, next to each other, its last word as a beginning."""
    *whole, last = phrase
    for place in range(len(words) - len(whole)):
        if begins(words[place + len(whole)], last) and list(words[place : place + len(whole)]) == whole:
            return True
    return False


def begins(word: str, asked: str) -> bool:
    return word == asked if len(asked) < PREFIXES[0] else word.startswith(asked)


def tokens_of(words: Sequence[str]) -> set[str]:
    """What the words of a text are indexed under: the beginnings of each, and each with what follows it."""
    tokens = _pairs(words)
    for word in set(words):
        if len(word) < PREFIXES[0]:
            tokens.add(word)
        else:
            tokens.update(word[:length] for length in PREFIXES if len(word) >= length)
    return tokens


def tokens_asked(phrase: Sequence[str]) -> set[str]:
    """The tokens that a record must have to hold a phrase: of each word its longest beginning, and the pairs."""
    beginnings = {word[: max((n for n in PREFIXES if n <= len(word)), default=len(word))] for word in phrase}
    return beginnings | _pairs(phrase)


def _pairs(words: Sequence[str]) -> set[str]:
    """Words that follow each other: of the first its longest indexed beginning, of the second its shortest."""
    shortest, longest = PREFIXES[0], PREFIXES[-1]
    return {f"{a[:longest]} {b[:shortest]}" for a, b in pairwise(words) if len(b) >= shortest}
