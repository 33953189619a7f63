"""A firm of wealthy, mostly retired families: draws, distributions the law asks for, taxes, gifts, yearly reviews."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.benchmarks.erosion_firms import regular
from tests.benchmarks.erosion_firms.books import Firm
from tests.benchmarks.erosion_firms.canvas import Array, Canvas, settle
from tests.benchmarks.erosion_firms.casting import cast, declare, finish, reviews_noted
from tests.benchmarks.erosion_firms.style import Style

STYLE: Style = replace(
    regular.STYLE,
    leak=(0.005, 0.025),
    leak_shape="ramp",
    transfer=(0.1, 0.4),
    tranches=2,
    kept_contribution=(0.0, 0.3),
    held_away=(0.012, 0.03),
    quiet_too=0.6,
    quiet_factor=(0.15, 0.55),
    engagement_factor=(0.05, 0.3),
    crm=0.65,
    crm_lag=1,
    has_plan=0.7,
    withdrawal=(0.03, 0.15),
    house=(0.05, 0.25),
    tax=(0.01, 0.05),
    gift=(0.015, 0.08),
    tuition=(0.01, 0.04),
    windfall=(0.15, 0.7),
    draw=(0.03, 0.055),
    disclosure=(0.15, 0.6),
    weights={
        "slow_leak": 0.04,
        "partial_transfer": 0.03,
        "stopped_contributions": 0.015,
        "held_away": 0.02,
        "engagement": 0.02,
        "steady_draw": 0.16,
        "new_retiree": 0.03,
        "planned_withdrawal": 0.05,
        "paused_contributions": 0.015,
        "bonus": 0.015,
        "death": 0.045,
        "tax_season": 0.06,
        "gift": 0.06,
        "tuition": 0.01,
        "house": 0.03,
        "rmd": 0.10,
        "disclosure": 0.03,
        "windfall": 0.02,
        "quiet_logins": 0.03,
        "quiet_contacts": 0.03,
        "correction": 0.015,
        "new_account": 0.03,
    },
)
TIERS = ((500e3, 0.0110), (1e6, 0.0090), (2e6, 0.0080), (5e6, 0.0060), (np.inf, 0.0045))  # reference 4.1, graduated


def simulate(households: int, months: int, seed: int) -> Firm:
    """The book of `households` over `months`; the same arguments give the same book."""
    rng = np.random.default_rng((seed, 37))
    canvas = _households(rng, households, months)
    _background(canvas)
    truth = cast(canvas, STYLE)
    billed = np.arange(months) % 3 == 0  # in advance, each quarter
    settled = settle(canvas, _market(canvas), _fee_rate(canvas.scale)[:, None] / 4 * billed, flows_first=True)
    reviewed = _reviewed(canvas)
    reviews_noted(canvas, reviewed, STYLE.crm)
    seen, declared = np.full((households, months), True), declare(canvas, settled, reviewed, 0.05)
    return finish("wealthy", canvas, settled, truth, seen=seen, declared=declared, counts=_counts(canvas))


def _fee_rate(balance: Array) -> Array:
    paid, below = np.zeros_like(balance), 0.0
    for top, rate in TIERS:
        paid += np.clip(balance - below, 0, top - below) * rate
        below = top
    return paid / balance


def _households(rng: np.random.Generator, n: int, months: int) -> Canvas:
    scale = np.clip(2.2e6 * np.exp(rng.normal(0, 0.8, n)), 250e3, 60e6)
    old = rng.random(n) < 0.72
    age = np.where(old, np.clip(rng.normal(74, 7, n), 60, 98), np.clip(rng.normal(55, 7, n), 35, 70))
    retired = rng.random(n) < np.where(age > 65, 0.95, 0.2)
    return Canvas(
        rng, n, months, scale, age,
        opened=np.where(rng.random(n) < 0.06, rng.integers(0, months, n), -rng.geometric(1 / 120, n)),
        elsewhere=scale * rng.uniform(0.1, 1.4, n),
        contributes=~retired & (rng.random(n) < 0.8),
        draws=retired & (rng.random(n) < 0.8),
    )  # fmt: skip


def _background(canvas: Canvas) -> None:
    """Draws by month, quarter or year with a cost-of-living step; quarterly tax; gifts; sums swept in from coupons."""
    rng, n, months = canvas.rng, canvas.n, canvas.months
    number = canvas.month_numbers()
    open_now = canvas.opened[:, None] < np.arange(months)
    step = rng.uniform(1.0, 1.05, (n, 1)) ** (np.arange(months) // 12)
    period = rng.choice((1, 3, 12), (n, 1), p=(0.55, 0.3, 0.15))
    due = (np.arange(months) + rng.integers(0, 12, (n, 1))) % period == 0
    drawn = (rng.uniform(*STYLE.draw, n) * canvas.scale * canvas.draws)[:, None] / 12 * period * due * step * open_now
    canvas.spent += drawn * rng.lognormal(0, 0.08, (n, months))
    monthly = (rng.uniform(0.002, 0.008, n) * canvas.scale * canvas.contributes)[:, None] * step * open_now
    canvas.inflow += monthly * rng.lognormal(0, 0.12, (n, months))
    taxed = (rng.random((n, 1)) < 0.35) & np.isin(number, (1, 4, 6, 9))
    canvas.share_spent += taxed * rng.uniform(0.001, 0.006, (n, 1)) * rng.lognormal(0, 0.3, (n, months)) * open_now
    generous = (rng.random((n, 1)) < 0.3) & (number == 12)
    canvas.share_spent += generous * rng.uniform(0.002, 0.012, (n, 1)) * rng.lognormal(0, 0.3, (n, months)) * open_now
    swept = rng.random((n, months)) < 0.06
    canvas.inflow += swept * canvas.scale[:, None] * rng.exponential(0.004, (n, months)) * open_now
    asked = rng.random((n, months)) < 0.025
    canvas.spent += asked * canvas.scale[:, None] * rng.exponential(0.012, (n, months)) * open_now
    planned = np.flatnonzero(rng.random(n) < STYLE.has_plan)
    canvas.plan(planned, (monthly - drawn)[planned])


def _market(canvas: Canvas) -> Array:
    """Stocks in one of three regimes and bonds, in a mix of each household's own."""
    rng, months = canvas.rng, canvas.months
    means, sds = np.array((0.010, 0.002, -0.03)), np.array((0.025, 0.04, 0.06))
    switch = np.array(((0.92, 0.07, 0.01), (0.15, 0.75, 0.10), (0.10, 0.40, 0.50)))
    regime, stocks = 0, np.empty(months)
    for month in range(months):
        regime = rng.choice(3, p=switch[regime])
        stocks[month] = rng.normal(means[regime], sds[regime])
    bonds = rng.normal(0.003, 0.011, months) - 0.1 * stocks
    mix = rng.uniform(0.2, 0.8, (canvas.n, 1))
    return mix * stocks + (1 - mix) * bonds + rng.normal(0, 0.004, (canvas.n, months))


def _reviewed(canvas: Canvas) -> Array:
    """Each family is reviewed in its own month of the year, some twice a year; one time in eight it is left out."""
    rng = canvas.rng
    every = rng.choice((6, 12), (canvas.n, 1), p=(0.45, 0.55))
    due = (np.arange(canvas.months) + rng.integers(0, 12, (canvas.n, 1))) % every == 0
    return due & (rng.random(due.shape) > 0.12)


def _counts(canvas: Canvas) -> list[Array]:
    """Many contacts, more for the larger; few logins, for some none at all ever."""
    rng = canvas.rng
    rate = (0.8 + 0.5 * np.log10(canvas.scale / 250e3))[:, None] * rng.gamma(6, 1 / 6, (canvas.n, 1))
    season = np.where(np.isin(canvas.month_numbers(), (3, 4, 11, 12)), 1.3, 0.85)
    contacts = rng.poisson(rate * season * canvas.contacts)
    uses = rng.random((canvas.n, 1)) < 0.75
    logins = rng.poisson(
        uses * rng.gamma(2, 1.0, (canvas.n, 1)) * canvas.logins * rng.gamma(2, 0.5, canvas.logins.shape)
    )
    return [contacts, logins]
