"""Who is meant: the one resolver that tools and the planner share. It knows only the names of the caller's own book.

A client is named by a household's name, a person's name or an id; case, accents, titles, plurals and "the … family" do
not matter. Two matches are a question back; no match, or a match outside the caller's reach, is "not found".
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from weakref import WeakKeyDictionary

import pandas as pd

from assistant.book.snapshot import Book
from assistant.callers import Scope
from assistant.errors import NotFound, Unclear

TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "sir",
        "dr",
        "prof",
        "the",
        "family",
        "families",
        "household",
        "client",
        "clients",
        "signor",
        "signora",
        "signorina",
        "signori",
        "sig",
        "sigra",
        "dott",
        "dottor",
        "dottore",
        "dottoressa",
        "dottssa",
        "i",
        "gli",
        "la",
        "le",
        "lo",
        "il",
        "el",
        "los",
        "las",
        "familia",
        "famiglia",
        "senor",
        "senora",
        "senores",
    ]
)
LONGEST_NAME = 5
STROKES = str.maketrans("đøłı", "doli")
"""Letters whose stroke (or missing dot) is no accent to Unicode, in lower case."""
ELIDED = re.compile(r"(?:d|l|all|dall|dell|nell|sull)['’]", re.IGNORECASE)
"""An Italian article or preposition that runs into the name: `dell'Okafor`."""
WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*", re.UNICODE)


def plain(text: str) -> str:
    """Lower case, without accents, apostrophes as spaces removed: `Nguyễn-O’Brien` → `nguyen obrien`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(STROKES))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[\s\-]+", " ", re.sub(r"['’.]", "", letters)).strip()


@dataclass(frozen=True, slots=True)
class Who:
    """A household, or one person of it. `label` is what a reader calls it; `detail` tells two of a name apart."""

    household_id: str
    label: str
    detail: str
    client_id: str = ""

    def __str__(self) -> str:
        return f"{self.label} ({self.detail})" if self.detail else self.label


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of a text that names somebody, with everyone it may mean."""

    start: int
    end: int
    who: tuple[Who, ...]


class Names:
    """The names of one book, ready to be looked up."""

    def __init__(self, book: Book) -> None:
        self._by_id: dict[str, Who] = {}
        self._households: dict[str, list[Who]] = defaultdict(list)
        self._people: dict[str, list[Who]] = defaultdict(list)
        self._scope = book.scope
        self._add_households(book.households, book.clients)

    def _add_households(self, households: pd.DataFrame, clients: pd.DataFrame) -> None:
        primary = clients.sort_values("is_primary", ascending=False, na_position="last").groupby("household_id").first()
        for row in households.itertuples(index=False):
            person = primary.loc[row.household_id] if row.household_id in primary.index else None
            who = Who(str(row.household_id), str(row.name), _detail(row, person))
            self._by_id[plain(who.household_id)] = who
            self._households[plain(who.label)].append(who)
        for row in clients.itertuples(index=False):
            home = self._by_id.get(plain(str(row.household_id)))
            if home is None:
                continue
            full = " ".join(str(part) for part in (row.first_name, row.last_name) if pd.notna(part))
            who = Who(home.household_id, full, home.detail, str(row.client_id))
            self._by_id[plain(who.client_id)] = who
            self._people[plain(full)].append(who)
            if pd.notna(row.last_name):
                self._people[plain(str(row.last_name))].append(home)

    def find(self, words: str) -> tuple[Who, ...]:
        """Everyone the words may mean, best kind of match first; empty when nobody."""
        key = plain(words)
        if key in self._by_id:
            return (self._by_id[key],)
        for form in _forms(key):
            for index in (self._households, self._people):
                if form in index:
                    return _distinct(index[form])
        return next(filter(None, map(self._by_parts, _forms(key))), ())

    def _by_parts(self, key: str) -> tuple[Who, ...]:
        """Every word of the key is a word of the name: `okafor chidi`, `tran` in `Nguyễn-Tran`."""
        wanted = set(key.split())
        if max(map(len, wanted)) < 3 and key.isascii():
            return ()
        for index in (self._households, self._people):
            hits = [who for name, people in index.items() if wanted <= set(name.split()) for who in people]
            if hits:
                return _distinct(hits)
        return ()

    def one(self, words: str) -> Who:
        """The client meant by the words. Raises NotFound when nobody is, Unclear when several are."""
        found = self.find(words)
        if not found:
            raise NotFound(f"I find no client “{words.strip()}” in {self._scope.label}'s book.")
        if len(found) > 1:
            choices = _told_apart(found)
            listed = "; ".join(choices)
            raise Unclear(
                f"There are {len(found)} clients called “{words.strip()}”: {listed}. Which one?",
                choices,
            )
        return found[0]

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """The longest spans of the text that name somebody of this book, left to right."""
        tokens = list(WORD.finditer(text))
        found: list[Mention] = []
        position = 0
        while position < len(tokens):
            mention = self._mention_at(text, tokens, position)
            if mention is None:
                position += 1
                continue
            found.append(mention)
            position = next((i for i, t in enumerate(tokens) if t.start() >= mention.end), len(tokens))
        return tuple(found)

    def _mention_at(self, text: str, tokens: Sequence[re.Match[str]], first: int) -> Mention | None:
        word = tokens[first]
        elided = ELIDED.match(text, word.start(), word.end() - 1)
        starts = (word.start(), elided.end()) if elided else (word.start(),)
        lasts = range(min(first + LONGEST_NAME, len(tokens)) - 1, first - 1, -1)
        for start, last in product(starts, lasts):
            end = tokens[last].end()
            key = plain(text[start:end])
            if key in TITLES or len(key) < 2 or (len(key) == 2 and text[start:end].islower()):
                continue  # a word of two small letters is hardly ever a name; Wu and 山田 are
            hits = [self._by_id[key]] if key in self._by_id else self._exact(key)
            if hits:
                return Mention(start, end, _distinct(hits))
        return None

    def _exact(self, key: str) -> list[Who]:
        for form in _forms(key, titles=False):
            for index in (self._households, self._people):
                if form in index:
                    return index[form]
        return []


def _forms(key: str, *, titles: bool = True) -> list[str]:
    """The key as it stands, without titles, and its singular: `the okafors` → okafors, okafor."""
    bare = " ".join(w for w in key.split() if w not in TITLES) if titles else key
    bare = re.sub(r"s$", "", bare) if bare.endswith("'s") else bare
    forms = [key, bare]
    for ending, stem in (("ies", "y"), ("es", ""), ("s", "")):
        if bare.endswith(ending) and len(bare) - len(ending) >= 2:
            forms.append(bare[: -len(ending)] + stem)
    return list(dict.fromkeys(f for f in forms if f))


def _distinct(people: Iterable[Who]) -> tuple[Who, ...]:
    """Each once; a person and the household of the same id count apart only when both were named as people."""
    return tuple({(who.household_id, who.client_id): who for who in people}.values())


def _told_apart(found: Sequence[Who]) -> list[str]:
    """Each in words; whoever reads like another of them gets the id besides."""
    words = [str(who) for who in found]
    return [
        w if words.count(w) == 1 else f"{w}, {who.client_id or who.household_id}"
        for w, who in zip(words, found, strict=True)
    ]


def _detail(row: object, person: pd.Series | None) -> str:
    """What tells two of a name apart: the place, the first person, since when."""
    parts = [str(value) for value in (getattr(row, "city", None),) if pd.notna(value)]
    if person is not None and pd.notna(person["first_name"]):
        parts.append(f"{person['first_name']}")
    since = getattr(row, "since", None)
    if since is not None and pd.notna(since):
        parts.append(f"client since {pd.Timestamp(since).year}")
    return ", ".join(parts)


def find_scope(words: str, scopes: Sequence[Scope]) -> Scope:
    """The scope meant by the words, among those the caller may name. Raises NotFound or Unclear."""
    key = plain(words)
    if key in ("firm", "the firm", "whole firm", "everyone", "all"):
        named = [s for s in scopes if s.level == "firm"]
    else:
        owner = plain(re.sub(r"['’]s?(?!\w)", "", words))
        bare = re.sub(r"^(the|team|branch|region) | (team|branch|region|office|book)$", "", owner).strip()
        named = [
            s for s in scopes if key in (plain(s.label), *map(plain, s.advisor_ids[:1] if s.level == "advisor" else ()))
        ]
        named = named or [s for s in scopes if bare and set(bare.split()) <= set(plain(s.label).split())]
    if not named:
        raise NotFound(f"I find nothing called “{words.strip()}” among the books you may see.")
    if len({s.advisor_ids for s in named}) > 1:
        listed = "; ".join(f"{s.label} ({s.level})" for s in named)
        raise Unclear(f"“{words.strip()}” may mean {listed}. Which one?", [s.label for s in named])
    return named[0]


_NAMES: WeakKeyDictionary[Book, Names] = WeakKeyDictionary()


def names_of(book: Book) -> Names:
    """The names of a book, made once and kept as long as the book itself."""
    if book not in _NAMES:
        _NAMES[book] = Names(book)
    return _NAMES[book]
