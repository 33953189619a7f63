"""Share of wallet as a report: ratio of sums, what moved it, how sure it is, who else has the money, what it could be
worth; and the planted discoveries and stale declarations of the demo firm."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.segments import book_classes
from assistant.analytics.wallet import SPREADS, held_away_today, partly_seen, share_interval, wallet, wallet_rows
from assistant.analytics.wallet_share import wallet_share
from assistant.analytics.wallet_share.moves import share_move, wallet_moves
from assistant.analytics.wallet_share.providers import by_kind, plan_events
from assistant.analytics.wallet_share.reading import Reading, read, steps
from assistant.blocks import Chart, Result, Table
from assistant.book.demo import write_demo_firm
from assistant.book.importing import import_folder
from assistant.book.periods import Period, parse_period
from assistant.book.snapshot import Book, current_version
from assistant.book.tables import FIRM_METADATA
from assistant.callers import Scope
from assistant.database import Database
from assistant.errors import BadArguments, NotEnoughData, NotFound
from tests.analytics.conftest import OpenBook, answers
from tests.analytics.made_months import made
from tests.analytics.tiny_books import tiny_book
from tests.book.folders import TinyFirm

EVERYBODY = np.ones(1, dtype=bool)


def period(word: str, as_of: str = "2026-10-31") -> Period:
    return parse_period(word, dt.date.fromisoformat(as_of), earliest=dt.date(2024, 9, 1))


def table(result: Result, title: str) -> list[dict[str, Any]]:
    found = [b for b in result.blocks if isinstance(b, Table) and b.title == title]
    return found[0].to_json()["rows"] if found else []


def reading_of(book: Book, asked: Period) -> Reading:
    return read(book, asked, held_away_today(book))


def declared(*rows: tuple[int, float, str]) -> pd.DataFrame:
    """Rows of wallet_rows: assets, net worth and source."""
    assets, worth, source = zip(*rows, strict=True)
    frame = {"assets_cents": assets, "worth_cents": pd.array(worth, dtype="Int64"), "source": source}
    return pd.DataFrame(frame).assign(is_fresh=True, in_part=False)


def moved(begin: int, worth: dict[int, float], **flows: list[int]) -> Any:
    """What moved the share of one household over twelve months, its row of wallet_moves."""
    months = made([begin], flows={key: [row] for key, row in flows.items()}, worth={0: worth})
    return wallet_moves(months, 0, 12).iloc[0]


class TestEmpty:
    def test_a_book_without_balances_says_so(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="no balances yet"):
            wallet_share(open_book("NOBODY"), period=period("ytd"))

    def test_a_book_where_nobody_declared_has_no_share_and_a_reason(self, open_book: OpenBook) -> None:
        result = wallet_share(open_book("A3"), period=period("ytd"))
        assert result.figure("wallet_share").value is None
        assert result.words()[0] == "The share of wallet of A3 cannot be told: no net worth was ever declared."
        for key in ("wallet_share_low", "share_change", "within_reach", "opportunity", "divided_index"):
            assert result.figure(key).reason, key

    def test_parts_need_their_books(self, open_book: OpenBook) -> None:
        with pytest.raises(BadArguments, match="one book for each branch"):
            wallet_share(open_book("FIRM"), period=period("ytd"), by="branch")

    def test_a_client_of_no_book_and_one_who_went(self, open_book: OpenBook) -> None:
        with pytest.raises(NotFound):
            wallet_share(open_book("A2"), period=period("ytd"), client="H01")
        with pytest.raises(NotEnoughData, match="O'Brien is no client any more"):
            wallet_share(open_book("A1"), period=period("ytd"), client="H07")

    def test_nothing_held_away_is_a_plain_sentence(self, open_book: OpenBook) -> None:
        result = wallet_share(open_book("A3"), period=period("ytd"), held_away_only=True)
        assert result.words() == (
            "No old employer plan is on record.",
            "No money held elsewhere is on record by name.",
        )


class TestRatio:
    def test_the_book_s_share_is_of_sums_and_no_mean_of_shares(self, tmp_path: Path) -> None:
        # domain finding 4: (900/1000, 100/2000, 50/60) → 34.3 %, the mean of ratios would be 59.4 %
        firm = TinyFirm.empty().add("advisors", "A1,Ada Fox,ada@tiny.example,,,,,")
        for number, (assets, worth) in enumerate([(900, 1000), (100, 2000), (50, 60)]):
            firm.add("households", f"H{number},A1,Name{number},2015-01-01,,,,,,,,,,,,")
            firm.add("accounts", f"AC{number},H{number},taxable,,,2015-01-01,,,")
            firm.add("balances", f"AC{number},2026-10,{assets}.00,0.00,0.00,0.00,0.00,0.00,0.00,{assets}.00")
            firm.add("net_worth", f"H{number},2026-05-05,{worth}.00,{2 * worth}.00,2,statement")
        result = wallet_share(tiny_book(tmp_path, firm), period=period("2026-10"), by="client")
        assert result.figure("wallet_share").value == Decimal("0.343137")
        assert result.figure("wallet_share_total").value == Decimal(
            "0.171569"
        )  # half: total net worth is twice as much
        shares = [row["share"] for row in table(result, "Clients by opportunity")]
        assert sum(shares) / 3 == pytest.approx(0.594, abs=5e-4)  # in the rows, and nowhere called the book's
        assert "0.594" not in json.dumps(result.to_json()["figures"])

    @pytest.mark.parametrize("row", answers("wallet"), ids=lambda r: f"{r['scope']}-{r['as_of']}")
    def test_agrees_with_the_independent_answers(self, open_book: OpenBook, row: dict[str, Any]) -> None:
        result = wallet_share(open_book(row["scope"], row["as_of"]), period=period("ytd", row["as_of"]))
        assert result.figure("wallet_share").value == Decimal(row["wallet_share"])
        assert result.figure("wallet_share_fresh").value == Decimal(row["wallet_share_fresh"])
        assert result.figure("wallet_coverage").value == Decimal(row["coverage"])
        assert result.figure("share_after").value == result.figure("wallet_share").value

    def test_who_has_a_fresh_an_old_or_no_declaration(self, open_book: OpenBook) -> None:
        # tests/firms/README: stale H03, H10, H17; missing H06, H08, H13, H16; 13 open households
        result = wallet_share(open_book("FIRM"), period=period("ytd"))
        assert [result.figure(key).value for key in ("clients", "fresh", "stale", "missing")] == [13, 6, 3, 4]
        assert result.figure("stale").rows.ids == ("H03", "H10", "H17")


class TestInterval:
    def test_one_questionnaire(self) -> None:
        # F26, lognormal with a deviation of 20 %: √ln(1.04) × 1.281552 = .253802, so 50 % × √1.04 ÷ and × 1.288916
        low, high = share_interval(declared((500, 1000, "questionnaire"))) or (0, 0)
        assert (low, high) == pytest.approx((0.395605, 0.657218), abs=1e-5)

    def test_what_comes_from_nowhere_is_as_unsure_as_enrichment(self) -> None:
        rows = declared((500, 1000, "enrichment"))
        assert share_interval(rows) == share_interval(rows.assign(source=None))

    def test_a_share_is_at_most_the_whole_unless_it_is_above_already(self) -> None:
        assert (share_interval(declared((900, 1000, "enrichment"))) or (0, 0))[1] == 1.0
        assert (share_interval(declared((1200, 1000, "enrichment"))) or (0, 0))[1] == pytest.approx(1.2)

    def test_many_independent_declarations_are_surer_than_one(self) -> None:
        one, many = (share_interval(declared(*[(500, 1000, "questionnaire")] * n)) or (0, 0) for n in (1, 100))
        assert math.log(many[1] / many[0]) == pytest.approx(math.log(one[1] / one[0]) / 10, rel=0.02)

    def test_agrees_with_a_simulation(self) -> None:
        # eight in ten of 200,000 draws of three lognormal net worths, seeded
        rows = declared((300, 1000, "plan"), (900, 1500, "questionnaire"), (200, 800, "enrichment"))
        spread = np.sqrt(np.log1p(np.array([SPREADS[s] for s in rows["source"]]) ** 2))
        draws = np.exp(np.random.default_rng(7).normal(-(spread**2) / 2, spread, (200_000, 3))) * [1000, 1500, 800]
        low, high = np.quantile(1400 / draws.sum(axis=1), [0.1, 0.9])
        assert share_interval(rows) == pytest.approx((low, high), rel=0.02)


class TestMoves:
    def test_the_parts_by_hand(self) -> None:
        # 500 of 1,000; 100 leave, then the market adds 50 to the 400; 1,100 declared at the end. Flow −100/1000. The
        # market grew 12.5 %: elsewhere 500 → 562.5, so worth 1,112.5 and 450/1112.5 − .4 = .004494; restated: 450/1100
        # − 450/1112.5 = .004597
        months = made([500], flows={"withdrawals": [[100]], "market": [[0, 50]]}, worth={0: {0: 1000.0, 12: 1100.0}})
        moves = wallet_moves(months, 0, 12)
        move = share_move(moves, EVERYBODY, EVERYBODY)
        assert (move.before, move.after) == pytest.approx((0.5, 450 / 1100))
        assert (move.flow, move.market, move.restated, move.others) == pytest.approx(
            (-0.1, 0.004494, 0.004597, 0), abs=1e-6
        )
        # E: 1,100 − 450 = 650, expected 562.5
        assert moves.iloc[0]["elsewhere"] == pytest.approx(87.5)

    def test_who_came_and_went_is_told_apart_from_who_stayed(self) -> None:
        months = made([500, 100, 0], worth={0: {0: 1000.0}, 1: {0: 1000.0}, 2: {6: 400.0}})
        there_0, there_1 = np.array([True, True, False]), np.array([True, False, True])
        move = share_move(wallet_moves(months, 0, 12), there_0, there_1)
        assert (move.before, move.after, move.others) == pytest.approx((600 / 2000, 500 / 1400, 500 / 1400 - 0.3))
        assert (move.flow, move.market, move.restated) == (0, 0, 0)

    def test_nobody_at_both_ends_is_all_coming_and_going(self) -> None:
        months = made([500, 100], worth={0: {0: 1000.0}, 1: {0: 1000.0}})
        move = share_move(wallet_moves(months, 0, 12), np.array([True, False]), np.array([False, True]))
        assert (move.others, move.change) == pytest.approx((-0.4, -0.4))

    def test_an_end_without_a_declaration_has_no_change(self) -> None:
        move = share_move(wallet_moves(made([500], worth={0: {6: 1000.0}}), 0, 12), EVERYBODY, EVERYBODY)
        assert (move.before, move.change) == (None, None)

    def test_money_elsewhere_that_comes_to_light_is_a_discovery_and_no_loss(self) -> None:
        # domain T3, F25: the net worth declared rises by an old 401k, the assets stay
        row = moved(500, {0: 600.0, 8: 1000.0})
        assert (row["label"], row["elsewhere"], row["flow"]) == ("discovery", 400, 0)

    def test_money_that_leaves_unexpected_is_a_loss_even_when_it_turns_up_elsewhere(self) -> None:
        assert moved(500, {0: 600.0, 8: 600.0}, withdrawals=[0, 0, 200])["label"] == "money left"
        assert moved(500, {0: 600.0}, withdrawals=[0, 0, 200])["label"] == "money left"

    def test_money_that_was_expected_to_leave_is_planned(self) -> None:
        row = moved(500, {0: 600.0}, withdrawals=[200], unplanned=[0])
        assert (row["label"], row["left"]) == ("planned withdrawals", 0)

    def test_the_market_alone_moves_no_money(self) -> None:
        assert moved(500, {0: 600.0}, market=[-150])["label"] == "market"
        assert moved(500, {0: 600.0}, market=[90])["label"] == "market"

    def test_a_rise_by_new_money_or_by_a_smaller_net_worth(self) -> None:
        assert moved(500, {0: 1000.0}, contributions=[200])["label"] == "money came"
        assert moved(500, {0: 1000.0, 6: 700.0})["label"] == "net worth restated"

    def test_a_share_that_hardly_moved_is_steady_and_an_undeclared_one_unknown(self) -> None:
        assert moved(500, {0: 1000.0}, contributions=[20])["label"] == "steady"
        assert moved(500, {})["label"] == "not declared"

    def test_a_declaration_before_the_span_is_the_one_to_compare_with(self) -> None:
        # declared at points 0 and 8, asked from 6 on: what left in the second month counts against the disclosure
        months = made([500], flows={"withdrawals": [[0, 200]]}, worth={0: {0: 600.0, 8: 600.0}})
        row = wallet_moves(months, 6, 12).iloc[0]
        assert (row["left"], row["elsewhere"], row["label"]) == (200, 200, "steady")

    def test_flows_of_the_small_firm_by_hand(self, open_book: OpenBook) -> None:
        # declared at both ends: H03, H04, H05, H10, H17, 3,250,000 in all; the flow effect is what came less what went
        # in 2026 on their accounts AC04 to AC07, AC12 and AC19 (balances.csv) over that
        book = open_book("FIRM")
        five = ["AC04", "AC05", "AC06", "AC07", "AC12", "AC19"]
        rows = pd.read_csv(Path(__file__).parent.parent / "firms" / "small" / "balances.csv")
        rows = rows[rows["account_id"].isin(five) & (rows["month"] >= "2026-01")]
        flow = (rows["contributions"] - rows["withdrawals"]).sum() / 3_250_000
        result = wallet_share(book, period=period("ytd"))
        assert float(result.figure("share_flow").value) == pytest.approx(flow, abs=1e-6)  # type: ignore[arg-type]
        # declared and open on 31 December 2025: 2,008,780 of 3,500,000
        assert result.figure("share_before").value == Decimal("0.573937")

    def test_the_parts_add_up_to_the_change(self, open_book: OpenBook) -> None:
        result = wallet_share(open_book("FIRM"), period=period("ytd"))
        parts = sum(result.figure(f"share_{key}").value for key in ("flow", "market", "restated", "others"))  # type: ignore[misc]
        assert abs(parts - result.figure("share_change").value) <= Decimal("2e-6")  # type: ignore[operator]
        assert result.figure("share_change").value == pytest.approx(
            result.figure("share_after").value - result.figure("share_before").value,
            abs=Decimal("1e-6"),  # type: ignore[operator]
        )

    @given(
        st.lists(
            st.tuples(
                st.integers(1, 10**6),
                st.integers(1, 10**6),
                st.integers(1, 10**6),
                st.integers(0, 10**5),
                st.integers(-(10**4), 10**4),
            ),
            min_size=1,
            max_size=6,
        ),
        st.integers(2, 9),
    )
    def test_parts_add_up_whatever_happens_and_scaled_money_moves_no_share(
        self, rows: list[tuple[int, int, int, int, int]], scale: int
    ) -> None:
        found = []
        for factor in (1, scale):
            months = made(
                [factor * (row[0] + 10**4) for row in rows],
                flows={
                    "contributions": [[0, factor * row[3]] for row in rows],
                    "market": [[factor * row[4]] for row in rows],
                },
                worth={n: {0: factor * float(row[1]), 9: factor * float(row[2])} for n, row in enumerate(rows)},
            )
            there = np.ones(len(rows), dtype=bool)
            found.append(share_move(wallet_moves(months, 0, 12), there, there))
        plain, scaled = found
        assert plain.change is not None
        assert plain.flow + plain.market + plain.restated + plain.others == pytest.approx(plain.change, abs=1e-9)
        for key in ("before", "flow", "market", "restated", "after"):
            assert getattr(scaled, key) == pytest.approx(getattr(plain, key), abs=1e-9)


class TestSteps:
    def test_months_follow_one_another_from_the_beginning_to_the_end(self, open_book: OpenBook) -> None:
        asked = period("ytd")
        reading = reading_of(open_book("FIRM"), asked)
        found = steps(reading, asked, "month")
        assert [step.name for step in found] == [f"2026-{month:02}" for month in range(1, 11)]
        for one, next_one in pairwise(found):
            assert one.move.after == next_one.move.before
        assert reading.move is not None
        assert (found[0].move.before, found[-1].move.after) == (reading.move.before, reading.move.after)

    def test_a_period_that_begins_before_the_data_begins_with_them(self, open_book: OpenBook) -> None:
        # balances begin in September 2024; H03 and H17 had declared before, 400,000 and 250,000
        asked = parse_period("2024-01-01..2026-10-31", dt.date(2026, 10, 31))
        move = reading_of(open_book("FIRM"), asked).move
        assert move is not None
        rows = open_book("FIRM").household_months
        first = rows[(rows["month"] == rows["month"].min()) & rows["household_id"].isin(["H01", "H03", "H17"])]
        declared_then = first[first["household_id"] != "H01"]["begin_value_cents"].sum()
        assert move.before == pytest.approx(declared_then / 65_000_000)

    def test_the_chart_shows_the_share_and_what_money_alone_did(self, open_book: OpenBook) -> None:
        result = wallet_share(open_book("FIRM"), period=period("ytd"), by="quarter")
        chart = next(b for b in result.blocks if isinstance(b, Chart))
        assert chart.labels == ("beginning", "2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
        assert [name for name, _ in chart.series] == ["As declared", "By money alone"]
        assert chart.series[0][1][-1] == result.figure("wallet_share").value
        assert len(table(result, "Share of wallet by quarter")) == 4

    def test_an_open_month_has_no_trend_and_today_s_share(self, open_book: OpenBook) -> None:
        book, asked = open_book("A1", "2026-10-15"), period("2026-10-01..2026-10-15", "2026-10-15")
        result = wallet_share(book, period=asked)
        assert result.figure("wallet_share").value is not None
        assert result.figure("share_change").reason.startswith("No month of")
        with pytest.raises(NotEnoughData, match="No month of"):
            wallet_share(book, period=asked, by="month")


class TestProviders:
    def test_the_divided_relationship_by_hand(self, open_book: OpenBook) -> None:
        # H01: 409,200 here, 85,000 and 40,000 by name, 465,800 by no name, of 1,000,000:
        # 1 − (.4092² + .085² + .04² + .4658²) = .606761
        rows = reading_of(open_book("A1"), period("ytd")).rows
        assert rows.loc["H01", "divided"] == pytest.approx(0.606761, abs=1e-6)
        assert (rows.loc["H01", "providers"], rows.loc["H01", "named_cents"]) == (3, 12_500_000)

    def test_a_client_with_one_provider_is_not_divided_and_one_nobody_knows_of_is_unknown(
        self, open_book: OpenBook
    ) -> None:
        rows = reading_of(open_book("FIRM"), period("ytd")).rows
        assert math.isnan(rows.loc["H06", "divided"])  # nothing was ever declared
        assert math.isnan(rows.loc["H06", "providers"])
        assert rows.loc["H04", "divided"] == pytest.approx(1 - 0.56**2 - 0.44**2)  # 560,000 of 1,000,000, no name

    def test_who_holds_the_most(self, open_book: OpenBook) -> None:
        rows = reading_of(open_book("FIRM"), period("ytd")).rows
        assert rows.loc["H05", "largest"] == "here"  # 451,600 here, 300,000 at Summit Advisors
        assert rows.loc["H05", "next_dollar"] == "elsewhere"  # 12,000 + 6,000 came here, far more is declared elsewhere
        assert rows.loc["H01", "next_dollar"] == "here"  # 12,000 in January

    def test_kinds_and_the_latest_record(self, open_book: OpenBook) -> None:
        kinds = by_kind(held_away_today(open_book("FIRM"))).set_index("kind")
        assert kinds["amount_cents"].to_dict() == {
            "other advisor": 30_000_000, "old employer plan": 8_500_000, "bank": 7_000_000, "insurer": 6_000_000,
        }  # fmt: skip
        assert kinds.loc["bank", "clients"] == 2

    def test_old_plans_are_listed_with_the_date_of_their_record(self, open_book: OpenBook) -> None:
        result = wallet_share(open_book("A1"), period=period("ytd"), held_away_only=True)
        (plan,) = table(result, "Old employer plans on record")
        assert (plan["client"], plan["institution"], plan["amount"], plan["as_of"]) == (
            "Rossi (Boston)", "Granite Tools 401k", 85_000.0, "2026-02-01",
        )  # fmt: skip
        assert result.words()[0] == "Old employer plans on record: 1, $85,000 in all, the oldest record of 1 Feb 2026."

    def test_events_that_may_have_left_a_plan_name_their_source(self, open_book: OpenBook) -> None:
        # LE5: Paolo Rossi changed job in July 2026, known by questionnaire; the retirement of 2015 is too long ago
        result = wallet_share(open_book("A1"), period=period("ytd"), held_away_only=True)
        (event,) = table(result, "Events that may have left a plan behind: ask")
        assert (event["client"], event["who"], event["known_on"], event["source"]) == (
            "Rossi (Chicago)", "Paolo", "2026-07-20", "questionnaire",
        )  # fmt: skip

    def test_who_has_a_plan_on_record_is_not_asked_for_one(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        away = held_away_today(book).assign(kind="old_401k")
        assert plan_events(book, away).empty

    def test_an_answer_about_old_plans_recommends_nothing_and_names_the_duty_first(self, open_book: OpenBook) -> None:
        # domain 5.1, question 9; T: documentation duty on rollover advice, no recommendation
        result = wallet_share(open_book("A1"), period=period("ytd"), held_away_only=True)
        assert "Regulation Best Interest" in result.caveats[0]
        assert "must be documented" in result.caveats[0]
        assert result.caveats[0].endswith("no recommendation.")
        assert not any("should" in word or "roll" in word.lower() for word in result.words())

    def test_one_client_s_money_elsewhere(self, open_book: OpenBook) -> None:
        result = wallet_share(open_book("A1"), period=period("ytd"), client="H05", held_away_only=True)
        assert result.figure("held_away").value == Decimal("300000.00")
        assert result.title == "Money held away: García Márquez"


class TestOpportunity:
    def test_target_chance_and_fee_of_each_client(self, open_book: OpenBook) -> None:
        # fewer than eight declared in any class, so the target is the third quartile of all nine shares
        rows = reading_of(open_book("FIRM"), period("ytd")).rows.dropna(subset="reach_cents")
        share = (rows["assets_cents"] / rows["worth_cents"].astype(float)).clip(upper=1)
        assert rows["target"].unique() == pytest.approx([share.quantile(0.75)])
        # life events known in the last twelve months: H05 a home, H02 a job, H01 a graduation
        assert set(rows.index[rows["chance"] == 0.08]) == {"H01", "H02", "H05"}
        h04 = rows.loc["H04"]
        # 12 × 500 of fees over the mean of the assets at the beginnings of the months November 2025 to October 2026
        months = open_book("FIRM").household_months
        year = months[(months["household_id"] == "H04") & (months["month"] >= "2025-11-01")]["begin_value_cents"].mean()
        assert h04["fee"] == pytest.approx(600_000 / year)
        assert h04["reach_cents"] == pytest.approx((h04["target"] - 0.56) * 100_000_000)
        assert h04["revenue_cents"] == pytest.approx(h04["reach_cents"] * 0.02 * h04["fee"], abs=0.51)

    def test_targets_are_stated(self, open_book: OpenBook) -> None:
        result = wallet_share(open_book("FIRM"), period=period("ytd"))
        assert {key for key in (f.key for f in result.figures) if key.startswith("target_")} == {
            "target_A",
            "target_B",
            "target_C",
        }
        assert any("the best quarter of the class reach (A " in word for word in result.words())

    def test_without_recurring_revenue_there_is_no_fee_to_take(self, tmp_path: Path) -> None:
        firm = TinyFirm().put("revenue").add("net_worth", "H1,2026-05-05,5000.00,,2,plan", "H2,2026-05-05,5000.00,,2,")
        result = wallet_share(tiny_book(tmp_path, firm), period=period("2026-10"))
        assert result.figure("within_reach").value is not None
        assert result.figure("opportunity").reason == "there is no recurring revenue from which to take a fee"


class TestRows:
    def test_segments_are_ratios_of_sums(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        result = wallet_share(book, period=period("ytd"), by="segment")
        rows, classes = wallet_rows(book), book_classes(book)
        for row in table(result, "Share of wallet by segment"):
            assert row["share"] == pytest.approx(wallet(rows[classes == row["segment"]]).share, abs=1e-6)
        assert sum(row["clients"] for row in table(result, "Share of wallet by segment")) == 13

    def test_advisors_add_up_where_nothing_declared_is_shared(self, open_book: OpenBook) -> None:
        parts = [open_book(scope) for scope in ("A1", "A2", "A3")]
        result = wallet_share(open_book("FIRM"), period=period("ytd"), by="advisor", parts=parts)
        rows = table(result, "Share of wallet by advisor")
        assert [row["advisor"] for row in rows] == ["A1", "A2", "A3"]
        whole = wallet(wallet_rows(open_book("FIRM")))
        assert sum(row["assets"] for row in rows) * 100 == whole.declared_assets
        assert sum(row["worth"] for row in rows) * 100 == whole.declared_worth
        for key, figure in (("reach", "within_reach"), ("elsewhere", "held_elsewhere"), ("named", "held_away")):
            total = sum(Decimal(str(row[key])) for row in rows if row[key] is not None)
            assert abs(total - result.figure(figure).value) <= Decimal("0.01"), key  # type: ignore[operator]
        assert any("highest share" in word for word in result.words())

    def test_a_client_shared_by_two_advisors_reads_too_low_for_each_and_says_so(self, tmp_path: Path) -> None:
        firm = TinyFirm().add("advisors", "A2,Ben Hay,ben@tiny.example,,,,,")
        firm.replace("accounts", "AC1,H1,taxable,,,2015-05-05,,,", "AC1,H1,taxable,,,2015-05-05,,,A1:0.6;A2:0.4")
        firm.add("net_worth", "H1,2026-05-05,2096.00,,2,statement")
        book = tiny_book(tmp_path, firm)
        whole = Book(book._database, Scope("firm", "firm", ("A1", "A2")), book.as_of, book.version)
        assert partly_seen(book) == {"H1"}
        assert partly_seen(whole) == frozenset()
        # 1,048 of 2,096 where both meet, 60 % of it for the one
        assert wallet_share(whole, period=period("2026-10")).figure("wallet_share").value == Decimal("0.500000")
        result = wallet_share(book, period=period("2026-10"))
        assert result.figure("wallet_share").value == Decimal("0.300000")
        assert any("reads too low" in caveat for caveat in result.caveats)
        assert result.figure("within_reach").value is None  # unknown for who is seen in part

    def test_the_client_s_own_answer(self, open_book: OpenBook) -> None:
        result = wallet_share(open_book("A1"), period=period("ytd"), client="H05")
        words = result.words()
        assert words[0] == (
            "García Márquez has 36.1% of the investable net worth declared on 10 Jun 2026 here, between 28.6% and "
            "47.5% as it comes from questionnaire."
        )
        assert words[1] == "Over ytd it went from 52.7% to 36.1%. It fell because of withdrawals that were planned."
        assert [row["worth"] for row in table(result, "What was declared, and when")] == [1_100_000.0, 1_250_000.0]
        assert result.figure("declared_by").value == "questionnaire"

    def test_a_client_who_never_declared(self, open_book: OpenBook) -> None:
        result = wallet_share(open_book("A1"), period=period("ytd"), client="H06")
        assert result.words()[0] == "The share of wallet of 山田 cannot be told: no net worth was ever declared."

    def test_a_client_in_an_open_month(self, open_book: OpenBook) -> None:
        asked = period("2026-10-01..2026-10-15", "2026-10-15")
        result = wallet_share(open_book("A1", "2026-10-15"), period=asked, client="H04")
        assert result.figure("wallet_share").value is not None
        assert result.figure("share_change").value is None

    def test_declared_less_than_is_here(self, tmp_path: Path) -> None:
        firm = TinyFirm().add("net_worth", "H1,2026-05-05,500.00,,1,statement")
        result = wallet_share(tiny_book(tmp_path, firm), period=period("2026-10"))
        assert any("out of date" in caveat for caveat in result.caveats)
        notes = {row["share"]: row["note"] for row in table(result, "Clients by opportunity")}
        assert "declared net worth is smaller than the assets here: ask again" in notes.values()
        one = wallet_share(tiny_book(tmp_path / "one", firm), period=period("2026-10"), client="H1")
        assert one.words()[1] == "Declared net worth is smaller than the assets here: ask again."

    def test_whether_the_share_rises_stands_right_after_the_share(self, open_book: OpenBook) -> None:
        words = wallet_share(open_book("FIRM"), period=period("ytd")).words()
        assert " of the investable net worth that clients declared" in words[0]
        assert words[1].startswith("By money alone the share is ")

    def test_every_figure_of_a_sentence_is_a_figure_of_the_answer(self, open_book: OpenBook) -> None:
        book, parts = open_book("FIRM"), [open_book(scope) for scope in ("A1", "A2")]
        for kwargs in (
            {},
            {"by": "advisor", "parts": parts},
            {"client": "H05"},
            {"held_away_only": True},
            {"by": "segment"},
        ):
            result = wallet_share(book, period=period("ytd"), **kwargs)  # type: ignore[arg-type]
            keys = {figure.key for figure in result.figures}
            used = {v.key for line in result.summary for v in line.values.values() if not isinstance(v, str)}
            assert used <= keys

    def test_the_same_book_gives_the_same_bytes(self, open_book: OpenBook) -> None:
        once, twice = (wallet_share(open_book("BR1"), period=period("1y")).to_json() for _ in range(2))
        assert once == twice


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo")
    write_demo_firm(path, households=400, advisors=3)
    return path


@pytest.fixture(scope="module")
def demo(folder: Path) -> Iterator[Book]:
    database = Database(f"sqlite:///{folder / 'demo.db'}")
    FIRM_METADATA.create_all(database.engine)
    with database.writing() as session:
        import_folder(session, folder, at=dt.datetime(2026, 11, 25, tzinfo=dt.UTC))
    with database.reading() as session:
        version = current_version(session)
    advisors = tuple(pd.read_csv(folder / "advisors.csv")["advisor_id"])
    yield Book(database, Scope("firm", "the firm", advisors), version.last_closed_day, version)
    database.close()


def planted(folder: Path, truth: str) -> list[dict[str, Any]]:
    read_truths: dict[str, Any] = json.loads((folder / "planted_truths.json").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = read_truths[truth]["items"]
    return found


class TestOnTheDemoFirm:
    def test_t3_a_disclosure_is_labelled_discovery(self, folder: Path, demo: Book) -> None:
        # domain section 7, T3: wallet falls, assets stable
        labels = reading_of(demo, parse_period("1y", demo.as_of)).moves["label"]  # type: ignore[index]
        who = [item["household_id"] for item in planted(folder, "T3")]
        assert who
        assert set(labels[who]) == {"discovery"}

    def test_t1_money_that_leaks_is_no_discovery(self, folder: Path, demo: Book) -> None:
        labels = reading_of(demo, parse_period("1y", demo.as_of)).moves["label"]  # type: ignore[index]
        who = [item["household_id"] for item in planted(folder, "T1") if item["household_id"] in labels.index]
        known = labels[who][lambda found: found != "not declared"]
        assert (known == "discovery").sum() == 0
        assert (known == "money left").mean() >= 0.6

    def test_t9_old_and_missing_declarations_are_counted_with_coverage_and_a_range(
        self, folder: Path, demo: Book
    ) -> None:
        # domain section 7, T9: coverage and range shown
        result = wallet_share(demo, period=parse_period("ytd", demo.as_of))
        old = set(result.figure("stale").rows.ids) | set(result.figure("missing").rows.ids)
        assert old == {item["household_id"] for item in planted(folder, "T9")}
        assert 0 < float(result.figure("wallet_coverage").value) < 1  # type: ignore[arg-type]
        low, share, high = (result.figure(f"wallet_share{end}").value for end in ("_low", "", "_high"))
        assert low < share < high  # type: ignore[operator]
