"""Likeness by letters: catches the rule numbers, abbreviations and names that sentence vectors blur.

Two signals on the scale of the cosine they are added to: pieces of words shared (TF-IDF), and a code of the question,
such as `17a-4`, `206(4)-1` or `F31`, that stands in the passage.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

PIECES_WEIGHT = (
    0.08  # of the TF-IDF likeness, which runs from 0 to 1; the cosines of answers differ by a few hundredths
)
CODE_BONUS = 0.08  # once, when the passage names a code that the question names

_WORD = re.compile(r"\w+(?:[-.(]\w+\)?)*")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Letters:
    """The passages of a library, ready to be compared with a question. Reading is safe from several threads."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """`texts` by passage id."""
        from sklearn.feature_extraction.text import TfidfVectorizer  # slow to import: paid by who searches

        self._texts = dict(texts)
        self._pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
        self._rows = self._pieces.fit_transform(self._texts.values())

    def likeness(self, query: str) -> dict[str, float]:
        """What to add to the cosine of each passage with `query`, by passage id; 0 when nothing is shared."""
        shared = (self._rows @ self._pieces.transform([query]).T).toarray()[:, 0].tolist()
        named = self.naming(query)
        return {
            id: PIECES_WEIGHT * share + CODE_BONUS * (id in named)
            for id, share in zip(self._texts, shared, strict=True)
        }

    def naming(self, query: str) -> set[str]:
        """The passages in which a code of `query` stands."""
        named = _naming(codes(query))
        return {id for id, text in self._texts.items() if named.search(text)} if named else set()


def codes(query: str) -> set[str]:
    """Words that name a rule, form or formula: digits with letters or signs, or a bare number of four digits or more.

    Years are left out, and so are numbers with fewer digits: they stand in too many passages to mean one of them.
    """
    words = {word for word in _WORD.findall(query) if any(letter.isdigit() for letter in word)}
    return {word for word in words if not _YEAR.fullmatch(word) and (not word.isdigit() or len(word) >= 4)}


def _naming(words: set[str]) -> re.Pattern[str] | None:
    """Matches a text that has one of `words` as a whole word; rule numbers may go on, as in `17a-4(f)`."""
    if not words:
        return None
    either = "|".join(re.escape(word) for word in sorted(words))
    return re.compile(rf"(?<![\w.-])(?:{either})(?!\w)", re.IGNORECASE)
