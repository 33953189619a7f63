"""Dealings beside the firm: outside investments and loans with clients, and quarrels settled in private."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.guardrails.asserted import claims, cue, phrase
from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit, Rule
from assistant.guardrails.together import parts, said_together

_REFUSED = (
    r"\b(?:can't|cannot|can not|not allowed|may not|never|decline[ds]?|won't|will not|no puedo|no podemos|non posso|"
    r"non possiamo|custodian|(?:the )?bank can|ask (?:a|the|for)|attorney will)\b"
)
_KIN = (
    r"\b(?:my|our|mi|mio|mia|nuestro) (?:\w+ )?(?:cousin|brother|sister|buddy|friend|partner|wife|husband|son|"
    r"daughter|in-law|brother-in-law|neighbou?r|own|startup|start-up|company|llc|restaurant|bar|side|venture|project|"
    r"building|socio|socia|primo|prima|hermano|hermana|amigo|esposa|cunado|cugin[oa]|fratello|sorella|amico|socio|"
    r"cognato|moglie|marito)\b"
)
_OUTSIDE = (
    r"\b(?:(?:isn't|is not|not) (?:something |a product )?(?:that )?(?:the|my|our|through the|on the|"
    r"run by the) firm(?:'s)?|(?:outside|apart from|separate from|away from|beside|"
    r"nothing to do with) (?:of )?(?:the|my|our) (?:firm|day job|work|company|platform)|on the side|(?:a few|some|"
    r"a group|several) of us (?:are|have)|my partners and i|i own (?:part|half|a piece|a share) of an?|side (?:deal|"
    r"project|business|venture|gig)|off[- ]platform|(?:i|we)(?:'ve| have)? (?:started|founded|launched|set up|formed|"
    r"run) (?:a|my|our) (?:\w+ )?(?:fund|llc|company|partnership|business|syndicate|start-?up|token|club)|"
    r"no pasa por la firma|fuera de la firma|al margen de la firma|fuori dalla (?:societa|banca|ditta)|"
    r"non passa dalla|private(?:ly)? (?:deal|offering|placement|note|lending|loan)|friends and family round)\b"
)
_INVITES = (
    r"\b(?:(?:you|u) (?:could|can|might|should|may|want to)|(?:come|get|buy|let you) in\b|in for|invest\w*|put (?:in|"
    r"up)|rais(?:e|ing) (?:money|capital|funds)|looking for (?:\w+ )?(?:investors?|partners?|backers?|money)|"
    r"room for|gets you in|\d{1,3}k\b|saved you a (?:spot|seat|place)|(?:a )?(?:slice|piece) of|want a slice|"
    r"taking (?:in|on) (?:\w+ )?(?:new )?(?:partners|investors)|pool(?:ing|ed)? (?:our )?money|interested|want in|"
    r"allocation|message me|make the check|stake|minimum|pays? \d|units?|shares? of|join (?:us|me)|te anoto|le anoto|"
    r"invert\w+|entrar\b|particip\w+|pagan?|paga il|entra(?:re)?|investir\w+|quot[ae]|[$€]\s?\d)"
)
_OUTSIDE_DEALS = (
    parts("An investment outside the firm is offered to a client.", _OUTSIDE, _INVITES, excused=_REFUSED, denied=False,
          across=True),
    parts(
        "A relative's or one's own venture is offered to a client.",
        _KIN,
        r"\b(?:rais(?:e|ing)|open(?:s|ing)|buying|building|launching|start(?:ing|ed)|putting together|has|have|"
        r"needs?|is (?:doing|flipping)|flip(?:s|ping)?|paga|pays|abre|sta (?:aprendo|comprando)|apre|"
        r"esta (?:abriendo|comprando)|monta)\b",
        r"\b(?:you (?:could|can|might) (?:come|get|buy|invest|put|be)|(?:come|get|let you) in\b|investors?|backers?|"
        r"want in|room for|interested in (?:putting|investing|joining)|invert\w+|entrar\b|te anoto|invest(?:ire|e)\b|"
        r"entrare)",
        excused=_REFUSED + r"|\byour cousin",
        across=True,
    ),
)  # fmt: skip
_PERSONAL = (
    cue(
        "A loan between advisor and client is proposed.",
        r"\b(?:lend|loan|borrow|spot|front) (?:me|us)\b",
        r"\b(?:help (?:me|us) (?:out )?with|give (?:me|us)|make (?:me|us)|i need) an? (?:\w+ ){0,2}loan\b|\b(?:could|"
        r"can|may|might) i borrow\b<near>(?:[$€]|\bfrom you\b|\bmoney\b)",
        r"\bborrow(?:ing)?\b<near>\bfrom you\b",
        r"\bi(?:'ll| will| can| could|'d)(?: be happy to| gladly)? (?:lend|loan|front) you\b",
        r"\b(?:pay you (?:back )?(?:better|more|interest)|i'll pay you (?:back|\d))\b<gap>\b(?:loan|cd|interest|%|"
        r"percent)",
        r"\b(?:prestame|prestarme|me presta(?:s|ria|rias)?|puede prestarme|mi presti|mi presta|prestarmi|le presto|"
        r"te presto)\b",
        excused=r"\b(?:your (?:notes|copy|pen|book)|a hand|an ear|book)\b|" + _REFUSED,
    ),
    cue(
        "Money goes to the advisor in person.",
        r"\b(?:checks?|cheque|payable|pay|wire|transfer|deposit|make it|zelle|venmo|send)\b<near>\b(?:out |"
        r"payable )?(?:to me(?: personally| directly)?\b|in my name|to my (?:own |personal )?(?:account|llc|company|"
        r"venmo|name|business))(?! (?:attention|by (?:mail|post)|so))",
        r"\b(?:a mi nombre|a mi cuenta personal|a nome mio|sul mio conto)\b",
        excused=r"\b(?:form|statement|copy|document|refund(?:ed)?|questions?|notice|bill)s?\b|" + _REFUSED,
    ),
    cue(
        "The advisor would hold a role over the client's estate.",
        r"\b(?:nam(?:e|ing)|mak(?:e|ing)|put(?:ting)?|list(?:ing)?|add(?:ing)?|appoint(?:ing)?) (?:me|"
        r"myself) (?:down )?(?:as |your |a |to )(?:\w+ ){0,3}(?:trustees?|executor|beneficiar\w+|will|"
        r"power of attorney|poa|co-?owner)",
        r"\b(?:nombrarme|ponerme|designarme) (?:como )?(?:\w+ )?(?:fideicomisari\w+|beneficiari\w+|albacea)",
        r"\b(?:nominarmi|indicarmi|mettermi) (?:come )?(?:\w+ )?(?:beneficiari\w+|esecutor\w+|trustee)",
        excused=_REFUSED,
    ),
)

_GIVES = (
    r"\b(?:(?:i|we)(?:'ll| will| can| could|'d| would| am willing to|'m willing to| are prepared to|"
    r"'re prepared to)?(?: \w+)? (?:pay|refund|cover|reimburse|credit|waive|send|write|give|buy|make (?:it|you|this)|"
    r"add|offer|cut|split|throw in|take care of)|make up the|the (?:check|money) is yours|let me (?:pay|make up|send|"
    r"cover|refund|make|buy|take care)|out of (?:my|our) (?:own )?pocket|from my own|my own money|(?:a )?(?:check|"
    r"credit|waiver|refund|payment|fees?) (?:of|for|will|in|as)|le (?:pago|pagamos|devuelvo|regalo|reembolso|doy)|"
    r"(?:le|ti|vi) (?:pago|rimborso|verso|restituisco|offro)|de mi bolsillo|di tasca mia|as part of (?:our|the|this))\b"
)
_SILENCE = (
    r"\b(?:(?:withdraw|drop|retract|take (?:back|down)|pull|let go of|tear up)\w*\b<near>\b(?:complaint|letter|"
    r"grievance|claim|review|post|report|matter|it|arbitration)|(?:not|don't|dont|won't|no need to|instead of|"
    r"rather than|before (?:you|anyone)|without) (?:you )?(?:fil(?:e|ing)|report(?:ing)?|complain(?:ing)?|"
    r"go(?:ing)? to|involv(?:e|ing)|call(?:ing)? (?:finra|the sec|compliance)|tell(?:ing)?|mention(?:ing)?|writ(?:e|"
    r"ing) to|post(?:ing)?|speak(?:ing)?|contact(?:ing)?|escalat\w+|bring(?:ing)?)|keep (?:this|it|that) (?:between|"
    r"quiet|private|to|off)|between (?:us|you and me|the two of us)|(?:say|speak|post) nothing|stay(?:s)? (?:quiet|"
    r"private)|no one (?:needs|has) to know|(?:don't|do not|not|without) (?:have to |need to )?(?:bother|trouble|"
    r"alert|worry)(?:ing)? (?:the |my |anyone|anybody)|keep (?:the|this|it) (?:\w+ )?from|agree not to|(?:leave|"
    r"keep) (?:\w+ )?(?:finra|the sec|compliance|regulators?|(?:my|the) (?:boss|manager|firm|office)) out|"
    r"call it (?:even|square|a day)|leave (?:it|this) (?:at that|there)|(?:we|"
    r"you) (?:can )?forget (?:about )?(?:this|it|the)|expung\w+|(?:support|agree to) remov\w+|retir[ae]\w* (?:la|su|"
    r"el)|entre nosotros|sin (?:queja|denuncia)|no (?:presenta|diga|denuncia|reclama)\w*|ritir[ai]\w* (?:il|la|"
    r"reclamo)|tra noi|non (?:dic\w+|segnal\w+|present\w+|facci\w+ reclam\w+))"
)
_QUARREL = (
    r"\b(?:complain\w*|letter|grievance|finra|sec|regulators?|compliance|arbitration|lawyer|attorney|record|"
    r"loss(?:es)?|lost|whole thing|home office|manager|boss|matter|involv\w+|mistake|error|mess|dispute|review|"
    r"resol\w+|claim|what happened|trade|difference|shortfall|supervisor|branch manager|queja|denuncia|reclam\w+|"
    r"perdida|diferencia|error|consob|cnmv|perdit\w+|differenz\w+|errore)\b"
)
_ROUTED = (
    r"\b(?:approved by|operations|compliance (?:will|has|is|team will|line|department will)|through compliance|"
    r"you (?:may|can|are free to|have the right to) (?:still )?(?:contact|report|speak|go to|file|complain)|"
    r"nothing (?:in this|here) (?:prevents|limits|stops)|closing (?:date|costs)|house|escrow)\b"
)
_HUSHED = (
    parts("Something of value is offered for silence or for the withdrawal of a complaint.", _GIVES, _SILENCE, _QUARREL,
          excused=_ROUTED, denied=False, across=True),
)  # fmt: skip
_GAGS = (
    cue(
        "It limits what a client may tell a regulator.",
        r"\b(?:not (?:to )?|never |agree(?:s|d)? not to |before you |undertakes? not to |refrain from |"
        r"without first \w+ (?:us )?before )(?:\w+ ){0,3}(?:contact|report|speak|talk|complain|communicat|cooperat|"
        r"go|write|disclos|discuss|notify|approach)\w*\b<gap>\b(?:sec|finra|regulators?|state securities|authorit\w+|"
        r"commission|agency)\b",
        r"\b(?:agree|agreement|condition|exchange|provided|settlement)\b<gap>\b(?:say nothing|non-?disparag\w+|"
        r"remov\w+ (?:this|it) from|expung\w+|withdraw\w* (?:your|the|any) (?:complaint|claim|letter|review))",
        r"\b(?:keep\w*|hide|hiding|conceal\w*|withhold\w*)\b<near>\bfrom (?:any |the |your )?(?:regulators?|sec|"
        r"finra|authorit\w+|state)\b",
        r"\b(?:expunge\w*)\b<near>\b(?:agree|support|consent|if you)",
        r"\bno (?:contactar|acudir|informar|hablar)\w*\b<near>\b(?:cnmv|sec|finra|regulador\w*|autoridad\w*)",
        r"\bnon (?:contatt|rivolg|segnal|parl)\w+\b<near>\b(?:consob|sec|finra|autorita|vigilanza)",
        excused=r"\b(?:nothing (?:in|here)|you (?:may|can|are free|have the right)|prevents?|no agreement|rule|"
        r"retaliat\w+|we (?:do|will) not (?:ask|require))\b",
        denied=False,
    ),
)


def _sold_away(passage: Passage, facts: Facts) -> Iterator[Hit]:
    if facts.says_yes("firm_approved"):
        return
    yield from said_together(passage, _OUTSIDE_DEALS)
    yield from claims(passage, _PERSONAL)


def _settled(passage: Passage, facts: Facts) -> Iterator[Hit]:
    if not facts.says_yes("routed_to_compliance"):
        yield from said_together(passage, _HUSHED)
    for gag in _GAGS:  # the word 'regulator' is part of the breach, not a warning of one
        for match in phrase(gag.source).finditer(passage.own):
            first, last = passage.sentence(match.start())
            if not phrase(gag.excused).search(passage.own, first, last):
                yield Hit(match.start(), match.end(), gag.reason)


RULES = (
    Rule(
        "selling-away",
        "Outside deal, loan or business pitched to a client",
        "block",
        "FINRA 3270; 3280; 3240; 3241 (3290 pending as of mid-2026); 206(4)-7 firm policy",
        "Do not send it; give notice and have the firm's written approval first.",
        "Not a refusal, an approved unpaid role, or a check payable to the custodian.",
        _sold_away,
    ),
    Rule(
        "private-settlement",
        "Private compensation or limits on reporting",
        "block",
        "FINRA 2010 and 4530; RN 14-40; SEC 21F-17(a); FINRA 2081",
        "Do not send it; compliance handles it.",
        "Not the settlement of a trade, the closing of a house, a refund through operations, or a line to compliance.",
        _settled,
    ),
)
