"""A question read once: lower case without accents, names of clients and of parts of the firm masked, typing mended.

The masks (`@client_a`, `@scope_a`, and `@name_a` for what may be a name) keep names out of the search for meaning.
Every character remembers where it was typed, so that words for a draft are quoted as the person wrote them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Literal

from assistant.agent.planner.spelling import mended
from assistant.book.names import Who
from assistant.callers import Scope

Kind = Literal["client", "scope", "stranger"]
MASK = re.compile(r"@(?:client|scope|name)_[a-z]")
_TOKEN = re.compile(r"@?[a-z]\w*(?:'\w+)*")
_LETTERS = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-", "ß": "s", "ø": "o", "đ": "d", "ł": "l"}
)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody, or a part of the firm, that a span of the question names. `words` is what a tool is given for it.

    A `stranger` looks like a name and is nobody the caller may see; `sure` is False when it may be an ordinary word.
    """

    start: int
    end: int
    kind: Kind
    words: str
    who: tuple[Who, ...] = ()
    scope: Scope | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """A question, or a part of one. `origin[i]` is the span of `raw` that character i of `text` comes from."""

    raw: str
    text: str
    origin: tuple[tuple[int, int], ...]
    masks: tuple[tuple[str, Named], ...] = ()

    def named(self, *kinds: Kind) -> tuple[Named, ...]:
        """Who is named in this part, in order."""
        known = dict(self.masks)
        found = (known[m.group()] for m in MASK.finditer(self.text))
        return tuple(named for named in found if named.kind in kinds)

    def part(self, start: int, end: int) -> Reading:
        return Reading(self.raw, self.text[start:end], self.origin[start:end], self.masks)

    def without(self, spans: Sequence[tuple[int, int]]) -> Reading:
        """The same with some spans blanked, so that they mean nothing."""
        text = self.text
        for start, end in spans:
            text = text[:start] + " " * (end - start) + text[end:]
        return Reading(self.raw, text, self.origin, self.masks)

    def typed(self, start: int = 0, end: int | None = None) -> str:
        """The words of a span of `text` as they were typed."""
        span = self.origin[start:end]
        return self.raw[span[0][0] : span[-1][1]].strip() if span else ""


def read(raw: str, named: Sequence[Named] = ()) -> Reading:
    """Fold the question and mask the names in it, given where they stand (spans of `raw` that do not overlap)."""
    text: list[str] = []
    origin: list[tuple[int, int]] = []
    masks: list[tuple[str, Named]] = []
    for start, end, written, who in _pieces(raw, sorted(named, key=lambda n: n.start)):
        if who is not None:
            masks.append((written, who))
        whole = who is not None or len(written) != end - start
        text.append(written)
        origin += [(start, end) if whole else (start + i, start + i + 1) for i in range(len(written))]
    return Reading(raw, "".join(text), tuple(origin), tuple(masks))


def folded(raw: str) -> str:
    """Lower case, no accents, plain quotes; as many characters as before."""
    return "".join(_plain(character) for character in raw.translate(_LETTERS))


def _plain(character: str) -> str:
    base = unicodedata.normalize("NFKD", character.lower())[:1].translate(_LETTERS)
    return " " if base.isspace() or base in "@" else base or " "


def _pieces(raw: str, named: Sequence[Named]) -> Iterator[tuple[int, int, str, Named | None]]:
    """The question cut into names, words and what stands between: (start, end, written, who)."""
    text, position = folded(raw), 0
    for letter, who in zip(ascii_lowercase, named, strict=False):
        yield from _words(text, position, who.start)
        kind = "scope" if who.kind == "scope" else "client" if who.sure else "name"
        yield who.start, who.end, f"@{kind}_{letter}", who
        position = who.end
    yield from _words(text, position, len(text))


def _words(text: str, start: int, end: int) -> Iterator[tuple[int, int, str, None]]:
    position = start
    for token in _TOKEN.finditer(text, start, end):
        if token.start() > position:
            yield position, token.start(), text[position : token.start()], None
        yield token.start(), token.end(), mended(token.group()), None
        position = token.end()
    if end > position:
        yield position, end, text[position:end], None
