"""The five ways in which households of a drawn book erode. Each writes on the canvas for `rows` from month `onset`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.benchmarks.erosion_firms.canvas import Array, Canvas
from tests.benchmarks.erosion_firms.style import Style

Plot = Callable[[Canvas, Array, Array, Style], None]


def _fade(canvas: Canvas, onset: Array, factor: Array, slowness: Array) -> Array:
    """1 before the onset, falling in a straight line to `factor` over `slowness` months, then staying."""
    progress = np.clip((canvas.since(onset) + 1) / slowness[:, None], 0, 1)
    return 1 - progress * (1 - factor[:, None])


def _goes_quiet(canvas: Canvas, rows: Array, onset: Array, style: Style) -> None:
    """Some of those whose money leaves also call and log in less, from two months before to four months after."""
    quiet = canvas.rng.random(len(rows)) < style.quiet_too
    chosen = rows[quiet]
    begins = onset[quiet] + canvas.rng.integers(-2, 5, len(chosen))
    factor = canvas.rng.uniform(*style.quiet_factor, len(chosen))
    slowness = canvas.rng.integers(1, 5, len(chosen))
    canvas.contacts[chosen] *= _fade(canvas, begins, factor, slowness)
    canvas.logins[chosen] *= _fade(canvas, begins, factor, slowness)


def _contributes_less(canvas: Canvas, rows: Array, begins: Array, kept: Array) -> None:
    """Keeps a share of every inflow from `begins` on; the rest is saved elsewhere."""
    after = canvas.since(begins) >= 0
    lost = canvas.inflow[rows] * after * (1 - kept[:, None])
    canvas.inflow[rows] -= lost
    canvas.saved_elsewhere[rows] += lost


def slow_leak(canvas: Canvas, rows: Array, onset: Array, style: Style) -> None:
    """Every month a small share leaves for a rival, for at least eight months."""
    since, rng = canvas.since(onset), canvas.rng
    size = rng.uniform(*style.leak, len(rows))[:, None]
    lasts = rng.integers(8, 25, len(rows))[:, None]
    leak = np.where((since >= 0) & (since < lasts), size, 0.0)
    if style.leak_shape == "ramp":
        leak *= np.clip((since + 2) / 6, 0.3, 1.4)
    elif style.leak_shape == "lumpy":
        leak *= rng.choice((0.0, 1.0, 2.2), (len(rows), canvas.months), p=(0.35, 0.4, 0.25)) * (since != 0) + (
            since == 0
        )
    leak *= rng.lognormal(0, 0.25, leak.shape)
    canvas.share_moved[rows] += leak
    stops = rng.random(len(rows)) < 0.4
    _contributes_less(
        canvas, rows[stops], onset[stops] + rng.integers(0, 4, stops.sum()), rng.uniform(0, 0.6, stops.sum())
    )
    _goes_quiet(canvas, rows, onset, style)


def partial_transfer(canvas: Canvas, rows: Array, onset: Array, style: Style) -> None:
    """A good part of the balance leaves in one to a few tranches, at most two months apart."""
    rng = canvas.rng
    total = rng.uniform(*style.transfer, len(rows))
    count = rng.integers(1, style.tranches + 1, len(rows))
    when = onset.copy()
    for tranche in range(style.tranches):
        still = (tranche < count) & (when < canvas.months)
        canvas.share_moved[rows[still], when[still]] += (total / count)[still] * rng.uniform(0.7, 1.3, still.sum())
        when = when + rng.integers(1, 4, len(rows))
    stops = rng.random(len(rows)) < 0.5
    _contributes_less(
        canvas, rows[stops], onset[stops] + rng.integers(0, 3, stops.sum()), rng.uniform(0, 0.5, stops.sum())
    )
    _goes_quiet(canvas, rows, onset, style)


def stopped_contributions(canvas: Canvas, rows: Array, onset: Array, style: Style) -> None:
    """Regular contributions fall to little or nothing and do not come back; the money is saved elsewhere."""
    _contributes_less(canvas, rows, onset, canvas.rng.uniform(*style.kept_contribution, len(rows)))
    _goes_quiet(canvas, rows, onset, style)


def held_away(canvas: Canvas, rows: Array, onset: Array, style: Style) -> None:
    """New wealth is built up with a rival, seen only when the household declares what it owns; inflows shrink."""
    rng = canvas.rng
    grows = rng.uniform(*style.held_away, len(rows)) * canvas.scale[rows]
    after = canvas.since(onset) >= 0
    canvas.saved_elsewhere[rows] += np.where(after, grows[:, None] * rng.lognormal(0, 0.4, after.shape), 0)
    _contributes_less(canvas, rows, onset, rng.uniform(0.2, 0.9, len(rows)))
    _goes_quiet(canvas, rows, onset, style)


def engagement(canvas: Canvas, rows: Array, onset: Array, style: Style) -> None:
    """Contacts and logins fade for good; for some a trickle of money follows after months."""
    rng = canvas.rng
    slowness = rng.integers(1, 5, len(rows))
    for rates in (canvas.contacts, canvas.logins):
        rates[rows] *= _fade(canvas, onset, rng.uniform(*style.engagement_factor, len(rows)), slowness)
    follows = rng.random(len(rows)) < 0.6
    begins = onset[follows] + rng.integers(2, 7, follows.sum())
    trickle = rng.uniform(0.2, 0.7, follows.sum())[:, None] * style.leak[0]
    canvas.share_moved[rows[follows]] += np.where(canvas.since(begins) >= 0, trickle, 0)
    _contributes_less(canvas, rows, onset + 2, rng.uniform(0.5, 1.0, len(rows)))


PLOTS: dict[str, Plot] = {
    "slow_leak": slow_leak,
    "partial_transfer": partial_transfer,
    "stopped_contributions": stopped_contributions,
    "held_away": held_away,
    "engagement": engagement,
}
