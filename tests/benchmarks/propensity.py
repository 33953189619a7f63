"""PropensityModel beside its peers on public data, same split, same run: Caravan, bank-full, and clients like you.

python -m tests.benchmarks.propensity [--cache FOLDER] [--official FILE] [caravan] [bank] [drift] [like]

The package that carries Caravan has the 5,822 rows to learn from and not the official 4,000 test rows, so five folds
of them stand for a test; `--official` names kernlab's `ticdata.rda`, which has both (it takes pyreadr to read).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedKFold

from assistant.analytics.propensity import PropensityModel
from tests.benchmarks.propensity_peers import Predict, measures, ours, peers
from tests.benchmarks.public_sets import BANK, CACHE, CARAVAN, read

Split = tuple[pd.DataFrame, np.ndarray, pd.DataFrame, np.ndarray]
"""Train features and outcome, test features and outcome."""
PARTS = ("caravan", "bank", "drift", "like")
TRAIN, OFFICIAL_ROWS = 0.7, 5_822
SEEDS = (0, 1, 2)
POLICIES = slice(64, 85)
"""Caravan's columns of how many policies of each of 21 kinds a household has."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], default=[])
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--official", type=Path)
    asked = parser.parse_args()
    parts = asked.parts or PARTS
    if "caravan" in parts:
        _caravan(asked.cache, asked.official)
    if "bank" in parts:
        _bank(asked.cache)
    if "drift" in parts:
        _drift(asked.cache)
    if "like" in parts:
        _like(asked.cache)


def _caravan(cache: Path, official: Path | None) -> None:
    aim = "aims: 118 of 238 (49.6 %), log-loss .2065, slope .85–1.15"
    if official:
        _table(f"Caravan, official 5,822 → 4,000 rows; {aim}", [_official(official)])
    frame = read(CARAVAN, cache)
    features, outcome = frame.drop(columns="Purchase"), (frame["Purchase"] == "Yes").to_numpy()
    folds = StratifiedKFold(5, shuffle=True, random_state=1).split(features, outcome)
    splits = [(features.iloc[a], outcome[a], features.iloc[b], outcome[b]) for a, b in folds]
    _table(f"Caravan, the 5,822 rows in five folds, tested together; {aim}", splits, pooled=True)


def _official(file: Path) -> Split:
    from pyreadr import read_r

    frame = read_r(file)["ticdata"]
    codes = frame.iloc[:, :-1].apply(lambda column: column.cat.codes if hasattr(column, "cat") else column)
    features, outcome = codes.astype("int64"), (frame["CARAVAN"] == "insurance").to_numpy()
    n = OFFICIAL_ROWS
    return features.iloc[:n], outcome[:n], features.iloc[n:], outcome[n:]


def _bank_rows(cache: Path) -> tuple[pd.DataFrame, np.ndarray]:
    """Without `duration`, which is known only after the call."""
    frame = read(BANK, cache)
    return frame.drop(columns=["y", "duration"]), (frame["y"] == "yes").to_numpy()


def _bank(cache: Path) -> None:
    features, outcome = _bank_rows(cache)
    splits = []
    for seed in SEEDS:
        order = np.random.default_rng(seed).permutation(len(outcome))
        train, test = order[: int(TRAIN * len(order))], order[int(TRAIN * len(order)) :]
        splits.append((features.iloc[train], outcome[train], features.iloc[test], outcome[test]))
    _table(
        f"bank-full, random 70/30, mean of {len(splits)} splits; aims: AUC .80, Brier .082, slope .9–1.1",
        splits,
    )


def _drift(cache: Path) -> None:
    features, outcome = _bank_rows(cache)
    first = int(TRAIN * len(outcome))
    split = features.iloc[:first], outcome[:first], features.iloc[first:], outcome[first:]
    _table(
        "bank-full, first 70 % → last 30 % by date; aim: the level is said to have drifted (peers' AUC .688)", [split]
    )
    model = PropensityModel().fit(split[0], split[1])
    for known, adopted in (("outcomes not yet known", None), ("outcomes known", split[3])):
        drift = model.drift(split[2], adopted)
        now = f"{drift.rate:.1%}" if drift.rate is not None else "not known"
        print(
            f"  {known}: level drifted: {'yes' if drift.level_moved else 'no'} (base rate {drift.base_rate:.1%}, "
            f"expected now {drift.expected:.1%}, now {now}); features that moved: {', '.join(map(str, drift.moved))}"
        )


