"""Another client in the message: names and ids from the facts, looked up by token, and tellings of someone's money.

Thousands of names cost one dictionary: each text token is looked up, no name is ever searched for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.guardrails.facts import Facts
from assistant.guardrails.passage import Passage, plain
from assistant.guardrails.rule import Hit, Rule

_TOKEN = re.compile(r"[A-Za-z0-9]+(?:['_-][A-Za-z0-9]+)*")
_NO_NAME = (
    "mr mrs ms miss dr prof sir madam the family household families and e y jr sr ii iii iv trust llc inc estate of "
    "signor signora sig dott dottssa famiglia famiglie nucleo senor senora sra familia hogar don dona"
)
_TITLES = frozenset(_NO_NAME.split())
# Surnames that are also words of a message or given names: alone, even with a capital, they name nobody.
_WORDS = (
    "young king park hill long white black brown green gray grey rose may grant price rich banks bank stone day days "
    "best bond bonds cash gold silver field rivers church page marks waters snow winter summer spring love hope faith "
    "joy case chase small little short strong sharp wise swift noble power powers major march june august street lane "
    "art bill mark will frank grace drew chance english french holland england paris london savannah virginia georgia "
    "carolina washington jackson lincoln madison house wall walls bridge lake rain storm weeks moon star stern early "
    "late good justice law judge guard rock sand fox bear bird drake lamb fish rice berry client clients household "
    "fund plan account trust group first second business personal capital growth value income equity gross net "
    "share shares russell schwab dow moody fitch houston dallas denver boston phoenix orlando cleveland raleigh york "
    "milano roma napoli torino firenze genova bologna ferrara palermo bianco verde costa monte mare sole luna felice "
    "bella grande basso alto conte campo guerra paz blanco"
)
_GIVEN_NAMES = (
    "james scott thomas martin henry george allen alexander lewis paul simon kelly ryan craig ross bruce dean lee "
    "dennis jordan taylor morgan cameron blake parker logan austin carl ray roy dale glenn neal owen evan howard "
    "gordon stanley leonard oliver benjamin francis vincent arthur ruth rosa maria marina santo rosario domingo alonso"
)
_ORDINARY = frozenset(f"{_WORDS} {_GIVEN_NAMES}".split())
_FIRST_WORDS = (
    "as when if and but or since after before while for with like see ask tell call did does do is was were has had "
    "our my your his her their this that these it both only even so then yes no from by to at in on about meanwhile "
    "also because quando se ma che per con come dopo anche poi cuando si pero para como despues tambien"
)
_OPENERS = frozenset(_FIRST_WORDS.split())
_OWN = ("recipients", "recipient", "recipient_names", "own_names", "to", "client")
_SENDER = ("sender", "sender_name", "firm_name", "identification")
_CAPITAL = re.compile(r"[A-Z]")
_GREETING = re.compile(
    r"^\s{0,20}(?:(?:subject|oggetto|asunto):[^\n]{0,300}\n{1,5})?\s{0,20}(?:hi|hello|dear|hey|ciao|gentile|caro|"
    r"cara|hola|estimad[oa]|querid[oa]|good (?:morning|evening|afternoon))\b[^,:!\n]{0,60}[,:!\n]",
    re.I,
)

_RELATIVE = (
    r"(?:neighbou?r|ex|ex-wife|ex-husband|brother|sister|cousin|colleague|boss|friend|dad|mom|father|mother|uncle|aunt|"
    r"coworker|co-worker|business partner|vecin[oa]|herman[oa]|prim[oa]|amig[oa]|vicin[oa]|fratello|sorella|cugin[oa])"
)
_THEIR_MONEY = (
    r"(?:account|portfolio|balance|net worth|investments?|holdings|ira|401k|put (?:\$|in)|sold|retired with|"
    r"walked away with|moved (?:his|her|their)|has the same|bought|withdrew|retiro|tiene el mismo|conto|"
    r"portafoglio|cuenta|cartera|ha venduto|ha investito|invirtio)"
)
_TELLINGS = tuple(
    (re.compile(source), reason)
    for source, reason in (
        (
            rf"\b(?:your|his|her|ur|su|tu|suo|sua|il suo|"
            rf"la sua)\s(?:\w+\s)?{_RELATIVE}(?:'s)?\b[^.!?\n]{{0,60}}\b{_THEIR_MONEY}",
            "It tells what somebody close to the reader holds or did with us.",
        ),
        (
            r"\b(?:our|my)\s(?:longtime\s|dear\s|valued\s)?client,?\s(?:mr\.?\s|mrs\.?\s|ms\.?\s|"
            r"dr\.?\s)?(?=[a-z'-]+\s[a-z'-]+\s(?:on|for|who|just|has|sold|and))",
            "It names a client in front of others.",
        ),
        (
            r"\bto:\s?all clients\b[^\n]{0,20}\bcc\b|\bclient addresses visible\b",
            "Clients can see each other's addresses.",
        ),
        (
            r"\b(?:another|one|other) (?:of our |of my )?clients?\b[^.!?\n]{0,20}\b(?:named|called|mr|mrs|ms|dr)\b",
            "It names another client.",
        ),
    )
)
_WITHHELD = re.compile(r"\b(?:can't|cannot|won't|not|no|never|permission)\b")


@dataclass(frozen=True)
class _Directory:
    """Names by their first token, and the surnames that alone are enough to know a household by."""

    full: dict[str, tuple[tuple[str, ...], ...]]
    surnames: dict[str, frozenset[str]]  # surname → the given names it goes with (empty: it was given alone)


def _named_clients(passage: Passage, facts: Facts) -> Iterator[Hit]:
    names = (*facts.strings("other_clients"), *_collection(facts.get("other_client_names")))
    if names:
        directory = _directory(names)
        passage.tick()
        yield from _lookups(passage, directory, _own_tokens(passage, facts))
    yield from _tellings(passage, facts)


def _tellings(passage: Passage, facts: Facts) -> Iterator[Hit]:
    """Somebody's money told, whatever names are known. Colleagues, the assistant and a client may speak of others."""
    arrives = facts.words("direction") == "incoming"
    if arrives or facts.channel in ("slack", "answer", "incoming") or _is_consented(facts):
        return
    for pattern, reason in _TELLINGS:
        for match in pattern.finditer(passage.low):
            if not _WITHHELD.search(passage.low, max(0, match.start() - 60), match.start()):
                yield Hit(match.start(), match.end(), reason)


