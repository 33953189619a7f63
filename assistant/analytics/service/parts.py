"""Service by part of the firm beside the clients it kept: whether the two go together, which is not a cause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.frame_tables import table_from
from assistant.analytics.intervals import wilson
from assistant.analytics.retention_rates import R1, movement
from assistant.analytics.sentences import sentence, told
from assistant.analytics.service.requests import (
    F40,
    F40_BREACHED,
    F40_RANGE,
    MET,
    MISSED,
    attainment,
    judged_requests,
    opened_in,
)
from assistant.analytics.service.tiers import service_tiers
from assistant.blocks import Chart, Column, Table
from assistant.figures import Figure, Line, Method, Rows, rate

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

LEAST_PARTS = 5
F40_TOGETHER = Method(
    "F40 association",
    "rank correlation (Spearman) of attainment and client retention R1 over the parts; no cause, and no correction for "
    "what else differs between them",
)
F40_KEPT = Method(
    "F40 attrition",
    "client retention R1 of clients there when the period began, those with a missed promise in it against those whose "
    "promises were all met",
)
COLUMNS = (
    Column("judged", "Promises judged", "count", F40),
    Column("missed", "Missed", "count", F40),
    Column("attainment", "Attainment", "rate", F40),
    Column("low", "at least", "rate", F40_RANGE),
    Column("high", "at most", "rate", F40_RANGE),
    Column("breached", "Open and overdue", "count", F40_BREACHED),
    Column("at_start", "Clients at the start", "count", R1),
    Column("kept", "Still clients", "count", R1),
    Column("retention", "Client retention, R1", "rate", R1),
)
GROUPS = (
    Column("group", "Clients"),
    Column("at_start", "At the start", "count", F40_KEPT),
    Column("kept", "Still clients", "count", F40_KEPT),
    Column("retention", "Client retention, R1", "rate", F40_KEPT),
    Column("low", "at least", "rate", F40_KEPT),
    Column("high", "at most", "rate", F40_KEPT),
)
CONFOUNDERS = (
    "Service and retention standing together is an association: books differ in size, age, tenure and tier, a client "
    "on the way out asks more, and few clients leave in a period. It does not say that one caused the other. A client "
    "shared by two advisors counts with each."
)


def part_rows(parts: Sequence[Book], period: Period, tier: str | None) -> pd.DataFrame:
    """One row a part, the lowest attainment first and those without judged promises last."""
    found = [_part_row(part, period, tier) for part in parts]
    return pd.DataFrame(found).sort_values(["attainment", "part"], na_position="last", ignore_index=True)


def _part_row(part: Book, period: Period, tier: str | None) -> dict[str, object]:
    tiers = service_tiers(part)
    every = judged_requests(part, tiers)
    every = every[every["tier"] == tier] if tier else every
    met, judged = attainment(opened_in(every, period))
    low, high = wilson(met, judged) or (np.nan, np.nan)
    moved = movement(part, period)
    return {
        "part": part.scope.label,
        "judged": judged,
        "missed": judged - met,
        "attainment": met / judged if judged else np.nan,
        "low": low,
        "high": high,
        "breached": int(every["breached"].sum()),
        "at_start": len(moved.at_start),
        "kept": len(moved.at_start) - moved.lost_of_start,
        "retention": np.nan if moved.retention is None else moved.retention,
    }


def group_rows(book: Book, rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Clients of the period's start with a missed promise in it, and those whose promises were all met: how many, how
    many are still clients. `rows`: judged requests of the period."""
    moved = movement(book, period)
    there, gone = set(moved.at_start["household_id"]), set(moved.went["household_id"])
    missed = set(rows.loc[rows["verdict"] == MISSED, "household_id"]) & there
    met = (set(rows.loc[rows["verdict"] == MET, "household_id"]) & there) - missed
    found = []
    for name, group in (("a promise was missed", missed), ("all promises were met", met)):
        kept = len(group - gone)
        low, high = wilson(kept, len(group)) or (np.nan, np.nan)
        share = kept / len(group) if group else np.nan
        row = {"group": name, "at_start": len(group), "kept": kept, "retention": share, "low": low, "high": high}
        found.append(row)
    return pd.DataFrame(found)


