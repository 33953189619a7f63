"""The book's snapshot on the small firm: independent counts, retention, revenue and held-away money; rows that sum to
the whole; what an open month may and may not say; the three risks by their stated definitions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from assistant.analytics.earned import earned
from assistant.analytics.retention_rates import movement
from assistant.analytics.snapshot import book_snapshot
from assistant.analytics.snapshot.figures import revenue_figures
from assistant.analytics.snapshot.risks import reachable, risk_chart, risk_figures, risk_table, three_risks
from assistant.blocks import Chart, Result, Table
from assistant.book.periods import Period, parse_period
from assistant.errors import BadArguments
from tests.analytics.conftest import OpenBook, answers


def period(word: str, as_of: str = "2026-10-31") -> Period:
    return parse_period(word, dt.date.fromisoformat(as_of))


def name(row: dict[str, Any]) -> str:
    return "-".join(str(row.get(key, "")) for key in ("scope", "as_of", "period", "measure"))


def table(result: Result, title: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(b for b in result.blocks if isinstance(b, Table) and b.title == title).to_json()[
        "rows"
    ]
    return found


class TestEmpty:
    def test_a_book_without_clients_says_so_and_has_no_rates(self, open_book: OpenBook) -> None:
        result = book_snapshot(open_book("NOBODY"), period=period("ytd"))
        assert result.figure("households").value == 0
        assert result.figure("retention").reason == "nobody was a client when the period began"
        assert any("no balances" in caveat for caveat in result.caveats)
        assert result.words()[1] == "0 clients today; in the period 0 came and 0 went."


class TestAgainstIndependentAnswers:
    @pytest.mark.sampled(3)
    @pytest.mark.parametrize("row", answers("counts"), ids=name)
    def test_households_and_people(self, open_book: OpenBook, row: dict[str, Any]) -> None:
        result = book_snapshot(open_book(row["scope"], row["as_of"]), period=period("ytd", row["as_of"]))
        assert result.figure("households").value == int(row["households_active"])
        assert result.figure("people").value == int(row["clients_active"])

    @pytest.mark.parametrize("row", answers("retention"), ids=name)
    def test_retention_r1(self, open_book: OpenBook, row: dict[str, Any]) -> None:
        moved = movement(open_book(row["scope"], row["as_of"]), period(row["period"], row["as_of"]))
        assert len(moved.at_start) == int(row["at_start"])
        assert len(moved.at_start) - moved.lost_of_start == int(row["kept"])
        assert len(moved.merged) == int(row["merged"])
        assert moved.retention == pytest.approx(float(row["r1"]), abs=1e-6)

    @pytest.mark.sampled(10)
    @pytest.mark.parametrize("row", [r for r in answers("revenue") if "without" not in r["measure"]], ids=name)
    def test_revenue(self, open_book: OpenBook, row: dict[str, Any]) -> None:
        result = book_snapshot(open_book(row["scope"], row["as_of"]), period=period(row["period"], row["as_of"]))
        key = {"total": "revenue"}.get(row["measure"], row["measure"])
        cents = int(result.figure(key).value * 100)  # type: ignore[operator, arg-type]
        assert int(row["at_least_cents"]) <= cents <= int(row["at_most_cents"])
        if row["period"] == "1y":
            assert result.figure(f"ttm_{key}").value == result.figure(key).value


class TestChange:
    def test_revenue_is_set_against_the_same_months_a_year_before(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        year = earned(book, pd.Timestamp("2025-01-01"), pd.Timestamp("2025-10-01"))["total_cents"].sum()
        result = book_snapshot(book, period=period("ytd"))
        assert result.figure("revenue_before").value == Decimal(int(year)) / 100
        assert result.figure("revenue_change").value == Decimal("0.173098")  # 28,242.34 over 24,075.00

    def test_without_data_a_year_before_the_change_is_undefined(self, open_book: OpenBook) -> None:
        result = book_snapshot(open_book("FIRM"), period=period("2025-01..2025-06"))
        assert result.figure("revenue_change").value is None
        assert result.figure("revenue_before").reason == "revenue data begin in September 2024"

    def test_without_any_revenue_the_change_is_undefined(self, open_book: OpenBook) -> None:
        first, last = pd.Timestamp("2026-01-01"), pd.Timestamp("2026-03-01")
        figures = {f.key: f for f in revenue_figures(open_book("NOBODY"), first, last, "", "words")}
        assert figures["revenue_change"].reason == "there is no revenue on record"

    def test_who_came_and_who_went(self, open_book: OpenBook) -> None:
        rows = table(book_snapshot(open_book("A2"), period=period("ytd")), "Who came and who went")
        assert [(r["on"], r["client"], r["what"], r["why"]) for r in rows] == [
            ("2026-09-08", "Al-Fārābī", "came", None),
            ("2026-04-01", "Søndergård", "came", None),
            ("2026-04-01", "Иванова", "came", None),
            ("2026-02-27", "Żółkowski", "went", "death"),
        ]

    def test_a_merger_is_neither_a_loss_nor_an_arrival(self, open_book: OpenBook) -> None:
        moved = movement(open_book("A2"), period("2026-03"))
        assert (len(moved.went), list(moved.merged["household_id"]), moved.retention) == (0, ["H09"], 1.0)

    def test_an_open_week_shows_dated_events_only(self, open_book: OpenBook) -> None:
        # 2026-11-01 is a Sunday: the week to date began on 26 October, and no month of it has closed at 2026-10-30
        result = book_snapshot(open_book("A1", "2026-10-30"), period=period("wtd", "2026-10-30"))
        assert "end" not in {figure.key for figure in result.figures}
        assert result.figure("wins").value == 7  # won_on of A1 on 2026-10-30 in leads.csv
        assert result.words()[0].startswith("No month of the period has closed; assets stay at $")
        assert any("nothing is interpolated" in caveat for caveat in result.caveats)
        assert result.figure("data_month").value == "September 2026"


class TestWholeMonths:
    def test_whole_closed_months_need_no_word(self, open_book: OpenBook) -> None:
        for word in ("ytd", "2025", "2026-09", "2026-02..2026-05"):
            result = book_snapshot(open_book("A1"), period=period(word))
            assert not any("by the month" in caveat for caveat in result.caveats), word

    def test_the_days_between_which_the_bridge_runs_are_said(self, open_book: OpenBook) -> None:
        words = book_snapshot(open_book("A1"), period=period("2026-02..2026-05")).words()[0]
        assert words.startswith("From the close of 31 Jan 2026 to the close of 31 May 2026 the assets of A1 went")

    def test_a_period_that_cuts_a_month_says_that_assets_take_it_whole(self, open_book: OpenBook) -> None:
        result = book_snapshot(open_book("A1"), period=period("2026-10-23..2026-10-31"))
        assert result.words()[0].startswith("From the close of 30 Sep 2026 to the close of 31 Oct 2026")
        assert any("are those of 2026-10-23 to 2026-10-31." in caveat for caveat in result.caveats)


class TestRows:
    @pytest.mark.parametrize("by", ["month", "quarter", "segment", "advisor", "branch"])
    def test_rows_sum_to_the_whole(self, open_book: OpenBook, by: Any) -> None:
        parts = {"advisor": ("A1", "A2", "A3"), "branch": ("BR1", "A3")}.get(by, ())
        result = book_snapshot(open_book("FIRM"), period=period("ytd"), by=by, parts=[open_book(p) for p in parts])
        rows = table(result, f"The bridge by {by}")
        for key in ("net_new_assets", "market", "fees", "transfers_in", "losses"):
            total = sum(Decimal(str(row[key])) for row in rows)
            assert total == result.figure(key).value, key

    def test_the_best_and_the_worst_part_are_named_with_their_money(self, open_book: OpenBook) -> None:
        parts = [open_book(p) for p in ("A1", "A2", "A3")]
        result = book_snapshot(open_book("FIRM"), period=period("ytd"), by="advisor", parts=parts)
        money = {row["advisor"]: row["net_new_assets"] for row in table(result, "The bridge by advisor")}
        best, worst = max(money, key=lambda name: money[name]), min(money, key=lambda name: money[name])
        line = next(line for line in result.words() if line.startswith("By net new money the best advisor is "))
        assert f" is {best} with " in line
        assert f"the worst {worst} with " in line
        assert result.figure("best_part").value == Decimal(str(money[best]))
        assert result.figure("worst_part").value == Decimal(str(money[worst]))
        months = book_snapshot(open_book("FIRM"), period=period("ytd"), by="month")
        assert not any(line.startswith("By net new money") for line in months.words())

    def test_parts_of_the_firm_need_their_books(self, open_book: OpenBook) -> None:
        with pytest.raises(BadArguments, match="one book for each team"):
            book_snapshot(open_book("FIRM"), period=period("ytd"), by="team")

    def test_a_recruited_book_is_told_apart(self, open_book: OpenBook) -> None:
        # T18: H12 and H13 brought 600,000 by transfer in April 2026
        result = book_snapshot(open_book("A2"), period=period("2026-04"))
        assert (result.figure("transfers_in").value, result.figure("organic_growth").value) == (
            Decimal("600000.00"),
            Decimal("0.000000"),
        )
        assert any("recruited" in caveat for caveat in result.caveats)


class TestRisks:
    def test_nobody_is_at_risk_in_an_empty_book(self, open_book: OpenBook) -> None:
        figures = {figure.key: figure for figure in risk_figures(three_risks(open_book("NOBODY")))}
        assert figures["risk_retention"].value == Decimal("0.00")
        assert figures["risk_growth"].value is None
        assert figures["risk_acquisition"].value is None

    def test_the_retention_risk_is_the_revenue_of_who_is_eroding(self, open_book: OpenBook) -> None:
        # H03 alone is eroding; it brought 12 × 300.00
        figure = next(f for f in risk_figures(three_risks(open_book("FIRM"))) if f.key == "risk_retention")
        assert (figure.value, figure.rows.ids) == (Decimal("3600.00"), ("H03",))

    def test_money_within_reach_by_hand(self) -> None:
        # shares .2, .4, .6, .8 of 1,000 each: third quartile .65, so .45 + .25 + .05 = 750
        ids = ["H1", "H2", "H3", "H4"]
        rows = pd.DataFrame({"assets_cents": [200, 400, 600, 800], "worth_cents": 1000, "in_part": False}, index=ids)
        assert reachable(rows, pd.Series("A", index=ids)) == pytest.approx(750)

    def test_a_class_of_eight_has_its_own_quartile(self) -> None:
        # eight of class A all hold half; the two of class C hold nothing and everything: the book's quartile is a half
        ids = [f"H{number}" for number in range(10)]
        rows = pd.DataFrame({"assets_cents": [500] * 8 + [0, 1000], "worth_cents": 1000, "in_part": False}, index=ids)
        classes = pd.Series(["A"] * 8 + ["C"] * 2, index=ids)
        assert reachable(rows, classes) == pytest.approx(500)

    def test_the_growth_risk_is_money_within_reach_at_the_books_yield(self, open_book: OpenBook) -> None:
        # × 33,717.34 of revenue ÷ 3,205,333.38 of assets
        risks = three_risks(open_book("FIRM"))
        reach = risks.assets["risk_growth"]
        assert reach is not None
        assert 0 < reach < 264_164_000  # all that is declared elsewhere
        assert risks.amounts["risk_growth"] == pytest.approx(reach * 3_371_734 / 320_533_338)

    def test_the_acquisition_risk_leaves_recruited_books_out(self, open_book: OpenBook) -> None:
        assert three_risks(open_book("FIRM")).behind["risk_acquisition"].ids == ("H06", "H16")

    def test_the_three_stand_side_by_side(self, open_book: OpenBook) -> None:
        risks = three_risks(open_book("FIRM"))
        assert [row[0] for row in risk_table(risks).rows] == [f.label for f in risk_figures(risks)]
        assert len(risk_chart(risks).series[0][1]) == 3
        assert risk_chart(three_risks(open_book("NOBODY"))).alt.startswith("Largest is")


class TestBytes:
    def test_the_same_book_gives_the_same_bytes(self, open_book: OpenBook) -> None:
        once, twice = (book_snapshot(open_book("BR1"), period=period("1y"), by="month").to_json() for _ in range(2))
        assert once == twice

    def test_the_waterfall_is_the_bridge(self, open_book: OpenBook) -> None:
        chart = next(b for b in book_snapshot(open_book("A1"), period=period("ytd")).blocks if isinstance(b, Chart))
        values = chart.series[0][1]
        assert sum(values[:-1]) == values[-1]  # type: ignore[arg-type]
