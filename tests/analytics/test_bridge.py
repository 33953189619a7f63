"""The bridge of assets: independent answers to the cent, the identity, parts that sum to the whole (F20, F21)."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from assistant.analytics.bridge import (
    Bridge,
    asset_bridge,
    bridge_chart,
    bridge_figures,
    bridge_of_books,
    bridge_rows,
    bridge_table,
    chain,
    chained_growth,
    closed_months,
    data_line,
    data_month,
)
from assistant.analytics.segments import book_classes
from assistant.book.periods import Period, parse_period
from assistant.errors import NotEnoughData, NotFound
from assistant.figures import say
from tests.analytics.conftest import OpenBook, answers

NAMES = {
    "begin": "begin",
    "end": "end",
    "market_gain": "market",
    "fees": "fees",
    "transfers_in": "transfers_in",
    "transfers_out": "transfers_out",
    "new_client_money": "new_client_money",
    "existing_client_money": "existing_client_money",
    "withdrawals_of_who_stayed": "withdrawals",
    "losses": "losses",
    "net_new_assets": "net_new_assets",
}


def period(word: str, as_of: str = "2026-10-31") -> Period:
    return parse_period(word, dt.date.fromisoformat(as_of))


def name(row: dict[str, Any]) -> str:
    return f"{row['scope']}-{row['as_of']}-{row['period']}-{row.get('measure', '')}"


class TestBridge:
    def test_an_empty_bridge_has_no_growth_and_no_residual(self) -> None:
        assert Bridge().organic_growth is None
        assert Bridge().residual == 0

    def test_the_published_case(self) -> None:
        # domain F21: B 100m, NCNM 5m, ECNM 2m, W 3m, L 2.5m, market 7m → E 108.5m, organic growth 1.5 %
        m = 100_000_000
        bridge = Bridge(100 * m, 5 * m, 2 * m, 3 * m, 5 * m // 2, market=7 * m, end=217 * m // 2)
        assert bridge.residual == 0
        assert bridge.organic_growth == pytest.approx(0.015)

    def test_what_does_not_close_is_a_residual_and_not_market(self) -> None:
        assert Bridge(begin=100, market=5, end=106).residual == 1

    def test_bridges_of_parts_add_up(self) -> None:
        total = Bridge(begin=100, withdrawals=10, end=90) + Bridge(begin=50, fees=1, end=49)
        assert (total.begin, total.end, total.residual) == (150, 139, 0)


class TestChain:
    def test_nothing_chained_is_no_growth(self) -> None:
        assert chain([]) == 0

    def test_months_multiply(self) -> None:
        # 10 % and then −5 %: 1.10 × 0.95 − 1
        months = [Bridge(begin=100, existing_client_money=10), Bridge(begin=200, withdrawals=10)]
        assert chain(months) == pytest.approx(0.045)

    def test_a_month_that_began_with_nothing_leaves_it_undefined(self) -> None:
        assert chain([Bridge(begin=100), Bridge()]) is None


class TestSmallFirm:
    @pytest.mark.parametrize(
        "row", [r for r in answers("bridge") if r["measure"] in NAMES] + answers("flows"), ids=name
    )
    def test_agrees_with_the_independent_answers_to_the_cent(self, open_book: OpenBook, row: dict[str, Any]) -> None:
        bridge = asset_bridge(open_book(row["scope"], row["as_of"]), period(row["period"], row["as_of"]))
        assert int(row["at_least_cents"]) <= getattr(bridge, NAMES[row["measure"]]) <= int(row["at_most_cents"])

    @pytest.mark.parametrize("row", answers("growth"), ids=name)
    def test_growth_agrees_simple_and_chained(self, open_book: OpenBook, row: dict[str, Any]) -> None:
        book, span = open_book(row["scope"], row["as_of"]), period(row["period"], row["as_of"])
        assert asset_bridge(book, span).organic_growth == pytest.approx(float(row["organic_growth"]), abs=1e-6)
        assert chained_growth(book, span) == pytest.approx(float(row["organic_growth_chained"]), abs=1e-6)

    @pytest.mark.parametrize("scope", ["A1", "A2", "A3", "BR1", "FIRM"])
    @pytest.mark.parametrize("word", ["ytd", "1y", "2026-Q3", "2026-03", "all"])
    def test_the_identity_closes_to_the_cent(self, open_book: OpenBook, scope: str, word: str) -> None:
        assert asset_bridge(open_book(scope), period(word)).residual == 0

    @pytest.mark.parametrize("by", ["month", "quarter", "segment"])
    def test_the_rows_sum_to_the_whole(self, open_book: OpenBook, by: Any) -> None:
        book = open_book("FIRM")
        rows = [row for _, row in bridge_rows(book, period("ytd"), by, segments=book_classes(book))]
        whole = asset_bridge(book, period("ytd"))
        stocks = () if by == "segment" else ("begin", "end")
        for field in (f.name for f in fields(Bridge) if f.name not in stocks):
            assert sum(getattr(row, field) for row in rows) == getattr(whole, field), field
        if stocks:
            assert [row.begin for row in rows[1:]] == [row.end for row in rows[:-1]]
            assert (rows[0].begin, rows[-1].end) == (whole.begin, whole.end)

    def test_who_is_in_no_class_is_shown_as_such(self, open_book: OpenBook) -> None:
        names = [label for label, _ in bridge_rows(open_book("FIRM"), period("ytd"), "segment")]
        assert names == ["no class"]

    @pytest.mark.parametrize(
        ("parts", "whole"), [(("A1", "A2", "A3"), "FIRM"), (("A1", "A2"), "BR1"), (("BR1", "A3"), "FIRM")]
    )
    def test_the_books_of_the_parts_sum_to_the_book_above(
        self, open_book: OpenBook, parts: tuple[str, ...], whole: str
    ) -> None:
        rows = bridge_of_books([open_book(part) for part in parts], period("1y"))
        assert sum((row for _, row in rows), Bridge()) == asset_bridge(open_book(whole), period("1y"))

    def test_the_households_sum_to_their_book(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        rows = [asset_bridge(book, period("1y"), household_id=i) for i in book.households["household_id"]]
        assert sum(rows, Bridge()) == asset_bridge(book, period("1y"))

    def test_a_part_without_balances_has_an_empty_bridge(self, open_book: OpenBook) -> None:
        early = period("2020", "2026-10-31")
        assert bridge_of_books([open_book("A1")], early) == (("A1", Bridge()),)

    def test_a_recruited_book_is_never_organic(self, open_book: OpenBook) -> None:
        # H12 arrived on 2026-04-01 with 400,000 as a transfer (tests/firms/small/balances.csv, AC14)
        bridge = asset_bridge(open_book("A2"), period("ytd"), household_id="H12")
        assert (bridge.transfers_in, bridge.net_new_assets) == (40_000_000, 0)

    def test_somebody_elses_client_is_not_found(self, open_book: OpenBook) -> None:
        with pytest.raises(NotFound):
            asset_bridge(open_book("A1"), period("ytd"), household_id="H10")

    def test_a_period_before_the_data_says_where_the_data_is(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="September 2024 to October 2026"):
            asset_bridge(open_book("A1"), period("2020"))

    def test_a_period_that_begins_before_the_data_begins_with_it(self, open_book: OpenBook) -> None:
        assert closed_months(open_book("A1"), period("2024"))[0] == pd.Timestamp("2024-09-01")

    def test_a_book_without_clients_has_no_assets_to_show(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="no balances"):
            asset_bridge(open_book("NOBODY"), period("ytd"))


class TestWhatIsShown:
    def test_growth_over_nothing_is_undefined_with_a_reason(self) -> None:
        figure = next(f for f in bridge_figures(Bridge(end=5)) if f.key == "organic_growth")
        assert (figure.value, figure.reason != "") == (None, True)

    def test_figures_are_money_and_carry_the_prefix_and_the_period(self) -> None:
        figures = {f.key: f for f in bridge_figures(Bridge(begin=10_000, end=10_000), prefix="aum_", period="ytd")}
        assert figures["aum_begin"].value == Decimal("100.00")
        assert figures["aum_begin"].inputs == (("period", "ytd"),)

    def test_the_waterfall_leaves_out_what_did_not_move(self) -> None:
        chart = bridge_chart(Bridge(begin=100, withdrawals=20, market=-5, end=75))
        assert chart.labels == (
            "Assets at the beginning",
            "Withdrawals of clients who stayed",
            "Market",
            "Assets at the end",
        )
        assert chart.series[0][1] == (Decimal("1.00"), Decimal("-0.20"), Decimal("-0.05"), Decimal("0.75"))
        assert "flowed out" in chart.alt

    def test_the_table_has_a_line_a_row(self) -> None:
        table = bridge_table([("Elm", Bridge(begin=100, new_client_money=50, end=150))], "Bridge", "team", ["TM1"])
        assert table.to_json()["rows"][0] == {
            "team": "Elm", "begin": 1.0, "new_client_money": 0.5, "existing_client_money": 0.0, "withdrawals": 0.0,
            "losses": 0.0, "transfers_in": 0.0, "transfers_out": 0.0, "market": 0.0, "fees": 0.0, "end": 1.5,
            "net_new_assets": 0.5, "organic_growth": 0.5,
        }  # fmt: skip

    def test_the_last_closed_month_is_said(self, open_book: OpenBook) -> None:
        assert say(data_line(data_month(open_book("A1")))) == "Assets are as of the last closed month, October 2026."
