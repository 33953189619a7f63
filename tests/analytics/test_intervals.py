"""Wilson's interval for a share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.intervals import wilson


class TestWilson:
    def test_no_trial_says_nothing(self) -> None:
        assert wilson(0, 0) is None

    def test_a_count_of_successes_above_the_trials_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="must not be greater"):
            wilson(3, 2)

    def test_ninety_six_of_a_hundred(self) -> None:
        # by hand: z = 1.6449, centre (0.96 + z²/200)/(1 + z²/100), half-width z√(.96·.04/100 + z²/40000)/(1 + z²/100)
        low, high = wilson(96, 100) or (0, 0)
        assert low == pytest.approx(0.913847, abs=1e-5)
        assert high == pytest.approx(0.981918, abs=1e-5)

    @given(st.integers(1, 500), st.integers(0, 500))
    def test_the_share_lies_inside_and_the_bounds_within_nought_and_one(self, trials: int, successes: int) -> None:
        successes = min(successes, trials)
        low, high = wilson(successes, trials) or (0, 0)
        assert 0 <= low <= successes / trials + 1e-12
        assert successes / trials - 1e-12 <= high <= 1
