"""Where a question names somebody: the caller's clients, parts of the firm, and names that nobody known bears.

Only spans are found here. Who is meant is decided by `book/names.py` inside the tool, within the caller's reach.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.agent.planner.ordinary import ALSO_A_WORD, ORDINARY
from assistant.agent.planner.phrases import compiled
from assistant.agent.planner.reading import Named, folded
from assistant.agent.planner.strangers import (
    CALLED,
    FAMILY,
    LEVEL,
    LEVEL_AFTER,
    LEVEL_BEFORE,
    PEOPLE,
    POSSESSIVE,
    TITLE,
    before,
    is_shouted,
    starts_sentence,
    strangers,
)  # fmt: skip
from assistant.book.names import WORD, Mention, Names, plain
from assistant.callers import Scope

WORDS = ORDINARY | ALSO_A_WORD
LONGEST_SCOPE = 6  # words
LEVEL_WORDS = frozenset(("team", "branch", "region", "office", "area", "the", "firm", "wealth", "group", "of", "and"))
NUMBERED = re.compile(r"\b(?:client|household|cliente|hogar|famiglia|id|number|no|n|#)[ .:#]*$")
WHOLE_FIRM = compiled(r"""
    (?:firm|company|business|organi[sz]ation|enterprise)[ -]?wide|whole (?:firm|company)|the firm(?= worth)
    (?:across|for|of|in|at) the (?:whole |entire )?(?:firm|company|organi[sz]ation)(?!'s polic)
    the (?:whole |entire )?(?:firm|company)'s(?= (?:total |overall )?(?:book|aum|assets|value|revenue|clients|
        retention))
    tutta (?:la societa|l'azienda|la rete)|(?:della|nella) (?:societa|rete|nostra azienda)|dell'azienda
    (?:toda|de) la (?:firma|empresa)
""")


def named_in(raw: str, names: Names | None, scopes: Sequence[Scope], firm: str = "") -> tuple[Named, ...]:
    """Every span of the question that names somebody, longest first where two meet; none overlap."""
    text = folded(raw)
    clients = [_client(raw, mention, names) for mention in _mentions(raw, text, names)] if names else []
    chosen: list[Named] = []
    for found in sorted(
        [*clients, *_parts(raw, text, scopes, firm)], key=lambda n: (n.start - n.end, n.kind != "client")
    ):
        if all(found.end <= other.start or found.start >= other.end for other in chosen):
            chosen.append(found)
    return tuple(sorted([*chosen, *strangers(raw, text, chosen)], key=lambda n: n.start))


def _mentions(raw: str, text: str, names: Names) -> Iterator[Mention]:
    yield from (mention for mention in names.mentions(raw) if _is_meant(raw, text, mention))
    for token in WORD.finditer(
        raw
    ):  # names of two letters, such as Xu or 山田: with a capital, in another script, titled
        word = token.group()
        if len(word) != 2 or word.isdigit() or plain(word) in ORDINARY:
            continue
        capital = (word[0].isupper() and not word.isupper()) or not word.isascii()
        if (capital or TITLE.search(before(text, token.start()))) and (who := names.find(word)):
            yield Mention(*token.span(), who)


def _client(raw: str, mention: Mention, names: Names) -> Named:
    """Named by the label when that finds the same and no other, else by the id; an ambiguous one keeps its words."""
    words = POSSESSIVE.sub("", raw[mention.start : mention.end])
    who = mention.who[0]
    if len(mention.who) == 1:
        same = [(w.household_id, w.client_id) for w in names.find(who.label)] == [(who.household_id, who.client_id)]
        words = who.label if same else who.client_id or who.household_id
    elif len({other.label for other in mention.who}) == 1:
        words = who.label
    return Named(mention.start, mention.end, "client", words, mention.who)


def _is_meant(raw: str, text: str, mention: Mention) -> bool:
    """A number is a client only when called one; a name that is also a word needs a capital, a title or “family”."""
    span, ahead = text[mention.start : mention.end], before(text, mention.start)
    if span.isdigit():
        return bool(NUMBERED.search(ahead))
    word = plain(span)
    if word not in WORDS and word.removesuffix("s") not in ALSO_A_WORD:
        return True
    if TITLE.search(ahead) or CALLED.search(ahead) or FAMILY.match(text, mention.end):
        return True
    if word not in WORDS and PEOPLE.search(ahead):
        return True
    return raw[mention.start].isupper() and not starts_sentence(text, mention.start) and not is_shouted(raw)


def _parts(raw: str, text: str, scopes: Sequence[Scope], firm: str) -> Iterator[Named]:
    """Parts of the firm that the caller may name, the firm itself by its name or as “the whole firm”."""
    yield from (Named(match.start(), match.end(), "scope", "firm") for match in WHOLE_FIRM.finditer(text))
    if firm and (at := text.find(folded(firm))) >= 0:
        yield Named(at, at + len(firm), "scope", "firm")
    called = _Called.of(tuple(scopes))
    tokens = list(WORD.finditer(raw)) if scopes else []
    for first, token in enumerate(tokens):
        for last in tokens[first : first + LONGEST_SCOPE]:
            start, end = token.start(), last.end()
            scope = called.scope(raw, text, start, end)
            if scope is not None:
                wide = re.compile(rf" +{LEVEL}\b").match(text, end)
                yield Named(start, wide.end() if wide else end, "scope", scope.label, scope=scope)


@dataclass(frozen=True)
class _Called:
    """Parts of the firm by their name and by the words of it."""

    by_name: Mapping[str, Scope]
    by_word: Mapping[str, frozenset[Scope]]

    @classmethod
    @lru_cache(maxsize=32)
    def of(cls, scopes: tuple[Scope, ...]) -> _Called:
        by_name: dict[str, Scope] = {}
        by_word: dict[str, set[Scope]] = defaultdict(set)
        for scope in scopes:
            by_name.setdefault(plain(scope.label), scope)
            for word in plain(scope.label).split():
                by_word[word].add(scope)
        return cls(by_name, {word: frozenset(found) for word, found in by_word.items()})

    def scope(self, raw: str, text: str, start: int, end: int) -> Scope | None:
        """The scope of that very name, or the only one that the words are part of."""
        name = plain(POSSESSIVE.sub("", raw[start:end]))
        words = set(name.split())
        if not words or not words <= self.by_word.keys() | LEVEL_WORDS:
            return None
        near = bool(LEVEL_BEFORE.search(before(text, start)) or LEVEL_AFTER.match(text, end))
        if name in self.by_name and (near or name not in WORDS or raw[start].isupper()):
            return self.by_name[name]
        own = words - LEVEL_WORDS
        if not own or (words & WORDS and not near) or max(map(len, own)) < 3 or (words != own and len(words) > 2):
            return None
        hits = frozenset.intersection(*(self.by_word[word] for word in own))
        return next(iter(hits)) if len({scope.label for scope in hits}) == 1 else None
