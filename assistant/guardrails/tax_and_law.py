"""Tax and law: what to file, deduct, sign or hide is the word of an accountant or an attorney."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.guardrails.asserted import claims, cue
from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit, Rule

_TO_DO = (
    r"\b(?:(?:you|u|your wife|your husband|you two|you both) (?:can|could|should|must|may|need to|get to|are able to|"
    r"are allowed to|don't have to|do not have to|needn't|won't have to|won't need to|won't|will not|'ll)|just|"
    r"simply|go ahead and|please|(?:puede|puedes|debe|deberia|no tiene que|no hace falta que) ?|(?:puo|deve|dovrebbe|"
    r"non deve|basta)) "
)
_TAX_ACT = (
    r"(?:(?:\w+ ){0,2}(?:deduct|write (?:it |this |that |them |the \w+ )?off|itemi[sz]e|depreciate|declare|"
    r"report (?:it|that|them) (?:on|as|under)|amend|expense|claim (?:the|a|an|your|it|him|her|them|head)|file (?:as|"
    r"jointly|separately|an? (?:amended|extension|gift)|it under|schedule)|elect|treat (?:it|this|the \w+) as|"
    r"put (?:it|that|this|them) (?:on|down|under) (?:schedule|sched|line|your (?:return|taxes))|deducir|declarar|"
    r"desgravar|dedurre|dichiarare|scaricare|detrarre))\b"
)
_LEGAL_ACT = (
    r"(?:(?:\w+ ){0,2}(?:sue|retitle|deed|sign (?:it|this|the (?:deed|house|deed|waiver|trust|prenup|agreement))|"
    r"disinherit|disclaim|revoke|void|break (?:the|your) (?:lease|contract|trust)|(?:put|move|transfer|"
    r"place) (?:the |your )?(?:house|home|property|assets|cabin|business) (?:in|into|to) (?:an? |the |"
    r"your )?(?:\w+ )?(?:llc|trust|name|corporation)|draft|write your own will|skip (?:the )?(?:attorney|lawyer|"
    r"probate)|demandar|impugnar|intestar\w*|firmar|firmare))\b"
)
_REFERRED = (
    r"\b(?:(?:check|ask|talk|speak|confirm|work|consult|discuss|review|run (?:it|this)|bring (?:it|this|them)|"
    r"take (?:it|this)|go)\w*\b.{0,40}\b(?:cpa|attorney|lawyer|accountant|tax (?:advis[oe]r|preparer|professional)|"
    r"contador\w*|abogad\w+|commercialista|avvocat\w+|notai\w+)|(?:your|the) (?:cpa|accountant|attorney|lawyer|"
    r"tax preparer) (?:will|can|should|said|says|told|asked|has|wrote|is|needs|who)|not (?:tax|legal) advice|(?:su|"
    r"il suo) (?:contador\w*|abogad\w+|commercialista|avvocat\w+)|no es (?:un )?consejo|non e (?:un )?(?:parere|"
    r"consiglio)|copied (?:your|the) (?:cpa|attorney)|irs (?:says|publication|allows|limit)|contribution limit|"
    r"required minimum|rmd)"
)
_ADVICE = (
    cue(
        "It tells the client what to do about a tax.",
        _TO_DO + _TAX_ACT,
        r"\b(?:put|write|take|list|claim|book) (?:\w+ ){1,3}(?:down |off )?as an? (?:business|office|dependent|"
        r"deduct\w*|expense|loss|charit\w+)",
        r"\bskip the (?:\w+ ){0,3}(?:form|return|filing)\b",
        r"\bleave (?:it|this|that|them) off (?:your|the) (?:return|taxes|form)\b",
        r"\byou qualify for (?:the |an? )?(?:\w+ ){0,3}(?:exclusion|deduction|credit|exemption)\b",
        r"\b(?:is|are|it's|that's|it is|counts as|se puede|e|es) (?:all |fully |totally |100% |completely |"
        r"interamente |totalmente )?(?:deductible|a write-?off|tax-?deductible|deducible|deducibile|detraibile)\b",
        r"\b(?:don't|do not|no need to|never mind|skip|no) (?:\w+ )?(?:report(?:ing)?|declar(?:e|ing|es)|disclos(?:e|"
        r"ing)|fil(?:e|ing) (?:a|an|that|the|it))\b<gap>\b(?:gift|income|irs|tax|sale|cash|account|return|1099|form|"
        r"hacienda)",
        r"\b(?:irs|tax authorities|hacienda|agenzia delle entrate|fisco) (?:\w+ )?(?:never|won't|doesn't|can't|nunca|"
        r"non) (?:\w+ )?(?:check|notice|care|look|ask|audit|find|revis|controll)\w*",
        r"\b(?:no declare|non dichiar\w+)\b",
        r"\byou (?:won't|will not|don't|do not|never) (?:owe|pay) (?:any )?(?:tax|taxes|capital gains)\b",
        r"\bshould (?:\w+ ){0,2}(?:convert|roll|gift|transfer|harvest)\b<gap>\b(?:tax|taxes|irs|roth)\b",
        excused=_REFERRED,
        denied=False,
    ),
    cue(
        "It tells the client what to do about a matter of law, or promises how it ends.",
        _TO_DO + _LEGAL_ACT,
        r"\b(?:(?:moving|putting|transferring|titling|deeding|placing) (?:the|your) \w+ (?:in|into|to) (?:an? |the |"
        r"your )?(?:\w+ )?(?:llc|trust|name|corporation))\b<gap>\b(?:will|keeps?|protects?|avoids?|shields?|means|"
        r"gets?)\b",
        r"\b(?:keep|keeps|protect\w*|shield\w*|safe|out of reach|beyond the reach)\b<near>\b(?:from|of) (?:your |"
        r"the |any |all )?(?:creditors|lawsuits?|medicaid|the court|ex-(?:wife|husband|spouse))\b",
        r"\b(?:will|would|'ll) (?:\w+ )?(?:hold up|stand up|stick|win|be thrown out|"
        r"be enforceable) (?:in (?:any )?court|with (?:any|the) judge|if challenged)|\b(?:legally binding|airtight|"
        r"ironclad|bulletproof|judge[- ]proof|not enforceable|unenforceable|void)\b<near>\b(?:clause|contract|trust|"
        r"will|agreement|prenup|lease|lawsuit)|\b(?:trust|will|clause|contract|prenup|agreement|"
        r"lease)\b<near>\b(?:is|are) (?:legally binding|airtight|ironclad|not enforceable|unenforceable|void|"
        r"bulletproof)\b",
        r"\b(?:under|by) (?:state|federal|\w+) law\b<near>\b(?:(?:has|have) no (?:claim|right|case)|entitled to|"
        r"you're (?:covered|protected|safe))",
        r"\b(?:medicaid|creditors|the court|your ex|nobody|they) (?:can't|cannot|won't) (?:touch|take|reach|get at)\b",
        r"\b(?:never|not|won't|wouldn't) (?:survive|hold up|stand(?: up)?) in (?:any )?court\b",
        r"\b(?:has|have) no (?:legal )?(?:claim (?:on|to)|right to)\b",
        r"\bleave (?:your|him|her|them|the) (?:\w+ )?out of (?:the|your) will\b",
        r"\bno need (?:to|for) (?:\w+ )?(?:an? |your )?(?:lawyer|attorney|cpa|accountant|notary)\b",
        r"\byou (?:don't|do not|won't) need (?:a|an|any) (?:lawyer|attorney|cpa|accountant|notary)\b",
        r"\bno (?:necesita|hace falta) (?:un )?(?:abogad\w+|contador\w*)|\bnon (?:serve|le serve|occorre) (?:un |"
        r"l')?(?:avvocat\w+|commercialista|notai\w+)",
        excused=_REFERRED,
        denied=False,
    ),
)
_NOT_SAID = re.compile(r"\b(?:can't|cannot|not able to|may not|whether|if) (?:\w+ ){0,4}$")


def _advised(passage: Passage, _: Facts) -> Iterator[Hit]:
    for hit in claims(passage, _ADVICE):
        if not _NOT_SAID.search(passage.own, max(0, hit.start - 40), hit.start):
            yield hit


RULES = (
    Rule(
        "tax-legal-advice",
        "Specific tax or legal advice by the advisor",
        "needs_principal_review",
        "Firm policy; FINRA 2210(d)(1)(A); state unauthorized-practice law; IRS Circular 230",
        "Recast it as general information and refer the client to a CPA or an attorney.",
        "Not the arithmetic of a required distribution, a contribution limit, a figure of a form, acting on an "
        "attorney's letter, or a disclaimer.",
        _advised,
    ),
)
