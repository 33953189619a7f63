"""What to write instead: for a flag whose breach words can mend, the concrete words and the place they go.

Three kinds. `replace`: a sentence that may stand where the flagged one stood. `insert`: a disclosure of the firm's that
belongs right after it, from `facts["disclosures"]` (rule → id, version, text; see `knowledge/disclosures/`). `delete`:
no words cure it and the sentence goes. A rule that neither table names has no fix: a person decides what to write.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from assistant.guardrails.facts import Facts
from assistant.guardrails.flags import Fix
from assistant.guardrails.language import language_of
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit

_DIGIT = re.compile(r"\d")
_MASKED = ("pii-ssn", "pii-account-number")
_AT_THE_END = ("missing-identification", "missing-unsubscribe", "missing-postal-address")

DELETED = frozenset(
    {
        "mnpi-tipping", "record-evasion", "private-settlement", "selling-away", "hedge-clause", "employer-targeting",
        "contact-not-permitted", "pii-other-client", "cherry-picked-performance", "hypothetical-performance",
        "exaggerated-claim", "unsubstantiated-claim", "ai-washing", "referral-incentive", "credential-misuse",
    }
)  # fmt: skip
"""Rules that no added words cure: the sentence goes."""


@cache
def replacements() -> dict[str, dict[str, str]]:
    """Rule → language → the sentence that may stand in the place of the flagged one (`replacements.toml`)."""
    return tomllib.loads((Path(__file__).parent / "replacements.toml").read_text("utf-8"))


def fix_of(rule: str, hit: Hit, passage: Passage, facts: Facts) -> Fix | None:
    """The fix of one flag, with spans of the original text; None when only a person can say what to write."""
    start, end = passage.span(hit.start, hit.end)
    if rule in _MASKED:
        return Fix("replace", start, end, _masked(passage.original[start:end]))
    if disclosure := _disclosure(rule, passage, facts):
        place = len(passage.original.rstrip()) if rule in _AT_THE_END else _sentence(passage, hit)[1]
        return Fix("insert", place, place, disclosure[0], disclosure[1])
    if words := replacements().get(rule):
        return Fix("replace", *_sentence(passage, hit), words[language_of(passage.low, facts)])
    if rule in DELETED and start < end:
        return Fix("delete", *_sentence(passage, hit), "")
    return None


def apply(text: str, fix: Fix) -> str:
    """The text with the fix made, words kept apart by a space."""
    before, after = text[: fix.start], text[fix.end :]
    gap = " " if fix.kind == "insert" and before and not before[-1].isspace() else ""
    return before + gap + fix.text + after


def _sentence(passage: Passage, hit: Hit) -> tuple[int, int]:
    """The sentence of the hit in characters of the original, without the blanks around it."""
    first, last = passage.sentence(hit.start)
    last = max(last, hit.end)
    words = passage.text[first:last]
    first += len(words) - len(words.lstrip())
    return passage.span(first, max(first, first + len(words.strip())))


def _masked(number: str) -> str:
    """All digits but the last four hidden, the separators kept."""
    hidden = max(0, len(_DIGIT.findall(number)) - 4)
    return _DIGIT.sub("X", number, count=hidden) if hidden else "X" * len(number)


def _disclosure(rule: str, passage: Passage, facts: Facts) -> tuple[str, str] | None:
    """The words to insert in the text's language, and `id@version` of the page they come from."""
    given = facts.get("disclosures")
    page = given.get(rule) if isinstance(given, Mapping) else None
    if not isinstance(page, Mapping) or not isinstance(page.get("text"), Mapping):
        return None
    words = page["text"].get(language_of(passage.low, facts)) or page["text"].get("en")
    return (str(words), f"{page.get('id')}@{page.get('version')}") if words else None
