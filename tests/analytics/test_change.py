"""Why assets moved: the verdict first, flows told into expected and not, the return that ties, days inside a month."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assistant.analytics.bridge import Bridge, asset_bridge
from assistant.analytics.change import explain_change
from assistant.analytics.change.flows import flows_of
from assistant.analytics.change.pieces import cut
from assistant.analytics.change.verdict import main_line, steps, verdict_figures, verdict_line
from assistant.analytics.returns import modified_dietz
from assistant.blocks import Chart, Result, Table
from assistant.book.periods import Period, parse_period
from assistant.errors import NotEnoughData, NotFound
from assistant.figures import Figure, Rows, say
from tests.analytics.conftest import OpenBook, answers
from tests.analytics.tiny_books import tiny_book
from tests.book.folders import TinyFirm

AS_OF = dt.date(2026, 10, 31)


def span(word: str, as_of: dt.date = AS_OF) -> Period:
    return parse_period(word, as_of)


def explained(open_book: OpenBook, household: str | None, word: str = "ytd", scope: str = "FIRM") -> Result:
    return explain_change(open_book(scope), period=span(word), household_id=household)


def table(result: Result, title: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(
        b for b in result.blocks if isinstance(b, Table) and b.title.startswith(title)
    ).to_json()["rows"]
    return found


def value(result: Result, key: str) -> Any:
    return result.figure(key).value


class TestNothingToExplain:
    def test_an_empty_book_says_what_is_missing(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="no balances"):
            explain_change(open_book("NOBODY"), period=span("ytd"))

    def test_a_client_without_money_in_the_period_is_named(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="山田 had no account with a balance in 2025"):
            explained(open_book, "H06", "2025")

    def test_somebody_elses_client_is_not_found(self, open_book: OpenBook) -> None:
        with pytest.raises(NotFound):
            explained(open_book, "H10", scope="A1")

    def test_a_month_that_has_not_closed_says_so(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="No month of"):
            explain_change(open_book("A1", "2026-10-15"), period=span("mtd", dt.date(2026, 10, 15)))


class TestVerdict:
    def lines(self, bridge: Bridge) -> list[str]:
        figures = {f.key: f for f in verdict_figures(bridge, Rows(), ())}
        for key in ("begin", "end"):
            figures[key] = Figure(key, key, Decimal(getattr(bridge, key)) / 100, "money", figures["change"].method)
        main = main_line(bridge, figures)
        return [say(verdict_line(bridge, "Rossi", figures)), *([say(main)] if main else [])]

    def test_nothing_moved(self) -> None:
        assert self.lines(Bridge(begin=100_00, end=100_00)) == [
            "The assets of Rossi are what they were at the beginning, $100, the market moved nothing and nothing was "
            "withdrawn."
        ]

    def test_a_fall_by_withdrawals_against_the_market(self) -> None:
        bridge = Bridge(begin=1000_00, withdrawals=300_00, market=50_00, fees=10_00, end=740_00)
        assert self.lines(bridge) == [
            "Of the fall of $260 at Rossi from $1,000 to $740, withdrawals took $300 and fees $10; the market added "
            "$50.",
            "So it was mainly withdrawals: 96.8% of what took from the assets.",  # 300 ÷ 310
        ]

    def test_a_fall_by_the_market_alone(self) -> None:
        assert self.lines(Bridge(begin=1000_00, market=-80_00, end=920_00)) == [
            "Of the fall of $80 at Rossi from $1,000 to $920, the market took $80; nothing was withdrawn.",
            "Nothing but the market took from the assets.",
        ]

    def test_a_fall_by_both(self) -> None:
        bridge = Bridge(begin=1000_00, losses=55_00, market=-45_00, end=900_00)
        assert (
            self.lines(bridge)[1]
            == "No single reason did most of it; withdrawals did 55.0% of what took from the assets."
        )

    def test_a_rise_names_what_added_first(self) -> None:
        bridge = Bridge(begin=0, new_client_money=900_00, transfers_in=50_00, market=60_00, fees=10_00, end=1000_00)
        assert self.lines(bridge)[0] == (
            "Of the rise of $1,000 at Rossi from $0 to $1,000, contributions added $900, the market $60 and transfers "
            "$50; fees took $10; nothing was withdrawn."
        )

    def test_the_reasons_sum_to_the_change_also_when_the_bridge_does_not_close(self) -> None:
        bridge = Bridge(begin=100, withdrawals=10, market=5, end=100)
        assert sum(step.cents for step in steps(bridge)) == bridge.end - bridge.begin
        assert bridge.residual == 5


class TestTheQuestionMarketOrWithdrawal:
    def test_silent_erosion_is_withdrawals_nobody_expected(self, open_book: OpenBook) -> None:
        # README: H03 loses 2.5 % a month since 2026-02, none of it expected; balances.csv of AC04 in 2026:
        # withdrawals 5,000 + 4,900 + 4,400 + 4,300 + 4,200 + 4,100 + 4,000 + 3,900 + 3,800, market 9 × 800 − 16,000
        result = explained(open_book, "H03")
        assert result.words()[0] == (
            "Of the fall of $50,400 at Lindqvist from $199,500 to $149,100, withdrawals took $38,600, the market "
            "$8,800 and fees $3,000."
        )
        assert value(result, "withdrawals_unexpected") == Decimal("38600.00")
        assert "none of the $38,600 withdrawn was expected" in result.words()[2]

    def test_a_house_is_an_expected_withdrawal_with_its_reason(self, open_book: OpenBook) -> None:
        # README: H05, a house, 2026-05: expected flow of 120,000 and life event
        result = explained(open_book, "H05")
        assert value(result, "withdrawals_expected") == Decimal("120000.00")
        assert value(result, "withdrawals_unexpected") == 0
        house = next(f for f in table(result, "Flows") if f["kind"] == "withdrawal")
        assert (house["when"], house["account"], house["reason"]) == ("2026-05", "AC06", "house")
        assert (value(result, "largest_flow"), value(result, "largest_when")) == (Decimal("120000.00"), "May 2026")
        (event,) = table(result, "Life events")
        assert (event["who"], event["event"], event["occurred_on"]) == ("José", "new home", "2026-05-12")
        assert any("facts" in caveat for caveat in result.caveats)

    def test_the_innocent_retiree_drew_what_was_planned(self, open_book: OpenBook) -> None:
        # README: H04, every cent in expected_flows
        result = explained(open_book, "H04", "1y")
        assert (value(result, "withdrawals_total"), value(result, "withdrawals_unexpected")) == (Decimal("42000.00"), 0)
        assert "(required distribution, income plan)" in result.words()[2]

    def test_a_month_of_market_alone(self, open_book: OpenBook) -> None:
        # README: 2026-03, every invested account falls by market alone
        result = explained(open_book, "H01", "2026-03")
        assert value(result, "main_reason") == "the market"
        assert value(result, "largest_flow") is None
        assert result.figure("largest_flow").reason == "no money came or went in the period"
        assert "no money came or went" in result.words()[2]

    def test_transfers_inside_the_firm_are_neither(self, open_book: OpenBook) -> None:
        # README: AC01 → AC13, 25,000 in 2026-02
        (transfer,) = [f for f in table(explained(open_book, "H01"), "Flows") if f["kind"] == "transfer out"]
        assert (transfer["amount"], transfer["planned"], transfer["unplanned"]) == (25000.0, None, None)

    def test_who_left_is_said_to_have_left(self, open_book: OpenBook) -> None:
        assert explained(open_book, "H07").caveats[0] == "This household closed on 2026-05-20 (left)."


class TestItAddsUp:
    @pytest.mark.sampled(8)
    @pytest.mark.parametrize("household", ["H01", "H03", "H05", "H06", "H08", "H09", "H12", None])
    @pytest.mark.parametrize("word", ["ytd", "1y", "2026-Q3", "all"])
    def test_the_identity_closes_and_the_return_ties_to_the_bridge(
        self, open_book: OpenBook, household: str | None, word: str
    ) -> None:
        try:
            result = explained(open_book, household, word)
        except NotEnoughData:
            return  # H09 was gone by the third quarter
        assert value(result, "residual") == 0
        assert value(result, "market_after_fees") == value(result, "market") - value(result, "fees")
        if value(result, "return_net") is not None:
            assert float(value(result, "market_after_fees") / value(result, "average_capital")) == pytest.approx(
                float(value(result, "return_net")), abs=1e-6
            )

    def test_the_steps_are_those_of_the_bridge(self, open_book: OpenBook) -> None:
        result, bridge = explained(open_book, "H05"), asset_bridge(open_book("FIRM"), span("ytd"), household_id="H05")
        for key in ("begin", "existing_client_money", "withdrawals", "market", "fees", "end"):
            assert value(result, key) * 100 == getattr(bridge, key), key

    def test_the_book_agrees_with_the_independent_answers(self, open_book: OpenBook) -> None:
        result = explained(open_book, None)
        for row in answers("bridge"):
            if (row["scope"], row["as_of"], row["period"]) == ("FIRM", "2026-10-31", "ytd") and row["measure"] in (
                "begin", "end", "fees",
            ):  # fmt: skip
                assert int(row["at_least_cents"]) <= value(result, row["measure"]) * 100 <= int(row["at_most_cents"])

    def test_accounts_and_months_sum_to_the_client(self, open_book: OpenBook) -> None:
        result = explained(open_book, "H01", "1y")
        for title in ("Account by account", "Month by month"):
            rows = table(result, title)
            assert sum(r["change"] for r in rows) == pytest.approx(float(value(result, "change")))
            assert sum(r["market"] for r in rows) == pytest.approx(float(value(result, "market")))
        months = table(result, "Month by month")
        assert [m["begin"] for m in months[1:]] == [m["end"] for m in months[:-1]]

    def test_flows_sum_to_the_bridge_and_split_whole(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        pieces = cut(book, span("all"))
        flows = flows_of(book, pieces)
        out = flows[flows["kind"] == "withdrawal"]
        assert out["amount_cents"].sum() == pieces.bridge.withdrawals + pieces.bridge.losses
        assert (flows["planned_cents"] >= 0).all()
        assert (flows["planned_cents"] <= flows["amount_cents"]).all()
        assert flows["reason"].notna().eq(flows["planned_cents"] > 0).all()

    def test_advisors_sum_to_the_firm(self, open_book: OpenBook) -> None:
        keys = ("change", "market", "fees", "withdrawals_total", "withdrawals_expected", "contributions_total")
        parts = [explained(open_book, None, "1y", scope) for scope in ("A1", "A2", "A3")]
        whole = explained(open_book, None, "1y")
        for key in keys:
            assert sum(value(part, key) for part in parts) == value(whole, key), key

    def test_whose_assets_changed_most_comes_first(self, open_book: OpenBook) -> None:
        result = explain_change(open_book("FIRM"), period=span("ytd"), limit=2)
        rows = table(result, "Whose assets changed most")
        assert [r["client"] for r in rows] == ["Søndergård", "Иванова"]  # the recruited book, by transfer
        assert value(result, "largest_client") == "Søndergård"


class TestReturn:
    def test_a_flow_above_a_tenth_is_a_break_with_a_return_beside(self, open_book: OpenBook) -> None:
        # AC06 and AC07 in 2026-05: 120,000 out and 1,500 in on 549,400 is 21.6 %
        result = explained(open_book, "H05")
        assert value(result, "return_broken") != value(result, "return_net")
        assert any("above 10 %" in c and "May 2026" in c for c in result.caveats)

    def test_no_break_no_second_return(self, open_book: OpenBook) -> None:
        with pytest.raises(KeyError):
            explained(open_book, "H03").figure("return_broken")

    def test_too_little_capital_has_no_return_and_a_reason(self, tmp_path: Path) -> None:
        # 1,000 goes out on the first day but one: what is left is under 5 % of the beginning
        firm = TinyFirm().put(
            "balances",
            "AC1,2026-09,1000.00,0.00,0.00,0.00,0.00,0.00,0.00,1000.00",
            "AC1,2026-10,1000.00,0.00,2000.00,0.00,0.00,1010.00,0.00,10.00",
            "AC2,2026-10,0.00,500.00,0.00,0.00,0.00,0.00,0.00,500.00",
        )
        result = explain_change(tiny_book(tmp_path, firm), period=span("2026-10"), household_id="H1")
        assert value(result, "return_net") is None
        assert "No return can be given" in " ".join(result.words())


class TestDaysInsideAMonth:
    FIRM = TinyFirm().add(
        "daily_values",
        "AC1,2026-10-09,1015.00,0.00", "AC1,2026-10-20,1060.00,50.00",
        "AC1,2026-11-10,1200.00,100.00", "AC1,2026-11-20,1150.00,-30.00",
    )  # fmt: skip
    AS_OF = dt.date(2026, 11, 20)

    def test_the_days_after_the_last_closed_month_count(self, tmp_path: Path) -> None:
        # folders.py: AC1 ends October at 1,048; +100 on 10 November, −30 on the 20th, 1,150 then: market 32
        book = tiny_book(tmp_path, self.FIRM, "2026-11-20")
        result = explain_change(book, period=span("mtd", self.AS_OF), household_id="H1")
        assert (value(result, "begin"), value(result, "end")) == (Decimal("1048.00"), Decimal("1150.00"))
        assert (value(result, "market"), value(result, "change")) == (Decimal("32.00"), Decimal("102.00"))
        assert [(f["when"], f["kind"], f["amount"]) for f in table(result, "Flows")] == [
            ("10 Nov 2026", "contribution", 100.0), ("20 Nov 2026", "withdrawal", 30.0),
        ]  # fmt: skip
        assert (value(result, "begin_on"), value(result, "end_on")) == (dt.date(2026, 10, 31), self.AS_OF)
        assert any("daily values" in caveat for caveat in result.caveats)
        assert not any("last closed month" in words for words in result.words())

    def test_months_and_days_make_one_return(self, tmp_path: Path) -> None:
        book = tiny_book(tmp_path, self.FIRM, "2026-11-20")
        result = explain_change(book, period=span("ytd", self.AS_OF), household_id="H1")
        # September begins with 1,000; +50 net in the middle of October (day 45.5), the dated flows on days 71 and 81
        flows = [(45.5, 50.0), (71, 100.0), (81, -30.0)]
        assert float(value(result, "return_net")) == pytest.approx(modified_dietz(1000, 1150, flows, 81), abs=1e-6)
        assert table(result, "Month by month")[-1]["month"] == "1 Nov 2026 to 20 Nov 2026"

    def test_a_period_may_begin_and_end_inside_a_month(self, tmp_path: Path) -> None:
        book = tiny_book(tmp_path, self.FIRM, "2026-11-20")
        result = explain_change(book, period=span("2026-10-10..2026-10-20", self.AS_OF), household_id="H1")
        assert (value(result, "begin"), value(result, "end")) == (Decimal("1015.00"), Decimal("1060.00"))
        assert value(result, "market") == Decimal("-5.00")  # 1,060 − 1,015 − 50

    def test_a_month_begun_inside_gives_way_to_its_days(self, tmp_path: Path) -> None:
        book = tiny_book(tmp_path, self.FIRM, "2026-11-20")
        result = explain_change(book, period=span("2026-10-10..2026-10-31", self.AS_OF), household_id="H1")
        assert (value(result, "begin"), value(result, "end")) == (Decimal("1015.00"), Decimal("1048.00"))

    def test_expected_flows_cover_dated_ones_in_their_order(self, tmp_path: Path) -> None:
        firm = TinyFirm({**self.FIRM.rows, "expected_flows": ["AC1,2026-11,-20.00,tuition"]})
        book = tiny_book(tmp_path, firm, "2026-11-20")
        out = table(explain_change(book, period=span("mtd", self.AS_OF), household_id="H1"), "Flows")[-1]
        assert (out["planned"], out["unplanned"], out["reason"]) == (20.0, 10.0, "tuition")

    def test_an_account_without_daily_values_stops_all_at_the_last_closed_month(self, tmp_path: Path) -> None:
        book = tiny_book(tmp_path, self.FIRM, "2026-11-20")
        result = explain_change(book, period=span("ytd", self.AS_OF))  # H2 has none
        assert value(result, "end_on") == dt.date(2026, 10, 31)
        assert any("last closed month" in words for words in result.words())
        with pytest.raises(NotEnoughData, match="No month of"):
            explain_change(book, period=span("mtd", self.AS_OF))

    def test_without_them_a_month_begun_inside_counts_whole_and_says_so(self, open_book: OpenBook) -> None:
        result = explained(open_book, "H01", "2026-03-10..2026-05-20")
        assert (value(result, "begin_on"), value(result, "end_on")) == (dt.date(2026, 2, 28), dt.date(2026, 4, 30))
        assert any("counts whole" in caveat for caveat in result.caveats)


class TestTheAnswer:
    def test_has_a_waterfall_and_no_printed_number_in_a_template(self, open_book: OpenBook) -> None:
        result = explained(open_book, "H05")
        assert [b.shape for b in result.blocks if isinstance(b, Chart)] == ["waterfall"]
        assert not any(re.search(r"\d", re.sub(r"\{\w+\}", "", line.template)) for line in result.summary)

    def test_is_the_same_bytes_again(self, open_book: OpenBook) -> None:
        assert explained(open_book, None).to_json() == explained(open_book, None).to_json()
