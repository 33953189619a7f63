"""What stands beside a likeness: what moved since a year ago, and what contact changed where some were held out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.earlier import earlier
from assistant.analytics.needs import Need, households_with
from assistant.analytics.propensity.drift import Drift, cells_of, stability
from assistant.analytics.propensity.features import FEATURES, household_features
from assistant.analytics.propensity.uplift import Uplift
from assistant.analytics.sentences import sentence, told
from assistant.figures import Figure, Line, Method, Rows, Unit, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

P4_DRIFT = Method(
    "P4 drift",
    "share who had the need a year ago; facts whose population stability index since then, less what chance gives, is "
    "0.2 or more; the level has drifted when the 90 % interval of today's share is all beyond 1.25 times then's, up or "
    "down",
)
P3 = Method(
    "P3",
    "share of treated clients who met within 90 days − share of held-out clients who did (Newcombe's 90 % interval); "
    "the order by a T-learner on people not seen, Qini per treated client with its 90 % interval, and the effect in "
    "the fifth with the highest scores",
)
NO_YEAR = "there was no open client a year ago"
NO_HOLDOUT = "no campaign about this need had a hold-out group whose ninety days are over"
TOO_SMALL = "the groups are too small to say for whom the effect is larger"
EFFECT_KEYS = ("treated_rate", "held_out_rate", "uplift", "uplift_low", "uplift_high")
ORDER_KEYS = ("uplift_20", "uplift_20_low", "uplift_20_high", "qini", "qini_low", "qini_high")
UPLIFT: tuple[tuple[str, str, Unit, str], ...] = (
    ("treated_rate", "Treated clients who met", "rate", NO_HOLDOUT),
    ("held_out_rate", "Held-out clients who met", "rate", NO_HOLDOUT),
    ("uplift", "Uplift of contact", "rate", NO_HOLDOUT),
    ("uplift_low", "Uplift of contact, at least", "rate", NO_HOLDOUT),
    ("uplift_high", "Uplift of contact, at most", "rate", NO_HOLDOUT),
    ("uplift_20", "Uplift in the best fifth", "rate", ""),
    ("uplift_20_low", "Uplift in the best fifth, at least", "rate", ""),
    ("uplift_20_high", "Uplift in the best fifth, at most", "rate", ""),
    ("qini", "Qini", "score", ""),
    ("qini_low", "Qini, at least", "score", ""),
    ("qini_high", "Qini, at most", "score", ""),
)
"""Key, label and unit of each figure, and why it has no value where that is always the same."""


def drift_since_a_year(book: Book, need: Need, features: pd.DataFrame, has_it: npt.NDArray[np.bool_]) -> Drift | None:
    """How far the book's households, and the share who have the need, moved in a year; None when there were none."""
    before = earlier(book, (pd.Timestamp(book.as_of) - pd.DateOffset(years=1)).date())
    then = household_features(before, need)
    if then.empty:
        return None
    share = float(then.index.isin(households_with(before, need)).mean())
    now = float(has_it.mean())
    return Drift(len(features), stability(cells_of(then), features), base_rate=share, expected=now, rate=now)


def drift_figures(drift: Drift | None, households: pd.Index) -> tuple[Figure, ...]:
    rows = Rows.of("households", households)
    then = None if drift is None else rate(drift.base_rate)
    moved = None if drift is None else len(drift.moved)
    return (
        told("rate_then", "Share who had it a year ago", then, "rate", P4_DRIFT, rows, (), NO_YEAR),
        told("moved", "Facts that moved since a year ago", moved, "count", P4_DRIFT, rows, (), NO_YEAR),
    )


def drift_caveats(drift: Drift | None) -> tuple[str, ...]:
    """What moved, in words without numbers; the figures have those."""
    if drift is None:
        return ()
    found = []
    if drift.level_moved and drift.rate is not None:
        way = "above" if drift.rate > drift.base_rate else "below"
        found.append(
            f"The level has drifted: the share who have it is well {way} that of a year ago, so a score of then is too "
            f"{'low' if way == 'above' else 'high'} now."
        )
    if drift.moved:
        labels = {feature.key: feature.label for feature in FEATURES}
        names = ", ".join(labels[str(name)] for name in drift.moved)
        found.append(f"The clients have drifted since a year ago in {names}; ranking and calibration may suffer.")
    return tuple(found)


def uplift_figures(uplift: Uplift | None) -> tuple[Figure, ...]:
    """The effect of contact and, where the groups are big enough, how well it is told whom it helps."""
    rows = Rows() if uplift is None else Rows.of("campaigns", [uplift.campaign_id])
    shown = {} if uplift is None else _measured(uplift)
    few = NO_HOLDOUT if uplift is None else TOO_SMALL
    return tuple(
        told(key, label, rate(shown.get(key), 6 if unit == "rate" else 4), unit, P3, rows, (), why or few)
        for key, label, unit, why in UPLIFT
    )


def _measured(uplift: Uplift) -> dict[str, float]:
    """What is known of an uplift, by the key of its figure."""
    of = uplift.effect
    found = dict(zip(EFFECT_KEYS, (of.treated, of.held_out, of.difference, of.low, of.high), strict=True))
    if uplift.order is not None:
        order, fifth = uplift.order, uplift.order.fifth
        values = (fifth.difference, fifth.low, fifth.high, order.qini, order.low, order.high)
        found |= dict(zip(ORDER_KEYS, values, strict=True))
    return found


def uplift_line(uplift: Uplift | None, figures: Iterable[Figure]) -> Line:
    by = {figure.key: figure for figure in figures}
    if uplift is None:
        return Line("What contact changes is not known, as " + NO_HOLDOUT + ": it is association only.")
    says = "which is not told from chance" if uplift.effect.is_chance else "which is more than chance gives"
    words = (
        "What contact changes: of those treated by “{campaign}” {treated_rate} met within ninety days, of those held "
        "out {held_out_rate}, an uplift of {uplift} (between {uplift_low} and {uplift_high}), {says}"
    )
    if uplift.order is None:
        return sentence(words + "; {few}.", by, campaign=uplift.name, says=says, few=TOO_SMALL)
    words += (
        "; in the fifth it is told to help most it is {uplift_20} (between {uplift_20_low} and {uplift_20_high}), with "
        "a Qini of {qini} (between {qini_low} and {qini_high}, an order by chance has none)."
    )
    return sentence(words, by, campaign=uplift.name, says=says)
