"""Typing mended: the trade's own words with one letter missing, doubled, wrong or swapped, and chat short forms."""

from __future__ import annotations

from functools import lru_cache

SHORTEST = 6
_TRADE = """
    acquisition allocation anniversary annuity approval assets attrition average birthday borrador bozza branch
    campaign cartera charitable client client's cliente clientes clienti clients coaching commission commissions
    compleanno concentrated condolence controllable conversion custodian discount distribution drafts duplicate
    education email emails eroding erosion erosione estate explain fidelizzazione figure growth household households
    ingresos insurance investments leaking leaving lending likely losing managed management margin market meeting
    mercato message million money multiple newsletter opportunity overdue patrimonio payback penetration performance
    pipeline policy portafoglio portfolio prepara prepare present profile profilo promise promised propensity
    prospect prospects quanto quarter quarterly questionario questionnaire questionnaires referidos referral
    referrals rendimiento report retention retirement revenue review ricavi rollover sconto segment segmento
    segnalazione service similar simili snapshot source sources survey trailing transfer trimestre valor valore
    valuation value valutazione wallet withdrawal withdrawals without worth
"""
_BESIDE = """
    allocated allocations anniversaries assess birthdays branches clienta cliente clientela clientele clientes
    clienti condolences discounted education educational eroded erodes erosiones estates explained explains figured
    figures growths household's leaving living manager managers manages marginal margins marked marketing markets
    marking meetings mercati messages policies portfolios prepared prepares presente presented presents profiles
    profit profits promises promoted promotion prospect prospectus quarta quarters quarto referred referrer
    referrers reported reporter reports resource resources retired retiree retirees retiring revenues reviewed
    reviewer ricavo sconti seasons segmenti segmentos segments serviced services similarly simile sourced valori
    valoro valued values
"""
TRADE = frozenset(_TRADE.split())
BESIDE = frozenset(_BESIDE.split())
"""Words one letter from a word of the trade that mean what they say."""
SHORT_FORMS = {
    "u": "you", "ur": "your", "pls": "please", "plz": "please", "yr": "year", "yrs": "years", "qtr": "quarter",
    "qtrs": "quarters", "mos": "months", "mo": "months", "hh": "households", "hhs": "households", "wk": "week",
    "wks": "weeks", "rev": "revenue", "revs": "revenue", "rtn": "retention", "acct": "account", "accts": "accounts",
    "tmrw": "tomorrow", "pct": "percent", "mgmt": "management", "biz": "business", "abt": "about", "thx": "thanks",
    "ty": "thanks", "mtg": "meeting", "cust": "client", "custs": "clients", "dont": "don't", "im": "i'm",
    "bday": "birthday", "k": "k", "cmq": "comunque", "nn": "non", "xche": "perche", "xke": "perche", "ke": "che",
    "tel": "phone", "msg": "message", "appt": "appointment", "info": "info", "y/y": "yoy",
}  # fmt: skip


@lru_cache(maxsize=4096)
def mended(word: str) -> str:
    """The trade's word that a mistyped one stands for; any other word as it is."""
    if word in SHORT_FORMS:
        return SHORT_FORMS[word]
    if len(word) < SHORTEST or word in TRADE or word in BESIDE or not word.isalpha():
        return word
    near = [known for known in TRADE if known[0] == word[0] and _one_slip(word, known)]
    return near[0] if len(near) == 1 else word


def _one_slip(typed: str, known: str) -> bool:
    """One letter added, missing, wrong, or two neighbours swapped; not a mere ending."""
    if abs(len(typed) - len(known)) > 1 or typed[:-1] in (known, known[:-1]) or typed == known[:-1]:
        return False
    pairs = enumerate(zip(typed, known, strict=False))
    start = next((i for i, (a, b) in pairs if a != b), min(len(typed), len(known)))
    left, right = typed[start:], known[start:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or swapped
