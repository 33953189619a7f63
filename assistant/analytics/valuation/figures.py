"""The figures of a valuation: the range, both values, what they rest on, and the gap between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.analytics.valuation.anchors import CROSS_CHECK, F2_POINTS, F15, npv_at, point_scale
from assistant.analytics.valuation.assumptions import (
    ANCHORS_DATED,
    HEIRS_KNOWN,
    HEIRS_UNKNOWN,
    MULTIPLES,
    OWNERS_MARGIN,
    RETENTION,
    RETENTION_PRIOR_YEARS,
)
from assistant.analytics.valuation.cash_flow import F12
from assistant.analytics.valuation.drivers import F16, Reconciliation
from assistant.analytics.valuation.two_values import F1, F3, F6, Valuation, concentration_factor
from assistant.figures import Figure, Method, Rows, Unit, Value, money, rate

Floats = npt.NDArray[np.float64]

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
HEIRS = Method("F9 heirs", "weighted by revenue; a scenario by whether the next generation is known, unless given")
F8 = Method(
    "F8",
    "share of revenue left as cash flow after serving the client and running the practice; 0.35 is after the owner's "
    "pay (EBITDA-like), 0.55 before it (EBOC-like)",
)

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


def valuation_figures(standing: Valuation, gap: Reconciliation, make: Maker, *, one_client: bool) -> list[Figure]:
    """The range, both values, the revenue and the assumptions behind them, concentration, the gap, the cross-checks."""
    return [
        *_values(standing, make),
        *_revenue(standing, make),
        *assumption_figures(standing, make),
        *concentration_figures(standing, make, one_client),
        *_gap(standing, gap, make),
        *_cross_checks(standing, make),
    ]


def maker_of(valuation: Valuation) -> Maker:
    """Makes figures of all the households of a valuation, on its assumptions."""
    return Maker(Rows.of("households", valuation.rows["household_id"]), assumptions_in_words(valuation))


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


def assumption_figures(valuation: Valuation, make: Maker, suffix: str = "") -> tuple[Figure, ...]:
    given, clients = valuation.assumptions, valuation.clients
    retention, heirs = (rate(_average(valuation, column), 4) for column in (clients.retention, clients.heirs))
    return (
        make(f"retention{suffix}", "Voluntary retention a year", retention, "rate", F9),
        make(f"heirs{suffix}", "Chance that money stays after the last death", heirs, "rate", HEIRS),
        make(f"growth{suffix}", "Growth a year before each client's own", rate(given.growth), "rate", INPUT),
        make(f"discount_rate{suffix}", "Discount rate", rate(given.discount_rate), "rate", INPUT),
        make(f"margin{suffix}", "Margin", rate(given.margin), "rate", F8),
        make(f"years{suffix}", "Years", given.years, "years", INPUT),
    )


def _average(valuation: Valuation, column: Floats) -> float:
    """The average of the rows weighted by their revenue; plain where there is none, the reference without rows."""
    weights = np.asarray(valuation.revenue, dtype=np.float64)
    if not weights.any():
        return float(column.mean()) if len(column) else RETENTION
    return float(np.average(column, weights=weights))


def concentration_figures(valuation: Valuation, make: Maker, one_client: bool, suffix: str = "") -> tuple[Figure, ...]:
    share = None if one_client else valuation.top_share
    factor = None if share is None else concentration_factor(share)
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


def _cross_checks(standing: Valuation, make: Maker) -> tuple[Figure, ...]:
    """What other rules make of the same book: a rate with attrition in it on the owner's margin; a scale of points."""
    check = money(npv_at(standing, CROSS_CHECK, OWNERS_MARGIN))
    recurring = int(standing.rows["recurring_cents"].sum()) / int(standing.revenue.sum())
    tenure = _average(standing, np.nan_to_num(standing.rows["tenure"].to_numpy(dtype=np.float64)))
    points = point_scale(recurring, _average(standing, standing.clients.retention), tenure)
    label = "NPV before owner's pay, with attrition in a rate of 21 %"
    return (
        make("npv_cross_check", label, check, "money", F15),
        make("points_multiple", "Multiple by a published scale of points", points, "multiple", F2_POINTS),
    )


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
