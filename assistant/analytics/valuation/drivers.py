"""Why a book is worth what it is: drivers in money (F5), the gap between the two values (F16), sensitivities (F18)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from assistant.analytics.shapley import shapley
from assistant.analytics.valuation.assumptions import BUYERS_HIGH, BUYERS_LOW, SENIOR_AGE, YEARS
from assistant.analytics.valuation.cash_flow import DRIVERS, Clients, lives_to_mid_year, mid_year_factors, unit_flows
from assistant.analytics.valuation.two_values import Valuation, driver_factors
from assistant.analytics.whole_cents import exact_parts
from assistant.figures import Method

Floats = npt.NDArray[np.float64]

F5 = Method(
    "F5",
    "Shapley value of each driver's effect on the factor of F3, from the reference client to this one, × F1 value; "
    "the drivers add up to the whole difference",
)
F16 = Method(
    "F16",
    "value by multiple − NPV, split by Shapley over margin, discount rate, retention and growth moved together until "
    "the two values meet or a plausible buyer's bound is reached; what is then left is an unexplained market premium",
)
F18 = Method("F18", "change of the value when one assumption moves by one step and the others stay")

MORTAL: frozenset[str] = frozenset(("age", "heirs"))
"""The drivers that change the chances of living; the others share one set of them."""


def driver_money(valuation: Valuation) -> dict[str, int]:
    """Cents that each driver adds to the value by multiple; they sum to adjusted − centre exactly. Source: F5."""
    lives = {MORTAL: valuation.lives[:, :YEARS]}

    def factors(drivers: Collection[str]) -> Floats:
        clients = valuation.clients.except_for(drivers)
        mortal = MORTAL & frozenset(drivers)
        if mortal not in lives:
            lives[mortal] = lives_to_mid_year(clients, YEARS)
        return driver_factors(clients, lives[mortal])

    parts = shapley(tuple(DRIVERS), factors)
    worth = valuation.by_multiple["centre"].astype(np.float64)
    money = [float((worth * part).sum()) for part in parts.values()]
    whole = valuation.total("adjusted") - valuation.total("centre")
    return dict(zip(parts, exact_parts(money, whole), strict=True))


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """From NPV to the value by multiple, in cents: the effects, what the drivers take off or add, and what is left."""

    effects: dict[str, int]
    premium: int
    drivers: int
    implied: dict[str, float]


def reconcile(valuation: Valuation) -> Reconciliation:
    """Why the two values differ: npv + effects + premium = adjusted, and adjusted + drivers = centre. Source: F16.

    The four assumptions move together, by one share of the way from ours to a plausible buyer's, until the NPV is the
    driver-adjusted value by multiple. `implied` are the assumptions where they stop.
    """
    target, start = valuation.total("adjusted"), valuation.total("npv")
    buyers = _Buyers(valuation, upwards=target >= start)
    names = tuple(BUYERS_HIGH)
    share = _meeting_share(buyers, names, target)
    parts = shapley(names, lambda moved: np.array([buyers.npv(dict.fromkeys(moved, share))]))
    reached = round(buyers.npv(dict.fromkeys(names, share)))
    effects = exact_parts([float(part[0]) for part in parts.values()], reached - start)
    implied = {name: float(np.average(buyers.moved(name, share), weights=buyers.weights)) for name in names}
    return Reconciliation(
        dict(zip(names, effects, strict=True)), target - reached, valuation.total("centre") - target, implied
    )


def _meeting_share(buyers: _Buyers, names: tuple[str, ...], target: int) -> float:
    """How far towards the buyer's assumptions the NPV meets the target; 1 when it does not get there."""

    def gap(share: float) -> float:
        return buyers.npv(dict.fromkeys(names, share)) - target

    if gap(0.0) * gap(1.0) >= 0:
        return 0.0 if gap(0.0) == 0 else 1.0
    return round(float(brentq(gap, 0.0, 1.0, xtol=1e-9)), 9)


