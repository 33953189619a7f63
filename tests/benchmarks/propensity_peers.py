"""The peers of PropensityModel, each with settings it does well with, and the measures that all are judged by."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from importlib.util import find_spec

import numpy as np
import pandas as pd
from scipy.special import logit
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegressionCV
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant.analytics.propensity import PropensityModel
from assistant.analytics.propensity.learners import fit_logit

Chances = np.ndarray
Predict = Callable[[pd.DataFrame, np.ndarray, pd.DataFrame], Chances]
"""Train features, train outcome, test features: the chances of the test rows."""


def ours(train: pd.DataFrame, outcome: np.ndarray, test: pd.DataFrame) -> Chances:
    return PropensityModel().fit(train, outcome).predict(test).to_numpy()


def logistic(train: pd.DataFrame, outcome: np.ndarray, test: pd.DataFrame) -> Chances:
    """L2, its strength by five-fold cross-validation of the log-loss, columns scaled, words as one column a level."""
    wide, other = _wide(train, test)
    strengths = LogisticRegressionCV(Cs=[0.0003, 0.001, 0.003, 0.01, 0.1], cv=5, scoring="neg_log_loss", max_iter=500)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return make_pipeline(StandardScaler(), strengths).fit(wide, outcome).predict_proba(other)[:, 1]


def forest(train: pd.DataFrame, outcome: np.ndarray, test: pd.DataFrame) -> Chances:
    wide, other = _wide(train, test)
    trees = RandomForestClassifier(300, min_samples_leaf=10, random_state=0, n_jobs=1)
    return trees.fit(wide, outcome).predict_proba(other)[:, 1]


def lightgbm(train: pd.DataFrame, outcome: np.ndarray, test: pd.DataFrame) -> Chances:
    """Small trees and slow learning: on these sets better than its defaults, which are shown too."""
    return _lightgbm(train, outcome, test, n_estimators=150, learning_rate=0.04, num_leaves=8, min_child_samples=30)


def lightgbm_as_it_comes(train: pd.DataFrame, outcome: np.ndarray, test: pd.DataFrame) -> Chances:
    return _lightgbm(train, outcome, test)


def _lightgbm(train: pd.DataFrame, outcome: np.ndarray, test: pd.DataFrame, **shape: float) -> Chances:
    from lightgbm import LGBMClassifier

    words = train.select_dtypes(exclude="number").columns
    kinds = {word: pd.CategoricalDtype(sorted(train[word].unique())) for word in words}
    model = LGBMClassifier(**shape, verbose=-1, n_jobs=1, random_state=0)
    return model.fit(train.astype(kinds), outcome).predict_proba(test.astype(kinds))[:, 1]


def peers(*, slow: bool = True) -> Mapping[str, Predict]:
    """Peers by name, without LightGBM where it is not installed; `slow` adds those that take long or do less well."""
    found: dict[str, Predict] = {}
    if find_spec("lightgbm"):
        found["LightGBM, small trees"] = lightgbm
        found["LightGBM, its defaults"] = lightgbm_as_it_comes
    else:
        print("LightGBM is not installed here, so it is left out: `make peers` builds the environment with it.")
    return {**found, "logistic, CV": logistic, "random forest": forest} if slow else found


def _wide(train: pd.DataFrame, test: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    wide = pd.get_dummies(train, dtype=float)
    return wide, pd.get_dummies(test, dtype=float).reindex(columns=wide.columns, fill_value=0.0)


def found_in_top(outcome: np.ndarray, chances: Chances, share: float = 0.2) -> int:
    """Cases among the `share` of rows with the highest chances."""
    best = np.argsort(-chances, kind="stable")[: round(share * len(outcome))]
    return int(outcome[best].sum())


def measures(outcome: np.ndarray, chances: Chances) -> dict[str, float]:
    _, slope = fit_logit(logit(np.clip(chances, 1e-6, 1 - 1e-6))[:, None], outcome.astype(float), np.ones(1), 0.0)
    found = found_in_top(outcome, chances)
    return {
        "found": found,
        "of": int(outcome.sum()),
        "lift": found / outcome.sum() / 0.2,
        "AUC": float(roc_auc_score(outcome, chances)),
        "log-loss": float(log_loss(outcome, chances)),
        "Brier": float(brier_score_loss(outcome, chances)),
        "slope": float(slope),
    }
