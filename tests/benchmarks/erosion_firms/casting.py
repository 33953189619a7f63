"""Who lives through what in a drawn book, and the last steps from a canvas to a firm's frames."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.benchmarks.erosion_firms import erosion_plots, look_alike_plots
from tests.benchmarks.erosion_firms.books import KINDS, LAST_ONSET, LOOK_ALIKES, WINDOW, Firm, household_ids, month_of
from tests.benchmarks.erosion_firms.canvas import (
    Array,
    Canvas,
    Settled,
    events_frame,
    expected_frame,
    history_frame,
    households_frame,
)
from tests.benchmarks.erosion_firms.style import Style


def cast(canvas: Canvas, style: Style) -> pd.DataFrame:
    """Gives each household at most one plot, plays it on the canvas and returns the truth.

    Kinds of erosion choose first, then look-alikes, each among those to whom it can happen. Erosion begins in the last
    WINDOW months of the book with at least LAST_ONSET months left; look-alikes begin from two months before that.
    """
    rng = canvas.rng
    played = np.full(canvas.n, None, dtype=object)
    onset = np.full(canvas.n, -1)
    settled_in = canvas.opened < canvas.months - WINDOW - 12
    for name in (*KINDS, *LOOK_ALIKES):
        free = np.flatnonzero((played == None) & settled_in & _can(canvas, name))  # noqa: E711
        rows = np.sort(rng.permutation(free)[: round(style.weights[name] * canvas.n)])
        played[rows] = name
        erodes = name in KINDS
        first, last = (WINDOW, LAST_ONSET) if erodes else (WINDOW + 2, 3)
        begins = rng.integers(canvas.months - first, canvas.months - last + 1, len(rows))
        (erosion_plots.PLOTS if erodes else look_alike_plots.PLOTS)[name](canvas, rows, begins, style)
        if erodes:
            onset[rows] = begins
    eroding = onset >= 0
    months = month_of(onset)
    return pd.DataFrame(
        {
            "household_id": household_ids(canvas.n),
            "kind": np.where(eroding, played, None),
            "onset": months.where(eroding),
            "look_alike": np.where(eroding, None, played),
        }
    )


def _can(canvas: Canvas, name: str) -> Array:
    """Whether a plot can happen to each household."""
    age, contributes = canvas.age, canvas.contributes
    eligible = {
        "stopped_contributions": contributes,
        "held_away": ~canvas.draws,
        "steady_draw": canvas.draws,
        "new_retiree": contributes & (age > 57) & (age < 73),
        "paused_contributions": contributes,
        "bonus": contributes & (age < 65),
        "death": age > 60,
        "tuition": (age > 38) & (age < 60),
        "rmd": age > 73,
    }
    return eligible.get(name, np.full(canvas.n, True))


def declare(canvas: Canvas, settled: Settled, reviewed: Array, noise: float) -> Array:
    """Declared net worth where reviewed, each household with a lasting error of its own and a fresh one each time."""
    lasting = canvas.rng.normal(0, noise / 2, (canvas.n, 1))
    fresh = canvas.rng.normal(0, noise, reviewed.shape)
    return np.where(reviewed, settled.wealth * np.exp(lasting + fresh), np.nan)


def reviews_noted(canvas: Canvas, reviewed: Array, chance: float) -> None:
    """Writes a review down for some of the months in which net worth was declared."""
    rows, months = np.nonzero(reviewed & (canvas.opened[:, None] <= np.arange(canvas.months)))
    canvas.note(rows, months, "review", chance)


def finish(
    name: str,
    canvas: Canvas,
    settled: Settled,
    truth: pd.DataFrame,
    *,
    seen: Array,
    declared: Array,
    counts: list[Array],
) -> Firm:
    """The firm's frames; months are seen only while the household has or had money in them."""
    alive = seen & ((settled.begin > 0) | (settled.inflow > 0))
    return Firm(
        name,
        history_frame(settled, alive, declared, *counts),
        households_frame(canvas),
        events_frame(canvas),
        expected_frame(canvas),
        truth,
    )
