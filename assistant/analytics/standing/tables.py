"""The tables and the chart of a ranking whose names may be shown."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from assistant.analytics.frame_tables import cells_of, table_from
from assistant.analytics.standing.metrics import Metric
from assistant.analytics.standing.places import CHANGE, F42, PERCENTILE, Standing
from assistant.analytics.standing.shrinkage import INTERVAL, PLACES, SHRUNKEN
from assistant.blocks import Chart, Column, Table
from assistant.figures import Method

SHARE = Method("F43 share", "own amount ÷ that of all ranked, where none is negative")
MONTHS = Method("F42 history", "months of data to the last closed one; of an advisor no more than since joining")


def rank_columns(metric: Metric, *, with_range: bool) -> tuple[Column, ...]:
    """The columns of a ranking after the name."""
    value = Column("value", metric.heading, metric.unit, metric.method)
    tail = (
        Column("percentile", "Percentile", "rate", PERCENTILE),
        Column("before", "Place before", "count", F42),
        Column("change", "Change of place", "count", CHANGE),
    )
    place = Column("place", "Place", "count", F42)
    if not metric.is_rate:
        return place, value, *tail
    measured = Column("value", f"{metric.heading}, measured", metric.unit, metric.method)
    cases = Column("cases", metric.cases.capitalize(), "count", metric.method)
    if not with_range:
        return place, measured, cases, *tail
    return (
        place,
        Column("mean", "After shrinkage", metric.unit, SHRUNKEN),
        Column("low", "Lower bound", metric.unit, INTERVAL),
        Column("high", "Upper bound", metric.unit, INTERVAL),
        Column("best", "Best place it may hold", "count", PLACES),
        Column("worst", "Worst place it may hold", "count", PLACES),
        measured,
        cases,
        *tail,
    )


def ranking_table(title: str, head: Column, shown: pd.DataFrame, columns: tuple[Column, ...]) -> Table:
    """`shown`: rows of a Standing's `ranked` with `label`, in the order to be read; sums of money are in cents."""
    frame = shown.reset_index().rename(columns={"label": head.key})
    for column in columns:
        if column.unit == "money":
            frame[f"{column.key}_cents"] = frame[column.key]
    return table_from(title, (head, *columns), frame, ids="part")


def apart_table(found: Standing, metric: Metric, labels: Mapping[str, str], level: str) -> Table:
    """Who is not ranked, and why."""
    columns = (
        Column("reason", "Not ranked because"),
        Column("value", f"{metric.heading}, measured", metric.unit, metric.method),
        *((Column("cases", metric.cases.capitalize(), "count", metric.method),) if metric.is_rate else ()),
        Column("months", "Months of history", "count", MONTHS),
    )
    frame = found.apart.assign(label=[labels[str(part)] for part in found.apart.index])
    return ranking_table("Not ranked", Column(level, level.capitalize()), frame.rename_axis("part"), columns)


def ranking_chart(metric: Metric, shown: pd.DataFrame, many: str) -> Chart:
    """Bars in the order of the table, which is not empty; of a rate after shrinkage with its bounds."""
    parts = {"value": metric.heading}
    if metric.is_rate and shown["low"].notna().all():
        parts = {"low": "Lower bound", "mean": "After shrinkage", "high": "Upper bound"}
    series = tuple((name, tuple(cells_of(shown[key], metric.unit))) for key, name in parts.items())
    first = shown["label"].iloc[0]
    alt = f"{many.capitalize()} in order of {metric.label}; {first} stands first in the list"
    alt += ", and where the bounds overlap the order is not sure." if len(parts) > 1 else "."
    return Chart(f"{metric.heading} by rank", "bar", metric.unit, tuple(shown["label"]), series, alt)  # type: ignore[arg-type]
