"""What a third party's language model does not see: numbers that identify, and by setting names and contact details.

Each is replaced by a stable pseudonym (`Person-K7Q2MA`) made with a key that stays here, and put back in what comes
back. The same words get the same pseudonym for as long as the key lives; without the key nothing can be told from it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator

from assistant.guardrails.facts import Facts
from assistant.guardrails.identifiers import RULES as IDENTIFIERS
from assistant.guardrails.passage import Passage, plain

_KINDS = {"pii-ssn": "Taxnumber", "pii-account-number": "Account"}
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_PHONE = re.compile(r"(?<![\w.,$€£-])(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,4}\)|\d{2,4})[ .-]\d{3,4}[ .-]?\d{3,4}(?![\w%-])")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PSEUDONYM = re.compile(r"\b(?:Taxnumber|Account|Person|Email|Phone)-[A-Z2-7]{8}\b", re.IGNORECASE)
_SHORTEST_NAME = 3  # letters of a single word that is taken for a name; shorter ones are words of the language


class Pseudonyms:
    """Hides and restores within one turn. `names`: the people and households whose names are hidden; empty: none are.

    With `contacts`, e-mail addresses and telephone numbers are hidden too. A name of one word counts only when it is
    written with a capital.
    """

    def __init__(self, key: bytes, names: Iterable[str] = (), *, contacts: bool = False) -> None:
        self._key = key
        self._contacts = contacts
        self._real: dict[str, str] = {}
        self._names: dict[str, list[tuple[str, ...]]] = {}
        for name in dict.fromkeys(names):
            if words := tuple(plain(word) for word in _WORD.findall(name)):
                self._names.setdefault(words[0], []).append(words)
        for known in self._names.values():
            known.sort(key=len, reverse=True)

    def hide(self, text: str) -> str:
        """The text with pseudonyms. What cannot be read (too long) raises: it does not leave unread."""
        pieces, place = [], 0
        for start, end, kind in _apart(self._found(text)):
            pieces += [text[place:start], self._pseudonym(text[start:end], kind)]
            place = end
        return "".join([*pieces, text[place:]])

    def restore(self, text: str) -> str:
        """The text with the real words again; a pseudonym that was never given out stays as it is."""
        return _PSEUDONYM.sub(lambda match: self._real.get(match.group().upper(), match.group()), text)

    def _pseudonym(self, words: str, kind: str) -> str:
        digest = hmac.new(self._key, f"{kind}\0{words}".encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
        made = f"{kind}-{base64.b32encode(digest[:5]).decode()}"
        self._real.setdefault(made.upper(), words)
        return made

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        passage, nothing = Passage(text), Facts({}, "answer")
        for rule in IDENTIFIERS:
            for hit in rule.check(passage, nothing):
                yield (*passage.span(hit.start, hit.end), _KINDS[rule.id])
        if self._contacts:
            yield from ((*match.span(), "Email") for match in _EMAIL.finditer(text))
            yield from ((*match.span(), "Phone") for match in _PHONE.finditer(text))
        if self._names:
            yield from self._named(text)

    def _named(self, text: str) -> Iterator[tuple[int, int, str]]:
        words = [(match.start(), match.end(), plain(match.group())) for match in _WORD.finditer(text)]
        for at, (start, end, word) in enumerate(words):
            for name in self._names.get(_without_possessive(word), ()):
                last = at + len(name) - 1
                if last >= len(words) or not _same(name, [w for _, _, w in words[at : last + 1]]):
                    continue
                if len(name) == 1 and (len(name[0]) < _SHORTEST_NAME or not text[start].isupper()):
                    continue
                tail = words[last][2]
                cut = len(tail) - len(_without_possessive(tail))
                yield start, (words[last][1] if last > at else end) - cut, "Person"
                break


def _same(name: tuple[str, ...], words: list[str]) -> bool:
    return name[:-1] == tuple(words[:-1]) and name[-1] == _without_possessive(words[-1])


def _without_possessive(word: str) -> str:
    return word[:-2] if word.endswith("'s") else word


def _apart(found: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The spans in order; of two that overlap the earlier, and of two that begin together the longer."""
    reached = 0
    for start, end, kind in sorted(found, key=lambda each: (each[0], -each[1])):
        if start >= reached and end > start:
            yield start, end, kind
            reached = end
