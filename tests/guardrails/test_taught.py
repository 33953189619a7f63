"""The weights in the product are those of the sentences in `training/`: what was taught is known, near misses pass."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from assistant.guardrails.by_meaning import MEANT, Meanings
from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage
from training.examples import Example, lines, mails

TRAINING = Path(__file__).parents[2] / "training"
EXAMPLES = list(lines(TRAINING / "sentences"))
SAMPLE = 14


def found(example: Example) -> set[str]:
    meanings = Meanings(Passage("\n\n".join(example.sentences)), Facts({}, "email"))
    return {rule for rule in MEANT if meanings.found(rule)}


def of(rule: str, *, breaks: bool) -> list[Example]:
    own = [e for e in EXAMPLES if e.source.split(":")[0].split(".")[0] == rule and bool(e.offences) == breaks]
    return random.Random(rule).sample(own, min(SAMPLE, len(own)))


class TestTheFiles:
    def test_no_rule_without_near_misses_at_least_as_many_as_hits_less_a_few(self) -> None:
        for rule in MEANT:
            own = [e for e in EXAMPLES if e.source.split(":")[0].split(".")[0] == rule]
            hits = sum(bool(e.offences) for e in own)
            assert hits >= 16, rule
            assert len(own) - hits >= 0.6 * hits, rule

    def test_they_hold_three_languages_and_whole_mails(self) -> None:
        assert {e.language for e in EXAMPLES} == {"en", "it", "es"}
        whole = list(mails(TRAINING / "mails"))
        assert {e.language for e in whole} == {"en", "it", "es"}
        assert sum(not e.offences for e in whole) >= len(whole) / 3


@pytest.mark.parametrize("rule", sorted(MEANT))
def test_what_was_taught_of_a_rule_is_known(rule: str) -> None:
    hits = [bool(found(example)) for example in of(rule, breaks=True)]
    misses = [bool(found(example)) for example in of(rule, breaks=False)]
    assert sum(hits) >= 0.5 * len(hits), f"{sum(hits)} of {len(hits)}"
    assert sum(misses) <= 0.15 * len(misses), f"{sum(misses)} of {len(misses)}"
