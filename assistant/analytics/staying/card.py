"""How good the chances of leaving are, tried forward: learned from the years before the last, held against the last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.people import AGE_BANDS
from assistant.analytics.propensity.drift import MOVED, cells_of, stability
from assistant.analytics.staying.fitting import map_logit
from assistant.analytics.staying.learned import learn
from assistant.analytics.staying.prior import STAYING

Floats = npt.NDArray[np.float64]

LEAST_EVENTS = 5
"""Fewer who left, or who stayed, say nothing about discrimination."""
BINS = 10
SIZES = (("under 100,000", 0, 100_000), ("100,000 to a million", 100_000, 1_000_000), ("a million and over", 1e6, 1e12))
SEXES = (("women", "F"), ("men", "M"))
DRIFTING = [key for key in STAYING.keys if key != "small_clients"]
"""The terms whose drift is looked at: those of clients. A value that a book shares moves each year without drift."""
SURE = 50.0
"""Standard deviation of coefficients of which nothing is believed before the data."""


@dataclass(frozen=True, slots=True)
class Share:
    """One group of households: how many, the losses expected among them, and those that happened."""

    name: str
    rows: int
    expected: float
    happened: int


@dataclass(frozen=True, slots=True)
class Card:
    """The chances given at `scored_on` against what the year after brought. None where too few left or stayed.

    `trained_rows` and `trained_events` are of the years before; 0 when the published sizes stood alone. `bins` are
    tenths of the households by chance, `by_age`, `by_sex`, `by_size` and `by_advisor` groups of them; `moved`: terms
    whose population stability index against the years learned from is 0.2 or more today.
    """

    scored_on: str
    trained_rows: int
    trained_events: int
    rows: int
    expected: float
    happened: int
    brier: float
    brier_base: float
    auc: float | None
    pr_auc: float | None
    lift: float | None
    slope: float | None
    ece: float
    bins: tuple[Share, ...]
    by_age: tuple[Share, ...]
    by_sex: tuple[Share, ...]
    by_size: tuple[Share, ...]
    by_advisor: tuple[Share, ...]
    moved: tuple[str, ...]

    @property
    def skill(self) -> float | None:
        """Brier skill against giving everybody the base rate: 1 is perfect, 0 no better, below 0 worse."""
        return 1 - self.brier / self.brier_base if self.brier_base else None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Card:
        def shares(name: str) -> tuple[Share, ...]:
            return tuple(Share(**each) for each in kept[name])

        groups = {name: shares(name) for name in ("bins", "by_age", "by_sex", "by_size", "by_advisor")}
        return cls(**{**kept, **groups, "moved": tuple(kept["moved"])})


def card_of(rows: pd.DataFrame) -> Card | None:
    """The card of `landmark_rows` of all the firm's advisors; None while no year of it is over.

    The last finished year is scored with what the years before it taught. Source: P4 and 3.7 of the reference.
    """
    known = rows.dropna(subset="left")
    if known.empty:
        return None
    last = known["landmark"].max()
    before, tried = known[known["landmark"] < last], known[known["landmark"] == last]
    tried = tried.sort_values("household_id", ignore_index=True)
    learned = learn(before)
    chances = learned.chances(tried[STAYING.keys], tried["advisor_id"])
    today = rows[rows["left"].isna()]
    psi = stability(cells_of(known[DRIFTING]), today[DRIFTING])
    labels = {term.key: term.label for term in STAYING.terms}
    return Card(
        scored_on=last.date().isoformat(),
        trained_rows=learned.rows,
        trained_events=learned.events,
        moved=tuple(labels[str(key)] for key in psi.index[psi >= MOVED]),
        **_scores(chances.to_numpy(), tried["left"].to_numpy()),
        **_groups(tried, chances),
    )


def _scores(chance: Floats, left: Floats) -> dict[str, Any]:
    from sklearn.metrics import average_precision_score, roc_auc_score  # slow to start

    events, base = int(left.sum()), float(left.mean())
    enough = min(events, len(left) - events) >= LEAST_EVENTS
    best = np.argsort(-chance, kind="stable")[: max(1, len(left) // 10)]
    shares = _bins(chance, left)
    return {
        "rows": len(left),
        "expected": float(chance.sum()),
        "happened": events,
        "brier": float(((chance - left) ** 2).mean()),
        "brier_base": float(((base - left) ** 2).mean()),
        "auc": float(roc_auc_score(left, chance)) if enough else None,
        "pr_auc": float(average_precision_score(left, chance)) if enough else None,
        "lift": float(left[best].mean()) / base if enough else None,
        "slope": _slope(chance, left) if enough else None,
        "ece": sum(abs(each.expected - each.happened) for each in shares) / len(left),
        "bins": shares,
    }


def _slope(chance: Floats, left: Floats) -> float:
    """The slope of a logistic regression of what happened on the logit of the chance: 1 is right, below it the chances
    are too far apart. Source: Cox, Two further applications of a model for binary regression (Biometrika 45, 1958)."""
    logits = np.log(chance / (1 - chance))
    design = np.column_stack([np.ones(len(left)), logits])
    return float(map_logit(design, left, np.zeros(2), np.full(2, SURE)).coefficients[1])


def _bins(chance: Floats, left: Floats) -> tuple[Share, ...]:
    parts = np.array_split(np.argsort(chance, kind="stable"), BINS)
    return tuple(
        Share(f"tenth {number}", len(part), float(chance[part].sum()), int(left[part].sum()))
        for number, part in enumerate(parts, 1)
        if len(part)
    )


def _groups(tried: pd.DataFrame, chances: pd.Series) -> dict[str, Any]:
    def share(name: str, mine: pd.Series) -> Share:
        return Share(name, int(mine.sum()), float(chances[mine].sum()), int(tried.loc[mine, "left"].sum()))

    def groups(found: list[Share]) -> tuple[Share, ...]:
        return tuple(each for each in found if each.rows)

    size = np.exp(tried["assets"])
    return {
        "by_age": groups([share(n, tried["age"].between(a, b, inclusive="left")) for n, a, b in AGE_BANDS]),
        "by_sex": groups([share(name, tried["sex"] == sex) for name, sex in SEXES]),
        "by_size": groups([share(n, size.between(a, b, inclusive="left")) for n, a, b in SIZES]),
        "by_advisor": groups([share(each, tried["advisor_id"] == each) for each in sorted(set(tried["advisor_id"]))]),
    }
