"""Options strategies that are promoted without the disclosure document and the word that they do not suit everyone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit, Rule
from assistant.guardrails.together import parts, said_together

_STRATEGY = (
    r"\b(?:(?:covered|naked|weekly|monthly|otm|\w+) (?:calls|puts) (?:on|against|over|around|for|at|ahead|before|"
    r"each|every|that|to|and)|covered[- ]calls?|(?:protective|cash[- ]secured|married|naked) puts?|(?:call|"
    r"put)[- ](?:selling|writing|buying|spreads?|options?)|(?:sell|sells|selling|sold|buy|buying|write|writing|wrote|"
    r"grab|pick up|own) (?:a few |some |the |an? |\d+ |out-of-the-money )?(?:\w+ ){0,2}(?:calls?|puts?)(?! (?:you|me|"
    r"us|him|her|center|it|in writing))\b|(?:straddles?|strangles?|iron condors?|butterfl(?:y|ies)|credit spreads?|"
    r"debit spreads?|leaps|(?:with|an?|zero-cost|using|via) collars?)|0 ?dte|zero[- ]day|options (?:trad\w+|"
    r"strateg\w+|income|play|desk|overlay|contracts?|selling|program)|(?:trade|trading|with|use|using|selling|"
    r"buying) options|opciones (?:de compra|de venta|call|put|sobre)|(?:vender|comprar|vendiendo) (?:opciones|calls|"
    r"puts)|opzioni (?:call|put|su|coperte)|(?:vendere|comprare) (?:opzioni|call|put))"
)
_PROMOTES = (
    r"\b(?:income|extra|let'?s|we(?:'ll| will| can)|i(?:'d|'ll| would| can| like| love)|you (?:could|can|should|"
    r"might)|should|set you up|easy|quick\w*|simple|learn|profits?|upside|pop|boost|small outlay|cheap|yield|"
    r"get paid|paid|paycheck|free money|why not|want|how about|tmrw|tomorrow|this week|start|join|comment|dm|bet|"
    r"jump|gains?|return|routine|earn\w*|generate|collect|juice|grab|load up|before (?:earnings|\w+day|the (?:fed|"
    r"report))|brings? in|a month|put on|hedge|our desk|build one|in minutes|sleep|ingresos?|ganar|gana|aproveche|"
    r"entrate|guadagn\w+|rendita|reddito)\b"
)
_NO_PITCH = (
    r"\b(?:employee stock options?|stock option (?:grant|plan|vest\w*)|general education|no strategy|not (?:suggest|"
    r"recommend)\w*|gives the right|right to (?:buy|sell)|expire worthless|not approved|cannot trade|callable|"
    r"call (?:date|provision|protection)|called away by the issuer|exercise your|we (?:do not|don't) (?:trade|use|"
    r"offer)|solo educativo)\b"
)
_PITCHES = (
    parts("An options strategy is promoted without its disclosure document.", _STRATEGY, _PROMOTES, excused=_NO_PITCH,
          across=True),
)  # fmt: skip
_DISCLOSED = re.compile(
    r"\b(?:characteristics and risks|options? disclosure document|the odd\b|theocc\.com|caratteristiche e rischi|"
    r"caracteristicas y riesgos)"
)
_SUITABILITY = re.compile(
    r"\b(?:not (?:be )?(?:suitable|appropriate|right|for) (?:for )?(?:all|every)\w*|not (?:all|every) investors?|"
    r"no son (?:adecuad\w+|apt\w+)|non (?:sono )?adatt\w+)"
)


def _is_disclosed(passage: Passage, facts: Facts) -> bool:
    return bool(_DISCLOSED.search(passage.low)) and bool(
        _SUITABILITY.search(passage.low) or facts.says_yes("options_approved")
    )


def _pitched(passage: Passage, facts: Facts) -> Iterator[Hit]:
    if not _is_disclosed(passage, facts):
        yield from said_together(passage, _PITCHES)


RULES = (
    Rule(
        "options-missing-odd",
        "Options pitch without ODD and suitability notice",
        "needs_disclosure",
        "FINRA 2220(d); Exchange Act Rule 9b-1",
        "Say that options are not suitable for all investors; deliver or link 'Characteristics and Risks of "
        "Standardized Options'; have an options principal approve it.",
        "Not employee stock options, 'several options for the hotel', or education that suggests no strategy.",
        _pitched,
        _is_disclosed,
    ),
)
