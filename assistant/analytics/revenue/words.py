"""What a revenue report says in sentences: the amount first, then what recurs, who brings it, and the trend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.revenue.window import Window, spoken
from assistant.figures import Figure, Line

if TYPE_CHECKING:
    from assistant.book.periods import Period


def summary_lines(by: Mapping[str, Figure], window: Window, whose: str) -> tuple[Line, ...]:
    """The answer, two to five sentences; what is undefined is left out here and shown with its reason as a figure."""
    lines = [_revenue(by, window, whose), _kinds(by)]
    if "largest_share" in by and by["largest_share"].value is not None:
        template = "The most comes from {largest}: {largest_revenue}, {largest_share} of all."
        lines.append(Line(template, _only(by, "largest", "largest_revenue", "largest_share")))
    if by["trend"].value is not None:
        without = " and {trend_without_market} with the market taken out" if _known(by, "trend_without_market") else ""
        template = "Over {trend_quarters} whole quarters the trend is {trend} a year as billed" + without + "."
        lines.append(Line(template, _only(by, "trend_quarters", "trend", "trend_without_market")))
    return (*lines, Line("Revenue is closed to {data_month}.", {"data_month": by["data_month"]}))


def _revenue(by: Mapping[str, Figure], window: Window, whose: str) -> Line:
    parts = ["Revenue of {whose} was {revenue} " + ("in {months}" if window.months == 1 else "from {months}")]
    if _known(by, "change_before"):
        parts.append("{before_moves} {change_before} against the same months a year before ({revenue_before})")
    if _known(by, "change_just_before") and window.just_before != window.year_before:
        parts.append("{just_moves} {change_just_before} against {just_before}")
    words = {
        "whose": whose,
        "months": window.words,
        "before_moves": _moves(by["change_before"]),
        "just_moves": _moves(by["change_just_before"]),
        "just_before": spoken(*window.just_before) if window.just_before else "",
    }
    sizes = {key: _size(by[key]) for key in ("change_before", "change_just_before")}
    return Line(", ".join(parts) + ".", {**words, **sizes, **_only(by, "revenue", "revenue_before")})


def _kinds(by: Mapping[str, Figure]) -> Line:
    share = " ({recurring_share})" if _known(by, "recurring_share") else ""
    template = "Of it {recurring}" + share + " recurs, as fees and trails, and {transactional} is transactional"
    template += "; {one_off} will not repeat" if by["one_off"].value else ""
    template += "; {closed_clients} came from clients who have left" if by["closed_clients"].value else ""
    keys = ("recurring", "recurring_share", "transactional", "one_off", "closed_clients")
    return Line(template + ".", _only(by, *keys))


def caveats(by: Mapping[str, Figure], window: Window, period: Period) -> tuple[str, ...]:
    """What is compared with what, and what the report counts."""
    found = ["Everything counts: one-offs and clients who have left too. Shared accounts count by share."]
    if window.year_before:
        found.append(f"Compared month for month: {window.words} with {spoken(*window.year_before)}.")
    else:
        found.append(f"There is no year before to compare with: {window.too_short}.")
    if pd.Timestamp(period.end) > window.last + pd.offsets.MonthEnd(0):
        found.append(
            f"The last month of {period} has not closed; {window.words} is in it, and in what it is compared to."
        )
    if window.cut_at_start:
        found.append(f"Revenue is on record since {window.begins:%B %Y}; earlier months of {period} are not in it.")
    if by["trend"].value is None:
        found.append(f"No trend: {by['trend'].reason}.")
    else:
        found.append("The market moves fees; the trend with the market taken out is the growth of the practice itself.")
    return tuple(found)


def _known(by: Mapping[str, Figure], key: str) -> bool:
    return key in by and by[key].value is not None


def _only(by: Mapping[str, Figure], *keys: str) -> dict[str, Figure | str]:
    return {key: by[key] for key in keys if key in by}


def _moves(change: Figure) -> str:
    return "down" if isinstance(change.value, Decimal) and change.value < 0 else "up"


def _size(figure: Figure) -> Figure:
    return replace(figure, value=abs(figure.value)) if isinstance(figure.value, Decimal) else figure
