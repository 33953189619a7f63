"""Where a firm of many books stands and what changed, from its monthly sums: the figures of `report`, to the cent,
without opening a book. What only a client's own history can tell is absent and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.bridge import bridge_figures, data_month
from assistant.analytics.rolled_up import (
    revenue_begins,
    rolled_bridges,
    rolled_growth,
    rolled_months,
    rolled_revenue,
    rolled_spans,
    rolled_window,
)
from assistant.analytics.snapshot.figures import YEAR, compared, counted, dated
from assistant.analytics.snapshot.report import (
    TODAY,
    BridgeRows,
    By,
    caveats_of,
    growth_figure,
    money_blocks,
    part_ends,
    summary_of,
    whole_months,
)
from assistant.analytics.snapshot.risks import LABELS, Risks, risk_figures
from assistant.analytics.wallet import FRESH_MONTHS, wallet_figures
from assistant.blocks import Block, Column, Result, Table
from assistant.errors import BadArguments, NotEnoughData
from assistant.figures import Figure, Line, Method, Rows, money

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.rollups import RollUp
    from assistant.callers import Scope

SUMMED = (
    "So many clients are added up from the monthly sums of their advisors, to the cent. What needs each client's own "
    "history (who is eroding, money within reach, the classes A, B and C, who came and who went by name) is told for a "
    "branch, a team or an advisor."
)
TOO_MANY = "so many clients are not looked at one by one; ask for a branch, a team or an advisor"
WENT = Method("went by reason", "households open the day before that closed in the period, by the reason on record")


def rolled_snapshot(sums: RollUp, *, period: Period, by: By | None = None, parts: Sequence[Scope] = ()) -> Result:
    """The state of many books and its change over a period, with the same by month, quarter or part of the firm.

    `parts`: for `by` advisor, team, branch or region, the scopes; their rows sum to the whole's to the cent. Figures
    have the keys, units and values of `book_snapshot`; behind them are the advisors whose sums they are, as clients
    would be too many to name. Sources: F20, F21, F24, R1, F43. Raises BadArguments for rows by segment, and when `by`
    needs parts and there are none.
    """
    if by == "segment":
        raise BadArguments(f"The classes A, B and C cannot be told apart here: {TOO_MANY}.")
    cited = Rows.of("advisors", sums.scope.advisor_ids)
    figures: list[Figure] = []
    blocks: list[Block] = []
    caveats: list[str] = []
    ends: tuple[Line, ...] = ()
    try:
        months = rolled_months(sums, period)
        figures += _money_figures(sums, period, months, cited)
        (whole,) = rolled_bridges(sums, period, months, (sums.scope,))
        rows = _rows_by(sums, period, months, by, parts)
        blocks += money_blocks(whole, by, rows)
        best_and_worst, ends = part_ends(rows, by, cited)
        figures += best_and_worst
    except NotEnoughData as missing:
        caveats.append(f"{missing.sentence} Until then only dated events are shown, and nothing is interpolated.")
    fresh_since = (pd.Timestamp(sums.as_of) - pd.DateOffset(months=FRESH_MONTHS)).date()
    clients, events, wallets = sums.counted(period.start, period.end, fresh_since)
    counts = clients.iloc[0]
    figures += [*_client_figures(counts, cited), *dated(_cited(events.iloc[0], cited))]
    figures += [*wallet_figures(wallets, cited=cited), _assets_figure(sums, cited)]
    figures += [*risk_figures(_no_risks()), data_month(sums)]
    blocks += [_comings_and_goings(counts)] if counts["came"] + counts["went"] else []
    by_key = {figure.key: figure for figure in figures}
    return Result(
        title=f"Book snapshot: {sums.scope.label}, {period}",
        as_of=sums.as_of,
        figures=tuple(figures),
        blocks=tuple(blocks),
        summary=summary_of(by_key, sums.scope.label, ends),
        caveats=(SUMMED, *caveats, *whole_months(period, sums.last_month), *caveats_of(by_key)),
    )


def _money_figures(sums: RollUp, period: Period, months: pd.DataFrame, cited: Rows) -> tuple[Figure, ...]:
    """Bridge, growth and revenue over the closed months of the period."""
    first, last = rolled_window(sums, period)
    words = f"{first:%Y-%m}..{last:%Y-%m}"
    (whole,) = rolled_bridges(sums, period, months, (sums.scope,))
    return (
        *bridge_figures(whole, rows=cited, period=words),
        growth_figure(rolled_growth(months), cited, words),
        *_revenue_figures(sums, (first, last), cited, "", str(period)),
        *_revenue_figures(
            sums, (sums.last_month - pd.DateOffset(months=11), sums.last_month), cited, "ttm_", "twelve months"
        ),
    )


def _revenue_figures(
    sums: RollUp, span: tuple[pd.Timestamp, pd.Timestamp], cited: Rows, prefix: str, words: str
) -> tuple[Figure, ...]:
    now, before = rolled_revenue(sums, *span).sum(), rolled_revenue(sums, span[0] - YEAR, span[1] - YEAR).sum()
    return compared((now, before, revenue_begins(sums)), span, cited, prefix, words)


def _rows_by(sums: RollUp, period: Period, months: pd.DataFrame, by: By | None, parts: Sequence[Scope]) -> BridgeRows:
    """The rows asked for, none without `by`."""
    if by is None:
        return ()
    if by in ("month", "quarter"):
        return rolled_spans(months, by)
    if parts:
        bridges = rolled_bridges(sums, period, months, parts)
        named = zip((part.label for part in parts), bridges, strict=True)
        return tuple(sorted(named, key=lambda row: row[0]))
    raise BadArguments(f"Rows by {by} need the scope of each {by}; none was given.")


def _client_figures(counts: pd.Series, cited: Rows) -> tuple[Figure, ...]:
    keys = {"households": "households", "people": "people", "new_clients": "came", "lost_clients": "went"}
    at_start = int(counts["at_start"])
    retained = 1 - int(counts["lost_of_start"]) / at_start if at_start else None
    return counted({key: (int(counts[name]), cited) for key, name in keys.items()}, retained, cited)


def _cited(counts: pd.Series, cited: Rows) -> dict[str, tuple[int, Rows]]:
    return {str(key): (int(count), cited) for key, count in counts.items()}


def _assets_figure(sums: RollUp, cited: Rows) -> Figure:
    today = sums.months.loc[sums.months["month"] == sums.last_month, "end_value_cents"]
    return Figure("aum", "Assets today", money(int(today.sum())), "money", TODAY, cited)


def _no_risks() -> Risks:
    keys = [key for key, _, _ in LABELS]
    return Risks(
        amounts=dict.fromkeys(keys),
        reasons=dict.fromkeys(keys, TOO_MANY),
        behind=dict.fromkeys(keys, Rows()),
        assets=dict.fromkeys(keys),
    )


def _comings_and_goings(counts: Mapping[str, int] | pd.Series) -> Table:
    """How many came and went in the period; those who were there when it began, by why they went."""
    lost, died, let_go = (int(counts[f"{why}_of_start"]) for why in ("lost", "died", "let_go"))
    came_and_went = int(counts["went"]) - lost
    rows = (
        ("Came", int(counts["came"])),
        ("Left, of those there at the beginning", lost - died - let_go),
        ("Died, of those there at the beginning", died),
        ("Let go by the firm, of those there at the beginning", let_go),
        ("Came and went within the period", came_and_went),
        ("Merged into another household, no loss", int(counts["merged"])),
    )
    columns = (Column("what", "What happened"), Column("households", "Households", "count", WENT))
    return Table("How many came and went", columns, tuple(row for row in rows if row[1]))
