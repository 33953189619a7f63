"""What is kept of one advisor's Book to coach by: the measures' totals, what the clients are like, needs served."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.coaching.measures import CONTACT, MEASURES, RETAINED
from assistant.analytics.earlier import earlier
from assistant.analytics.needs import NEEDS, households_with
from assistant.analytics.people import household_ages
from assistant.analytics.standing.gathering import Part, totals
from assistant.analytics.standing.windows import A_DAY, months_of_history
from assistant.analytics.wallet import assets_today
from assistant.errors import NotEnoughData

if TYPE_CHECKING:
    from assistant.analytics.standing.metrics import Metric
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

FEATURES = ("age", "log_assets", "log_income")
TOTALS = ("numerator", "denominator", "cases", "value", "noise")
TOUCH_CELLS = ("spoken", "spoken_kept", "silent", "silent_kept")


@dataclass(frozen=True, slots=True)
class Observed:
    """Advisors side by side, index advisor_id in order. `totals`: measure → TOTALS; `features`: what the clients are
    like on average; `needs`: clients who have each need met, and `clients`; `touch`: clients of the period's start with
    and without a two-way contact in the year before, and how many of them stayed; `months` of history."""

    labels: Mapping[str, str]
    months: pd.Series
    totals: Mapping[str, pd.DataFrame]
    features: pd.DataFrame
    needs: pd.DataFrame
    touch: pd.DataFrame


def observe(books: Iterable[Book], period: Period) -> Observed:
    """Look at each advisor's Book once, and let it go. Source: F46."""
    labels: dict[str, str] = {}
    months: dict[str, int] = {}
    rows: dict[str, dict[str, tuple[float, ...]]] = {measure.key: {} for measure in MEASURES}
    features: dict[str, tuple[float, ...]] = {}
    needs: dict[str, tuple[int, ...]] = {}
    touch: dict[str, tuple[int, ...]] = {}
    for book in books:
        part, present = Part.of(book), earlier(book, period.end)
        labels[part.key], months[part.key] = part.label, months_of_history(present)
        for measure in MEASURES:
            rows[measure.key][part.key] = _measured(measure.metric, book, period)
        features[part.key] = _features(present)
        needs[part.key] = (*(len(households_with(present, need)) for need in NEEDS), len(present.open_households))
        touch[part.key] = _touch(book, period)
    keys = sorted(labels)
    return Observed(
        labels,
        pd.Series(months, dtype="int64").reindex(keys),
        {key: _frame(found, TOTALS, keys) for key, found in rows.items()},
        _frame(features, FEATURES, keys),
        _frame(needs, (*(need.key for need in NEEDS), "clients"), keys),
        _frame(touch, TOUCH_CELLS, keys),
    )


def _frame(rows: Mapping[str, tuple[float, ...]], columns: tuple[str, ...], keys: list[str]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(columns)).reindex(keys)


def _measured(metric: Metric, book: Book, period: Period) -> tuple[float, ...]:
    """TOTALS of one Book, with a value of NaN where it is undefined."""
    try:
        rows = metric.rows(metric.book(book, period), period).assign(part="one")
    except NotEnoughData:
        return (0.0, 0.0, 0.0, np.nan, np.nan)
    found = totals(rows, pd.Index(["one"]), metric).iloc[0]
    return tuple(float(found[name]) for name in TOTALS)


def _features(book: Book) -> tuple[float, ...]:
    """Average age, log of average assets and log of average income of the open clients; NaN where unknown."""
    households = book.open_households
    age = household_ages(book).reindex(households["household_id"]).mean()
    means = assets_today(book).mean(), households["annual_income_cents"].astype("float64").mean()
    return (float(age), *(float(np.log(mean)) if mean > 0 else np.nan for mean in means))


def _touch(book: Book, period: Period) -> tuple[int, ...]:
    """TOUCH_CELLS: did those who were spoken with in the year before the period stay more often (R2)?"""
    before = earlier(book, period.start - A_DAY)
    spoken = CONTACT.rows(before, period).set_index("key")["numerator"]
    kept = RETAINED.rows(earlier(book, period.end), period).set_index("key")["numerator"]
    was = spoken.reindex(kept.index).fillna(0)
    return int((was == 1).sum()), int(kept[was == 1].sum()), int((was == 0).sum()), int(kept[was == 0].sum())
