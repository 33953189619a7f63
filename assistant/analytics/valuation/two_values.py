"""A book's two values, client by client: by revenue multiple (F1, F3) and by discounted cash flow (F12)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.valuation.assumptions import (
    CONCENTRATION_CLIENTS,
    CONCENTRATION_FREE,
    CONCENTRATION_WEIGHT,
    FACTOR_BOUNDS,
    MULTIPLES,
    YEARS,
    Assumptions,
)
from assistant.analytics.valuation.cash_flow import (
    Clients,
    lives_to_mid_year,
    mid_year_factors,
    unit_flows,
    unit_value,
)
from assistant.analytics.valuation.inputs import clients_of, valued_revenue
from assistant.analytics.whole_cents import exact_parts, running_cents
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

Floats = npt.NDArray[np.float64]
Cents = npt.NDArray[np.int64]

F1 = Method(
    "F1",
    "sum over clients of recurring revenue × recurring multiple + transactional revenue × transactional multiple, on "
    "the repeatable revenue of the last twelve closed months",
)
F3 = Method(
    "F3",
    "each client's F1 value × its present value of one unit of revenue ÷ the reference client's (95 % retention, 3 % "
    "growth, age 60), within 0.40 and 1.60",
)
F6 = Method("F6", "1 − half of what the five largest clients' share of revenue exceeds 10 % by; on the whole book only")


@dataclass(frozen=True, slots=True)
class Valuation:
    """The values of each row of `valued_clients`, in cents, under one set of assumptions; totals are their sums.

    `lives` are the chances of `lives_to_mid_year` over the years of the assumptions, and of the driver tables (F3)."""

    rows: pd.DataFrame
    assumptions: Assumptions
    clients: Clients
    lives: Floats
    factors: Floats
    flows: Floats
    by_multiple: Mapping[str, Cents]
    adjusted: Cents
    npv: Cents

    def total(self, method: str) -> int:
        """`low`, `centre` or `high` multiple, `adjusted`, or `npv`."""
        return int(self._amounts(method).sum())

    def by_household(self, method: str) -> pd.Series:
        return self.by_client(method)[method]

    def by_client(self, *methods: str) -> pd.DataFrame:
        """The values of each household in order (index household_id), a column a method."""
        amounts = {method: self._amounts(method) for method in methods}
        return pd.DataFrame(amounts, index=self.rows["household_id"]).groupby(level=0).sum()

    def _amounts(self, method: str) -> Cents:
        if method in self.by_multiple:
            return self.by_multiple[method]
        return self.npv if method == "npv" else self.adjusted

    @property
    def revenue(self) -> pd.Series:
        """Valued revenue of each row in cents."""
        recurring, transactional = (self.rows[f"{kind}_cents"].to_numpy() for kind in ("recurring", "transactional"))
        return pd.Series(recurring + transactional, index=self.rows.index)

    @property
    def top_share(self) -> float | None:
        """The five largest clients' share of valued revenue; None without revenue."""
        by_client = self.revenue.groupby(self.rows["household_id"]).sum()
        whole = int(by_client.sum())
        return int(by_client.nlargest(CONCENTRATION_CLIENTS).sum()) / whole if whole else None

    def only(self, keep: npt.NDArray[np.bool_]) -> Valuation:
        """The same values for some of the rows."""
        return replace(
            self,
            rows=self.rows[keep].reset_index(drop=True),
            clients=replace(self.clients, **{f: getattr(self.clients, f)[keep] for f in Clients.__slots__}),
            lives=self.lives[keep],
            factors=self.factors[keep],
            flows=self.flows[keep],
            by_multiple={name: cents[keep] for name, cents in self.by_multiple.items()},
            adjusted=self.adjusted[keep],
            npv=self.npv[keep],
        )

    def without(self, households: Collection[str]) -> Valuation:
        return self.only(~self.rows["household_id"].isin(households).to_numpy())

    def keeping(self, share: float, of: npt.NDArray[np.bool_]) -> Valuation:
        """The same values with only a share of some rows' revenue left, and so of their value."""
        left = np.where(of, share, 1.0)

        def part(cents: Cents | pd.Series) -> Cents:
            kept: Cents = np.rint(np.asarray(cents) * left).astype(np.int64)
            return kept

        money = {name: part(self.rows[name]) for name in ("recurring_cents", "transactional_cents")}
        return replace(
            self,
            rows=self.rows.assign(**money),
            by_multiple={name: part(cents) for name, cents in self.by_multiple.items()},
            adjusted=part(self.adjusted),
            npv=part(self.npv),
        )

    def year_by_year(self) -> pd.DataFrame:
        """`year`, `revenue_cents`, `cash_cents`, `factor`, `value_cents`; the values sum to the NPV to the cent."""
        years = self.assumptions.years
        factors = mid_year_factors(self.assumptions.discount_rate, years)
        revenue = self.revenue.to_numpy(dtype=np.float64) @ self.flows
        cash = revenue * self.assumptions.margin
        return pd.DataFrame(
            {
                "year": range(1, years + 1),
                "revenue_cents": np.rint(revenue).astype(np.int64),
                "cash_cents": np.rint(cash).astype(np.int64),
                "factor": factors,
                "value_cents": exact_parts(list(cash * factors), self.total("npv")),
            }
        )


