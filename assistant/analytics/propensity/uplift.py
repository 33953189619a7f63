"""What contact about a need changed, where a campaign held some people out; else nothing but association is known (P3).

The overall effect is a difference of two shares. Whether it is larger for some than for others is asked only when both
groups are big enough: two models, one of the treated and one of the held out (a T-learner), score people that neither
has seen, and the order is judged by Qini and by the effect in its best fifth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.campaigns.effect import Effect, effect
from assistant.analytics.campaigns.results import TREATED, WINDOW_DAYS
from assistant.analytics.earlier import earlier
from assistant.analytics.needs import Need
from assistant.analytics.propensity.features import household_features
from assistant.analytics.propensity.model import PropensityModel

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

CASES = 40
"""People who met, and who did not, that each group must have before it is asked for whom the effect is larger."""
FIFTH = 0.20
DRAWS, SEED = 400, 0
TAIL = 0.05


@dataclass(frozen=True, slots=True)
class Order:
    """How well scores order people by the effect on them: Qini with its 90 % interval, and the effect in the fifth that
    scores highest."""

    qini: float
    low: float
    high: float
    fifth: Effect


@dataclass(frozen=True, slots=True)
class Uplift:
    """One campaign about a need with a hold-out group; `order` is None when its groups are too small for it."""

    campaign_id: str
    name: str
    treated: int
    held_out: int
    effect: Effect
    order: Order | None


def uplift_of(book: Book, need: Need) -> Uplift | None:
    """The newest campaign about the need whose ninety days are over and that treated some clients of this book and held
    others out; None without one. The outcome is a meeting within ninety days of sending. Source: P3, F45.

    Features are those of the day of sending, so that no meeting it led to is among them.
    """
    about = book.frame("campaigns")
    words = (about["name"].fillna("") + " " + about["subject"].fillna("")).str.lower()
    sent = about["sent_at"].dt.tz_convert(None).dt.normalize()
    over = sent + pd.Timedelta(days=WINDOW_DAYS) < pd.Timestamp(book.as_of)
    is_about = words.map(lambda text: any(topic in text for topic in need.topics)).astype(bool)
    about = about.assign(sent_on=sent)[is_about & over]
    sends = book.frame("campaign_sends")
    for row in about.sort_values(["sent_on", "campaign_id"], ascending=[False, True]).itertuples(index=False):
        mine = sends[sends["campaign_id"] == row.campaign_id]
        treated = (mine["group"] == TREATED).to_numpy()
        met = (mine["met_on"] - row.sent_on).dt.days.between(0, WINDOW_DAYS).to_numpy()
        found = effect(int(met[treated].sum()), int(treated.sum()), int(met[~treated].sum()), int((~treated).sum()))
        if found is None:
            continue
        order = None
        if _is_big_enough(treated, met):
            homes = mine["client_id"].map(book.clients.set_index("client_id")["household_id"])
            features = household_features(earlier(book, row.sent_on.date()), need).reindex(homes)
            order = order_of(t_learner(features, treated, met), treated, met)
        return Uplift(str(row.campaign_id), str(row.name), int(treated.sum()), int((~treated).sum()), found, order)
    return None


def _is_big_enough(treated: Bools, met: Bools) -> bool:
    return all(int((group & outcome).sum()) >= CASES for group in (treated, ~treated) for outcome in (met, ~met))


def t_learner(features: pd.DataFrame, treated: Bools, outcome: Bools) -> Floats:
    """The difference that treatment makes to each row's chance, by models that have not seen the row: two halves, each
    scored by a model of the treated less a model of the held out of the other half. Rows in order. Source: P3."""
    half = np.random.default_rng(SEED).permutation(len(features)) % 2 == 0
    found = np.zeros(len(features))
    for test in (half, ~half):
        first, second = (
            PropensityModel().fit(features[~test & group], outcome[~test & group]).predict(features[test])
            for group in (treated, ~treated)
        )
        found[test] = first.to_numpy() - second.to_numpy()
    return found


def order_of(scores: Floats, treated: Bools, outcome: Bools) -> Order | None:
    """How well `scores` order the rows by effect; None when the best fifth has nobody treated or nobody held out. The
    interval of Qini is that of 400 draws of the rows with replacement, always the same ones."""
    best = np.argsort(-scores, kind="stable")[: max(1, round(FIFTH * len(scores)))]
    within, met = treated[best], outcome[best]
    fifth = effect(int(met[within].sum()), int(within.sum()), int(met[~within].sum()), int((~within).sum()))
    if fifth is None:
        return None
    luck = np.random.default_rng(SEED)
    draws = (luck.integers(0, len(scores), len(scores)) for _ in range(DRAWS))
    drawn = [qini(scores[rows], treated[rows], outcome[rows]) for rows in draws]
    low, high = np.quantile(drawn, (TAIL, 1 - TAIL))
    return Order(qini(scores, treated, outcome), float(low), float(high), fifth)


def qini(scores: Floats, treated: Bools, outcome: Bools) -> float:
    """The area between the incremental-gain curve and the line of an order by chance, per treated person: 0 is chance.

    The gain of the first k rows by score is their treated who did it, less their held out who did it × treated ÷ held
    out among them (0 while none is held out). Source: N. Radcliffe, Using control groups to target on predicted lift
    (2007).
    """
    order = np.argsort(-scores, kind="stable")
    group, did = treated[order], outcome[order]
    ours, theirs = np.cumsum(group), np.cumsum(~group)
    did_ours, did_theirs = np.cumsum(group & did), np.cumsum(~group & did)
    scale = np.divide(ours, theirs, out=np.zeros(len(order)), where=theirs > 0)
    gain = np.concatenate([[0.0], did_ours - did_theirs * scale]) / max(1, int(treated.sum()))
    share = np.linspace(0.0, 1.0, len(gain))
    return float(np.trapezoid(gain - share * gain[-1], share))
