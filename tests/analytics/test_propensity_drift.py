"""Drift of what a score was learned from: the stability index by hand, what moved by name, and the level (P4)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from assistant.analytics.propensity import PropensityModel
from assistant.analytics.propensity.drift import Drift, cells_of, stability


def drifted(rows: int, then: float, now: float | None, expected: float = 0.1) -> Drift:
    return Drift(rows, pd.Series(dtype=float), then, expected, now)


class TestStability:
    def test_nobody_then_or_now_has_not_moved(self) -> None:
        none, some = pd.DataFrame({"a": [], "w": pd.Series([], dtype=object)}), pd.DataFrame({"a": [1.0], "w": ["x"]})
        assert stability(cells_of(none), some).tolist() == [0, 0]
        assert stability(cells_of(some), none).tolist() == [0, 0]

    def test_the_index_by_hand(self) -> None:
        # 800 x and 200 y, then 500 and 500: (.5 − .8) ln(.5/.8) + (.5 − .2) ln(.5/.2) = .4159, less (2 − 1)(1/1000 × 2)
        then = pd.DataFrame({"w": ["x"] * 800 + ["y"] * 200})
        now = pd.DataFrame({"w": ["x"] * 500 + ["y"] * 500})
        assert stability(cells_of(then), now)["w"] == pytest.approx(0.4159 - 0.002, abs=0.002)

    def test_the_same_people_have_not_moved(self) -> None:
        luck = np.random.default_rng(0)
        frame = pd.DataFrame({"n": luck.normal(size=500), "w": luck.choice(["a", "b", None], 500), "c": 1.0})
        assert stability(cells_of(frame), frame).tolist() == [0, 0, 0]

    @pytest.mark.parametrize("rows", [40, 200, 5_000])
    def test_chance_alone_names_nothing(self, rows: int) -> None:
        luck = np.random.default_rng(rows)
        then, now = (pd.DataFrame(luck.normal(size=(rows, 8))) for _ in range(2))
        assert (stability(cells_of(then), now) < 0.2).all()

    @pytest.mark.parametrize(
        "now",
        [
            pd.Series([1.0] * 60 + [0.0] * 40),  # the rare value of a flag
            pd.Series([1.0] * 60 + [np.nan] * 40),  # what is missing
            pd.Series([1.0] * 60 + [7.0] * 40),  # beyond all that was seen
            pd.Series([1.0] * 60 + [-7.0] * 40),
        ],
    )
    def test_a_value_of_nearly_all_is_a_cell_of_its_own(self, now: pd.Series) -> None:
        then = pd.DataFrame({"a": [1.0] * 98 + [0.0] * 2})
        assert stability(cells_of(then), now.to_frame("a"))["a"] > 0.2

    def test_new_words_are_a_move(self) -> None:
        then, now = pd.DataFrame({"w": ["x"] * 50}), pd.DataFrame({"w": ["new"] * 50})
        assert stability(cells_of(then), now)["w"] > 1


class TestLevel:
    def test_of_nobody_has_not_moved(self) -> None:
        assert not drifted(0, 0.1, None).level_moved

    def test_a_rise_beyond_chance_and_a_quarter_is_a_drift(self) -> None:
        # reference/benchmarks.md: the base rate of bank-full moves from 5.8 % to 25.4 %
        assert drifted(13_564, 0.058, 0.254).level_moved
        assert drifted(13_564, 0.254, 0.058).level_moved

    def test_a_small_move_and_few_people_are_not(self) -> None:
        assert not drifted(100_000, 0.100, 0.115).level_moved
        assert not drifted(12, 0.10, 0.25).level_moved

    def test_what_the_model_expects_stands_in_for_outcomes_not_yet_known(self) -> None:
        assert drifted(5_000, 0.1, None, expected=0.2).level_moved
        assert not drifted(5_000, 0.1, 0.1, expected=0.2).level_moved


class TestDriftOfAModel:
    def people(self, count: int, seed: int, shift: float = 0.0) -> tuple[pd.DataFrame, pd.Series]:
        luck = np.random.default_rng(seed)
        frame = pd.DataFrame({"age": luck.normal(60 + shift, 10, count), "other": luck.normal(size=count)})
        return frame, pd.Series(luck.random(count) < 1 / (1 + np.exp(-(frame["age"] - 75) / 5)))

    def test_strangers_of_the_same_kind_are_no_drift(self) -> None:
        drift = PropensityModel().fit(*self.people(1_000, 1)).drift(*self.people(1_000, 2))
        assert drift.moved == ()
        assert not drift.level_moved
        assert drift.in_words() == "none"

    def test_older_strangers_are_named_and_the_level_with_them(self) -> None:
        model = PropensityModel().fit(*self.people(1_000, 1))
        frame, adopted = self.people(1_000, 2, shift=12)
        for drift in (model.drift(frame), model.drift(frame, adopted)):
            assert drift.moved == ("age",)
            assert drift.level_moved
            assert drift.in_words() == "the level, age"

    def test_a_missing_column_and_outcomes_of_others_are_refused(self) -> None:
        frame, adopted = self.people(200, 1)
        model = PropensityModel().fit(frame, adopted)
        with pytest.raises(ValueError, match="age"):
            model.drift(frame.drop(columns="age"))
        with pytest.raises(ValueError, match="200 rows of features and 3 outcomes"):
            model.drift(frame, [True, False, True])

    def test_nobody_has_not_moved(self) -> None:
        frame, adopted = self.people(200, 1)
        drift = PropensityModel().fit(frame, adopted).drift(frame.iloc[:0])
        assert (drift.moved, drift.level_moved) == ((), False)
