"""The written examples: lines and whole mails with the offending words marked, read into sentences with their verdicts.

A line is `+ words` (breaks the rule of its file) or `- words` (a near miss that breaks none), under `# en`, `# it` or
`# es`. `[[…]]` marks the offending words of a longer passage; `+ {other-rule} words` names further rules they break. A
mail begins with a line of facts (`lang=en channel=email audience=one_client`); its marks are `[[rule-id: the words]]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assistant.guardrails.meaning.pieces import readable
from assistant.guardrails.passage import Passage
from assistant.guardrails.together import sentences

MARK = re.compile(r"\[\[(?:([a-z][a-z-]+(?:, ?[a-z-]+)*): )?(.*?)\]\]", re.DOTALL)
LINE = re.compile(r"([+-]) (?:\{([a-z ,-]+)\} )?(.+)")
NO_RULE = frozenset({"good", "marketing"})  # files whose every line breaks nothing


@dataclass(frozen=True)
class Offence:
    """Words of an example that break rules: at least one of `sentences` does."""

    rules: frozenset[str]
    sentences: tuple[int, ...]


@dataclass(frozen=True)
class Example:
    """A text in sentences. `offences` empty: it breaks nothing."""

    source: str
    language: str
    sentences: tuple[str, ...]
    offences: tuple[Offence, ...]
    facts: dict[str, str] = field(default_factory=dict)


def lines(folder: Path) -> Iterator[Example]:
    for file in sorted(folder.glob("*.txt")):
        language = "en"
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if line.startswith("# "):
                language = line[2:].strip()[:2]
            elif found := LINE.fullmatch(line.strip()):
                yield _line(f"{file.stem}:{number}", file.stem.split(".")[0], language, found)


def _line(source: str, rule: str, language: str, found: re.Match[str]) -> Example:
    text = found[3].replace(" // ", "\n\n")
    if found[1] == "-" or rule in NO_RULE:
        return _example(source, language, text, frozenset(), {})
    others = frozenset(word.strip() for word in (found[2] or "").split(",") if word.strip())
    return _example(source, language, text, others | {rule}, {})


def mails(folder: Path) -> Iterator[Example]:
    for file in sorted(folder.glob("*.txt")):
        for number, block in enumerate(re.split(r"^=====\s*$", file.read_text("utf-8"), flags=re.MULTILINE), 1):
            head, _, text = block.strip().partition("\n")
            facts = dict(part.split("=", 1) for part in head.split() if "=" in part)
            if "lang" in facts and text.strip():
                yield _example(f"{file.stem}:{number}", facts["lang"], text.strip(), frozenset(), facts)


def _example(source: str, language: str, text: str, rules: frozenset[str], facts: dict[str, str]) -> Example:
    plain, marks, place = "", [], 0
    for mark in MARK.finditer(text):
        plain += text[place : mark.start()]
        named = frozenset(part.strip() for part in mark[1].split(",")) if mark[1] else frozenset()
        marks.append((len(plain), len(plain) + len(mark[2]), named | rules))
        plain += mark[2]
        place = mark.end()
    plain += text[place:]
    if rules and not marks:
        marks.append((0, len(plain), rules))
    bounds = units(plain)
    offences = tuple(
        Offence(named, tuple(i for i, (a, b) in enumerate(bounds) if a < last and first < b))
        for first, last, named in marks
        if named
    )
    return Example(source, language, tuple(readable(plain[a:b]) for a, b in bounds), offences, facts)


def units(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as a review cuts it, in characters of the text."""
    passage = Passage(text)
    return [passage.span(a, b) for a, b in sentences(passage) if passage.own[a:b].strip()]