def part_figures(rows: pd.DataFrame, groups: pd.DataFrame, by: str) -> tuple[Figure, ...]:
    both = rows.dropna(subset=["attainment", "retention"])
    together = None
    if len(both) >= LEAST_PARTS and both["attainment"].nunique() > 1 and both["retention"].nunique() > 1:
        together = float(both["attainment"].rank().corr(both["retention"].rank()))
    few = "fewer than five parts have both rates, or they do not differ"
    breaching, names = Rows.of(by, rows.loc[rows["missed"] > 0, "part"]), Rows.of(by, rows["part"])
    label = "Attainment with retention, from −1 to 1"
    return (
        told("parts_breaching", "Parts with a missed promise", len(breaching.ids), "count", F40, breaching),
        told("parts", "Parts", len(rows), "count", F40, names),
        told("association", label, rate(together, 4), "score", F40_TOGETHER, names, (), few),
        *_group_figures(groups),
    )


def _group_figures(groups: pd.DataFrame) -> tuple[Figure, ...]:
    none = "no client of the period's start is in that group"
    shares = [rate(None if pd.isna(share) else float(share)) for share in groups["retention"]]
    keys = (("kept_when_missed", "a promise was missed"), ("kept_when_met", "all promises were met"))
    return tuple(
        told(key, f"Retention where {words}", share, "rate", F40_KEPT, Rows(), (), none)
        for (key, words), share in zip(keys, shares, strict=True)
    )


def part_lines(rows: pd.DataFrame, figures: dict[str, Figure], by: str) -> tuple[Line, ...]:
    """Which parts missed promises, the lowest first, and whether that goes with losing clients."""
    judged = rows[rows["judged"] > 0]
    if judged.empty:
        return (Line("No part has a promise that was met or missed in the period."),)
    lowest = str(judged["part"].iloc[0])
    first = "{parts_breaching} of {parts} {what} missed a promise; the lowest attainment, at {lowest}, is "
    first += "{lowest_attainment}."
    what = f"{by}es" if by.endswith("ch") else f"{by}s"
    lines = [sentence(first, figures, lowest=lowest, what=what)]
    if figures["association"].value is None:
        lines.append(sentence("Whether it shows in attrition cannot be told from the parts: {why}.", figures,
                              why=figures["association"].reason))  # fmt: skip
    else:
        words = "Over the parts, attainment and retention go together at {association} (from minus one to one), an "
        lines.append(sentence(words + "association that says nothing of a cause.", figures))
    if figures["kept_when_missed"].value is not None and figures["kept_when_met"].value is not None:
        words = "Of clients with a missed promise {kept_when_missed} stayed, of those without {kept_when_met}."
        lines.append(sentence(words, figures))
    return tuple(lines)


def lowest_figure(rows: pd.DataFrame, by: str) -> tuple[Figure, ...]:
    """The attainment of the lowest part, where one has any."""
    judged = rows[rows["judged"] > 0].head(1)
    return tuple(
        told("lowest_attainment", f"SLA attainment, {part}", rate(float(share)), "rate", F40, Rows.of(by, [part]))
        for part, share in zip(judged["part"], judged["attainment"], strict=True)
    )


def part_blocks(rows: pd.DataFrame, groups: pd.DataFrame, by: str) -> tuple[Chart | Table, ...]:
    series = tuple(
        (label, tuple(rate(None if pd.isna(v) else float(v)) for v in rows[key]))
        for key, label in (("attainment", "SLA attainment"), ("retention", "Client retention"))
    )
    alt = f"SLA attainment and client retention of each {by}, the lowest attainment first."
    chart = Chart(f"Service and retention by {by}", "bar", "rate", tuple(rows["part"]), series, alt)
    columns = (Column("part", by.capitalize()), *COLUMNS)
    table = table_from(f"Service and retention by {by}", columns, rows)
    return chart, table, table_from("Promises and who stayed", GROUPS, groups)