def _collection(value: object) -> tuple[str, ...]:
    """A tuple of names as it is (the usual case, thousands of them), anything else by its strings."""
    return value if isinstance(value, tuple) and _are_words(value) else Facts({"names": value}, "").strings("names")


@lru_cache(maxsize=8)
def _are_words(value: tuple[object, ...]) -> bool:
    return all(isinstance(name, str) for name in value)


def _is_consented(facts: Facts) -> bool:
    consent = facts.get("consent")
    return consent is True or (isinstance(consent, str) and "permission" in consent.lower())


@lru_cache(maxsize=8)
def _directory(names: tuple[str, ...]) -> _Directory:
    full: dict[str, set[tuple[str, ...]]] = {}
    surnames: dict[str, set[str]] = {}
    for name in names:
        tokens = _tokens(name)
        if not tokens:
            continue
        for order in {tokens, (tokens[-1], *tokens[:-1])}:
            full.setdefault(order[0], set()).add(order)
        if tokens[-1] not in _ORDINARY and len(tokens[-1]) > 2:
            surnames.setdefault(tokens[-1], set()).update(tokens[:-1] or ("",))
    return _Directory({k: tuple(sorted(v)) for k, v in full.items()}, {k: frozenset(v) for k, v in surnames.items()})


def _tokens(name: str) -> tuple[str, ...]:
    """A name's telling words, given names first; nothing when it has none."""
    low = plain(name[:200])
    if "," in low:
        last, first = low.split(",", 1)
        low = f"{first} {last}"
    tokens = tuple(t for t in _TOKEN.findall(low) if t not in _TITLES)
    return () if len(tokens) == 1 and tokens[0] in _ORDINARY else tokens


def _own_tokens(passage: Passage, facts: Facts) -> frozenset[str]:
    """Tokens that name the reader, the sender or the firm: they are nobody else's."""
    readers = facts.strings(*_OWN)
    names = (*readers, *facts.strings(*_SENDER))
    words = [_bare(token) for name in names for token in _TOKEN.findall(plain(name[:2000]))]
    if not readers and (greeting := _GREETING.match(passage.text)):
        words += map(_bare, _TOKEN.findall(passage.low[: greeting.end()]))
    # “the Malhotras” of a question is the same name as “Malhotra” in its answer
    return frozenset((*words, *(word[:-1] for word in words if word.endswith("s") and len(word) > 3)))


def _lookups(passage: Passage, directory: _Directory, own: frozenset[str]) -> Iterator[Hit]:
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(passage.low)]
    words = [_bare(token) for token, _, _ in tokens]
    for at, word in enumerate(words):
        for name in directory.full.get(word, ()):
            if len(name) > 1 and tuple(words[at : at + len(name)]) == name and not set(name) <= own:
                yield Hit(tokens[at][1], tokens[at + len(name) - 1][2], "It names another client.")
        known = directory.surnames.get(word) or (directory.surnames.get(word[:-1]) if _is_plural(words, at) else None)
        if known and not {word, word[:-1]} & own and _is_surname(passage, tokens, words, at, known):
            yield Hit(tokens[at][1], tokens[at][2], "It names another client's household.")


def _bare(token: str) -> str:
    return token[:-2] if token.endswith("'s") else token


def _is_plural(words: Sequence[str], at: int) -> bool:
    """`the Okafors`."""
    return words[at].endswith("s") and at > 0 and words[at - 1] in ("the", "i", "gli", "los")


def _is_surname(
    passage: Passage, tokens: Sequence[tuple[str, int, int]], words: Sequence[str], at: int, known: frozenset[str]
) -> bool:
    """A capital, and no other given name before it than those it goes with: Amy Scott is not the client Ruth Scott."""
    start = tokens[at][1]
    if any(c.isdigit() for c in words[at]):
        return True  # an id is one wherever it stands
    if not _CAPITAL.match(passage.text, start):
        return False
    if at == 0 or "" in known:
        return True
    before, its_start, its_end = tokens[at - 1]
    joined = passage.text[its_end:start] == " "
    is_name = joined and bool(_CAPITAL.match(passage.text, its_start)) and before not in _TITLES
    return not is_name or before in known or before in _OPENERS


RULES = (
    Rule(
        "pii-other-client",
        "Information about another client",
        "block",
        "Reg S-P 17 CFR 248.10 and 248.30; CFP/firm confidentiality duty",
        "Remove it; use a composite with no identifying facts.",
        "Not a joint owner or other recipient of the message, the sender, a public filing, a mention with consent on "
        "file, or an ordinary word that is also somebody's surname.",
        _named_clients,
    ),
)
