"""A text as a mail program shows it: tags and comments gone, character references and percent codes decoded.

For what must not get through in disguise; every character still knows where it came from.
"""

from __future__ import annotations

import html
import re
from array import array

from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit

_CODED = re.compile(
    r"<!--.{0,2000}?-->|</?[a-zA-Z][^<>]{0,500}>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});|%[2-7][0-9a-fA-F]",
    re.DOTALL,
)
_BREAKS = re.compile(r"</?(?:br|p|div|t[dhr]|li|[ou]l|h\d|table)\b", re.IGNORECASE)


class Rendered:
    """`passage` is the text as shown; `back` turns a span of it into one of the passage it was made from."""

    def __init__(self, source: Passage) -> None:
        self._source = source
        pieces, self._places, place = list[str](), array("l"), 0
        for match in _CODED.finditer(source.original):
            self._take(pieces, source.original[place : match.start()], place)
            self._take(pieces, _shown(match.group()), match.start(), step=0)
            place = match.end()
        self._take(pieces, source.original[place:], place)
        self.passage = Passage("".join(pieces), source.tick)

    def _take(self, pieces: list[str], words: str, start: int, step: int = 1) -> None:
        pieces.append(words)
        self._places.extend(start + step * at for at in range(len(words)))

    def back(self, hit: Hit) -> Hit:
        first, last = self.passage.span(hit.start, hit.end)
        start, end = self._places[first], self._places[last - 1] + 1
        return Hit(*self._source.folded_span(start, end), hit.reason)


def rendered(source: Passage) -> Rendered | None:
    """The text as shown; None when nothing in it is coded."""
    return Rendered(source) if _CODED.search(source.original) else None


def _shown(coded: str) -> str:
    if coded.startswith("<"):
        return " " if _BREAKS.match(coded) else ""
    if coded.startswith("%"):
        return chr(int(coded[1:], 16))
    return html.unescape(coded)
