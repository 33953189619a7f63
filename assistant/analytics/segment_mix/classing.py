"""Ways to class clients that a firm may set beside S1: fixed bands (S2), two axes (S3), and the brake on moving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from assistant.analytics.ranking import mid_percentile
from assistant.analytics.segments import CLASSES, S1, classes, ttm_revenue
from assistant.analytics.valuation.assumptions import Assumptions
from assistant.analytics.valuation.inputs import valued_clients
from assistant.analytics.valuation.two_values import value_clients
from assistant.analytics.wallet import held_away_today, wallet_rows
from assistant.errors import BadArguments
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

ClassMethod = Literal["S1", "S2", "S3"]

VALUE_CUT, POTENTIAL_CUT = 0.8, 0.5
MOVE = 0.2
QUADRANTS = ("A grow", "A keep", "B develop", "C automate")
BRAKE = "a class changes after two consecutive quarters beyond the cut, or at once on a move of 20 % in a quarter"
S2 = Method("S2", f"fixed bands of revenue of the last twelve closed months, set by the firm; {BRAKE}")
S3 = Method(
    "S3",
    "two axes within the scope: present value (F12), high from the 80th percentile on, and money held away × the "
    "book's revenue on assets (F28), high from the median on; A grow, A keep, B develop, C automate; "
    f"{BRAKE}",
)
METHODS: dict[ClassMethod, Method] = {"S1": S1, "S2": S2, "S3": S3}


@dataclass(frozen=True, slots=True)
class Classing:
    """How clients are classed: by `S1`, by `S2` with its bands in cents (A from the first, B from the second), by `S3`.

    Raises BadArguments for bands that are missing, unwanted or not falling."""

    method: ClassMethod = "S1"
    bands: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.method == "S2" and not self.bands:
            raise BadArguments("S2 needs the firm's bands: what A and B begin at, such as bands=[8000, 3000].")
        if self.method != "S2" and self.bands:
            raise BadArguments(f"Bands belong to S2; {self.method} takes none.")
        if self.bands and (len(self.bands) != len(CLASSES) - 1 or not self.bands[0] > self.bands[1] > 0):
            raise BadArguments("Bands are two amounts above zero, what A begins at and then what B begins at.")

    @property
    def names(self) -> tuple[str, ...]:
        return QUADRANTS if self.method == "S3" else CLASSES

    @property
    def definition(self) -> Method:
        return METHODS[self.method]

    def of(self, book: Book) -> pd.DataFrame:
        """`class` of each open household (index household_id, in order), its revenue `ttm_cents`, and the `measure` in
        cents that the class rests on."""
        ttm = ttm_revenue(book)
        if self.method == "S3":
            measure, potential = _present_value(book), held_away_opportunity(book)
            return pd.DataFrame({"class": by_two_axes(measure, potential), "ttm_cents": ttm, "measure": measure})
        named = classes(ttm) if self.method == "S1" else by_bands(ttm, self.bands)
        return pd.DataFrame({"class": named, "ttm_cents": ttm, "measure": ttm})

    def along(self, books: Sequence[Book]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """`of` at the first and at the last of some dates, in order; S2 and S3 with the brake of `settled` between."""
        if self.method == "S1":
            return self.of(books[0]), self.of(books[-1])
        found = [self.of(book) for book in books]
        raw = pd.concat([frame["class"] for frame in found], axis=1, keys=range(len(found)))
        measures = pd.concat([frame["measure"] for frame in found], axis=1, keys=range(len(found)))
        closing = settled(raw, measures, self.names).reindex(found[-1].index)
        return found[0], found[-1].assign(**{"class": closing})


def by_bands(ttm: pd.Series, bands: Sequence[int]) -> pd.Series:
    """A from the first band on, B from the second, C below; `ttm` (index household_id), bands in cents. Source: S2."""
    a, b = bands
    return pd.Series(np.select([ttm >= a, ttm >= b], ["A", "B"], "C"), index=ttm.index, dtype="str", name="class")


def by_two_axes(value: pd.Series, potential: pd.Series) -> pd.Series:
    """One of QUADRANTS for each household: high value with and without high potential, potential alone, neither.

    `value` and `potential` in cents, index household_id; an unknown potential (NaN) is not high. Source: S3.
    """
    valuable = mid_percentile(value) >= VALUE_CUT
    promising = (mid_percentile(potential) >= POTENTIAL_CUT) & (potential > 0)
    grow, keep, develop, automate = QUADRANTS
    named = np.select([valuable & promising, valuable, promising], [grow, keep, develop], automate)
    return pd.Series(named, index=value.index, dtype="str", name="class")


def settled(raw: pd.DataFrame, measures: pd.DataFrame, order: Sequence[str] = CLASSES) -> pd.Series:
    """The class of each household at the last of several quarter ends, with the brake that keeps noise out of the mix.

    `raw`: class by the cuts alone, `measures`: the amount classed (index household, one column a quarter in order, NaN
    while not a client). A class changes only after two consecutive quarters on the same side of it, or when the measure
    moved by a fifth or more since the quarter before. Who joins takes the class of the first quarter; who has left has
    none (NaN). Source: S3, hysteresis.
    """
    codes = raw.apply(lambda column: column.map({name: at for at, name in enumerate(order)})).to_numpy(dtype=np.float64)
    amounts = measures.to_numpy(dtype=np.float64)
    held = codes[:, 0].copy()
    for now in range(1, codes.shape[1]):
        step, step_before = codes[:, now] - held, codes[:, now - 1] - held
        before = amounts[:, now - 1]
        moved = np.abs(amounts[:, now] - before) >= MOVE * np.abs(before)
        change = np.isnan(held) | np.isnan(codes[:, now]) | ((step != 0) & ((step * step_before > 0) | moved))
        held = np.where(change, codes[:, now], held)
    return pd.Series(held, index=raw.index).map(dict(enumerate(order))).rename("class")


def held_away_opportunity(book: Book) -> pd.Series:
    """Revenue a year within reach of each open household, in cents (index household_id, in order): money held away on
    file, else declared net worth − assets, × the book's revenue on assets. NaN where neither is known. Source: F28."""
    rows = wallet_rows(book)
    on_file = held_away_today(book).groupby("household_id")["amount_cents"].sum()
    declared = (rows["worth_cents"].astype("Float64") - rows["assets_cents"]).clip(lower=0)
    away = on_file.reindex(rows.index).astype("Float64").fillna(declared).astype("float64")
    assets = int(rows["assets_cents"].sum())
    fee = int(ttm_revenue(book).sum()) / assets if assets > 0 else 0.0
    return (away * fee).rename("opportunity_cents")


def _present_value(book: Book) -> pd.Series:
    npv = value_clients(valued_clients(book), Assumptions()).by_household("npv")
    ids = pd.Index(sorted(book.open_households["household_id"]), name="household_id")
    return npv.reindex(ids, fill_value=0).astype("int64")
