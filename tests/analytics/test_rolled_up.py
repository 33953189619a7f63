"""Sums by advisor and month give the figures of opened books to the cent, on any firm; the parts of any level add up to
the whole. Random firms go in through the real import."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.analytics.bridge import Bridge, asset_bridge, bridge_of_books, bridge_rows, chained_growth
from assistant.analytics.earned import earned
from assistant.analytics.rolled_up import (
    rolled_bridges,
    rolled_growth,
    rolled_months,
    rolled_revenue,
    rolled_spans,
    rolled_window,
)
from assistant.analytics.snapshot import book_snapshot, rolled_snapshot
from assistant.analytics.wallet import FRESH_MONTHS, wallet_rows
from assistant.blocks import Result, Table
from assistant.book.opening import Books
from assistant.book.periods import Period, parse_period
from assistant.book.rollups import RollUp
from assistant.book.snapshot import Book
from assistant.callers import Scope
from assistant.database import Database
from assistant.errors import BadArguments, NotEnoughData
from tests.analytics.conftest import SCOPES
from tests.analytics.random_firms import Opened, firms, opened
from tests.book.folders import TinyFirm
from tests.book.rolled import books_with_sums
from tests.book.small_firm import copy_of

WORDS = ("ytd", "1y", "2025", "2025-Q1", "2025-02", "2024..2026", "2025-03-10..2025-07-20", "wtd")
PRESENT = dt.date(2026, 12, 31)


@pytest.fixture(scope="session")
def rolled(small_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., RollUp]:
    """The small firm's sums: `rolled("FIRM")`, `rolled("BR1", "2026-06-30")`."""
    folder = tmp_path_factory.mktemp("sums")
    books = books_with_sums(copy_of(small_database, folder / "firm.db"), folder / "shards")

    def one(scope: str = "FIRM", as_of: str = "2026-10-31") -> RollUp:
        return books.rollup(SCOPES[scope], dt.date.fromisoformat(as_of))

    return one


def period(word: str, as_of: str = "2026-10-31") -> Period:
    return parse_period(word, dt.date.fromisoformat(as_of))


def values(result: Result) -> dict[str, Any]:
    """What each figure says, but for the risks that only a client's history tells."""
    told = (f for f in result.figures if not f.key.startswith("risk_"))
    return {f.key: (f.value, f.label, f.unit, f.method, f.inputs, f.reason) for f in told}


def bridge_tables(result: Result) -> list[Table]:
    return [b for b in result.blocks if isinstance(b, Table) and b.title.startswith("The bridge")]


def outcome(make: Callable[[], Any]) -> Any:
    """What came of it, or the sentence it was refused with."""
    try:
        return make()
    except NotEnoughData as error:
        return error.sentence


