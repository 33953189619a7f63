"""Pay grids (F41): cliff, marginal and hurdle by their golden values, edges, and exactness to the cent."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.pay.grids import Grid, grids_on_file

TIERS = ((0, 0.30), (25_000_000, 0.36), (40_000_000, 0.40), (60_000_000, 0.43), (100_000_000, 0.46))
CLIFF, MARGINAL = Grid.of("PG1", "cliff", TIERS), Grid.of("PG2", "marginal", TIERS)
HURDLE = Grid.of("PG3", "hurdle", ((0, 0.22), (1_250_000, 0.50)))


def by_hand(grid: Grid, production: int) -> int:
    """F41 again, in decimals and tier by tier."""
    edges = [Decimal(edge) for edge in grid.edges]
    rates = [Decimal(share) / 10**8 for share in grid.rates]
    made = Decimal(max(production, 0))
    if grid.method == "cliff":
        reached = [share for edge, share in zip(edges, rates, strict=True) if edge <= made]
        pay = made * reached[-1] if reached else Decimal(0)
    else:
        tops = [*edges[1:], made]
        pay = sum(
            (
                max(min(made, top) - edge, Decimal(0)) * share
                for edge, top, share in zip(edges, tops, rates, strict=True)
            ),
            Decimal(0),
        )
    return int(pay.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


class TestAGrid:
    def test_without_tiers_there_is_none(self) -> None:
        with pytest.raises(ValueError, match="has tiers"):
            Grid.of("PG1", "cliff", ())
        with pytest.raises(ValueError, match="sliding"):
            Grid.of("PG1", "sliding", TIERS)
        assert grids_on_file(pd.DataFrame(columns=["pay_grid_id", "method", "from_amount_cents", "rate"])) == {}

    def test_one_whose_rows_name_two_methods_is_left_out(self) -> None:
        rows = pd.DataFrame(
            [
                ("PG1", "cliff", 0, 0.3),
                ("PG2", "cliff", 0, 0.3),
                ("PG2", "marginal", 100, 0.4),
                ("PG1", "cliff", 9, 0.4),
            ],
            columns=["pay_grid_id", "method", "from_amount_cents", "rate"],
        )
        assert grids_on_file(rows) == {"PG1": Grid.of("PG1", "cliff", ((9, 0.4), (0, 0.3)))}

    @pytest.mark.parametrize(
        ("production", "cliff", "marginal"),
        # Domain F41: 399,000 → cliff 143,640 vs marginal 128,640; 400,000 → 160,000 vs 129,000; 720,000 → 309,600 vs
        # 260,600
        [(399_000, 143_640, 128_640), (400_000, 160_000, 129_000), (720_000, 309_600, 260_600)],
    )
    def test_the_golden_pays(self, production: int, cliff: int, marginal: int) -> None:
        assert CLIFF.pays(production * 100) == cliff * 100
        assert MARGINAL.pays(production * 100) == marginal * 100

    def test_the_golden_hurdle_month(self) -> None:
        # Domain F41: 22 % of the first 12,500 a month, 50 % after: 45,000 → 19,000 = 42.2 %
        assert HURDLE.pays(4_500_000) == 1_900_000
        assert round(1_900_000 / 4_500_000, 3) == 0.422

    def test_one_unit_at_a_cliff_moves_everything(self) -> None:
        # Domain F41: one dollar moves cliff pay by over 16,000: 160,000 − 36 % of 399,999 = 16,000.36
        assert CLIFF.step(40_000_000) == 1_600_036
        assert MARGINAL.step(40_000_000) == 36

    def test_production_below_zero_or_below_the_first_edge_pays_nothing(self) -> None:
        late = Grid.of("PG4", "cliff", ((5_000_000, 0.2),))
        assert [late.pays(cents) for cents in (-100, 0, 4_999_999, 5_000_000)] == [0, 0, 0, 1_000_000]
        assert (CLIFF.pays(-1), MARGINAL.pays(-1), HURDLE.pays(-1)) == (0, 0, 0)
        assert (late.rate_at(0), late.edge_above(-5), late.edge_below(0)) == (Decimal(0), 5_000_000, None)

    def test_the_edges_around_a_production(self) -> None:
        assert (CLIFF.edge_below(39_900_000), CLIFF.edge_above(39_900_000)) == (25_000_000, 40_000_000)
        assert (CLIFF.edge_below(40_000_000), CLIFF.edge_above(40_000_000)) == (40_000_000, 60_000_000)
        assert (CLIFF.edge_below(1), CLIFF.edge_above(200_000_000)) == (None, None)
        assert CLIFF.rate_at(40_000_000) == Decimal("0.400000")

    def test_an_edge_within_a_thousand_is_near_on_either_side(self) -> None:
        # Domain section 7, T12: within 1,000
        near = [CLIFF.near_edge(cents) for cents in (39_899_999, 39_900_000, 40_000_000, 40_100_000, 40_100_001)]
        assert near == [None, 40_000_000, 40_000_000, 40_000_000, None]

    def test_a_hurdle_counts_months_and_the_others_years(self) -> None:
        assert (CLIFF.span, MARGINAL.span, HURDLE.span) == ("year", "year", "month")

    @given(st.sampled_from([CLIFF, MARGINAL, HURDLE]), st.lists(st.integers(-(10**6), 10**10), min_size=1))
    def test_pay_is_exact_to_the_cent(self, grid: Grid, productions: list[int]) -> None:
        assert grid.pay(np.array(productions)).tolist() == [by_hand(grid, cents) for cents in productions]

    @given(st.sampled_from([MARGINAL, HURDLE]), st.integers(0, 10**10), st.integers(0, 10**6))
    def test_more_production_never_pays_less_and_never_more_than_the_highest_rate_of_it(
        self, grid: Grid, production: int, more: int
    ) -> None:
        gained = grid.pays(production + more) - grid.pays(production)
        assert 0 <= gained <= max(grid.rates) / 10**8 * more + 1
