"""What moved the value by multiple since an earlier date: volume, mix, rate and multiple (F30), and part by part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.frame_tables import table_from
from assistant.analytics.segment_mix.classing import Classing
from assistant.analytics.segment_mix.figures import F30
from assistant.analytics.segment_mix.sides import VALUE_EFFECTS, class_rows, effect, sides_of, together, value_effects
from assistant.analytics.sentences import sentence, told
from assistant.analytics.valuation.two_values import F1, market_value
from assistant.blocks import Column, Table
from assistant.figures import Figure, Line, Method, Rows, Value, money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.book.snapshot import Book
    from assistant.callers import Scope

SINCE = Method(
    "F1 then", "the earlier date that the value is compared with: the book as it stood then, with the owners of today"
)
MOVED = Method("F1 change", "value by multiple now − value by multiple at the earlier date")
EFFECT_LABELS = {
    "volume": "More or fewer clients",
    "mix": "Mix of classes",
    "rate": "What a client of a class brings",
    "multiple": "Multiples of the classes",
}
MIX_CAVEAT = (
    "What moved the value is told by classes A, B and C within this scope; effects of parts do not add up to the "
    "whole's, and who came with a recruited advisor counts as a client more. A class's multiple is its value ÷ its "
    "revenue of twelve months: clients with less than a year of revenue are valued on a whole one, which shows there. "
    "The report on the segment mix tells each class and who moved."
)


@dataclass(frozen=True, slots=True)
class Moved:
    """Values in cents at an earlier date and now, and the effects in between; `then` None with the `reason`."""

    since: dt.date
    now: int
    then: int | None
    effects: Mapping[str, int]
    reason: str = ""


def moved_since(book: Book, before: Book) -> Moved:
    """What moved the value by multiple between two dates of one book. Source: F30."""
    sides = sides_of(book, before, (), Classing())
    now = class_rows(sides.now, sides.names)
    value = together(now).value
    if sides.start is None:
        return Moved(before.as_of, value, None, {}, sides.reason)
    start = class_rows(sides.start, sides.names)
    effects = value_effects(start, now)
    found = {name: effect(effects, name) for name in VALUE_EFFECTS}
    return Moved(before.as_of, value, together(start).value, found)


def moved_figures(moved: Moved, rows: Rows) -> list[Figure]:
    """The date, the value then, the change and each effect; undefined with the reason where the data do not reach."""
    then, change = moved.then, None if moved.then is None else moved.now - moved.then
    found = [
        Figure("since", "Compared with", moved.since, "date", SINCE, rows),
        told("value_then", "Value by multiple then", money(then), "money", F1, rows, (), moved.reason),
        told("value_moved", "Change of the value by multiple", money(change), "money", MOVED, rows, (), moved.reason),
    ]
    for name, label in EFFECT_LABELS.items():
        cents = money(moved.effects.get(name))
        found.append(told(f"moved_{name}", label, cents, "money", F30, rows, (), moved.reason))
    return found


def moved_line(by: Mapping[str, Figure]) -> Line:
    """What moved the value, as a sentence; or why it cannot be told."""
    if by["value_then"].value is None:
        return sentence("What moved the value since {since} cannot be told: {why}.", by, why=by["value_then"].reason)
    return sentence(
        "Since {since} the value by revenue multiple went from {value_then} to {multiple} ({value_moved}): "
        "{moved_volume} by more or fewer clients, {moved_mix} by the mix of classes, {moved_rate} by what a client of "
        "a class brings and {moved_multiple} by the multiples.",
        by,
    )


def moved_tables(moved: Moved) -> tuple[Table, ...]:
    """From the value then to the value now, effect by effect."""
    if moved.then is None:
        return ()
    columns = (Column("step", "Step"), Column("amount", "Amount", "money", F30))
    rows: list[tuple[Value, ...]] = [("Value by multiple then", money(moved.then))]
    rows += [(label, money(moved.effects[name])) for name, label in EFFECT_LABELS.items()]
    return (Table("What moved the value", columns, (*rows, ("Value by multiple now", money(moved.now)))),)


def part_changes(book: Book, before: Book, by: str, parts: Sequence[Scope]) -> Table:
    """The value by multiple of each part then and now, the whole below; parts add up to the cent."""
    place = {advisor: n for n, part in enumerate(parts) for advisor in part.advisor_ids}
    index = pd.RangeIndex(len(parts))
    cents = {
        name: side.groupby(side.index.get_level_values("advisor_id").map(place)).sum().reindex(index, fill_value=0)
        for name, side in (("then_cents", market_value(before)), ("now_cents", market_value(book)))
    }
    rows = pd.DataFrame({"part": [part.label for part in parts], **cents})
    rows = rows.sort_values(["now_cents", "part"], ascending=[False, True])
    rows.loc[len(rows)] = ["all", int(rows["then_cents"].sum()), int(rows["now_cents"].sum())]
    rows["change_cents"] = rows["now_cents"] - rows["then_cents"]
    columns = (
        Column("part", by.capitalize()),
        Column("then", "Value by multiple then", "money", F1),
        Column("now", "Value by multiple now", "money", F1),
        Column("change", "Change", "money", MOVED),
    )
    return table_from(f"Change of value by {by}", columns, rows)
