"""A firm of business owners: lumpy and seasonal money with a memory, a rough market, gaps in the data and the CRM."""

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
    leak=(0.008, 0.04),
    leak_shape="lumpy",
    transfer=(0.15, 0.6),
    tranches=4,
    kept_contribution=(0.0, 0.2),
    held_away=(0.015, 0.04),
    quiet_too=0.65,
    quiet_factor=(0.1, 0.5),
    engagement_factor=(0.02, 0.25),
    crm=0.4,
    crm_lag=2,
    has_plan=0.25,
    withdrawal=(0.05, 0.25),
    house=(0.1, 0.3),
    tax=(0.02, 0.08),
    gift=(0.01, 0.06),
    windfall=(0.3, 1.5),
    disclosure=(0.2, 1.2),
    weights={
        "slow_leak": 0.034,
        "partial_transfer": 0.030,
        "stopped_contributions": 0.018,
        "held_away": 0.022,
        "engagement": 0.02,
        "steady_draw": 0.04,
        "new_retiree": 0.02,
        "planned_withdrawal": 0.05,
        "paused_contributions": 0.03,
        "bonus": 0.03,
        "death": 0.015,
        "tax_season": 0.09,
        "gift": 0.03,
        "tuition": 0.03,
        "house": 0.035,
        "rmd": 0.015,
        "disclosure": 0.035,
        "windfall": 0.035,
        "quiet_logins": 0.03,
        "quiet_contacts": 0.04,
        "correction": 0.02,
        "new_account": 0.03,
    },
)


def simulate(households: int, months: int, seed: int) -> Firm:
    """The book of `households` over `months`; the same arguments give the same book."""
    rng = np.random.default_rng((seed, 23))
    canvas = _households(rng, households, months)
    _background(canvas)
    truth = cast(canvas, STYLE)
    rates = np.where(canvas.month_numbers() % 3 == 0, 0.011 / 4, 0.0) * rng.uniform(0.7, 1.2, (households, 1))
    settled = settle(canvas, _market(canvas), rates, flows_first=False)
    reviewed = rng.random((households, months)) < rng.gamma(2, 0.065, (households, 1))
    reviews_noted(canvas, reviewed, STYLE.crm)
    seen, declared = _seen(canvas), declare(canvas, settled, reviewed, 0.09)
    return finish("noisy", canvas, settled, truth, seen=seen, declared=declared, counts=_counts(canvas))


def _households(rng: np.random.Generator, n: int, months: int) -> Canvas:
    scale = np.clip(300e3 * (1 + rng.pareto(1.9, n)) * rng.uniform(0.3, 1.2, n), 40e3, 40e6)
    age = np.clip(rng.gamma(28, 2.0, n), 30, 95)
    owner = rng.random(n) < 0.65
    retired = ~owner & (age > 63) & (rng.random(n) < 0.8)
    return Canvas(
        rng, n, months, scale, age,
        opened=np.where(rng.random(n) < 0.15, rng.integers(0, months, n), -rng.integers(1, 180, n)),
        elsewhere=scale * rng.gamma(2.0, 0.8, n),
        contributes=~retired & (rng.random(n) < 0.55),
        draws=retired & (rng.random(n) < 0.8),
    )  # fmt: skip


def _background(canvas: Canvas) -> None:
    """A need for cash with a memory decides when money comes and goes; dividends of the business come in its season."""
    rng, n, months = canvas.rng, canvas.n, canvas.months
    open_now = canvas.opened[:, None] < np.arange(months)
    need = np.empty((n, months))
    need[:, 0] = rng.normal(0, 1, n)
    for month in range(1, months):
        need[:, month] = 0.55 * need[:, month - 1] + rng.standard_t(4, n) * 0.6
    size = rng.uniform(0.001, 0.005, (n, 1)) * canvas.scale[:, None]
    canvas.spent += np.clip(need - 0.9, 0, 4) * size * open_now
    canvas.inflow += np.clip(-need - 0.9, 0, 4) * size * open_now
    _contributions(canvas, open_now)
    lump = canvas.scale[:, None] * np.minimum(0.01 * (1 + rng.pareto(1.8, (n, months))), 0.25)
    luck = rng.random((n, months))
    canvas.inflow += np.where((luck < 0.02) & open_now, lump, 0)
    canvas.spent += np.where((luck > 0.988) & open_now, lump, 0)
    drawn = (rng.uniform(*STYLE.draw, n) * canvas.scale * canvas.draws)[:, None] / 12 * open_now
    canvas.spent += drawn * rng.lognormal(0, 0.35, (n, months))
    planned = np.flatnonzero(canvas.draws & (rng.random(n) < STYLE.has_plan))
    canvas.plan(planned, -drawn[planned] * rng.uniform(0.8, 1.2, (len(planned), 1)))


