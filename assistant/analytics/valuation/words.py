"""What a valuation says in sentences: the range, why two values, the what-if, and what to be careful with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

import pandas as pd

from assistant.analytics.valuation.assumptions import ANCHORS_DATED, REFERENCE_AGE
from assistant.analytics.valuation.inputs import LEAST_MONTHS, WHOLE_YEAR
from assistant.analytics.valuation.what_if import WhatIf
from assistant.figures import Figure, Line

TRANSITION_CAVEATS = (
    "What is lost when an advisor goes is a scenario from vendor figures (10–14 % if well run, 18–22 % usually); the "
    "what-if figures take 22 %.",
    "A question about an advisor's departure is confidential.",
)


def valuation_summary(figures: Iterable[Figure], asked: WhatIf | None, subject: str) -> tuple[Line, ...]:
    by = {figure.key: figure for figure in figures}
    return (_range(by, subject), _two_methods(by), *(_what_if(by, asked) if asked else ()))


def _range(by: Mapping[str, Figure], subject: str) -> Line:
    return Line(
        "{subject} is worth between {low} and {high}, on {revenue} of repeatable revenue a year (the last twelve "
        "closed months, shorter histories scaled up).",
        {
            "subject": subject[:1].upper() + subject[1:],
            "low": by["value_low"],
            "high": by["value_high"],
            "revenue": by["revenue"],
        },
    )


def _two_methods(by: Mapping[str, Figure]) -> Line:
    premium = ", and {premium} beyond what these explain" if by["gap_premium"].value else ""
    return Line(
        "By revenue multiple it comes to {multiple} ({times} revenue), by discounted cash flow to {npv} ({npv_times}). "
        "The multiple is what a buyer would pay who counts on {margin} margin, {rate} discount rate, {retention} "
        "retention and {growth} growth" + premium + ".",
        {
            "multiple": by["multiple"],
            "times": by["times_revenue"],
            "npv": by["npv"],
            "npv_times": by["npv_times_revenue"],
            "margin": by["implied_margin"],
            "rate": by["implied_discount_rate"],
            "retention": by["implied_retention"],
            "growth": by["implied_growth"],
            "premium": by["gap_premium"],
        },
    )


def _what_if(by: Mapping[str, Figure], asked: WhatIf) -> tuple[Line, ...]:
    if asked.scenarios:
        return (_advisor_goes(by),)
    key = "multiple" if asked.only_loses else "adjusted"
    method = "value by multiple" if asked.only_loses else "value by multiple moved by the clients' drivers"
    changes = [] if asked.only_loses else ["with the changed assumptions"]
    opening = " and ".join([*changes, *(["without {lost}"] if asked.lost else [])])
    change = Line(
        f"{opening[:1].upper()}{opening[1:]}, the {method} {{moves}} {{delta}} to {{then}} "
        "and the value by cash flow {npv_moves} {npv_delta} to {npv_then}.",
        {
            "lost": asked.names_lost,
            "moves": _moves(by[f"{key}_delta"]),
            "delta": _size(by[f"{key}_delta"]),
            "then": by[f"{key}_what_if"],
            "npv_moves": _moves(by["npv_delta"]),
            "npv_delta": _size(by["npv_delta"]),
            "npv_then": by["npv_what_if"],
        },
    )
    shown = asked.lost and by["concentrated"].value is not None and by["concentrated_what_if"].value is not None
    return (change, _haircut(by)) if shown else (change,)


def _moves(delta: Figure) -> str:
    return "falls by" if isinstance(delta.value, Decimal) and delta.value < 0 else "rises by"


def _size(delta: Figure) -> Figure:
    """The change without its sign, which the verb says."""
    return replace(delta, value=abs(delta.value)) if isinstance(delta.value, Decimal) else delta


def _haircut(by: Mapping[str, Figure]) -> Line:
    return Line(
        "The five largest clients' share of revenue goes from {before} to {after}, so after the haircut for "
        "concentration the value by multiple goes from {cut_before} to {cut_after}.",
        {
            "before": by["top_share"],
            "after": by["top_share_what_if"],
            "cut_before": by["concentrated"],
            "cut_after": by["concentrated_what_if"],
        },
    )


def _advisor_goes(by: Mapping[str, Figure]) -> Line:
    return Line(
        "If that advisor goes, the NPV usually changes by between {low} and {high}, and by {all} if every client goes "
        "too.",
        {"low": by["npv_delta_10"], "high": by["npv_delta_22"], "all": by["npv_delta_100"]},
    )


def valuation_caveats(rows: pd.DataFrame, asked: WhatIf | None) -> tuple[str, ...]:
    """`rows` of `valued_clients`: how many of them rest on less than they should is said in numbers."""
    short, scaled = rows["months"] < LEAST_MONTHS, rows["months"].between(LEAST_MONTHS, WHOLE_YEAR - 1)
    counted = (
        (short, f"left out: fewer than {LEAST_MONTHS} months of revenue"),
        (scaled, "scaled up to a year: three to eleven months of revenue"),
        (~rows["age_known"], f"without a birth date: valued as aged {REFERENCE_AGE}"),
        (rows["wallet"].isna(), "without a share of wallet of their own, which then moves nothing"),
    )
    found = [f"{_clients(rows[mask]['household_id'].nunique())} {words}." for mask, words in counted if mask.any()]
    return (
        "A range of estimates from the assumptions shown, not an appraisal, and not fit for tax or litigation.",
        f"Market multiples are dated {ANCHORS_DATED}; they are to be compared with published deals once a year.",
        "Retention counts clients who choose to leave; deaths are counted apart, by age, and no what-if changes them.",
        "How many heirs stay is a scenario, not a measurement.",
        *found,
        *(TRANSITION_CAVEATS if asked and asked.scenarios else ()),
    )


def _clients(count: int) -> str:
    return f"{count} client" if count == 1 else f"{count} clients"
