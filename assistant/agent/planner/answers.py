"""Answers to what the assistant asked back: which of two clients is meant, or what was missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from assistant.agent.planner import extract, recall
from assistant.agent.planner.reading import Reading
from assistant.book.names import Names, Who, plain
from assistant.turn import Exchange

Call = tuple[str, dict[str, Any]]
EXONYMS = (
    ("turin", "torino"), ("milan", "milano"), ("rome", "roma"), ("florence", "firenze"), ("naples", "napoli"),
    ("venice", "venezia"), ("genoa", "genova"), ("geneva", "ginevra"), ("zurich", "zurigo"),
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")


def completed(reply: Reading, asked: Exchange, names: Names) -> Call | None:
    """The call that waited for an answer, completed by it; None when the reply does not decide."""
    tool, given = asked.calls[-1][0], dict(asked.calls[-1][1])
    for name in ("client", "to", "lose_clients"):
        value = given.get(name)
        listed = [value] if isinstance(value, str) else list(value or ())
        for place, words in enumerate(listed):
            candidates = names.find(str(words))
            if len(candidates) > 1:
                who = _picked(reply, candidates)
                if who is None:
                    return None
                listed[place] = who.client_id or who.household_id
                return tool, given | {name: listed[0] if isinstance(value, str) else listed}
    if tool == "propensity" and "need" not in given and (need := extract.need(reply)):
        return tool, {"need": need, **given}
    return None


def _picked(reply: Reading, candidates: Sequence[Who]) -> Who | None:
    """The one candidate that the reply tells from the others: by place, first name, year, id, or order."""
    words = {plain(word) for word in _WORD.findall(reply.raw)}
    words |= {other for a, b in EXONYMS for word, other in ((a, b), (b, a)) if word in words}
    scored = [(len(words & set(_WORD.findall(plain(_described(who))))), who) for who in candidates]
    most = max(score for score, _ in scored)
    hits = [who for score, who in scored if score == most]
    if most and len(hits) == 1:
        return hits[0]
    orders = (place for order, place in recall.ORDINALS if re.search(rf"(?<!\w)(?:{order})(?!\w)", reply.text))
    place = next(orders, None)
    return candidates[place] if place is not None and place < len(candidates) else None


def _described(who: Who) -> str:
    return f"{who.label} {who.detail} {who.household_id} {who.client_id}"
