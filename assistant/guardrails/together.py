"""Parts that make a claim only together: who does what to whom, wherever the parts stand in one or two sentences.

A cue of `asserted.py` is one phrase in one order. Here each part is a phrase of its own, and every part must be really
said: a part that is denied, quoted or warned of does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.guardrails.asserted import Cue, is_said, phrase
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one claim with the reason in words.

    `excused`: a phrase whose presence in the same sentences makes it another thing. `denied`: whether a negation takes
    a part back. `across`: the parts may be spread over a sentence and the one after it. `anyhow`: the words of a
    warning (a regulator, a scam) belong to the claim, and only `excused` takes it back.
    """

    reason: str
    sources: tuple[str, ...]
    excused: str = ""
    denied: bool = True
    across: bool = False
    anyhow: bool = False


def parts(
    reason: str,
    *sources: str,
    excused: str = "",
    denied: bool = True,
    across: bool = False,
    anyhow: bool = False,
) -> Parts:
    return Parts(reason, sources, excused, denied, across, anyhow)


def said_together(passage: Passage, claims: Iterable[Parts]) -> Iterator[Hit]:
    """The hits of the claims, all of whose parts are said near each other."""
    bounds = list(sentences(passage))
    for claim in claims:
        for index, (first, last) in enumerate(bounds):
            passage.tick()
            after = bounds[index + 1][1] if claim.across and index + 1 < len(bounds) else last
            if hit := _hit(passage, claim, first, min(after, last + 600)):
                yield hit


def sentences(passage: Passage) -> Iterator[tuple[int, int]]:
    """The bounds of the sentences in order; a very long one comes in pieces."""
    place = 0
    while place < len(passage.own):
        _, last = passage.sentence(place)
        yield place, last
        place = max(last, place + 1)


def _hit(passage: Passage, claim: Parts, first: int, last: int) -> Hit | None:
    if claim.excused and phrase(claim.excused).search(passage.own, first, last):
        return None
    probe = Cue(claim.reason, "", denied=claim.denied)
    spans = []
    for source in claim.sources:
        matches = phrase(source).finditer(passage.own, first, last)
        span = next((m.span() for m in matches if claim.anyhow or is_said(passage, m.start(), m.end(), probe)), None)
        if span is None:
            return None
        spans.append(span)
    return Hit(min(start for start, _ in spans), max(end for _, end in spans), claim.reason)
