"""Names in a question that are nobody the caller may see: capitals inside a sentence, titles, whom a message is for.

They are passed on as words, so that the tool answers “not found” rather than speak of somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.agent.planner.cues import CUES
from assistant.agent.planner.ordinary import ORDINARY
from assistant.agent.planner.reading import Named
from assistant.book.names import LONGEST_NAME, TITLES, WORD, plain

NEAR = 60  # characters looked at on either side of a word
TITLE = re.compile(r"\b(?:mr|mrs|ms|miss|dr|prof|famiglia|familia|signora?|sig|sig\.ra|dott|senora?)\.? +$")
CALLED = re.compile(r"\b(?:client|cliente|household) +$")
FAMILY = re.compile(r" +(?:family|household)\b")
PEOPLE = re.compile(r"\b(?:the|i|gli|dei|degli|ai|agli|dai|los|las) +$")
LEVEL = r"(?:branch|region|team|office|area|group|desk|filiale|regione|squadra|sede|ufficio|sucursal|oficina|equipo)"
AT_LEVEL = re.compile(rf" +{LEVEL}\b")
LEVEL_BEFORE = re.compile(rf"\b{LEVEL} +$")
LEVEL_AFTER = re.compile(rf"(?:'s)? +{LEVEL}\b")
_PARTS = r"(?:book|snapshot|clients|households|team|branch|office|region|portafoglio|cartera|filiale|sucursal)"
OWNED = re.compile(rf"(?:'s)? +(?:whole |entire |own )?{_PARTS}\b")
OWNER_OF = re.compile(rf"\b{_PARTS} +(?:of|for|di|de) +$")
HELD_BY = re.compile(r"\b(?:book|snapshot|aum) +(?:of|for|di|de) +$")
OWNS = re.compile(
    rf"(?:whole |entire |own |total )?(?:{_PARTS}|practice|business|aum|assets|worth|value|revenue|fees|retention|"
    r"erosion|accounts?|profile|flows|growth|pipeline)\b"
)
IDENTITY = re.compile(r"(?:a|adv|advisor|rep)-?\d+|(?:h|hh|c|cl)-?\d{2,}")
"""An id of an advisor, a household or a person; `H1` and `Q3` are parts of a year."""
ADVISOR_ID = re.compile(r"(?:a|adv|advisor|rep)-?\d")
PLACE = re.compile(r"\b(?:in|near|around|from|vicino a|cerca de) +$")
SUBJECT = re.compile(
    r"(?:^|[.?!,;] ?|\band )(?:so |and |ok )*(?:is|are|has|have|did|does|will|would|how(?:'s| is| are)|what about|"
    r"how about|why (?:is|are|did|has)|what(?:'?s| is| are)|who is|value|e per|e|come sta(?:nno)?|quanto val(?:e|"
    r"gono)|y|que tal|cuanto val(?:e|en)) +(?:the |i |gli |los |la |il |el |famiglia )?$"
)
ADDRESSED = re.compile(
    r"\b(?:(?:(?:e?mail|note|letter|message|card|line|thank[ -]?you|check[ -]?in|invite|invitation|condolences?|"
    r"recap|something|reply|follow[ -]?up|profile|brief|briefing|peers|similar|prep|dossier|background|pager|"
    r"pack)(?: me)? +(?:to|for|of|on|with)|clients like|(?:tell|brief|prep|prepare) me (?:about|for|on)|(?:families|"
    r"households) like)(?: +(?:the|mr|mrs|ms))?|(?:lettera|messaggio|nota|biglietto|bozza|scrivi|ringrazia|invita|"
    r"mail) +(?:a|ai|agli|alla|al|per)(?: +(?:i|gli|la|il))?|(?:profilo|scheda|simili|incontro) +(?:a|ai|agli|alla|"
    r"al|per|di|dei|degli|su|sui|sugli|con)(?: +(?:i|gli|la|il))?|(?:carta|correo|mensaje|borrador|escribe|invita|"
    r"perfil|ficha|parecidos|similares|reunion) +(?:a|al|para|de|sobre|con)(?: +(?:los|las|la|el))?|e?mail|message|"
    r"invite|thank|congratulate) +$"
)
ELIDED = re.compile(r"(?:[ldcnsm]|dell|nell|all|dall|sull|quell|quest|un|com|cos|dov|quand|c)['’]", re.IGNORECASE)
INFINITIVE = re.compile(r"(?:[aei]re|[aei]r(?:l[aeio])?)$")
POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
BELONGING = re.compile(r"['’]s$", re.IGNORECASE)
_JOINED = ("", "de", "van", "von", "di", "della", "-")


def strangers(raw: str, text: str, known: Sequence[Named]) -> list[Named]:
    """Names that nobody known bears; `text` is the folded `raw`. An unknown part of the firm comes as a scope."""
    found: list[Named] = []
    shouted = is_shouted(raw)
    for token in WORD.finditer(raw):
        if ELIDED.match(token.group()) or any(n.start < token.end() and token.start() < n.end for n in known):
            continue
        sure = _owns(raw, text, token) or _looks_named(text, token, shouted)
        if sure is None:
            continue
        start, end = token.span()
        if found and found[-1].sure and sure and raw[found[-1].end : start].strip() in _JOINED:
            start = found.pop().start
        words = POSSESSIVE.sub("", raw[start:end])
        ahead = before(text, start)
        part = OWNED.match(text, end) or LEVEL_BEFORE.search(ahead) or OWNER_OF.search(ahead)
        part = part or ADVISOR_ID.match(text, start)
        wide = AT_LEVEL.match(text, end) if part else None
        end = wide.end() if wide else end
        found.append(Named(start, end, "scope" if part else "stranger", words, sure=sure))
    return found


def before(text: str, start: int) -> str:
    """The characters before a place; a mark at its head tells that there is more text."""
    return text[:start] if start <= NEAR else "·" + text[start - NEAR : start]


def starts_sentence(text: str, start: int) -> bool:
    return bool(re.search(r"(?:^|[.?!:;\"(¿¡]) *$", before(text, start)))


@lru_cache(maxsize=64)
def is_shouted(raw: str) -> bool:
    """All in capitals, or every word with one: capitals tell nothing then."""
    words = [w for w in WORD.findall(raw) if w[0].isalpha()]
    return len(words) >= 3 and sum(w[0].isupper() for w in words) > 0.7 * len(words)


def _owns(raw: str, text: str, token: re.Match[str]) -> bool:
    """An id, or a name that something is said to belong to: “Malhotra's book”, “in Benedikt Šimić's book”."""
    typed = token.group()
    word = plain(POSSESSIVE.sub("", typed))
    if IDENTITY.fullmatch(word):
        return typed[0].isupper() or bool(POSSESSIVE.search(typed))
    if word in ORDINARY or word in TITLES or len(word) < 3 or any(c.isdigit() for c in word):
        return False
    if typed[0].isupper() and not raw.isupper():
        first = starts_sentence(text, token.start())
        return _ends_in_possessive(raw, token) and (not first or not _is_known(word))
    owned = BELONGING.search(typed) and OWNS.match(text, token.end() + 1)
    owner = HELD_BY.search(before(text, token.start())) and _could_end(text, *token.span())
    return bool(owned or owner) and not _is_known(word)


def _ends_in_possessive(raw: str, token: re.Match[str]) -> bool:
    """The capitalised words from here on end in one with “'s”."""
    for word in raw[token.start() :].split()[:LONGEST_NAME]:
        if not word[0].isupper():
            return False
        if BELONGING.search(word):
            return True
    return False