class TestTheSmallFirm:
    def test_nobodys_books_have_no_sums(self, rolled: Callable[..., RollUp]) -> None:
        with pytest.raises(NotEnoughData, match="no balances yet"):
            rolled_months(rolled("NOBODY"), period("ytd"))

    @pytest.mark.sampled(8)
    @pytest.mark.parametrize("as_of", ["2026-10-31", "2026-06-30", "2026-05-17"])
    @pytest.mark.parametrize("word", ["ytd", "1y", "2026-Q1", "2020..2026-04"])
    @pytest.mark.parametrize("scope", ["FIRM", "BR1", "A3", "NOBODY"])
    def test_every_figure_is_the_books(
        self, rolled: Callable[..., RollUp], open_book: Callable[..., Book], scope: str, word: str, as_of: str
    ) -> None:
        book, sums = open_book(scope, as_of), rolled(scope, as_of)
        from_book = book_snapshot(book, period=period(word, as_of), by="month")
        from_sums = rolled_snapshot(sums, period=period(word, as_of), by="month")
        assert values(from_sums) == values(from_book)
        assert bridge_tables(from_sums) == bridge_tables(from_book)

    def test_rows_by_branch_are_those_of_the_books(
        self, rolled: Callable[..., RollUp], open_book: Callable[..., Book]
    ) -> None:
        scopes = [SCOPES["BR1"], SCOPES["A3"]]
        from_book = book_snapshot(
            open_book("FIRM"), period=period("ytd"), by="branch", parts=[open_book("BR1"), open_book("A3")]
        )
        from_sums = rolled_snapshot(rolled("FIRM"), period=period("ytd"), by="branch", parts=scopes)
        assert bridge_tables(from_sums) == bridge_tables(from_book)

    def test_the_advisors_are_named_behind_each_figure_and_the_clients_are_not(
        self, rolled: Callable[..., RollUp]
    ) -> None:
        result = rolled_snapshot(rolled("FIRM"), period=period("ytd"))
        behind = {(figure.rows.table, figure.rows.ids) for figure in result.figures if figure.rows.table}
        assert behind == {("advisors", ("A1", "A2", "A3"))}

    def test_what_needs_each_clients_history_is_absent_with_the_reason(self, rolled: Callable[..., RollUp]) -> None:
        result = rolled_snapshot(rolled("FIRM"), period=period("ytd"))
        risk = result.figure("risk_retention")
        assert (risk.value, "ask for a branch" in risk.reason) == (None, True)
        assert not any("stake" in sentence for sentence in result.words())
        with pytest.raises(BadArguments, match="A, B and C"):
            rolled_snapshot(rolled("FIRM"), period=period("ytd"), by="segment")
        with pytest.raises(BadArguments, match="scope of each team"):
            rolled_snapshot(rolled("FIRM"), period=period("ytd"), by="team")

    def test_comings_and_goings_are_counted_by_reason(self, rolled: Callable[..., RollUp]) -> None:
        # households.csv of 2026: H06, H12, H13 and H16 came; H07 left in May, H14 died in February, H09 went into H10
        result = rolled_snapshot(rolled("FIRM"), period=period("ytd"))
        table = next(b for b in result.blocks if isinstance(b, Table) and b.title == "How many came and went")
        assert dict(table.rows) == {
            "Came": 4,
            "Left, of those there at the beginning": 1,
            "Died, of those there at the beginning": 1,
            "Merged into another household, no loss": 1,
        }

    def test_an_open_week_shows_dated_events_only(self, rolled: Callable[..., RollUp]) -> None:
        result = rolled_snapshot(rolled("A1", "2026-10-30"), period=period("wtd", "2026-10-30"))
        assert result.figure("wins").value == 7  # won_on of A1 on 2026-10-30 in leads.csv
        assert any("nothing is interpolated" in caveat for caveat in result.caveats)

    def test_the_same_sums_give_the_same_bytes(self, rolled: Callable[..., RollUp]) -> None:
        once, twice = (rolled_snapshot(rolled("FIRM"), period=period("1y"), by="quarter").to_json() for _ in range(2))
        assert once == twice


def counts_of(book: Book, span: Period) -> dict[str, Any]:
    """What RollUp.clients counts, from the frames of an opened book."""
    homes = book.households
    start, end = pd.Timestamp(span.start), pd.Timestamp(span.end)
    inside, merged = homes["closed_on"].between(start, end), homes["close_reason"] == "merged"
    there = (homes["since"].isna() | (homes["since"] < start)) & ~(homes["closed_on"] < start)
    still = set(book.open_households["household_id"])
    people = book.clients[book.clients["deceased_on"].isna()]
    lost = homes[there & inside & ~merged]["close_reason"]
    return {
        "households": len(still), "people": int(people["household_id"].isin(still).sum()), "at_start": int(there.sum()),
        "came": int(homes["since"].between(start, end).sum()), "went": int((inside & ~merged).sum()),
        "merged": int((inside & merged).sum()), "lost_of_start": len(lost),
        "died_of_start": int((lost == "death").sum()), "let_go_of_start": int((lost == "firm_exit").sum()),
    }  # fmt: skip


def bridges_of_sums(sums: RollUp, span: Period) -> Any:
    months = rolled_months(sums, span)
    (whole,) = rolled_bridges(sums, span, months, (sums.scope,))
    return whole, rolled_spans(months, "month"), rolled_growth(months)


