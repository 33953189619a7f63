"""Walk-forward score of a detector of erosion: asked at the end of each of a book's last months, judged by truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tests.benchmarks.erosion_firms.books import KINDS, LOOK_ALIKES, WINDOW, Firm

Detector = Callable[..., pd.DataFrame]  # (history, households, events, expected, *, as_of) -> one row a household
IN_TIME = 12  # months after the onset in which a first alert is a hit
RESAMPLES = 300


@dataclass(frozen=True)
class Measured:
    """A figure with its bootstrap 90 % interval over households; all missing where nothing could be measured."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Score:
    """How well a detector did. Rates are 0 to 1, `false_alerts` per 100 household-years, `delay` in months."""

    f1: Measured
    precision: Measured
    recall: Measured
    false_alerts: Measured
    delay: Measured
    recall_by_kind: dict[str, Measured]
    false_alerts_by_look_alike: dict[str, Measured]


def walk(firm: Firm, detector: Detector, column: str) -> pd.DataFrame:
    """What the detector's `column` said at the end of each of the last WINDOW months: households by months, missing
    where it said nothing. The detector is handed nothing dated after the month it is asked about."""
    said = {}
    for as_of in firm.months[-WINDOW:]:
        known = (frame[frame["month"] <= as_of] for frame in (firm.history, firm.events, firm.expected))
        history, events, expected = known
        answer = detector(history, firm.households, events, expected, as_of=as_of)
        said[as_of] = answer.set_index("household_id")[column]
    return pd.DataFrame(said).reindex(firm.truth["household_id"])


def tally(firm: Firm, alerts: np.ndarray) -> pd.DataFrame:
    """One row a household from `alerts` (households by the last WINDOW months, true where called eroding).

    `hit`: the first alert falls within IN_TIME months from the onset. `accused`: alerted while not eroding.
    `false_starts`: episodes of alerts that begin while not eroding; `years`: how long it could be falsely alerted.
    """
    truth = firm.truth
    onset = _position(firm)
    month = np.arange(WINDOW)
    innocent = month[None, :] < onset[:, None]
    starts = alerts & ~np.column_stack([np.zeros(len(alerts), bool), alerts[:, :-1]])
    first = np.where(alerts.any(axis=1), alerts.argmax(axis=1), 10 * WINDOW)
    delay = first - onset
    eroding = truth["kind"].notna().to_numpy()
    return pd.DataFrame(
        {
            "kind": truth["kind"].to_numpy(),
            "look_alike": truth["look_alike"].where(truth["look_alike"].notna() | eroding, "plain").to_numpy(),
            "eroding": eroding,
            "hit": eroding & (delay >= 0) & (delay <= IN_TIME),
            "accused": (alerts & innocent).any(axis=1),
            "false_starts": (starts & innocent).sum(axis=1),
            "years": innocent.sum(axis=1) / 12,
            "delay": delay,
        }
    )


def score(firm: Firm, alerts: np.ndarray, seed: int = 0) -> Score:
    """The figures of a detector that gave these alerts, with intervals from resampled households."""
    table = tally(firm, alerts)
    rng = np.random.default_rng(seed)
    n = len(table)
    weights = np.vstack([np.ones(n, int), rng.multinomial(n, np.full(n, 1 / n), RESAMPLES)])
    summed = {name: weights @ table[name].to_numpy(float) for name in ("hit", "accused", "eroding")}
    return Score(
        f1=_ratio(2 * summed["hit"], summed["hit"] + summed["accused"] + summed["eroding"]),
        precision=_ratio(summed["hit"], summed["hit"] + summed["accused"]),
        recall=_ratio(summed["hit"], summed["eroding"]),
        false_alerts=_false_alerts(table, weights),
        delay=_delay(table, weights),
        recall_by_kind={kind: _recall(table, weights, table["kind"] == kind) for kind in KINDS},
        false_alerts_by_look_alike={
            label: _false_alerts(table, weights * (table["look_alike"] == label).to_numpy())
            for label in ("plain", *LOOK_ALIKES)
        },
    )


def f1_of(table: pd.DataFrame) -> float:
    """Household-level F1 of a tally: 2 hits / (2 hits + missed + accused)."""
    hits = table["hit"].sum()
    return float(2 * hits / max(hits + table["accused"].sum() + table["eroding"].sum(), 1))


def _position(firm: Firm) -> np.ndarray:
    """The onset as a position among the last WINDOW months; far behind them for who does not erode."""
    last = firm.months[-WINDOW:]
    onset = firm.truth["onset"]
    months = (onset.dt.year - last[0].year) * 12 + onset.dt.month - last[0].month
    return months.fillna(5 * WINDOW).to_numpy(int)


def _ratio(above: np.ndarray, below: np.ndarray) -> Measured:
    with np.errstate(invalid="ignore", divide="ignore"):
        values = np.where(below > 0, above / below, np.nan)
    return _measured(values)


def _measured(values: np.ndarray) -> Measured:
    """The first value with the middle 90 % of the rest."""
    rest = values[1:][~np.isnan(values[1:])]
    if not len(rest):
        return Measured(float(values[0]), np.nan, np.nan)
    return Measured(float(values[0]), *(float(edge) for edge in np.quantile(rest, (0.05, 0.95))))


def _recall(table: pd.DataFrame, weights: np.ndarray, chosen: pd.Series) -> Measured:
    return _ratio(weights @ (table["hit"] & chosen).to_numpy(float), weights @ chosen.to_numpy(float))


def _false_alerts(table: pd.DataFrame, weights: np.ndarray) -> Measured:
    return _ratio(100 * (weights @ table["false_starts"].to_numpy(float)), weights @ table["years"].to_numpy())


def _delay(table: pd.DataFrame, weights: np.ndarray) -> Measured:
    hits = table["hit"].to_numpy()
    delays = table["delay"].to_numpy()[hits]
    drawn = [np.repeat(delays, row[hits]) for row in weights]
    return _measured(np.array([np.median(each) if len(each) else np.nan for each in drawn]))
