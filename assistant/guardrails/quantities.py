"""Everything countable in a text: dates and periods, quantities, identifiers with digits. One reading for both sides.

The rule that compares a text with the turn's figures reads the text and the given words the same way, here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.guardrails.mentions import Mention, mentions
from assistant.guardrails.moments import BLANK, Moment, blank, moments
from assistant.guardrails.passage import lower_case

# Names that contain a number and measure nothing.
_NAMES = re.compile(
    r"https?://\S+|\bwww\.\S+|[\w.+-]{1,64}@[\w.-]{1,255}|\b40[13]\s?\([kb]\)(?:s\b)?|\b401k\b|\b403b\b|"
    r"\b457\s?\(b\)|\b72\s?\(t\)|\b529s?(?= (?:plan|account|college|money|contribution))|\bS&P 500\b|"
    r"\bRussell [123]000\b|\bNasdaq[- ]100\b|\b(?:form )?(?:1099(?:-[A-Z]{1,4})?|1040|5498|8606)\b(?! (?:client|"
    r"household|dollar))|\bW-[29]\b|\b1031(?= exchange)|\b24/7\b|\bSECURE (?:Act )?2\.0\b|\bRule 72\b",
    re.IGNORECASE,
)
_CITATION = re.compile(
    r"(?<=[\w.)\"]) ?\[[12]?\d\](?=\s*(?:$|[A-Z\n\[.,;:)]))"
)  # `… of 2210 [3].`, never `[3] clients`
_IDENTIFIER = re.compile(
    r"(?<![\w.,$€£-])(?:[A-Za-z]+\d[\w-]*|[A-Z]{1,12}[-_]\w*\d[\w-]*|[a-z]+_\w*\d[\w-]*|\d+(?:-\d+)*-[A-Z][\w-]*)"
)
_CURRENCY_AMOUNT = re.compile(r"(?:USD|EUR|GBP|CHF|JPY|CAD)\d")
_MARKER = re.compile(r"^[ \t>]*(?:[*_]{1,2})?(\d{1,2})[.)](?=[*_]{0,2}\s)", re.MULTILINE)
_BULLET = re.compile(r"^[ \t>]*(?:[-*•]|(?:[*_]{1,2})?\d{1,2}[.)])(?=[*_]{0,2}\s)")


@dataclass(frozen=True, slots=True)
class Quantities:
    """What a text counts, dates and names by number; `lists` holds the length of each list it sets out."""

    moments: tuple[Moment, ...]
    mentions: tuple[Mention, ...]
    identifiers: tuple[tuple[int, int], ...]
    lists: frozenset[int]


def read_quantities(text: str, language: str = "") -> Quantities:
    """The quantities of a folded text; `language` says which one its ambiguous number words are in, when known."""
    lists = _list_lengths(text)
    names = [match.span() for match in _NAMES.finditer(text)]
    text = blank(text, names)
    text = blank(text, [match.span() for match in _CITATION.finditer(text)])
    text = blank(text, _markers(text))
    found, low = moments(text, lower_case(text))
    identifiers = [m.span() for m in _IDENTIFIER.finditer(text) if _is_identifier(m, low)]
    low = blank(low, identifiers)
    return Quantities(tuple(found), tuple(mentions(low, language)), tuple(identifiers), lists)


def _is_identifier(match: re.Match[str], low: str) -> bool:
    """Whether a word with digits is still there when dates have been read, and is no amount such as `USD5`."""
    return BLANK not in low[match.start() : match.end()] and not _CURRENCY_AMOUNT.match(match.group())


def _markers(text: str) -> list[tuple[int, int]]:
    """The numbers that open the items of a list, as long as they count 1, 2, 3 …"""
    spans, last = [], 0
    for match in _MARKER.finditer(text):
        number = int(match.group(1))
        if number in (1, last + 1):
            spans.append(match.span(1))
            last = number
    return spans


def _list_lengths(text: str) -> frozenset[int]:
    lengths, run = set(), 0
    for line in [*text.split("\n"), ""]:
        if _BULLET.match(line):
            run += 1
        elif line.strip() or not run:
            lengths.add(run)
            run = 0
    return frozenset(lengths | {run}) - {0}
