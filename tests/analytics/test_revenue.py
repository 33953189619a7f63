"""The revenue report: totals, comparisons, splits that add up, ranking, trend, and what is not known."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.revenue import revenue_report
from assistant.analytics.revenue.rows import AMOUNTS, TYPES, by_segment, by_span, by_type
from assistant.analytics.revenue.window import Window, spoken
from assistant.blocks import Chart, Result, Table
from assistant.book.periods import parse_period
from assistant.book.snapshot import Book
from assistant.callers import Scope
from assistant.errors import BadArguments, NotEnoughData, NotFound
from tests.analytics.conftest import FIRMS, OpenBook, answers
from tests.analytics.tiny_books import tiny_book
from tests.book.folders import ROWS, TinyFirm

SCOPES = ("A1", "A2", "A3", "BR1", "FIRM")
ADDITIVE = ("revenue", "recurring", "transactional", "one_off", "closed_clients", *(key for key, _ in TYPES))


def report(book: Book, word: str = "ytd", **more: Any) -> Result:
    return revenue_report(book, period=parse_period(word, book.as_of), **more)


def table(result: Result, title: str) -> Table:
    return next(b for b in result.blocks if isinstance(b, Table) and b.title.startswith(title))


def column(of: Table, key: str) -> list[Any]:
    at = [c.key for c in of.columns].index(key)
    return [row[at] for row in of.rows]


def booked(household: str, first: str, last: str) -> Decimal:
    """All revenue of a household with no shared account, straight from the CSV."""
    with (FIRMS / "small" / "revenue.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["household_id"] == household and first <= r["month"] <= last]
    return sum((Decimal(r["amount"]) for r in rows), Decimal(0))


class TestTotals:
    def test_a_book_without_revenue_says_so(self, open_book: OpenBook, tmp_path: Path) -> None:
        book = tiny_book(tmp_path, TinyFirm(dict(ROWS)).put("revenue"))
        with pytest.raises(NotEnoughData, match="no revenue on record"):
            report(book)

    @pytest.mark.sampled(20)
    @pytest.mark.parametrize(
        "row", [r for r in answers("revenue") if r["period"] != ""], ids=lambda r: "-".join(r.values())
    )
    def test_the_small_firm_as_summed_independently(self, open_book: OpenBook, row: dict[str, Any]) -> None:
        book = open_book(row["scope"], row["as_of"])
        found = report(book, row["period"])
        key = {"total": "revenue", "total_without_non_repeatable": "revenue"}.get(row["measure"], row["measure"])
        value = found.figure(key).value
        assert isinstance(value, Decimal)
        if row["measure"] == "total_without_non_repeatable":
            value -= found.figure("one_off").value  # type: ignore[operator]
        assert int(row["at_least_cents"]) <= value * 100 <= int(row["at_most_cents"])

    def test_recurring_and_transactional_are_all_of_it(self, open_book: OpenBook) -> None:
        by = {f.key: f.value for f in report(open_book("FIRM"), "1y").figures}
        assert by["recurring"] + by["transactional"] == by["revenue"]  # type: ignore[operator]
        assert sum(by[key] for key, _ in TYPES) == by["revenue"]  # type: ignore[misc]
        assert by["recurring_share"] == (by["recurring"] / by["revenue"]).quantize(Decimal("0.000001"))  # type: ignore[operator]

    def test_one_offs_and_closed_clients_count_and_stand_apart(self, open_book: OpenBook) -> None:
        # README of the small firm: H05's planning of 1,500 in 2026-04 does not repeat; H07 left in 2026-05
        found = report(open_book("A1"))
        assert found.figure("one_off").value == Decimal("1500.00")
        assert found.figure("closed_clients").value == booked("H07", "2026-01", "2026-10") > 0
        assert "will not repeat" in " ".join(found.words())

    @pytest.mark.sampled(8)
    @pytest.mark.parametrize("word", ["ytd", "1y", "2026-Q3", "2026-04", "all"])
    @pytest.mark.parametrize("key", ADDITIVE)
    def test_advisors_add_up_to_branch_and_firm_to_the_cent(self, open_book: OpenBook, word: str, key: str) -> None:
        def value(scope: str) -> Decimal:
            found = report(open_book(scope), word).figure(key).value
            assert isinstance(found, Decimal)
            return found

        assert value("A1") + value("A2") == value("BR1")
        assert value("BR1") + value("A3") == value("FIRM")


class TestComparisons:
    def test_the_year_to_date_is_compared_with_the_same_months(self, open_book: OpenBook) -> None:
        # A2's clients share nothing: their rows of January to October 2025 straight from the CSV
        book = open_book("A2")
        found = report(book)
        before = sum(booked(h, "2025-01", "2025-10") for h in book.households["household_id"])
        assert found.figure("revenue_before").value == before
        assert found.figure("change_before").value == (Decimal("8850.00") / before - 1).quantize(Decimal("0.000001"))
        assert any("January to October 2026 with January to October 2025" in c for c in found.caveats)

    def test_the_months_just_before_are_as_many(self, open_book: OpenBook) -> None:
        book = open_book("A2")
        found = report(book, "2026-Q3")
        assert found.figure("revenue_just_before").inputs == (("months", "April to June 2026"),)
        before = sum(booked(h, "2026-04", "2026-06") for h in book.households["household_id"])
        assert found.figure("revenue_just_before").value == before

    def test_where_the_data_do_not_reach_back_there_is_a_reason_and_no_zero(self, open_book: OpenBook) -> None:
        found = report(open_book("A1"), "2025-Q1")
        assert found.figure("revenue_before").value is None
        assert found.figure("change_before").reason == "revenue is on record since September 2024"
        assert "against the same months" not in found.words()[0]

    def test_a_year_before_without_revenue_has_no_change(self, open_book: OpenBook) -> None:
        found = report(open_book("A2"), "ytd", client="H16")
        assert found.figure("revenue_before").value == Decimal("0.00")
        assert found.figure("change_before").reason == "no revenue came in then"

    def test_a_period_before_the_data_begin_says_where_they_are(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="Revenue runs from September 2024 to October 2026"):
            report(open_book("A1"), "2023")
        with pytest.raises(NotEnoughData, match="has closed yet"):
            report(open_book("A1", "2026-10-20"), "mtd")

    def test_a_period_that_begins_before_the_data_is_cut_and_says_so(self, open_book: OpenBook) -> None:
        found = report(open_book("A1"), "5y")
        assert found.title.endswith("September 2024 to October 2026")
        assert any("earlier months of 5y are not in it" in c for c in found.caveats)

    def test_an_open_month_is_left_out_on_both_sides(self, open_book: OpenBook) -> None:
        found = report(open_book("A2", "2026-10-20"))
        assert found.title.endswith("January to September 2026")
        assert any("has not closed" in c for c in found.caveats)


class TestSplits:
    def test_by_month_each_row_stands_beside_its_own_month_a_year_before(self, open_book: OpenBook) -> None:
        found = report(open_book("A2"), by="month")
        months = table(found, "Revenue by month")
        assert column(months, "label")[0] == "2026-01"
        assert column(months, "before")[1] == sum(
            booked(h, "2025-02", "2025-02") for h in open_book("A2").households["household_id"]
        )
        assert sum(column(months, "total")) == found.figure("revenue").value

    @pytest.mark.parametrize(("by", "labels", "counts"), [
        ("quarter", ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"], [3, 3, 3, 1]), ("year", ["2026"], [10]),
    ])  # fmt: skip
    def test_a_span_that_is_not_whole_says_how_many_months_count(
        self, open_book: OpenBook, by: str, labels: list[str], counts: list[int]
    ) -> None:
        found = report(open_book("A1"), by=by)
        spans = table(found, f"Revenue by {by}")
        assert (column(spans, "label"), column(spans, "months")) == (labels, counts)
        assert any(c.startswith(f"{labels[-1]}: only the months") for c in found.caveats)

    def test_a_long_history_is_cut_by_quarter_and_a_short_one_by_month(self, open_book: OpenBook) -> None:
        assert table(report(open_book("A1"), "all"), "Revenue by quarter")
        assert table(report(open_book("A1"), "1y"), "Revenue by month")

    def test_by_type_all_five_stand_even_without_revenue(self, open_book: OpenBook) -> None:
        found = report(open_book("A3"), by="type")
        types = table(found, "Revenue by type")
        assert column(types, "label") == [label for _, label in TYPES]
        assert column(types, "total")[2] == Decimal("0.00")
        assert sum(column(types, "total")) == found.figure("revenue").value

    def test_by_client_is_a_ranking_with_its_running_share(self, open_book: OpenBook) -> None:
        # small_answers/segments.csv, A2: H10 and H11 300,000 cents each, H17 180,000, H12 154,000 … of twelve months
        found = report(open_book("A2"), "1y", by="client", limit=3)
        clients = table(found, "Clients by revenue")
        assert clients.row_ids == ("H10", "H11", "H17")
        assert column(clients, "place") == [1, 1, 3]
        assert column(clients, "total") == [Decimal("3000.00"), Decimal("3000.00"), Decimal("1800.00")]
        whole = found.figure("revenue").value
        assert column(clients, "cumulative")[-1] == (Decimal("7800.00") / whole).quantize(Decimal("0.000001"))  # type: ignore[operator]
        assert sum(column(clients, "total")) + found.figure("others").value == whole
        assert clients.title == f"Clients by revenue, the largest 3 of {found.figure('clients').value}"

    def test_by_client_who_left_keeps_a_row_with_what_came_before(self, open_book: OpenBook) -> None:
        found = report(open_book("A2"), by="client", limit=50)
        clients = table(found, "Clients by revenue")
        gone = dict(zip(clients.row_ids, column(clients, "before"), strict=True))
        assert gone["H15"] == booked("H15", "2025-01", "2025-10") > 0
        assert sum(column(clients, "before")) == found.figure("revenue_before").value

    def test_by_segment_the_classes_are_those_of_today(self, open_book: OpenBook) -> None:
        # small_answers/segments.csv, A1: A is H05, B H04 and H01, C the other four; H07 has left
        found = report(open_book("A1"), by="segment")
        classes = table(found, "Revenue by class")
        assert column(classes, "label") == ["A", "B", "C", "no longer clients"]
        assert column(classes, "clients") == [1, 2, 4, None]
        assert column(classes, "total")[0] == booked("H05", "2026-01", "2026-10")
        assert sum(column(classes, "total")) == found.figure("revenue").value

    def test_by_advisor_the_rows_are_books_and_add_up(self, open_book: OpenBook) -> None:
        parts = tuple(open_book(advisor) for advisor in ("A1", "A2", "A3"))
        found = report(open_book("FIRM"), by="advisor", parts=parts)
        advisors = table(found, "Revenue by advisor")
        assert advisors.row_ids == ("A1", "A2", "A3")
        for key, figure in (("total", "revenue"), ("recurring", "recurring"), ("before", "revenue_before")):
            assert sum(column(advisors, key)) == found.figure(figure).value
        assert found.figure("largest").value == "A1"
        with pytest.raises(BadArguments, match="one book for each team"):
            report(open_book("FIRM"), by="team")

    def test_parts_of_several_advisors_are_named_by_their_scope(self, open_book: OpenBook) -> None:
        found = report(open_book("FIRM"), "2025-Q1", by="branch", parts=(open_book("BR1"), open_book("A3")))
        assert table(found, "Revenue by branch").row_ids == ("BR1", "A3")
        assert column(table(found, "Revenue by branch"), "before") == [None, None]

    def test_one_client_by_advisor_is_split_by_share(self, open_book: OpenBook) -> None:
        # H08's account is shared 60/40: 50.00 a month of 2026-Q3 is 90.00 and 60.00 (small_answers/split.csv)
        parts = tuple(open_book(advisor) for advisor in ("A1", "A2", "A3"))
        found = report(open_book("FIRM"), "2026-Q3", client="H08", by="advisor", parts=parts)
        assert column(table(found, "Revenue by advisor"), "total") == [
            Decimal("90.00"),
            Decimal("0.00"),
            Decimal("60.00"),
        ]

    def test_each_answer_has_a_chart_that_says_what_it_shows(self, open_book: OpenBook) -> None:
        for by in ("month", "quarter", "year", "type", "client", "segment"):
            charts = [b for b in report(open_book("A1"), by=by).blocks if isinstance(b, Chart)]
            assert charts, by
            assert charts[0].alt.endswith(".")


class TestOneClientOrClass:
    def test_a_client_of_somebody_else_is_not_found(self, open_book: OpenBook) -> None:
        with pytest.raises(NotFound):
            report(open_book("A1"), client="H10")

    def test_a_client_who_has_left_keeps_the_history(self, open_book: OpenBook) -> None:
        found = report(open_book("A1"), client="H07")
        assert found.figure("revenue").value == booked("H07", "2026-01", "2026-10")
        assert found.title.startswith("Revenue of O'Brien")

    def test_a_client_without_revenue_says_so(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="no revenue on record of Mueller"):
            report(open_book("A2"), client="H09")

    def test_one_class_alone(self, open_book: OpenBook) -> None:
        found = report(open_book("A1"), segment="A")
        assert found.figure("revenue").value == booked("H05", "2026-01", "2026-10")
        assert "the A clients of A1" in found.words()[0]
        with pytest.raises(BadArguments, match="A, B or C"):
            report(open_book("A1"), segment="D")


class TestTrend:
    @staticmethod
    def growing(tmp_path: Path, months: int, growth: float, firm: TinyFirm | None = None) -> Book:
        """One client's planning revenue, growing by a rate a year from quarter to quarter, to October 2026."""
        ends = pd.date_range(end="2026-10-01", periods=months, freq="MS")
        quarter = [(month - ends[0]).days // 91.3125 for month in ends]
        rows = [
            f"H1,,{month:%Y-%m},planning,{round(30_000 * (1 + growth) ** (number / 4)) / 100:.2f},"
            for month, number in zip(ends, quarter, strict=True)
        ]
        return tiny_book(tmp_path, (firm or TinyFirm(dict(ROWS))).put("revenue", *rows))

    def test_seven_whole_quarters_are_too_few(self, tmp_path: Path) -> None:
        found = report(self.growing(tmp_path, 22, 0.1), "1y")  # January 2025 to October 2026: seven whole quarters
        assert found.figure("trend").value is None
        assert found.figure("trend").reason == "7 whole quarters with revenue are on record; a trend takes 8"
        assert any(c.startswith("No trend: 7 whole quarters") for c in found.caveats)

    def test_twelve_quarters_show_the_rate_at_which_they_grew(self, tmp_path: Path) -> None:
        # revenue grows by 10 % a year, so the robust slope is 10 % a year but for whole cents
        found = report(self.growing(tmp_path, 37, 0.10), "3y", by="quarter")
        assert found.figure("trend").value == pytest.approx(Decimal("0.10"), abs=Decimal("0.003"))
        assert found.figure("trend_quarters").value == 12
        chart = next(b for b in found.blocks if isinstance(b, Chart))
        assert [name for name, _ in chart.series] == ["Revenue", "A year before", "Trend"]
        assert chart.series[2][1][-1] is None  # October alone is no whole quarter

    def test_the_market_is_taken_out_of_the_second_trend(self, open_book: OpenBook) -> None:
        found = report(open_book("A1"), "1y")
        assert found.figure("trend").value is not None
        assert found.figure("trend_without_market").value != found.figure("trend").value
        assert "market taken out" in " ".join(found.words())

    def test_without_assets_no_market_can_be_taken_out(self, tmp_path: Path) -> None:
        only_h2 = TinyFirm(dict(ROWS)).put("accounts", ROWS["accounts"][1]).put("balances", *ROWS["balances"][2:])
        found = report(self.growing(tmp_path, 37, 0.1, only_h2), "1y", client="H1")
        assert found.figure("trend").value is not None
        assert found.figure("trend_without_market").value is None
        assert "there are no assets" in found.figure("trend_without_market").reason


MONTHS = pd.date_range("2025-01-01", "2026-10-01", freq="MS").as_unit("s")
ROW = st.tuples(
    st.sampled_from(["H1", "H2", "H3"]),
    st.integers(0, len(MONTHS) - 1),
    st.sampled_from([key for key, _ in TYPES]),
    st.integers(-(10**6), 10**8),
    st.booleans(),
)


def made(rows: list[tuple[str, int, str, int, bool]]) -> pd.DataFrame:
    """Rows as revenue_rows gives them."""
    frame = pd.DataFrame(rows, columns=["household_id", "at", "type", "total_cents", "one_off"])
    recurring = frame["type"].isin(["advisory_fee", "trail"])
    cents = frame["total_cents"]
    return frame.assign(
        month=MONTHS.to_numpy()[frame["at"].to_numpy(dtype=np.int64)],
        recurring_cents=cents.where(recurring, 0),
        transactional_cents=cents.where(~recurring, 0),
        one_off_cents=cents.where(frame["one_off"], 0),
    )[["household_id", "month", "type", *AMOUNTS]]


class TestLaws:
    window = Window(pd.Timestamp("2026-01-01"), pd.Timestamp("2026-10-01"), MONTHS[0])

    @given(st.lists(ROW, max_size=40))
    def test_every_way_of_cutting_gives_the_same_sums(self, rows: list[tuple[str, int, str, int, bool]]) -> None:
        frame = made(rows)
        now = frame[frame["month"] >= self.window.first][AMOUNTS].sum()
        before = frame[frame["month"].between("2025-01-01", "2025-10-01")]["total_cents"].sum()
        classes = pd.Series({"H1": "A", "H2": "B"})
        cuts = [by_span(frame, self.window, by) for by in ("month", "quarter", "year")]  # type: ignore[arg-type]
        cuts += [by_type(frame, self.window), by_segment(frame, self.window, classes)]
        for cut in cuts:
            assert cut[AMOUNTS].sum().tolist() == now.tolist()
            assert cut["before_cents"].sum() == before

    @given(st.lists(ROW, max_size=20), st.randoms())
    def test_the_order_of_the_rows_changes_nothing(
        self, rows: list[tuple[str, int, str, int, bool]], random: Any
    ) -> None:
        mixed = list(rows)
        random.shuffle(mixed)
        assert by_type(made(rows), self.window).equals(by_type(made(mixed), self.window))

    def test_months_are_spoken_as_briefly_as_they_can_be(self) -> None:
        day = pd.Timestamp
        assert spoken(day("2026-10-01"), day("2026-10-01")) == "October 2026"
        assert spoken(day("2026-01-01"), day("2026-10-01")) == "January to October 2026"
        assert spoken(day("2025-11-01"), day("2026-10-01")) == "November 2025 to October 2026"


def test_an_empty_scope_has_no_revenue(open_book: OpenBook) -> None:
    book = open_book("NOBODY")
    assert isinstance(book.scope, Scope)
    with pytest.raises(NotEnoughData):
        report(book)
