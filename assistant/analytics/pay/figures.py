"""The figures of a pay report: pay and production of a year, a month and a period, the grid's edges, and what-ifs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from assistant.analytics.pay.earnings import F41_MONTH, PRODUCTION, Earnings
from assistant.analytics.pay.grids import F41, F41_EDGE, NEAR_CENTS, Grid
from assistant.figures import Figure, Method, Rows, money, rate

EFFECTIVE = Method("F41 rate", "pay of the calendar year to date ÷ production of the same months")
F41_WHAT_IF = Method(
    "F41 what-if",
    "pay on production to date with the extra production − pay on production to date; under a hurdle grid the extra "
    "belongs to the month",
)
F41_PROJECTION = Method(
    "F41 projection",
    "pay on the production of a whole year if every month left is like the average month so far, plus any extra; a "
    "projection, not pay that was earned",
)
COUNT = Method("F41 advisors", "advisors of the scope, each once")
HIGHEST = "the highest tier of the grid is reached"


@dataclass(frozen=True, slots=True)
class Window:
    """The months asked about, and the last closed one, at which the year to date ends."""

    first: pd.Timestamp
    last: pd.Timestamp

    @property
    def year(self) -> str:
        """`January to October 2026`, the year to date."""
        return f"January to {self.last:%B %Y}" if self.last.month > 1 else f"{self.last:%B %Y}"

    @property
    def months(self) -> str:
        return f"{self.first:%B %Y} to {self.last:%B %Y}" if self.first < self.last else f"{self.last:%B %Y}"

    @property
    def is_own(self) -> bool:
        """Whether the months asked about are neither the year to date nor the last month."""
        return self.first not in (self.last, pd.Timestamp(self.last.year, 1, 1))


def total(amounts: Sequence[int | None]) -> int | None:
    """The sum of what is known; None when nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def pay_figures(everyone: Sequence[Earnings], window: Window) -> tuple[Figure, ...]:
    """Production and pay of the year to date, of the last month and of the period asked, summed over the advisors."""
    last, paid = window.last, [e for e in everyone if e.at(window.last, "pay_ytd") is not None]
    behind = Rows.of("households", (i for e in everyone for i in e.behind.ids))
    reason = next((e.reason for e in everyone if e.reason), "")
    grids = ", ".join(sorted({f"{e.grid.id} ({e.grid.method})" for e in everyone if e.grid}))
    inputs = (("grid", grids or "none"), ("advisors with a known pay", f"{len(paid)} of {len(everyone)}"))

    def figure(key: str, label: str, cents: int | None, method: Method, months: str) -> Figure:
        given = (("months", months), *(inputs if method is not PRODUCTION else ()))
        why = "" if cents is not None else reason
        return Figure(key, f"{label}, {months}", money(cents), "money", method, behind, given, why)

    made = total([e.at(last, "made_ytd") for e in everyone])
    found = [
        figure("pay_ytd", "Pay", total([e.at(last, "pay_ytd") for e in everyone]), F41, window.year),
        figure("production_ytd", "Production", made, PRODUCTION, window.year),
        _effective(paid, window, behind, (("months", window.year), *inputs), reason),
        figure("pay_month", "Pay", total([e.at(last, "pay") for e in everyone]), F41_MONTH, f"{last:%B %Y}"),
        figure("production_month", "Production", total([e.at(last, "made") for e in everyone]), PRODUCTION,
               f"{last:%B %Y}"),
    ]  # fmt: skip
    if window.is_own:
        for key, label, column, method in (
            ("pay_period", "Pay", "pay", F41_MONTH),
            ("production_period", "Production", "made", PRODUCTION),
        ):
            sums = total([e.between(window.first, last, column) for e in everyone])
            found.append(figure(key, label, sums, method, window.months))
    return tuple(found)


def several_figures(everyone: Sequence[Earnings]) -> tuple[Figure, ...]:
    """How many advisors there are, and how close to an edge is near it."""
    behind = Rows.of("advisors", (e.advisor_id for e in everyone))
    return (
        Figure("advisors", "Advisors", len(everyone), "count", COUNT, behind),
        Figure("near_edge", "Near an edge", money(NEAR_CENTS), "money", F41_EDGE, behind),
    )


def _effective(
    paid: Sequence[Earnings], window: Window, behind: Rows, inputs: tuple[tuple[str, str], ...], reason: str
) -> Figure:
    """A ratio of sums over the advisors whose pay is known."""
    made = total([e.at(window.last, "made_ytd") for e in paid]) or 0
    pay = total([e.at(window.last, "pay_ytd") for e in paid]) or 0
    why = "" if made > 0 else reason or "there was no production to divide by"
    value = rate(pay / made) if made > 0 else None
    return Figure("effective_rate", "Effective rate of pay", value, "rate", EFFECTIVE, behind, inputs, why)


