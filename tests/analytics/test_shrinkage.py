"""Rates pulled towards their group, and how far a place can be trusted (F31, F42)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.standing.shrinkage import alike, place_range, shrink, surely_ahead


def shares(*pairs: tuple[int, int]) -> pd.DataFrame:
    wins, trials = zip(*pairs, strict=True)
    frame = pd.DataFrame({"numerator": wins, "denominator": trials, "cases": trials}).astype("float64")
    return frame.assign(value=frame["numerator"] / frame["denominator"], noise=np.nan)


def ratios(*rows: tuple[float, int, float]) -> pd.DataFrame:
    """(value, cases, noise), each case weighing one."""
    frame = pd.DataFrame(rows, columns=["value", "cases", "noise"])
    return frame.assign(numerator=frame["value"] * frame["cases"], denominator=frame["cases"].astype("float64"))


class TestShares:
    def test_nobody_has_nothing(self) -> None:
        assert shrink(pd.DataFrame(), is_share=True).empty

    def test_the_golden_table_of_referral_sources_at_strength_ten(self) -> None:
        # domain F31: seven sources, M 3.2 fitted and clamped to 10: means .372 .296 .218 .215 .105 .082 .034
        pairs = ((18, 42), (9, 25), (3, 10), (1, 1), (6, 60), (6, 80), (3, 120))
        found = shrink(shares(*pairs), is_share=True)
        assert found["mean"].round(3).tolist() == [0.372, 0.296, 0.218, 0.215, 0.105, 0.082, 0.034]

    def test_five_clients_and_perfect_retention_stay_near_the_group(self) -> None:
        # four like advisors at 95 of 100 and one at 5 of 5: the differences are chance, so the prior weighs 200 trials;
        # (385 / 405 × 200 + 5) / 205 = .9518 against (385 / 405 × 200 + 95) / 300 = .9504, and a lower bound far below:
        # shrinkage alone would let it lead, so fewer than ten cases are not ranked beside more (places.py)
        found = shrink(shares((95, 100), (95, 100), (95, 100), (95, 100), (5, 5)), is_share=True)
        assert found["mean"].round(4).tolist() == [0.9504, 0.9504, 0.9504, 0.9504, 0.9518]
        assert found["low"].iloc[4] < found["low"].iloc[0]

    def test_a_handful_takes_the_rate_of_all_on_ten_trials(self) -> None:
        # (10 × 11/14 + 6) / 17, (10 × 11/14 + 4) / 16, (10 × 11/14 + 1) / 11: R1 of the small firm over a year
        found = shrink(shares((6, 7), (4, 6), (1, 1)), is_share=True)
        assert found["mean"].round(4).tolist() == [0.8151, 0.7411, 0.8052]

    def test_all_or_nothing_is_still_defined(self) -> None:
        assert shrink(shares((3, 3), (2, 2)), is_share=True)["mean"].between(0.9, 1.0).all()
        assert shrink(shares((0, 3), (0, 2)), is_share=True)["mean"].between(0.0, 0.1).all()

    @given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)).map(lambda p: (min(p), p[1])), min_size=2))
    def test_a_mean_lies_between_the_own_rate_and_that_of_all(self, pairs: list[tuple[int, int]]) -> None:
        frame = shares(*((min(wins, trials), trials) for wins, trials in pairs))
        found = shrink(frame, is_share=True)
        group = frame["numerator"].sum() / frame["denominator"].sum()
        slack = 0.5 / frame["denominator"].sum() + 1e-9  # a group of nothing but wins (or none) is not quite 1 (or 0)
        low, high = np.minimum(frame["value"], group) - slack, np.maximum(frame["value"], group) + slack
        assert found["mean"].between(low, high).all()
        assert (found["low"] <= found["high"]).all()


class TestRatios:
    def test_where_each_rests_on_one_case_rates_stay_and_have_no_interval(self) -> None:
        found = shrink(ratios((0.5, 1, np.nan), (0.7, 1, np.nan)), is_share=False)
        assert found["mean"].tolist() == [0.5, 0.7]
        assert found[["sd", "low", "high"]].isna().all(axis=None)

    def test_with_few_parts_the_group_weighs_ten_cases(self) -> None:
        # group (20 × .10 + 30 × .20) / 50 = .16; (10 × .16 + 20 × .10) / 30 = .12; (10 × .16 + 30 × .20) / 40 = .19
        found = shrink(ratios((0.10, 20, 0.04), (0.20, 30, 0.04)), is_share=False)
        assert found["mean"].tolist() == pytest.approx([0.12, 0.19])
        # sd² = .04 / (10 + 20); the bounds are 1.6449 of them away
        assert found["sd"].iloc[0] == pytest.approx((0.04 / 30) ** 0.5)
        assert found["high"].iloc[0] - 0.12 == pytest.approx(1.6449 * (0.04 / 30) ** 0.5, rel=1e-4)

    def test_parts_that_differ_by_chance_alone_are_pulled_most(self) -> None:
        close = shrink(ratios(*((value, 50, 1.0) for value in (0.10, 0.11, 0.12, 0.13, 0.14))), is_share=False)
        # noise 1 over 50 cases: sd .14 of each, so differences of .01 are chance: M 200, weight 50 / 250 of the own
        assert close["mean"].iloc[0] == pytest.approx(0.12 + (0.10 - 0.12) / 5)
        apart = shrink(ratios(*((value, 50, 0.01) for value in (0.1, 0.3, 0.5, 0.7, 0.9))), is_share=False)
        assert apart["mean"].iloc[0] == pytest.approx(0.5 + (0.1 - 0.5) * 50 / 60)  # M 10

    @given(st.lists(st.tuples(st.floats(-1, 1), st.integers(2, 90), st.floats(0.001, 5)), min_size=2, max_size=9))
    def test_scaling_the_money_scales_the_rates(self, rows: list[tuple[float, int, float]]) -> None:
        frame = ratios(*rows)
        tenfold = frame.assign(value=10 * frame["value"], numerator=10 * frame["numerator"], noise=100 * frame["noise"])
        once, ten = shrink(frame, is_share=False), shrink(tenfold, is_share=False)
        np.testing.assert_allclose(10 * once["mean"], ten["mean"], rtol=1e-6, atol=1e-9)


class TestPlaces:
    def test_one_alone_has_the_first_place(self) -> None:
        best, worst = place_range(surely_ahead(np.array([0.9]), np.array([0.1])))
        assert (best.tolist(), worst.tolist()) == ([1], [1])

    def test_a_clear_lead_is_sure_and_near_neighbours_are_not(self) -> None:
        # .90 against .50: gap .40 over sqrt(2) × .05 = 5.7 sd; .50 against .48: 0.28 sd
        ahead = surely_ahead(np.array([0.90, 0.50, 0.48]), np.array([0.05, 0.05, 0.05]))
        best, worst = place_range(ahead)
        assert best.tolist() == [1, 2, 2]
        assert worst.tolist() == [1, 3, 3]
        assert alike(ahead) == [(1, 2)]

    def test_ninety_five_per_cent_is_the_line(self) -> None:
        # Φ(1.6449) = .95: a gap of 1.64 sd of the difference is not sure, 1.65 is
        for gap, sure in ((1.64, False), (1.65, True)):
            assert surely_ahead(np.array([gap, 0.0]), np.array([1.0, 0.0]))[0, 1] == sure

    def test_an_unknown_spread_is_never_sure(self) -> None:
        assert not surely_ahead(np.array([0.9, 0.1]), np.array([np.nan, np.nan])).any()

    def test_without_a_spread_every_gap_is_sure_and_a_tie_is_not(self) -> None:
        ahead = surely_ahead(np.array([2.0, 1.0, 1.0]), np.zeros(3))
        assert ahead.tolist() == [[False, True, True], [False] * 3, [False] * 3]

    @given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.001, 0.5)), min_size=1, max_size=12))
    def test_the_own_place_lies_within_its_range(self, rows: list[tuple[float, float]]) -> None:
        mean, sd = (np.array(column) for column in zip(*sorted(rows, reverse=True), strict=True))
        best, worst = place_range(surely_ahead(mean, sd))
        places = np.array([1 + (mean > own).sum() for own in mean])
        assert (best <= places).all()
        assert (places <= worst).all()
        covered = [position for first, last in alike(surely_ahead(mean, sd)) for position in (first, last)]
        assert covered == sorted(covered)
