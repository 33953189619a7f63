"""The tables and charts of life events: what became known, what it asks for, and dates ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.event_needs import BY_TYPE, EVENT_NEEDS
from assistant.analytics.labels import client_labels
from assistant.analytics.life_events.ahead import LE4
from assistant.analytics.life_events.known import CONTACT, LE1, LE2, LE3
from assistant.analytics.life_events.writing import LE5
from assistant.blocks import Chart, Column, Table
from assistant.figures import Method, Value, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

NEEDS = Method("3.13", "what each kind of event asks for, from the table of events and needs")
MONTHLY_FROM_DAYS = 62
OCCASIONS = {"birthday": "birthdays", "anniversary": "anniversaries as a client", "milestone": "ages that matter"}


def words(kind: str) -> str:
    """`job_change` → `job change`."""
    return kind.replace("_", " ")


def day(value: pd.Timestamp) -> Value:
    return None if pd.isna(value) else value.date()


def people_names(book: Book) -> pd.Series:
    """Index client_id → first and last name."""
    people = book.clients.set_index("client_id")
    last = people["last_name"].fillna("").astype("str")
    return (people["first_name"].astype("str") + " " + last).str.strip()


def events_table(events: pd.DataFrame, book: Book) -> Table:
    """What became known, the most pressing first; `events` are `known_events`'."""
    labels, names = client_labels(book), people_names(book)
    here = set(book.open_households["household_id"])
    columns = (
        Column("client", "Client"),
        Column("person", "Person"),
        Column("event", "Event", "text", LE1),
        Column("occurred", "Happened", "date", LE1),
        Column("known", "Known", "date", LE1),
        Column("sources", "Told by", "text", LE1),
        Column("confidence", "Confidence", "text", LE1),
        Column("due", "Review by", "date", LE3),
        Column("contact", "Contact since", "date", CONTACT),
        Column("score", "Trigger score", "score", LE2),
    )
    lines = tuple(
        (
            labels[e.household_id] + ("" if e.household_id in here else " (closed)"),
            names[e.client_id],
            words(e.type),
            day(e.occurred),
            day(e.known),
            e.sources or None,
            e.confidence,
            day(e.due),
            day(e.contact),
            rate(e.score, 2),
        )
        for e in events.itertuples(index=False)
    )
    return Table("Life events, the most pressing first", columns, lines, tuple(events["household_id"]))


def needs_table(events: pd.DataFrame) -> Table:
    """One line a kind of event that became known: needs, money, risk and clock; a sensitive one with its caution."""
    columns = (
        Column("event", "Event"),
        Column("count", "Known", "count", LE1),
        Column("needs", "To review", "text", NEEDS),
        Column("money", "Money", "text", NEEDS),
        Column("risk", "Risk of leaving", "text", NEEDS),
        Column("clock", "Clock", "text", NEEDS),
        Column("severity", "Severity", "count", LE2),
        Column("caution", "Caution", "text", NEEDS),
    )
    counts = events["type"].value_counts()
    lines = tuple(
        (words(n.type), int(counts[n.type]), n.review, n.money, n.risk, n.clock, n.severity, n.caution or None)
        for n in EVENT_NEEDS
        if n.type in counts
    )
    return Table("What they ask for", columns, lines)


def dates_table(title: str, dates: pd.DataFrame, book: Book, *, barred: bool) -> Table:
    """Dates ahead in their order; `dates` with `bar` and `mind` of writing_bars."""
    labels, names = client_labels(book), people_names(book)
    columns = (
        Column("client", "Client"),
        Column("person", "Person"),
        Column("date", "Date", "date", LE4),
        Column("occasion", "Occasion", "text", LE4),
        Column("years", "Years", "years", LE4),
        Column("what", "What", "text", LE4),
        Column("bar", "Why no note", "text", LE5) if barred else Column("mind", "Mind", "text", LE5),
    )
    lines = tuple(
        (
            labels[d.household_id],
            names[d.client_id],
            d.date.date(),
            "age that matters" if d.kind == "milestone" else d.kind,
            None if pd.isna(d.years) else rate(float(d.years), 1),
            d.what or None,
            (d.bar if barred else d.mind) or None,
        )
        for d in dates.itertuples(index=False)
    )
    return Table(title, columns, lines, tuple(dates["household_id"]))


def events_chart(events: pd.DataFrame) -> Chart:
    counts = events["type"].value_counts()
    named = sorted(counts.index, key=lambda name: (-counts[name], name))
    sensitive = [words(name) for name in named if name in BY_TYPE and BY_TYPE[name].caution]
    alt = f"Life events by kind; {words(named[0])} is the most frequent." + (
        f" To be handled with caution: {', '.join(sensitive)}." if sensitive else ""
    )
    values = tuple(int(counts[name]) for name in named)
    return Chart("Life events by kind", "bar", "count", tuple(words(n) for n in named), (("Events", values),), alt)


def dates_chart(dates: pd.DataFrame) -> Chart:
    """How many dates fall in each week, or in each month of a longer span."""
    span = (dates["date"].max() - dates["date"].min()).days
    by = "month" if span > MONTHLY_FROM_DAYS else "week"
    begins = dates["date"].dt.to_period("M" if by == "month" else "W").dt.start_time
    names = begins.dt.strftime("%Y-%m" if by == "month" else "%Y-%m-%d")
    table = pd.crosstab(names, dates["kind"])
    series = tuple((OCCASIONS[kind], tuple(int(n) for n in table[kind])) for kind in table.columns)
    alt = f"Dates ahead by {by}: birthdays, anniversaries as a client, and ages that matter."
    return Chart(f"Dates ahead by {by}", "bar", "count", tuple(table.index), series, alt)
