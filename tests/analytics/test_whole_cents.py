"""Rounding that keeps sums whole, and exact Shapley values (F5)."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.shapley import shapley
from assistant.analytics.whole_cents import exact_parts, running_cents

amounts = st.lists(st.tuples(st.floats(0, 1e9), st.sampled_from("abc")), max_size=30)


class TestRunningCents:
    def test_nothing_gives_nothing(self) -> None:
        assert running_cents(np.array([]), []).tolist() == []

    @given(amounts)
    def test_a_group_sums_to_its_exact_sum_rounded_once(self, given_: list[tuple[float, str]]) -> None:
        values, groups = np.array([v for v, _ in given_]), [g for _, g in given_]
        cents = running_cents(values, groups)
        for group in set(groups):
            mine = [g == group for g in groups]
            assert abs(cents[mine].sum() - values[mine].sum()) <= 0.5 + 1e-6
        assert (np.abs(cents - values) < 1 + 1e-6).all()

    def test_a_group_is_the_same_in_any_company(self) -> None:
        alone = running_cents(np.array([0.5, 0.5, 0.5]), ["a"] * 3)
        beside = running_cents(np.array([0.5, 7.7, 0.5, 0.5]), ["a", "b", "a", "a"])
        assert beside[[0, 2, 3]].tolist() == alone.tolist()


class TestExactParts:
    def test_nothing_gives_nothing(self) -> None:
        assert exact_parts([], 0) == []

    def test_what_rounding_leaves_goes_to_the_largest(self) -> None:
        assert exact_parts([0.4, 2.4, 0.2], 3) == [0, 3, 0]


class TestShapley:
    def test_no_changes_have_no_parts(self) -> None:
        assert shapley((), lambda _: np.zeros(1)) == {}

    def test_an_interaction_is_shared_in_halves(self) -> None:
        def value(made: Collection[str]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
            return np.array([10.0 * ("a" in made) + 4.0 * ("a" in made and "b" in made)])

        parts = shapley(("a", "b"), value)
        assert {name: part[0] for name, part in parts.items()} == pytest.approx({"a": 12, "b": 2})

    @given(st.dictionaries(st.frozensets(st.sampled_from("abc")), st.floats(-100, 100)))
    def test_the_parts_add_up_to_the_difference(self, worth: dict[frozenset[str], float]) -> None:
        parts = shapley("abc", lambda made: np.array([worth.get(frozenset(made), 0.0)]))
        whole = worth.get(frozenset("abc"), 0.0) - worth.get(frozenset(), 0.0)
        assert sum(part[0] for part in parts.values()) == pytest.approx(whole, abs=1e-9)
