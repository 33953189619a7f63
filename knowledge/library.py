"""The library: finds the passages of the firm's documents that answer a question, or finds nothing.

A passage is scored by meaning (cosine of sentence vectors) plus a little by shared letters, and half as much by how
near the question is to those its document says it answers; each less the likeness of the question to the nearest
subject the library does not treat. So a score above zero says: nearer to this passage than to anything we know
nothing about. Cosines of this kind of encoder are squeezed together and lower across languages; the difference brings
English and Italian questions close enough together for one threshold.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.encoder import Encoder
from assistant.encoder import encoder as default_encoder
from assistant.errors import BadInput, Problem
from knowledge.asked import SHELF, Asked
from knowledge.documents import Document, Kind, Passage, shipped
from knowledge.elsewhere import ELSEWHERE
from knowledge.encoded import Encoded
from knowledge.letters import Letters
from knowledge.vectors import Changes, Entry, VectorStore

RELEVANT = 0.043  # the least score of an answer, fitted on the `fit` rows of tests/knowledge/questions.csv
ASKED_WEIGHT = 0.5  # of the likeness to the document's own questions, fitted on the same rows
ANSWERS: tuple[Kind, ...] = ("regulation", "policy", "method", "disclosure", "education", "glossary")
CANDIDATES = 100  # passages taken from the vectors before the letters are compared
LONGEST_QUERY = 600  # characters; what follows is a paste, not a question


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers, and its score: how much nearer it is than anything outside the library."""

    passage: Passage
    score: float


def searched() -> tuple[Document, ...]:
    """The shipped documents that a question is looked up in; those of a rule are found by the link in its flag."""
    return tuple(document for document in shipped() if not document.rules)


class Library:
    """Documents that can be searched. Made in no time; opened and brought up to date at the first search.

    `folder` is the caller's and keeps the vectors between runs; `documents` are those shipped here unless given;
    `relevant` is the least score of a hit. Searching is safe from several threads. Raises `BadInput` for documents that
    cannot be taken in, `ServiceDown` when the encoder or the folder cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        documents: Sequence[Document] | None = None,
        encoder: Encoder | None = None,
        *,
        relevant: float = RELEVANT,
    ) -> None:
        self._folder = folder
        self._documents = documents
        self._encoder = encoder
        self._relevant = relevant
        self._writing = threading.Lock()
        self._store: VectorStore | None = None
        self._opened: _Opened | None = None

    def search(self, query: str, *, as_of: dt.date, limit: int = 4, kinds: Collection[Kind] | None = None) -> list[Hit]:
        """The passages in force on `as_of` that answer `query`, best first; empty when nothing here is relevant.

        Of all `kinds` but templates unless they are named: those are words to be filled in, not answers.
        """
        words = query.strip()[:LONGEST_QUERY]
        kinds = ANSWERS if kinds is None else kinds
        if not words or not kinds:
            return []
        opened = self._open()
        vector = opened.store.encoder.queries([words])[0]
        near = opened.store.nearest("passages", vector, CANDIDATES, _in_force(as_of, kinds))
        least = min(near.values(), default=0.0)
        for id in opened.letters.naming(words) - near.keys():  # a bare rule number means nothing to the vectors
            if opened.passages[id].in_force(as_of) and opened.passages[id].kind in kinds:
                near[id] = least
        elsewhere = max(opened.store.nearest("elsewhere", vector, 1).values())
        shared = opened.letters.likeness(words)
        asked = opened.asked.likeness(words, vector, opened.store)

        def score(passage: Passage, cosine: float) -> float:
            wanted = asked.get(passage.document, asked[""])
            return round(cosine + shared[passage.id] - elsewhere + ASKED_WEIGHT * (wanted - elsewhere), 6)

        hits = [
            Hit(opened.passages[id], score(opened.passages[id], cosine))
            for id, cosine in near.items()
            if id in opened.passages  # another process may have taken in newer documents meanwhile
        ]
        relevant = [hit for hit in hits if hit.score >= self._relevant]
        return sorted(relevant, key=lambda hit: (-hit.score, hit.passage.id))[:limit]

    def refresh(self, documents: Sequence[Document] | None = None) -> Changes:
        """Take in the documents as they are now, or `documents` from now on: only what changed is encoded."""
        with self._writing:
            return self._update(documents)

    def rebuild(self) -> Changes:
        """Encode every passage again, whatever is kept."""
        with self._writing:
            return self._update(anew=True)

    def close(self) -> None:
        """Let go of the files; the next search opens them again."""
        with self._writing:
            if self._store is not None:
                self._store.close()
            self._store = self._opened = None

    def _open(self) -> _Opened:
        opened = self._opened
        if opened is None:
            with self._writing:
                if self._opened is None:
                    self._update()
                opened = self._opened
        assert opened is not None  # _update sets it or raises
        return opened

    def _update(self, documents: Sequence[Document] | None = None, *, anew: bool = False) -> Changes:
        given = self._documents if documents is None else documents
        read = searched() if given is None else given
        passages = _passages(read)
        store = self._store = self._store or VectorStore(self._folder, self._encoder or Encoded(default_encoder()))
        store.keep("elsewhere", [Entry(f"{n:02}", text, {"n": n}) for n, text in enumerate(ELSEWHERE)], anew=anew)
        letters = Letters({passage.id: _words(passage) for passage in passages.values()})
        asked = Asked(read)
        store.keep(SHELF, asked.entries, anew=anew)
        changes = store.keep("passages", [_entry(passage) for passage in passages.values()], anew=anew)
        self._documents, self._opened = given, _Opened(store, passages, letters, asked)
        return changes


@dataclass(frozen=True, slots=True)
class _Opened:
    """One consistent state of the library; a refresh puts a new one in its place while searches finish on the old."""

    store: VectorStore
    passages: dict[str, Passage]
    letters: Letters
    asked: Asked


def texts_of(documents: Sequence[Document] | None = None) -> list[str]:
    """All that a library of these documents, by default the shipped ones, encodes to be found."""
    read = searched() if documents is None else documents
    asked = [entry.text for entry in Asked(read).entries]
    return [*ELSEWHERE, *asked, *(_words(passage) for passage in _passages(read).values())]


def _passages(documents: Sequence[Document]) -> dict[str, Passage]:
    passages = [passage for document in documents for passage in document.passages()]
    by_id = {passage.id: passage for passage in passages}
    if not passages:
        raise BadInput("The library has no documents with text: give it at least one.", [])
    if len(by_id) < len(passages):
        ids = [document.id for document in documents]
        twice = sorted({id for id in ids if ids.count(id) > 1})
        problems = [Problem(f"{id}.md", None, "", "duplicate", "is given twice: rename one of them") for id in twice]
        raise BadInput(f"{len(twice)} documents are given twice.", problems)
    return by_id


def _words(passage: Passage) -> str:
    """What stands for a passage: without title and heading a paragraph does not say what it is about."""
    return f"{passage.title}. {passage.heading}. {passage.text}"


def _entry(passage: Passage) -> Entry:
    facts = {
        "kind": passage.kind,
        "effective_from": _day(passage.effective_from),
        "effective_to": _day(passage.effective_to or dt.date.max),
    }
    return Entry(passage.id, _words(passage), facts)


def _day(date: dt.date) -> int:
    return date.year * 10_000 + date.month * 100 + date.day


def _in_force(as_of: dt.date, kinds: Collection[Kind]) -> dict[str, Any]:
    return {
        "$and": [
            {"effective_from": {"$lte": _day(as_of)}},
            {"effective_to": {"$gte": _day(as_of)}},
            {"kind": {"$in": sorted(kinds)}},
        ]
    }
