"""How a what-if is told: its figures, its tables, and the sentence that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from assistant.analytics.sentences import sentence
from assistant.analytics.valuation.figures import (
    METHODS,
    TTM,
    Maker,
    assumption_figures,
    assumptions_in_words,
    concentration_figures,
)
from assistant.analytics.valuation.what_if import Departure, Scenario, WhatIf
from assistant.blocks import Column, Table
from assistant.figures import Figure, Line, Method, Rows, money, rate

DELTA = Method(
    "F12 what-if",
    "value in the what-if − value as it stands, same method: revenue × growth × retention to mid-year × chance of "
    "living × margin, discounted; only what is named changes, and no what-if on retention changes the deaths",
)
ASSETS = Method(
    "F20 assets", "assets at the end of the last closed month in accounts of the advisor, shared ones by share"
)
AT_RISK = Method("F12 departure", "share of the scenario × the advisor's part; vendor figures, not a forecast")

CHANGEABLE = (
    ("retention", "retention", "voluntary retention"),
    ("growth", "growth", "growth"),
    ("discount_rate", "discount_rate", "discount rate"),
    ("margin", "margin", "margin"),
    ("heir_retention", "heirs", "chance that heirs stay"),
    ("years", "years", "years"),
)
"""Assumption, the key of its figure, and how it is called."""


def what_if_figures(asked: WhatIf, *, one_client: bool) -> list[Figure]:
    """Both values in the what-if and their change, concentration, the assumptions if they changed, the scenarios."""
    before, after = asked.before, asked.after
    lost = (("lost", asked.names_lost),) if asked.lost else ()
    make = Maker(
        Rows.of("households", asked.lost or before.rows["household_id"]), (*assumptions_in_words(after), *lost)
    )
    found: list[Figure] = []
    for key, name, label, method in METHODS:
        now, then = before.total(name), after.total(name)
        found.append(make.money(f"{key}_what_if", f"{label}, what-if", then, method))
        found.append(make.money(f"{key}_delta", f"{label}, change", then - now, DELTA))
    found += concentration_figures(after, make, one_client, "_what_if")
    found.append(make("clients_lost", "Clients lost", len(asked.lost), "count", TTM))
    found += () if asked.only_loses else assumption_figures(after, make, "_what_if")
    return found if asked.departure is None else [*found, *_departure_figures(asked, asked.departure)]


def _departure_figures(asked: WhatIf, departure: Departure) -> list[Figure]:
    theirs = departure.theirs
    make = Maker(Rows.of("households", theirs.rows["household_id"]), assumptions_in_words(theirs))
    found = [
        make.money("leaver_assets", f"Assets with {departure.name}", departure.assets, ASSETS),
        make("leaver_clients", f"Clients of {departure.name}", theirs.rows["household_id"].nunique(), "count", TTM),
        make.money("leaver_revenue", f"Revenue valued of {departure.name}", int(theirs.revenue.sum()), TTM),
        make("share_least", "Least share lost", rate(departure.scenarios[0].share), "rate", AT_RISK),
        make("share_most", "Most of the usual shares lost", rate(departure.scenarios[-2].share), "rate", AT_RISK),
    ]
    for scenario in departure.scenarios:
        at, share = scenario.percent, rate(scenario.share, 2)
        assets, revenue, multiple, npv = _at_stake(asked, departure, scenario)
        found += [
            make.money(f"assets_lost_{at}", f"Assets lost when {share} of them goes", assets, AT_RISK),
            make.money(f"revenue_lost_{at}", f"Revenue lost when {share} of it goes", revenue, AT_RISK),
            make.money(f"multiple_delta_{at}", f"Value by multiple, change when {share} goes", multiple, DELTA),
            make.money(f"npv_delta_{at}", f"NPV, change when {share} of the advisor's business goes", npv, DELTA),
        ]
    return found


def _at_stake(asked: WhatIf, departure: Departure, scenario: Scenario) -> tuple[int, int, int, int]:
    """Assets and revenue lost, and what both values change by, in cents."""
    deltas = (scenario.left.total(name) - asked.before.total(name) for name in ("centre", "npv"))
    assets, revenue = round(departure.assets * scenario.share), round(departure.theirs.revenue.sum() * scenario.share)
    return assets, revenue, *deltas


def what_if_tables(asked: WhatIf) -> tuple[Table, ...]:
    """The scenarios of a departure, then both values as they stand and in the what-if."""
    columns = (
        Column("method", "Method"),
        Column("now", "As it stands", "money"),
        Column("then", "What-if", "money"),
        Column("change", "Change", "money", DELTA),
    )
    rows = []
    for _, name, label, _ in METHODS:
        now, then = asked.before.total(name), asked.after.total(name)
        rows.append((label, money(now), money(then), money(then - now)))
    table = Table("What would change", columns, tuple(rows))
    return (table,) if asked.departure is None else (_scenario_table(asked, asked.departure), table)


def _scenario_table(asked: WhatIf, departure: Departure) -> Table:
    columns = (
        Column("scenario", "Scenario"),
        Column("share", "Share that goes", "rate", AT_RISK),
        Column("assets", "Assets lost", "money", AT_RISK),
        Column("revenue", "Revenue lost a year", "money", AT_RISK),
        Column("multiple", "Value by multiple changes by", "money", DELTA),
        Column("npv", "NPV changes by", "money", DELTA),
    )
    rows = tuple(
        (scenario.words, rate(scenario.share), *map(money, _at_stake(asked, departure, scenario)))
        for scenario in departure.scenarios
    )
    return Table(f"What is at risk if {departure.name} leaves", columns, rows)


def what_if_lines(by: Mapping[str, Figure], asked: WhatIf) -> tuple[Line, ...]:
    """What would change, in a sentence, and what becomes of the haircut for concentration when clients go."""
    if asked.departure is not None:
        return (_advisor_goes(by, asked, asked.departure),)
    key = "multiple" if asked.only_loses else "adjusted"
    method = "value by multiple" if asked.only_loses else "value by multiple moved by the clients' drivers"
    opening, figures = _opening(by, asked)
    stays = "; deaths stay as they are" if asked.after.assumptions.retention is not None else ""
    change = Line(
        f"{opening}, the {method} {{moves}} {{delta}} to {{then}} "
        f"and the value by cash flow {{npv_moves}} {{npv_delta}} to {{npv_then}}{stays}.",
        {
            **figures,
            "lost": asked.names_lost,
            "moves": _moves(by[f"{key}_delta"]),
            "delta": size(by[f"{key}_delta"]),
            "then": by[f"{key}_what_if"],
            "npv_moves": _moves(by["npv_delta"]),
            "npv_delta": size(by["npv_delta"]),
            "npv_then": by["npv_what_if"],
        },
    )
    shown = asked.lost and by["concentrated"].value is not None and by["concentrated_what_if"].value is not None
    return (change, _haircut(by)) if shown else (change,)


def _opening(by: Mapping[str, Figure], asked: WhatIf) -> tuple[str, dict[str, Figure | str]]:
    """`With 97.0% voluntary retention instead of 95.2% and without Rossi`, as a template and its figures."""
    given, usual = asked.after.assumptions, asked.before.assumptions
    changed = [(key, words) for field, key, words in CHANGEABLE if getattr(given, field) != getattr(usual, field)]
    parts = [f"{{{key}_what_if}} {words} instead of {{{key}}}" for key, words in changed]
    figures: dict[str, Figure | str] = {}
    for key, _ in changed:
        figures |= {key: by[key], f"{key}_what_if": by[f"{key}_what_if"]}
    with_ = [f"With {', '.join(parts)}"] if parts else []
    without = [f"{'without' if parts else 'Without'} {{lost}}"] if asked.lost else []
    return " and ".join((*with_, *without)), figures


def _moves(delta: Figure) -> str:
    return "falls by" if isinstance(delta.value, Decimal) and delta.value < 0 else "rises by"


def size(delta: Figure) -> Figure:
    """The change without its sign, which a word says."""
    return replace(delta, value=abs(delta.value)) if isinstance(delta.value, Decimal) else delta


def _haircut(by: Mapping[str, Figure]) -> Line:
    return sentence(
        "The five largest clients' share of revenue goes from {top_share} to {top_share_what_if}, so after the haircut "
        "for concentration the value by multiple goes from {concentrated} to {concentrated_what_if}.",
        by,
    )


def _advisor_goes(by: Mapping[str, Figure], asked: WhatIf, departure: Departure) -> Line:
    least, most, whole = (
        departure.scenarios[0].percent,
        departure.scenarios[-2].percent,
        departure.scenarios[-1].percent,
    )
    places = {
        "assets_least": by[f"assets_lost_{least}"],
        "assets_most": by[f"assets_lost_{most}"],
        "npv_least": by[f"npv_delta_{least}"],
        "npv_most": by[f"npv_delta_{most}"],
        "multiple_least": by[f"multiple_delta_{least}"],
        "multiple_most": by[f"multiple_delta_{most}"],
        "npv_whole": by[f"npv_delta_{whole}"],
        "multiple_whole": by[f"multiple_delta_{whole}"],
    }
    alone = asked.only_loses and not asked.lost
    shown = {name: size(figure) if alone else figure for name, figure in places.items()}
    opening, more = _opening(by, asked)
    start = f"{opening}, if" if opening else "If"
    book, less = ("would be worth", " less") if alone else ("would change in value by", "")
    template = (
        f"{start} {{name}} leaves, usually {{share_least}} to {{share_most}} of the {{leaver_assets}} looked after for "
        f"{{leaver_clients}} clients goes, {{assets_least}} to {{assets_most}}; the book {book} {{multiple_least}} to "
        f"{{multiple_most}}{less} by revenue multiple and {{npv_least}} to {{npv_most}}{less} by cash flow. Were every "
        f"client to go, it {book} {{multiple_whole}}{less} by multiple and {{npv_whole}}{less} by cash flow."
    )
    return sentence(template, {**by, **shown, **_figures(more)}, name=departure.name, lost=asked.names_lost)


def _figures(found: Mapping[str, Figure | str]) -> dict[str, Figure]:
    return {key: value for key, value in found.items() if isinstance(value, Figure)}


CONFIDENTIAL = (
    "A question about an advisor's departure is confidential: share the answer only with those who decide about it."
)
SCENARIOS = (
    "What is lost when an advisor goes is a range of scenarios from vendor figures (10–14 % if the handover is well "
    "run, 18–22 % usually), not a forecast; the what-if figures take 22 %. An advisor who takes clients along can cost "
    "more, up to the last line."
)
