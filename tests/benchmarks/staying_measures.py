"""How good chances of leaving are where some clients' ends are not known yet: each who is known stands for those lost.

Weights are the inverse of the chance to be still watched, by Kaplan and Meier on the rows learned from (Graf and
others, Statistics in Medicine 18, 1999), in all or within kinds of client.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import roc_auc_score

FIFTHS, ENOUGH = 5, 20


@dataclass(frozen=True, slots=True)
class Spans:
    """Of each client the months watched, whether leaving ended them, and the kind of client."""

    months: np.ndarray
    left: np.ndarray
    kind: np.ndarray

    def take(self, rows: np.ndarray) -> Spans:
        return Spans(self.months[rows], self.left[rows], self.kind[rows])


def still(months: np.ndarray, ends: np.ndarray, at: np.ndarray, later: np.ndarray) -> np.ndarray:
    """Kaplan-Meier's share without an end at each `at`; at one moment the `later` clients' watch is over before."""
    times = np.unique(months)
    at_risk = np.array([(months >= time).sum() - (later & (months == time)).sum() for time in times])
    ended = np.array([(ends & (months == time)).sum() for time in times])
    shares = np.append(1.0, np.cumprod(1 - ended / np.maximum(at_risk, 1)))
    return shares[np.searchsorted(times, at, side="right")]


def left_by(spans: Spans, month: int) -> float:
    """The share that has left by a month."""
    at = np.array([month])
    return float(1 - still(spans.months, spans.left, at, np.zeros(len(spans.left), dtype=bool))[0])


def weights(known: Spans, test: Spans, month: int) -> np.ndarray:
    """Of each test client; nought for whom the watch ended before the month without leaving."""
    at = np.where(test.left & (test.months <= month), test.months - 1, month)
    watched = still(known.months, ~known.left, at, known.left)
    decided = (test.left & (test.months <= month)) | (test.months > month)
    return np.where(decided, 1 / np.maximum(watched, 1e-6), 0.0)


def brier(known: Spans, test: Spans, chances: np.ndarray, month: int, *, within: bool = False) -> float:
    """`within`: clients stand only for those of their own kind."""
    weight = np.zeros(len(chances))
    for kind in np.unique(test.kind) if within else [None]:
        of, mine = (known.kind == kind, test.kind == kind) if within else (slice(None), slice(None))
        weight[mine] = weights(known.take(of), test.take(mine), month)
    gone = test.left & (test.months <= month)
    return float((weight * (gone - chances) ** 2).sum() / len(chances))


def auc(known: Spans, test: Spans, chances: np.ndarray, month: int) -> float:
    weight = weights(known, test, month)
    gone = test.left & (test.months <= month)
    return float(roc_auc_score(gone[weight > 0], chances[weight > 0], sample_weight=weight[weight > 0]))


def concordance(test: Spans, chances: np.ndarray) -> float:
    """Harrell's C: of pairs of whom one left while the other was here, the share in which the one had more chance."""
    right, pairs = 0.0, 0
    for place in np.flatnonzero(test.left):
        month = test.months[place]
        others = chances[(test.months > month) | ((test.months == month) & ~test.left)]
        right += (others < chances[place]).sum() + (others == chances[place]).sum() / 2
        pairs += len(others)
    return right / pairs


def ratios(test: Spans, chances: np.ndarray, month: int) -> tuple[float, list[float]]:
    """Predicted by observed: of all, and of the fifths by chance in which at least ENOUGH clients have left."""
    fifth = np.argsort(np.argsort(chances, kind="stable")) * FIFTHS // len(chances)
    parts = [fifth == number for number in range(FIFTHS)]
    many = [part for part in parts if (test.left & (test.months <= month))[part].sum() >= ENOUGH]
    each = [float(chances[part].mean()) / left_by(test.take(part), month) for part in many]
    return float(chances.mean()) / left_by(test, month), each
