"""The figures of a retention answer: every measure with what it divides, its interval, a year's rate, and before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.analytics.retention_rates.cohort import BEYOND_CONTROL
from assistant.analytics.retention_rates.measures import (
    ANNUAL,
    BY_KEY,
    LEAST_CLIENTS,
    R7_COVERAGE,
    R7_KNOWN,
    WILSON,
    Measure,
    Rate,
)
from assistant.figures import Figure, Method, Rows, Value, money, rate

if TYPE_CHECKING:
    from assistant.analytics.retention_rates.reading import Group, Reading

GONE = Method("exits", "clients of the day before the period who closed in it, by reason; mergers are no loss")
LEAST = Method("least sample", "households at the start under which nothing is judged or ranked")
DIVERGENCE = Method("R1 less R3", "client retention less gross asset retention")


def measure_figures(reading: Reading, measures: Sequence[Measure]) -> tuple[Figure, ...]:
    """The measures of the whole book: `<key>`, `_kept`, `_out_of`, `_low` and `_high` for counts, `_annual` where the
    window is no year, `_before`."""
    now, before = reading.rates, reading.earlier
    return tuple(
        figure
        for measure in measures
        for figure in (
            *_of_one(reading, measure, now[measure.key]),
            _before(reading, measure, before[measure.key]),
        )
    )


def _of_one(reading: Reading, measure: Measure, found: Rate) -> tuple[Figure, ...]:
    behind = Rows.of("households", reading.rows.index[reading.rows["at_start"] == 1])
    inputs = _inputs(reading, measure)

    def share(suffix: str, label: str, value: float | None, method: Method, reason: str = "") -> Figure:
        shown = "" if value is not None else reason or found.reason
        return Figure(f"{measure.key}{suffix}", label, rate(value), "rate", method, behind, inputs, shown)

    def part(suffix: str, label: str, amount: int) -> Figure:
        known: Value = None if found.value is None else amount if measure.counted else money(amount)
        name = f"{measure.name}: {label}"
        return Figure(f"{measure.key}{suffix}", name, known, measure.unit, measure.method, behind, inputs, found.reason)

    figures = [
        share("", measure.label, found.value, measure.method),
        part("_kept", "kept", found.kept),
        part("_out_of", "out of", found.out_of),
    ]
    if measure.counted:
        figures.append(share("_low", f"{measure.name}, lower bound", found.low, WILSON))
        figures.append(share("_high", f"{measure.name}, upper bound", found.high, WILSON))
    if found.annual is not None:
        figures.append(share("_annual", f"{measure.name}, annualised", found.annual, ANNUAL))
    return tuple(figures)


def _before(reading: Reading, measure: Measure, found: Rate) -> Figure:
    window = reading.window.earlier()
    inputs = (("days", f"{window.start.isoformat()}..{window.end.isoformat()}"),)
    label = f"{measure.name}, {reading.window.compared_with}"
    reason = "" if found.value is not None else found.reason
    return Figure(f"{measure.key}_before", label, rate(found.value), "rate", measure.method, Rows(), inputs, reason)


def _inputs(reading: Reading, measure: Measure) -> tuple[tuple[str, str], ...]:
    """The window of a measure in words: days for people, closed months for money, the months compared with."""
    window, months = reading.window, reading.months
    if measure.counted or months is None:
        return (("days", f"{window.start.isoformat()}..{window.end.isoformat()}"),)
    if not measure.key.startswith("revenue"):
        return (("months", f"{months.month(window.first):%Y-%m}..{months.month(window.last):%Y-%m}"),)
    low, high = window.compared
    then = (months.month(column - window.shift) for column in (low, high))
    return (
        ("months", f"{months.month(low):%Y-%m}..{months.month(high):%Y-%m}"),
        ("against", "..".join(f"{month:%Y-%m}" for month in then)),
    )


def side_figures(reading: Reading) -> tuple[Figure, ...]:
    """Who went and why, the gap between clients and money, what stands behind the wallet, the least sample."""
    now, rows = reading.rates, reading.rows
    gone, by_choice = rows["gone"] == 1, rows["reason"].isin(BEYOND_CONTROL)

    def count(key: str, label: str, who: Sequence[str]) -> Figure:
        return Figure(key, label, len(who), "count", GONE, Rows.of("households", who))

    clients, assets = now["clients"].value, now["assets_gross"].value
    gap = None if clients is None or assets is None else clients - assets
    reason = "" if gap is not None else now["assets_gross"].reason or now["clients"].reason
    return (
        count("gone", "Clients who went", rows.index[gone]),
        count("left", "of them left", rows.index[gone & ~by_choice]),
        count("died", "of them died", rows.index[rows["reason"] == "death"]),
        count("let_go", "of them let go by the firm", rows.index[rows["reason"] == "firm_exit"]),
        count("merged", "Merged into another household, kept", rows.index[rows["merged"] == 1]),
        Figure("divergence", "Client less gross asset retention", rate(gap), "rate", DIVERGENCE, reason=reason),
        *_wallet_figures(reading, now["wallet"]),
        Figure("least_clients", "Fewest clients a verdict takes", LEAST_CLIENTS, "count", LEAST),
    )


def _wallet_figures(reading: Reading, found: Rate) -> tuple[Figure, ...]:
    rows = reading.rows
    sums = rows[["wallet_before", "wallet_known", "assets_before"]].sum()
    behind = Rows.of("households", rows.index[rows["wallet_before"] > 0])
    reason = "" if found.value is not None else found.reason
    known = None if reason else float(sums["wallet_known"] / sums["wallet_before"])
    covered = None if reason or not sums["assets_before"] else float(sums["wallet_before"] / sums["assets_before"])
    disclosed = rows.index[rows["wallet_known"] > rows["wallet_now"]]
    return (
        Figure("wallet_known", "Wallet-share retention without disclosures", rate(known), "rate", R7_KNOWN, behind,
               reason=reason),
        Figure("wallet_coverage", "Assets with a declared net worth", rate(covered), "rate", R7_COVERAGE, behind,
               reason="" if covered is not None else reason or "there were no assets at the beginning"),
        Figure("disclosed", "Clients who only disclosed money elsewhere", len(disclosed), "count", R7_KNOWN,
               Rows.of("households", disclosed)),
    )  # fmt: skip


def group_figure(key: str, group: Group, measure: Measure) -> Figure:
    """One row of a table as a figure, for a sentence."""
    found = group.rates[measure.key]
    label = f"{BY_KEY[measure.key].name}, {group.name}"
    return Figure(key, label, rate(found.value), "rate", measure.method, reason=found.reason)
