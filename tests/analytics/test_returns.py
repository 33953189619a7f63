"""Modified Dietz: the golden value, the two ways to say when, and where a return is undefined (F22)."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.returns import modified_dietz
from assistant.book.periods import Period


class TestModifiedDietz:
    def test_without_flows_it_is_the_plain_return(self) -> None:
        assert modified_dietz(1_000, 1_100, [], 90) == pytest.approx(0.10)

    def test_the_golden_value(self) -> None:
        # Domain F22: V0 1,000,000, V1 1,085,000, 90 days, +50,000 on day 30, −20,000 on day 60: 5.3571 %
        found = modified_dietz(1_000_000, 1_085_000, [(30, 50_000), (60, -20_000)], 90)
        assert found == pytest.approx(0.053571, abs=5e-7)

    def test_dates_count_from_the_day_of_the_beginning_value(self) -> None:
        flows = {dt.date(2026, 1, 31): 50_000, dt.datetime(2026, 3, 2, 9): -20_000}  # days 30 and 60
        found = modified_dietz(1_000_000, 1_085_000, flows, (dt.date(2026, 1, 1), dt.date(2026, 4, 1)))
        assert found == pytest.approx(0.053571, abs=5e-7)

    def test_the_first_day_of_a_period_is_day_one(self) -> None:
        flows = pd.Series({dt.date(2026, 1, 30): 50_000, dt.date(2026, 3, 1): -20_000})
        quarter = Period(dt.date(2026, 1, 1), dt.date(2026, 3, 31), "2026-Q1")  # 90 days
        assert modified_dietz(1_000_000, 1_085_000, flows, quarter) == pytest.approx(0.053571, abs=5e-7)

    def test_a_base_of_nothing_has_no_return(self) -> None:
        assert modified_dietz(0, 0, [], 30) is None
        assert modified_dietz(1_000, 0, [(0, -1_200)], 30) is None

    def test_a_base_under_five_percent_of_the_beginning_has_no_return(self) -> None:
        assert modified_dietz(1_000, 10, [(0, -960)], 30) is None
        assert modified_dietz(1_000, 60, [(0, -950)], 30) == pytest.approx(0.2)

    def test_money_into_an_empty_account_has_a_return(self) -> None:
        assert modified_dietz(0, 1_050, [(0, 1_000)], 30) == pytest.approx(0.05)

    @pytest.mark.parametrize(
        ("flows", "period"),
        [([(91, 1)], 90), ([(-1, 1)], 90), ([], 0), ([(dt.date(2026, 1, 5), 1)], 90), ([], (dt.date(2026, 1, 2),) * 2)],
    )
    def test_what_makes_no_sense_is_a_sentence(self, flows: list[tuple[int, float]], period: int) -> None:
        with pytest.raises(ValueError, match=r"[.]$"):
            modified_dietz(1_000, 1_000, flows, period)

    @given(st.floats(0.1, 1000), st.integers(1_000, 10**9), st.integers(-900, 10**6), st.integers(0, 90))
    def test_the_unit_of_money_does_not_matter(self, scale: float, begin: int, flow: int, day: int) -> None:
        plain = modified_dietz(begin, begin + flow, [(day, flow)], 90)
        scaled = modified_dietz(begin * scale, (begin + flow) * scale, [(day, flow * scale)], 90)
        assert plain is not None
        assert scaled == pytest.approx(plain, abs=1e-6)
