"""Revenue of very many clients at once, from the shards of their books: the report's figures to the cent (F4b, F43)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.bridge import data_month
from assistant.analytics.earned import RECURRING
from assistant.analytics.revenue.blocks import type_table
from assistant.analytics.revenue.figures import figures_of
from assistant.analytics.revenue.report import FEW_MONTHS, By, by_parts, by_spans, by_types, reported
from assistant.analytics.revenue.rows import by_type, rows_of_parts
from assistant.analytics.revenue.trend import trend_beside, trend_figures
from assistant.analytics.revenue.window import window_over
from assistant.blocks import Result
from assistant.errors import BadArguments
from assistant.figures import Rows

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.rollups import RollUp
    from assistant.callers import Scope


def revenue_report_rolled(sums: RollUp, *, period: Period, by: By | None = None, parts: Sequence[Scope] = ()) -> Result:
    """As `revenue_report` of one large scope, all of its clients together. `parts`: for `by` advisor, team, branch or
    region, the scopes; their rows sum to the whole's to the cent. Behind the figures are the advisors.

    Raises BadArguments for rows by client or class, which take each client's own revenue, and as revenue_report does.
    """
    if by in ("client", "segment"):
        raise BadArguments(
            f"Rows by {by} look at every client, and there are too many here; ask for a branch, a team or an advisor."
        )
    told = _rows(sums.revenue_rows(parts or None))  # of the parts where there are any: they add up to the whole
    rows = told.drop(columns="part").groupby(["month", "type"], as_index=False).sum()
    window = window_over(rows["month"], sums, period)
    trend = trend_beside(rows, _balances(sums), sums.last_month)
    cut = by or ("month" if window.months <= FEW_MONTHS else "quarter")
    types = by_type(rows, window)
    if cut in ("month", "quarter", "year"):
        split = by_spans(rows, window, cut, trend)
    elif cut == "type":
        split = by_types(types, window)
    elif parts:
        of_part = dict(iter(told.groupby("part")))
        named = ((scope, of_part.get(place, told.iloc[:0])) for place, scope in enumerate(parts))
        split = by_parts(rows_of_parts(named, window), cut, window)
    else:
        raise BadArguments(f"Rows by {cut} need the scope of each {cut}; none was given.")
    cited = Rows.of("advisors", sums.scope.advisor_ids)
    closed = sums.revenue_of_closed(window.first, window.last)
    figures = (
        *figures_of(rows, window, closed, cited),
        *split.figures,
        *trend_figures(trend, cited),
        data_month(sums),
    )
    more = () if cut == "type" else (type_table(types),)
    return reported(sums, sums.scope.label, (window, period), figures, split, more)


def _rows(told: pd.DataFrame) -> pd.DataFrame:
    """Rows of RollUp.revenue_rows with the columns of rows.revenue_rows, but for the household."""
    recurring = told["type"].isin(RECURRING)
    cents = told["total_cents"]
    return told.assign(recurring_cents=cents.where(recurring, 0), transactional_cents=cents.where(~recurring, 0))


def _balances(sums: RollUp) -> pd.DataFrame:
    """Balances by advisor and month, as Book.household_months has them by household."""
    months = sums.months[sums.months["accounts"] > 0]
    return months.loc[:, "month":"end_value_cents"].drop(columns="accounts")