def _table(title: str, splits: list[Split], *, pooled: bool = False) -> None:
    """One line a model: means over the splits, or measured once over all their test rows."""
    print(f"\n{title}")
    for name, predict in {"PropensityModel": ours, **peers()}.items():
        begun = time.process_time()
        tested = [(split[3], predict(*split[:3])) for split in splits]
        took = (time.process_time() - begun) / len(splits)
        if pooled:
            tested = [(np.concatenate([y for y, _ in tested]), np.concatenate([p for _, p in tested]))]
        found = pd.DataFrame([measures(y, p) for y, p in tested])
        _line(name, dict(found.mean()), took)


def _line(name: str, found: Mapping[str, float], took: float) -> None:
    print(
        f"  {name:<24}{found['found']:7.0f} of {found['of']:.0f} in the best fifth "
        f"({found['found'] / found['of']:.1%}, lift {found['lift']:.2f})  "
        f"AUC {found['AUC']:.4f}  log-loss {found['log-loss']:.4f}  "
        f"Brier {found['Brier']:.4f}  slope {found['slope']:.3f}  {took:.1f} s",
        flush=True,
    )


def _like(cache: Path) -> None:
    """Each policy of each test household with two or more is hidden in turn and the kinds not seen there are ranked."""
    frame = read(CARAVAN, cache).drop(columns="Purchase")
    held = (frame.iloc[:, POLICIES] > 0).astype(int)
    order = np.random.default_rng(0).permutation(len(frame))
    train, test = order[: int(TRAIN * len(order))], order[int(TRAIN * len(order)) :]
    known = frame.iloc[:, :43].join(held)
    print("\nClients like you: Caravan's 21 kinds of policy, one left out, random 70/30; aims .810, .922, .390")
    for name, predict in {"popularity": _popularity, "PropensityModel": ours, **peers(slow=False)}.items():
        begun = time.process_time()
        places, kinds = _places(known.iloc[train], known.iloc[test], list(held.columns), predict)
        macro = np.mean([(places[kinds == kind] < 3).mean() for kind in np.unique(kinds)])
        print(
            f"  {name:<24}hit@1 {(places < 1).mean():.3f}  hit@3 {(places < 3).mean():.3f}  macro hit@3 {macro:.3f}  "
            f"({len(places)} policies)  {time.process_time() - begun:.0f} s",
            flush=True,
        )


def _popularity(train: pd.DataFrame, outcome: np.ndarray, test: pd.DataFrame) -> np.ndarray:
    return np.full(len(test), outcome.mean())


def _cases(held: np.ndarray) -> Iterator[tuple[int, int]]:
    for row, has in enumerate(held):
        kinds = np.flatnonzero(has)
        yield from ((row, int(kind)) for kind in kinds if len(kinds) > 1)


def _places(
    train: pd.DataFrame, test: pd.DataFrame, kinds: list[str], predict: Predict
) -> tuple[np.ndarray, np.ndarray]:
    """How many kinds stand before the one left out, and which one that was, a row a case; equals stand before it."""
    rows, left_out = map(np.array, zip(*_cases(test[kinds].to_numpy()), strict=True))
    asked = test.iloc[rows].reset_index(drop=True)
    seen = asked[kinds].to_numpy().copy()
    seen[np.arange(len(rows)), left_out] = 0
    asked[kinds] = seen
    chances = np.column_stack(
        [
            predict(train.drop(columns=kind), train[kind].to_numpy(), asked.drop(columns=kind))
            if train[kind].any()
            else np.zeros(len(asked))
            for kind in kinds
        ]
    )
    chances[seen > 0] = -1.0
    wanted = chances[np.arange(len(rows)), left_out][:, None]
    return (chances >= wanted).sum(axis=1) - 1, left_out


if __name__ == "__main__":
    main()
