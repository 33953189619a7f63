"""Complaints: a grievance about the firm in what arrives, and a draft that answers one by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.guardrails.asserted import claims, cue
from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit, Rule

_ABOUT_OTHERS = (
    r"\b(?:my (?:bank|landlord|neighbou?r|dentist|ex|boss|insurance company)|the (?:airline|hotel|cable|"
    r"phone company|bank|mechanic|contractor|printer|website|app|login|portal)|i(?:'m| am) not (?:upset|angry|"
    r"complaining)|la (?:aerolinea|banca)|el banco|il portale)\b"
)
_TO_THE_FIRM = re.compile(
    r"\b(?:you|your|yours|u|ur|lei|voi|vostr[oaie]|suo|sua|usted(?:es)?|ustedes|su|sus|anna|advis[oe]r|consulente|asesor|"
    r"fees?|portfolio|account)\b"
)
_GRIEVANCES = (
    cue(
        "A client says that something was done without being asked or told.",
        r"\bwithout (?:my|our|asking|telling|ever|any|consulting|permission|even) ?(?:\w+ ){0,2}(?:permission|"
        r"consent|authori[sz]ation|approval|knowledge|me|us|asking|telling|ok|okay|explanation)\b",
        r"\b(?:w/o|without) (?:asking|telling|calling) me\b",
        r"\b(?:never|nobody|no one|did not|didn't|you didn't|not once) (?:\w+ )?(?:told|explained?|disclosed?|asked|"
        r"authori[sz]ed?|agreed?|mention(?:ed)?|warned?|signed?|approved?|tell|ask|warn|informed|said)\b(?! (?:you|"
        r"him|her) how)",
        r"\bi (?:did not|didn't|never) (?:ask|want|agree|authori[sz]e|sign)\w*\b",
        r"\b(?:nunca|nadie|no) (?:me |nos )?(?:explic\w+|dij\w+|avis\w+|inform\w+|pregunt\w+|autoric\w+|consult\w+)",
        r"\b(?:mai|nessuno|non) (?:mi |ci )?(?:ha|hanno|avete|aveva|avevate|e stat\w)\b<near>\b(?:spiegat\w+|dett\w+|"
        r"avvisat\w+|informat\w+|chiest\w+|autorizzat\w+|avvertit\w+)",
        r"\bsin mi (?:permiso|autorizacion|consentimiento)|\bsenza (?:il mio|la mia|chieder\w+|avvis\w+|dirm\w+)",
        excused=_ABOUT_OTHERS + r"|\b(?:thank\w*|grateful|worr(?:y|ied))\b",
        denied=False,
    ),
    cue(
        "A client wants redress.",
        r"\bi (?:want|demand|expect|need|would like|insist on)\b<near>\b(?:my money|it|this|money|fees?|"
        r"losses) (?:back|fixed|refunded|reimbursed|returned|corrected|made right|put right|undone|reversed)\b",
        r"\b(?:refund|reimburse|compensate|repay|make (?:this|it) right|give (?:me|us) back|pay (?:me|us) back|"
        r"owe (?:me|us))\b",
        r"\bwho is responsible\b|\bhold (?:you|the firm|your firm) (?:responsible|accountable|liable)\b",
        r"\b(?:filing|file|make|making|lodge|submit) (?:a |an )?(?:formal |official |written )?(?:complaint|"
        r"grievance|arbitration|claim against)\b|\bcomplain(?:t|ing)? (?:about|against)\b|\bthis is a complaint\b",
        r"\b(?:my (?:lawyer|attorney)|sue|suing|(?:writing|going|reporting|complaining|"
        r"talking) to (?:\w+ ){0,4}(?:finra|sec|state|regulators?|attorney general|bbb|consumer \w+)|"
        r"going to (?:finra|the sec)|report(?:ing)? you|contact(?:ing)? (?:finra|the sec)|arbitration)\b",
        r"\b(?:devuelv\w+|reembols\w+|indemni\w+|queja|denuncia\w*|reclamo|reclamacion|abogad[oa])\b",
        r"\b(?:restitu\w+|rimbors\w+|risarc\w+|reclamo|denunci\w+|avvocat[oa]|rivoglio|voglio indietro)\b",
        excused=_ABOUT_OTHERS
        + r"|\b(?:tax refund|thank\w*|expense|estate attorney|my attorney (?:needs|will|drafted|asked|has)|"
        r"rimborso fiscale|when (?:will|does)|cuando|quando|(?:not|no|n't) (?:\w+ )?(?:filing|an? complaint|"
        r"complaints?|suing|want))\b",
        denied=False,
    ),
    cue(
        "A client says that the advisor or the firm did wrong.",
        r"\b(?:you|u|your (?:firm|office|assistant|company|people)|dana|he|she|they) (?:\w+ )?(?:put (?:me|us|my)|"
        r"pushed|steered|talked (?:me|us) into|convinced (?:me|us)|sold (?:me|us|my|things|off|all)|charged (?:me|"
        r"us) (?:twice|for|too)|lost (?:my|our|me|all|half)|promised (?:me|us)|lied|misled|cheated|ignored|"
        r"overcharged|promised|forgot|churn\w*|ripped|told (?:me|us)\b<gap>\b(?:wrong|safe|but|and now|couldn't|"
        r"wouldn't|never))",
        r"\bwhy (?:did|has|have|were|was|am|are|is) (?:you|u|your|my|our|i|there|nobody|no one)\b<gap>\b(?:mov\w+|"
        r"s[oe]ld|sell|charg\w+|los\w+|missing|gone|ignor\w+|without|w/o|took|take|never|still (?:not|waiting))",
        r"\b(?:(?:nobody|no one|you never) (?:returns?|answers?|calls?|picks? up|responds?|replies)|"
        r"waiting (?:\w+ ){1,3}(?:weeks|months)|(?:worst|terrible|horrible) (?:service|advis\w+|firm|experience)|"
        r"stay away|avoid(?: them| this firm| at all costs)?(?=[.!])|unauthori[sz]ed|overcharg\w+|double[- ]charged|"
        r"misled|misleading|misrepresent\w+|negligen\w+|unsuitable|unacceptable|not (?:ok|okay|acceptable|"
        r"the service|what (?:i|we) (?:was |were |had )?(?:agreed|signed|asked|promised|expected|paid))|"
        r"took advantage of|losing (?:my |our )?patience|(?:second|third|fourth) (?:error|mistake|time)|(?:i|"
        r"we) (?:expect|demand) (?:an )?(?:explanation|answer|refund|apology)|(?:i|we) lost (?:\d|half|most|"
        r"everything|all|over|more|nearly)|lied to|asked (?:\w+ ){0,3}(?:times|twice)|never (?:understood|"
        r"called (?:me )?back|returned|answered)|(?:mai|non) (?:concordat|chiest|autorizzat)\w+|"
        r"voglio parlare con (?:\w+ ){1,2}(?:responsabile|direttore)|reclamando|nadie (?:me )?(?:contesta|responde)|"
        r"no (?:acordad\w+|autorizad\w+)|(?:mesi|settimane) che aspett\w+|(?:meses|semanas) esperando|churning|"
        r"scammed|ripped off|rip-off|cheated|betrayed|fed up|furious|outrag\w+|disgust\w+|appalled|ashamed of|"
        r"(?:very|so|extremely|really|quite|deeply) (?:upset|unhappy|angry|disappointed|dissatisfied|frustrated)|"
        r"(?:i am|i'm|we are|we're) (?:upset|unhappy|angry|disappointed|dissatisfied|frustrated) (?:with|about|that|"
        r"by)|let (?:me|us) down|lost (?:all )?(?:trust|faith|confidence) in (?:you|your|the firm)|third time (?:i|"
        r"this)|still (?:haven't|have not|no) (?:\w+ )?(?:received|answer|reply|fixed))\b",
        r"\b(?:me (?:engan\w+|mintier\w+|cobr\w+ de mas|estafar\w+)|inaceptable|estoy (?:muy )?(?:molest\w+|"
        r"decepcionad\w+|enojad\w+)|es una verguenza)\b",
        r"\b(?:mi (?:avete|ha|hanno) (?:ingannat\w+|mentit\w+|trufat\w+|fatto perdere|venduto)|inaccettabile|"
        r"sono (?:molto )?(?:delus\w+|arrabbiat\w+|scontent\w+)|vergogn\w+|scorrett\w+)\b",
        excused=_ABOUT_OTHERS
        + r"|\b(?:thank\w*|no longer|great (?:job|work)|(?:not|n't|never) (?:\w+ )?(?:upset|angry|unhappy|"
        r"disappointed|furious|frustrated|misled|complaining))\b",
        denied=False,
    ),
)
_ANSWERS = (
    cue(
        "The draft answers a complaint by itself.",
        r"\b(?:your|the|this|his|her|their) (?:\w+ )?(?:complaint|grievance)\b(?! (?:line|form|process|file|"
        r"procedure|department|desk))",
        r"\b(?:sorry|apologi[sz]e|regret)\b<gap>\b(?:you(?:'re| are| feel| felt| were)? (?:so |very )?(?:unhappy|"
        r"upset|angry|misled|disappointed|dissatisfied)|(?:the loss(?:es)?|your losses)|i put you|we put you|"
        r"lost (?:you|your) money|the (?:unauthori[sz]ed|wrong) trade|not explaining|should have (?:told|explained|"
        r"asked|warned))\b",
        r"\b(?:su|la) queja\b|\b(?:il suo|suo) reclamo\b",
        excused=r"\b(?:compliance|principal|passed (?:it|this|your) (?:on|to)|forwarded|customer (?:service|"
        r"relations)|cumplimiento|conformita)\b",
    ),
    cue(
        "The draft answers a complaint by itself.",
        r"\byou (?:say|claim|allege|feel|wrote) (?:that )?(?:i|we|nobody|no one)\b<near>\b(?:never|did not|didn't|"
        r"misled|lied|should)",
        excused=r"\b(?:compliance|principal|forwarded)\b",
        denied=False,
    ),
)


def _complained(passage: Passage, facts: Facts) -> Iterator[Hit]:
    if facts.says_yes("routed_to_compliance"):
        return
    if facts.channel == "incoming" or facts.words("direction").strip().lower() == "incoming":
        yield from claims(passage, _GRIEVANCES)
    elif facts.channel != "slack":
        yield from claims(passage, _ANSWERS)
        yield from _quoted_below(passage)


def _quoted_below(passage: Passage) -> Iterator[Hit]:
    """A grievance in the message that a draft replies to: the lines that `own` leaves out."""
    if passage.own == passage.low:
        return
    for line in re.finditer(r"^[ \t]*>[^\n]+", passage.low, re.MULTILINE):
        if passage.own[line.start() : line.end()].strip():
            continue
        for hit in claims(Passage(line.group().lstrip(" \t>"), passage.tick), _GRIEVANCES):
            shift = line.end() - len(line.group().lstrip(" \t>"))
            yield Hit(hit.start + shift, hit.end + shift, hit.reason)


def _about_others(passage: Passage, _: Facts) -> bool:
    """Whether the text is about somebody else's doings and never speaks to the firm."""
    return bool(re.search(_ABOUT_OTHERS, passage.own)) and not _TO_THE_FIRM.search(passage.own)


RULES = (
    Rule(
        "complaint-received",
        "Message expresses or answers a client grievance",
        "needs_principal_review",
        "FINRA 4513 and 4530(d); 17a-3(a)(18)",
        "Stop drafting; log it; pass it to compliance; send only a holding reply.",
        "Not a neutral question, worry about markets, a computer problem, a grievance about somebody else, praise, or "
        "a holding reply that compliance sent.",
        _complained,
        cured=_about_others,
    ),
)
