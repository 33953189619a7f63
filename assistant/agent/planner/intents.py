"""Which tool a question is for: every tool of the contract is scored, whether it is built or not.

This file and the signs in `cues/` are the whole of it; whatever scores better takes their place behind `rank`, `best`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.agent.planner.cues import CUES, Cue, spoken_for

ENOUGH = 4
"""The least score on which a tool is called."""
BESIDE_PHRASES = 0.2
"""How much single words count where a phrase is known: they tip a balance. Where none is, they count in full."""
MARGIN = 0.5
"""By how much single words must be for one tool rather than the next, for that tool to be called on them."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A tool and how much of the question speaks for it; `by_words` when no known phrase does, only single words."""

    tool: str
    score: float
    by_words: bool = False


@lru_cache(maxsize=512)
def rank(text: str) -> tuple[Scored, ...]:
    """Every tool that something speaks for, best first; of equal ones the first in the catalogue.

    `text` is folded and masked as `reading` does it. A second sign of a kind counts half, more count nothing.
    """
    words = spoken_for(frozenset(re.findall(r"[a-z0-9][a-z0-9'-]*", re.sub(r"@\w+", " ", text))))
    phrases = {cue.tool: _phrases(cue, text) for cue in CUES}
    alone = max(phrases.values()) < ENOUGH
    share = 1.0 if alone else BESIDE_PHRASES
    scored = [Scored(tool, said + share * words.get(tool, 0.0), alone) for tool, said in phrases.items()]
    return tuple(sorted((s for s in scored if s.score > 0), key=lambda s: -s.score))


def best(text: str) -> Scored | None:
    """The tool a text is for; None when too little speaks for any, or single words speak for two alike."""
    ranked = rank(text)
    if not ranked or ranked[0].score < ENOUGH:
        return None
    close = len(ranked) > 1 and ranked[0].score - ranked[1].score < MARGIN
    return None if ranked[0].by_words and close else ranked[0]


def _phrases(cue: Cue, text: str) -> float:
    return sum(_weight(weight, len(pattern.findall(text))) for weight, pattern in cue.patterns)


def _weight(weight: int, hits: int) -> float:
    return weight * (0.0, 1.0, 1.5)[min(hits, 2)] if weight > 0 else float(weight * min(hits, 1))
