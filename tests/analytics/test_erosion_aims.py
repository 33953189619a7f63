"""The aims for silent erosion, walk-forward on the tuning firms (reference/benchmarks.md): F1 ≥ .65, at most 5 false
alerts per 100 household-years, median delay at most 5 months. No weight was fitted on this seed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.analytics.erosion import detect_erosion
from tests.benchmarks.erosion_firms import fit, noisy, regular, wealthy
from tests.benchmarks.erosion_firms.books import Firm
from tests.benchmarks.erosion_firms.rougher import roughen
from tests.benchmarks.erosion_firms.scoring import Score, score, walk

SEED, HOUSEHOLDS, MONTHS = 4, 2_000, 48
FIRMS = {"regular": regular.simulate, "noisy": noisy.simulate, "wealthy": wealthy.simulate}


def scored(firm: Firm) -> Score:
    return score(firm, (walk(firm, detect_erosion, "verdict") == "eroding").to_numpy())


def test_no_weight_was_fitted_on_this_seed() -> None:
    assert SEED not in fit.SEEDS


@pytest.mark.prove
@pytest.mark.parametrize("simulate", FIRMS.values(), ids=FIRMS)
class TestTheAims:
    def test_are_met_month_by_month(self, simulate: Callable[[int, int, int], Firm]) -> None:
        found = scored(simulate(HOUSEHOLDS, MONTHS, SEED))
        assert found.f1.value >= 0.65
        assert found.false_alerts.value <= 5.0
        assert found.delay.value <= 5.0

    def test_the_budget_of_false_alerts_holds_where_life_is_rougher(
        self, simulate: Callable[[int, int, int], Firm]
    ) -> None:
        # lumps, missing columns and months that no firm of the aims has; 6: the fresh firm of `fit` came to 5 and less
        found = scored(roughen(simulate(HOUSEHOLDS, MONTHS, SEED), SEED))
        assert found.false_alerts.value <= 6.0
