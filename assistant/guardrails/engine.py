"""One review: read the text once, let each rule of the channel look at it, hold it whenever a look was not possible.

Fail closed: no rules, a rule that raises, a rule out of time, a text too long or facts that cannot be read all become a
finding that a person must look. Nothing is raised.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from assistant.guardrails.by_meaning import Meanings
from assistant.guardrails.channels import is_incoming, rules_for
from assistant.guardrails.facts import Facts
from assistant.guardrails.fixes import fix_of
from assistant.guardrails.flags import Flag, Review
from assistant.guardrails.passage import OutOfTime, Passage, TooLong
from assistant.guardrails.rule import Hit, Rule
from assistant.guardrails.rules import RULES
from assistant.guardrails.switches import dated

SECONDS_PER_RULE = 2.0
SECONDS_IN_ALL = 4.0
MOST_PER_RULE = 100  # more findings of one rule in one text tell nobody anything new

Clock = Callable[[], float]


def review(text: str, facts: Mapping[str, Any], channel: str) -> Review:
    """Judge one text before anybody sees it.

    `facts`: `audience` and what is on file (`consent`, `local_time`, `sponsor_permits`, `other_clients` …), and for our
    own words `figures`, `grounding_words`, `as_of`, `listed_rows`, `other_client_names`, `recipients`, `firm_name`,
    `identification`, `postal_address`, `allowed_hosts`, `subject`. `channel`: `answer`, `email`, `linkedin`, `x`,
    `facebook`, `instagram`, `sms`, `post`, `slack` or `incoming`; any other is held to the rules of an email.

    Returns a Review whose `disposition` is that of its most severe finding. Spans count characters of `text` as given.
    Never raises: what could not be reviewed comes back blocked, with the finding `review-incomplete`.
    Source of the rules: the citations on each rule in `rules.RULES`.
    """
    return examine(text, facts, channel, RULES)


def examine(
    text: str, facts: Mapping[str, Any], channel: str, rules: Sequence[Rule], clock: Clock = time.thread_time
) -> Review:
    """The review of a text under these rules. `clock` gives seconds and is read before, during and after each rule.

    By default the work of this thread is counted, not the time on the wall: a busy machine makes a review late, it does
    not make it incomplete.
    """
    started = clock()
    watch = _Watch(clock, started + SECONDS_IN_ALL)
    try:
        known = Facts(facts, channel)
        passage = Passage(text, watch.tick)
        wanted = rules_for(known)
        asked = [rule for rule in rules if rule.id in wanted]
    except Exception as error:  # whatever cannot be read is not reviewed, and what is not reviewed is held
        return Review((_held(text, _why(error)),))
    if not asked:
        return Review((_held(text, "There is no rule for this text."),))
    meanings = Meanings(passage, known)
    findings = [flag for rule in asked for flag in _flags(rule, passage, known, watch, meanings)]
    return Review(tuple(sorted(dict.fromkeys(findings), key=lambda f: (f.start, f.end, f.rule, f.reason))))


def is_flagged(rule: str, text: str, facts: Mapping[str, Any], channel: str) -> bool:
    """Whether one rule alone, by its id, finds something in a text; also when it could not be asked."""
    return bool(examine(text, facts, channel, [each for each in RULES if each.id == rule]).findings)


def rules_of(channel: str) -> tuple[Rule, ...]:
    """The rules that a text of this channel is judged by."""
    wanted = rules_for(Facts({}, channel))
    return tuple(rule for rule in RULES if rule.id in wanted)


class _Watch:
    """The time a rule has: its own, and what is left of the review's."""

    def __init__(self, clock: Clock, end: float) -> None:
        self._clock = clock
        self._end = end
        self._rule_end = end

    def start_rule(self) -> None:
        self._rule_end = min(self._end, self._clock() + SECONDS_PER_RULE)

    def tick(self) -> None:
        if self._clock() > self._rule_end:
            raise OutOfTime


def _flags(rule: Rule, passage: Passage, facts: Facts, watch: _Watch, meanings: Meanings) -> Iterator[Flag]:
    """A rule's findings, or the one finding that it could not look."""
    try:
        watch.start_rule()
        watch.tick()
        own = _first(rule.check(passage, facts))
        told = meanings.found(rule.id)
        if told and rule.cured(passage, facts):
            told = []
        meant = [h for h in told if not any(h.start < o.end and o.start < h.end for o in own)]
        hits = _first((*own, *meant))
        watch.tick()
        flags = [_flag(rule, hit, passage, facts) for hit in hits]
    except Exception as error:  # a rule that fails has not looked: the text is held for a person
        flags = [_held(passage.original, f"{_why(error)} (rule {rule.id})")]
    yield from flags


def _first(hits: Any) -> list[Hit]:
    """The hits in order, overlapping ones joined under the reason of the first."""
    apart: list[Hit] = []
    for hit in sorted(islice(hits, 50 * MOST_PER_RULE), key=lambda h: (h.start, -h.end)):
        if apart and hit.start < apart[-1].end:
            apart[-1] = replace(apart[-1], end=max(apart[-1].end, hit.end))
        else:
            apart.append(hit)
    return apart[:MOST_PER_RULE]


def _flag(rule: Rule, hit: Hit, passage: Passage, facts: Facts) -> Flag:
    start, end = passage.span(hit.start, hit.end)
    severity, cure = hit.severity or rule.severity, hit.cure or rule.cure
    reason = dated(rule.id, hit.reason, facts)
    fix = None if is_incoming(facts) else fix_of(rule.id, hit, passage, facts)
    return Flag(rule.id, severity, start, end, passage.original[start:end], reason, rule.citation, cure, fix)


def _held(text: Any, why: str) -> Flag:
    end = len(text) if isinstance(text, str) else 0
    reason = f"This could not be reviewed; a person must look. {why}"
    return Flag("review-incomplete", "block", end, end, "", reason, "FINRA 3110(b)(4)", "Have a principal read it.")


def _why(error: Exception) -> str:
    if isinstance(error, TooLong):
        return "It is longer than a review reads."
    if isinstance(error, OutOfTime):
        return "The time for it ran out."
    return f"The review failed: {type(error).__name__}."
