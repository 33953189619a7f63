"""Promises about investments: guaranteed results, protection against loss, absence of risk, predictions, superlatives.

Five rules of FINRA 2210(d)(1) and SEC 206(4)-1(a). Their phrases stand in one file a language; what is only denied,
quoted, asked or warned of is sorted out by `asserted.claims`.
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.guardrails import promises_english as english
from assistant.guardrails import promises_italian as italian
from assistant.guardrails import promises_spanish as spanish
from assistant.guardrails.asserted import claims
from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit, Rule


def _promised(passage: Passage, facts: Facts) -> Iterable[Hit]:
    """An answer may say what the pay grid will pay; a promise in it is one that says so outright."""
    if facts.channel == "answer":
        return claims(passage, (*english.GUARANTEED, *italian.GUARANTEED, *spanish.GUARANTEED))
    return claims(passage, (*english.GUARANTEES, *italian.GUARANTEES, *spanish.GUARANTEES))


def _made_whole(passage: Passage, _: Facts) -> Iterable[Hit]:
    return claims(passage, (*english.LOSSES, *italian.LOSSES, *spanish.LOSSES))


def _riskless(passage: Passage, _: Facts) -> Iterable[Hit]:
    return claims(passage, (*english.SAFETY, *italian.SAFETY, *spanish.SAFETY))


def _predicted(passage: Passage, _: Facts) -> Iterable[Hit]:
    return claims(passage, (*english.FUTURE, *italian.FUTURE, *spanish.FUTURE))


def _exaggerated(passage: Passage, _: Facts) -> Iterable[Hit]:
    return claims(passage, (*english.SUPERLATIVES, *italian.SUPERLATIVES, *spanish.SUPERLATIVES))


RULES = (
    Rule(
        "promissory-guarantee",
        "Promise or guarantee of an investment result",
        "block",
        "FINRA 2210(d)(1)(B); SEC 206(4)-1(a)(1); FINRA 2020",
        "Delete the promise; state the objective with its risk. A footnote disclaimer does not cure it.",
        "Not a denial ('not guaranteed'), a promise of service ('I promise to call'), an insurer's own guarantee "
        "with its "
        "claims-paying ability, guaranteed-issue insurance, a guarantor, a bank's stated rate, or a warning "
        "against promises.",
        _promised,
    ),
    Rule(
        "guarantee-against-loss",
        "Offer to make a client whole or protect against loss",
        "block",
        "FINRA 2150(b)-(c); 2210(d)(1)(B)",
        "Delete. Only an issuer's contractual guarantee may be described, with claims-paying language.",
        "Not deposit insurance, the refund of a billing error, a bank's fraud refund, or the exact terms of a "
        "buffered product.",
        _made_whole,
    ),
    Rule(
        "risk-free-claim",
        "Investment described as having no risk",
        "block",
        "FINRA 2210(d)(1)(B) and (D); 206(4)-1(a)(4)",
        "Delete the claim and name the actual risks next to the benefit.",
        "Not the 'risk-free rate' of a textbook, 'no such thing as risk-free', 'at no risk of a fee', a safe "
        "deposit box.",
        _riskless,
    ),
    Rule(
        "performance-projection",
        "Prediction or projection of return or implication that past results will recur",
        "block",
        "FINRA 2210(d)(1)(F); 2214; 206(4)-1(d)(6)",
        "Delete; or a purely mathematical illustration or a 2214 tool output with its required legends.",
        "Not 'past performance does not guarantee', a required distribution's arithmetic, a bond's schedule, an "
        "attributed "
        "economic forecast with caution, or what the firm expects to do ('we expect to mail your forms').",
        _predicted,
    ),
    Rule(
        "exaggerated-claim",
        "Superlative or unwarranted claim",
        "needs_principal_review",
        "FINRA 2210(d)(1)(B) and (F); 206(4)-1(a)(1) and (a)(7)",
        "Replace with a verifiable fact and its source.",
        "Not 'best interest', 'the best age to claim' as a question, a sourced market record, or praise of "
        "something else.",
        _exaggerated,
    ),
)
