"""What a pay grid pays on a production, to the cent: cliff, marginal and hurdle (F41), and where its edges lie."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.figures import Method, rate

GridMethod = Literal["cliff", "marginal", "hurdle"]
Cents = npt.NDArray[np.int64]

F41 = Method(
    "F41",
    "pay by the firm's grid: cliff, the whole production of the year at the rate of the tier it has reached; marginal, "
    "each slice of the year's production at its own rate; hurdle, each slice of a month's production at its own rate",
)
F41_EDGE = Method(
    "F41 edge",
    "the production at which the grid's rate changes, and how far away it is; on a cliff grid the last unit of money "
    "before the edge changes the pay on everything: pay at the edge − pay one unit short of it",
)
RATE_UNIT = 10**8
"""Rates are whole numbers of this part, so that pay is exact to the cent (up to 900 million of production)."""
NEAR_CENTS = 100_000
"""Within 1,000 of an edge is near it (domain reference, planted truth T12)."""
ONE_UNIT = 100
"""One unit of money in cents: what moves pay at a cliff's edge is told for one unit."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A pay grid: production from `edges[i]` cents on is in tier i, paid at `rates[i]` (in RATE_UNIT parts)."""

    id: str
    method: GridMethod
    edges: tuple[int, ...]
    rates: tuple[int, ...]

    @classmethod
    def of(cls, grid_id: str, method: str, tiers: Iterable[tuple[int, float]]) -> Grid:
        """From (first cent, rate) pairs in any order. Raises ValueError for an unknown method or no tier at all."""
        ordered = sorted(tiers)
        if method not in get_args(GridMethod) or not ordered:
            raise ValueError(f"A pay grid is cliff, marginal or hurdle and has tiers; {grid_id} is {method!r}.")
        edges, rates = zip(*ordered, strict=True)
        return cls(grid_id, cast(GridMethod, method), edges, tuple(round(share * RATE_UNIT) for share in rates))

    @property
    def span(self) -> str:
        """What its thresholds count: the production of a `year`, or of a `month`."""
        return "month" if self.method == "hurdle" else "year"

    def pay(self, production: npt.ArrayLike) -> Cents:
        """Cents paid on each production in cents: a year's to date, or under a hurdle a month's. Production below the
        first edge or below zero pays nothing. Half a cent goes to the even one. Source: F41."""
        made: Cents = np.maximum(np.asarray(production, dtype=np.int64), 0)
        edges, rates = np.array(self.edges, dtype=np.int64), np.array(self.rates, dtype=np.int64)
        if self.method == "cliff":
            tier = np.searchsorted(edges, made, side="right") - 1
            return _whole(np.where(tier >= 0, made * rates[tier], 0))
        widths = np.append(np.diff(edges), np.iinfo(np.int64).max)
        return _whole(np.clip(made[..., None] - edges, 0, widths) @ rates)

    def pays(self, production: int) -> int:
        """`pay` of one production."""
        return int(self.pay(production))

    def rate_at(self, production: int) -> Decimal:
        """The rate of the tier a production lies in; nothing below the first edge."""
        tier = self._tier(production)
        return cast(Decimal, rate(Decimal(self.rates[tier] if tier >= 0 else 0) / RATE_UNIT))

    def edge_above(self, production: int) -> int | None:
        """The next edge that production has not reached; None in the highest tier."""
        return next((edge for edge in self.edges if edge > max(production, 0)), None)

    def edge_below(self, production: int) -> int | None:
        """The edge at which the present tier began; None in the tier that begins at zero, or below every edge."""
        tier = self._tier(production)
        return self.edges[tier] if tier >= 0 and self.edges[tier] > 0 else None

    def step(self, edge: int) -> int:
        """What the last unit of money before an edge adds to pay, in cents: on a cliff it moves everything."""
        return self.pays(edge) - self.pays(edge - ONE_UNIT)

    def near_edge(self, production: int) -> int | None:
        """The edge within NEAR_CENTS, on either side, the closer of two; None where neither is so near."""
        both = (self.edge_below(production), self.edge_above(production))
        near = [edge for edge in both if edge is not None and abs(edge - production) <= NEAR_CENTS]
        return min(near, key=lambda edge: abs(edge - production), default=None)

    def _tier(self, production: int) -> int:
        return int(np.searchsorted(np.array(self.edges), max(production, 0), side="right")) - 1


def _whole(parts: npt.NDArray[np.int64]) -> Cents:
    """RATE_UNIT parts of a cent to whole cents, half to even, in whole numbers alone."""
    cents, rest = np.divmod(parts, RATE_UNIT)
    up = (2 * rest > RATE_UNIT) | ((2 * rest == RATE_UNIT) & (cents % 2 == 1))
    return np.asarray(cents + up, dtype=np.int64)


def grids_on_file(rows: pd.DataFrame) -> dict[str, Grid]:
    """The firm's grids by id, from the rows of `pay_grids`; one whose rows name two methods is left out."""
    found = {}
    for grid_id, tiers in rows.groupby("pay_grid_id", sort=True):
        methods = tiers["method"].unique()
        if len(methods) == 1:
            pairs = zip(tiers["from_amount_cents"].tolist(), tiers["rate"].tolist(), strict=True)
            found[str(grid_id)] = Grid.of(str(grid_id), str(methods[0]), pairs)
    return found