def value_clients(rows: pd.DataFrame, assumptions: Assumptions) -> Valuation:
    """Both values of each row of `valued_clients`. An advisor's rows sum to the advisor's exact value, rounded once."""
    clients, advisors = clients_of(rows, assumptions), list(rows["advisor_id"])
    recurring, transactional = (rows[f"{k}_cents"].to_numpy(dtype=np.float64) for k in ("recurring", "transactional"))
    years, centre = assumptions.years, _times(rows, "centre")
    lives = lives_to_mid_year(clients, max(years, YEARS))
    flows, factors = unit_flows(clients, years, lives[:, :years]), driver_factors(clients, lives[:, :YEARS])
    unit = flows @ mid_year_factors(assumptions.discount_rate, years)
    return Valuation(
        rows,
        assumptions,
        clients,
        lives,
        factors,
        flows,
        {name: running_cents(_times(rows, name), advisors) for name in MULTIPLES},
        running_cents(centre * factors, advisors),
        running_cents((recurring + transactional) * unit * assumptions.margin, advisors),
    )


_MARKET: WeakKeyDictionary[Book, pd.Series] = WeakKeyDictionary()
"""What has been worked out: a Book does not change, and a change of mix looks at the value of the same two again."""


def market_value(book: Book) -> pd.Series:
    """The value of each open household with revenue at the centre multiples (F1), whole cents, index household_id and
    advisor_id; the sums are those of `value_clients`, without the work its other values take."""
    if book not in _MARKET:
        rows = valued_revenue(book)
        cents = running_cents(_times(rows, "centre"), list(rows["advisor_id"]))
        index = pd.MultiIndex.from_frame(rows[["household_id", "advisor_id"]])
        _MARKET[book] = pd.Series(cents, index=index, dtype="int64", name="value_cents")
    return _MARKET[book].copy(deep=False)


def _times(rows: pd.DataFrame, name: str) -> Floats:
    """Revenue × the multiples of that name, in fractions of cents, row by row."""
    recurring_times, transactional_times = MULTIPLES[name]
    recurring, transactional = (rows[f"{k}_cents"].to_numpy(dtype=np.float64) for k in ("recurring", "transactional"))
    times: Floats = (recurring * recurring_times + transactional * transactional_times) / 10
    return times


def driver_factors(clients: Clients, lives: Floats | None = None) -> Floats:
    """By how much each client's drivers move a market multiple (F3): 1 for the reference client."""
    factors: Floats = np.clip(unit_value(clients, lives=lives) / _reference_value(), *FACTOR_BOUNDS)
    return factors


@cache
def _reference_value() -> float:
    return float(unit_value(Clients.reference(1))[0])


def concentration_factor(top_share: float) -> float:
    """The haircut for concentration, as a factor (F6): 0.95 when the five largest clients bring 20 % of revenue."""
    return 1 - CONCENTRATION_WEIGHT * max(0.0, top_share - CONCENTRATION_FREE)
