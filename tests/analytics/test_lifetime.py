"""Lifetime value, payback and the values of a book's clients (F35)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.lifetime import (
    client_values,
    lifetime_value,
    payback_years,
    undiscounted_value,
    values_by_advisor,
)
from tests.analytics.changed_books import changed
from tests.analytics.conftest import OpenBook

GOLDEN = {"margin": 0.30, "retention": 0.95, "growth": 0.03, "discount_rate": 0.12}


class TestLifetimeValue:
    def test_no_revenue_is_worth_nothing(self) -> None:
        assert float(lifetime_value(0.0, **GOLDEN)) == 0

    def test_the_golden_value(self) -> None:
        # Domain 3.11, F35: R 7,650, M 30 %, r 95 %, g 3 %, d 12 %: 15,408; LTV/CAC at 3,800 = 4.05; payback 1.66 years
        value = float(lifetime_value(7_650.0, **GOLDEN))
        assert value == pytest.approx(15_408, abs=1)
        assert value / 3_800 == pytest.approx(4.05, abs=0.005)
        assert payback_years(3_800, 7_650, margin=0.30) == pytest.approx(1.66, abs=0.005)

    def test_undiscounted_for_comparison(self) -> None:
        # R M ÷ (1 − r) = 7,650 × 0.30 ÷ 0.05
        assert float(undiscounted_value(7_650.0, margin=0.30, retention=0.95)) == pytest.approx(45_900)
        assert np.isnan(undiscounted_value(7_650.0, margin=0.30, retention=1.0))

    def test_a_sum_without_an_end_is_undefined(self) -> None:
        assert np.isnan(lifetime_value(1.0, margin=0.3, retention=0.99, growth=0.15, discount_rate=0.10))

    def test_no_revenue_never_pays_back(self) -> None:
        assert payback_years(3_800, 0, margin=0.30) is None

    @given(st.floats(0, 1e9), st.floats(0.5, 0.99))
    def test_it_scales_with_revenue(self, revenue: float, retention: float) -> None:
        given_rates = {**GOLDEN, "retention": retention}
        one, two = (float(lifetime_value(times * revenue, **given_rates)) for times in (1, 2))
        assert two == pytest.approx(2 * one)


class TestClientValues:
    def test_a_book_without_revenue_has_none(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        bare = changed(book, revenue=book.revenue.iloc[:0])
        assert values_by_advisor(bare).empty
        assert client_values(bare).loc["H01"].isna().all()

    def test_who_left_is_worth_nothing_and_who_is_new_is_not_known(self, open_book: OpenBook) -> None:
        values = client_values(open_book("FIRM"))
        assert values.loc["H07", ["npv_cents", "ltv_cents"]].tolist() == [0, 0]  # left in May
        assert values.loc["H16"].isna().all()  # two months of revenue
        assert values.loc["H06", "year_cents"] == 72_000  # five months at 60.00, annualised

    def test_a_shared_clients_rows_sum_to_the_client(self, open_book: OpenBook) -> None:
        firm, parts = (
            values_by_advisor(open_book("FIRM")),
            [values_by_advisor(open_book(a)) for a in ("A1", "A2", "A3")],
        )
        assert set(firm.loc[firm["household_id"] == "H08", "advisor_id"]) == {"A1", "A3"}
        assert firm["npv_cents"].sum() == sum(part["npv_cents"].sum() for part in parts)
        assert client_values(open_book("FIRM"))["npv_cents"].sum() == firm["npv_cents"].sum()
