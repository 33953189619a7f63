"""The tables and charts of a change of mix: the class rows, the effects, who moved where, and hand-set tiers."""

from __future__ import annotations

import pandas as pd

from assistant.analytics.frame_tables import table_from
from assistant.analytics.segment_mix.figures import (
    COUNT,
    CUT,
    EFFECTS,
    F29,
    F30,
    MIGRATION,
    MULTIPLE,
    OVERRIDES,
    PER_CLIENT,
    TTM,
)
from assistant.analytics.segment_mix.migration import LOST, MEASURES, Matrix
from assistant.analytics.segment_mix.mix import Change, Mix
from assistant.analytics.segment_mix.sides import ClassRow, Effects, effect, together
from assistant.analytics.valuation.two_values import F1
from assistant.blocks import Block, Chart, Column, Table
from assistant.figures import Method, Unit, money, rate

ALL = "all"


def mix_blocks(mix: Mix, overridden: pd.DataFrame, labels: pd.Series, limit: int) -> tuple[Block, ...]:
    """Class rows first, because an average alone misleads; then what moved revenue and value, and who moved."""
    by_hand = (_override_table(overridden, labels),) if len(overridden) else ()
    change = mix.change
    if change is None:
        return (_present_table(mix), _present_chart(mix), *by_hand)
    then, now = together(change.start), together(mix.now)
    return (
        _revenue_table(mix, change),
        _effect_chart("What moved revenue", change.revenue, then.revenue, now.revenue),
        _effect_table("Effects on revenue by class", change.revenue, F29),
        _value_table(mix, change),
        _effect_chart("What moved book value", change.value, then.value, now.value),
        _effect_table("Effects on book value by class", change.value, F30),
        *(_matrix_table(mix, change.migration[measure], measure) for measure in MEASURES),
        _movers(change, labels, limit),
        *by_hand,
    )


def _with_all(mix: Mix, change: Change) -> list[tuple[str, ClassRow, ClassRow]]:
    """Each class, then all of them, at the start and now."""
    each = [(name, change.start[name], mix.now[name]) for name in mix.names]
    return [*each, (ALL, together(change.start), together(mix.now))]


def _revenue_table(mix: Mix, change: Change) -> Table:
    columns = (
        Column("segment", "Class"),
        Column("clients_then", "Clients then", "count", COUNT),
        Column("clients_now", "Clients now", "count", COUNT),
        Column("revenue_then", "Revenue then", "money", TTM),
        Column("revenue_now", "Revenue now", "money", TTM),
        Column("average_then", "A client then", "money", PER_CLIENT),
        Column("average_now", "A client now", "money", PER_CLIENT),
        Column("step", "Change a client", "money", PER_CLIENT),
        Column("cut_then", "Begins at then", "money", CUT),
        Column("cut_now", "Begins at now", "money", CUT),
    )
    rows = tuple(
        (name, a.clients, b.clients, money(a.revenue), money(b.revenue), money(a.average), money(b.average),
         money(None if a.average is None or b.average is None else b.average - a.average), money(a.cut), money(b.cut))
        for name, a, b in _with_all(mix, change)
    )  # fmt: skip
    return Table("Clients and revenue by class", columns, rows)


def _value_table(mix: Mix, change: Change) -> Table:
    columns = (
        Column("segment", "Class"),
        Column("value_then", "Value then", "money", F1),
        Column("value_now", "Value now", "money", F1),
        Column("multiple_then", "Multiple then", "multiple", MULTIPLE),
        Column("multiple_now", "Multiple now", "multiple", MULTIPLE),
    )
    rows = tuple(
        (name, money(a.value), money(b.value), rate(a.multiple, 4), rate(b.multiple, 4))
        for name, a, b in _with_all(mix, change)
    )
    return Table("Book value by class", columns, rows)


