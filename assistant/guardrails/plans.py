"""Plan participants and employers' staff: education if the agreement says so, outreach by the sponsor's word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.guardrails.asserted import Cue, claims, cue, is_said
from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit, Rule
from assistant.guardrails.together import parts, said_together, sentences

_ADVICE_AGREED = re.compile(r"\b(?:advice|advisory|3\(21\)|3\(38\)|managed accounts?)\b")
_EDUCATION = re.compile(r"\beducation\b")
_INVESTMENT = (
    r"\b(?:funds?|stable value|target[- ]date|target \d{4}|(?:company )?stocks?|bonds?|equit(?:y|ies)|index|(?:large|"
    r"small|mid)[- ]caps?|international|growth|brokerage window|managed account|balance|allocation|ira|annuit(?:y|"
    r"ies)|\d{1,3} ?(?:%|percent)|fond[oi]s?|acciones|bonos|saldo|azion\w+|obbligazion\w+)"
)
_DIRECTIVE = (
    r"\b(?:(?:we|i)(?:'d| would)? (?:strongly |really )?(?:recommend|suggest|advise|urge|favor)|you(?:'d|"
    r" would)? (?:really )?(?:should|ought to)|(?:everyone|everybody|you all|most of you) (?:should|ought to)|"
    r"you(?:'d| would) (?:do|be) (?:much |far )?better|better off|(?:best|smart|right) (?:bet|choice|move|pick|"
    r"fund) (?:for you|is)|mak(?:es|ing) (?:\w+ )?sense|the one i(?:'d| would)|(?:is|are|it's) a waste|"
    r"no reason to (?:hold|own|stay)|too (?:conservative|aggressive|timid) for|my (?:advice|pick|suggestion|"
    r"favorite)|if i were you|were i you|i(?:'d| would) (?:put|move|shift|go|hold|own|buy|use|pick|choose|drop|skip|"
    r"avoid|sell|switch|split|get|stay|keep|lean|dump)|time to (?:move|shift|get|switch|sell|rotate)|(?:le|les|"
    r"te) (?:recomiendo|sugiero|aconsejo|conviene)|deberia[ns]?|yo (?:pondria|moveria|elegiria)|(?:le|vi|"
    r"ti) (?:consiglio|suggerisco|conviene)|dovrebbe|dovreste|io (?:metterei|sposterei|sceglierei))\b"
)
_GENERAL = (
    r"\b(?:for example|hypothetical|general information|educational|cannot recommend|no (?:es )?(?:un )?consejo|"
    r"check with|consider (?:your|all|other)|you (?:can|may)|models?|talk to your (?:own )?|read the|review (?:the|"
    r"your)|consulte|por ejemplo|ad esempio)\b"
)
_ADVICE = (
    parts("It tells plan participants what to do with their plan investments.", _DIRECTIVE, _INVESTMENT,
          excused=_GENERAL),
)  # fmt: skip
_PICKS = (
    cue(
        "It tells plan participants which investments to hold.",
        r"(?:^|(?<=[.!?:]\s)|(?<=\n)|\bplease |\bjust |\bthen |\bso |\band )(?:take|skip|avoid|max out|stop|move|"
        r"shift|switch|put|drop|dump|sell|pick|choose|"
        rf"get out of|go (?:all in|heavier|with)|load up|pase|mueva|cambie|elija|sposti|metta|scelga)\b<gap>"
        rf"(?:{_INVESTMENT}|\bplan loan)",
        r"\b(?:i|we)(?:'ll| will| can) (?:tell|show|pick|choose|map out|select|mark|circle)\b<near>\b(?:which|what|"
        r"the)\b<near>\b(?:funds?|options?|investments?|allocation|to (?:pick|choose|hold|do))\b",
        r"\b(?:le digo|les digo|le dire|le dico|vi dico)\b<near>\b(?:que|cuales|quali|che) (?:fond\w+|hacer|fare)",
        excused=_GENERAL + r"|\bhow to (?:log|sign|enrol)",
    ),
)

_STAFF = (
    r"(?:employees?|staff|workers?|workforce|team members|nurses|teachers|pilots|engineers|drivers|"
    r"(?:plan )?(?:participants|members)|retirees|trabajador[ae]s|emplead[oa]s|personal|dipendenti|lavoratori|colleghi)"
)
_NO_NAME = (
    r"(?!(?i:our|my|all|your|this|that|thanks?|federal|state|many|most|some|hi|old|if|traditional|private|public|"
    r"corporate|employer|company|which|what|how|is|roth|irs|dol|new|does|do|have|got|with|for|every|any|former|"
    r"current|about|when|why|plan|the|dear|in|and|or|we|i)\b)"
)
_NAME = rf"(?:the )?{_NO_NAME}[A-Z][\w&'.-]{{1,30}}(?: (?:[A-Z][\w&'.-]{{1,30}}|de|of|and|&)){{0,3}}"
_NAMED_STAFF = re.compile(
    rf"\b(?i:{_STAFF}) (?i:of|at|from|with|in|de|del|di|della|dell|alla) {_NAME}"
    rf"|\b{_NAME}(?:'s)? (?i:{_STAFF})\b"
    rf"|\b(?i:you(?: all)?|anyone|everyone|those|who|folks) (?i:works?|worked|work(?:ing)?) (?i:at|for) {_NAME}"
    rf"|\b(?i:on staff|everyone|everybody|anyone|folks|people|all of you|friends|laid off|let go|retiring|leaving|"
    rf"departing) "
    rf"(?i:at|from|by) {_NAME}"
    rf"|\b{_NAME}(?:'s)? (?i:401\(?k\)?|403\(?b\)?|pension|stock plan|rsus?|espp|badge|severance|shared channel|"
    rf"pensione|"
    rf"plan de retiro)\b"
    rf"|\b(?i:work(?:ing)? (?:at|for)|trabaja[ns]? en|lavor(?:i|ate|a) (?:in|da|per|alla|presso)) {_NAME}"
)
_SOLICITS = re.compile(
    r"\b(?:call(?: me| us)?|message|dm|book|talk to (?:us|me)|reach out|contact|schedule|sign up|ask (?:me|us)|"
    r"we (?:know|help|can|work|speciali[sz]e)|i (?:know|help|can|work|speciali[sz]e)|let'?s|free (?:review|session|"
    r"consult\w*|seminar)|private session|get a|grab|send us|review|our advis[eo]rs|visit|come by|stop by|"
    r"people your|appointment|prenot\w+|chiam\w+|scriv\w+|contatt\w+|llam\w+|pregunt\w+|escrib\w+|reserv\w+|agend\w+|"
    r"hablemos)\b"
)
_WIDE = ("public", "26+_retail", "plan_participants")
_PLAN_LIST = (
    cue(
        "A list of plan members is used to sell.",
        r"\b(?:pulled|got|have|took|used|using|bought|exported|from) (?:a |the |our |your )?(?:\w+ )?(?:lists?|"
        r"census|file|roster|data|records?) of (?:\w+ )?(?:plan|participants?|members|employees|staff)",
        r"\b(?:plan|recordkeep\w+|payroll|participant) (?:census|list|file|data|records?)\b<gap>\b(?:reach|write|"
        r"contact|offer|thought you|noticed|saw)",
    ),
    cue(
        "The audience of an advertisement is an employer's staff.",
        rf"\b(?:audience|targeting|target|sponsored|promoted)\b ?[:,]<gap>\b{_STAFF}",
        rf"\btarget(?:ing|ed)?\b<near>\b{_STAFF} (?:of|at)",
    ),
)


def _advice_is_agreed(_: Passage, facts: Facts) -> bool:
    agreement = facts.words("agreement").lower()
    return bool(_ADVICE_AGREED.search(agreement) and not _EDUCATION.search(agreement))


def _advised(passage: Passage, facts: Facts) -> Iterator[Hit]:
    agreement = facts.words("agreement").lower()
    if _advice_is_agreed(passage, facts):
        return
    if facts.words("audience") == "plan_participants" or _EDUCATION.search(agreement):
        yield from said_together(passage, _ADVICE)
        yield from claims(passage, _PICKS)


def _targeted(passage: Passage, facts: Facts) -> Iterator[Hit]:
    if facts.says_yes("sponsor_permits") or facts.words("audience") not in _WIDE:
        return
    yield from claims(passage, _PLAN_LIST)
    plain = Cue("", "")
    for first, last in sentences(passage):
        for match in _NAMED_STAFF.finditer(passage.text, first, last):
            near = passage.own[first : last + 200]
            if not _SOLICITS.search(near):
                continue
            if is_said(passage, match.start(), match.end(), plain):
                yield Hit(match.start(), match.end(), "It seeks out the staff of a named employer.")


RULES = (
    Rule(
        "participant-advice",
        "Plan participant given fund-specific advice instead of education",
        "block",
        "29 CFR 2509.96-1 and 2510.3-21; ERISA s.3(21) and 406; plan service agreement",
        "Keep to plan information, general concepts, and asset-allocation models with their IB 96-1 disclosures.",
        "Not a comparison of distribution options, a fee notice, a model mix with its statements, or declining to "
        "advise.",
        _advised,
        _advice_is_agreed,
    ),
    Rule(
        "employer-targeting",
        "Outreach or ad aimed at staff of a named employer or plan",
        "block",
        "Plan services agreement; ERISA s.404 and 406; platform ad policy; firm policy",
        "Go through the sponsor; remove the employer from the audience; keep to general education.",
        "Not education for anyone with employer shares, a session the sponsor invited to, volunteering, or an existing "
        "client's own plan.",
        _targeted,
    ),
)
