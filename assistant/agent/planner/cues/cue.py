"""How the signs of one tool are written down: phrases (as in `phrases`) by how much they say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from assistant.agent.planner.phrases import compiled

SURE, LIKELY, HINT, AGAINST = 6, 4, 2, -6


@dataclass(frozen=True)
class Cue:
    """The signs of one tool, in every language: `sure` names it, `likely` speaks for it, `hint` tips a balance,
    `against` speaks for another."""

    tool: str
    sure: str = ""
    likely: str = ""
    hint: str = ""
    against: str = ""

    @cached_property
    def patterns(self) -> tuple[tuple[int, re.Pattern[str]], ...]:
        """(weight, pattern) of each kind that has phrases."""
        weighed = ((SURE, self.sure), (LIKELY, self.likely), (HINT, self.hint), (AGAINST, self.against))
        return tuple((weight, compiled(phrases)) for weight, phrases in weighed if phrases.strip())

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word its phrases are made of; a beginning of words ends in `*`."""
        phrases = f"{self.sure}\n{self.likely}\n{self.hint}\n{self.against}"
        words = re.findall(r"(?<![\\\w@])([a-z]{3,})(\\w[*+])?", phrases)
        return frozenset(word + ("*" if more else "") for word, more in words)
