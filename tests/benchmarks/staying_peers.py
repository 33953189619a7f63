"""The peers of StayingModel: regressions and trees for yes or no, lifelines' Cox and AFT for the time to leaving."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec

import numpy as np
import pandas as pd

from assistant.analytics.staying.model import StayingModel
from assistant.analytics.staying.periods import hazard_rows
from tests.benchmarks.propensity_peers import Predict, forest, lightgbm, lightgbm_as_it_comes, logistic

Survive = Callable[[pd.DataFrame, np.ndarray, np.ndarray, pd.DataFrame, Sequence[int]], np.ndarray]
"""Train features, months watched, whether leaving ended them, test features, months: the chances to have left by each
month, shape (test rows, months)."""
CLOCK = "month"


def say_who_is_missing() -> None:
    missing = [name for name in ("lightgbm", "lifelines") if not find_spec(name)]
    if missing:
        print(f"Without {' and '.join(missing)} fewer peers are shown: `make peers` builds the environment with them.")


def yes_or_no(clock: str | None) -> Mapping[str, Predict]:
    def ours(train: pd.DataFrame, outcome: np.ndarray, test: pd.DataFrame) -> np.ndarray:
        return StayingModel(clock=clock).fit(train, pd.Series(outcome)).predict(test).to_numpy()

    trees = {"LightGBM, small trees": lightgbm, "LightGBM, its defaults": lightgbm_as_it_comes}
    others = {"logistic, CV": logistic, "random forest": forest}
    return {"StayingModel": ours, **(trees if find_spec("lightgbm") else {}), **others}


def over_time() -> Mapping[str, Survive]:
    names = {
        "Cox": ("CoxPHFitter", 0.01),
        "log-logistic AFT": ("LogLogisticAFTFitter", 0.001),
        "Weibull AFT": ("WeibullAFTFitter", 0.001),
        "log-normal AFT": ("LogNormalAFTFitter", 0.001),
    }
    found: dict[str, Survive] = {"StayingModel": hazard}
    if find_spec("lifelines"):
        found |= {name: _lifelines(*how) for name, how in names.items()}
    return found


def hazard(
    train: pd.DataFrame, months: np.ndarray, left: np.ndarray, test: pd.DataFrame, asked: Sequence[int]
) -> np.ndarray:
    rows, leaves = hazard_rows(train, months, left, CLOCK)
    model = StayingModel(clock=CLOCK).fit(rows, leaves)
    start = test.assign(**{CLOCK: 1})
    return np.column_stack([model.chance_within(start, month).to_numpy() for month in asked])


def _lifelines(fitter: str, penalty: float) -> Survive:
    def peer(
        train: pd.DataFrame, months: np.ndarray, left: np.ndarray, test: pd.DataFrame, asked: Sequence[int]
    ) -> np.ndarray:
        import lifelines

        wide = pd.get_dummies(train, dtype=float)
        wide = wide[_independent(wide)]
        other = pd.get_dummies(test, dtype=float).reindex(columns=wide.columns, fill_value=0.0)
        known = wide.assign(months_watched=np.maximum(months, 0.5), has_left=left.astype(int))
        model = getattr(lifelines, fitter)(penalizer=penalty).fit(known, "months_watched", "has_left")
        return 1 - model.predict_survival_function(other, times=list(asked)).to_numpy().T

    return peer


def _independent(wide: pd.DataFrame) -> list[str]:
    """Columns that are no sum of the ones before them and of one that is constant: without them no fit converges."""
    kept: list[str] = []
    for name in wide:
        tried = np.column_stack([np.ones(len(wide)), wide[[*kept, name]]])
        if np.linalg.matrix_rank(tried) == tried.shape[1]:
            kept.append(name)
    return kept
