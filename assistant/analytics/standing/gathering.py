"""From Books to one frame: the rows of a metric for each part of the firm, now and in the period before.

A Book is opened, measured and let go, so that a firm of any size can be walked through. The rows a part leaves behind
(`part`, `key`, `client`, `numerator`, `denominator`) are all that ranking needs; they may as well come from roll-ups.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.additivity import roll_up
from assistant.analytics.bridge import Bridge, bridge_rows
from assistant.analytics.earlier import earlier
from assistant.analytics.standing.windows import first_month, months_of_history, period_before, reaches
from assistant.errors import NotEnoughData

if TYPE_CHECKING:
    from assistant.analytics.standing.metrics import Metric
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book
    from assistant.callers import Scope

Floats = npt.NDArray[np.float64]

GROWTH = "organic_growth"
"""The metric beside which the whole bridge is kept: who grows and who coasts cannot be told without the market."""
COLUMNS = ("part", "key", "client", "numerator", "denominator")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the firm that is ranked: an advisor, team, branch or region."""

    key: str
    label: str
    advisor_ids: tuple[str, ...]

    @classmethod
    def of(cls, book: Book) -> Part:
        """An advisor goes by id, a unit by name."""
        return cls.named(book.scope)

    @classmethod
    def named(cls, scope: Scope) -> Part:
        return cls(scope.advisor_ids[0] if len(scope.advisor_ids) == 1 else scope.label, scope.label, scope.advisor_ids)

    def apart_from(self, others: Iterable[Part]) -> Part:
        """The same with a key that none of the others has: two units may bear one name."""
        taken = any(other.key == self.key for other in others)
        return replace(self, key=f"{self.key} ({self.advisor_ids[0]})") if taken else self


@dataclass(frozen=True, slots=True)
class Gathered:
    """Rows of the parts now and in the period before, months of history by part, why a part has no rows, and for
    organic growth the bridge of each part month by month (F20)."""

    parts: tuple[Part, ...]
    now: pd.DataFrame
    before: pd.DataFrame
    months: Mapping[str, int]
    reasons: Mapping[str, str]
    not_before: frozenset[str]
    bridges: Mapping[str, Mapping[str, Bridge]]

    def rolled_up(self, parts: Iterable[Part], metric: Metric) -> Gathered:
        """The same by larger parts: each advisor's rows become those of the part the advisor is in (F43)."""
        upper: list[Part] = []
        for whole in parts:
            upper.append(whole.apart_from(upper))
        of_advisor = {advisor: part.key for part in upper for advisor in part.advisor_ids}
        parents = {part.key: of_advisor[part.advisor_ids[0]] for part in self.parts}
        now, before = (roll_up(rows, parents, metric.rolls) for rows in (self.now, self.before))
        months: dict[str, int] = {}
        bridges: dict[str, dict[str, Bridge]] = {}
        for part, parent in parents.items():
            months[parent] = max(months.get(parent, 0), self.months[part])
            by_month = bridges.setdefault(parent, {})
            for month, bridge in self.bridges.get(part, {}).items():
                by_month[month] = by_month.get(month, Bridge()) + bridge
        measured, reached = set(now["part"].unique()), set(before["part"].unique())
        return replace(
            self,
            parts=tuple(upper),
            now=now,
            before=before,
            months=months,
            reasons={parents[part]: why for part, why in self.reasons.items() if parents[part] not in measured},
            not_before=frozenset(parents[part] for part in self.not_before) - reached,
            bridges={parent: dict(sorted(months.items())) for parent, months in bridges.items()},
        )


def gather(books: Iterable[Book], metric: Metric, period: Period) -> Gathered:
    """Measure each Book (all at the same date, one a part) over the period and over the one before.

    A part that cannot be measured has no rows and its reason; one whose data do not reach back over the period before
    is in `not_before`.
    """
    parts: list[Part] = []
    now, before = [], []
    months: dict[str, int] = {}
    reasons: dict[str, str] = {}
    bridges: dict[str, Mapping[str, Bridge]] = {}
    not_before = set()
    for book in books:
        part, present = Part.of(book).apart_from(parts), metric.book(book, period)
        parts.append(part)
        months[part.key] = months_of_history(earlier(book, period.end))
        try:
            now.append(_named(metric.rows(present, period), part.key))
            if metric.key == GROWTH:
                bridges[part.key] = dict(bridge_rows(present, period, "month"))
        except NotEnoughData as missing:
            reasons[part.key] = missing.sentence
        rows = rows_before(book, metric, period)
        if rows is None:
            not_before.add(part.key)
        else:
            before.append(_named(rows, part.key))
    return Gathered(tuple(parts), _joined(now), _joined(before), months, reasons, frozenset(not_before), bridges)


def rows_before(book: Book, metric: Metric, period: Period) -> pd.DataFrame | None:
    """The rows of the period before, None when the book's data do not reach back over it."""
    previous = period_before(period)
    past = earlier(book, previous.end)
    if not reaches(metric, previous, first_month(past), past):
        return None
    try:
        return metric.rows(metric.book(book, previous), previous)
    except NotEnoughData:
        return None


def _named(rows: pd.DataFrame, part: str) -> pd.DataFrame:
    return rows.assign(part=part)[list(COLUMNS)]


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        empty = pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS})
        return empty.astype({"numerator": "int64", "denominator": "int64"})
    return pd.concat(filled, ignore_index=True)


def totals(rows: pd.DataFrame, parts: pd.Index, metric: Metric) -> pd.DataFrame:
    """One row a part: `numerator`, `denominator` (sums), `cases` (keys below the line, or all keys of a sum), `value`
    (NaN when undefined) and `noise`, the variance of a rate between its cases (NaN below two of them).

    The noise of a ratio of sums r = Σy ÷ Σx over n cases is n ÷ (n − 1) × Σ(y − r x)² × n ÷ (Σx)², the linearised
    variance of r times n; of a mean it is the sample variance. Source: Cochran, Sampling Techniques, 1977, 6.4.
    Sums of whole cents are exact: a float holds whole numbers to nine quadrillion.
    """
    where = parts.get_indexer(rows["part"])
    here, inside = where[where >= 0], where >= 0
    above, below = (rows[side].to_numpy(dtype=np.float64)[inside] for side in ("numerator", "denominator"))

    def summed(amounts: Floats) -> Floats:
        return np.bincount(here, weights=amounts, minlength=len(parts)).astype(np.float64)

    y, x = summed(above), summed(below)
    n = summed(below > 0) if metric.is_rate else summed(np.ones(len(here)))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(x > 0, y / x, np.nan) if metric.is_rate else y
        squares = summed((above - value[here] * below) ** 2) if metric.is_rate else np.full(len(parts), np.nan)
        noise = np.where((n > 1) & (x > 0), squares * n**2 / ((n - 1) * x**2), np.nan)
    found = {"numerator": y, "denominator": x, "cases": n.astype(np.int64), "value": value, "noise": noise}
    return pd.DataFrame(found, index=parts)
