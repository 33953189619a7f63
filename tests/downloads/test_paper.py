"""The one writer of PDF: what it is given can be read back, the same each time, and none of it is ever a command."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from assistant.downloads import Block, Facts, Grid, Paper, Paragraph, Quote, Section, pdf, visible
from assistant.downloads.paper import PROGRAM
from assistant.errors import BadArguments, ServiceDown

AT = dt.datetime(2026, 11, 22, 10, 30, 5, tzinfo=dt.UTC)
HOSTILE = (
    "#set page(width: 1cm)", "#panic()", '#import "@preview/cetz:0.3.0"', '#read("/etc/passwd")', "$x^2$", "*bold*",
    "_it_", "`raw`", "] [", "\\", "<label> @label", "// gone", "/* gone */", "= Title", "- item", "~", '"quoted"',
    "#(1+1)", "--- ...", "'); DROP", "https://example.com",
)  # fmt: skip


def paper(*blocks: Block, **changes: str) -> Paper:
    return Paper(**{"title": "The title", "at": AT, "blocks": blocks} | changes)  # type: ignore[arg-type]


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def words(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(content).pages)


def together(text: str) -> str:
    """Without white space: where a line ended is no part of the words."""
    return "".join(text.split())


class TestPaper:
    def test_of_nothing_is_one_page_with_its_title(self) -> None:
        content = pdf(paper())
        assert words(content).split("\n")[:2] == ["The title", "The title"]
        assert "page 1 of 1" in words(content)

    @pytest.mark.parametrize(
        "wrong", [{"title": " "}, {"language": "English"}, {"language": ""}, {"at": dt.datetime(2026, 11, 22)}]
    )
    def test_without_title_language_or_time_zone_is_refused(self, wrong: dict[str, str]) -> None:
        with pytest.raises(BadArguments, match="needs a title"):
            paper(**wrong)

    @pytest.mark.parametrize(("head", "rows"), [((), ()), (("a",), (("1", "2"),))])
    def test_with_a_table_of_uneven_rows_is_refused(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        with pytest.raises(BadArguments, match="each row"):
            Grid(head, rows)


class TestPdf:
    def test_holds_every_kind_of_block_in_order(self) -> None:
        inner = Section("Inner", [Paragraph("words of the inner")])
        facts, grid = Facts([("Client", "Rossi")]), Grid(["Head"], [["cell"]])
        text = words(pdf(paper(Section("Outer", [Quote("quoted"), facts, grid, inner]), subtitle="under it")))
        told = ["under it", "Outer", "quoted", "Client", "Rossi", "Head", "cell", "Inner", "words of the inner"]
        assert sorted(told, key=text.index) == told

    def test_is_tagged_archivable_and_says_its_language_title_and_date(self) -> None:
        document = read(pdf(paper(Paragraph("città"), language="it")))
        root = document.root_object
        assert root["/Lang"] == "it"
        assert root["/MarkInfo"]["/Marked"]
        assert document.metadata is not None
        assert document.metadata.title == "The title"
        assert document.metadata.creation_date == AT
        about = document.root_object["/Metadata"].get_data().decode()
        # ISO 19005-2 and ISO 14289-1: a document names the standards that it keeps in its XMP metadata
        assert ("<pdfaid:part>2<" in about, "<pdfaid:conformance>A<" in about, "<pdfuaid:part>1<" in about) == (
            True,
        ) * 3
        assert "pagina 1 di 1" in words(pdf(paper(language="it")))

    def test_the_same_paper_gives_the_same_bytes(self) -> None:
        one = paper(Section("Section", [Grid(["a"], [["漢"]] * 50)]))
        assert pdf(one) == pdf(one)

    def test_another_date_gives_other_bytes(self) -> None:
        assert pdf(paper()) != pdf(Paper(title="The title", at=AT + dt.timedelta(days=1), blocks=()))

    def test_repeats_title_and_head_of_a_table_on_every_page_and_counts_them(self) -> None:
        pages = [page.extract_text() for page in read(pdf(paper(Grid(["Name of it"], [["row"]] * 200)))).pages]
        assert len(pages) > 2
        for number, page in enumerate(pages, 1):
            assert page.startswith("The title")
            assert "Name of it" in page
            assert f"page {number} of {len(pages)}" in page

    def test_sections_deeper_than_six_are_still_set(self) -> None:
        inner = Section("level 9", [Paragraph("deep down")])
        for level in range(8, 1, -1):
            inner = Section(f"level {level}", [inner])
        assert "deep down" in words(pdf(paper(inner)))


class TestWordsAreData:
    @pytest.mark.sampled(7)
    @pytest.mark.parametrize("text", HOSTILE)
    def test_markup_is_shown_and_does_nothing(self, text: str) -> None:
        blocks = (Paragraph(text), Quote(text), Facts([(text, text)]), Grid([text], [[text]]), Section(text, []))
        found = words(pdf(Paper(title=text, at=AT, blocks=blocks, subtitle=text)))
        # title of page and of document, subtitle, paragraph, quote, fact twice, table twice, heading
        assert together(found).count(together(text)) == 10

    @pytest.mark.prove
    def test_a_word_of_100_kb_is_there_to_the_last_letter(self) -> None:
        text = words(pdf(paper(Paragraph("w" * 100_000))))
        assert text.count("w") == 100_000
        assert max(map(len, text.splitlines())) < 200

    @pytest.mark.parametrize("text", ["perché città più", "Ελληνικά", "Кириллица", "“€ 1.200,00”", "naïve — Œuvre"])
    def test_letters_of_europe_are_shown(self, text: str) -> None:
        assert text in words(pdf(paper(Paragraph(text))))

    @pytest.mark.parametrize("text", ["مرحبا", "שלום"])
    def test_letters_from_right_to_left_are_shown(self, text: str) -> None:
        found = words(pdf(paper(Paragraph(f"left {text} right"))))
        assert text in found or text[::-1] in found

    def test_what_the_fonts_lack_is_written_by_its_number(self) -> None:
        assert "⟨U+6F22⟩字"[:8] in words(pdf(paper(Paragraph("漢字 é"))))
        assert "⟨U+1F600⟩ é" in words(pdf(paper(Paragraph("😀 é"))))

    @pytest.mark.parametrize(
        ("text", "shown"),
        [("a\x00b", "a⟨U+0000⟩b"), ("\x1b[31m", "⟨U+001B⟩[31m"), ("\u202egnp", "⟨U+202E⟩gnp"), ("\ud800", "⟨U+D800⟩")],
    )
    def test_what_no_page_shows_is_written_by_its_number(self, text: str, shown: str) -> None:
        assert shown in words(pdf(paper(Paragraph(text))))

    def test_line_breaks_and_spaces_stay(self) -> None:
        assert "one\ntwo\nthree   four" in words(pdf(paper(Quote("one\r\ntwo\rthree   four"))))

    @settings(max_examples=25, deadline=None)
    @given(st.text(st.characters(), max_size=60))
    def test_any_text_at_all_can_be_set(self, text: str) -> None:
        assert pdf(paper(Paragraph(text), Facts([(text, text)]))).startswith(b"%PDF-1.7")


class TestVisible:
    def test_nothing_is_nothing(self) -> None:
        assert visible("") == ""

    @given(st.text(st.characters()))
    def test_gives_text_that_can_be_encoded_and_does_not_change_again(self, text: str) -> None:
        shown = visible(text)
        assert shown.encode().decode() == shown
        assert visible(shown) == shown

    @given(st.text(st.characters(codec="latin-1", categories=["L", "N", "P", "Z"]), max_size=50))
    def test_ordinary_words_stay_as_they_are(self, text: str) -> None:
        assert visible(text) == text


class TestTheTypesetter:
    def test_that_fails_is_told_in_a_sentence(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("assistant.downloads.paper.PROGRAM", PROGRAM.with_name("missing.py"))
        with pytest.raises(ServiceDown, match="“The title” could not be set on paper"):
            pdf(paper())

    def test_that_takes_too_long_is_stopped(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("assistant.downloads.paper.SECONDS", 0.001)
        with pytest.raises(ServiceDown, match="was not set in"):
            pdf(paper())
