"""How alike a question is to the questions each document says it answers (`asked_as`).

A question is nearer to another question than to the text that answers it, above all across languages. A document that
lists none is asked for by its title and its headings.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.encoder import Vectors
from knowledge.documents import Document
from knowledge.letters import Letters
from knowledge.vectors import Entry, VectorStore

SHELF = "asked"
NEAREST = 200  # questions looked at; a document with none among them counts as far as the last of them


class Asked:
    """The questions of all documents, kept on a shelf of the store. Reading is safe from several threads."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.entries = [
            Entry(f"{document.id}?{number:03}", text, {"kind": document.kind})
            for document in documents
            for number, text in enumerate(questions(document))
        ]
        self._letters = Letters({entry.id: entry.text for entry in self.entries})

    def likeness(self, words: str, vector: Vectors, store: VectorStore) -> dict[str, float]:
        """Cosine and shared letters of `words` with the nearest question of each document, by document id; the value
        under "" is for all that are not listed."""
        near = store.nearest(SHELF, vector, NEAREST)
        shared = self._letters.likeness(words)
        best = {"": min(near.values())}
        for id, cosine in near.items():
            document = id.rpartition("?")[0]
            best[document] = max(best.get(document, -1.0), cosine + shared.get(id, 0.0))
        return best


def questions(document: Document) -> tuple[str, ...]:
    """What a document is asked as: its own list, or its title and headings."""
    if document.asked_as:
        return document.asked_as
    return tuple(dict.fromkeys((document.title, *(passage.heading for passage in document.passages()))))
