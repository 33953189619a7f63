"""A question cut into the parts that ask for one tool each; what a person says they do not want is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.agent.planner.intents import Scored, best
from assistant.agent.planner.reading import Reading
from assistant.agent.planner.terms import LOSING

Span = tuple[int, int]
JOINT = re.compile(
    r"[?!;]+|\.(?= |$)|,(?= )|:(?= )|(?<!\w)(?:and|then|also|plus|but|as well as|e|ed|poi|inoltre|ma|y|luego|despues|"
    r"tambien|pero)(?!\w)"
)
UNWANTED = re.compile(
    r"\W*(?:(?:and|but|so|e|ma|y|pero|please) )?(?:don'?t (?:give|show|tell|need|want|bother|include|send|draft|do|"
    r"write|care)|do not (?:give|show|want|need|include|draft|write)|not (?:for|to|the|about|on|my|any|interested|a|"
    r"an)(?!\w)(?! worry)|no need|non (?:per|mi serve|voglio|darmi|mostrarmi|a|ai|i|il|la|sui|su)(?!\w)|no (?:para|"
    r"quiero|me des|a los|los|las|el|la)(?!\w)|never mind the|leave out|skip the|without the|rather than|"
    r"instead of)(?!\w)(?! @(?:client|name))"
)
ASKS_ANEW = re.compile(
    r"\W*(?:(?:and|then|also|plus|please|e|poi|y|luego|can you|could you|puoi|puedes) ?)*(?:what|whats|what's|who|"
    r"whom|which|how|when|where|why|show|give|tell me|list|draft|write|prepare|prep|compute|compare|is|are|did|do|am|"
    r"rank|value|find|chi|cosa|come|quanto|quanti|quali|quale|dimmi|dammi|mostrami|scrivi|prepara|bozza|que|quien|"
    r"cuanto|cual|cuales|como|dime|dame|muestrame|escribe|redacta|explain|look|check|e?mail)(?!\w)"
)
SWALLOWS = frozenset(("draft_email", "draft_post", "search_knowledge", "propose_change", "propose_record"))
"""Tools whose request carries free words: what follows belongs to them unless it plainly asks anew."""
BELONGS = frozenset(
    (
        ("similar_clients", "investments"),
        ("client_profile", "investments"),
        ("referral_sources", "paid_referrers"),
        ("client_profile", "explain_change"),
        ("find_clients", "investments"),
        ("ideal_prospect", "referral_sources"),
        ("top_referrers", "referral_sources"),
    )
)
"""Tool and tool: “clients like the Bianchis: what do they hold?” is one question."""
AT_STAKE = re.compile(
    r"(?:what|how much|cosa|che cosa|quanto|que|cuanto)(?: \w+)?(?:'s| is| are| would be| e| sarebbe| esta| hay)? "
    r"(?:at risk|at stake|a rischio|in gioco|en riesgo|en juego)"
)
"""Said of a loss it asks for the value lost; “who is at risk” is a question of its own."""
NAME_BEFORE = re.compile(r"@(?:client|name)_[a-z][ ,]*$")
NAME_AFTER = re.compile(
    r"[ ,]*(?:(?:and|e|ed|y|also|even|anche)[ ,]+)*"
    r"(?:(?:the|i|gli|la|le|los|las|famiglia|mr|mrs|ms) )*@(?:client|name)_"
)
_EDGES = " ,;:.!?¿¡"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the question and the tool it is for; `by_words` when only single words speak for it."""

    tool: str
    reading: Reading
    by_words: bool = False


def parts(reading: Reading) -> list[Part]:
    """The parts that some tool is meant for, in order; empty when nothing is understood."""
    spans = list(_wanted(reading))
    groups: list[tuple[Scored | None, list[Span]]] = []
    for span in spans:
        piece = reading.text[slice(*span)].strip(_EDGES)
        found = best(piece)
        if groups and not _opens(groups[-1][0], found, piece):
            groups[-1] = (groups[-1][0] or found, [*groups[-1][1], span])
        else:
            groups.append((found, [span]))
    whole = best(_text(reading, spans))
    if whole and all(head is None or head.tool == whole.tool or len(groups) == 1 for head, _ in groups):
        return [Part(whole.tool, _joined(reading, spans), whole.by_words)]
    return [_part(reading, head, where) for head, where in groups if head]


def _part(reading: Reading, head: Scored, where: Sequence[Span]) -> Part:
    found = best(_text(reading, where))
    better = found and (found.score > head.score or (head.tool, found.tool) in BELONGS)
    chosen = found if found and better else head
    return Part(chosen.tool, _joined(reading, where), chosen.by_words)


def _opens(head: Scored | None, found: Scored | None, piece: str) -> bool:
    """Whether a piece begins a new part, given what the part before it is for."""
    if found is None or head is None or found.by_words or found.tool in (head.tool, "explain_answer"):
        return False
    if (head.tool, found.tool) in BELONGS or (head.tool == "value_book" and AT_STAKE.fullmatch(piece)):
        return False
    if head.tool in SWALLOWS:
        return bool(ASKS_ANEW.match(piece))
    listed = len(re.findall(r"\w+", piece)) <= 2  # “assets, flows and revenue” is one overview
    return not (head.tool == "book_snapshot" and listed)


def _wanted(reading: Reading) -> Iterator[Span]:
    """The pieces between joints, without those that say what is not wanted and what hangs on them."""
    begin, dropping = 0, False
    joints = [match.span() for match in JOINT.finditer(reading.text) if not _in_a_list(reading.text, *match.span())]
    for start, end in [*joints, (len(reading.text), len(reading.text))]:
        piece = reading.text[begin:start]
        if piece.strip(_EDGES):
            dropping = bool(UNWANTED.match(piece))
        if not dropping and reading.text[begin:end].strip(_EDGES):
            yield begin, end
        begin = end


def _in_a_list(text: str, start: int, end: int) -> bool:
    """A joint between two names that are lost together: “if I lose the Okafors, the Contis and Halvorsen”."""
    clause = re.split(r"[.?!;:]", text[:start])[-1]
    return bool(LOSING.search(clause) and NAME_BEFORE.search(clause) and NAME_AFTER.match(text, end))


def _text(reading: Reading, spans: Sequence[Span]) -> str:
    return "".join(reading.text[start:end] for start, end in spans).strip(_EDGES)


def _joined(reading: Reading, spans: Sequence[Span]) -> Reading:
    text = "".join(reading.text[start:end] for start, end in spans)
    origin = tuple(place for start, end in spans for place in reading.origin[start:end])
    return Reading(reading.raw, text, origin, reading.masks)
