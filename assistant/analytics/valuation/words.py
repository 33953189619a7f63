"""What a valuation says in sentences: the range, both values, why they differ, and what to be careful with."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd

from assistant.analytics.sentences import sentence
from assistant.analytics.valuation.anchors import EMBEDS_ATTRITION
from assistant.analytics.valuation.assumptions import ANCHORS_DATED, REFERENCE_AGE
from assistant.analytics.valuation.inputs import LEAST_MONTHS, WHOLE_YEAR
from assistant.analytics.valuation.what_if_shown import size
from assistant.figures import Figure, Line

NO_APPRAISAL = "A range of estimates from the assumptions shown, not an appraisal, and not fit for tax or litigation."
EMBEDDED = (
    "A discount rate above 20 % usually has the clients who leave in it already; here they are counted apart as well, "
    "so attrition is counted twice. With survival spelled out, 10 to 15 % is usual."
)


def standing_lines(by: Mapping[str, Figure], subject: str) -> tuple[Line, ...]:
    """The range, both values with what they rest on, and why they differ."""
    return _range(by, subject), _two_methods(by), _gap(by)


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
    return sentence(
        "By revenue multiple it comes to {multiple} ({times_revenue} revenue), by discounted cash flow to {npv} "
        "({npv_times_revenue}): {years} years on {margin} margin after the owner's pay, {discount_rate} discount rate, "
        "{growth} growth and {retention} voluntary retention, deaths apart.",
        by,
    )


def _gap(by: Mapping[str, Figure]) -> Line:
    higher = "lower" if _negative(by["gap"]) else "higher"
    premium = ", and {gap_premium} is market premium that nothing explains" if by["gap_premium"].value else ""
    return sentence(
        f"The multiple comes out {{size}} {higher}: {{gap_margin}} by margin, {{gap_discount_rate}} by discount rate, "
        "{gap_retention} by retention and {gap_growth} by growth, for a buyer who counts on {implied_margin}, "
        "{implied_discount_rate}, {implied_retention} and {implied_growth}; {gap_drivers} by drivers of these clients "
        "that a market multiple does not see" + premium + ".",
        {**by, "size": size(by["gap"])},
    )


def _negative(figure: Figure) -> bool:
    return isinstance(figure.value, Decimal) and figure.value < 0


def valuation_caveats(rows: pd.DataFrame, discount_rate: float) -> tuple[str, ...]:
    """`rows` of `valued_clients`: how many of them rest on less than they should is said in numbers; `discount_rate` of
    the what-if, if there is one."""
    short, scaled = rows["months"] < LEAST_MONTHS, rows["months"].between(LEAST_MONTHS, WHOLE_YEAR - 1)
    clients = rows["household_id"].to_numpy(dtype=object)
    counted = (
        (short, f"left out: fewer than {LEAST_MONTHS} months of revenue"),
        (scaled, "scaled up to a year: three to eleven months of revenue"),
        (~rows["age_known"], f"without a birth date: valued as aged {REFERENCE_AGE}"),
        (rows["wallet"].isna(), "without a share of wallet of their own, which then moves nothing"),
    )
    found = [f"{_clients(len(set(clients[mask.to_numpy()])))} {words}." for mask, words in counted if mask.any()]
    return (
        f"Market multiples are dated {ANCHORS_DATED}; they are to be compared with published deals once a year.",
        "Retention counts clients who choose to leave; deaths are counted apart, by age, and no what-if changes them.",
        "How many heirs stay is a scenario, not a measurement.",
        "The cash flow is on a margin after the owner's pay; before it about 55 % is usual, and the discount rates of "
        "17 to 36 % seen in tools are meant for that.",
        *((EMBEDDED,) if discount_rate > EMBEDS_ATTRITION else ()),
        *found,
    )


def _clients(count: int) -> str:
    return f"{count} client" if count == 1 else f"{count} clients"
