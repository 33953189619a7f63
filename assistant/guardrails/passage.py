"""A passage: the text under review without its disguises, and the way back to the characters as they were written.

Compatibility forms, look-alike letters, other scripts' digits, accents, invisible and direction characters are folded
away one character at a time, so that every position of the folded text still knows which character it came from.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import cached_property, lru_cache

MOST_CHARACTERS = 1_000_000
LONGEST_SENTENCE = 600

_LOOKALIKES = str.maketrans(
    "аеорсхуіјѕһԁԛԝАВЕКМНОРСТХІЈЅУΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοριυνκɡıℓ",
    "aeopcxyijshdqwABEKMHOPCTXIJSYABEZHIKMNOPTYXaopiuvkgil",
)
_MARKS = {
    **dict.fromkeys("’‘‛′ʼʹ`´＇", "'"),
    **dict.fromkeys("“”„‟«»″‹›", '"'),
    **{"½": ".5", "¼": ".25", "¾": ".75", "⁄": "/", "∕": "/", "−": "-", "\u2028": "\n", "\u2029": "\n", "\r": " "},
    **dict.fromkeys("ㅤᅠᅟﾠ", ""),
}
_ASCII = {c: " " for c in (*range(32), 127) if chr(c) not in "\n\t"} | {ord("`"): "'"}
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:mr|mrs|ms|dr|st|sr|sra|jr|inc|co|corp|vs|no|approx|ext|dott|sig|sig\.ra|u\.s|e\.g|i\.e|p\.m|"
    r"a\.m|[a-z])$"
)
_END = re.compile(r"(?<![.!?])[.!?]++[\"')\]]*+(?=\s)|\n\s*\n|\n(?=\s*(?:[-*•>#]|\d+[.)]\s))")
_RUN = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]")
_REPLY_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_SOMEBODY_WROTE = re.compile(
    r"(?:wrote|ha scritto|escribio|original message|messaggio originale)\b[^\n]{0,10}\n(?=[ \t]{0,9}>)"
)
_SUBJECT = re.compile(r"\s*(?:subject|oggetto|asunto):[^\n]*\n?")


class TooLong(Exception):
    """The text has more characters than a review reads."""


class OutOfTime(Exception):
    """A rule has used up its time."""


class Passage:
    """The text of one review.

    `text` is the folded text with its capitals; `low` the same in lower case; `own` is `low` with those lines blanked
    that quote what somebody wrote earlier. All three have the same length. `tick()` raises OutOfTime when the rule's
    time is up.
    """

    def __init__(self, original: str, tick: Callable[[], None] = lambda: None) -> None:
        if len(original) > MOST_CHARACTERS:
            raise TooLong
        self.original = original
        self.tick = tick
        self.text, self._places = _fold(original)
        self.low = lower_case(self.text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span of the folded text → the span of the original that it came from."""
        start, end = max(0, min(start, len(self.text))), max(0, min(end, len(self.text)))
        if self._places is None:
            return start, max(start, end)
        if start >= end:
            place = self._places[start] if start < len(self._places) else len(self.original)
            return place, place
        return self._places[start], self._places[end - 1] + 1

    def folded_span(self, start: int, end: int) -> tuple[int, int]:
        """A span of the original → the span of the folded text that came from it."""
        if self._places is None:
            return start, end
        return bisect_left(self._places, start), bisect_left(self._places, end)

    @cached_property
    def own(self) -> str:
        said = _SOMEBODY_WROTE.search(self.low)
        if not said:
            return self.low  # marks alone quote nobody: a claim does not hide behind them
        earlier = _REPLY_LINE.sub(lambda match: " " * len(match.group()), self.low[said.end() :])
        return self.low[: said.end()] + earlier

    @cached_property
    def _ends(self) -> list[int]:
        ends = []
        for match in _END.finditer(self.low):
            before = self.low[max(0, match.start() - 8) : match.start()]
            if match.group().startswith(".") and _ABBREVIATION.search(before):
                continue
            ends.append(match.end())
        return ends

    def sentence(self, place: int) -> tuple[int, int]:
        """The bounds of the sentence around a place; of a very long one, the part near it."""
        at = bisect_right(self._ends, place)
        start = self._ends[at - 1] if at else 0
        end = self._ends[at] if at < len(self._ends) else len(self.low)
        return max(start, place - LONGEST_SENTENCE), min(end, place + LONGEST_SENTENCE)

    @cached_property
    def subject(self) -> tuple[int, int]:
        """The bounds of a first line that is a subject; empty when there is none."""
        match = _SUBJECT.match(self.low)
        return match.span() if match else (0, 0)


def plain(words: str) -> str:
    """Words as a passage reads them, in lower case: for comparing a name of the facts with the text."""
    return lower_case(_fold(words)[0])


def _fold(original: str) -> tuple[str, array[int] | None]:
    if original.isascii():
        return original.translate(_ASCII), None
    pieces: list[str] = []
    places = array("l")
    for run in _RUN.finditer(original):
        if run.group().isascii():
            pieces.append(run.group().translate(_ASCII))
            places.extend(range(*run.span()))
            continue
        piece = _plain(run.group())
        pieces.append(piece)
        places.extend([run.start()] * len(piece))
        if len(places) > 2 * MOST_CHARACTERS:
            raise TooLong
    return "".join(pieces), places


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """One character as the rules read it: nothing, one character, or (ligatures and the like) a few."""
    if (known := _MARKS.get(character)) is not None:
        return known
    if character.isascii():
        return character.translate(_ASCII)
    return "".join(_plain_part(part) for part in unicodedata.normalize("NFKD", character))


def _plain_part(part: str) -> str:
    if part in _MARKS:
        return _MARKS[part]
    category = unicodedata.category(part)
    if category in ("Cf", "Mn", "Me"):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(part))
    if category == "Pd":
        return "-"
    if category.startswith("Z") or category == "Cc":
        return " "
    return part.translate(_LOOKALIKES)


def lower_case(text: str) -> str:
    """Lower case that keeps every character's place (a capital whose small form is longer stays)."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
