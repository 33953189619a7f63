"""A firm of employees and pensioners: pay-day contributions, even draws, a calm market, a well-kept CRM."""

from __future__ import annotations

import numpy as np

from tests.benchmarks.erosion_firms.books import Firm
from tests.benchmarks.erosion_firms.canvas import Array, Canvas, settle
from tests.benchmarks.erosion_firms.casting import cast, declare, finish, reviews_noted
from tests.benchmarks.erosion_firms.style import Style

# Balances, ages and draws: domain reference 4.1 and 4.2. The weights make 12 % erode.
STYLE = Style(
    leak=(0.006, 0.03),
    leak_shape="steady",
    transfer=(0.12, 0.5),
    tranches=3,
    kept_contribution=(0.0, 0.25),
    held_away=(0.01, 0.03),
    quiet_too=0.6,
    quiet_factor=(0.15, 0.6),
    engagement_factor=(0.05, 0.3),
    crm=0.7,
    crm_lag=1,
    has_plan=0.6,
    withdrawal=(0.04, 0.2),
    house=(0.08, 0.3),
    tax=(0.01, 0.04),
    gift=(0.01, 0.05),
    tuition=(0.02, 0.06),
    windfall=(0.2, 0.8),
    draw=(0.035, 0.05),
    disclosure=(0.15, 0.8),
    weights={
        "slow_leak": 0.033,
        "partial_transfer": 0.025,
        "stopped_contributions": 0.025,
        "held_away": 0.02,
        "engagement": 0.017,
        "steady_draw": 0.10,
        "new_retiree": 0.03,
        "planned_withdrawal": 0.04,
        "paused_contributions": 0.04,
        "bonus": 0.04,
        "death": 0.025,
        "tax_season": 0.04,
        "gift": 0.03,
        "tuition": 0.03,
        "house": 0.03,
        "rmd": 0.04,
        "disclosure": 0.03,
        "windfall": 0.015,
        "quiet_logins": 0.03,
        "quiet_contacts": 0.03,
        "correction": 0.015,
        "new_account": 0.03,
    },
)


def simulate(households: int, months: int, seed: int) -> Firm:
    """The book of `households` over `months`; the same arguments give the same book."""
    rng = np.random.default_rng((seed, 11))
    canvas = _households(rng, households, months)
    _background(canvas)
    truth = cast(canvas, STYLE)
    settled = settle(canvas, _market(canvas), np.full((households, months), 0.009 / 12), flows_first=True)
    every = rng.integers(6, 13, households)[:, None]
    reviewed = (np.arange(months) + rng.integers(0, 12, (households, 1))) % every == 0
    reviewed &= rng.random((households, 1)) < 0.9
    reviews_noted(canvas, reviewed, STYLE.crm)
    seen = rng.random((households, months)) > 0.005
    declared = declare(canvas, settled, reviewed, 0.03)
    return finish("regular", canvas, settled, truth, seen=seen, declared=declared, counts=_counts(canvas))


def _households(rng: np.random.Generator, n: int, months: int) -> Canvas:
    tier = rng.choice(3, n, p=(0.45, 0.4, 0.15))
    centre, width = np.array((70e3, 450e3, 1.8e6))[tier], np.array((0.6, 0.7, 0.6))[tier]
    scale = np.maximum(centre * np.exp(rng.normal(0, width)), 20e3)
    group = rng.choice(3, n, p=(0.6, 0.27, 0.13))
    age = np.clip(rng.normal(np.array((58, 46, 77))[group], np.array((9, 8, 5))[group]), 25, 97)
    share_of_wallet = np.clip(rng.beta(2.3, 1.9, n), 0.08, 0.97)
    retired = rng.random(n) < np.clip((age - 57) / 12, 0, 1)
    return Canvas(
        rng, n, months, scale, age,
        opened=np.where(rng.random(n) < 0.1, rng.integers(0, months, n), -rng.geometric(1 / 100, n)),
        elsewhere=scale * (1 / share_of_wallet - 1),
        contributes=~retired & (rng.random(n) < 0.85),
        draws=retired & (rng.random(n) < 0.75),
    )  # fmt: skip


def _background(canvas: Canvas) -> None:
    """Monthly contributions that rise each January, monthly or quarterly draws, and now and then something extra."""
    rng, n, months = canvas.rng, canvas.n, canvas.months
    rise = 1.03 ** (np.arange(months) // 12)
    monthly = rng.uniform(0.002, 0.01, n) * canvas.scale * canvas.contributes
    amounts = monthly[:, None] * rise
    open_now = canvas.opened[:, None] < np.arange(months)
    canvas.inflow += amounts * rng.lognormal(0, 0.06, (n, months)) * (rng.random((n, months)) > 0.02) * open_now
    yearly = rng.uniform(*STYLE.draw, n) * canvas.scale * canvas.draws
    quarterly = rng.random(n)[:, None] < 0.25
    paid = np.where(quarterly, 3.0 * (np.arange(months) % 3 == 2), 1.0) * rise * open_now
    drawn = yearly[:, None] / 12 * paid
    canvas.spent += drawn * rng.lognormal(0, 0.04, (n, months))
    extra = canvas.scale[:, None] * rng.lognormal(np.log(0.006), 0.8, (n, months))
    luck = rng.random((n, months))
    canvas.spent += np.where((luck < 0.03) & open_now, extra, 0)
    canvas.inflow += np.where((luck > 0.97) & open_now, extra, 0)
    planned = np.flatnonzero(rng.random(n) < STYLE.has_plan)
    canvas.plan(planned, (amounts * open_now - drawn)[planned])


def _market(canvas: Canvas) -> Array:
    """Two calm or rough states shared by all; each household holds its own part of it."""
    rng, months = canvas.rng, canvas.months
    rough = False
    common = np.empty(months)
    for month in range(months):
        rough = rng.random() < (0.8 if rough else 0.06)
        common[month] = rng.normal(-0.012, 0.05) if rough else rng.normal(0.008, 0.022)
    beta = rng.uniform(0.35, 1.0, (canvas.n, 1))
    return beta * common + rng.normal(0, 0.006, (canvas.n, months))


def _counts(canvas: Canvas) -> list[Array]:
    """Contacts are Poisson, more in January and October; logins are negative binomial."""
    rng = canvas.rng
    busy = np.where(
        np.isin(canvas.month_numbers(), (1, 10)), 1.6, np.where(np.isin(canvas.month_numbers(), (7, 8)), 0.7, 0.95)
    )
    contacts = rng.poisson(rng.gamma(4, 0.3, (canvas.n, 1)) * busy * canvas.contacts)
    rate = rng.gamma(2, 2.0, (canvas.n, 1)) * canvas.logins
    return [contacts, rng.poisson(rate * rng.gamma(3, 1 / 3, rate.shape))]
