"""Ranks with ties and mid-percentiles, to the golden values of F42."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.ranking import mid_percentile, rank

SCORES = [98, 95, 95, 90, 90, 90, 85]  # domain F42


class TestRank:
    def test_nothing_has_no_places(self) -> None:
        assert rank([]).tolist() == []

    @pytest.mark.parametrize(
        ("ties", "places"),
        [
            ("competition", [1, 2, 2, 4, 4, 4, 7]),
            ("dense", [1, 2, 2, 3, 3, 3, 4]),
            ("average", [1, 2.5, 2.5, 5, 5, 5, 7]),
        ],
    )
    def test_the_golden_places(self, ties: str, places: list[float]) -> None:
        assert rank(SCORES, ties).tolist() == places  # type: ignore[arg-type]

    def test_competition_is_the_default_and_the_index_stays(self) -> None:
        found = rank(pd.Series([1.0, 3.0], index=["low", "high"]))
        assert found.to_dict() == {"low": 2, "high": 1}
        assert found.dtype == "int64"

    def test_the_smallest_may_come_first(self) -> None:
        assert rank([3, 1, 2], smallest_first=True).tolist() == [3, 1, 2]

    def test_a_missing_value_has_no_place(self) -> None:
        found = rank([2.0, None, 1.0])  # type: ignore[list-item]
        assert found.isna().tolist() == [False, True, False]
        assert found[0] == 1

    def test_another_word_for_ties_is_refused(self) -> None:
        with pytest.raises(ValueError, match="competition, dense or average"):
            rank(SCORES, "best")  # type: ignore[arg-type]

    @given(st.lists(st.integers(-50, 50), min_size=1))
    def test_competition_counts_who_is_better(self, values: list[int]) -> None:
        assert rank(values).tolist() == [1 + sum(other > value for other in values) for value in values]


class TestMidPercentile:
    def test_nobody_has_no_percentile(self) -> None:
        assert mid_percentile([]).tolist() == []

    def test_the_golden_percentiles(self) -> None:
        # Domain F42: .929, .714, .714, .357, .357, .357, .071
        expected = [0.929, 0.714, 0.714, 0.357, 0.357, 0.357, 0.071]
        assert mid_percentile(pd.Series(SCORES)).round(3).tolist() == expected

    def test_missing_values_are_no_peers(self) -> None:
        found = mid_percentile(pd.Series([1.0, None, 2.0]))
        assert found.dropna().tolist() == [0.25, 0.75]
