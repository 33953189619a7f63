"""The figures of a valuation: the range, both values, what they rest on, the gap, and what a what-if changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.analytics.valuation.assumptions import (
    ANCHORS_DATED,
    HEIRS_KNOWN,
    HEIRS_UNKNOWN,
    MULTIPLES,
    RETENTION,
    RETENTION_PRIOR_YEARS,
)
from assistant.analytics.valuation.cash_flow import F12
from assistant.analytics.valuation.drivers import F16, Reconciliation
from assistant.analytics.valuation.two_values import F1, F3, F6, Valuation
from assistant.analytics.valuation.what_if import WhatIf
from assistant.figures import Figure, Method, Rows, Unit, Value, money, rate

RANGE = Method("F1 F12 range", "from the lower of low multiple and NPV to the higher of high multiple and NPV")
TTM = Method(
    "F1 revenue",
    "repeatable revenue of the twelve months to the last closed one; three to eleven months are scaled up to a year, "
    "fewer than three are left out",
)
F9 = Method(
    "F9", "weighted by revenue; 1 − (left + 200 × 5 %) ÷ (household-years + 200) by advisor over three years at most"
)
INPUT = Method("F12 input", "an assumption of the valuation")
DELTA = Method("F12 what-if", "value in the what-if − value as it stands, same method")

METHODS: tuple[tuple[str, str, str, Method], ...] = (
    ("multiple", "centre", "Value by revenue multiple", F1),
    ("adjusted", "adjusted", "Value by multiple, moved by the clients' drivers", F3),
    ("npv", "npv", "Net present value", F12),
)
"""Key of the figure, amount of the valuation, label, method."""

ASSUMPTIONS = (
    ("margin", "margin"),
    ("discount_rate", "discount rate"),
    ("retention", "retention"),
    ("growth", "growth"),
)
"""What the gap between the two values is split over, in the order it is read."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the figures that share the rows behind them and the assumptions that went in."""

    rows: Rows
    inputs: tuple[tuple[str, str], ...]

    def __call__(self, key: str, label: str, value: Value, unit: Unit, method: Method) -> Figure:
        return Figure(key, label, value, unit, method, self.rows, self.inputs)

    def money(self, key: str, label: str, cents: int, method: Method) -> Figure:
        return self(key, label, money(cents), "money", method)


def valuation_figures(
    standing: Valuation, gap: Reconciliation, asked: WhatIf | None, *, one_client: bool
) -> tuple[Figure, ...]:
    make = Maker(Rows.of("households", standing.rows["household_id"]), assumptions_in_words(standing))
    return (
        *_values(standing, make),
        *_revenue(standing, make),
        *_assumptions(standing, make),
        *_concentration(standing, make, one_client),
        *_gap(standing, gap, make),
        *(_what_if(asked, one_client) if asked else ()),
    )


def _values(standing: Valuation, make: Maker) -> tuple[Figure, ...]:
    low, npv, high = standing.total("low"), standing.total("npv"), standing.total("high")
    whole = int(standing.revenue.sum())
    times = rate(standing.total("centre") / whole), rate(npv / whole)
    return (
        make.money("value_low", "Value, low end", min(low, npv), RANGE),
        make.money("value_high", "Value, high end", max(high, npv), RANGE),
        make.money("multiple_low", "Value by revenue multiple, low", low, F1),
        make.money("multiple_high", "Value by revenue multiple, high", high, F1),
        *(make.money(key, label, standing.total(name), method) for key, name, label, method in METHODS),
        make("times_revenue", "Multiple of revenue", times[0], "multiple", F1),
        make("npv_times_revenue", "NPV as a multiple of revenue", times[1], "multiple", F12),
    )


def _revenue(standing: Valuation, make: Maker) -> tuple[Figure, ...]:
    return (
        make.money("revenue", "Revenue valued", int(standing.revenue.sum()), TTM),
        make.money("recurring", "Recurring revenue valued", int(standing.rows["recurring_cents"].sum()), TTM),
        make.money(
            "transactional", "Transactional revenue valued", int(standing.rows["transactional_cents"].sum()), TTM
        ),
        make("clients", "Clients valued", int(standing.rows["household_id"].nunique()), "count", TTM),
    )


