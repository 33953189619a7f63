"""StayingModel beside its peers on public data, same splits, same run: who leaves, and when.

python -m tests.benchmarks.staying [--cache FOLDER] [telco] [rare] [time] [landmark]

Telco's `total_charges` is months times charges, so it tells how long a customer was watched: it is kept where the
question is yes or no, as `tenure` is too, and left out wherever the months are what is predicted.

Two readings. TV churn's aim lies above what any model here reaches on the mean of the folds; one test fold has some 90
leavers, so that its AUC moves by .02 and single splits give .70 to .76. And over time the first Brier score weighs as
if all contracts were watched equally long, which they are not: it favours models that expect too many leavers (AFT);
weighed within contracts the order turns.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.model_selection import RepeatedStratifiedKFold, StratifiedKFold

from tests.benchmarks.propensity_peers import measures
from tests.benchmarks.public_sets import CACHE, TELCO, TV_CHURN, read
from tests.benchmarks.staying_measures import Spans, auc, brier, concordance, left_by, ratios
from tests.benchmarks.staying_peers import over_time, say_who_is_missing, yes_or_no

PARTS = ("telco", "rare", "time", "landmark")
FOLDS, REPEATS, SEED = 5, 2, 1
HORIZON, LANDMARK, AHEAD = 24, 12, 12
"""Months."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], default=[])
    parser.add_argument("--cache", type=Path, default=CACHE)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    say_who_is_missing()
    for part in asked.parts or PARTS:
        {"telco": _telco, "rare": _rare, "time": _time, "landmark": _landmark}[part](asked.cache)


def _customers(cache: Path) -> tuple[pd.DataFrame, np.ndarray]:
    """The eleven customers of no month have no total charges yet: nought."""
    frame = read(TELCO, cache)
    frame["total_charges"] = frame["total_charges"].fillna(0.0)
    return frame.drop(columns=["rownames", "churn"]), (frame["churn"] == "Yes").to_numpy()


def _telco(cache: Path) -> None:
    features, left = _customers(cache)
    _table("Telco, yes or no; aims: AUC .85, Brier .138", features, left, clock="tenure")


def _rare(cache: Path) -> None:
    frame = read(TV_CHURN, cache)
    features = frame[[name for name in frame.columns if name.startswith("x")]]
    _table("TV churn, 4.8 % left; aims: AUC .74, lift 2.43", features, frame["target"].to_numpy() > 0, clock=None)


def _table(title: str, features: pd.DataFrame, left: np.ndarray, clock: str | None) -> None:
    splits = list(RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=REPEATS, random_state=SEED).split(features, left))
    print(f"\n{title}; mean of {len(splits)} test folds, in brackets the deviation of one from another")
    for name, predict in yes_or_no(clock).items():
        begun = time.process_time()
        found = pd.DataFrame(
            [measures(left[b], predict(features.iloc[a], left[a], features.iloc[b])) for a, b in splits]
        )
        mean = found.mean()
        print(
            f"  {name:<24}AUC {mean['AUC']:.4f} (±{found['AUC'].std():.3f})  Brier {mean['Brier']:.4f}  "
            f"log-loss {mean['log-loss']:.4f}  lift of the best fifth {mean['lift']:.2f}  "
            f"slope {mean['slope']:.3f}  {(time.process_time() - begun) / len(splits):.1f} s",
            flush=True,
        )


def _watched(cache: Path) -> tuple[pd.DataFrame, Spans]:
    features, left = _customers(cache)
    spans = Spans(features["tenure"].to_numpy(), left, features["contract"].to_numpy())
    return features.drop(columns=["tenure", "total_charges"]), spans


def _time(cache: Path) -> None:
    features, spans = _watched(cache)
    _over_time(
        f"Telco, time to leaving, chances within {HORIZON} months; aims: C .866, Brier .0931", features, spans, HORIZON
    )


def _landmark(cache: Path) -> None:
    features, spans = _watched(cache)
    here = spans.months > LANDMARK
    later = Spans(spans.months - LANDMARK, spans.left, spans.kind).take(here)
    _over_time(
        f"Telco, here after {LANDMARK} months, leaves within {AHEAD} more; aims: AUC .88, predicted/observed .9–1.1",
        features[here],
        later,
        AHEAD,
    )


def _over_time(title: str, features: pd.DataFrame, spans: Spans, month: int) -> None:
    splits = list(StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(features, spans.left))
    print(f"\n{title}; {len(spans.left):,} customers, {left_by(spans, month):.1%} of them left by then; {FOLDS} folds")
    for name, survive in over_time().items():
        begun = time.process_time()
        found, all_chances = [], np.zeros(len(spans.left))
        for train, test in splits:
            known, unseen = spans.take(train), spans.take(test)
            chances = survive(features.iloc[train], known.months, known.left, features.iloc[test], [month])[:, 0]
            all_chances[test] = chances
            found.append(
                {
                    "C": concordance(unseen, chances),
                    "AUC": auc(known, unseen, chances, month),
                    "Brier": brier(known, unseen, chances, month),
                    "within": brier(known, unseen, chances, month, within=True),
                }
            )
        took = (time.process_time() - begun) / len(splits)
        _line(name, pd.DataFrame(found).mean().to_dict(), ratios(spans, all_chances, month), took)


def _line(name: str, found: Mapping[str, float], ratio: tuple[float, list[float]], took: float) -> None:
    overall, fifths = ratio
    print(
        f"  {name:<20}C {found['C']:.4f}  AUC {found['AUC']:.4f}  Brier {found['Brier']:.4f}, weighed within contracts "
        f"{found['within']:.4f}  predicted/observed {overall:.2f}, in fifths {', '.join(f'{r:.2f}' for r in fifths)}  "
        f"{took:.1f} s",
        flush=True,
    )


if __name__ == "__main__":
    main()
