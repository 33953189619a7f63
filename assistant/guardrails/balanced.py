"""Structure that puts a claim in order: the net beside the gross, the periods that must stand there, all the options.

What a text shows plainly weighs more than what the classifier makes of a sentence.
"""

from __future__ import annotations

import re

from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage
from assistant.guardrails.together import sentences

_SHARE = re.compile(r"\d(?:[\d.,]*\d)? ?(?:%|percent|per cent|por ciento|per cento)|\d[.,]\d")
_NET = re.compile(r"\b(?:net|after (?:all |our |the )?(?:\w+ )?(?:fees|costs)|nett[oaie]|al netto|net[oa]s?)\b")
_GROSS = re.compile(
    r"\b(?:gross|before (?:all |our |the )?(?:\w+ )?(?:fees|costs)|lord[oaie]|brut[oa]s?|antes de comisiones)\b"
)
_ONE = re.compile(
    r"\b(?:1|one|un|uno|una)[- ]?(?:year|yr|y|ann[oi]|ano)\b|\b1/5|\b1y\b|"
    r"\b(?:1|one|un|uno)(?:,| and| y| e|-)? ?(?:3|5|five|cinque|cinco)\b"
)
_FIVE = re.compile(r"\b(?:5|five|cinque|cinco)(?:[- ,/]|\b)")
_TEN = re.compile(
    r"\b(?:10|ten|dieci|diez)[- ,]?(?:year|yr|y|ann[io]|ano)s?\b|/10\b|\b(?:and|y|e) (?:10|ten|diez|dieci)\b"
)
_SINCE = re.compile(
    r"\bsince (?:\w+ )?inception\b|\bda(?:lla|l'| )(?:partenza|avvio|inizio)\b|\bdesde (?:el |su )?inicio\b"
)
_OPTIONS = (
    re.compile(
        r"\b(?:leav|stay|keep|remain|lasci|rest|mant|dej|qued)\w*\b.{0,60}\b(?:plan|40[13]|where it is|piano|dov|donde)"
    ),
    re.compile(
        r"\bnew (?:employer|job|company|plan)|where you work now|nuovo (?:datore|lavoro|piano)|"
        r"nuevo (?:empleador|trabajo|plan)"
    ),
    re.compile(r"\b(?:ira|rollover|roll(?:ing)? (?:it )?over|trasfer\w+|traslad\w+)\b"),
    re.compile(
        r"\b(?:cash(?:ing)? (?:it )?out|take (?:it|the money) (?:in|as) cash|in cash|withdraw\w*|incass\w+|liquid\w+|"
        r"cobr\w+|en efectivo|retir\w+)\b"
    ),
)
_COSTS = re.compile(
    r"\b(?:fees?|costs?|penalt\w+|tax\w*|cost[io]|commission\w+|comision\w+|costes|impuest\w+|penal\w+)\b"
)


def net_stands_beside_gross(passage: Passage, _: Facts) -> bool:
    """Whether there are at least as many net figures as gross ones (SEC 206(4)-1(d)(1))."""
    net = gross = 0
    for first, last in sentences(passage):
        shares = len(_SHARE.findall(passage.own, first, last))
        net += shares if _NET.search(passage.own, first, last) else 0
        gross += shares if _GROSS.search(passage.own, first, last) else 0
    return net > 0 and net >= gross


def periods_are_there(passage: Passage, _: Facts) -> bool:
    """Whether one, five and ten years (or since inception) stand in the text (SEC 206(4)-1(d)(2))."""
    low = passage.own
    whole = _TEN.search(low) and _FIVE.search(low) and _ONE.search(low)
    return bool(whole or (_SINCE.search(low) and _ONE.search(low)))


def options_are_named(passage: Passage, _: Facts) -> bool:
    """Whether at least three ways for a retirement account stand there with what they cost (FINRA RN 13-45)."""
    return sum(bool(option.search(passage.own)) for option in _OPTIONS) >= 3 and bool(_COSTS.search(passage.own))