def _present_table(mix: Mix) -> Table:
    columns = (
        Column("segment", "Class"),
        Column("clients", "Clients", "count", COUNT),
        Column("revenue", "Revenue", "money", TTM),
        Column("average", "A client", "money", PER_CLIENT),
        Column("cut", "Begins at", "money", CUT),
        Column("value", "Value", "money", F1),
        Column("multiple", "Multiple", "multiple", MULTIPLE),
    )
    rows = tuple(
        (name, r.clients, money(r.revenue), money(r.average), money(r.cut), money(r.value), rate(r.multiple, 4))
        for name, r in (*mix.now.items(), (ALL, together(mix.now)))
    )
    return Table("Clients, revenue and value by class now", columns, rows)


def _present_chart(mix: Mix) -> Chart:
    values = tuple(money(row.revenue) for row in mix.now.values())
    alt = "Revenue of twelve months of each class now."
    return Chart("Revenue by class", "bar", "money", mix.names, (("Revenue", values),), alt)


def _effect_names(effects: Effects) -> tuple[str, ...]:
    return tuple(name for name in EFFECTS if all(name in row for row in effects.values()))


def _effect_table(title: str, effects: Effects, method: Method) -> Table:
    names = _effect_names(effects)
    columns = (
        Column("segment", "Class"),
        *(Column(name, EFFECTS[name].capitalize(), "money", method) for name in names),
        Column("change", "Change", "money", method),
    )
    keys = (*names, "change")
    rows = [(name, *(money(row[key]) for key in keys)) for name, row in effects.items()]
    return Table(title, columns, (*rows, (ALL, *(money(effect(effects, key)) for key in keys))))


def _effect_chart(title: str, effects: Effects, start: int, now: int) -> Chart:
    steps = {name: effect(effects, name) for name in _effect_names(effects)}
    largest = max(steps, key=lambda name: abs(steps[name]))
    labels = ("At the start", *(EFFECTS[name].capitalize() for name in steps), "Now")
    alt = f"From the start to now; the largest step is {EFFECTS[largest]}."
    series = tuple(money(cents) for cents in (start, *steps.values(), now))
    return Chart(title, "waterfall", "money", labels, (("Amount", series),), alt)


def _matrix_table(mix: Mix, matrix: Matrix, measure: str) -> Table:
    """Rows sum to the opening book; new clients stand apart with what they are today."""
    unit: Unit = "count" if measure == "clients" else "money"
    names = (*mix.names, LOST)
    columns = (
        Column("start", "From"),
        *(Column(f"to_{at}", name, unit, MIGRATION) for at, name in enumerate(names)),
        Column("opening", "Opening book", unit, MIGRATION),
        Column("today", "Today", unit, MIGRATION),
    )
    rows = tuple((row, *(money(c) if unit == "money" else c for c in cells.values())) for row, cells in matrix.items())
    return Table(f"Migration from the classes then to those now, in {measure}", columns, rows)


def _movers(change: Change, labels: pd.Series, limit: int) -> Table:
    """Clients who are in another class than at the start, the largest change of revenue first."""
    moved = change.moved
    moved = moved[moved["from"] != moved["to"]]
    moved = moved.assign(step_cents=moved["revenue_now"] - moved["revenue_then"], label=labels.reindex(moved.index))
    moved = moved.assign(size=moved["step_cents"].abs()).sort_values("size", ascending=False, kind="stable")
    columns = (
        Column("label", "Client"),
        Column("from", "From", "text", MIGRATION),
        Column("to", "To", "text", MIGRATION),
        Column("revenue_then", "Revenue then", "money", TTM),
        Column("revenue_now", "Revenue now", "money", TTM),
        Column("step", "Change", "money", TTM),
    )
    frame = moved.rename(columns={name: f"{name}_cents" for name in ("revenue_then", "revenue_now")})
    title = "Clients in another class than at the start"
    return table_from(title, columns, frame.head(limit).reset_index(), ids="household_id")


def _override_table(overridden: pd.DataFrame, labels: pd.Series) -> Table:
    frame = overridden.assign(label=labels.reindex(overridden.index)).reset_index()
    columns = (
        Column("label", "Client"),
        Column("class", "Class", "text", OVERRIDES),
        Column("tier_override", "Tier set by hand", "text", OVERRIDES),
    )
    return table_from("Tiers set by hand beside the class", columns, frame, ids="household_id")
