"""Fits the weights of the erosion detector on the tuning firms, and shows how they do on a firm left out.

python -m tests.benchmarks.erosion_firms.fit [--households N] [--write]

Each firm is simulated with seeds that no benchmark uses, once as it is and once rougher. The threshold is the one
with the best mean F1 over the books of the fit. `--write` replaces assistant/analytics/erosion/weights.py.
The locked firm is never read.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from assistant.analytics.erosion import weights as written
from assistant.analytics.erosion.detect import judged_households
from assistant.analytics.erosion.evidence import ITEMS, Evidence, gather
from assistant.analytics.erosion.flows import unexplained_flows
from assistant.analytics.erosion.fusion import fuse
from assistant.analytics.erosion.grid import make_grid
from tests.benchmarks.erosion_firms import noisy, regular, wealthy
from tests.benchmarks.erosion_firms.books import WINDOW, Firm
from tests.benchmarks.erosion_firms.rougher import roughen
from tests.benchmarks.erosion_firms.scoring import IN_TIME, Score, f1_of, score, tally

Array = np.ndarray
Fitted = tuple[float, Array, float]  # intercept, weights in the order of ITEMS, threshold
SIMULATORS: dict[str, Callable[[int, int, int], Firm]] = {
    "regular": regular.simulate,
    "noisy": noisy.simulate,
    "wealthy": wealthy.simulate,
}
MONTHS, HOUSEHOLDS = 48, 2_500
SEEDS, FRESH_SEED = (101, 102, 103, 104), 201
RIDGE = 3e-4
LADDER = np.linspace(0.30, 0.95, 66)


@dataclass(frozen=True)
class Month:
    """What is known of the households in `rows` (positions in the firm's truth) at the end of a month."""

    rows: Array
    evidence: Evidence
    judged: Array


@dataclass(frozen=True)
class Walked:
    """A firm with its evidence at the end of each of the last WINDOW months."""

    name: str
    rough: bool
    firm: Firm
    months: list[Month]

    def scores(self, intercept: float, weights: Array) -> Array:
        """Households by months; 0 where the rules do not let the word be said."""
        found = np.zeros((len(self.firm.truth), WINDOW))
        for column, month in enumerate(self.months):
            fused = fuse(month.evidence, intercept, weights)
            found[month.rows, column] = np.where(fused.grounded & month.judged, fused.score, 0.0)
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=HOUSEHOLDS, help="in each firm")
    parser.add_argument("--write", action="store_true", help="replace the weights of the detector")
    options = parser.parse_args()
    jobs = [(name, seed, rough, options.households) for name in SIMULATORS for seed in SEEDS for rough in (False, True)]
    fresh = [(name, FRESH_SEED, rough, options.households) for name in SIMULATORS for rough in (False, True)]
    with ProcessPoolExecutor(2) as pool:
        books, unseen = list(pool.map(walked, jobs)), list(pool.map(walked, fresh))
    whole = fit(books)
    _tell("fitted on all", whole, unseen)
    for name in SIMULATORS:
        without = fit(book for book in books if book.name != name)
        _tell(f"fitted without {name}", without, [book for book in unseen if book.name == name])
    for (name, *_), weight in zip(ITEMS, whole[1], strict=True):
        print(f"{name:24} {weight:+.2f}")
    if options.write:
        Path(written.__file__).write_text(_module(whole, options.households), encoding="utf-8")


def walked(job: tuple[str, int, bool, int]) -> Walked:
    """Simulates a firm and gathers the evidence month by month, from what was known at each."""
    name, seed, rough, households = job
    firm = SIMULATORS[name](households, MONTHS, seed)
    firm = roughen(firm, seed) if rough else firm
    ids = firm.truth["household_id"].to_numpy()
    months = []
    for as_of in firm.months[-WINDOW:]:
        grid = make_grid(firm.history, firm.households, firm.events, firm.expected, as_of)
        flows = unexplained_flows(grid)
        rows = np.searchsorted(ids, grid.households)
        months.append(Month(rows, gather(grid, flows), judged_households(grid, flows)))
    return Walked(name, rough, firm, months)


