"""A client's revenue year by year: growth, drawing down with age, and the chance of still being a client (F8–F12).

Works on arrays, one entry a client, for one unit of revenue today; money comes in only at the end.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from assistant.analytics.valuation.assumptions import (
    ADJUSTMENT_BOUNDS,
    DISCOUNT_RATE,
    GROWTH,
    HEIRS_REFERENCE,
    REFERENCE_AGE,
    RETENTION,
    SPOUSE_STAYS,
    YEARS,
)
from assistant.figures import Method

Floats = npt.NDArray[np.float64]

F12 = Method(
    "F12",
    "sum over clients and years of revenue × growth × survival to mid-year × margin ÷ (1 + discount rate) to mid-year; "
    "survival = voluntary retention × (1 − deaths that heirs do not stay after), no residual value",
)

RMD_AGE, RMD_DIVISOR, RMD_STEP, RMD_FLOOR = 73, 26.5, 0.9, 8.0
MALE, FEMALE = (0.0158, 0.0905), (0.0099, 0.0965)
"""Gompertz mortality a·exp(b·(age − 65)), within about 10 % of recent period tables between 55 and 90 (domain 4.2)."""


@dataclass(frozen=True, slots=True)
class Clients:
    """What drives each client's stream. Arrays of one length; `male` is 1, 0, or ½ when unknown; no partner is NaN.

    `retention` and `growth` are yearly levels before the client's own `trend` and share of wallet (`wallet_logit` on
    the logit of retention, `wallet_growth`). `deferred` is the share of assets in tax-deferred accounts, the part that
    must be drawn down from 73 on; `heirs` the chance that money stays after the last death.
    """

    retention: Floats
    growth: Floats
    trend: Floats
    wallet_logit: Floats
    wallet_growth: Floats
    age: Floats
    male: Floats
    partner_age: Floats
    partner_male: Floats
    deferred: Floats
    heirs: Floats

    @classmethod
    def reference(cls, count: int) -> Clients:
        """The client that the driver tables compare with: 95 % retention, 3 % growth, a man of 60, heirs 30 %."""
        values = (RETENTION, GROWTH, 0.0, 0.0, 0.0, REFERENCE_AGE, 1.0, np.nan, 1.0, 1.0, HEIRS_REFERENCE)
        return cls(*(np.full(count, value, dtype=np.float64) for value in values))

    def except_for(self, drivers: Collection[str]) -> Clients:
        """The same clients, with the fields of every driver that is not named set to the reference client's."""
        usual = Clients.reference(len(self.age))
        fields = [name for driver, names in DRIVERS.items() if driver not in drivers for name in names]
        return replace(self, **{name: getattr(usual, name) for name in fields})


DRIVERS: Mapping[str, tuple[str, ...]] = {
    "retention": ("retention",),
    "growth": ("growth", "trend"),
    "wallet": ("wallet_logit", "wallet_growth"),
    "age": ("age", "male", "partner_age", "partner_male", "deferred"),
    "heirs": ("heirs",),
}
"""Driver → the fields that it stands for."""


def mortality(age: Floats, male: Floats) -> Floats:
    """Yearly chance of death at an age; an unknown sex (½) takes the mean of both tables. At most 1."""
    men, women = (a * np.exp(b * (age - 65)) for a, b in (MALE, FEMALE))
    rate: Floats = np.minimum(1.0, male * men + (1 - male) * women)
    return rate


def drawdown(age: Floats) -> Floats:
    """Share of tax-deferred money drawn in a year: none before 73, then 1 / (26.5 − 0.9 (age − 73)), floor 8 (F11)."""
    divisor = np.maximum(RMD_FLOOR, RMD_DIVISOR - RMD_STEP * (age - RMD_AGE))
    share: Floats = np.where(age >= RMD_AGE, 1 / divisor, 0.0)
    return share


def unit_flows(clients: Clients, years: int, lives: Floats | None = None, stays: Floats | None = None) -> Floats:
    """Revenue expected each year per unit today: growth × survival to the middle of the year. Shape (clients, years).

    Growth counts from year two; what is drawn down at an age is missing from the year after (F8, F10, F11). Survival is
    voluntary retention × `lives`, the chances of `lives_to_mid_year`; both may be handed in when they are known,
    retention as `stays`, the chances of not having chosen to leave by the middle of each year.
    """
    year = np.arange(years)
    grows = clients.growth + np.clip(clients.trend + clients.wallet_growth, *ADJUSTMENT_BOUNDS)
    drawn = clients.deferred[:, None] * drawdown(clients.age[:, None] + year[:-1])
    size = np.cumprod(np.hstack([np.ones((len(grows), 1)), 1 + grows[:, None] - drawn]), axis=1)
    alive = lives_to_mid_year(clients, years) if lives is None else lives
    if stays is None:
        stays = yearly_retention(clients)[:, None] ** (year + 0.5)
    flows: Floats = size * stays * alive
    return flows


def yearly_retention(clients: Clients) -> Floats:
    """Voluntary retention a year, each client's share of wallet in it (F4)."""
    return np.asarray(expit(logit(clients.retention) + clients.wallet_logit), dtype=np.float64)


def lives_to_mid_year(clients: Clients, years: int) -> Floats:
    """Chance, deaths alone, that a client is there in the middle of each year: half a year is the square root of the
    year's chance. Shape (clients, years). Source: F9."""
    ends = lives(clients, years)
    begins = np.hstack([np.ones((len(ends), 1)), ends[:, :-1]])
    chances: Floats = np.sqrt(begins * ends)
    return chances


def lives(clients: Clients, years: int) -> Floats:
    """Chance, deaths alone, that a client is there at the end of each year. Shape (clients, years).

    A couple is followed through the first death (the survivor stays with SPOUSE_STAYS) to the last (heirs stay with
    `heirs`). Source: F9.
    """
    couple = (~np.isnan(clients.partner_age)).astype(np.float64)
    dies = _deaths(clients.age, clients.male, years)
    partner_dies = _deaths(clients.partner_age, clients.partner_male, years)
    goes = 1 - clients.heirs
    both, first, partner = couple, 1 - couple, np.zeros_like(couple)
    there = np.empty((len(couple), years))
    for year, (x, y) in enumerate(zip(dies, partner_dies, strict=True)):
        first = first * (1 - x * goes) + both * (1 - x) * y * SPOUSE_STAYS
        partner = partner * (1 - y * goes) + both * x * (1 - y) * SPOUSE_STAYS
        both = both * ((1 - x) * (1 - y) + x * y * clients.heirs)
        there[:, year] = both + first + partner
    return there


def _deaths(age: Floats, male: Floats, years: int) -> Floats:
    """Chance of death in each coming year, shape (years, clients); of somebody who is not there, 1."""
    return np.nan_to_num(mortality(age + np.arange(years)[:, None], male), nan=1.0)


def mid_year_factors(discount_rate: float, years: int) -> Floats:
    """What a payment in the middle of each year is worth today: (1 + d) to the power of −(t − ½)."""
    factors: Floats = np.power(1 + discount_rate, 0.5 - np.arange(1, years + 1, dtype=np.float64))
    return factors


def unit_value(
    clients: Clients, *, discount_rate: float = DISCOUNT_RATE, years: int = YEARS, lives: Floats | None = None
) -> Floats:
    """Present value of one unit of revenue today at full margin (F12), one a client."""
    value: Floats = unit_flows(clients, years, lives) @ mid_year_factors(discount_rate, years)
    return value
