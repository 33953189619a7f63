"""A logistic regression with a Gaussian prior on every coefficient and a shrunken level a group: Newton, nothing else.

The prior is what published figures say; the data move it as far as they are sure of themselves. Groups (advisors) get
a random intercept each, whose spread is learned from the data (empirical Bayes); where no figures are known, so are
the widths of the prior, one a block of columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from assistant.analytics.staying.widths import Blocks, alike, learned_widths

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SPREAD = 0.3
"""Standard deviation of the groups' levels on the logit scale before anything is known: retention of 93 % to 96 %
around 95 % for two thirds of the advisors (a planning figure)."""
SPREADS = (0.05, 1.0)
ROUNDS, NEWTON, CLOSE = 12, 50, 1e-9
LEARNING_ROUNDS = 30


@dataclass(frozen=True, slots=True)
class Solution:
    """Coefficients (columns of the design) with their covariance; the level of each group with its variance, and the
    spread of the levels; `evidence`, the log of how likely the data are under this prior (Laplace)."""

    coefficients: Floats
    covariance: Floats
    levels: Floats
    level_variance: Floats
    spread: float
    evidence: float


def map_logit(
    design: Floats,
    outcome: Floats,
    means: Floats,
    deviations: Floats,
    group: Ints | None = None,
    blocks: Blocks | None = None,
) -> Solution:
    """The most probable coefficients of a logistic regression whose coefficient k is normal (means[k], deviations[k])
    before the data. `design` (rows, columns) with its own column of ones, `outcome` 0 or 1, `group` the number of each
    row's group, from 0. With `blocks` their deviations are learned, and `deviations` are where that starts.
    Source: Bishop, Pattern Recognition and Machine Learning (2006), 4.4 and 4.5 (Laplace);
    the spread of the levels by EM: Breslow and Clayton, Approximate inference in GLMMs (JASA 88, 1993).
    """
    spread = SPREAD
    start = (means.copy(), np.zeros(0 if group is None else int(group.max()) + 1 if len(group) else 0))
    for _ in range(ROUNDS if blocks is None else LEARNING_ROUNDS):
        found = _newton(design, outcome, means, 1 / deviations**2, group, spread, start)
        settled = True
        if len(found.levels):
            new = float(np.clip(np.sqrt((found.levels**2 + found.level_variance).mean()), *SPREADS))
            settled, spread = abs(new - spread) < 0.005, new
        if blocks is not None:
            learned = learned_widths(found.coefficients - means, np.diag(found.covariance), deviations, blocks)
            settled &= alike(learned, deviations)
            deviations = learned
        if settled:
            return found
        start = (found.coefficients, found.levels)
    return found


def _newton(
    design: Floats,
    outcome: Floats,
    means: Floats,
    precision: Floats,
    group: Ints | None,
    spread: float,
    start: tuple[Floats, Floats],
) -> Solution:
    """Newton with step halving on coefficients and levels together; the levels' block is diagonal and is eliminated."""
    beta, level = start
    score, value = _objective(design, outcome, means, precision, group, spread, beta, level)
    for _ in range(NEWTON):
        chance = expit(score)
        weight, rest = chance * (1 - chance), outcome - chance
        gradient = design.T @ rest - precision * (beta - means)
        weighted = design * np.sqrt(weight)[:, None]
        hessian = weighted.T @ weighted + np.diag(precision)
        block, cross, pull = _levels(design, weight, rest, group, spread, level)
        ratio = cross / block[:, None]
        reduced = hessian - cross.T @ ratio
        step = np.linalg.solve(reduced, gradient - ratio.T @ pull)
        step_level = (pull - cross @ step) / block
        size = 1.0
        while size > 1e-6:
            tried = beta + size * step, level + size * step_level
            new_score, new = _objective(design, outcome, means, precision, group, spread, *tried)
            if new >= value - 1e-12:
                break
            size /= 2
        gain, beta, level, score, value = new - value, *tried, new_score, new
        if gain < CLOSE * (1 + abs(value)):
            break
    covariance = np.linalg.inv(reduced)
    variance = 1 / block + np.einsum("gk,kl,gl->g", ratio, covariance, ratio)
    occam = 0.5 * (np.linalg.slogdet(reduced)[1] + np.log(block).sum())
    prior = 0.5 * np.log(precision).sum() - len(level) * np.log(spread)
    return Solution(beta, covariance, level, variance, spread, float(value + prior - occam))


def _objective(
    design: Floats,
    outcome: Floats,
    means: Floats,
    precision: Floats,
    group: Ints | None,
    spread: float,
    beta: Floats,
    level: Floats,
) -> tuple[Floats, float]:
    """The logit of every row, and the log of the posterior but for a constant."""
    score = design @ beta + (level[group] if group is not None else 0.0)
    likely = float(outcome @ score - np.logaddexp(0.0, score).sum())
    return score, likely - 0.5 * float(precision @ (beta - means) ** 2 + (level**2).sum() / spread**2)


def _levels(
    design: Floats, weight: Floats, rest: Floats, group: Ints | None, spread: float, level: Floats
) -> tuple[Floats, Floats, Floats]:
    """Of the groups: the diagonal of their block of the Hessian, its block with the coefficients, their gradient."""
    if group is None:
        return np.zeros(0), np.zeros((0, design.shape[1])), np.zeros(0)
    count = len(level)
    block = _sums(group, weight, count) + 1 / spread**2
    cross = np.column_stack([_sums(group, weight * column, count) for column in design.T])
    return block, cross, _sums(group, rest, count) - level / spread**2


def _sums(group: Ints, values: Floats, count: int) -> Floats:
    return np.asarray(np.bincount(group, values, count), dtype=np.float64)
