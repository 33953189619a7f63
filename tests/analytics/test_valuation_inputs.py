"""What a valuation knows of each client: people, heirs, wallet, the advisor's retention, the revenue's own trend."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from assistant.analytics.segments import ttm_revenue
from assistant.analytics.valuation.assumptions import Assumptions
from assistant.analytics.valuation.inputs import clients_of, own_retention, valued_clients
from assistant.analytics.valuation.revenue_trend import places_by_revenue, revenue_trend, shrunk, theil_sen
from assistant.analytics.valuation.sharers import assets_of, sharers_of
from tests.analytics.conftest import OpenBook

LAST = pd.Timestamp("2026-10-01")


class TestValuedClients:
    def test_nobody_has_rows_and_columns_all_the_same(self, open_book: OpenBook) -> None:
        rows = valued_clients(open_book("NOBODY"))
        assert rows.empty
        assert clients_of(rows, Assumptions()).age.tolist() == []

    def test_the_people_of_a_household(self, open_book: OpenBook) -> None:
        rows = valued_clients(open_book("FIRM")).set_index("household_id")
        # tests/firms/small/clients.csv at 2026-10-31: Marco 60, Giulia 58, Luca (28) follows Marco
        assert rows.loc["H01", ["age", "male", "partner_age", "partner_male"]].tolist() == [60, 1, 58, 0]
        assert rows.loc["H01", "heirs_known"]
        # Νίκος died in 2025, so Ελένη is alone
        assert rows.loc["H11", "age"] == 70
        assert np.isnan(rows.loc["H11", "partner_age"])
        assert not rows.loc["H11", "heirs_known"]

    def test_an_unknown_birth_date_is_the_reference_age_and_said(self, open_book: OpenBook) -> None:
        rows = valued_clients(open_book("A1"))
        assert rows["age_known"].all()

    def test_a_shared_client_is_a_row_a_sharer_without_a_wallet(self, open_book: OpenBook) -> None:
        rows = valued_clients(open_book("FIRM"))
        shared = rows[rows["household_id"] == "H08"]
        assert shared["advisor_id"].tolist() == ["A1", "A3"]
        assert shared["recurring_cents"].sum() == 61_234  # tests/firms/small_answers/split.csv
        assert shared["wallet"].isna().all()
        assert sharers_of(open_book("A3"))[["low", "high"]].to_numpy().tolist() == [[0.0, 1.0]]

    def test_a_sharers_row_is_the_same_in_any_company(self, open_book: OpenBook) -> None:
        alone = valued_clients(open_book("A3")).iloc[0]
        among = valued_clients(open_book("FIRM")).set_index("advisor_id").loc["A3"]
        pd.testing.assert_series_equal(alone.drop("advisor_id"), among, check_names=False)

    def test_tax_deferred_assets_are_told_apart(self, open_book: OpenBook) -> None:
        deferred = valued_clients(open_book("A1")).set_index("household_id")["deferred"]
        assert deferred["H02"] == 1.0  # an IRA alone
        assert deferred["H01"] == 0.0  # taxable and roth

    def test_a_known_wallet_moves_retention_and_growth(self, open_book: OpenBook) -> None:
        rows = valued_clients(open_book("A1"))
        clients = clients_of(rows, Assumptions())
        place = rows.index[rows["household_id"] == "H04"][0]
        # F4, share 0.56: 0.8 × (0.56 − 0.6) on the logit; 2 % × 0.44 / 0.56 of growth
        assert clients.wallet_logit[place] == pytest.approx(-0.032, abs=5e-4)
        assert clients.wallet_growth[place] == pytest.approx(0.0157, abs=5e-4)
        unknown = rows.index[rows["household_id"] == "H06"][0]
        assert (clients.wallet_logit[unknown], clients.wallet_growth[unknown]) == (0, 0)


class TestOwnRetention:
    def test_nobody_has_none(self, open_book: OpenBook) -> None:
        assert own_retention(open_book("NOBODY")).empty

    def test_few_clients_stay_near_the_reference(self, open_book: OpenBook) -> None:
        # A1 from 2024-09 to 2026-10-31: one left (H07); 1 − (1 + 10) / (household-years + 200)
        found = own_retention(open_book("A1"))["A1"]
        years = 6 * 2.164 + (150 / 365.25) + 1.714  # six all along, H06 since 2026-06-03, H07 until 2026-05-20
        assert found == pytest.approx(1 - 11 / (years + 200), abs=2e-4)

    def test_deaths_and_mergers_are_no_loss(self, open_book: OpenBook) -> None:
        # A2: H09 merged, H14 died, H15 left
        found = own_retention(open_book("A2"))["A2"]
        assert found == pytest.approx(1 - 11 / (212), abs=2e-3)


def monthly(values: list[float], column: str) -> pd.DataFrame:
    months = pd.date_range(end=LAST, periods=len(values), freq="MS").astype("datetime64[s]")
    return pd.DataFrame({"household_id": "H", "advisor_id": "A", "month": months, column: values})


def balances(returns: list[float]) -> pd.DataFrame:
    frame = monthly([1_000.0 * r for r in returns], "market_gain_cents").assign(begin_value_cents=1_000.0)
    for flow in ("contributions_cents", "withdrawals_cents", "transfers_in_cents", "transfers_out_cents"):
        frame[flow] = 0.0
    return frame


class TestRevenueTrend:
    def test_a_slope_needs_two_points(self) -> None:
        assert theil_sen(np.array([[np.nan, 1.0, np.nan]])).tolist() == [0.0]
        assert theil_sen(np.array([[np.nan, 1.0, np.nan], [0.0, 1.0, 2.0]])).tolist() == [0.0, 1.0]

    def test_one_wild_point_does_not_move_it(self) -> None:
        line = np.arange(12.0)
        line[6] = 100.0
        assert theil_sen(line[None])[0] == pytest.approx(1.0, abs=0.05)

    def test_steady_growth_is_found(self) -> None:
        revenue = monthly([100 * 1.02 ** (i // 3) for i in range(36)], "amount_cents")  # 2 % a quarter
        found = revenue_trend(revenue, balances([0.0] * 36), LAST)
        assert found["trend"].tolist() == pytest.approx([1.02**4 - 1])
        assert found["weight"].tolist() == [12 / 20]

    def test_growth_that_is_the_markets_is_not_the_clients(self) -> None:
        rise = [1.005**i for i in range(1, 37)]
        found = revenue_trend(monthly(rise, "amount_cents"), balances([0.005] * 36), LAST)
        assert found["trend"].tolist() == pytest.approx([0.0], abs=1e-4)

    def test_less_than_a_year_says_nothing(self) -> None:
        found = revenue_trend(monthly([100.0] * 9, "amount_cents"), balances([0.0] * 9), LAST)
        assert found["weight"].tolist() == [0.0]

    def test_a_client_is_pulled_towards_its_segment(self) -> None:
        # F4b: weight 12 / 20 on the own slope, the rest on the segment's median, itself pulled by n / (n + 8)
        segment = pd.MultiIndex.from_arrays([["A1"] * 4, ["B", "B", "B", "C"]])
        found = shrunk(pd.Series([0.01, 0.03, 0.08, 0.0]), pd.Series([0.6, 0.6, 0.6, 0.0]), segment)
        of_b = 0.03 * 3 / 11
        assert found.tolist() == pytest.approx([*(of_b + 0.6 * (own - of_b) for own in (0.01, 0.03, 0.08)), 0.0])

    def test_a_client_without_a_slope_has_its_segments(self) -> None:
        segment = pd.MultiIndex.from_arrays([["A1"] * 2, ["B", "B"]])
        assert shrunk(pd.Series([0.09, 0.0]), pd.Series([0.5, 0.0]), segment)[1] == pytest.approx(0.09 / 9)


class TestPlacesByRevenue:
    def test_nobody_has_none(self, open_book: OpenBook) -> None:
        assert places_by_revenue(open_book("NOBODY")).empty

    def test_the_best_client_is_ahead_of_all_others(self, open_book: OpenBook) -> None:
        # every kind of revenue counts, as in classes; revenue begins in 2024-09, so twelve quarters ago there was none
        found = places_by_revenue(open_book("A1"))
        assert found["now"].idxmax() == ttm_revenue(open_book("A1")).idxmax()
        assert found["now"].max() == 1.0
        assert found["then"].isna().all()

    def test_the_place_of_then_is_told_where_the_data_reach(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        rows = book.revenue.assign(month=book.revenue["month"] - pd.DateOffset(months=36))
        both = SimpleNamespace(revenue=pd.concat([book.revenue, rows]), last_month=book.last_month)
        found = places_by_revenue(both)  # type: ignore[arg-type]
        pd.testing.assert_series_equal(found["then"].dropna(), found["now"].dropna(), check_names=False)


class TestAssets:
    def test_nobody_has_none(self, open_book: OpenBook) -> None:
        assert assets_of(open_book("NOBODY")).empty

    def test_sharers_have_their_part_and_add_up(self, open_book: OpenBook) -> None:
        firm = assets_of(open_book("FIRM"))
        for advisor in ("A1", "A2", "A3"):
            alone = assets_of(open_book(advisor))
            assert firm.xs(advisor, level="advisor_id").sum() == alone.sum()
        book = open_book("FIRM")
        months = book.household_months
        today = months[months["month"] == book.last_month]
        open_ones = today["household_id"].isin(book.open_households["household_id"])
        assert firm.sum() == today[open_ones]["end_value_cents"].sum()