def fit(books: Iterable[Walked]) -> Fitted:
    """A logistic on one row a household and month, weights of the sign that ITEMS allows, and the best threshold."""
    books = list(books)
    rows = [_rows(book, column) for book in books for column in range(WINDOW)]
    items, eroding = np.concatenate([row[0] for row in rows]), np.concatenate([row[1] for row in rows])
    spread = items.std(axis=0) + 1e-9
    scaled = items / spread

    def loss(at: Array) -> tuple[float, Array]:
        odds = at[0] + scaled @ at[1:]
        off = (expit(odds) - eroding) / len(odds)
        value = np.mean(np.logaddexp(0, odds) - eroding * odds) + RIDGE * np.sum(at[1:] ** 2)
        return float(value), np.concatenate([[off.sum()], scaled.T @ off + 2 * RIDGE * at[1:]])

    bounds = [(None, None), *((0, None) if sign > 0 else (None, 0) for _, _, sign in ITEMS)]
    found = minimize(
        loss, np.zeros(len(ITEMS) + 1), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}
    )
    intercept, weights = float(found.x[0].round(2)), (found.x[1:] / spread).round(2)
    return intercept, weights, _threshold(books, intercept, weights)


def _rows(book: Walked, column: int) -> tuple[Array, Array]:
    """The judged households of one month, without those whose erosion is older than what counts as in time."""
    month = book.months[column]
    onset = book.firm.truth["onset"].iloc[month.rows]
    now = book.firm.months[-WINDOW:][column]
    age = (now.year - onset.dt.year) * 12 + now.month - onset.dt.month
    age = age.fillna(-99).to_numpy()
    used = month.judged & (age <= IN_TIME)
    return month.evidence.items[used], age[used] >= 0


def _threshold(books: list[Walked], intercept: float, weights: Array) -> float:
    scores = [book.scores(intercept, weights) for book in books]
    means = [
        np.mean([f1_of(tally(book.firm, each >= limit)) for book, each in zip(books, scores, strict=True)])
        for limit in LADDER
    ]
    return float(LADDER[int(np.argmax(means))].round(2))


def _tell(what: str, fitted: Fitted, books: list[Walked]) -> None:
    intercept, weights, threshold = fitted
    for book in books:
        on = f"{book.name}, rougher" if book.rough else book.name
        found: Score = score(book.firm, book.scores(intercept, weights) >= threshold)
        print(
            f"{what:24} scored on {on:18} threshold {threshold:.2f}  F1 {found.f1.value:.2f}  "
            f"recall {found.recall.value:.2f}  false/100 hh-y {found.false_alerts.value:.1f}  "
            f"delay {found.delay.value:.1f}",
            flush=True,
        )


def _module(fitted: Fitted, households: int) -> str:
    intercept, weights, threshold = fitted
    lines = "\n".join(f'    "{name}": {weight:g},' for (name, *_), weight in zip(ITEMS, weights, strict=True))
    provenance = (
        f"Fitted {dt.date.today():%-d %B %Y} by tests/benchmarks/erosion_firms/fit.py on the firms "
        f"{', '.join(SIMULATORS)},\nseeds {SEEDS[0]} to {SEEDS[-1]}, {households:,} households and {MONTHS} "
        f"months each, as they are and rougher; logistic, ridge {RIDGE:g}, signs held."
    )
    return f'''"""What each item of evidence weighs: fitted on simulated firms, never on a firm's own book.

{provenance}
"""

INTERCEPT = {intercept:g}
THRESHOLD = {threshold:g}
"""From this score on a household is called eroding: best mean F1 on those firms; a firm tunes it to its budget (E9)."""

WEIGHTS = {{
{lines}
}}
"""Change of the log odds of erosion for each unit of an item."""
'''


if __name__ == "__main__":
    main()
