"""The tables, the quotations and the chart of open promises. A note's words stand in quotations alone."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assistant.analytics.promises.methods import PR1, PR2, PR3, PR4, PR5
from assistant.blocks import Chart, Column, Table, Text
from assistant.figures import Method, Value

CONTACT = Method("PR1 contact", "our latest contact with the household after the note")
BANDS = ((7, "to 7 days"), (30, "8 to 30 days"), (90, "31 to 90 days"), (None, "more than 90 days"))


def _day(value: Any) -> Value:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def _days(value: Any) -> Value:
    return None if pd.isna(value) else int(value)


def _stands_in(row: Any) -> str:
    return f"{row.channel} from the client" if row.theirs else f"our note of a contact ({row.channel})"


def promises_table(found: pd.DataFrame, labels: pd.Series) -> Table:
    columns = (
        Column("client", "Client"),
        Column("said", "Promised", "date", PR1),
        Column("stands_in", "Stands in"),
        Column("due", "By", "date", PR2),
        Column("overdue", "Days overdue", "days", PR2),
        Column("age", "Age in days", "days", PR4),
        Column("times", "Times", "count", PR1),
        Column("task", "Open task", "text", PR5),
        Column("since", "Our last contact since", "date", CONTACT),
        Column("record", "Record"),
    )
    lines = tuple(
        (
            labels[p.household_id],
            _day(p.said),
            _stands_in(p),
            _day(p.due),
            _days(p.overdue),
            int(p.age),
            int(p.times),
            p.task,
            _day(p.since),
            p.interaction_id,
        )
        for p in found.itertuples(index=False)
    )
    return Table("Promised and not seen to be kept", columns, lines, tuple(found["household_id"]))


def kept_table(found: pd.DataFrame, labels: pd.Series) -> Table:
    columns = (
        Column("client", "Client"),
        Column("said", "Promised", "date", PR1),
        Column("due", "By", "date", PR2),
        Column("record", "Record"),
        Column("sign", "What speaks of it", "text", PR3),
        Column("sign_on", "On", "date", PR3),
        Column("sign_record", "Its record", "text", PR3),
    )
    lines = tuple(
        (
            labels[p.household_id],
            _day(p.said),
            _day(p.due),
            p.interaction_id,
            p.sign.kind,
            p.sign.on,
            p.sign.record,
        )
        for p in found.itertuples(index=False)
    )
    return Table("Possibly kept, to be looked at", columns, lines, tuple(found["household_id"]))


def quotes(found: pd.DataFrame, labels: pd.Series) -> tuple[Text, ...]:
    """Each promise in its own words, as data, with the record it stands in."""
    return tuple(
        Text(f"{labels[p.household_id]}, {p.said:%Y-%m-%d}", p.sentence, f"{_stands_in(p)}, record {p.interaction_id}")
        for p in found.itertuples(index=False)
    )


def tasks_table(tasks: pd.DataFrame, labels: pd.Series) -> Table:
    columns = (
        Column("client", "Client"),
        Column("task", "Task"),
        Column("owner", "Owner"),
        Column("created_on", "Since", "date", PR5),
        Column("due_on", "Due", "date", PR5),
        Column("overdue", "Days overdue", "days", PR5),
        Column("record", "Record"),
    )
    lines = tuple(
        (
            labels[t.household_id],
            t.text,
            None if pd.isna(t.name) else t.name,
            _day(t.created_on),
            _day(t.due_on),
            _days(t.overdue),
            t.task_id,
        )
        for t in tasks.itertuples(index=False)
    )
    return Table("Open tasks", columns, lines, tuple(tasks["household_id"]))


def age_chart(found: pd.DataFrame) -> Chart:
    """Open promises by age, those past the day they name apart from the others."""
    edges = [-1, *(edge for edge, _ in BANDS if edge is not None), float("inf")]
    names = [name for _, name in BANDS]
    band = pd.cut(found["age"], edges, labels=names)
    late = found["overdue"].notna()
    series = tuple(
        (label, tuple(int(n) for n in band[rows].value_counts().reindex(names, fill_value=0)))
        for label, rows in (("Past their day", late), ("Others", ~late))
    )
    alt = "Open promises by age in days, those past the day that they name apart."
    return Chart("Open promises by age", "bar", "count", tuple(names), series, alt)
