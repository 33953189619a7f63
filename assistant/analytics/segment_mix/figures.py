"""The figures of a change of mix: both books, the effects on revenue and on value, each class, and who moved."""

from __future__ import annotations

import pandas as pd

from assistant.analytics.segment_mix.migration import LOST, NEW
from assistant.analytics.segment_mix.mix import Mix
from assistant.analytics.segment_mix.sides import REVENUE_EFFECTS, VALUE_EFFECTS, ClassRow, effect, together
from assistant.analytics.valuation.two_values import F1
from assistant.figures import Figure, Method, Rows, Unit, Value, money, rate

TTM = Method("S1 revenue", "revenue of the last twelve closed months, every type, of the clients open at the date")
COUNT = Method("S1 clients", "clients open at the date in the class")
PER_CLIENT = Method("S1 average", "revenue of the class's twelve months ÷ its clients")
CUT = Method("S1 cut", "the least revenue of twelve months in the class, where the class begins in this scope")
SHARE = Method("S1 share", "clients of the class ÷ clients of all classes")
MULTIPLE = Method("F30 multiple", "value of the class by revenue multiple (F1, centre) ÷ its revenue of twelve months")
F29 = Method(
    "F29",
    "change of revenue = volume, more or fewer clients at the average and the mix of the start + mix, the change of "
    "each class's share of clients × its average at the start against the average of all + rate, clients now × the "
    "change of their class's average; nothing is left over",
)
F30 = Method(
    "F30",
    "F29 on value, which is revenue × multiple; rate keeps the multiples of the start, and a fourth effect, multiple, "
    "is revenue now × the change of the class's multiple",
)
MIGRATION = Method("S1 migration", "clients by class at the start and now; who was merged goes where the other one is")
PARADOX = Method(
    "F29 paradox",
    "whether the average of all clients moved one way and that of every class the other (Simpson's paradox)",
)
OVERRIDES = Method("S1 override", "clients whose tier was set by hand to another letter than their class")
EFFECTS = {"volume": "volume", "mix": "mix", "rate": "rate", "multiple": "multiples"}


def mix_figures(mix: Mix, overridden: pd.DataFrame, scope: str) -> tuple[Figure, ...]:
    """Everything the sentences need; what needs the start is undefined, with the reason, where there is none."""
    start = mix.sides.start
    behind = Rows.of("households", mix.sides.now.index if start is None else mix.sides.now.index.union(start.index))
    inputs = (("scope", scope), ("classes", "A, B, C" if len(mix.names) == len("ABC") else ", ".join(mix.names)))

    def figure(key: str, label: str, value: Value, unit: Unit, method: Method, why: str = "") -> Figure:
        reason = "" if value is not None else why or mix.sides.reason
        return Figure(key, label, value, unit, method, behind, inputs, reason)

    rows = [*_whole(mix), *_effects(mix), *_classes(mix), *_moved(mix)]
    by_hand = Rows.of("households", overridden.index)
    hand = Figure("overrides", "Tiers set by hand to another letter", len(overridden), "count", OVERRIDES, by_hand)
    return (*(figure(*row) for row in rows), hand)


Row = tuple[str, str, Value, Unit, Method] | tuple[str, str, Value, Unit, Method, str]
NOBODY = "there is no client"


def _whole(mix: Mix) -> list[Row]:
    """Clients, revenue, value and average of all classes at both dates, and their changes."""
    found: list[Row] = []
    now, then = together(mix.now), together(mix.change.start) if mix.change else None
    amounts: tuple[tuple[str, str, Unit, Method, int, int | None], ...] = (
        ("clients", "Clients", "count", COUNT, now.clients, then.clients if then else None),
        ("revenue", "Revenue of twelve months", "money", TTM, now.revenue, then.revenue if then else None),
        ("value", "Value by revenue multiple", "money", F1, now.value, then.value if then else None),
    )
    for key, label, unit, method, after, before in amounts:
        step = None if before is None else after - before
        for suffix, words, amount in (
            ("before", "at the start", before),
            ("now", "now", after),
            ("change", "change", step),
        ):
            found.append((f"{key}_{suffix}", f"{label}, {words}", _in(unit, amount), unit, method))
    found.append(
        ("average_before", "Revenue a client, at the start", money(then.average) if then else None, "money", PER_CLIENT)
    )
    found.append(("average_now", "Revenue a client, now", money(now.average), "money", PER_CLIENT, NOBODY))
    told_as = {"": "no", "fell": "every class rose, all together fell", "rose": "every class fell, all together rose"}
    told = told_as[mix.paradox] if mix.change else None
    found.append(("paradox", "Averages that mislead", told, "text", PARADOX))
    return found


def _in(unit: Unit, amount: int | None) -> Value:
    return money(amount) if unit == "money" else amount


def _effects(mix: Mix) -> list[Row]:
    found: list[Row] = []
    for key, names, method in (("revenue", REVENUE_EFFECTS, F29), ("value", VALUE_EFFECTS, F30)):
        for name in names:
            cents = effect(getattr(mix.change, key), name) if mix.change else None
            found.append((f"{key}_{name}", f"Effect of {EFFECTS[name]} on {key}", money(cents), "money", method))
    return found


def _classes(mix: Mix) -> list[Row]:
    """Each class at each date: clients and their share, revenue a client, the multiple, and where the class begins."""
    found: list[Row] = []
    for when, words, rows in (("before", "at the start", mix.change and mix.change.start), ("now", "now", mix.now)):
        whole = together(rows).clients if rows else 0
        for name in mix.names:
            row = rows[name] if rows else None
            why = f"there is no {name} client, or it brings no revenue" if row else mix.sides.reason
            found += [
                (f"{key}_{name.replace(' ', '_')}_{when}", f"{label}, {words}", value, unit, method, why)
                for key, label, value, unit, method in _one_class(name, row or ClassRow(), whole, row is not None)
            ]
    return found  # fmt: skip


def _one_class(name: str, row: ClassRow, whole: int, known: bool) -> list[tuple[str, str, Value, Unit, Method]]:
    share = rate(row.clients / whole) if whole else None
    multiple = None if row.multiple is None else rate(row.multiple, 4)
    return [
        ("clients", f"{name} clients", row.clients if known else None, "count", COUNT),
        ("share", f"Share of {name} among clients", share, "rate", SHARE),
        ("average", f"Revenue a client in {name}", money(row.average), "money", PER_CLIENT),
        ("multiple", f"Multiple of {name}", multiple, "multiple", MULTIPLE),
        ("cut", f"{name} begins at", money(row.cut), "money", CUT),
    ]


def _moved(mix: Mix) -> list[Row]:
    known = mix.change is not None
    labels = (("up", "Moved to a better class"), ("down", "Moved to a lesser class"), (NEW, "New"), (LOST, "Lost"))
    return [
        (f"moved_{what}", f"Clients: {label.lower()}", mix.count(what) if known else None, "count", MIGRATION)
        for what, label in labels
    ]
