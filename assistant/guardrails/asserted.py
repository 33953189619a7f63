"""Said or only mentioned? Cues are phrases of a claim; one that is denied, quoted, asked or warned of is no claim.

A cue's source is a regular expression in which a space stands for any white space and a few names in angle brackets for
often used parts. Every part is bounded, so that a cue is read in time proportional to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit

_PARTS = {
    "<gap>": r"(?:[^.!?\n]|\.(?=\d)|\n(?!\s{0,4}\n)){0,60}?",
    "<near>": r"(?:[^.!?\n]|\.(?=\d)|\n(?!\s{0,4}\n)){0,25}?",
    "<n>": (
        r"(?:\d[\d.,]{0,12}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
        r"double digit|double-digit|triple digit|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|dodici|dos|"
        r"tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce)"
    ),
    "<pct>": r"(?:<n> ?(?:%|percent\b|per cent\b|pct\b|por ciento\b))",
    "<year>": r"(?:(?:a|per|each|every) (?:single )?(?:year|month|quarter)|annually|yearly|monthly|p\.a\.)",
    "<we>": r"\b(?:we|i|our (?:firm|team|company|office|desk)|the firm|my firm)\b",
}
_NEGATION = re.compile(
    r"\b(?:no|not|never|cannot|nobody|none|nothing|neither|nor|without|hardly|non|nessun[oa]?|mai|senza|nunca|"
    r"nadie|ningun[oa]?|sin|jamas|tampoco|ni)\b|n't\b|\bcant\b|\bdont\b|\bwont\b"
)
_INNER_NEGATION = re.compile(r"\b(?:not|cannot|never|nobody|non|nunca|nadie|no puede|no podemos)\b|n't\b")
_NO_NEGATION = re.compile(
    r"(?:don't|do not|no need to|never|nothing to) (?:you )?worry|no (?:doubt|question|matter|problem|worries|"
    r"wonder)|not (?:only|just|merely)|non solo|no (?:solo|solamente)|can't wait|no se preocupe|non si preoccupi|"
    r"sin duda|senza dubbio"
)
_WARNING = re.compile(
    r"\b(?:scams?|scammers?|fraud\w*|beware|wary|warning sign|red flags?|watch out|suspicious|skeptic\w*|"
    r"anyone who|anybody who|if (?:anyone|anybody|someone|somebody)|whoever|platforms that|rule says|prohibits?|"
    r"regulators?|myth|forbid\w*|prohibited|not allowed|violat\w+|ponzi|too good to be true|desconfi\w+|estafa\w*|"
    r"fraude|cuidado|si alguien|quien le|diffid\w+|truff\w+|attenzione a|chi (?:vi |le |ti )?promette|se qualcuno)"
)
_FIRST_PERSON = re.compile(r"\b(?:we|i|our|my|us|noi|nostr[aoie]|mi[ao]?|nuestr[ao]s?|nosotros)\b")
_OTHERS_SAY = re.compile(
    r"\b(?:says?|said|saying|asks?|claims?|writes?|tells? (?:you|people|them)|dic[eo]\w*|chied\w+|pid\w+)[:,]?\s$"
)
_FIRST_PERSON_OR_CLIENT = re.compile(r"\b(?:we|i|our|clients?)\b")
_QUOTED = re.compile(r"\"[^\"\n]{2,90}\"|(?<!\w)'(?:[^'\n]|(?<=\w)'(?=\w)){2,90}'(?!\w)")


@dataclass(frozen=True, slots=True)
class Cue:
    """Phrases that make one claim, with the reason in words.

    `excused`: a phrase whose presence in the same sentence makes it another thing. `denied`: whether a negation before
    or inside it takes the claim back (false when the negation is part of the phrase).
    """

    reason: str
    source: str
    excused: str = ""
    denied: bool = True


def cue(reason: str, *sources: str, excused: str = "", denied: bool = True) -> Cue:
    """A cue of several phrases, any of which makes the claim."""
    return Cue(reason, "|".join(sources), excused, denied)


@lru_cache(maxsize=2048)
def phrase(source: str) -> re.Pattern[str]:
    """The compiled form of a cue's source. Compiled on first use: a command that reviews nothing pays nothing."""
    for _ in range(2):  # a part may hold another part
        for name, part in _PARTS.items():
            source = source.replace(name, part)
    return re.compile(source.replace(" ?", r"\s{0,3}").replace(" ", r"\s{1,3}"))


def claims(passage: Passage, cues: Iterable[Cue]) -> Iterator[Hit]:
    """The hits of the cues that are really said in the sender's own words, in the order of the cues."""
    for cue in cues:
        passage.tick()
        for match in phrase(cue.source).finditer(passage.own):
            if is_said(passage, match.start(), match.end(), cue):
                yield Hit(match.start(), match.end(), cue.reason)


def is_said(passage: Passage, start: int, end: int, cue: Cue) -> bool:
    first, last = passage.sentence(start)
    if end > last and passage.own[last:end].strip():
        return False  # the phrase runs over the end of its sentence
    sentence = passage.own[first:last]
    if cue.excused and phrase(cue.excused).search(sentence):
        return False
    if cue.denied and (is_denied(passage, start) or _INNER_NEGATION.search(passage.own[start:end])):
        return False
    if _is_only_quoted(sentence, start - first, end - first):
        return False
    return not (_WARNING.search(sentence) and not _FIRST_PERSON.search(passage.own[start:end]))


def is_denied(passage: Passage, start: int) -> bool:
    """Whether a negation stands before the place: in its clause, or a few words back across a comma."""
    first, _ = passage.sentence(start)
    before = passage.own[max(first, start - 70) : start]
    before = _NO_NEGATION.sub(lambda match: "+" * len(match.group()), re.split(r"[;:!?]|\.\s", before)[-1])
    head, comma, clause = before.rpartition(",")
    return bool(_NEGATION.search(clause) or (comma and len(clause) < 12 and _NEGATION.search(head[-15:])))


def _is_only_quoted(sentence: str, start: int, end: int) -> bool:
    """Inside quotation marks, in a question about the words or as what some other person says."""
    quote = next((m for m in _QUOTED.finditer(sentence) if m.start() <= start and end <= m.end()), None)
    if quote is None:
        return False
    before = sentence[: quote.start()]
    return sentence.rstrip().endswith("?") or bool(
        _OTHERS_SAY.search(before) and not _FIRST_PERSON_OR_CLIENT.search(before)
    )