def _contributions(canvas: Canvas, open_now: Array) -> None:
    """Monthly, quarterly or twice a year, of an uneven size; what the plan says of them is a round guess."""
    rng, n, months = canvas.rng, canvas.n, canvas.months
    period = rng.choice((1, 3, 6), (n, 1), p=(0.5, 0.35, 0.15))
    due = (np.arange(months) + rng.integers(0, 6, (n, 1))) % period == 0
    amount = rng.uniform(0.003, 0.012, (n, 1)) * canvas.scale[:, None] * period * canvas.contributes[:, None]
    skipped = rng.random((n, months)) < 0.08
    canvas.inflow += due * amount * rng.lognormal(0, 0.3, (n, months)) * ~skipped * open_now
    planned = np.flatnonzero(canvas.contributes & (rng.random(n) < STYLE.has_plan))
    canvas.plan(planned, (due * amount * open_now * rng.uniform(0.7, 1.3, (n, 1)))[planned])


def _market(canvas: Canvas) -> Array:
    """GARCH(1,1) with fat tails for all, and a concentrated position of each household's own."""
    rng, months = canvas.rng, canvas.months
    variance, shock = 0.04**2, 0.0
    common = np.empty(months)
    for month in range(months):
        variance = 0.0002 + 0.12 * shock**2 + 0.78 * variance
        shock = np.sqrt(variance) * rng.standard_t(5) * np.sqrt(3 / 5)
        common[month] = 0.005 + shock
    own = rng.standard_t(4, (canvas.n, months)) * rng.uniform(0.003, 0.025, (canvas.n, 1))
    return np.clip(rng.uniform(0.4, 1.3, (canvas.n, 1)) * common + own, -0.35, 0.35)


def _seen(canvas: Canvas) -> Array:
    """Single months are missing everywhere; for some households a run of months is."""
    rng, shape = canvas.rng, (canvas.n, canvas.months)
    seen = rng.random(shape) > 0.03
    since = canvas.since(rng.integers(0, canvas.months, canvas.n))
    gap = (since >= 0) & (since < rng.integers(2, 5, (canvas.n, 1))) & (rng.random((canvas.n, 1)) < 0.12)
    return seen & ~gap


def _counts(canvas: Canvas) -> list[Array]:
    """Both overdispersed with a memory of some months; a third of the households has never used the portal."""
    rng, shape = canvas.rng, (canvas.n, canvas.months)
    mood = np.empty(shape)
    mood[:, 0] = rng.normal(0, 1, canvas.n)
    for month in range(1, canvas.months):
        mood[:, month] = 0.5 * mood[:, month - 1] + rng.normal(0, 0.85, canvas.n)
    season = 1 + 0.35 * np.sin(2 * np.pi * (canvas.month_numbers() - 1) / 12)
    contacts = rng.poisson(rng.gamma(2.5, 0.5, (canvas.n, 1)) * season * canvas.contacts * np.exp(0.35 * mood - 0.06))
    rate = rng.gamma(1.5, 3.0, (canvas.n, 1)) * canvas.logins * np.exp(0.5 * mood - 0.12)
    logins = rng.poisson(rate * rng.gamma(1.5, 1 / 1.5, shape)).astype(float)
    logins[rng.random(canvas.n) < 0.3] = np.nan
    return [contacts, logins]