def _looks_named(text: str, token: re.Match[str], shouted: bool) -> bool | None:
    """True: a name. False: perhaps a name. None: a word."""
    typed, start, end = token.group(), token.start(), token.end()
    word, ahead = plain(POSSESSIVE.sub("", typed)), before(text, start)
    if word.isdigit():
        return True if CALLED.search(ahead) else None
    if word in ORDINARY or word in TITLES or any(c.isdigit() for c in word) or len(word) < 3:
        return None
    if TITLE.search(ahead) or FAMILY.match(text, end):
        return True
    if typed.isupper() and len(word) <= 5 and not shouted:
        return None
    strange = not _is_known(word) and _could_end(text, start, end)
    if SUBJECT.search(ahead) and len(word) >= 4 and strange:
        return True
    if PLACE.search(ahead):
        return None
    if typed[0].isupper() and not shouted:
        return not starts_sentence(text, start) or bool(re.search(r"['’]s$", typed))
    perhaps = ADDRESSED.search(ahead) or CALLED.search(ahead) or (PEOPLE.search(ahead) and word.endswith("s"))
    return False if perhaps and strange and not INFINITIVE.search(word) else None


def _could_end(text: str, start: int, end: int) -> bool:
    """A name in lower case: “the” before it asks for a plural, and no second strange word follows."""
    if re.search(r"\bthe +$", before(text, start)) and not text[start:end].endswith("s"):
        return False
    after = re.match(r" +([a-z][\w']+)", text[end : end + NEAR])
    return after is None or plain(after.group(1)) in ORDINARY or _is_known(plain(after.group(1)))


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[frozenset[str], tuple[str, ...]]:
    """The words of the trade, as the signs of the tools use them: whole words, and beginnings of words."""
    words = frozenset[str]().union(*(cue.vocabulary for cue in CUES))
    return frozenset(w for w in words if not w.endswith("*")), tuple(sorted(w[:-1] for w in words if w.endswith("*")))


def _is_known(word: str) -> bool:
    words, stems = _vocabulary()
    singular = word.removesuffix("s")
    return word in words or singular in words or singular in ORDINARY or word.startswith(stems)
