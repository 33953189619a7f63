"""How a value by part is shown: the table with ages and concentration, the chart, the figures and the sentences."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from assistant.analytics.frame_tables import table_from
from assistant.analytics.sentences import sentence, told
from assistant.analytics.valuation.assumptions import RISK_YEARS, SENIOR_AGE
from assistant.analytics.valuation.by_part import Division
from assistant.analytics.valuation.cash_flow import F12
from assistant.analytics.valuation.two_values import F1, F3, F6
from assistant.blocks import Chart, Column, Table
from assistant.figures import Figure, Line, Method, Rows, Unit, Value, money, rate

PARTS_TTM = Method("F1 part", "repeatable revenue of twelve months, and clients with any, of the part")
AGE = Method("F3 age", "average age of the clients' first persons, weighted by revenue; unknown ages left out")
SENIOR = Method("F18 senior", f"NPV with clients of {SENIOR_AGE} and over ÷ NPV")
AT_RISK = Method(
    "F9 at risk",
    f"NPV × chance that a client is gone within {RISK_YEARS} years by deaths that partners and heirs do not stay after",
)
SHARE = Method("F1 share", "value by multiple of the part ÷ that of the whole")
PARTS_CAVEAT = (
    "Money adds up over the parts to the cent; a shared client counts with each sharer and once in all. Ages, shares "
    "and the five largest are each part's own, and no haircut for concentration is added up."
)
COLUMNS = (
    Column("clients", "Clients", "count", PARTS_TTM),
    Column("revenue", "Revenue valued", "money", PARTS_TTM),
    Column("centre", "By multiple", "money", F1),
    Column("adjusted", "Moved by drivers", "money", F3),
    Column("npv", "NPV", "money", F12),
    Column("age", "Average age", "years", AGE),
    Column("senior", f"NPV with clients of {SENIOR_AGE} and over", "rate", SENIOR),
    Column("top", "Five largest clients", "rate", F6),
    Column("risk", f"NPV at risk by deaths in {RISK_YEARS} years", "money", AT_RISK),
)
NO_VALUE = "the part has no net present value"
PLURALS = {"advisor": "advisors", "team": "teams", "branch": "branches", "region": "regions", "segment": "segments"}
OTHER = "the most concentrated is {narrow}, whose"
LEADERS = ("centre_cents", "age", "top")
"""Columns by which a part is the largest, the oldest, the most concentrated."""


def part_blocks(division: Division) -> tuple[Table, Chart]:
    """The parts in order with the whole below them, and the two values side by side."""
    title = f"Value by {division.by}"
    whole = division.whole.to_frame().T.infer_objects()
    rows = pd.concat([division.parts, whole], ignore_index=True)
    table = table_from(title, (Column("part", division.by.capitalize()), *COLUMNS), rows)
    names = tuple(division.parts["part"].astype(str))
    series = tuple(
        (label, tuple(money(int(cents)) for cents in division.parts[f"{name}_cents"]))
        for name, label in (("centre", "By revenue multiple"), ("npv", "Net present value"))
    )
    alt = f"Value by revenue multiple and net present value of each {division.by}, the greatest first."
    return table, Chart(title, "bar", "money", names, series, alt)


def part_figures(division: Division, rows: Rows, inputs: tuple[tuple[str, str], ...]) -> list[Figure]:
    """What the sentences say: how many parts, the largest, the oldest, the most concentrated, and what is at risk."""
    shown: list[tuple[str, str, Value, Unit, Method]] = [
        ("parts", f"{division.by.capitalize()}: how many", len(division.parts), "count", PARTS_TTM),
        ("at_risk", "NPV at risk by deaths", money(int(division.whole["risk_cents"])), "money", AT_RISK),
        ("risk_years", "Years that deaths are counted ahead", RISK_YEARS, "years", AT_RISK),
        ("senior_age", "Age from which the heirs are asked about", SENIOR_AGE, "years", SENIOR),
    ]
    largest, oldest, narrow = (division.leader(name) for name in LEADERS)
    if largest is not None:
        name, cents = largest["part"], int(largest["centre_cents"])
        share = cents / int(division.whole["centre_cents"])
        shown.append(("part_value", f"Value by multiple of {name}", money(cents), "money", F1))
        shown.append(("part_share", f"Share of {name} in the value by multiple", rate(share), "rate", SHARE))
    if oldest is not None:
        name, age, senior = oldest["part"], float(oldest["age"]), float(oldest["senior"])
        shown.append(("part_age", f"Average age, {name}", rate(age, 1), "years", AGE))
        shown.append(("part_senior", f"NPV with the oldest clients ÷ NPV, {name}", rate(senior), "rate", SENIOR))
    if narrow is not None:
        share = float(narrow["top"])
        shown.append(("part_top", f"Five largest clients' share, {narrow['part']}", rate(share), "rate", F6))
    return [told(*figure, rows, inputs, NO_VALUE) for figure in shown]


def part_lines(division: Division, by: Mapping[str, Figure], subject: str) -> tuple[Line, ...]:
    """The answer by part: the largest, then the oldest and the most concentrated."""
    largest, oldest, narrow = (division.leader(name) for name in LEADERS)
    lines: list[Line] = []
    if largest is not None:
        template = (
            "Of the {multiple} that {subject} is worth by revenue multiple, {part} has {part_value} ({part_share}), "
            f"the most of {{parts}} {PLURALS[division.by]}; {{at_risk}} of all NPV is at risk by deaths within "
            "{risk_years} years."
        )
        lines.append(sentence(template, by, subject=subject, part=str(largest["part"])))
    if oldest is not None and narrow is not None:
        both = "it is also the most concentrated: its" if oldest["part"] == narrow["part"] else OTHER
        template = (
            "The oldest is {old}, {part_age} years on average by revenue and {part_senior} of its NPV with clients of "
            f"{{senior_age}} and over; {both} five largest clients bring {{part_top}} of its revenue."
        )
        lines.append(sentence(template, by, old=str(oldest["part"]), narrow=str(narrow["part"])))
    return tuple(lines)
