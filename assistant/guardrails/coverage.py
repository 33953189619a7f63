"""What SIPC, FDIC and guaranty associations protect, and what they do not."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.guardrails.asserted import claims, cue
from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit, Rule
from assistant.guardrails.together import parts, said_together

_COVER = (
    r"\b(?:sipc|fdic|ncua|federal(?:ly)? insur\w+|government[- ](?:insur\w+|backed|guarante\w+|protect\w+)|"
    r"(?:insured|protected|guaranteed|covered) by (?:the )?(?:federal )?(?:government|state|uncle sam)|"
    r"(?:asegurad\w+|protegid\w+|garantizad\w+|cubiert\w+) por (?:el )?(?:gobierno|estado)|(?:garantit\w+|"
    r"assicurat\w+|protett\w+|copert\w+) dal(?:lo)? (?:stato|governo)|(?:uncle sam|"
    r"the (?:federal )?government) (?:stands behind|picks? up the (?:tab|bill)|reimburses?|steps in|backs|guarantees|"
    r"insures|protects)|fondo (?:interbancario|di garanzia))\b"
)
_INVESTED = (
    r"\b(?:portfolio|stocks?|mutual funds?|funds?|money fund|annuit(?:y|ies)|brokerage|investments?|invest|crypto\w*|"
    r"bitcoin|bonds?|etfs?|securities|shares|ira|market (?:drops?|loss\w*|falls?|declines?|crash\w*)|markets?|losses|"
    r"lose|fondos?|inversiones|acciones|cartera|fondi(?: comuni)?|investimenti|azioni|portafoglio)\b"
)
_PROTECTS = (
    r"\b(?:insur\w+|cover\w*|protect\w*|guarante\w+|backed|safe(?:ty|ly)?|same|relax|secure|member fdic|back(?:s|"
    r"ed) (?:it|them|you)|made whole|makes sure|gets? (?:it |you |your money )?back|makes good|stands behind|"
    r"asegurad\w+|protegid\w+|cubiert\w+|segur\w+|garanti\w+|assicurat\w+|protett\w+|copert\w+|sicur\w+)\b"
)
_EXACT = (
    r"\b(?:credit union|ownership category|(?:may|can|could) (?:still )?(?:lose|fall|go down|decline)|not|no|cannot|"
    r"neither|nor|non|nunca|ni)\b|n't\b|\bbank deposits\b<gap>\bup to|\b(?:missing|fails? financially|custody|"
    r"custodian (?:fails|failure)|sweep|swept|program banks?|liquidation of)\b"
)
_OVERSTATED = (
    parts("Protection of deposits or of custody is said to cover investments or losses.", _COVER, _INVESTED, _PROTECTS,
          excused=_EXACT, across=True),
)  # fmt: skip
_SALES_POINTS = (
    cue(
        "Insurance against an institution's failure is said to prevent losses.",
        r"\b(?:sipc|fdic|ncua)\b<gap>\b(?:can't|cannot|never|won't|could not|couldn't) (?:\w+ )?(?:lose|drop|fall|"
        r"go down|be lost)",
        r"\b(?:can't|cannot|never|won't) (?:\w+ )?lose\b<gap>\b(?:sipc|fdic|ncua)\b",
        r"\b(?:every (?:dollar|penny|cent)|no limits?|unlimited|all of it|whatever the amount|fully)\b<gap>\b(?:sipc|"
        r"fdic|ncua|federally insured)\b",
        r"\b(?:sipc|fdic|ncua)\b<gap>\b(?:every (?:dollar|penny|cent)|without limit|unlimited|any amount)\b",
        excused=r"\b(?:up to \$250,000|does not|doesn't|is not|not fdic)\b",
        denied=False,
    ),
    cue(
        "Membership of a guaranty association may not be used to sell.",
        r"\bguarant[ey]e?y? (?:association|fund)\b",
        r"\b(?:the )?state (?:pays|steps in|covers|backs|protects|guarantees)\b<gap>\b(?:insur\w+|annuit\w+|carrier|"
        r"policy|contract)",
        r"\bassociazione di garanzia\b|\bfondo de garantia\b",
        excused=r"\b(?:may not|cannot|can't|not allowed|do not rely|not a substitute|prohibit\w*|forbid\w*|"
        r"no (?:puede|debe)|non (?:si puo|deve))\b",
    ),
)


def _overstated(passage: Passage, _: Facts) -> Iterator[Hit]:
    yield from said_together(passage, _OVERSTATED)
    yield from claims(passage, _SALES_POINTS)


RULES = (
    Rule(
        "sipc-fdic-misstatement",
        "Misstated SIPC, FDIC or guaranty-association protection",
        "block",
        "12 U.S.C. 1828(a)(4) and 12 CFR 328 subpart B; SIPC bylaws and FINRA 2266; FINRA 3160; state insurance "
        "advertising law",
        "State the exact scope: FDIC covers bank deposits; SIPC covers assets missing at a failed member, not market "
        "loss.",
        "Not 'not FDIC insured', an accurate statement of the scope, a sweep program, or the line 'Member SIPC'.",
        _overstated,
    ),
)
