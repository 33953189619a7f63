"""The figures of one kind of open item: how many, how much, how old, how many beyond the last limit."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from assistant.analytics.ageing.kinds import ESCALATE_DAYS, F40_ESCALATE, OVERDUE, Kind
from assistant.analytics.sentences import told
from assistant.figures import Figure, Rows, money, rate


def kind_figures(kind: Kind, rows: pd.DataFrame, as_of: dt.date, *, prefix: str = "") -> tuple[Figure, ...]:
    """`rows`: the open ones of items_of. Keys (after the prefix): `open`, `amount`, `median`, `oldest`, `late`, one a
    bucket (`bucket_1` …), of tasks and opportunities `overdue`, of transfers `escalate`."""
    behind = Rows.of(kind.table, rows["item_id"])
    days = rows["days"].dropna().astype("float64")
    limits = [until for _, until in kind.buckets]
    nothing = f"there are no open {kind.name}" if rows.empty else "no date is on record"
    known = bool(rows["amount_cents"].notna().any()) or rows.empty
    amount = money(int(rows["amount_cents"].astype("float64").sum())) if kind.priced and known else None
    no_amount = "none of them has an amount" if kind.priced else f"{kind.name} have no amounts"
    median = rate(float(days.median()), 2) if len(days) else None
    oldest = int(days.max()) if len(days) else None
    name = kind.name.capitalize()
    late = int((days > limits[-2]).sum())
    return (
        told(f"{prefix}open", f"{name} open", len(rows), "count", kind.backlog, behind),
        told(f"{prefix}amount", f"{name}: amount", amount, "money", kind.backlog, behind, (), no_amount),
        told(f"{prefix}median", f"{name}: median age in {kind.days}", median, "days", kind.age, behind, (), nothing),
        told(f"{prefix}oldest", f"{name}: oldest in {kind.days}", oldest, "days", kind.age, behind, (), nothing),
        told(f"{prefix}late", f"{name}: beyond the last limit", late, "count", kind.backlog, behind),
        *_bucket_figures(kind, rows, prefix),
        *_overdue_figure(kind, rows, as_of, prefix),
        *_escalate_figure(kind, rows, prefix),
    )


def _bucket_figures(kind: Kind, rows: pd.DataFrame, prefix: str) -> tuple[Figure, ...]:
    days = rows["days"].astype("float64").to_numpy()
    ids = rows["item_id"].to_numpy()
    found, above = [], -np.inf
    for place, (label, until) in enumerate(kind.buckets, 1):
        mine = ids[(days > above) & (days <= until)]
        words = f"{kind.name.capitalize()} aged {label} {kind.days}"
        found.append(
            told(f"{prefix}bucket_{place}", words, len(mine), "count", kind.backlog, Rows.of(kind.table, mine))
        )
        above = until
    return tuple(found)


def _overdue_figure(kind: Kind, rows: pd.DataFrame, as_of: dt.date, prefix: str) -> tuple[Figure, ...]:
    """Of tasks and opportunities; the promise of a reply is judged by the service levels."""
    if kind.name not in ("tasks", "opportunities"):
        return ()
    late = rows[rows["due_on"] < pd.Timestamp(as_of)]
    label, behind = f"{kind.name.capitalize()} past their date", Rows.of(kind.table, late["item_id"])
    return (told(f"{prefix}overdue", label, len(late), "count", OVERDUE, behind),)


def _escalate_figure(kind: Kind, rows: pd.DataFrame, prefix: str) -> tuple[Figure, ...]:
    if kind.name != "transfers":
        return ()
    old = rows[rows["days"].ge(ESCALATE_DAYS).fillna(False)]
    label, inputs = "Transfers to escalate", (("business days", str(ESCALATE_DAYS)),)
    return (
        told(f"{prefix}escalate", label, len(old), "count", F40_ESCALATE, Rows.of(kind.table, old["item_id"]), inputs),
    )