def _assumptions(valuation: Valuation, make: Maker, suffix: str = "") -> tuple[Figure, ...]:
    given = valuation.assumptions
    retention = rate(average_retention(valuation), 4)
    return (
        make(f"retention{suffix}", "Voluntary retention a year", retention, "rate", F9),
        make(f"growth{suffix}", "Growth a year before each client's own", rate(given.growth), "rate", INPUT),
        make(f"discount_rate{suffix}", "Discount rate", rate(given.discount_rate), "rate", INPUT),
        make(f"margin{suffix}", "Margin", rate(given.margin), "rate", INPUT),
        make(f"years{suffix}", "Years", given.years, "years", INPUT),
    )


def average_retention(valuation: Valuation) -> float:
    """Voluntary retention of the rows, weighted by their revenue; the reference where there is none."""
    weights = np.asarray(valuation.revenue, dtype=np.float64)
    return float(np.average(valuation.clients.retention, weights=weights)) if weights.any() else RETENTION


def _concentration(valuation: Valuation, make: Maker, one_client: bool, suffix: str = "") -> tuple[Figure, ...]:
    share = None if one_client else valuation.top_share
    factor = None if one_client else valuation.concentration
    cut = None if factor is None else money(valuation.total("centre") * factor)
    reason = "one client is always the whole of itself" if one_client else "there is no revenue left"
    shown: tuple[tuple[str, str, Value, Unit], ...] = (
        ("top_share", "Five largest clients' share of revenue", rate(share), "rate"),
        ("concentration", "Factor for concentration", rate(factor), "score"),
        ("concentrated", "Value by multiple after the haircut for concentration", cut, "money"),
    )
    return tuple(
        Figure(key + suffix, label, value, unit, F6, make.rows, make.inputs, "" if factor is not None else reason)
        for key, label, value, unit in shown
    )


def _gap(standing: Valuation, gap: Reconciliation, make: Maker) -> tuple[Figure, ...]:
    effects = [make.money(f"gap_{name}", f"Of which {label}", gap.effects[name], F16) for name, label in ASSUMPTIONS]
    implied = [
        make(f"implied_{name}", f"{label.capitalize()} where the values meet", rate(gap.implied[name], 4), "rate", F16)
        for name, label in ASSUMPTIONS
    ]
    return (
        make.money("gap", "Value by multiple − NPV", standing.total("centre") - standing.total("npv"), F16),
        *effects,
        make.money("gap_premium", "Of which unexplained market premium", gap.premium, F16),
        make.money("gap_drivers", "Of which drivers a market multiple does not see", gap.drivers, F16),
        *implied,
    )


def _what_if(asked: WhatIf, one_client: bool) -> tuple[Figure, ...]:
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
    found += _concentration(after, make, one_client, "_what_if")
    found.append(make("clients_lost", "Clients lost", len(asked.lost), "count", TTM))
    found += () if asked.only_loses else _assumptions(after, make, "_what_if")
    for share, value in asked.scenarios:
        label = f"NPV, change when {round(100 * share)} % of the advisor's business goes"
        change = value.total("npv") - before.total("npv")
        found.append(make.money(f"npv_delta_{round(100 * share)}", label, change, DELTA))
    return tuple(found)


def assumptions_in_words(valuation: Valuation) -> tuple[tuple[str, str], ...]:
    """What went into a valuation, as a figure's inputs."""
    given, (recurring, transactional) = valuation.assumptions, MULTIPLES["centre"]
    own = f"each advisor's own history, pulled towards {RETENTION} by {RETENTION_PRIOR_YEARS} household-years"
    heirs = f"{HEIRS_KNOWN} with the next generation known, {HEIRS_UNKNOWN} without"
    return (
        ("multiples", f"recurring {recurring / 10}, transactional {transactional / 10}, dated {ANCHORS_DATED}"),
        ("retention", f"{own if given.retention is None else given.retention}; deaths apart"),
        ("growth", f"{given.growth} a year, then each client's trend and share of wallet"),
        ("discount rate", str(given.discount_rate)),
        ("margin", str(given.margin)),
        ("heirs stay", heirs if given.heir_retention is None else str(given.heir_retention)),
        ("years", f"{given.years}, no residual value"),
    )
