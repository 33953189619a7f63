"""Documents: what is read, what is refused and with which places, and how a text is cut into passages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import BadInput
from knowledge import Document, read_documents
from knowledge.documents import LONGEST

Made = Callable[..., Document]
SHIPPED = tuple(document for document in read_documents() if not document.rules)
FRONT = """---
title: Gifts
kind: policy
source: House policy
effective_from: 2025-01-01
owner: Compliance
version: 1
language: en
---
"""


def problems(folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as raised:
        read_documents(folder)
    return [(problem.file, problem.column) for problem in raised.value.problems]


class TestReading:
    def test_a_folder_without_documents_gives_none(self, tmp_path: Path) -> None:
        assert read_documents(tmp_path) == ()

    def test_the_id_is_the_path_below_the_folder(self, tmp_path: Path) -> None:
        (tmp_path / "policies").mkdir()
        (tmp_path / "policies" / "gifts.md").write_text(FRONT + "Log every gift.\n", encoding="utf-8")
        (document,) = read_documents(tmp_path)
        assert document.id == "policies/gifts"
        assert document.effective_from == dt.date(2025, 1, 1)
        assert document.text == "Log every gift."

    @pytest.mark.parametrize(
        ("written", "place"),
        [
            (FRONT, ""),
            ("No front matter at all.", "title"),
            (FRONT.replace("kind: policy", "kind: rumour") + "Text.", "kind"),
            (FRONT.replace("2025-01-01", "last spring") + "Text.", "effective_from"),
            (FRONT.replace("owner: Compliance", "owner: ' '") + "Text.", "owner"),
            (FRONT.replace("version: 1", "version: 0") + "Text.", "version"),
            (FRONT.replace("language: en", "language: English") + "Text.", "language"),
            (FRONT.replace("owner:", "onwer: typing\nowner:") + "Text.", "onwer"),
            (FRONT.replace("owner:", "id: policies/other\nowner:") + "Text.", "front matter: id"),
            (FRONT.replace("owner:", "effective_to: 2024-12-31\nowner:") + "Text.", ""),
            (FRONT.replace("title: Gifts", "title: [") + "Text.", ""),
        ],
    )
    def test_a_slip_is_refused_with_its_file_and_field(self, tmp_path: Path, written: str, place: str) -> None:
        (tmp_path / "gifts.md").write_text(written, encoding="utf-8")
        assert ("gifts.md", place) in problems(tmp_path)

    def test_bytes_that_are_not_utf8_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "gifts.md").write_bytes(FRONT.encode() + b"caf\xe9")
        assert problems(tmp_path) == [("gifts.md", "")]

    def test_problems_of_all_files_are_listed_and_nothing_is_taken_in(self, tmp_path: Path) -> None:
        (tmp_path / "good.md").write_text(FRONT + "Text.", encoding="utf-8")
        (tmp_path / "one.md").write_text(FRONT, encoding="utf-8")
        (tmp_path / "two.md").write_text(FRONT, encoding="utf-8")
        assert problems(tmp_path) == [("one.md", ""), ("two.md", "")]


class TestPassages:
    def test_a_text_without_headings_is_one_passage_under_the_title(self, made: Made) -> None:
        (passage,) = made("gifts", "Log every gift.").passages()
        assert (passage.id, passage.heading, passage.text) == ("gifts#gifts", "gifts", "Log every gift.")

    def test_each_heading_opens_a_passage_and_an_empty_one_is_left_out(self, made: Made) -> None:
        text = "Before.\n\n## Limits\n\n300 dollars.\n\n## Empty\n\n## Records ##\nKeep a log.\n"
        passages = made("gifts", text).passages()
        assert [(p.heading, p.text) for p in passages] == [
            ("gifts", "Before."),
            ("Limits", "300 dollars."),
            ("Records", "Keep a log."),
        ]

    def test_the_same_heading_twice_gives_two_ids(self, made: Made) -> None:
        ids = [passage.id for passage in made("gifts", "## Limit\nOne.\n## Limit\nTwo.").passages()]
        assert ids == ["gifts#limit", "gifts#limit-2"]

    def test_a_long_section_is_cut_between_paragraphs(self, made: Made) -> None:
        paragraph = "word " * 100
        passages = made("gifts", "## Limit\n" + f"{paragraph}\n\n" * 6).passages()
        assert len(passages) == 3
        assert all(len(passage.text) <= LONGEST for passage in passages)

    @given(
        st.lists(
            st.sampled_from(["## Heading", "### Deeper", "", "Text.", "Più testo, con àccenti.", " indented"])
        ).map("\n".join)
    )
    def test_a_passage_is_the_stretch_of_text_it_says_it_is(self, text: str) -> None:
        document = SHIPPED[0].model_copy(update={"text": text})
        passages = document.passages()
        assert all(document.text[p.start : p.end] == p.text for p in passages)
        assert all(before.end <= after.start for before, after in pairwise(passages))
        assert len({p.id for p in passages}) == len(passages)

    def test_a_passage_is_in_force_on_its_first_and_its_last_day(self, made: Made) -> None:
        dates = {"effective_from": dt.date(2026, 1, 1), "effective_to": dt.date(2026, 3, 29)}
        (passage,) = made("gifts", "Text.", **dates).passages()
        in_force = [passage.in_force(dt.date(2025, 12, 31) + dt.timedelta(days)) for days in (0, 1, 88, 89)]
        assert in_force == [False, True, True, False]


class TestShippedDocuments:
    def test_they_parse_and_there_is_one_of_each_needed_kind(self) -> None:
        kinds = {document.kind for document in SHIPPED}
        assert {"regulation", "policy", "method", "disclosure", "education", "glossary"} <= kinds

    @pytest.mark.parametrize("document", [d for d in SHIPPED if d.kind != "template"], ids=lambda d: d.id)
    def test_each_is_short_enough_to_be_read(self, document: Document) -> None:
        longest = 650 if document.kind == "glossary" else 500
        assert 150 <= len(document.text.split()) <= longest

    @pytest.mark.parametrize("document", [d for d in SHIPPED if d.kind == "method"], ids=lambda d: d.id)
    def test_a_method_page_names_in_its_text_the_formulas_of_its_source(self, document: Document) -> None:
        formula = re.compile(r"\b[EFPRS]\d+\b")
        assert set(formula.findall(document.source)) - {"F18"} <= set(formula.findall(document.text))
        assert formula.search(document.text) or re.search(r"\bids?: ", document.text, re.IGNORECASE)

    @pytest.mark.parametrize("document", [d for d in SHIPPED if d.kind in ("regulation", "policy")], ids=lambda d: d.id)
    def test_a_rule_page_cites_a_rule_and_a_date_it_rests_on(self, document: Document) -> None:
        assert re.search(r"(Rules?|CFR|U\.S\.C\.|section|Notice) [\d(]", document.text)
        assert re.search(r"\b(19|20)\d\d\b", document.text + str(document.effective_from))
