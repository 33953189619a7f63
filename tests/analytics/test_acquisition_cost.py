"""What a new client costs, with time: counted by hand, additive, against lifetime value, and the wrong clients."""

from __future__ import annotations

import json
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.analytics.acquisition import acquisition_cost
from assistant.analytics.acquisition.costs import FAILS, FEW, OPEN, PAYS, UNKNOWN, ratios, wins_of
from assistant.analytics.acquisition.regret import last_two_years, regrets
from assistant.analytics.acquisition.report import FIRM_WIDE
from assistant.analytics.lifetime import client_values
from assistant.analytics.referrals.economics import NO_SOURCE, all_costs, cost_lines, leads_of
from assistant.blocks import Chart, Result, Table
from assistant.book.periods import parse_period
from assistant.book.snapshot import Book
from assistant.errors import BadArguments, NotEnoughData
from tests.analytics.changed_books import changed, leads_with
from tests.analytics.conftest import OpenBook


def asked(book: Book, period: str = "ytd", **arguments: object) -> Result:
    return acquisition_cost(book, period=parse_period(period, book.as_of), **arguments)  # type: ignore[arg-type]


def table_of(result: Result, start: str) -> dict[str, dict[str, object]]:
    """First column → column key → value, of the table whose title starts so."""
    (table,) = (block for block in result.blocks if isinstance(block, Table) and block.title.startswith(start))
    keys = [column.key for column in table.columns]
    return {str(row[0]): dict(zip(keys, row, strict=True)) for row in table.rows}


