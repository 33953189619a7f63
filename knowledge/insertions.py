"""The disclosures that mend a flag: for each rule the page it stands on, its version and its words in each language."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from knowledge.documents import Document, shipped

HEADINGS = {"Text to insert": "en", "Testo da inserire": "it", "Texto para insertar": "es"}


def insertions(as_of: dt.date) -> dict[str, dict[str, Any]]:
    """Rule id → `id`, `version` and `text` (by language) of the disclosure in force on that day.

    Handed to a review as its fact `disclosures`; source: the pages in `knowledge/disclosures/` that name their `rules`.
    """
    return {
        rule: {"id": page.id, "version": page.version, "text": texts}
        for page, texts in _pages()
        if page.effective_from <= as_of and (page.effective_to is None or as_of <= page.effective_to)
        for rule in page.rules
    }


@cache
def _pages() -> tuple[tuple[Document, dict[str, str]], ...]:
    pages = (page for page in shipped() if page.rules and page.kind == "disclosure")
    return tuple((page, _texts(page)) for page in pages)


def _texts(page: Document) -> dict[str, str]:
    return {HEADINGS[p.heading]: " ".join(p.text.split()) for p in page.passages() if p.heading in HEADINGS}
