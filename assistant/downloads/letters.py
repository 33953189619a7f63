"""Words as they can be shown: what no page shows, or shows falsely, is written out and so neither lost nor hidden."""

from __future__ import annotations

import re

_PLANES = "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed
    "\u2028-\u202e\u2066-\u2069"  # line separators, and directions that make a text read otherwise than it is
    "\ufff9-\ufffb\U000e0000-\U000e007f"  # annotations and tags: there, and never seen
    "\ud800-\udfff"  # halves of a character
    "\ue000-\uf8ff\U000f0000-\U0010ffff"  # private use: each font has its own
    f"\ufdd0-\ufdef{_PLANES}]"  # no characters at all
)


def visible(text: str) -> str:
    """The text with such characters as `⟨U+202E⟩`, and every line break as a line feed."""
    return HIDDEN.sub(lambda found: code_point(found[0]), text.replace("\r\n", "\n").replace("\r", "\n"))


def code_point(letter: str) -> str:
    """One character by its number in Unicode."""
    return f"⟨U+{ord(letter):04X}⟩"
