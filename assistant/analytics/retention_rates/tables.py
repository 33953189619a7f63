"""Tables and charts of a retention answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.labels import client_labels
from assistant.analytics.retention_rates.cohort import EXITS
from assistant.analytics.retention_rates.figures import GONE
from assistant.analytics.retention_rates.measures import ANNUAL, EACH, R3, R5, WILSON, Measure, Rate
from assistant.analytics.retention_rates.reading import exits
from assistant.analytics.retention_rates.tenure import AHEAD, F19, OBSERVED, R8, Curve
from assistant.blocks import Chart, Column, Table
from assistant.figures import Method, Unit, Value, money, rate

if TYPE_CHECKING:
    from assistant.analytics.retention_rates.reading import Group, Reading

FEW, ENOUGH = "too few to judge", "enough"
AT_START = Method("cohort", "households open the day before the period began")


def definitions_table(
    measures: Sequence[Measure], now: Mapping[str, Rate], before: Mapping[str, Rate], when: str, *, counted: bool
) -> Table:
    """The measures of counts, or those of money, one below the other, each with its definition; `when`: what the
    window before is called."""
    title = "Clients kept" if counted else "Money, revenue and wallet kept"
    unit: Unit = "count" if counted else "money"
    columns = (
        Column("measure", "Measure"),
        Column("rate", "Retention", "rate", EACH),
        *((Column("low", "At least", "rate", WILSON), Column("high", "At most", "rate", WILSON)) if counted else ()),
        Column("kept", "Kept", unit, EACH),
        Column("out_of", "Out of", unit, EACH),
        Column("annual", "Annualised", "rate", ANNUAL),
        Column("before", f"{when[:1].upper()}{when[1:]}", "rate", EACH),
        Column("definition", "Definition"),
    )
    rows = tuple(_definition_row(m, now[m.key], before[m.key]) for m in measures if m.counted is counted)
    return Table(title, columns, rows)


def _definition_row(measure: Measure, now: Rate, before: Rate) -> tuple[Value, ...]:
    return (
        measure.label,
        rate(now.value),
        *((rate(now.low), rate(now.high)) if measure.counted else ()),
        *_parts(measure, now),
        rate(now.annual),
        rate(before.value),
        measure.method.definition
        if now.value is not None
        else f"{measure.method.definition} (undefined: {now.reason})",
    )


def _parts(measure: Measure, found: Rate) -> tuple[Value, Value]:
    if found.value is None:
        return None, None
    return (found.kept, found.out_of) if measure.counted else (money(found.kept), money(found.out_of))


def groups_table(groups: Sequence[Group], measures: Sequence[Measure], by: str) -> Table:
    """One row a group. With one measure: what it divides and how sure it is; with all, their rates side by side."""
    head = (Column(by, by.capitalize()), Column("at_start", "Clients at the start", "count", AT_START))
    tail = (Column("evidence", "Evidence"),)
    if len(measures) > 2:
        columns = tuple(Column(m.key, m.label, "rate", m.method) for m in measures)
        bounds = (Column("low", "R1 at least", "rate", WILSON), Column("high", "R1 at most", "rate", WILSON))
        rows = tuple((*_head(g), *(rate(g.rates[m.key].value) for m in measures), *_bounds(g)) for g in groups)
        return Table(f"Retention by {by}", (*head, *columns, *bounds, *tail), _marked(rows, groups))
    main, rest = measures[0], measures[1:]
    columns = (
        Column("kept", "Kept", main.unit, main.method),
        Column("out_of", "Out of", main.unit, main.method),
        Column(main.key, main.label, "rate", main.method),
        *(
            (Column("low", "At least", "rate", WILSON), Column("high", "At most", "rate", WILSON))
            if main.counted
            else ()
        ),
        *((Column("annual", "Annualised", "rate", ANNUAL),) if main.yearly else ()),
        *(Column(m.key, m.label, "rate", m.method) for m in rest),
    )
    rows = tuple((*_head(g), *_one(g, main), *(rate(g.rates[m.key].value) for m in rest)) for g in groups)
    return Table(f"{main.name} by {by}", (*head, *columns, *tail), _marked(rows, groups))


def _head(group: Group) -> tuple[Value, ...]:
    return group.name, next(iter(group.rates.values())).clients


def _bounds(group: Group) -> tuple[Value, ...]:
    return rate(group.rates["clients"].low), rate(group.rates["clients"].high)


def _one(group: Group, measure: Measure) -> tuple[Value, ...]:
    found = group.rates[measure.key]
    bounds = (rate(found.low), rate(found.high)) if measure.counted else ()
    annual = (rate(found.annual),) if measure.yearly else ()
    return (*_parts(measure, found), rate(found.value), *bounds, *annual)


def _marked(rows: Sequence[tuple[Value, ...]], groups: Sequence[Group]) -> tuple[tuple[Value, ...], ...]:
    marks = (FEW if group.rates["clients"].is_small else ENOUGH for group in groups)
    return tuple((*row, mark) for row, mark in zip(rows, marks, strict=True))


def measures_chart(measures: Sequence[Measure], now: Mapping[str, Rate]) -> Chart:
    """The definitions side by side."""
    known = [(m, now[m.key].value) for m in measures if now[m.key].value is not None]
    lowest = min(known, key=lambda pair: pair[1] or 0.0)[0].name if known else ""
    return Chart(
        "Retention by each definition",
        "bar",
        "rate",
        tuple(m.short for m, _ in known),
        (("Retention", tuple(rate(value) for _, value in known)),),
        f"Lowest is {lowest[:1].lower()}{lowest[1:]}." if known else "No definition has a value here.",
    )


def groups_chart(groups: Sequence[Group], measures: Sequence[Measure], by: str, *, over_time: bool) -> Chart:
    """Lines over time, bars otherwise; small groups are marked."""
    few = [group.rates["clients"].is_small for group in groups]
    marks = ["" if over_time or not small else " (few clients)" for small in few]
    series = [(m.label, tuple(rate(g.rates[m.key].value) for g in groups)) for m in measures]
    if len(measures) == 1 and measures[0].counted:
        series.insert(0, ("At least", tuple(rate(g.rates[measures[0].key].low) for g in groups)))
    return Chart(
        f"Retention by {by}",
        "line" if over_time else "bar",
        "rate",
        tuple(f"{group.name}{mark}" for group, mark in zip(groups, marks, strict=True)),
        tuple(series),
        "Where few clients stand behind a point it moves by chance." if any(few) else f"One point for each {by}.",
    )


def exits_table(reading: Reading) -> Table:
    """Who went, by reason; those merged are told apart."""
    columns = (
        Column("reason", "Reason"),
        Column("clients", "Clients", "count", GONE),
        Column("assets_before", "Assets at the beginning", "money", R3),
        Column("taken", "Withdrawn in the period", "money", R3),
        Column("revenue_before", "Revenue in the months compared with", "money", R5),
    )
    rows = tuple(
        (EXITS.get(str(reason), str(reason)), int(row["clients"]), *(money(int(row[c.key])) for c in columns[2:]))
        for reason, row in exits(reading).iterrows()
    )
    return Table("Who went, by reason", columns, rows)


def leavers_table(reading: Reading, limit: int) -> Table:
    """The clients of the beginning who went, what they withdrew, largest first."""
    names = client_labels(reading.book)
    rows = reading.rows.assign(since=reading.known.since, closed_on=reading.known.closed)
    gone = rows[rows["gone"] == 1]
    gone = gone.sort_index().sort_values("taken", ascending=False, kind="stable").head(limit)
    columns = (
        Column("client", "Client"),
        Column("on", "Closed on", "date"),
        Column("since", "Client since", "date"),
        Column("reason", "Reason"),
        Column("assets_before", "Assets at the beginning", "money", R3),
        Column("taken", "Withdrawn in the period", "money", R3),
    )
    rows = tuple(
        (
            str(names[household]),
            row["closed_on"].date(),
            None if pd.isna(row["since"]) else row["since"].date(),
            EXITS.get(row["reason"], row["reason"]),
            money(int(row["assets_before"])),
            money(int(row["taken"])),
        )
        for household, row in gone.iterrows()
    )
    return Table("Clients who went", columns, rows, tuple(gone.index))


def start_years_table(groups: Sequence[Group], measure: Measure) -> Table:
    """R8: the same measure of clients by the year in which they started."""
    bounds = (Column("low", "At least", "rate", WILSON), Column("high", "At most", "rate", WILSON))
    columns = (
        Column("year", "Started in"),
        Column("at_start", "Clients at the start", "count", R8),
        Column("kept", "Kept", measure.unit, R8),
        Column("rate", measure.name, "rate", R8),
        *(bounds if measure.counted else ()),
        Column("evidence", "Evidence"),
    )
    rows = []
    for group in groups:
        found = group.rates[measure.key]
        between = (rate(found.low), rate(found.high)) if measure.counted else ()
        rows.append((*_head(group), _parts(measure, found)[0], rate(found.value), *between))
    return Table("Retention by start year", columns, _marked(rows, groups))


def tenure_years_table(years: pd.DataFrame, curve: Curve | None) -> Table:
    """Year by year of tenure: who began it, who left in it, the share that stayed, and the curve with what follows."""
    columns = (
        Column("year", "Year of tenure", "count", OBSERVED),
        Column("begun", "Began it", "count", OBSERVED),
        Column("left", "Left in it", "count", OBSERVED),
        Column("stayed", "Stayed", "rate", OBSERVED),
        Column("curve", "Curve", "rate", F19),
        Column("survival", "Still there, curve", "rate", F19),
    )
    shown = max(AHEAD if curve else 0, int((years["begun"] > 0).to_numpy().nonzero()[0].max(initial=-1)) + 1)
    rows = []
    for year in range(1, shown + 1):
        begun, left = (int(years[name].get(year, 0)) for name in ("begun", "left"))
        stayed = 1 - left / begun if begun else None
        fitted = (rate(curve.retention(year)), rate(curve.survival(year))) if curve else (None, None)
        rows.append((year, begun, left, rate(stayed), *fitted))
    return Table("Retention by year of tenure", columns, tuple(rows))
