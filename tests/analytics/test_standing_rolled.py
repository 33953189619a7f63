"""A ranking's rows from sums are those of one Book an advisor: keys, amounts, reasons, history, bridges (F42, F43)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from assistant.analytics.standing import Sides, period_before, stack_rank_rolled
from assistant.analytics.standing.gathering import Gathered, gather
from assistant.analytics.standing.metrics import metric_called
from assistant.analytics.standing.rolled import ROWS, gather_rolled
from assistant.book.opening import Books
from assistant.book.periods import Period, parse_period
from assistant.callers import Scope
from assistant.database import Database
from assistant.errors import BadArguments
from tests.analytics.conftest import SCOPES, OpenBook
from tests.book.rolled import books_with_sums
from tests.book.small_firm import copy_of

LAST = dt.date(2026, 10, 31)
ADVISORS = tuple(SCOPES[name] for name in ("A1", "A2", "A3"))


@pytest.fixture(scope="module")
def books(small_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Books:
    folder: Path = tmp_path_factory.mktemp("sums")
    return books_with_sums(copy_of(small_database, folder / "firm.db"), folder / "shards")


def sides(books: Books, open_book: OpenBook, span: Period, advisors: tuple[Scope, ...] = ADVISORS) -> Sides:
    whole = Scope("firm", "FIRM", tuple(advisor for scope in advisors for advisor in scope.advisor_ids))
    now, before = (books.rollup(whole, day) for day in (span.end, period_before(span).end))
    joined = open_book("FIRM").advisors.set_index("advisor_id")["joined_on"].to_dict()
    return Sides(books.rollup(whole, LAST), now, before, advisors, joined)


def plain(found: Gathered) -> dict[str, object]:
    """Everything gathered, comparable."""
    rows = {
        name: frame.astype({"numerator": "float64", "denominator": "float64"}).to_dict("records")
        for name, frame in (("now", found.now), ("before", found.before))
    }
    told = {"months": found.months, "reasons": found.reasons, "not_before": found.not_before, "bridges": found.bridges}
    return {**rows, **told, "parts": found.parts}


class TestRows:
    def test_of_no_advisor_there_are_none(self, books: Books, open_book: OpenBook) -> None:
        span = parse_period("ytd", LAST)
        found = gather_rolled(sides(books, open_book, span, ()), metric_called("aum"), span)
        assert (found.parts, len(found.now), len(found.before)) == ((), 0, 0)

    @pytest.mark.sampled(8)
    @pytest.mark.parametrize("metric", ROWS)
    @pytest.mark.parametrize("word", ["ytd", "1y", "2024", "2024-01..2024-08", "2026-10-05..2026-10-12", "2025-11"])
    def test_are_those_of_the_books(self, books: Books, open_book: OpenBook, metric: str, word: str) -> None:
        span, chosen = parse_period(word, LAST), metric_called(metric)
        from_books = gather((open_book(scope.label) for scope in ADVISORS), chosen, span)
        assert plain(gather_rolled(sides(books, open_book, span), chosen, span)) == plain(from_books)

    def test_an_advisor_without_a_client_is_told_why(self, books: Books, open_book: OpenBook) -> None:
        span = parse_period("ytd", LAST)
        nobody = Scope("advisor", "Nobody", ("A9",))
        found = gather_rolled(sides(books, open_book, span, (*ADVISORS, nobody)), metric_called("net_flows"), span)
        assert (found.months["A9"], found.reasons["A9"].split(",")[0]) == (0, "This book has no balances yet")
        assert "A9" in found.not_before
        assert pd.Index(found.now["part"].unique()).equals(pd.Index(["A1", "A2", "A3"], dtype="str"))

    def test_a_metric_of_each_clients_history_is_refused(self, books: Books, open_book: OpenBook) -> None:
        span = parse_period("ytd", LAST)
        with pytest.raises(BadArguments, match="looks at every client"):
            stack_rank_rolled(sides(books, open_book, span), metric="book_value", level="advisor", period=span)