def bridges_of_book(book: Book, span: Period) -> Any:
    return asset_bridge(book, span), bridge_rows(book, span, "month"), chained_growth(book, span)


def check_scope(books: Books, scope: Scope, as_of: dt.date, span: Period) -> None:
    """Sums and book of one scope tell the same, to the cent."""
    book, sums = books.open(scope, as_of), books.rollup(scope, as_of)
    assert outcome(lambda: bridges_of_sums(sums, span)) == outcome(lambda: bridges_of_book(book, span))
    first, last = span.first_month, span.last_month(book.last_month)
    columns = ["recurring_cents", "transactional_cents", "total_cents"]
    assert rolled_revenue(sums, first, last)[columns].sum().to_dict() == earned(book, first, last).sum().to_dict()
    assert sums.clients(span.start, span.end).iloc[0].to_dict() == counts_of(book, span)
    fresh_since = (pd.Timestamp(as_of) - pd.DateOffset(months=FRESH_MONTHS)).date()
    declared, told = wallet_rows(book), sums.wallet_rows(fresh_since)
    for column in ("assets_cents", "worth_cents", "is_fresh", "in_part"):
        assert told[column].fillna(-1).tolist() == declared[column].fillna(-1).tolist(), column
    assert list(told.index) == list(declared.index)


def check_levels(firm: Opened, as_of: dt.date, span: Period) -> None:
    """The parts of every level add up to the firm: the bridge's fields from books and from sums, and revenue."""
    books = firm.books
    sums, book = books.rollup(firm.firm, as_of), books.open(firm.firm, as_of)
    whole = outcome(lambda: asset_bridge(book, span))
    if isinstance(whole, str):
        return
    months, window = rolled_months(sums, span), rolled_window(sums, span)
    revenue, earned_in_all = rolled_revenue(sums, *window)["total_cents"], earned(book, *window)["total_cents"].sum()
    for parts in {tuple(part.advisor_ids for part in parts): parts for parts in firm.parts.values()}.values():
        from_books = bridge_of_books([books.open(part, as_of) for part in parts], span)
        assert sum((bridge for _, bridge in from_books), Bridge()) == whole
        from_sums = rolled_bridges(sums, span, months, parts)
        assert sorted(zip((part.label for part in parts), from_sums, strict=True), key=str) == sorted(
            from_books, key=str
        )
        assert sum(int(revenue.loc[list(part.advisor_ids)].sum()) for part in parts) == earned_in_all


def check_firm(firm: TinyFirm, word: str, days_back: int, pick: int) -> None:
    """The whole firm and one part of it, picked; then every part of every level against the whole."""
    with tempfile.TemporaryDirectory() as folder:
        found = opened(firm, Path(folder))
        as_of = found.version.last_closed_day - dt.timedelta(days=days_back)
        try:
            span = parse_period(word, as_of)
        except NotEnoughData:
            return
        for scope in {found.firm, found.scopes[pick % len(found.scopes)]}:
            check_scope(found.books, scope, as_of, span)
        check_levels(found, as_of, span)
        found.close()


CASES = {
    "firm": firms(),
    "word": st.sampled_from(WORDS),
    "days_back": st.sampled_from((0, 0, 31, 45, 150)),
    "pick": st.integers(0, 20),
}


class TestAnyFirm:
    def test_without_a_household_there_is_nothing_to_add_up(self, tmp_path: Path) -> None:
        firm = TinyFirm.empty().add("advisors", "A0,Advisor 0,a0@tiny.example,,,2015-01-05,,")
        check_firm(firm, "ytd", 0, 0)

    @pytest.mark.prove
    @settings(max_examples=12)
    @given(**CASES)
    def test_sums_and_books_agree_and_every_level_adds_up(self, **case: Any) -> None:
        check_firm(**case)

    @pytest.mark.prove
    @pytest.mark.timeout(1800)
    @settings(max_examples=150)
    @given(**CASES)
    def test_on_very_many_firms(self, **case: Any) -> None:
        check_firm(**case)
