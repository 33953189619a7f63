"""Inside information: a hint of what the public does not know, or a trade on it."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.guardrails.asserted import claims, cue
from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit, Rule
from assistant.guardrails.together import parts, said_together

_EVENT = (
    r"\b(?:bought|audit|merger|merging|acqui(?:red?|ring|sition)|buy ?out|takeover|buyer|bid|tender|deal|spin-?off|"
    r"ipo|trial|fda|approval|phase (?:two|three|2|3|ii|iii)|quarter|earnings|numbers|results|guidance|forecast|"
    r"layoffs?|contract|dividend|split|restat\w*|bankruptcy|drug|turned down|rejected|chapter 11|ceo|cfo|recall|"
    r"data breach|upgrade|downgrade|fusion|adquisicion|compra de|resultados|trimestre|contrato|opa|fusione|"
    r"acquisizione|risultati|trimestrale|utili|comprar[ae]?|secondary|offering|the book|board (?:mtg|meeting))\b"
)
_UNTOLD = (
    r"\b(?:you didn't hear (?:it|this|that)|(?:isn't|is not|not yet|hasn't been|not been|before it(?:'s| is)|"
    r"until it's) (?:yet )?(?:public|announced|out|released)|not public|non-?public|"
    r"before (?:the )?(?:\w+ )?(?:prices|is priced|is announced|launches)|before (?:the )?(?:announcement|news|"
    r"press release|release|market knows|filing|everyone)|press release (?:goes|comes|is coming)|(?:gets?|will be|"
    r"to be|being|is) announced (?:next|on|this|mon\w*|tue\w*|wed\w*|thu\w*|fri\w*|tomorrow|soon|after)|announc(?:e|"
    r"es|ing) (?:it )?(?:next|on|this|monday|tomorrow)|under embargo|embargoed|(?:don't|dont|do not) (?:tell|repeat|"
    r"share|forward|breathe)|keep (?:it|this|that) (?:quiet|to yourself|close|under)|hush|nobody (?:else )?knows|"
    r"nobody outside|tip|inside (?:info|information|scoop|track)|under nda|confidential\w*|leaked|hold (?:this|"
    r"it) close|company (?:says|announces|will say|will announce|tells)|let slip|between us|(?:comes?|coming|"
    r"goes) out (?:next|on|this)|they sign (?:on )?\w+day|anyone til|aun no es publico|no es publico|"
    r"no se ha anunciado|antes (?:de|que)|todavia no|entre nosotros|(?:prima|ancora non) (?:che|di|e)|"
    r"non e (?:ancora )?(?:pubblic\w+|uscit\w+)|resti tra noi|riservat\w+)\b"
)
_INSIDER = (
    r"\b(?:(?:a|our|another|my) (?:\w+ )?client (?:who|that|at|on|told|says|said|works)|(?:my|her|his|your) (?:wife|"
    r"husband|spouse|brother|sister|cousin|roommate|neighbou?r|friend|buddy|dad|father|mother|son|daughter|"
    r"golf \w+)(?:'s)?\b<gap>\b(?:works|runs|is (?:on|at|in)|sits|audits|closed|board|lawyer|counsel|told me|says|"
    r"said|heard|there)|their (?:cfo|ceo|coo|general counsel|controller|banker)\b<gap>\b(?:let slip|told me|"
    r"mentioned|hinted|admitted|said)|someone (?:inside|at|in|on)|a (?:friend|guy|contact|source|buddy) (?:inside|at|"
    r"in|on)|insider|(?:heard|word|straight) from (?:inside|the (?:cfo|ceo|board|lab|deal team|bankers|floor))|"
    r"we(?:'re| are) advising on|working on the deal|(?:un|una) (?:cliente|amig[oa]) (?:que|en|de|che|in|del)|"
    r"mi (?:esposa|esposo|hermano|primo|cunado)|mi[oa] (?:moglie|marito|fratello|cugino|cognato))"
)
_TRADE = (
    r"\b(?:buy|sell|load up|get (?:in|out)|lighten|trim|position\w*|act|trade|dump|hold off|own (?:some|it)|shares|"
    r"options|take care of|miss|beat|by a mile|jump|pop|tank|drop|soar|huge|compr\w+|vend\w+|acciones|azioni|"
    r"titol[oi])\b"
)
_INNOCENT = (
    r"\b(?:press release (?:said|says|of|from|dated)|form 4|as reported|reported (?:on|by|last|this)|published|"
    r"announced (?:yesterday|last|today|earlier)|publicly|policy|polic(?:y|ies)|training|reminder|pre-?clear\w*|"
    r"control room|restricted list|wall[- ]cross\w*|homeowners?|hoa|condo|school|church|wouldn't act|can't (?:act|"
    r"trade|use|discuss)|cannot (?:act|trade|use|discuss)|will not (?:act|trade)|do not (?:act|trade)|don't (?:act|"
    r"trade)|never (?:act|trade)|before (?:we|you|i) look|birthday|surprise|your (?:account|wire|portfolio|results|"
    r"data|information|statement)|privacy|no podemos|non possiamo|informe publicado|comunicato)\b"
)
_HINTS = (
    parts("It passes on news of a company that is not public.", _UNTOLD, _EVENT, excused=_INNOCENT, denied=False,
          across=True),
    parts("It passes on what an insider knows.", _INSIDER, _EVENT, _TRADE, excused=_INNOCENT, across=True),
    parts(
        "It hints at what an insider knows.",
        _INSIDER,
        r"\b(?:would(?:n't| not) (?:want to )?(?:own|hold|touch)|(?:you )?(?:may|might) want to (?:sell|lighten|"
        r"get out|buy|own)|going into (?:earnings|year-end|the report)|that's all i can say|let's just say|"
        r"read between the lines)\b",
        excused=_INNOCENT,
        denied=False,
        across=True,
    ),
)  # fmt: skip
_SAID_OUTRIGHT = (
    cue(
        "It trades or hints on information that is not public.",
        r"\b(?:before|ahead of) (?:it|the news|this|that) (?:hits|breaks|goes public|is public|comes out|gets out)\b",
        r"\bwink(?:,| )wink\b|\bnudge,? nudge\b",
        r"\b(?:saw|read|got|have) (?:the|an?) (?:draft|unreleased|confidential|advance|early) (?:\w+ )?(?:filing|"
        r"numbers|earnings|release|deck|results)\b",
        r"\bantes de que (?:se (?:sepa|anuncie|publique)|salga)\b|\bprima che (?:esca|si sappia|sia pubblic\w+)\b",
        excused=_INNOCENT,
    ),
)


def _tipped(passage: Passage, _: Facts) -> Iterator[Hit]:
    yield from said_together(passage, _HINTS)
    yield from claims(passage, _SAID_OUTRIGHT)


RULES = (
    Rule(
        "mnpi-tipping",
        "Hint or use of material non-public information",
        "block",
        "Exchange Act 10(b) and 15(g); Advisers Act 204A; FINRA 3110(d)",
        "Stop; do not send it; escalate to the control room.",
        "Not a published press release, Form 4 data, a reminder of the policy, a refusal to act, or the board of a "
        "homeowners' association.",
        _tipped,
    ),
)