class _Buyers:
    """The NPV when some assumptions have moved a share of the way to a plausible buyer's bound."""

    def __init__(self, valuation: Valuation, *, upwards: bool) -> None:
        self._valuation = valuation
        self._bounds = BUYERS_HIGH if upwards else BUYERS_LOW
        self._upwards = upwards
        self._lives = valuation.lives[:, : valuation.assumptions.years]
        self._revenue = valuation.revenue.to_numpy(dtype=np.float64)
        self.weights = self._revenue if self._revenue.any() else np.ones(len(self._revenue))

    def moved(self, name: str, share: float) -> Floats:
        """One assumption for each client; a bound that ours already lies beyond does not pull back."""
        ours = {
            "retention": self._valuation.clients.retention,
            "growth": self._valuation.clients.growth,
        }.get(name, np.full(len(self._revenue), getattr(self._valuation.assumptions, name, np.nan)))
        further = np.maximum if self._upwards != (name == "discount_rate") else np.minimum
        moved: Floats = ours + share * (further(ours, self._bounds[name]) - ours)
        return moved

    def npv(self, shares: dict[str, float]) -> float:
        at = {name: self.moved(name, shares.get(name, 0.0)) for name in BUYERS_HIGH}
        years = self._valuation.assumptions.years
        clients = replace(self._valuation.clients, retention=at["retention"], growth=at["growth"])
        factors = mid_year_factors(float(at["discount_rate"][0]), years)
        unit = unit_flows(clients, years, self._lives) @ factors
        return float((self._revenue * unit * at["margin"]).sum())


HEIRS_STEP = f"Heirs' retention +10 points for clients of {SENIOR_AGE} and over"


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What one step of one assumption does to the NPV and to the driver-adjusted value by multiple, in cents."""

    assumption: str
    npv: int
    adjusted: int


def sensitivities(valuation: Valuation) -> tuple[Sensitivity, ...]:
    """One step at a time: retention, growth, discount rate and margin by a point, heirs of clients of 75 and over by
    ten, the recurring multiple by a tenth.

    The value by multiple does not depend on discount rate and margin, nor the NPV on the multiple. Source: F18.
    """
    given, clients, lives = valuation.assumptions, valuation.clients, valuation.lives
    more = _with(clients, retention=clients.retention + 0.01), _with(clients, growth=clients.growth + 0.01)
    safer = _with(clients, heirs=clients.heirs + 0.10 * (clients.age >= SENIOR_AGE))
    rate, margin = given.discount_rate, given.margin
    steps = (
        ("Retention +1 point", more[0], lives, rate, margin),
        ("Growth +1 point", more[1], lives, rate, margin),
        ("Discount rate +1 point", clients, lives, rate + 0.01, margin),
        ("Margin +1 point", clients, lives, rate, margin + 0.01),
        (HEIRS_STEP, safer, lives_to_mid_year(safer, lives.shape[1]), rate, margin),
    )
    tenth = float((valuation.rows["recurring_cents"] / 10 * valuation.factors).sum())
    return (*(_step(valuation, *step) for step in steps), Sensitivity("Recurring multiple +0.1", 0, round(tenth)))


def _with(clients: Clients, **changed: Floats) -> Clients:
    return replace(clients, **{name: np.minimum(1.0, values) for name, values in changed.items()})


def _step(
    valuation: Valuation, name: str, clients: Clients, lives: Floats, discount_rate: float, margin: float
) -> Sensitivity:
    years = valuation.assumptions.years
    revenue = valuation.revenue.to_numpy(dtype=np.float64)
    unit = unit_flows(clients, years, lives[:, :years]) @ mid_year_factors(discount_rate, years)
    npv = float((revenue * unit).sum() * margin)
    moved = driver_factors(clients, lives[:, :YEARS]) - valuation.factors
    adjusted = float((valuation.by_multiple["centre"] * moved).sum())
    return Sensitivity(name, round(npv) - valuation.total("npv"), round(adjusted))
