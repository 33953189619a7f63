"""The bridge and revenue of many books at once, from their sums by advisor and month: the figures of `bridge` and
`earned`, to the cent, without opening a book.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Literal

import pandas as pd

from assistant.analytics.bridge import BALANCE_FLOWS, Bridge, chain, months_inside, summed_by_span
from assistant.analytics.earned import RECURRING

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.rollups import RollUp
    from assistant.callers import Scope

STEPS = tuple(step.name for step in fields(Bridge))
FLOWS = STEPS[1:-1]
TRANSACTIONAL = ("commission", "insurance", "planning")


def rolled_window(sums: RollUp, period: Period) -> tuple[pd.Timestamp, pd.Timestamp]:
    """As bridge.closed_months: first and last closed month of the period that the balances cover. Same errors."""
    return months_inside(period, sums.last_month, sums.balance_months)


def rolled_months(sums: RollUp, period: Period) -> pd.DataFrame:
    """As bridge.bridge_months, one row an advisor and month: `advisor_id`, `month` and the fields of Bridge, in cents.

    The sums tell by month of arrival and of closing what was contributed and withdrawn, so money is told apart over
    any period. Source: F20, F21. Raises NotEnoughData for a period without closed months.
    """
    first, last = rolled_window(sums, period)
    since = period.first_month if period.first_month >= first else max(period.first_month, sums.first_month)
    months = sums.months
    rows = months[months["month"].between(first, last) & (months["accounts"] > 0)].set_index(["advisor_id", "month"])
    new, lost = (_apart(sums.moved(kind, since, last), rows.index) for kind in ("came", "went"))
    cents = {name: rows[f"{name}_cents"] for name in BALANCE_FLOWS}
    told = pd.DataFrame(
        {
            "begin": rows["begin_value_cents"],
            "new_client_money": new,
            "existing_client_money": cents["contributions"] - new,
            "withdrawals": cents["withdrawals"] - lost,
            "losses": lost,
            "transfers_in": cents["transfers_in"],
            "transfers_out": cents["transfers_out"],
            "market": cents["market_gain"],
            "fees": cents["fees"],
            "end": rows["end_value_cents"],
        }
    )
    return told.reset_index()


def _apart(moved: pd.DataFrame, index: pd.Index) -> pd.Series:
    return moved.set_index(["advisor_id", "month"]).iloc[:, 0].reindex(index, fill_value=0)


def rolled_bridges(sums: RollUp, period: Period, months: pd.DataFrame, parts: Sequence[Scope]) -> tuple[Bridge, ...]:
    """One bridge a part, in the order given, of the rows of `rolled_months`; all begin and end with the whole's."""
    first, last = rolled_window(sums, period)
    place = part_of(months["advisor_id"], parts)
    at_first, at_last = months["month"] == first, months["month"] == last
    sides = (
        months.groupby(place)[list(FLOWS)],
        months[at_first].groupby(place)["begin"],
        months[at_last].groupby(place)["end"],
    )
    flows, begin, end = (side.sum().reindex(range(len(parts)), fill_value=0) for side in sides)
    table = flows.assign(begin=begin, end=end)[list(STEPS)]
    return tuple(Bridge(*row) for row in table.itertuples(index=False, name=None))


def rolled_spans(months: pd.DataFrame, by: Literal["month", "quarter"]) -> tuple[tuple[str, Bridge], ...]:
    """Rows of `rolled_months` as one bridge a month or quarter of the whole, as bridge.bridge_rows."""
    return summed_by_span(months.groupby("month").sum(numeric_only=True).reset_index(), by)


def rolled_growth(months: pd.DataFrame) -> float | None:
    """Organic growth with the months chained (F21), of the rows of `rolled_months`, as bridge.chained_growth."""
    return chain(bridge for _, bridge in rolled_spans(months, "month"))


def rolled_revenue(sums: RollUp, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Revenue by advisor (index, every one of the scope, in order) from `first` to `last` month, both inside, in cents:
    each type, `recurring_cents`, `transactional_cents`, `total_cents` and `non_repeatable_cents`, as earned.earned."""
    months = sums.months
    columns = [f"{kind}_cents" for kind in (*RECURRING, *TRANSACTIONAL, "non_repeatable")]
    found = months[months["month"].between(first, last)].groupby("advisor_id")[columns].sum()
    found = found.reindex(sorted(sums.scope.advisor_ids), fill_value=0).rename_axis("advisor_id")
    recurring, transactional = (
        found[[f"{kind}_cents" for kind in kinds]].sum(axis=1) for kinds in (RECURRING, TRANSACTIONAL)
    )
    return found.assign(
        recurring_cents=recurring, transactional_cents=transactional, total_cents=recurring + transactional
    )


def revenue_begins(sums: RollUp) -> pd.Timestamp | None:
    """The first month with revenue on record; None without any."""
    months = sums.months.loc[sums.months["revenue_rows"] > 0, "month"]
    return None if months.empty else months.min()


def part_of(advisors: pd.Series, parts: Sequence[Scope]) -> pd.Series:
    """The place among the parts of each advisor; NaN for one of none."""
    return advisors.map({advisor: place for place, part in enumerate(parts) for advisor in part.advisor_ids})
