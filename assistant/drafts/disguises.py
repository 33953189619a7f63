"""Does a recipient look like somebody else? Letters of other alphabets, a domain in disguise, a name that shows another
address. A warning for whoever approves; the address itself is always the one on the client's record."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress

_ADDRESS = re.compile(r"[^\s<>()\"“”,;:]+@[^\s<>()\"“”,;:]+\.[^\s<>()\"“”,;:]+")
_WORD = re.compile(r"[^\W\d_]+")
_TOGETHER = ({"HIRAGANA", "KATAKANA", "CJK"}, {"HANGUL", "CJK"})
"""Alphabets that one word is written in together."""


def why_doubtful(name: str, address: str) -> tuple[str, ...]:
    """What makes a recipient look like another, a sentence each; empty when nothing does."""
    found = (_other_letters(address), *_disguised(address), _another_address(name, address), _mixed(name))
    return tuple(sentence for sentence in found if sentence)


def _other_letters(address: str) -> str:
    strange = [letter for letter in dict.fromkeys(address) if not letter.isascii()]
    if not strange:
        return ""
    named = ", ".join(unicodedata.name(letter, f"U+{ord(letter):04X}").lower() for letter in strange)
    return f"The address {address} holds letters that look like others: {named}."


def _disguised(address: str) -> list[str]:
    """A label that begins with `xn--` is shown by some programs as what it stands for (RFC 5891)."""
    labels = address.rpartition("@")[2].lower().split(".")
    sentences = []
    for label in labels:
        if label.startswith("xn--"):
            shown = label
            with suppress(UnicodeError):
                shown = label.removeprefix("xn--").encode().decode("punycode")
            sentences.append(f"The domain of {address} is an encoded one: {label} may be shown as “{shown}”.")
    return sentences


def _another_address(name: str, address: str) -> str:
    others = [each for each in _ADDRESS.findall(name) if each.casefold() != address.casefold()]
    return f"The name shows the address {others[0]}; it goes to {address}." if others else ""


def _mixed(name: str) -> str:
    for word in _WORD.findall(unicodedata.normalize("NFC", name)):
        alphabets = {unicodedata.name(letter, "?").split()[0] for letter in word}
        if len(alphabets) > 1 and not any(alphabets <= one for one in _TOGETHER):
            return f"The name “{word}” mixes letters of {' and '.join(sorted(a.capitalize() for a in alphabets))}."
    return ""