class TestCostsOfTheSmallFirm:
    def test_a_book_without_leads_wins_or_costs_says_so(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="No lead was created, none was won and nothing was spent"):
            asked(open_book("A3"))

    def test_cost_of_a_new_client_by_hand(self, open_book: OpenBook) -> None:
        # expenses.csv, A1 in 2026: 3,000 + 1,200 + 338 of cash, 20 + 4 + 0 hours. leads.csv: 338 leads of 1, 1.5, 2,
        # 2.5, 3, 0.5 hours in turn: 56 × 10.5 + 1 + 1.5 = 590.5. (614.5 h × 150 = 92,175) + 4,538 = 96,713. Wins of
        # 2026: 46 of the golden table and L0339, won on 2026-01-20: 47.
        result = asked(open_book("A1"))
        assert result.figure("cost").value == Decimal("96713.00")
        assert result.figure("won").value == 47
        assert result.figure("cac").value == Decimal("2057.72")  # 96,713 ÷ 47
        assert result.figure("cac_cash").value == Decimal("96.55")  # 4,538 ÷ 47
        assert result.figure("cac_time").value == Decimal("1961.17")  # 92,175 ÷ 47

    def test_by_source_time_is_in_it_and_the_shared_cost_goes_by_leads(self, open_book: OpenBook) -> None:
        # Seminar: 60 leads × 105 h … 125 h with X1 (18,750.00), 3,000.00 + 60/338 of 338.00; six wins
        row = table_of(asked(open_book("A1")), "Cost")["Seminar"]
        assert (row["cash"], row["time"], row["won"]) == (Decimal("3060.00"), Decimal("18750.00"), 6)
        assert row["cac"] == Decimal("3635.00")

    def test_the_whole_is_total_cost_over_total_wins_never_a_mean_of_ratios(self, open_book: OpenBook) -> None:
        rows = table_of(asked(open_book("FIRM")), "Cost")
        whole = rows.pop("All")
        for column in ("leads", "won", "cost", "cash", "time"):
            assert sum(row[column] for row in rows.values()) == whole[column]  # type: ignore[misc]
        mean = sum(float(str(row["cac"])) for row in rows.values()) / len(rows)
        assert float(str(whole["cac"])) == pytest.approx(float(str(whole["cost"])) / int(str(whole["won"])), abs=0.01)
        assert abs(mean - float(str(whole["cac"]))) > 500

    def test_the_one_for_one_source_stands_behind_and_nothing_good_is_said_of_it(self, open_book: OpenBook) -> None:
        rows = list(table_of(asked(open_book("A1")), "Cost"))
        assert rows[-2:] == ["One-off LinkedIn", "All"]

    def test_without_a_win_the_cost_of_a_client_is_absent_with_the_reason(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        leads = book.leads
        leads["won_on"] = leads["won_on"].mask(leads["source_id"] == "S7")
        result = asked(changed(book, leads=leads))
        assert result.figure("cac_S7").value is None
        assert "no client was won in the period" in result.figure("cac_S7").reason
        assert result.figure("cost_S7").value is not None
        none = asked(changed(book, leads=leads.assign(won_on=leads["won_on"].mask(leads["won_on"].notna()))))
        assert none.words()[0] == (
            "$96,713 was spent, time included: no client was won in the period, so there is nothing to divide the cost "
            "by."
        )

    def test_without_an_hourly_cost_nothing_is_shown_too_low(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        advisors = book.advisors
        advisors["hourly_cost_cents"] = pd.array([pd.NA] * len(advisors), dtype="Int64")
        result = asked(changed(book, advisors=advisors))
        assert result.figure("cac").value is None
        assert "hourly cost" in result.figure("cac").reason
        assert result.figure("cac_cash").value == Decimal("96.55")
        assert result.words()[0].startswith("What was spent is not known whole: hours are recorded")
        assert any("rather than shown too low" in caveat for caveat in result.caveats)

    def test_leads_and_costs_without_a_source_stand_by_themselves(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        leads = book.leads
        leads["source_id"] = leads["source_id"].mask(leads["source_id"] == "S7")
        rows = table_of(asked(changed(book, leads=leads)), "Cost")
        assert rows["No source on file"]["won"] == 3
        assert rows["All"]["cost"] == Decimal("96713.00")
        assert any("name no source" in caveat for caveat in asked(changed(book, leads=leads)).caveats)

    def test_only_money_spent_is_an_answer_too(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        result = asked(changed(book, leads=book.leads.iloc[:0]))
        assert result.figure("cost").value == Decimal("8138.00")  # 4,538 and 24 h × 150
        assert result.figure("regret_share").value is None

    def test_the_answer_has_each_part_that_the_question_asks_for(self, open_book: OpenBook) -> None:
        words = asked(open_book("A1")).words()
        assert words[0] == "A new client cost $2,058: $97 of cash and $1,961 of time, over 47 clients won."
        assert words[1].endswith("clients this rests on: 1, too few to judge by.")
        assert words[2].endswith("Too few clients won are valued to say which to stop.")
        (chart,) = (block for block in asked(open_book("A1")).blocks if isinstance(block, Chart))
        assert [name for name, _ in chart.series] == ["Cash", "Time"]

    def test_the_same_question_has_the_same_bytes(self, open_book: OpenBook) -> None:
        one, two = (json.dumps(asked(open_book("FIRM"), "1y").to_json()) for _ in range(2))
        assert one == two


class TestByPartsAndSpans:
    PARTS = ("A1", "A2", "A3")

    def parts(self, open_book: OpenBook) -> list[Book]:
        return [open_book(scope) for scope in self.PARTS]

    def test_advisors_sum_to_their_firm_to_the_cent_and_are_what_each_would_see(self, open_book: OpenBook) -> None:
        rows = table_of(asked(open_book("FIRM"), by="advisor", parts=self.parts(open_book)), "Cost")
        whole = rows.pop("All")
        assert list(rows) == list(self.PARTS)
        for column in ("leads", "won", "cost", "cash", "time"):
            assert sum(row[column] for row in rows.values()) == whole[column]  # type: ignore[misc]
        for scope in ("A1", "A2"):
            assert rows[scope]["cost"] == asked(open_book(scope)).figure("cost").value
            assert rows[scope]["cac"] == asked(open_book(scope)).figure("cac").value

    def test_a_part_without_a_win_has_no_cost_of_a_client(self, open_book: OpenBook) -> None:
        result = asked(open_book("FIRM"), by="branch", parts=self.parts(open_book))
        assert result.figure("cac_A3").value is None
        assert result.words()[2] == "There are too few wins in any but one branch to compare them."

    def test_what_belongs_to_no_advisor_stands_by_itself_at_the_firm(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        expenses = book.expenses
        expenses["advisor_id"] = expenses["advisor_id"].mask(expenses["expense_id"] == "X3")
        firm = changed(book, expenses=expenses)
        rows = table_of(asked(firm, by="advisor", parts=self.parts(open_book)), "Cost")
        assert rows[FIRM_WIDE]["cash"] == Decimal("338.00")
        assert sum(row["cost"] for name, row in rows.items() if name != "All") == rows["All"]["cost"]  # type: ignore[misc]
        alone = changed(open_book("A1"), expenses=expenses)
        assert any("count at the firm alone" in caveat for caveat in asked(alone).caveats)

    def test_parts_of_one_name_are_told_apart(self, open_book: OpenBook) -> None:
        parts = self.parts(open_book)
        scope = type(parts[0].scope)("advisor", "A1", ("A2",))
        twin = Book(parts[1]._database, scope, parts[1].as_of, parts[1].version)
        rows = table_of(asked(open_book("BR1"), by="advisor", parts=[parts[0], twin]), "Cost")
        assert list(rows) == ["A1 (A1)", "A1 (A2)", "All"]

    @pytest.mark.parametrize("by", ["quarter", "year"])
    def test_spans_sum_to_the_period_to_the_cent(self, open_book: OpenBook, by: str) -> None:
        rows = table_of(asked(open_book("FIRM"), "2025-03-15..2026-10-31", by=by), "Cost")
        whole = rows.pop("All")
        for column in ("leads", "won", "cost", "cash", "time"):
            assert sum(row[column] for row in rows.values()) == whole[column]  # type: ignore[misc]
        assert list(rows) == (
            ["2025", "2026"]
            if by == "year"
            else [f"2025-Q{q}" for q in (1, 2, 3, 4)] + [f"2026-Q{q}" for q in (1, 2, 3, 4)]
        )

    def test_the_lowest_and_the_highest_are_named(self, open_book: OpenBook) -> None:
        words = asked(open_book("FIRM"), by="quarter").words()
        assert words[2].startswith("Of the quarters with enough cases it was highest for 2026-Q1 (")
        assert " and lowest for 2026-Q4 (" in words[2]

    def test_parts_that_nobody_opened_are_asked_for(self, open_book: OpenBook) -> None:
        with pytest.raises(BadArguments, match="need one book for each advisor"):
            asked(open_book("FIRM"), by="advisor")


AMOUNT = st.integers(0, 10**7)
HOURS = st.integers(0, 4000).map(lambda n: n / 100)
SOURCE = st.sampled_from(["S1", "S2", "S5", None])
SPENT = st.lists(st.tuples(SOURCE, AMOUNT, HOURS, st.sampled_from(["acquisition", "marketing", "event"])), max_size=8)
MADE = st.lists(st.tuples(SOURCE, HOURS), max_size=8)


class TestAllCosts:
    @settings(deadline=None, max_examples=40)
    @given(SPENT, MADE, st.integers(1, 99_999))
    def test_the_sources_sum_to_every_line_whatever_was_spent(
        self, open_book: OpenBook, spent: list[tuple[str, int, float, str]], made: list[tuple[str, float]], rate: int
    ) -> None:
        book = open_book("A1")
        period = parse_period("ytd", book.as_of)
        expenses = pd.DataFrame(spent, columns=["source_id", "amount_cents", "hours", "category"]).astype(
            {"source_id": "str", "amount_cents": "Int64", "hours": "float64", "category": "str"}
        )
        expenses = expenses.assign(advisor_id="A1", household_id=None, month=pd.Timestamp("2026-05-01"))
        leads = pd.DataFrame(made, columns=["source_id", "hours"]).astype({"source_id": "str", "hours": "float64"})
        leads = leads.assign(advisor_id="A1", created_on=pd.Timestamp("2026-05-02"))
        other = changed(book, expenses=expenses, advisors=book.advisors.assign(hourly_cost_cents=rate))
        costs, lines = all_costs(other, leads, period), cost_lines(other, leads, period)
        assert costs["cash_cents"].sum() == sum(amount for _, amount, _, _ in spent) == lines["cash_cents"].sum()
        assert costs["time_cents"].sum() == lines["time_cents"].sum()
        assert (costs["cost_cents"] == costs["cash_cents"] + costs["time_cents"]).all()
        assert costs["hours"].sum() == pytest.approx(lines["hours"].sum())

    def test_marketing_without_a_lead_stays_without_a_source(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        period = parse_period("ytd", book.as_of)
        costs = all_costs(book, book.leads.iloc[:0], period)
        assert costs.loc[NO_SOURCE, "cash_cents"] == 33_800

    def test_time_of_common_marketing_that_has_no_rate_makes_every_time_unknown(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        expenses = book.expenses
        firm_wide = expenses["expense_id"] == "X3"
        expenses["advisor_id"] = expenses["advisor_id"].mask(firm_wide)
        expenses["hours"] = expenses["hours"].mask(firm_wide, 2.0)
        period = parse_period("ytd", book.as_of)
        costs = all_costs(changed(book, expenses=expenses), leads_of(book, period), period)
        assert costs["time_cents"].isna().all()


def one_row(**given: float) -> pd.DataFrame:
    plain = {"leads": 50, "won": 10, "valued": 5, "cash_cents": 50_000, "time_cents": 50_000, "hours": 10.0}
    sums = {**plain, "ltv_sum": 0.0, "flat_sum": 0.0, "year_sum": 0.0, **given}
    return pd.DataFrame([sums], index=pd.Index(["S"], name="key"))


def won_at(*ltv_cents: float) -> pd.DataFrame:
    return pd.DataFrame({"key": "S", "ltv_cents": ltv_cents, "year_cents": 1.0})


class TestReading:
    def reading(self, rows: pd.DataFrame, wins: pd.DataFrame) -> str:
        return str(ratios(rows, wins)["reading"].iloc[0])

    # Ten wins: their 80 % range is the 10 % and 90 % quantile of gamma 10.5, 6.6 and 14.8 (table of chi-squared with 21
    # degrees of freedom: 13.24 / 2 and 29.62 / 2); a cost of 1,000.00 is 67.53 to 151.05 a client
    @pytest.mark.parametrize(("ltv", "expected"), [(16_000.0, PAYS), (10_000.0, OPEN), (6_000.0, FAILS)])
    def test_the_range_of_luck_decides(self, ltv: float, expected: str) -> None:
        assert self.reading(one_row(), won_at(*[ltv] * 5)) == expected
        found = ratios(one_row(), won_at(*[ltv] * 5)).iloc[0]
        assert found["cac_low_cents"] == pytest.approx(100_000 / (29.615 / 2), rel=1e-3)
        assert found["cac_high_cents"] == pytest.approx(100_000 / (13.240 / 2), rel=1e-3)

    def test_small_samples_speak_softly(self) -> None:
        rich, poor = won_at(*[9e9] * 5), won_at(*[1.0] * 5)
        assert self.reading(one_row(won=1), rich) == FEW
        assert self.reading(one_row(leads=4), rich) == FEW
        assert self.reading(one_row(leads=4), poor) == FEW
        assert self.reading(one_row(won=0), poor) == FAILS  # fifty leads and not one win

    def test_what_is_not_known_is_not_judged(self) -> None:
        assert self.reading(one_row(time_cents=np.nan), won_at(*[1.0] * 5)) == UNKNOWN
        assert self.reading(one_row(), won_at(*[1.0] * 4)) == UNKNOWN

    def test_what_does_not_exist_has_no_ratio(self) -> None:
        found = ratios(one_row(won=0, valued=0), won_at()).iloc[0]
        assert np.isnan(found[["cac_cents", "cac_high_cents", "ltv_cents", "ltv_cac", "payback"]].astype(float)).all()


class TestWorthAgainstCost:
    def test_value_ratio_and_payback_by_hand(self, open_book: OpenBook) -> None:
        # 山田 alone is linked: 60.00 × 12 = 720.00 a year, margin 35 %, so 2,057.72 pays back in 8.17 years
        result = asked(open_book("A1"))
        assert float(result.figure("payback").value) == pytest.approx(2057.72 / (720 * 0.35), abs=0.01)  # type: ignore[arg-type]
        ltv, cac = (float(result.figure(key).value) for key in ("ltv", "cac"))  # type: ignore[arg-type]
        assert float(result.figure("ltv_cac").value) == pytest.approx(ltv / cac, abs=1e-3)  # type: ignore[arg-type]
        assert dict(result.figure("ltv").inputs) == {"margin": "0.35", "growth": "0.03", "discount rate": "0.15"}

    def test_channels_to_stop_are_named_when_enough_clients_are_valued(self, open_book: OpenBook) -> None:
        # five wins linked to valued clients of about 10,000 of NPV each; the cold list has spent 10,540 a win
        book = open_book("A1")
        linked = {"L0003": "H01", "L0005": "H02", "L0007": "H03", "L0010": "H04", "L0012": "H05"}
        result = asked(changed(book, leads=leads_with(book, household_id=linked)))
        rows = table_of(result, "What a new client is worth")
        assert rows["Client referral"]["reading"] == PAYS
        assert rows["One-off LinkedIn"]["reading"] == FEW
        assert result.words()[2].endswith("Too few cases to say: One-off LinkedIn.")
        revenue = book.revenue
        revenue["amount_cents"] //= 10
        poor = asked(changed(book, leads=leads_with(book, household_id=linked), revenue=revenue))
        assert poor.words()[2].startswith(
            "Candidates to stop, for even with good luck a client costs more than it is worth: "
        )
        assert "Cold list" in poor.words()[2]

    def test_scaling_all_money_scales_money_and_leaves_the_ratio(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        expenses, advisors, revenue = book.expenses, book.advisors, book.revenue
        expenses["amount_cents"] *= 3
        advisors["hourly_cost_cents"] *= 3
        revenue["amount_cents"] *= 3
        plain, dear = asked(book), asked(changed(book, expenses=expenses, advisors=advisors, revenue=revenue))
        for key in ("cost", "cac", "ltv"):
            one, three = (float(r.figure(key).value) for r in (plain, dear))  # type: ignore[arg-type]
            assert three == pytest.approx(3 * one, rel=1e-5)
        for key in ("ltv_cac", "payback"):
            one, three = (float(r.figure(key).value) for r in (plain, dear))  # type: ignore[arg-type]
            assert three == pytest.approx(one, rel=1e-3)

    def test_the_order_of_rows_changes_nothing(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        turned = {name: book.frame(name).iloc[::-1].reset_index(drop=True) for name in ("leads", "expenses")}
        assert json.dumps(asked(changed(book, **turned)).to_json()) == json.dumps(asked(book).to_json())


class TestTheWrongClients:
    def with_wins(self, open_book: OpenBook) -> Book:
        """L0003 brought H07, who left in May; L0005 H04 and L0007 H05, well worth it; L0010 H06 a second time."""
        book = open_book("A1")
        linked = {"L0003": "H07", "L0005": "H04", "L0007": "H05"}
        return changed(book, leads=leads_with(book, household_id=linked))

    def test_nobody_won_is_nobody_wrong(self, open_book: OpenBook) -> None:
        book = open_book("A3")
        assert regrets(book, client_values(book)).empty

    def test_the_window_is_two_years(self, open_book: OpenBook) -> None:
        period = last_two_years(open_book("A1"))
        assert (period.start.isoformat(), period.end.isoformat()) == ("2024-11-01", "2026-10-31")

    def test_who_left_is_worth_nothing_and_so_below_any_cost(self, open_book: OpenBook) -> None:
        book = self.with_wins(open_book)
        rows = regrets(book, client_values(book))
        assert rows["wrong"].to_dict() == {"H07": True, "H06": False, "H05": False, "H04": False}
        assert rows.index[0] == "H07"

    def test_the_cost_is_that_of_the_source_over_the_same_two_years(self, open_book: OpenBook) -> None:
        # S1 since 2024-11: 42 leads of the golden table and L0339, L0340 (2 and 2.5 h): 78 h × 150 + the share of
        # 338.00 of marketing by leads, 44 of 343; wins: 18 and those two
        book = self.with_wins(open_book)
        rows = regrets(book, client_values(book))
        assert rows.loc["H07", "cac_cents"] == pytest.approx((78 * 15_000 + 33_800 * 44 / 343) / 20, abs=1)

    def test_share_hours_and_names_are_in_the_answer(self, open_book: OpenBook) -> None:
        result = asked(self.with_wins(open_book))
        assert result.figure("regret_judged").value == 4
        wrong = int(str(result.figure("regret_wins").value))
        assert float(result.figure("regret_share").value) == pytest.approx(wrong / 4)  # type: ignore[arg-type]
        assert "O'Brien" in result.words()[-1]
        assert "O'Brien" in table_of(result, "Won in the last two years")

    def test_the_hours_are_those_of_the_last_year(self, open_book: OpenBook) -> None:
        # H07: contacts of 2025-11 to 2026-10 in interactions.csv
        book = self.with_wins(open_book)
        contacts = book.interactions
        at = contacts["at"].dt.tz_convert(None)
        mine = contacts[(contacts["household_id"] == "H07") & (at >= pd.Timestamp("2025-11-01"))]
        rows = regrets(book, client_values(book))
        assert rows.loc["H07", "hours"] == pytest.approx(float(mine["minutes"].sum()) / 60)

    def test_wins_count_by_the_day_they_were_won(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        assert "L0339" in set(wins_of(book, parse_period("2026-01", book.as_of))["lead_id"])
        assert len(wins_of(book, parse_period("2025", book.as_of))) == 1  # L0340
