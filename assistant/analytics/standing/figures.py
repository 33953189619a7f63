"""The figures of a ranking: how many are ranked, the group's own value, each one's value and place, the windows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.analytics.frame_tables import cell
from assistant.analytics.ranking import Ties
from assistant.analytics.standing.metrics import Metric
from assistant.analytics.standing.places import CHANGE, F42, PERCENTILE, TIES, Standing
from assistant.analytics.standing.shrinkage import INTERVAL, PLACES, SHRUNKEN
from assistant.analytics.standing.windows import period_before
from assistant.figures import Figure, Method, Rows, Unit

if TYPE_CHECKING:
    from assistant.book.periods import Period

COUNTED = Method("F42 peers", "how many are ranked together")
WINDOW = Method("F42 window", "the period that is ranked, and the one of equal length before it to compare with")
GROUP = Method("F43 group", "the whole of those ranked: a sum, or a ratio of sums")
Inputs = tuple[tuple[str, str], ...]
BEFORE_UNKNOWN = "it could not be ranked in the period before: there was no value, or the data do not reach back"
NO_RANGE = "there is nothing to tell chance from difference: nobody ranked rests on two cases"
ONE_ALONE = "there are no peers to be ranked against"


def exact(value: Any, unit: Unit) -> Any:
    """A value of a ranking's frame in the unit of its figure; a sum of whole cents is money."""
    return cell(value.item() if isinstance(value, np.generic) else value, unit)


def inputs_of(metric: Metric, period: Period, ties: Ties, peers: int) -> Inputs:
    window = {
        "period": str(period),
        "cohort": "what began in it, as known now",
        "year": "twelve months to its end",
        "date": "its end",
    }[metric.window]
    return (("period", str(period)), ("window", window), ("ties", TIES[ties]), ("ranked", str(peers)))


def window_figures(period: Period) -> tuple[Figure, ...]:
    """First and last day of the period and of the one before."""
    before = period_before(period)
    days = (
        ("from", "First day", period.start),
        ("to", "Last day", period.end),
        ("before_from", "First day of the period before", before.start),
        ("before_to", "Last day of the period before", before.end),
    )
    return tuple(Figure(key, label, day, "date", WINDOW) for key, label, day in days)


def group_figures(found: Standing, metric: Metric, many: str, inputs: Inputs) -> tuple[Figure, ...]:
    """How many are ranked, and the value of all of them together (not of a score, which has no sum)."""
    ranked = found.ranked
    peers = Figure("peers", f"{many.capitalize()} ranked", len(ranked), "count", COUNTED, inputs=inputs)
    if metric.unit == "score" or ranked.empty:
        return (peers,)
    above, below = ranked["numerator"].sum(), ranked["denominator"].sum()
    value = exact(above / below if metric.is_rate else above, metric.unit)
    return peers, Figure("group", f"All {many} ranked: {metric.label}", value, metric.unit, GROUP, inputs=inputs)


def place_figures(
    found: Standing, part: str, label: str, metric: Metric, rows: Rows, inputs: Inputs
) -> tuple[Figure, ...]:
    """Value, place, percentile and change of one that is ranked; of a rate also cases, shrunken value, interval and
    the places it may hold."""
    row = found.ranked.loc[part]
    alone = len(found.ranked) == 1

    def figure(key: str, words: str, value: Any, unit: Unit, method: Method, reason: str = "") -> Figure:
        shown = exact(value, unit)
        return Figure(
            f"{key}_{part}", f"{label}: {words}", shown, unit, method, rows, inputs, "" if shown is not None else reason
        )

    place = figure("place", "place", np.nan if alone else row["place"], "count", F42, ONE_ALONE)
    below = figure("percentile", "percentile", np.nan if alone else row["percentile"], "rate", PERCENTILE, ONE_ALONE)
    unknown = ONE_ALONE if alone else BEFORE_UNKNOWN
    before = figure("before", "place in the period before", row["before"], "count", F42, unknown)
    change = figure("change", "change of place", row["change"], "count", CHANGE, unknown)
    value = figure("value", metric.label, row["value"], metric.unit, metric.method)
    if not metric.is_rate:
        return value, place, below, before, change
    rate_unit = metric.unit
    return (
        value,
        figure("shrunken", f"{metric.label} after shrinkage", row["mean"], rate_unit, SHRUNKEN),
        figure("low", "lower bound", row["low"], rate_unit, INTERVAL, NO_RANGE),
        figure("high", "upper bound", row["high"], rate_unit, INTERVAL, NO_RANGE),
        figure("cases", metric.cases, int(row["cases"]), "count", COUNTED),
        place,
        figure("best", "best place it may hold", row["best"], "count", PLACES, NO_RANGE),
        figure("worst", "worst place it may hold", row["worst"], "count", PLACES, NO_RANGE),
        below,
        before,
        change,
    )


def run_figures(found: Standing) -> tuple[Figure, ...]:
    """First and last place of each run of neighbours that cannot be told apart."""
    figures = []
    for number, (first, last) in enumerate(found.runs, start=1):
        for key, position in ((f"run_{number}_from", first), (f"run_{number}_to", last)):
            place = exact(found.ranked["place"].iloc[position], "count")
            figures.append(Figure(key, "Place that cannot be told from its neighbours", place, "count", PLACES))
    return tuple(figures)
