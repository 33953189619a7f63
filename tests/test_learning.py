"""Who stays, learned in the nightly pass: once for each version of the data, recorded, read by every question, and left
alone when a book cannot be read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.analytics.staying import CARD_KIND, KIND, PUBLISHED, Learned
from assistant.book.snapshot import Book
from assistant.desk import Desk, import_book, scan_firm, verify_log
from assistant.desk import learning as learning_at_the_desk
from assistant.figures import Figure
from assistant.retention import Search
from assistant.scan import Looked
from tests.desks import ADVISOR, NOW, SMALL_FIRM, opened


def told(desk: Desk, email: str) -> dict[str, Figure]:
    """The figures of the call list, as that advisor gets them."""
    return {figure.key: figure for figure in desk.call_tool(desk.caller(email), "clients_at_risk", {})[0].figures}


def book_of(desk: Desk, advisor: str, as_of: dt.date | None = None) -> Book:
    return desk.books.open(desk.books.hierarchy().scope_of_advisors([advisor]), as_of)


def learned(desk: Desk, advisor: str) -> Learned | None:
    kept = book_of(desk, advisor).learned(KIND)
    return Learned.from_json(kept) if kept else None


class TestBeforeTheFirstPass:
    def test_the_published_sizes_stand_and_it_is_said(self, tmp_path: Path) -> None:
        with opened(tmp_path) as desk:
            import_book(desk, SMALL_FIRM)
            assert learned(desk, "A1") is None
            weight = told(desk, ADVISOR)["own_weight"]
            assert weight.value is None
            assert "nightly pass" in weight.reason


class TestOnEitherEngine:
    def test_the_pass_learns_once_for_each_version_and_every_book_reads_the_same(
        self, database_url: str, tmp_path: Path
    ) -> None:
        with opened(tmp_path, database_url=database_url) as desk:
            import_book(desk, SMALL_FIRM)
            first, second = scan_firm(desk), scan_firm(desk)
            assert first.learned.startswith("Learned who stays from ")
            assert second.learned == "What these data teach about who stays had been learned before."
            mine, theirs = learned(desk, "A1"), learned(desk, "A2")
            assert mine == theirs
            assert mine is not None
            assert mine.rows > 0
            assert mine.slopes != PUBLISHED.slopes
            assert told(desk, ADVISOR)["client_years"].value == mine.rows
            assert book_of(desk, "A1").learned(CARD_KIND) is not None
            (record,) = [r for r in desk.log.search(Search(type="config.changed")) if r.payload["what"] == "who stays"]
            assert record.payload["rows"] == mine.rows
            assert verify_log(desk.settings).ok

    def test_a_book_of_an_earlier_day_reads_nothing_that_was_learned_later(
        self, database_url: str, tmp_path: Path
    ) -> None:
        with opened(tmp_path, database_url=database_url) as desk:
            import_book(desk, SMALL_FIRM)
            scan_firm(desk)
            before = NOW.date().replace(year=NOW.year - 1)
            assert book_of(desk, "A1", before).learned(KIND) is None


class TestABookThatCannotBeRead:
    def test_keeps_the_firm_from_learning_and_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def one_fails(*_: object, **__: object):  # type: ignore[no-untyped-def]
            yield Looked("A2", failure="a month is missing")

        with opened(tmp_path) as desk:
            import_book(desk, SMALL_FIRM)
            monkeypatch.setattr(learning_at_the_desk, "look_at_all", one_fails)
            report = scan_firm(desk)
            assert report.learned == "Who stays was not learned: the book of A2 could not be read: a month is missing"
            assert learned(desk, "A1") is None
