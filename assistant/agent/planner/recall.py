"""What a conversation remembers: households the answers named, the client last spoken of, and who a pronoun means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.agent.planner import letters, terms
from assistant.agent.planner.catalogue import NEEDS_CLIENT, TAKES_CLIENT
from assistant.agent.planner.reading import Named, Reading, folded
from assistant.book.names import plain
from assistant.turn import Exchange

ASIDES = frozenset(("explain_answer", "search_knowledge", "drafts"))
"""Tools that do not change what the conversation is about."""
ORDINALS = (
    ("first|1st|prim[oa]|primer[oa]?", 0), ("second|2nd|second[oa]|segund[oa]", 1),
    ("third|3rd|terz[oa]|tercer[oa]?", 2), ("fourth|4th|quart[oa]|cuart[oa]", 3), ("fifth|5th|quint[oa]", 4),
    ("last|ultim[oa]", -1),
)  # fmt: skip
_ORDER = "|".join(words for words, _ in ORDINALS)
_THING = (
    r"(?:one|client|household|family|name|on (?:the|that) list|in the list|of (?:them|those|these)|cliente|famiglia|"
    r"della lista|de la lista)"
)
_POINTED = (
    re.compile(rf"(?<!\w)(?:the |il |la |el |al |alla |del |della |sul |sulla |number |"
               rf"numero )?(?P<order>{_ORDER}) {_THING}(?!\w)"),
    re.compile(rf"(?<!\w)(?:the|il|la|el|al|alla|del|della|sul|sulla|number|numero) (?P<order>{_ORDER})(?= *[?.!,]*$)"),
)  # fmt: skip
SUBJECTS = {
    "find_erosion": "the recent changes in your accounts",
    "client_profile": "our next meeting",
    "similar_clients": "our next meeting",
    "propensity": "your plans and what may be next",
    "value_book": "our work together",
}
"""Tool → what a message “about it” is about, in words for the client; the analysis itself is never named to one."""
_IT = re.compile(r"(?:it|that|this|them|ello|eso|questo|cio|ne|note|nota)", re.IGNORECASE)
_NO_LABEL = frozenset(("the", "how", "did", "you", "get", "that", "this", "figure", "number", "value", "and", "why"))


def households(memory: Sequence[Exchange]) -> list[str]:
    """The households of the last answer that named any, each by its label when that tells it from the others."""
    named = next((e.households for e in reversed(memory) if e.households), ())
    labels = [plain(label) for _, label in named]
    return [label if label and labels.count(plain(label)) == 1 else identity for identity, label in named]


def last_client(memory: Sequence[Exchange]) -> str | None:
    """The client the last call was about; None when it was about several or none."""
    calls = ((name, given) for exchange in reversed(memory) for name, given in reversed(exchange.calls))
    given: Mapping[str, Any] = next((given for name, given in calls if name not in ASIDES), {})
    several = [*(given.get("to") or ()), *(given.get("lose_clients") or ())]
    words = given.get("client") or (several[0] if len(several) == 1 else None)
    return str(words) if words else None


def pointed_at(question: str, named: Sequence[Named], memory: Sequence[Exchange]) -> list[Named]:
    """“the first one”: a household of the last answer, named by its place."""
    known = households(memory)
    if not known or memory[-1].status == "clarify":
        return []
    text = folded(question)
    found = next((m for shape in _POINTED if (m := shape.search(text))), None)
    if not found or any(n.start < found.end() and found.start() < n.end for n in named):
        return []
    place = place_of(found["order"])
    return [Named(*found.span(), "client", known[place])] if place < len(known) else []


def place_of(order: str) -> int:
    return next(place for words, place in ORDINALS if re.fullmatch(words, order))


def resolved(tool: str, given: dict[str, Any], part: Reading, memory: Sequence[Exchange]) -> dict[str, Any]:
    """Pronouns filled in from the last answer, where the tool takes a client and none is named."""
    if tool == "explain_answer":
        return _figure(part, memory)
    named = given.get("client") or given.get("to") or part.named("client", "stranger")
    if tool not in TAKES_CLIENT or named or letters.GROUP.search(part.text):
        return given
    known = households(memory)
    if tool == "value_book" and known and terms.LOSING.search(part.text) and terms.ALL_OF_THEM.search(part.text):
        return given | {"lose_clients": known}
    meant = _meant(tool, part, memory)
    if tool == "draft_email":
        return {"to": meant, **given, "purpose": _about_it(given.get("purpose", ""), memory)} if meant else given
    return {**given, "client": meant[0]} if len(meant) == 1 else given


def _meant(tool: str, part: Reading, memory: Sequence[Exchange]) -> list[str]:
    """Whom a pronoun means: households of the last answer, as words for a tool."""
    known = households(memory)
    if terms.ALL_OF_THEM.search(part.text) and len(known) > 1:
        return known
    if terms.PRONOUN.search(part.text) or tool in NEEDS_CLIENT or tool == "draft_email":
        last = last_client(memory)
        return [last] if last else known if len(known) == 1 else []
    return []


def _about_it(purpose: str, memory: Sequence[Exchange]) -> str:
    """“a note about it” is about what the last question was about."""
    if purpose and not _IT.fullmatch(purpose.strip()):
        return purpose
    calls = (name for exchange in reversed(memory) for name, _ in reversed(exchange.calls))
    return SUBJECTS.get(next((name for name in calls if name not in ASIDES), ""), "our last conversation")


def _figure(part: Reading, memory: Sequence[Exchange]) -> dict[str, Any]:
    """Which figure of the last answer is to be explained: the one whose label shares most words with the question."""
    figures = next((e.figures for e in reversed(memory) if e.figures), ())
    words = set(re.findall(r"[a-z]{3,}", part.text)) - _NO_LABEL
    scored = [(len(words & set(plain(str(f["label"])).split())), -i, str(f["label"])) for i, f in enumerate(figures)]
    shared, _, label = max(scored, default=(0, 0, ""))
    return {"figure": label} if shared else {}
