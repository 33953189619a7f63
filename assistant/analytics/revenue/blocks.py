"""The tables and charts of a revenue report: history by span, and the split by type, client, segment or part."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from assistant.analytics.earned import REVENUE
from assistant.analytics.frame_tables import table_from
from assistant.analytics.revenue.figures import CHANGE, ONE_OFF, RANK, SHARE
from assistant.analytics.revenue.rows import TYPES
from assistant.analytics.revenue.trend import Trend
from assistant.analytics.revenue.window import Window
from assistant.blocks import Chart, Column, Table
from assistant.figures import money

TOTAL = Column("total", "Revenue", "money", REVENUE)
PART = Column("share", "Share", "rate", SHARE)
KINDS = (
    Column("recurring", "Recurring", "money", REVENUE),
    Column("transactional", "Transactional", "money", REVENUE),
    Column("one_off", "Not repeated", "money", ONE_OFF),
)
COMPARED = (Column("before", "A year before", "money", REVENUE), Column("change", "Change", "rate", CHANGE))
MONTHS = Column("months", "Months", "count", REVENUE)
CLIENTS = Column("clients", "Clients", "count", REVENUE)
CHARTED = 20


def span_table(spans: pd.DataFrame, by: str) -> Table:
    counted = () if by == "month" else (MONTHS,)
    columns = (Column("label", by.capitalize()), *counted, TOTAL, *KINDS, *COMPARED)
    return table_from(f"Revenue by {by}", columns, _ready(spans.reset_index()))


def type_table(types: pd.DataFrame) -> Table:
    frame = _ready(types.assign(label=dict(TYPES)).reset_index())
    return table_from("Revenue by type", (Column("label", "Type"), TOTAL, PART, *COMPARED), frame)


def client_table(clients: pd.DataFrame, limit: int) -> Table:
    """The first clients of the ranking, with their share and the share of all down to them."""
    frame = _ready(clients.reset_index())
    whole = int(frame["total_cents"].sum())
    frame["cumulative"] = frame["cumulative_cents"] / whole if whole > 0 else None
    columns = (
        Column("place", "Place", "count", RANK),
        Column("label", "Client"),
        TOTAL,
        PART,
        Column("cumulative", "Running share", "rate", SHARE),
        *KINDS,
        *COMPARED,
        Column("place_before", "Place a year before", "count", RANK),
    )
    return table_from(f"Clients by revenue, {_of(limit, len(frame))}", columns, frame.head(limit), ids="household_id")


def segment_table(segments: pd.DataFrame) -> Table:
    columns = (Column("label", "Class"), CLIENTS, TOTAL, PART, *KINDS, *COMPARED)
    return table_from("Revenue by class", columns, _ready(segments.reset_index()))


def part_table(parts: pd.DataFrame, by: str) -> Table:
    columns = (Column("label", by.capitalize()), TOTAL, PART, *KINDS, *COMPARED)
    return table_from(f"Revenue by {by}", columns, _ready(parts), ids="id")


def _of(limit: int, count: int) -> str:
    return "all of them" if count <= limit else f"the largest {limit} of {count}"


def _ready(frame: pd.DataFrame) -> pd.DataFrame:
    """With `share` of the whole and `change` against the year before, blank where it has no base."""
    whole, before = int(frame["total_cents"].sum()), frame["before_cents"].astype("Float64")
    share = frame["total_cents"] / whole if whole > 0 else None
    return frame.assign(share=share, change=frame["total_cents"] / before.where(before > 0) - 1)


def span_chart(spans: pd.DataFrame, by: str, trend: Trend) -> Chart:
    """Revenue over time beside the year before, and the fitted line where the spans are quarters."""
    line = trend.line.reindex(spans.index) if by == "quarter" and trend.billed is not None else pd.Series(dtype=float)
    series = [("Revenue", spans["total_cents"]), ("A year before", spans["before_cents"])]
    series += [("Trend", line)] if line.notna().any() else []
    best, worst = spans["total_cents"].idxmax(), spans["total_cents"].idxmin()
    return Chart(
        f"Revenue by {by}",
        "line" if len(spans) > 1 else "bar",
        "money",
        tuple(spans.index),
        _money_series(series),
        f"Highest in {best}, lowest in {worst}.",
    )


def _money_series(series: list[tuple[str, pd.Series]]) -> tuple[tuple[str, tuple[Decimal | None, ...]], ...]:
    return tuple((name, tuple(money(None if pd.isna(c) else c) for c in cents.tolist())) for name, cents in series)


def bar_chart(frame: pd.DataFrame, title: str, window: Window) -> Chart:
    """Revenue of each row beside the same months a year before."""
    shown = frame.head(CHARTED)
    series = [("Revenue", shown["total_cents"])]
    series += [("A year before", shown["before_cents"])] if window.year_before else []
    largest = shown["label"].loc[shown["total_cents"].idxmax()] if len(shown) else ""
    return Chart(
        title,
        "bar",
        "money",
        tuple(shown["label"]),
        _money_series(series),
        f"{largest} brings the most." if largest else "There is nothing to show.",
    )
