"""Where a book stands and what changed: assets with market and flows apart, revenue, clients, retention, growth, and
the three risks in money side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import pandas as pd

from assistant.analytics.bridge import (
    F21,
    F21_CHAINED,
    Bridge,
    asset_bridge,
    bridge_chart,
    bridge_figures,
    bridge_of_books,
    bridge_rows,
    bridge_table,
    chained_growth,
    closed_months,
    data_line,
    data_month,
)
from assistant.analytics.labels import client_labels
from assistant.analytics.retention_rates import Movement, movement
from assistant.analytics.segments import book_classes
from assistant.analytics.snapshot.figures import client_figures, event_figures, revenue_figures
from assistant.analytics.snapshot.risks import risk_chart, risk_figures, risk_table, three_risks
from assistant.analytics.wallet import FRESH_MONTHS, wallet_figures, wallet_rows
from assistant.blocks import Block, Column, Result, Table
from assistant.errors import BadArguments, NotEnoughData
from assistant.figures import Figure, Line, Method, Rows, money, rate

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

TODAY = Method("AUM", "value of all accounts at the last closed month")
By = Literal["month", "quarter", "segment", "advisor", "team", "branch", "region"]
OF_PARTS = ("advisor", "team", "branch", "region")
BridgeRows = tuple[tuple[str, Bridge], ...]


def book_snapshot(book: Book, *, period: Period, by: By | None = None, parts: Sequence[Book] = ()) -> Result:
    """The state of a book and its change over a period, with the same by month, quarter, segment or part of the firm.

    `parts`: for `by` advisor, team, branch or region, one Book a part, opened at the same date; their rows sum to the
    book's to the cent. A period in which no month has closed yet shows dated events only, and says so. Sources: F20,
    F21, F24, R1, E8, F34. Raises BadArguments when `by` needs parts and there are none.
    """
    moved = movement(book, period)
    figures: list[Figure] = []
    blocks: list[Block] = []
    caveats: list[str] = []
    ends: tuple[Line, ...] = ()
    try:
        figures += _money_figures(book, period)
        rows = _rows_by(book, period, by, parts)
        blocks += money_blocks(asset_bridge(book, period), by, rows)
        best_and_worst, ends = part_ends(rows, by, Rows.of("accounts", book.accounts["account_id"]))
        figures += best_and_worst
    except NotEnoughData as missing:
        caveats.append(f"{missing.sentence} Until then only dated events are shown, and nothing is interpolated.")
    risks = three_risks(book)
    figures += [*client_figures(book, moved), *event_figures(book, period), *wallet_figures(wallet_rows(book))]
    figures += [_assets_figure(book), *risk_figures(risks), data_month(book)]
    blocks += [_comings_and_goings(book, moved)] if len(moved.came) + len(moved.went) else []
    blocks += [risk_table(risks), risk_chart(risks)]
    by_key = {figure.key: figure for figure in figures}
    return Result(
        title=f"Book snapshot: {book.scope.label}, {period}",
        as_of=book.as_of,
        figures=tuple(figures),
        blocks=tuple(blocks),
        summary=summary_of(by_key, book.scope.label, ends),
        caveats=(*caveats, *whole_months(period, book.last_month), *caveats_of(by_key)),
    )


def _assets_figure(book: Book) -> Figure:
    balances = book.balances
    today = balances[balances["month"] == book.last_month]
    accounts = Rows.of("accounts", today["account_id"])
    return Figure("aum", "Assets today", money(int(today["end_value_cents"].sum())), "money", TODAY, accounts)


def _money_figures(book: Book, period: Period) -> tuple[Figure, ...]:
    """Bridge, growth and revenue over the closed months of the period."""
    first, last = closed_months(book, period)
    bridge = asset_bridge(book, period)
    behind = Rows.of("accounts", book.accounts["account_id"])
    months = f"{first:%Y-%m}..{last:%Y-%m}"
    return (
        *bridge_figures(bridge, rows=behind, period=months),
        growth_figure(chained_growth(book, period), behind, months),
        *revenue_figures(book, first, last, "", str(period)),
        *revenue_figures(book, book.last_month - pd.DateOffset(months=11), book.last_month, "ttm_", "twelve months"),
    )


def growth_figure(chained: float | None, behind: Rows, months: str) -> Figure:
    """Organic growth with the months chained; `months` says which."""
    return Figure(
        "organic_growth_chained",
        "Organic growth, months chained",
        rate(chained),
        "rate",
        F21_CHAINED,
        behind,
        (("period", months),),
        reason="" if chained is not None else "some month of the period began with no assets",
    )


def _rows_by(book: Book, period: Period, by: By | None, parts: Sequence[Book]) -> BridgeRows:
    """The rows asked for, none without `by`."""
    if by is None:
        return ()
    if by in ("month", "quarter", "segment"):
        return bridge_rows(book, period, by, segments=book_classes(book) if by == "segment" else None)
    if parts:
        return bridge_of_books(parts, period)
    raise BadArguments(f"Rows by {by} need one book for each {by}; none was opened.")


def money_blocks(whole: Bridge, by: By | None, rows: BridgeRows) -> tuple[Block, ...]:
    """The bridge as a chart, and its rows as a table where they were asked for."""
    chart = bridge_chart(whole)
    return (chart,) if by is None else (chart, bridge_table(rows, f"The bridge by {by}", by))


def part_ends(rows: BridgeRows, by: By | None, behind: Rows) -> tuple[tuple[Figure, ...], tuple[Line, ...]]:
    """Of two or more parts of the firm, the best and the worst by net new assets: their figures and a sentence.
    Nothing for other rows. Source: F21."""
    if by not in OF_PARTS or len(rows) < 2:
        return (), ()
    ranked = sorted(rows, key=lambda row: (-row[1].net_new_assets, row[0]))
    best, worst = (
        Figure(f"{key}_part", f"{name}: net new assets", money(bridge.net_new_assets), "money", F21, behind)
        for key, (name, bridge) in (("best", ranked[0]), ("worst", ranked[-1]))
    )
    template = "By net new money the best {by} is {top} with {best}, and the worst {end} with {worst}."
    values: dict[str, Figure | str] = {
        "by": str(by),
        "top": ranked[0][0],
        "end": ranked[-1][0],
        "best": best,
        "worst": worst,
    }
    return (best, worst), (Line(template, values),)


def _comings_and_goings(book: Book, moved: Movement) -> Table:
    """Who came and who went in the period, by date."""
    names = client_labels(book)
    came = moved.came.assign(day=moved.came["since"], what="came", why="")
    went = moved.went.assign(day=moved.went["closed_on"], what="went", why=moved.went["close_reason"].fillna(""))
    rows = pd.concat([came, went]).sort_values(["day", "household_id"], ascending=[False, True])
    columns = (
        Column("on", "On", "date"),
        Column("client", "Client"),
        Column("what", "Came or went"),
        Column("why", "Reason"),
    )
    lines = tuple(
        (row.day.date(), str(names[row.household_id]), row.what, str(row.why).replace("_", " ") or None)
        for row in rows.itertuples(index=False)
    )
    return Table("Who came and who went", columns, lines, tuple(rows["household_id"]))


def summary_of(figures: Mapping[str, Figure], whose: str, ends: Sequence[Line] = ()) -> tuple[Line, ...]:
    """The answer in sentences, from the figures by key; `whose` is the scope, `ends` the sentence of part_ends."""
    first, *others = _money_lines(figures, whose) if "end" in figures else (_dated_line(figures),)
    lines = [first, *ends, *others]
    kept = " {retention} of those at the beginning stayed." if figures["retention"].value is not None else ""
    people = ("households", "new_clients", "lost_clients", "retention")
    lines.append(
        Line(
            "{households} clients today; in the period {new_clients} came and {lost_clients} went"
            + (f";{kept}" if kept else "."),
            {key: figures[key] for key in people},
        )
    )
    return (*lines, *_risk_lines(figures), data_line(figures["data_month"]))


def _money_lines(figures: Mapping[str, Figure], whose: str) -> tuple[Line, ...]:
    """The bridge in a sentence that adds up, with the days it runs between, and revenue."""
    words = {"transfers_in": "{transfers_in} transferred in", "transfers_out": "{transfers_out} transferred out"}
    transfers = {key: figures[key] for key in words if key in figures and figures[key].value}
    moved = "".join(f", {words[key]}" for key in transfers)
    assets = Line(
        "From the close of {opening} to the close of {closing} the assets of {whose} went from {begin} to {end}: "
        "{net_new_assets} of net new money, {market} from the market" + moved + ", {fees} of fees debited.",
        {
            "whose": whose,
            **_closes(str(dict(figures["end"].inputs)["period"])),
            **{key: figures[key] for key in ("end", "begin", "net_new_assets", "market", "fees")},
            **transfers,
        },
    )
    growth = "Organic growth is {organic_growth}. " if figures["organic_growth"].value is not None else ""
    change = (
        ", {revenue_change} against the same months a year before"
        if figures["revenue_change"].value is not None
        else ""
    )
    revenue = Line(
        growth + "Revenue was {revenue}" + change + ".",
        {key: figures[key] for key in ("organic_growth", "revenue", "revenue_change")},
    )
    return assets, revenue


def _closes(months: str) -> dict[str, Figure | str]:
    """The days at whose close the months of a bridge, as `2026-01..2026-10`, open and close."""
    first, last = (pd.Timestamp(f"{month}-01") for month in months.split(".."))
    days = {"opening": first - pd.Timedelta(days=1), "closing": last + pd.offsets.MonthEnd(0)}
    return {key: f"{day.day} {day:%B %Y}" for key, day in days.items()}


def whole_months(period: Period, last_closed: pd.Timestamp) -> tuple[str, ...]:
    """The caveat of a period that is not made of whole closed months, none for one that is."""
    ends = pd.Timestamp(period.end) + pd.Timedelta(days=1)
    cut = period.start.day != 1 or (ends.day != 1 and ends <= last_closed + pd.DateOffset(months=1))
    told = (
        "Assets and revenue are known by the month: a month that the period begins in counts whole, one that it ends "
        f"in not at all. Comings, goings and dated events are those of {period.start} to {period.end}."
    )
    return (told,) if cut else ()


def _dated_line(figures: Mapping[str, Figure]) -> Line:
    template = (
        "No month of the period has closed; assets stay at {aum}. Dated in it: {contacts} two-way contacts, {wins} "
        "leads won and {requests} service requests."
    )
    return Line(template, {key: figures[key] for key in ("aum", "contacts", "wins", "requests")})


def _risk_lines(figures: Mapping[str, Figure]) -> tuple[Line, ...]:
    """The risks that have a value, in revenue a year, and what to do about them; nothing when none has."""
    words = {
        "risk_retention": "{risk_retention} with clients who are eroding",
        "risk_growth": "{risk_growth} within reach of money held elsewhere",
        "risk_acquisition": "{risk_acquisition} of acquisition cost above what new clients brought",
    }
    known = {key: text for key, text in words.items() if figures[key].value is not None}
    template = f"At stake today, in revenue a year: {', '.join(known.values())}; start with the largest."
    return (Line(template, {key: figures[key] for key in known}),) if known else ()


def caveats_of(figures: Mapping[str, Figure]) -> tuple[str, ...]:
    """What to bear in mind about the figures, by key."""
    inorganic = figures.get("transfers_in")
    recruited = (
        ("Transfers, such as recruited books, are no organic growth; the chained rate allows for what they bring.",)
        if inorganic is not None and inorganic.value
        else ()
    )
    at_risk = any(figure.value is not None for key, figure in figures.items() if key.startswith("risk_"))
    return (
        *recruited,
        f"Share of wallet takes declared net worth of any age, the fresh-only ratio none over {FRESH_MONTHS} months.",
        *(("The three risks are first estimates by stated definitions and do not add up.",) if at_risk else ()),
    )
