"""The door of the knowledge room: the firm's documents, and the library that searches them."""

from knowledge.documents import SHIPPED, Document, Kind, Passage, read_documents, shipped
from knowledge.insertions import insertions
from knowledge.library import Hit, Library
from knowledge.vectors import Changes

__all__ = [
    "Library",
    "Hit",
    "Changes",
    "Document",
    "Passage",
    "Kind",
    "read_documents",
    "shipped",
    "SHIPPED",
    "insertions",
]
