"""What a person or a firm may call itself: designations really held, and no blessing by a regulator."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.guardrails.asserted import Cue, claims, cue, is_said
from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage, plain
from assistant.guardrails.rule import Hit, Rule
from assistant.guardrails.together import parts, said_together

_MARKS: dict[str, str] = {
    "cfp": r"cfp|certified financial planner",
    "cfa": r"cfa|chartered financial analyst",
    "cpa": r"cpa|certified public accountant|contador[ae]? public[oa](?: certificad[oa])?|commercialista",
    "chfc": r"chfc|chartered financial consultant",
    "clu": r"clu|chartered life underwriter",
    "cima": r"cima|certified investment management analyst",
    "cpwa": r"cpwa|certified private wealth advisor",
    "ricp": r"ricp|retirement income certified professional",
    "aif": r"aif|accredited investment fiduciary",
    "caia": r"caia",
    "frm": r"frm",
    "attorney": r"attorney|lawyer|j\.?d|esq|esquire|abogad[oa]|avvocat[oa]",
    "enrolled agent": r"enrolled agent",
}
_ANY_MARK = "|".join(f"(?P<m{i}>{source})" for i, source in enumerate(_MARKS.values()))
_BEFORE = (
    r"(?:\bi(?:'m| am)(?: both)?(?: also)?(?: a| an| your)?(?: \w+)?|\bas (?:your|an?)(?: \w+)?|\bsoy|"
    r"\bsono(?: un[ao]?)?|\bboth your|\byour advisor and|\bhaving become a) ?"
)
_SELF = re.compile(
    rf"{_BEFORE}(?:{_ANY_MARK})(?![\w'])(?!'s|s\b| (?:can|will|candidate|firm|exam\w*|level|program))", re.M
)
_AFTER_NAME = re.compile(r"\b[A-Z][\w'-]{1,20}(?: [A-Z][\w.'-]{0,20}){1,2}(?=, ?[A-Z])((?:, ?[^,\n]{2,40}){1,5})")
_MARK = re.compile(rf"(?<![\w'])(?:{_ANY_MARK})(?![\w'])")
_CANDIDATE = re.compile(r"\b(?:candidate|studying|exam|sat for|level (?:i{1,3}|[123])|not (?:an?|your)|neither)\b")
_TITLES = (
    cue(
        "The title sounds like a recognised designation, but is none on file.",
        r"\b(?:certified|chartered|accredited|registered|licensed|board[- ]certified) (?:\w+ ){0,2}(?:senior|elder|"
        r"retirement|wealth|estate|annuity|medicare|legacy|college|pension) (?:\w+ )?(?:specialist|advis[oe]r|expert|"
        r"planner|consultant|counselor|strategist|professional)s?\b",
        r"\b(?:senior|elder|retiree) (?:(?:care|planning|finance|financial|wealth|benefits|money|"
        r"retirement) )?(?:specialist|expert|authority)s?\b",
        r"\bdoctor of (?:finance|wealth|money|retirement)\b",
        r"\b(?:especialista|experto|experta) certificad[oa]\b<near>\b(?:jubilad\w+|mayores|retiro|jubilacion)",
        r"\b(?:specialista|espert[oa]|consulente) certificat[oa]\b<near>\b(?:anzian\w+|pension\w+|previdenz\w+)",
        excused=r"\b(?:look ?up|does not exist|means nothing|check (?:any|the)|what does|beware)\b",
    ),
    cue(
        "'RIA' is a kind of firm and no title of a person.",
        r"(?:^|\n| )[a-z][\w'-]{1,20} [a-z][\w'-]{1,20}, (?:[\w ]{2,9}, )?ria\b",
        r"\b(?:i am|i'm) an? ria\b",
    ),
    cue(
        "'Investment counsel' is a title that the statute reserves.",
        r"\b(?:your|as|our|an?|i am|the) (?:\w+ )?investment counsel(?:or|ors)?\b",
        excused=r"\b(?:formerly|outside counsel)\b",
    ),
    cue(
        "A person who is paid commissions is not 'fee-only'.",
        r"\b(?:i am|i'm|we are|we're|as) (?:an? )?(?:strictly |truly |100% |purely )?fee[- ]only\b",
        r"\bfee[- ]only (?:advis[oe]r|planner|firm|fiduciar\w+|and (?:proud|fiduciary))",
        r"\bwe never (?:earn|take|accept) (?:a )?commissions?\b",
    ),
)

_REGULATOR = (
    r"\b(?:s\.?e\.?c\.?|finra|securities and exchange commission|(?:the |our )?(?:federal |state )?(?:regulators?|"
    r"government)|state (?:securities )?(?:division|board|department|of \w+)|securities (?:division|department|"
    r"board)|department of labor|washington|(?:state |sec |finra )?examiners?|irs|treasury department|uncle sam|cnmv|"
    r"consob|gobierno|stato|(?:el )?regulador(?:es)?|autorita)\b"
)
_BLESSES = (
    r"\b(?:approv\w+|endors\w+|certif\w+|vett(?:ed|ing)|cleared|blessed|blessing|looked (?:it |this |us )?over|"
    r"look(?:s|ed) over|signed off|stamp|seal|gold star|thumbs[- ]up|clean bill|flying colou?rs|recommend(?:s|ed)|"
    r"audited|audits|inspected|scrutini[sz]ed|checked|verified|trusted by|picked|selected|top marks|perfect (?:score|"
    r"record)|aprobad\w+|aval\w*|sello|sigillo|certificad\w+|respaldad\w+|approvat\w+|certificat\w+|garantit\w+|"
    r"autorizzat\w+)\b"
)
_OURS = (
    r"\b(?:us|we|our|me|my|i|this|these|offering|portfolio|strateg(?:y|ies)|product|program|advis[eo]rs?|firm|"
    r"numbers|results|track record|performance|trusted|nuestr\w+|est[ea]|nostr\w+|quest[oa])\b"
)
_NOT_A_BLESSING = (
    r"\b(?:not|n't|no|never|neither|nor|non|nunca|ni)\b|\b(?:rule|proposal|amendment|etfs?|etps?|rate|full faith|"
    r"exam (?:priorit\w+|fee)|report\w*|brokercheck|adviserinfo|iapd|look up|check (?:my|our|your|any)|form (?:adv|"
    r"crs)|fee calculator|investor\.gov)\b"
)
_BLESSED = (
    parts(
        "A regulator seems to approve the firm, a person or an investment.",
        _REGULATOR,
        _BLESSES,
        _OURS,
        excused=_NOT_A_BLESSING,
        anyhow=True,
    ),
)
_BADGES = (
    cue(
        "Registration or a regulator's name is used as a badge of quality.",
        r"\b(?:s\.?e\.?c\.?|finra|government|regulator)[- ](?:approved|endorsed|certified|vetted|recommended|trusted|"
        r"backed|blessed|audited)\b",
        r"\bregist(?:ered|ration)\b<gap>\b(?:mark|badge|seal|proof|proves|shows|sign) (?:of|that|we|our|you)\b",
        r"\bregist(?:ered|ration)\b<gap>\b(?:means (?:we|you|our|that|the)|so you (?:know|can)|only (?:the|"
        r"a) (?:best|few|small|select)|elite|highest (?:standard|level))\b",
        r"\bregistrad[oa]s?\b<gap>\b(?:garantia|prueba|sello|lo que (?:significa|demuestra))\b",
        r"\bregistrat[aoie]\b<gap>\b(?:garanzia|prova|segno|il che significa)\b",
        excused=r"\b(?:does not|doesn't|do not|don't|no implica|non implica|not imply|rules?|proposal|etfs?|listing)\b",
    ),
)


def _titled(passage: Passage, facts: Facts) -> Iterator[Hit]:
    for hit in claims(passage, _TITLES[:-1]):
        if not _held(passage.low[hit.start : hit.end], facts):
            yield hit
    if facts.words("entity").strip().lower() != "adviser only" and "adviser" not in facts.words("fact").lower():
        yield from claims(passage, _TITLES[-1:])
    if not isinstance(facts.get("verified_credentials"), (list, tuple)):
        return
    unsaid = Cue("", "")
    for match in (*_SELF.finditer(passage.own), *_marks_after_names(passage)):
        first, last = passage.sentence(match.start())
        if _CANDIDATE.search(passage.own, first, last) or _held(match.group(match.lastgroup or 0), facts):
            continue
        if is_said(passage, match.start(), match.end(), unsaid):
            yield Hit(match.start(), match.end(), "This credential is not among those verified for the sender.")


def _marks_after_names(passage: Passage) -> Iterator[re.Match[str]]:
    for name in _AFTER_NAME.finditer(passage.text):
        yield from _MARK.finditer(passage.own, *name.span(1))


def _held(words: str, facts: Facts) -> bool:
    """Whether the words name a credential on file, by its letters or in full."""
    held = [plain(name) for name in facts.strings("verified_credentials")]
    names = [name for name, source in _MARKS.items() if re.fullmatch(source, words.strip())]
    return any(name in one or one in words for one in held for name in (*names, words.strip()) if len(one) > 1)


def _blessed(passage: Passage, _: Facts) -> Iterator[Hit]:
    yield from said_together(passage, _BLESSED)
    yield from claims(passage, _BADGES)


RULES = (
    Rule(
        "credential-misuse",
        "False, inflated or undefined title or designation",
        "block",
        "FINRA 2210(d)(1)(B); RN 11-52; Advisers Act s.208(c); NASAA/NAIC senior designation models; Reg BI title "
        "guidance",
        "Use only verified credentials and titles the firm approved.",
        "Not a verified mark, a candidate's status stated as one, 'I am not an attorney', or how to look up a "
        "designation.",
        _titled,
    ),
    Rule(
        "regulator-endorsement",
        "Implied approval by SEC, FINRA or a state",
        "block",
        "Exchange Act s.26; Advisers Act s.208(a); FINRA 2210(e); 206(4)-1(d)(3)",
        "State registration or membership only; add that registration does not imply skill or approval.",
        "Not a legend that denies approval, a link to BrokerCheck or IAPD, or news of a rule that was approved.",
        _blessed,
    ),
)
