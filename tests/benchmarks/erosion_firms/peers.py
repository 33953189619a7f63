"""The usual ways to watch for erosion. Each takes the frames of `detect_erosion` and gives a score a household, higher
for worse; `best_threshold` says from which score to call it eroding, with the truth of the tuning firms in hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.benchmarks.erosion_firms.books import Firm
from tests.benchmarks.erosion_firms.scoring import Detector, f1_of, tally

Frame = pd.DataFrame
BASELINE = 24  # months from which a household's own mean and spread are taken, then left alone
RECENT = 6
LADDER = (2.0, 4.0, 6.0, 9.0, 13.0, 18.0)  # of Page-Hinkley, in standard deviations summed


def aum_drop(history: Frame, households: Frame, events: Frame, expected: Frame, *, as_of: pd.Timestamp) -> Frame:
    """How far the balance lies below its highest of the last 12 months."""
    balance = _by_month(history, history["aum_end"], as_of).ffill(axis=1)
    return _scores(1 - balance.iloc[:, -1] / balance.iloc[:, -12:].max(axis=1))


def cusum_aum(history: Frame, households: Frame, events: Frame, expected: Frame, *, as_of: pd.Timestamp) -> Frame:
    """CUSUM down (E2 of the reference, k 0.5) on the month's change of the balance."""
    change = history["aum_end"] / history["aum_begin"].clip(lower=1.0) - 1
    return _scores(_cusum(_standardised(_by_month(history, change, as_of))))


def trailing_flow(history: Frame, households: Frame, events: Frame, expected: Frame, *, as_of: pd.Timestamp) -> Frame:
    """Net outflow of the last RECENT months as a share of the balance before them."""
    net = _by_month(history, history["outflow"] - history["inflow"], as_of).iloc[:, -RECENT:]
    begin = _by_month(history, history["aum_begin"], as_of).iloc[:, -RECENT:].bfill(axis=1).iloc[:, 0]
    return _scores(net.sum(axis=1) / begin.clip(lower=1.0))


def ewma_flow(history: Frame, households: Frame, events: Frame, expected: Frame, *, as_of: pd.Timestamp) -> Frame:
    """EWMA (E3, lambda 0.2) on net flow, standardised by the household's baseline."""
    flows = _standardised(_net_flow(history, as_of))
    level = np.zeros(len(flows))
    for column in flows.to_numpy().T:
        level = 0.8 * level + 0.2 * np.nan_to_num(column)
    return _scores(pd.Series(-level, index=flows.index))


def cusum_flow(history: Frame, households: Frame, events: Frame, expected: Frame, *, as_of: pd.Timestamp) -> Frame:
    """CUSUM down (E2, k 0.5) on net flow, standardised by the household's baseline."""
    return _scores(_cusum(_standardised(_net_flow(history, as_of))))


def page_hinkley(history: Frame, households: Frame, events: Frame, expected: Frame, *, as_of: pd.Timestamp) -> Frame:
    """The highest threshold up the LADDER at which river's Page-Hinkley test has alarmed in the last RECENT months."""
    from river.drift import PageHinkley

    flows = _standardised(_net_flow(history, as_of))
    found = np.zeros(len(flows))
    for row, values in enumerate(flows.to_numpy()):
        known = values[~np.isnan(values)].tolist()
        for threshold in LADDER:
            test = PageHinkley(min_instances=12, delta=0.25, threshold=threshold, alpha=1.0, mode="down")
            alarms = [test.update(value) or test.drift_detected for value in known]
            if not any(alarms[-RECENT:]):
                break
            found[row] = threshold
    return _scores(pd.Series(found, index=flows.index))


def pelt_flow(history: Frame, households: Frame, events: Frame, expected: Frame, *, as_of: pd.Timestamp) -> Frame:
    """How far the mean net flow fell at the last change that PELT (ruptures, E10, BIC penalty) found."""
    import ruptures

    flows = _standardised(_net_flow(history, as_of))
    found = np.zeros(len(flows))
    for row, values in enumerate(flows.to_numpy()):
        known = values[~np.isnan(values)]
        if len(known) < 12:
            continue
        cuts = ruptures.KernelCPD(kernel="linear", min_size=2).fit(known[:, None]).predict(pen=2 * np.log(len(known)))
        if len(cuts) > 1:
            before = known[cuts[-3] if len(cuts) > 2 else 0 : cuts[-2]]
            found[row] = before.mean() - known[cuts[-2] :].mean()
    return _scores(pd.Series(found, index=flows.index))


PEERS: dict[str, Detector] = {
    "AUM drop": aum_drop,
    "CUSUM on AUM": cusum_aum,
    "trailing net flow": trailing_flow,
    "EWMA on net flow": ewma_flow,
    "CUSUM on net flow": cusum_flow,
    "Page-Hinkley (river)": page_hinkley,
    "PELT on net flow (ruptures)": pelt_flow,
}


def best_threshold(firms: list[Firm], scores: list[Frame]) -> float:
    """The threshold with the best mean F1 over the firms, given the scores of one peer on each (households by months).

    Chosen with the truth in hand, which no firm has: a kindness to the peers.
    """
    pooled = np.concatenate([frame.to_numpy().ravel() for frame in scores])
    ladder = np.unique(np.quantile(pooled[~np.isnan(pooled)], 1 - np.geomspace(0.5, 0.001, 60)))
    means = [
        np.mean([f1_of(tally(firm, alerts(frame, limit))) for firm, frame in zip(firms, scores, strict=True)])
        for limit in ladder
    ]
    return float(ladder[int(np.argmax(means))])


def alerts(scores: Frame, threshold: float) -> np.ndarray:
    """True where a score reaches the threshold and is more than nothing."""
    values = np.nan_to_num(scores.to_numpy(float))
    return (values >= threshold) & (values > 0)


def _by_month(history: Frame, values: pd.Series, as_of: pd.Timestamp) -> Frame:
    """Households by months up to `as_of`, missing where no row is."""
    wide = history.assign(value=values).pivot(index="household_id", columns="month", values="value")
    return wide.reindex(columns=pd.date_range(wide.columns.min(), as_of, freq="MS"))


def _net_flow(history: Frame, as_of: pd.Timestamp) -> Frame:
    ratio = (history["inflow"] - history["outflow"]) / history["aum_begin"].clip(lower=1.0)
    return _by_month(history, ratio.clip(-1, 1), as_of)


def _standardised(wide: Frame) -> Frame:
    """(x - mean) / sd of the first BASELINE months seen, the sd shrunk to the book's (E4), winsorised at 4."""
    order = wide.notna().cumsum(axis=1)
    base = wide.where(order <= BASELINE)
    variance, count = base.var(axis=1), base.count(axis=1)
    shrunk = (count * variance.fillna(0) + 12 * variance.median()) / (count + 12)
    return wide.sub(base.mean(axis=1), axis=0).div(np.sqrt(shrunk) + 1e-9, axis=0).clip(-4, 4)


def _cusum(standardised: Frame) -> pd.Series:
    level = np.zeros(len(standardised))
    for column in standardised.to_numpy().T:
        level = np.maximum(0, level - np.nan_to_num(column) - 0.5)
    return pd.Series(level, index=standardised.index)


def _scores(values: pd.Series) -> Frame:
    return pd.DataFrame({"household_id": values.index, "score": values.to_numpy()})
