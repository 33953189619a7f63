"""Who is ranked, who stands apart and why, at which place, how sure that is, and what has changed (F42)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assistant.analytics.ranking import Ties, mid_percentile, rank
from assistant.analytics.standing.gathering import Gathered, totals
from assistant.analytics.standing.metrics import Metric
from assistant.analytics.standing.shrinkage import EXACT, alike, place_range, shrink, surely_ahead
from assistant.figures import Method

LEAST_MONTHS, LEAST_CASES = 12, 10
"""Months of history, and cases behind a rate, that it takes to be ranked (F42; a rate of nine clients is luck)."""
TIES: dict[Ties, str] = {
    "competition": "equal ones share the better place and the next places stay empty (competition ranking: 1, 2, 2, 4)",
    "dense": "equal ones share a place and the next one follows at once (dense ranking: 1, 2, 2, 3)",
    "average": "equal ones share the middle of their places (average ranking: 1, 2.5, 2.5, 4)",
}
F42 = Method("F42", "place among those ranked, the largest first; equal values share a place")
PERCENTILE = Method("F42 percentile", "(those below + half of those equal, itself included) ÷ all that are ranked")
CHANGE = Method(
    "F42 change",
    "place in the period before, among those ranked now who could be ranked then, − place now; above 0 is up",
)
TOO_NEW = "less than twelve months of history"
TOO_FEW = "fewer than ten {cases}"


@dataclass(frozen=True, slots=True)
class Standing:
    """A ranking. `ranked`, in order of place: index part; `value` as measured, `numerator`, `denominator`, `cases`,
    `mean`, `low`, `high` after shrinkage (of a sum: the value), `place`, `best`, `worst` (NaN where unknown),
    `percentile`, `before` and `change` (NaN where there was no period before). `apart`: who is not ranked, with
    `value`, `cases`, `months` and `reason`. `runs`: positions of neighbours whose places cannot be told apart."""

    ranked: pd.DataFrame
    apart: pd.DataFrame
    runs: tuple[tuple[int, int], ...]

    @property
    def ties(self) -> list[list[str]]:
        """The parts that share a place, place by place."""
        groups = self.ranked.groupby("place", sort=True).groups.values()
        return [[str(part) for part in parts] for parts in groups if len(parts) > 1]


def standing(found: Gathered, metric: Metric, ties: Ties = "competition") -> Standing:
    """Rank the parts: rates after shrinkage towards all that are ranked, sums as they are. Source: F42.

    Apart stand those without a value, with less than LEAST_MONTHS of history, and, when two or more others have them,
    those whose rate rests on fewer than LEAST_CASES.
    """
    keys = pd.Index([part.key for part in found.parts], dtype="str")
    frame = totals(found.now, keys, metric)
    frame["months"] = pd.Series(found.months, dtype="int64").reindex(keys)
    frame["value"] = frame["value"].mask(keys.isin(list(found.reasons)))
    frame["reason"] = _reasons(frame, metric, found.reasons)
    in_place = frame[frame["reason"] == ""]
    past = totals(found.before, in_place.index, metric)
    past = past[~past.index.isin(list(found.not_before)) & past["value"].notna()]
    ranked = _placed(in_place, metric, ties)
    ranked = ranked.join(_change(ranked, past, metric, ties))
    apart = frame[frame["reason"] != ""].sort_index()
    ahead = surely_ahead(*(ranked[name].to_numpy(dtype=np.float64) for name in ("mean", "sd")))
    runs = [run for run in alike(ahead) if len(set(ranked["place"].iloc[list(run)])) > 1]
    return Standing(ranked, apart, tuple(runs) if _has_range(ranked) else ())


def standing_of_clients(
    now: pd.DataFrame, before: pd.DataFrame | None, clients: pd.Index, metric: Metric, ties: Ties = "competition"
) -> Standing:
    """Rank the clients of a book by the rows of a metric: every client with a value, whatever the history.

    `now` and `before`: rows of the metric (None: the data do not reach back); `clients`: the open households. A client
    without a row has none of it: a sum of nothing, a rate undefined.
    """
    frame = totals(_by_client(now), clients, metric)
    frame["reason"] = pd.Series("", index=clients).mask(frame["value"].isna(), metric.missing)
    ranked = _placed(frame[frame["reason"] == ""], metric, ties)
    past = None if before is None else totals(_by_client(before), ranked.index, metric)
    past = frame.iloc[:0] if past is None else past[past["value"].notna()]
    ranked = ranked.join(_change(ranked, past, metric, ties))
    return Standing(ranked, frame[frame["reason"] != ""], ())


def _by_client(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(part=rows["client"]).dropna(subset="part")


def _reasons(frame: pd.DataFrame, metric: Metric, given: Mapping[str, str]) -> pd.Series:
    """Why each part stands apart; empty for who is ranked."""
    reasons = pd.Series("", index=frame.index, dtype="object")
    if metric.is_rate:
        enough = (frame["cases"] >= LEAST_CASES) & (frame["months"] >= LEAST_MONTHS) & frame["value"].notna()
        if enough.sum() > 1:
            reasons[frame["cases"] < LEAST_CASES] = TOO_FEW.format(cases=metric.cases)
    reasons[frame["value"].isna()] = metric.missing
    reasons[frame["months"] < LEAST_MONTHS] = TOO_NEW
    for part, why in given.items():
        reasons[part] = why
    return reasons


def _placed(frame: pd.DataFrame, metric: Metric, ties: Ties) -> pd.DataFrame:
    shrunken = _to_rank_by(frame, metric)
    ranked = frame[["numerator", "denominator", "cases", "value"]].join(shrunken)
    ranked["place"] = rank(ranked["mean"].round(EXACT), ties)
    ranked["percentile"] = mid_percentile(ranked["mean"].round(EXACT))
    ranked = ranked.rename_axis("part").sort_values(["place", "part"], kind="stable")
    best, worst = place_range(surely_ahead(*(ranked[name].to_numpy(dtype=np.float64) for name in ("mean", "sd"))))
    known = _has_range(ranked)
    return ranked.assign(best=best if known else np.nan, worst=worst if known else np.nan)


def _to_rank_by(frame: pd.DataFrame, metric: Metric) -> pd.DataFrame:
    if metric.is_rate:
        return shrink(frame, is_share=metric.is_share)
    return pd.DataFrame({"mean": frame["value"], "sd": np.nan, "low": np.nan, "high": np.nan})


def _has_range(ranked: pd.DataFrame) -> bool:
    return len(ranked) > 1 and bool(ranked["sd"].notna().all())


def _change(ranked: pd.DataFrame, past: pd.DataFrame, metric: Metric, ties: Ties) -> pd.DataFrame:
    """`before` and `change` of those who could be ranked in the period before too, NaN for the others."""
    both = ranked.index[ranked.index.isin(past.index)]
    before = rank(_to_rank_by(past.reindex(both), metric)["mean"].round(EXACT), ties)
    change = before - ranked.loc[both, "place"]
    return pd.DataFrame({"before": before, "change": change}, index=both).reindex(ranked.index).astype("float64")
