"""Things of value: gifts to the staff of other firms, and rewards for introductions or reviews."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.guardrails.asserted import Cue, is_said
from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit, Rule
from assistant.guardrails.switches import GIFTS, day_of
from assistant.guardrails.together import parts, said_together, sentences

_GIFT = re.compile(
    r"\b(?:gifts?|gift ?cards?|prepaid \w+|baskets?|hampers?|watch(?:es)?|tickets?|seats?|passes|box(?:es)? of|"
    r"bottles?|wine|ipad|iphone|tv|grill|bike|sunglasses|cufflinks|whiske?y|champagne|cigars|speakers?|headphones|"
    r"tablet|laptop|jacket|pen|golf (?:clubs|bag)|weekend|spa|vouchers?|presents?|thank[- ]you|enclosed (?:is|are)|"
    r"chipped in|cash|token of|regal[oi]s?|cesta|entradas|reloj|orologio|bigliett[oi]|cesto|buono|omaggio)\b"
)
_GIVES = re.compile(
    r"\b(?:enclosed|drop(?:ping)? off|coming (?:by|your)|will call|waiting for you|bring (?:the|your)|love to send|"
    r"dime|yours|cover|bill it to|earned it|sent|send(?:ing)?|mail(?:ed|ing)?|ship(?:ped|ping)?|deliver\w*|for you|"
    r"bought|buy|gave|give|giving|got you|here (?:is|are|'s)|here's|on its way|on us|enjoy|chipped in|arriv\w+|split|"
    r"treat|thank[- ]you|thanks|appreciat\w+|le (?:mando|envio|enviamos|regal\w+|mandiamo)|per lei|para usted)\b"
)
_AMOUNT = re.compile(
    r"(?:\$ ?|usd ?|eur ?|€ ?)(\d{1,3}(?:[,.]\d{3})+|\d{1,6})(?!\d)|\b(\d{1,3}(?:[,.]\d{3})+|\d{2,6}) ?(?:dollars|"
    r"usd|euros?|dolares|dollari|bucks)\b"
)
_CASH = re.compile(r"\b(?:gift ?cards?|prepaid \w+|visa cards?|cash|tarjetas? de regalo|carta regalo|buono regalo)\b")
_WITHOUT_HOST = re.compile(
    r"\b(?:without me|i (?:can't|won't|cannot) (?:make it|be there|join|attend)|enjoy (?:them|it) (?:with|"
    r"on your own)|take (?:your|the) (?:family|wife|husband|kids|spouse|friends?)|use them as you like|sin mi|"
    r"senza di me)\b"
)
_LAVISH = re.compile(
    r"\b(?:tuition|green fees|(?:set of )?golf clubs|set of clubs|spa (?:weekend|day)|getaway|masters|super bowl|"
    r"world cup|all[- ]expenses|flights?|airfare|hotel|resort|cruise|vacation|weekend (?:away|trip|at)|ski trip|rent|"
    r"car lease|vacanza|crociera|viaje|crucero|matricula)\b"
)
_SPLIT = re.compile(
    r"\b(?:split\w*|two invoices|three invoices|separate invoices|under the (?:cap|limit)|break it up)\b"
)
_PAID_FOR = re.compile(
    r"\b(?:cover|bill|on us|our (?:dime|treat|expense)|all paid|booked|pay for|enjoy|earned|treat)\b"
)
_TICKETS = re.compile(r"\b(?:tickets?|seats?|passes|suite|box seats|entradas|bigliett[oi])\b")
_OTHER_FIRM = re.compile(
    r"\b(?:benefits (?:team|lead|manager|director|staff|office)|hr (?:director|manager|team|lead)|their (?:cfo|"
    r"treasurer|controller|hr)|plan (?:sponsor|committee)|committee chair|trust department|counterparty|wholesaler|"
    r"purchasing|mandate|401\(k\) search|procurement|rfp)\b"
)
_NO_GIFT = re.compile(
    r"\b(?:gift tax|personal gift|baby|wedding|condolence|sympathy|funeral|declin\w+|return(?:ed|ing)|"
    r"sent (?:it )?back|annual exclusion|charit\w+|join (?:me|us) for|lunch with|dinner with|over the limit|"
    r"not accept|boda|matrimonio)\b"
)

_REFERS = (
    r"\b(?:referrals?|refer(?:s|red|ring)? (?:an?|your|us|me|friends?|someone|people|him|her|them|one|family)|"
    r"introduc(?:e|es|ed|ing) (?:an?|your|us|me|him|her|them|friends?|someone|family|people)|introductions?|(?:send|"
    r"bring|tell)(?:s|ing)? (?:us|me) (?:a |an |your |any |some )?(?:\w+ )?(?:friends?|famil\w+|neighbou?rs?|"
    r"colleagues?|co-?workers?|buddy|name)|(?:each|every|any) (?:one|person|friend|household|neighbou?r|colleague|"
    r"client)s? (?:who|that|you|she|he|they)|your (?:friends?|neighbou?rs?|colleagues?|"
    r"co-?workers?)\b<near>\b(?:join|sign|become|open)|(?:if|when|once) your (?:brother|sister|friend|neighbou?r|"
    r"colleague|boss|mother|father|son|daughter|cousin|parents)s?\b<near>\b(?:opens?|joins?|signs?|becomes?|"
    r"comes? aboard|moves?)|(?:each|every) review|reviews? posted|porta(?:ci|te)? un[ao]? amic[oa]|tra[ei](?:ga|"
    r"nos)? a un amig[oa]|(?:anyone|everyone|whoever) who (?:introduces|refers|sends|brings)|"
    r"sending (?:us )?(?:your |me )?(?:\w+ )?(?:partners|friends|clients|colleagues|patients)|(?:when|if|"
    r"once) (?:they|he|she) (?:joins?|signs?|becomes?|opens?)|(?:write|post) about us|word of mouth|(?:get|"
    r"bring)s? (?:your|ur|in|two|three|one|another|new|a) (?:new )?(?:friends?|co-?workers?|households?|colleagues?|"
    r"neighbou?rs?|clients?)|(?:amig[oa]s?|persona|amic[oi]|client[ei]) (?:che|que) (?:\w+ )?(?:traiga|presente|"
    r"refiera|envie|porta|presenta|invia)|(?:leave|write|post|give) (?:us |me )?(?:a |an |"
    r"your )?(?:\w+ )?(?:\w+ )?reviews?|(?:five|5)[- ]stars?|google reviews?|recommend(?:s|ed)? (?:us|me)|"
    r"presentar\w*|presenta\b|presentat[oaie]\b|referid[oa]s?|recomiend\w+|recomendar\w*|resena\w*|segnal\w+|"
    r"passaparola|recension\w+|presentaci\w+)\b"
)
_REWARD = (
    r"(?:\$ ?\d|\b\d[\d.,]* ?(?:dollars|euros?|dolares|dollari|bucks|%|percent)|\b(?:gift ?cards?|credits?|"
    r"discount\w*|off (?:your|the|my|our) (?:\w+ )?fees?|percentage|slice|cut of|share of (?:our|the|my)|fee split|"
    r"free (?:quarter|month|year|review|dinner|meal)|waiv\w+|without (?:\w+ )?fees|fee[- ]free|"
    r"split the (?:[\w-]+ ){0,2}fee|bonus|rewards?|donat\w+|raffle|drawing|win an?|prize|vouchers?|bottle|tickets|"
    r"spa|buono|sconto|regal[oi]s?|premio|omaggio|tarjeta|descuento|sorteo|rimborso|trimestre grat\w+|"
    r"mes[ei]s? grat\w+|gratis|on (?:us|me)|finder'?s fee|worth (?:your|ur) while|le regalamos|commission|"
    r"thank[- ]you (?:check|gift|payment)))"
)
_REWARDED = (
    parts(
        "A reward is offered for an introduction or a review.",
        _REFERS,
        _REWARD,
        excused=r"\b(?:no (?:pay|compensation|reward)|(?:do not|don't|never) (?:pay|reward|offer|give)|no pagamos|"
        r"non paghiamo|travel card|reward points|not paid|without compensation|unpaid|no referral fees?|airline|"
        r"endorsement|hotel points|non (?:\w+ )?compens\w+|sin compensacion|share (?:class|price)|legal aid)\b",
        across=True,
    ),
)


def _over_limit(passage: Passage, facts: Facts) -> Iterator[Hit]:
    """Gifts whose stated worth, with what was given this year, passes the limit; money-like gifts; absent hosts."""
    if not _goes_to_other_firm(passage, facts):
        return
    room = _limit(facts) - _given_before(facts)
    plain = Cue("", "")
    for first, last in sentences(passage):
        said = passage.own[first:last]
        gift = _GIFT.search(passage.own, first, last) or _LAVISH.search(passage.own, first, last)
        if not gift or not _GIVES.search(said) or _NO_GIFT.search(said):
            continue
        reason = _why_over(said, passage.own, room, _limit(facts))
        if reason and is_said(passage, gift.start(), gift.end(), plain):
            yield Hit(first + len(said) - len(said.lstrip()), first + len(said.rstrip()), reason)


def _why_over(sentence: str, text: str, room: float, limit: int) -> str:
    worth = [float(re.sub(r"[,.]", "", m.group(1) or m.group(2))) for m in _AMOUNT.finditer(sentence)]
    if worth and max(worth) > room:
        return f"The gift passes the limit of ${limit} a person a year."
    if _SPLIT.search(sentence) and worth:
        return "The gift is split so that it looks smaller."
    if _LAVISH.search(sentence) and _PAID_FOR.search(sentence):
        return "A gift of this kind passes the limit for another firm's staff, or has no worth on record."
    if _CASH.search(sentence):
        return "A gift of money or a card that is like money may not go to another firm's staff."
    if _TICKETS.search(sentence) and _WITHOUT_HOST.search(text):
        return "Tickets without the host are a gift at their full worth."
    return ""


def _goes_to_other_firm(passage: Passage, facts: Facts) -> bool:
    if facts.words("recipient_role") or facts.words("audience") == "institutional":
        return True
    return bool(_OTHER_FIRM.search(passage.own))


def _limit(facts: Facts) -> int:
    return 300 if GIFTS.is_on(day_of(facts)) else 100


def _given_before(facts: Facts) -> float:
    given = facts.get("gifts_ytd")
    return float(given) if isinstance(given, (int, float)) and not isinstance(given, bool) and given > 0 else 0.0


def _rewarded(passage: Passage, facts: Facts) -> Iterator[Hit]:
    if not facts.says_yes("program_approved"):
        yield from said_together(passage, _REWARDED)


RULES = (
    Rule(
        "gift-limit",
        "Gift above the limit to an employee of another firm",
        "needs_principal_review",
        "FINRA 3220 ($300 per person per year since 30 Mar 2026; RN 26-05); ERISA and plan-sponsor policies",
        "Keep it within the limit and log it; ask the sponsor for its own policy.",
        "Not a gift to a retail customer, a personal or bereavement gift, a hosted meal, or the gift tax.",
        _over_limit,
    ),
    Rule(
        "referral-incentive",
        "Reward for referrals or reviews",
        "needs_principal_review",
        "206(4)-1(b) and (e)(2); FINRA 2040; state solicitor law",
        "Use the approved program's text with status, pay and conflict; above $1,000 in 12 months, a written "
        "agreement.",
        "Not thanks for an introduction, an unpaid mention, travel points, or 'we do not pay for referrals'.",
        _rewarded,
    ),
)
