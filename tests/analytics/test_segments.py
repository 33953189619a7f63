"""Classes by revenue (S1) and the effects of a changed mix (F29, F30)."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.segments import book_classes, classes, mix_effects, ttm_revenue
from tests.analytics.conftest import OpenBook, answers

BEFORE = pd.DataFrame({"segment": list("ABC"), "count": [20, 60, 120], "per_client": [30_000, 9_000, 1_500]})
AFTER = pd.DataFrame({"segment": list("ABC"), "count": [24, 66, 100], "per_client": [29_000, 9_200, 1_400]})


class TestClasses:
    def test_no_clients_have_no_classes(self) -> None:
        assert classes(pd.Series([], dtype="int64")).empty

    def test_a_is_what_fits_within_half_and_b_within_eighty_percent(self) -> None:
        found = classes(pd.Series({"a": 50, "b": 30, "c": 20}))
        assert found.to_dict() == {"a": "A", "b": "B", "c": "C"}

    def test_ties_share_the_better_class_and_the_index_stays(self) -> None:
        found = classes(pd.Series({"x": 10, "y": 40, "z": 40, "w": 10}))
        assert found.to_dict() == {"x": "C", "y": "A", "z": "A", "w": "C"}

    def test_who_brought_nothing_is_c(self) -> None:
        assert classes(pd.Series({"a": 0, "b": 0})).tolist() == ["C", "C"]

    @pytest.mark.parametrize("scope", ["A1", "A2", "BR1", "FIRM"])
    def test_the_small_firm_as_counted_independently(self, open_book: OpenBook, scope: str) -> None:
        book = open_book(scope)
        expected = {row["household_id"]: row["class"] for row in answers("segments") if row["scope"] == scope}
        found = book_classes(book)
        assert {household: found[household] for household in expected} == expected
        for row in answers("segments"):
            if row["scope"] == scope:
                cents = ttm_revenue(book)[row["household_id"]]
                assert int(row["ttm_at_least_cents"]) <= cents <= int(row["ttm_at_most_cents"])

    @given(st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 10**9), min_size=1))
    def test_more_revenue_is_never_a_worse_class(self, ttm: dict[str, int]) -> None:
        series = pd.Series(ttm, dtype="int64")
        found = classes(series)[series.sort_values(ascending=False).index]
        assert found.is_monotonic_increasing


class TestMixEffects:
    def test_no_client_before_has_no_average(self) -> None:
        with pytest.raises(ValueError, match="no client before"):
            mix_effects(BEFORE.assign(count=0), AFTER)

    def test_the_golden_effects(self) -> None:
        # Domain F29: +123,200 = volume −66,000 + mix +210,000 + rate −20,800; mix A +117,000 B +21,600 C +71,400
        found = mix_effects(BEFORE, AFTER).set_index("segment")
        assert found.sum().round(6).to_dict() == {
            "volume": -66_000,
            "mix": 210_000,
            "rate": -20_800,
            "change": 123_200,
        }
        assert found["mix"].round(6).tolist() == [117_000, 21_600, 71_400]
        assert found["rate"].round(6).tolist() == [-24_000, 13_200, -10_000]

    def test_each_row_is_its_segments_own_change(self) -> None:
        found = mix_effects(BEFORE, AFTER).set_index("segment")["change"]
        own = AFTER["count"] * AFTER["per_client"] - BEFORE["count"] * BEFORE["per_client"]
        assert found.tolist() == pytest.approx(own.tolist())

    def test_the_golden_effects_on_value(self) -> None:
        # Domain F30, multiples 3.0 / 2.5 / 1.6: +392,000 = volume −171,900 + mix +618,900 + rate −55,000
        multiples = [3.0, 2.5, 1.6]
        found = mix_effects(BEFORE.assign(multiple=multiples), AFTER.assign(multiple=multiples))
        sums = found.drop(columns="segment").sum().round(6).to_dict()
        assert sums == {"volume": -171_900, "mix": 618_900, "rate": -55_000, "multiple": 0, "change": 392_000}

    def test_a_moved_multiple_is_an_effect_of_its_own(self) -> None:
        found = mix_effects(BEFORE.assign(multiple=2.0), BEFORE.assign(multiple=2.5))
        assert found["multiple"].sum() == pytest.approx(660_000)  # half a turn of 1,320,000
        assert found[["volume", "mix", "rate"]].abs().sum().sum() == pytest.approx(0)

    def test_a_segment_that_comes_or_goes_is_mix_and_nothing_is_left_over(self) -> None:
        before = pd.DataFrame({"segment": ["A", "old"], "count": [10, 10], "per_client": [100.0, 50.0]})
        after = pd.DataFrame({"segment": ["A", "new"], "count": [10, 10], "per_client": [100.0, 80.0]})
        found = mix_effects(before, after).set_index("segment")
        assert found["change"].to_dict() == pytest.approx({"A": 0, "old": -500, "new": 800})
        assert found["rate"].abs().sum() == 0
