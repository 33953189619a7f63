"""The chance of leaving of each client of a book, what moves it, and what it would be had service not been missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import expit

from assistant.analytics.retention_rates.cohort import lives, presence
from assistant.analytics.staying.features import staying_features
from assistant.analytics.staying.learned import PUBLISHED, Learned
from assistant.analytics.staying.prior import STAYING, logit

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

KIND, CARD_KIND = "staying 1", "staying card 1"
"""Under which the firm's learning and its card are kept; another number when terms or their meaning change."""
SERVED = {"late": 0.0, "overdue": 0.0, "silence": 0.0}
"""What good service makes of the terms that it decides: no late reply, nothing overdue, spoken to now."""


@dataclass(frozen=True, slots=True)
class Chances:
    """Index household_id of the open households, in order.

    `loss`: the chance of leaving within twelve months, deaths apart; `served`: that of a client who differs only in
    that no reply came late, nothing is overdue and the last two-way contact is today; `parts`: what each term adds to
    the logit of `loss` (a row sums to it). `learned`: from what. `own`: leavers and clients of the book's last year
    that set the level, where the firm has taught nothing yet.
    """

    loss: pd.Series
    served: pd.Series
    parts: pd.DataFrame
    features: pd.DataFrame
    learned: Learned
    own: tuple[int, int] | None = None


def staying_chances(book: Book) -> Chances:
    """The chances of a book's open clients at its date, by what the nightly pass has learned from the firm.

    Before it has, the published sizes of 3.7 stand, and the book's own last year moves their level as far as so many
    clients can. Source: 3.7 and F17 of the reference.
    """
    features = staying_features(book)
    advisors = book.open_households.set_index("household_id")["advisor_id"].reindex(features.index)
    kept = book.learned(KIND)
    learned = (Learned.from_json(kept) if kept else None) or PUBLISHED
    own = None
    if not learned.rows and len(features):
        own = _last_year(book)
        learned = replace(learned, intercept=learned.intercept + _shift(learned.chances(features, advisors), *own))
    parts = learned.parts(features, advisors)
    served = learned.chances(
        features.assign(**{key: features[key].clip(upper=best) for key, best in SERVED.items()}), advisors
    )
    loss = pd.Series(expit(parts.sum(axis=1)), index=features.index, dtype="float64")
    return Chances(loss, np.minimum(served, loss), parts, features, learned, own)


def _last_year(book: Book) -> tuple[int, int]:
    """Who left by choice in the twelve months to the last closed one, and who was there before, others' choices out."""
    end = (book.last_month + pd.offsets.MonthEnd(0)).date()
    start = (book.last_month - pd.DateOffset(months=11)).date()
    balances = book.balances["month"]
    if balances.empty or balances.min().date() > start - dt.timedelta(days=1):
        return 0, 0
    there = presence(lives(book.households), start, end)
    mine = there.at_start & ~there.beyond_control & ~there.merged
    return int((mine & there.went).sum()), int(mine.sum())


def _shift(chances: pd.Series, left: int, clients: int) -> float:
    """By how much a year of the book moves the published level on the logit scale: the level's own doubt is worth as
    many clients as 1 ÷ (variance × p × (1 − p)); beta-binomial."""
    base = float(chances.mean())
    worth = 1 / (STAYING.deviation**2 * base * (1 - base))
    return logit((left + worth * base) / (clients + worth)) - logit(base)
