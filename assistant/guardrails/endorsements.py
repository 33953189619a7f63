"""Praise by others: testimonials, awards, and other people's words that a post makes its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.guardrails.asserted import claims, cue, phrase
from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit, Rule
from assistant.guardrails.together import parts, said_together

_PRAISE = (
    r"\b(?:chang(?:ed|ing) (?:our|my|their) li(?:ves|fe)|trust(?:s|ed)?|recommend\w*|best|saved|thank\w*|amazing|"
    r"grateful|peace of mind|finally (?:understand|sleep|retire\w*)|sleep (?:at night|better)|help(?:s|ed)|great|"
    r"love[sd]?|wonderful|life-changing|smartest|lost without|happiest|doubled|tripled|go see|nobody better|"
    r"no one better|blessing|lifesaver|caring|honest|professional|patient|rare|made (?:it|retirement|everything|us|"
    r"me)|worth every|could(?:n't| not) (?:be|have) (?:happier|done)|above and beyond|understands?|listen(?:s|ed)?|"
    r"retired? (?:early|two|three|five)|gracias|recomiend\w+|confi\w+|mejor|grazie|consigli\w+|fidar\w+|miglior[ei]?|"
    r"finalmente)\b"
)
_CLIENT_SAYS = (
    r"\b(?:(?:our|my|one|a|another|many|several|most|happy|dozens of|hundreds of|longtime|of our|"
    r"of my) (?:\w+ )?(?:\w+ )?(?:clients?|families|reviews?|reviewers?|customers?|couples?|"
    r"retirees)(?:'s)? (?:\w+ )?(?:like|love|say|says|said|call|calls|told|tell|tells|put it|wrote|writes|agree|from|"
    r"describe|rave|rate)\w*|(?:five|5)[- ]star (?:reviews?|ratings?)|(?:rt|repost|review|note|message|words|"
    r"quote) from (?:an? |our |my )?(?:\w+ )?(?:clients?|customers?)|(?:someone|an?) (?:\w+ ){1,3}(?:we|"
    r"i) (?:work with|serve|help|advise)\b<gap>\b(?:says|said|told|calls)|clients (?:tell us|say (?:we|i|they)|"
    r"love (?:us|our|me)|rave)|what (?:our |my )?(?:clients|families|people) (?:say|are saying)|(?:kind|generous|"
    r"lovely) (?:words|note|review) from|(?:my|our) (?:\w+ )?(?:friend|cpa|accountant|attorney|"
    r"partner)\b<gap>\b(?:says|said|sends|recommends)|(?:un[ao]? |mis |nuestros |i nostri )?(?:client[aei]s?|"
    r"clienti) (?:dicen|dice|dicono|ci dicono|me dijo|mi ha (?:detto|scritto)))"
)
_QUOTE_BY = re.compile(r"\"[^\"\n]{12,400}\"\s{0,3}[-(,]{0,2}\s{0,2}(?:an? |the |our )?[a-z][\w.' ,&-]{1,60}")
_BY_A_CLIENT = re.compile(
    r"\"\s{0,3}(?:-|\(|,? ?(?:says|said|wrote|writes|from|dice|dicono)\b)|\b(?:client|clients|review|families|couple|"
    r"clienta?|cliente)\b"
)
_OTHERS_BUSINESS = (
    r"\b(?:charity|food bank|doctor|dentist|film|movie|restaurant|book|novel|mechanic|school|teacher|movers?|hotel|"
    r"teammate|song|recipe|say whatever|don't feel you have to|warren buffett|mark twain|benjamin franklin|einstein|"
    r"proverb)\b"
)
_TOLD = (
    parts("Clients' praise is used without the disclosures beside it.", _CLIENT_SAYS, _PRAISE + r"|\bstars?\b",
          excused=_OTHERS_BUSINESS, denied=False),
)  # fmt: skip
_ENDORSERS = (
    cue(
        "An endorsement stands without the disclosures beside it.",
        r"\btell(?:s|ing)? (?:his|her|their) (?:followers|fans|listeners|audience|viewers|congregation)\b",
        r"\bofficial (?:\w+ ){0,2}(?:partner|advis[oe]r|sponsor|wealth manager) of\b",
        r"\b(?:coach|pastor|captain|actor|actress|athlete|golfer|quarterback|radio host|celebrity|"
        r"chef) [\w .]{2,30} (?:says|said|trusts|recommends|picked|chose|swears by) (?:we|us|i|me|our|that we|"
        r"that i)\b",
        excused=_OTHERS_BUSINESS,
    ),
)
_WHO = re.compile(
    r"\b(?:(?:is|was|are|were|am) (?:not |never )?(?:an? )?(?:current |former |paid )?(?:firm )?clients?|"
    r"non-?clients?|client of|(?:is|are) (?:a )?(?:current )?clients? (?:of|and)|no es clienta?|es clienta?|"
    r"(?:non )?e (?:una? )?cliente)\b"
)
_PAY = re.compile(
    r"\b(?:(?:not|was|were|been|is|are|no|without|nor|received?|receives|paid|pays|pay|given|"
    r"gets?)\b.{0,25}\b(?:paid|pay|compensat\w+|cash|payment|fee|money|\$\d[\d,]*)|uncompensated|unpaid|compensation|"
    r"sin (?:pago|compensacion)|pagad[oa]|(?:non )?(?:compensat\w+|retribuit\w+|pagat\w+))\b"
)

_AWARDED = (
    r"\b(?:named|voted|ranked|recogni[sz]ed|honou?red|picked|awarded|winner|won|win|wins|selected|chosen|rated|"
    r"earned|made|listed|featured|nominated|finalists?|on the list|among the|premiad\w+|elegid\w+|nombrad\w+|"
    r"premiat\w+|nominat\w+|vot\w+)\b"
)
_AWARD = (
    r"(?:\b(?:top|best|#|no\.|number) ?(?:\d+|(?:\w+ ){0,2}advis[oe]rs?|wealth|financial|team|firm|in (?:the )?\w+|"
    r"retirement|women|independent)|#\d+|\bbest[- ](?:in|of|advis\w+)|\b(?:five|5|4\.\d|four)[- ]?stars?\b|"
    r"\bawards?\b|\brankings?\b|\bfavou?rite (?:\w+ ){0,2}(?:planner|advis\w+|firm)|\bbest (?:\w+ ){1,4}(?:winner|"
    r"list|award)|\b(?:wealth manager|advis[oe]r|advisory team|firm|planner|team) of the year|\bmost (?:trusted|"
    r"admired|influential)|\bhall of fame|\b\d\.\d (?:stars|rating|out of)|\bmejor(?:es)?\b|\bmiglior[ei]?\b|"
    r"\bpremio\b|\btop \d+)"
)
_US = (
    r"\b(?:we|we're|we've|our|us|i|i'm|i've|my|me|firm|honou?red|proud|thrilled|humbled|thank you|thanks|team|"
    r"advis[oe]rs?|wealth|nuestr\w+|nos|fuimos|siamo|nostr\w+|orgoglios\w+|orgullos\w+|again)\b"
)
_OTHER_RATING = (
    r"\b(?:bond|credit rating|moody|s&p (?:rat|credit)|fitch|issuer|morningstar (?:category|rat\w+)|fund'?s? (?:rank|"
    r"rat)\w*|movers?|restaurant|hotel|top (?:ten|10) holdings|best (?:interest|execution|practices|wishes|regards|"
    r"of luck)|school|baker|chili|library|children|kids|softball|game|race|5k|recipe|city to|coffee|place to|bbb by)\b"
)
_RATED = (
    parts("An award or rating lacks its date, its period, its giver or who paid.", _AWARDED, _AWARD, _US,
          excused=_OTHER_RATING),
    parts("A rating of the firm lacks its date, its period, its giver or who paid.",
          r"(?:\b(?:five|5)[- ]star (?:wealth|advis|firm|professional|rated|rating)\w*|\btop advis[oe]r\b|"
          r"\b\d\.\d (?:stars|rating|out of 5)|\b(?:a|a\+|aaa)[- ]rated (?:firm|advis|by)|"
          r"\baward[- ]winning)", _US + r"|\btop\b",
          excused=_OTHER_RATING),
)  # fmt: skip
_RATED_ALONE = (
    cue(
        "An award or rating lacks its date, its period, its giver or who paid.",
        rf"(?:^|(?<=[.!?:]\s)|(?<=\n))(?:voted|named|ranked|rated|recogni[sz]ed|honou?red|winners?)\b<near>{_AWARD}",
        r"\b(?:our|my|with|the firm's) (?:\w+ )?(?:a\+|aaa|five[- ]star|5[- ]star|\d\.\d) (?:score|rating|grade)",
        excused=_OTHER_RATING,
    ),
)
_DATED = re.compile(r"\b(?:19|20)\d\d\b")
_PERIOD = re.compile(
    r"\b(?:based on|as of|for (?:the )?(?:calendar |fiscal )?(?:year|period|12|twelve)|period|covering|data (?:for|"
    r"to|through)|through (?:december|june|march|september)|periodo|datos|dati)\b"
)

_SHARES_IT = (
    r"(?:\((?:[^)\n]{0,40})?(?:shared|reposted|repost|quote|quoted|link|likes?|pins?|video|article|screenshot|"
    r"compartid\w+|condivis\w+)[^)\n]{0,120}\)|\b(?:repost\w*|retweet\w*|rt|sharing|this (?:podcast|episode|"
    r"interview|book|analyst|guy|thread|article|post|video|piece|chart|newsletter)|quote of post|read this|"
    r"watch this|follow (?:his|her|their|him|@\w+)|via @\w+|(?:post|article|piece|thread|video|newsletter|"
    r"podcast) (?:by|from|below)|(?:comment|words|review|note) below|link (?:below|in)|questo (?:post|articolo|"
    r"video)|est[ea] (?:post|articulo|video|hilo)|attached (?:piece|article|note|commentary)|(?:blogger|influencer|"
    r"columnist|commentator|guru)(?:'s)?)\b)"
)
_ADOPTS = (
    r"(?:💯|👏|🎯|\b100 ?%|\b(?:couldn't (?:have said|agree)|could not (?:have said|agree)|agree(?:d|s)?(?: with)?|"
    r"so true|spot on|must[- ](?:read|watch)|should (?:read|watch|follow|hear)|(?:has to|needs to|got to) (?:read|"
    r"watch|follow)|exactly (?:what|right|this|how)|nail(?:s|ed) it|follow (?:his|her|their) (?:trades|advice|picks|"
    r"calls|lead)|best (?:explanation|article|take|piece|summary)|every (?:word|one of them)|is (?:all )?true|"
    r"says it (?:all|better)|(?:'s|is|was|are|'re) (?:so |dead |absolutely )?right (?:about|on)|(?:he|she|they)(?:'s|"
    r" is|'re| are) right|right on|what (?:he|she|they) said|take (?:it|this) from|listen to (?:him|her|them|this)|"
    r"love this|preach|this is (?:why|how|it)|truth|required (?:listening|reading|viewing)|needs? to (?:see|"
    r"hear) (?:it|this)|every (?:investor|client|retiree|saver) (?:should|needs|must)|worth (?:your|every)|"
    r"thanks for the kind|(?:covers|explains|reflects|captures|says) (?:exactly )?(?:what (?:we|i)|"
    r"our (?:own )?(?:view|thinking))|our view exactly|what (?:we|i) (?:think|believe|keep (?:telling|saying))|"
    r"stands? behind|de acuerdo|toda la razon|tiene razon|imperdibile|da leggere|sono d'accordo|concordo|ha ragione|"
    r"verissimo|imprescindible|lo suscribo)\b)"
)
_ABOUT_MONEY = re.compile(
    r"\b(?:our view|what we think|clients?|stocks?|funds?|returns?|markets?|annuit\w+|invest\w*|trad(?:e|es|ing)|"
    r"crypto\w*|bitcoin|retire\w*|portfolio|gold|bonds?|rates?|dividends?|shares?|etfs?|ticker|triple|double|"
    r"advis[oe]r|yield|banks?|inflation|recession|fond[oi]s?|acciones|bolsa|mercado|invers\w+|azioni|borsa|mercat\w+|"
    r"[$]\w+|\$[a-z]{2,5})\b"
)
_NEUTRAL = (
    r"\b(?:investor\.gov|finra\.org|irs\.gov|ssa\.gov|medicare\.gov|consumerfinance|\.gov|not (?:endors|necessarily|"
    r"agree)\w*|do(?:es)? not endorse|food bank|city site|public library|approved (?:article|piece)|reviewed by)\b"
)
_ADOPTED = (
    parts("Other people's words are shared with approval, so they become the firm's own.", _SHARES_IT, _ADOPTS,
          excused=_NEUTRAL, denied=False, across=True),
)  # fmt: skip
_ALWAYS_ADOPTS = (
    cue(
        "Other people's words are made the firm's own.",
        r"\b(?:likes? and (?:pins?|shares?)|pinned (?:the |this |a )?(?:client|comment|review|praise))\b",
        r"\b(?:i|we) (?:helped|asked|paid|got) (?:the |a |an )?\w+ (?:\w+ )?(?:to )?(?:write|post|publish|"
        r"film)\b<gap>\b(?:us|me|our|my)\b",
        r"\b(?:post|story|article|note|piece|one)\b<gap>\b(?:edited|shortened|rewrote|fixed|touched up) (?:it|the)\b",
        r"\b(?:paid|sponsored|edited|wrote|co-?wrote|helped write|fed|supplied)\b<near>\b(?:influencer|blogger|"
        r"youtuber|creator|podcaster|columnist|his (?:post|article)|her (?:post|article)|their (?:post|article))\b",
    ),
)


def _says_who_and_what_was_paid(passage: Passage, _: Facts) -> bool:
    return bool(_WHO.search(passage.own) and _PAY.search(passage.own))


def _praised(passage: Passage, facts: Facts) -> Iterator[Hit]:
    if _says_who_and_what_was_paid(passage, facts):
        return
    yield from said_together(passage, _TOLD)
    yield from claims(passage, _ENDORSERS)
    praise, others = phrase(_PRAISE), phrase(_OTHERS_BUSINESS)
    if facts.words("audience") == "one_client":
        return  # a quotation in a letter is hardly an advertisement; what clients say of us is, see above
    for match in _QUOTE_BY.finditer(passage.own):
        close = match.group().rindex('"') + match.start()
        around = (passage.sentence(match.start())[0], match.end())
        if not praise.search(passage.own, match.start(), close) or others.search(passage.own, *around):
            continue
        if _BY_A_CLIENT.search(passage.own, close, match.end() + 60):
            yield Hit(match.start(), match.end(), "A testimonial stands without the disclosures beside it.")


def _is_dated_and_paid_for(passage: Passage, _: Facts) -> bool:
    return bool(_DATED.search(passage.own) and _PERIOD.search(passage.own) and _PAY.search(passage.own))


def _awarded(passage: Passage, facts: Facts) -> Iterator[Hit]:
    if facts.words("audience") == "one_client":
        return  # the rule is one of advertisements
    if _is_dated_and_paid_for(passage, facts):
        return
    yield from said_together(passage, _RATED)
    yield from claims(passage, _RATED_ALONE)


def _adopted(passage: Passage, facts: Facts) -> Iterator[Hit]:
    if facts.says_yes("reviewed") or facts.words("audience") not in ("public", "26+_retail"):
        return
    yield from claims(passage, _ALWAYS_ADOPTS)
    if _ABOUT_MONEY.search(passage.own):
        yield from said_together(passage, _ADOPTED)


RULES = (
    Rule(
        "testimonial-without-disclosure",
        "Client praise or endorsement without disclosures",
        "needs_disclosure",
        "206(4)-1(b)(1); FINRA 2210(d)(6)",
        "Say next to the praise: client or not; paid or not, and the terms; conflicts; for FINRA, that it is not "
        "representative and no guarantee of future success.",
        "Not private thanks, praise of a charity, a doctor or a film, or a testimonial with its disclosures.",
        _praised,
        _says_who_and_what_was_paid,
    ),
    Rule(
        "third-party-rating-undisclosed",
        "Award or rating without date, period, provider and payment",
        "needs_disclosure",
        "206(4)-1(c)(1)-(2)",
        "Give the date, the period, the provider, and whether the firm paid; keep the due diligence.",
        "Not a credit rating, a fund's rank in its category, the rating of another business, or 'top ten holdings'.",
        _awarded,
        _is_dated_and_paid_for,
    ),
    Rule(
        "entanglement-adoption",
        "Third-party content adopted by share, like or co-creation",
        "needs_principal_review",
        "FINRA RN 10-06; 11-39; 17-18; 206(4)-1 adopting release (adoption and entanglement)",
        "Treat it as the firm's own: review and approve it, or share it without approval after review.",
        "Not a government's education, a post of the community, an approved article, or a post that is not about "
        "business.",
        _adopted,
    ),
)
