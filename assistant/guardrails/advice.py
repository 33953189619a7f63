"""Education or recommendation? An answer to an advisor that tells what to buy, sell or move is marked as one.

A note and no hindrance: the advisor decides, and is reminded that a recommendation to a client needs its basis.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.guardrails.asserted import claims, cue
from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit, Rule

_THING = (
    r"(?:shares?|stocks?|bonds?|funds?|etfs?|annuit\w+|options?|portfolio|position|holdings?|ira|401\(?k\)?|reits?|"
    r"notes?|crypto\w*|bitcoin|cash|azioni|obbligazioni|fondi|fondo|polizz\w+|acciones|bonos|fondos|seguros?)"
)
_TELLS = (
    cue(
        "This reads as a recommendation and not as education.",
        r"\b(?:(?:you|they|he|she|we|the client|clients?) (?:should|ought to|must|need to)|i(?:'d| would)? "
        r"(?:recommend|suggest|advise)|(?:it is|it's) time to) (?:\w+ ){0,2}(?:buy(?:ing)?|sell(?:ing)?|switch(?:ing)?|"
        rf"mov(?:e|ing)|roll(?:ing)?|convert(?:ing)?|add(?:ing)?|trim(?:ming)?|invest(?:ing)?)\b<gap>\b{_THING}\b",
        r"\b(?:dovrebbe\w*|deve|conviene|consiglio di) (?:\w+ ){0,2}(?:comprare|vendere|spostare|investire)\b<gap>"
        rf"\b{_THING}\b",
        r"\b(?:deberia\w*|debe|conviene|recomiendo) (?:\w+ ){0,2}(?:comprar|vender|mover|invertir)\b<gap>"
        rf"\b{_THING}\b",
    ),
)


def _told_to_act(passage: Passage, facts: Facts) -> Iterator[Hit]:
    if facts.channel == "answer":
        yield from claims(passage, _TELLS)


RULES = (
    Rule(
        "recommendation-in-answer",
        "An answer that recommends instead of informing",
        "advise",
        "Reg BI 15l-1(a)(2)(ii); FINRA 2210(d)(7)",
        "Before it reaches a client, tie it to the documented profile with costs, alternatives and risks.",
        "Not a figure, a comparison, a question, or what a client has asked for.",
        _told_to_act,
    ),
)