def edge_figures(one: Earnings, grid: Grid, window: Window) -> tuple[Figure, ...]:
    """Where one advisor stands on the grid: the tier, the next edge and the one just passed, and what they move."""
    base = one.threshold_base(window.last)
    above, below = grid.edge_above(base), grid.edge_below(base)
    inputs = (("grid", f"{grid.id} ({grid.method})"), ("thresholds count", f"production of the {grid.span}"))

    def figure(key: str, label: str, cents: int | None, reason: str = HIGHEST) -> Figure:
        why = "" if cents is not None else reason
        return Figure(key, label, money(cents), "money", F41_EDGE, one.behind, inputs, why)

    found = [
        Figure("tier_rate", "Rate of the present tier", grid.rate_at(base), "rate", F41_EDGE, one.behind, inputs),
        figure("next_edge", "Next edge of the grid", above),
        figure("to_next_edge", "Production to the next edge", None if above is None else above - base),
    ]
    if above is not None:
        found += [
            Figure("next_rate", "Rate from the next edge", grid.rate_at(above), "rate", F41_EDGE, one.behind, inputs),
            figure("gain_at_next_edge", "Pay added by reaching the next edge", grid.pays(above) - grid.pays(base)),
        ]
    if grid.method == "cliff" and above is not None:
        found.append(figure("edge_step", "Pay moved by the last unit before the next edge", grid.step(above)))
    if below is not None:
        found.append(figure("last_edge", "Edge at which the present tier began", below))
        found.append(figure("above_last_edge", "Production above that edge", base - below))
    if grid.method == "cliff" and below is not None:
        found.append(figure("last_edge_step", "Pay moved by one unit at that edge", grid.step(below)))
    return tuple(found)


def what_if_figures(one: Earnings, grid: Grid, window: Window, extra: int) -> tuple[Figure, ...]:
    """Pay with extra production (cents, negative for production that is lost), and the change it makes."""
    base, last = one.threshold_base(window.last), window.last
    known = one.at(last, "pay") is not None
    change = grid.pays(base + extra) - grid.pays(base) if known else None
    inputs = (("extra production", str(money(extra))), ("grid", f"{grid.id} ({grid.method})"))

    def figure(key: str, label: str, cents: int | None) -> Figure:
        why = "" if cents is not None else one.reason
        return Figure(key, label, money(cents), "money", F41_WHAT_IF, one.behind, inputs, why)

    def plus(column: str) -> int | None:
        so_far = one.at(last, column)
        return None if change is None or so_far is None else so_far + change

    return (
        figure("extra_production", "Extra production", extra),
        figure("pay_change", "Change of pay by the extra production", change),
        figure("pay_ytd_with_extra", f"Pay with the extra production, {window.year}", plus("pay_ytd")),
        figure("pay_month_with_extra", f"Pay with the extra production, {last:%B %Y}", plus("pay")),
        Figure("tier_rate_with_extra", "Rate of the tier with the extra production", grid.rate_at(base + extra), "rate",
               F41_WHAT_IF, one.behind, inputs),
    )  # fmt: skip


def projection_figures(everyone: Sequence[Earnings], window: Window, extra: int) -> tuple[Figure, ...]:
    """Production and pay of the whole calendar year if the months left are like the average month so far."""
    paths = [_projected(one, window.last, extra) for one in everyone]
    behind = Rows.of("households", (i for e in everyone for i in e.behind.ids))
    inputs = (("months so far", window.year), ("extra production", str(money(extra))))
    made, pay = total([p[0] for p in paths]), total([p[1] for p in paths])
    reason = "" if pay is not None else next(e.reason for e in everyone if e.reason)
    rows = (
        ("projected_production", "Projected production", made, ""),
        ("projected_pay", "Projected pay", pay, reason),
    )
    return tuple(
        Figure(key, f"{label} of {window.last.year}", money(cents), "money", F41_PROJECTION, behind, inputs, why)
        for key, label, cents, why in rows
    )


def _projected(one: Earnings, last: pd.Timestamp, extra: int) -> tuple[int, int | None]:
    ytd, so_far = int(one.months.at[last, "made_ytd"]), one.at(last, "pay_ytd")
    average = round(Fraction(ytd, last.month))
    made = round(Fraction(12 * ytd, last.month)) + extra
    if one.grid is None or so_far is None:
        return made, None
    if one.grid.method != "hurdle":
        return made, one.grid.pays(made)
    base = one.threshold_base(last)
    gained = one.grid.pays(base + extra) - one.grid.pays(base)
    return made, so_far + gained + (12 - last.month) * one.grid.pays(average)
