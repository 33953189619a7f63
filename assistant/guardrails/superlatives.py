"""Who is first or last: a name called the largest (smallest, most …) must be so in some column of the turn's tables.

Only what is clearly attached counts: a sentence with one superlative and one name of a table. A name that leads (or
trails) in any column of any table that holds it is believed: which column is meant, words alone do not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage, plain
from assistant.guardrails.rule import Hit
from assistant.guardrails.together import sentences

_MOST = re.compile(
    r"\b(?:largest|biggest|highest|greatest|wealthiest|richest|oldest|longest|most|top|best|number one|piu "
    r"(?:grande|grandi|alt[oaie]|ricc\w+|anzian\w+)|maggior[ei]?|mas (?:grande|alt[oa]|ric[oa])|mayor(?:es)?)\b"
)
_LEAST = re.compile(
    r"\b(?:smallest|lowest|least|fewest|youngest|shortest|worst|bottom|piu (?:piccol\w+|bass[oaie]|giovan\w+)|minore|"
    r"mas (?:pequen\w+|baj[oa]|joven)|menor(?:es)?)\b"
)
_NOT_A_CLAIM = re.compile(
    r"\b(?:at (?:the )?(?:most|least|best|worst)|most (?:likely|recent\w*|of)|not|isn't|one of|among|second|third|"
    r"next|almost|nearly|would|if|al (?:massimo|minimo)|uno de|una delle?|uno dei|tra i|entre|non|no)\b"
)
MOST_NAMES = 2_000  # of the tables of one turn


@dataclass(frozen=True, slots=True)
class Ranked:
    """A table as a review is given it: its names, and the numeric columns in the same order."""

    names: tuple[str, ...]
    columns: tuple[tuple[Decimal | None, ...], ...]


def misplaced(passage: Passage, facts: Facts) -> Iterator[Hit]:
    """Names called first or last that no column of a table puts there. Facts: `tables`, each `names` and `columns`."""
    tables = list(_tables(facts.get("tables")))
    known = {plain(name): name for table in tables for name in table.names if len(name) > 2}
    if not known or len(known) > MOST_NAMES:
        return
    finder = re.compile(r"\b(?:" + "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True)) + r")\b")
    for first, last in sentences(passage):
        passage.tick()
        named = list(finder.finditer(passage.own, first, last))
        if len({match.group() for match in named}) != 1 or _NOT_A_CLAIM.search(passage.own, first, last):
            continue
        most, least = _MOST.search(passage.own, first, last), _LEAST.search(passage.own, first, last)
        if bool(most) == bool(least):
            continue
        name = named[0].group()
        if not any(_leads(table, name, top=bool(most)) for table in tables):
            yield Hit(first, last, "No table of this turn puts this name in that place.")


def _leads(table: Ranked, name: str, *, top: bool) -> bool:
    """Whether the name is extreme in a column; a table of one name, or one that has no numbers, proves nothing."""
    places = [at for at, each in enumerate(table.names) if plain(each) == name]
    if not places:
        return False
    if len(table.names) < 2 or not table.columns:
        return True
    for column in table.columns:
        values = [value for value in column if value is not None]
        extreme = (max(values) if top else min(values)) if values else None
        if any(column[at] is not None and column[at] == extreme for at in places):
            return True
    return 0 in places  # the first row of a sorted list, by whatever it was sorted


def _tables(given: Any) -> Iterator[Ranked]:
    for table in given if isinstance(given, Iterable) and not isinstance(given, (str, bytes)) else ():
        if isinstance(table, Mapping) and isinstance(table.get("names"), Sequence):
            names = tuple(str(name) for name in table["names"])
            columns = (tuple(_number(v) for v in column) for column in table.get("columns", ()))
            yield Ranked(names, tuple(column for column in columns if len(column) == len(names)))


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    return Decimal(str(value))
