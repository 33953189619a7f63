"""Documents are found by the questions they say they answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from knowledge import Document, Library, read_documents
from knowledge.asked import questions

TODAY = dt.date(2026, 11, 20)
Made = Callable[..., Document]
Opened = Callable[..., Library]


class TestQuestions:
    def test_a_document_that_lists_none_is_asked_for_by_its_title_and_headings(self, made: Made) -> None:
        assert questions(made("house_rules", "# Parking\n\nOn Fridays.\n\n# Keys\n\nAt the desk.")) == (
            "house rules",
            "Parking",
            "Keys",
        )

    def test_a_list_takes_their_place(self, made: Made) -> None:
        assert questions(made("house_rules", "# Parking\n\nOn Fridays.", asked_as=("Where do I park?",))) == (
            "Where do I park?",
        )

    def test_every_shipped_page_lists_some_in_english_and_italian_and_none_twice(self) -> None:
        asked = [(d.id, q) for d in read_documents() if d.kind != "template" and not d.rules for q in d.asked_as]
        pages = {d.id for d in read_documents() if d.kind != "template" and not d.rules}
        assert {id for id, _ in asked} == pages
        assert len({question for _, question in asked}) == len(asked)
        assert min(sum(id == page for id, _ in asked) for page in pages) >= 10


class TestSearch:
    def test_a_question_of_the_list_finds_its_document_in_other_words(
        self, opened: Opened, made: Made, tmp_path: Path
    ) -> None:
        dull, other = made("a", "The first working day decides."), made("b", "Of the third floor, too.")
        asked = made("b", "Of the third floor, too.", asked_as=("Dove parcheggio la macchina?",))
        found = [
            {hit.passage.document: hit.score for hit in library.search("Where can I leave my car?", as_of=TODAY)}
            for library in (
                opened(dull, other, folder=tmp_path / "plain", relevant=-2.0),
                opened(dull, asked, folder=tmp_path / "asked", relevant=-2.0),
            )
        ]
        assert next(iter(found[1])) == "b"
        assert found[1]["b"] - found[1]["a"] > found[0]["b"] - found[0]["a"]
